"""Le dossier que l’on dépose vraiment : repartir de l’an passé, compléter, joindre, déposer, répondre, et voir la différence."""

from playwright.sync_api import expect

from tests.navigateur.depot import aller_a, attester, continuer, publics
from tests.navigateur.personne import motif

VILLE = "Ville de Béthune, contrat de ville, contrat de ville, en euros"
AVANT = "Trois ateliers par semaine, dont un au pied des immeubles."
APRES = "Trois ateliers par semaine, dont deux au pied des immeubles, avec les parents."


def reconduire(porteuse, ancien, nouveau):
    """De la page de l’an passé au brouillon de cette année : son nom, ce qui change, ce que l’on ne garde pas."""
    porteuse.menu("Mes dossiers")
    porteuse.suivre(ancien)
    porteuse.lit("Programmé", "1 500")
    porteuse.suivre("Reconduire")
    porteuse.lit("Objectif repris tel quel", "Ce qui ne se reprend jamais")
    porteuse.remplir({"Intitulé de l’action": nouveau})
    porteuse.choisir("Par rapport à l’année passée", "Reconduite et modifiée")
    porteuse.cliquer("Ouvrir le brouillon")
    porteuse.lit("Pas encore déposé", "La cible est à fixer : Enfants inscrits")


def completer(porteuse, decor):
    """Partie par partie : seul ce qui change se tape ; le budget se déséquilibre, se dit, puis s’équilibre."""
    porteuse.remplir({"Ce que vous ferez": AVANT})
    continuer(porteuse)
    porteuse.cocher(f"Objectif principal : {decor.autre_objectif}")
    continuer(porteuse)
    porteuse.remplir(publics(150, 110, 0))
    continuer(porteuse)
    continuer(porteuse)
    porteuse.remplir({"Prestations de services, en euros": "6 500"})
    continuer(porteuse)
    porteuse.lit("il manque 1 500 € de produits", dans=porteuse.page.get_by_role("complementary"))
    porteuse.remplir({"Cible, indicateur 1": "75"})
    continuer(porteuse)
    aller_a(porteuse, "Le budget")
    porteuse.remplir({VILLE: "3 500,00"})
    porteuse.cliquer("Enregistrer et relire tout")
    porteuse.lit("Rien ne manque", AVANT, "6 500")
    porteuse.ne_lit_pas("La cible est à fixer")


def joindre_les_pieces(porteuse, fichiers):
    """Un faux PDF est refusé, et l’on lit pourquoi ; un vrai passe, une image aussi."""
    porteuse.suivre("Pièces à joindre")
    _joindre(porteuse, "rib", fichiers["faux.pdf"], revient=False)
    porteuse.lit("pas d’un format que l’on reçoit", dans=porteuse.page.get_by_role("alert"))
    porteuse.examiner_encore()
    porteuse.cris.clear()  # le navigateur signale lui-même la réponse 422
    _joindre(porteuse, "rib", fichiers["rib.pdf"])
    _joindre(porteuse, "recepisse", fichiers["recepisse.png"])


def _joindre(porteuse, piece, fichier, revient=True):
    carte = porteuse.page.locator(f"#piece-{piece}")
    porteuse.joindre("Fichier", fichier, dans=carte)
    if not revient:
        porteuse.presser("Joindre", dans=carte)
        return
    porteuse.cliquer("Joindre", dans=carte)
    porteuse.lit(f"{fichier.name} » est joint", dans=porteuse.page.locator("#messages"))


def relire_et_deposer(porteuse, nouveau):
    """Ce que l’on relit est ce que l’on dépose ; l’écran le dit ensuite autrement qu’un brouillon."""
    porteuse.suivre("Relire et déposer")
    porteuse.lit("Pas encore déposé", nouveau, "6 500", "3 500", "75")
    attester(porteuse)
    porteuse.cliquer("Déposer le dossier")
    porteuse.lit("Déposé")
    porteuse.ne_lit_pas("Pas encore déposé")


def demander_deux_parties(cheffe, nouveau):
    """La cheffe cherche le dossier, et ne rouvre que l’action et les publics."""
    cheffe.menu("Dossiers")
    cheffe.remplir({"Mots cherchés": nouveau})
    cheffe.cliquer("Chercher")
    cheffe.suivre(nouveau, exact=True)
    cheffe.suivre("Demander des compléments")
    cheffe.remplir({"Ce qui manque": "Dites qui encadre, et combien d’enfants."})
    for partie in ("L’action", "Pour qui"):
        cheffe.cocher(partie)
    cheffe.cliquer("Demander des compléments")
    cheffe.lit("Compléments attendus", "Dites qui encadre")


def repondre(porteuse, nouveau):
    """Deux parties s’écrivent ; les autres disent qu’elles sont fermées, et n’ont pas de champ."""
    porteuse.menu("Mes dossiers")
    porteuse.suivre(nouveau)
    porteuse.suivre("Compléter le dossier")
    sommaire = porteuse.page.get_by_role("navigation", name="Parties du dossier")
    expect(sommaire.get_by_text("à compléter")).to_have_count(2)
    expect(sommaire.get_by_text("fermée")).to_have_count(5)
    aller_a(porteuse, "Le budget")
    porteuse.lit("Cette partie n’est pas à compléter")
    expect(porteuse.contenu.get_by_role("textbox")).to_have_count(0)
    aller_a(porteuse, "L’action")
    porteuse.remplir({"Ce que vous ferez": APRES})
    continuer(porteuse)
    porteuse.remplir({"Bénéficiaires, au total": "160"})
    porteuse.cliquer("Enregistrer et relire")
    porteuse.cliquer("Envoyer les compléments")
    porteuse.lit("Déposé")


def voir_la_difference(cheffe, nouveau):
    """Champ par champ, avant et après ; mot à mot dans le texte long ; rien d’autre."""
    cheffe.menu("Dossiers")
    cheffe.remplir({"Mots cherchés": nouveau})
    cheffe.cliquer("Chercher")
    cheffe.suivre(nouveau, exact=True)
    cheffe.suivre("Ce qui a changé depuis le dépôt")
    rangs = cheffe.contenu.get_by_role("row").filter(has=cheffe.page.get_by_role("rowheader"))
    expect(rangs).to_have_count(2)
    recit, nombre = rangs.filter(has_text="Ce que vous ferez"), rangs.filter(has_text="Bénéficiaires")
    expect(recit.locator("ins").filter(has_text=motif("avec les parents"))).to_have_count(1)
    expect(nombre.locator("del")).to_have_text("150")
    expect(nombre.locator("ins")).to_have_text("160")
