"""Premier acte : du brouillon au dossier recevable."""

from datetime import date, timedelta

from tests.navigateur.personne import motif

INTITULE = "Mercredis en mouvement d’essai"
BENEFICIAIRES = ("Bénéficiaires, au total", "Dont habitants d’un QPV", "Dont habitants d’un QIC")


def publics(total, qpv, qic=""):
    return dict(zip(BENEFICIAIRES, (total, qpv, qic), strict=True))


def demandes(etat, ville):
    """Ce que l’on demande à chacun, sous le nom que porte son champ."""
    return {
        "P147, contrat de ville, en euros": etat,
        "Ville de Béthune, contrat de ville, contrat de ville, en euros": ville,
    }


def ouvrir_un_brouillon(porteuse, intitule=INTITULE):
    """Un nom suffit ; rend l’adresse du dossier."""
    porteuse.suivre("Nouveau dossier", dans=porteuse.contenu)
    porteuse.remplir({"Intitulé de l’action": intitule})
    porteuse.cliquer("Ouvrir le brouillon")
    return porteuse.chemin.removesuffix("modifier/")


def choisir_l_objectif(porteuse, decor):
    """Le script ouvre le repli du quartier que l’on coche ; sans lui, on l’ouvre soi-même."""
    porteuse.cocher(decor.quartier)
    if not porteuse.avec_script:
        porteuse.page.locator("summary", has_text=decor.quartier).click()
    porteuse.contenu.get_by_role("radio", name=motif(f"Objectif principal : {decor.objectif}")).first.check()


def aller_a(porteuse, partie):
    """Une partie du formulaire, par le sommaire."""
    porteuse.suivre(partie, dans=porteuse.page.get_by_role("navigation", name="Parties du dossier"))


def continuer(porteuse):
    porteuse.cliquer("Enregistrer et continuer")


def remplir(porteuse, decor):
    """Les sept parties, l’une après l’autre, jusqu’à la relecture."""
    porteuse.remplir(
        {
            "Le besoin constaté": "Les familles disent ne rien trouver le mercredi.",
            "Ce que l’action veut changer": "Que chaque enfant bouge une fois par semaine.",
            "Ce que vous ferez": "Des séances de sport et de découverte, chaque mercredi.",
        }
    )
    porteuse.contenu.get_by_label("Thématique").select_option(index=1)
    continuer(porteuse)
    choisir_l_objectif(porteuse, decor)
    porteuse.remplir({"Lieu, lieu 1": "Gymnase d’essai"})
    continuer(porteuse)
    porteuse.cocher("Primaire")
    porteuse.remplir(publics(120, 90, 0))
    continuer(porteuse)
    porteuse.remplir({"Début de l’action": date(decor.annee, 2, 1), "Fin de l’action": date(decor.annee, 12, 15),
                      "Moyens matériels": "Un gymnase.", "Bénévoles : personnes": "6"})  # fmt: skip
    continuer(porteuse)
    porteuse.remplir({"Prestations de services, en euros": "7 000", "Cotisations, en euros": "1000,00"})
    porteuse.remplir(demandes("4 000", 2000))
    continuer(porteuse)
    porteuse.remplir({"Ce que l’on compte, indicateur 1": "Enfants inscrits", "Cible, indicateur 1": "60"})
    continuer(porteuse)
    porteuse.cliquer("Enregistrer et relire")


def remplir_puis_corriger(porteuse, decor):
    """Deux refus en chemin : des publics qui dépassent le total, un budget qui n’est pas équilibré."""
    remplir(porteuse, decor)
    aller_a(porteuse, "Pour qui")
    porteuse.remplir(publics(100, 90, 30))
    continuer(porteuse)
    assert motif("Erreur :").match(porteuse.titre)
    porteuse.lit("à corriger", "dépasse le total de 100", dans=porteuse.page.get_by_role("alert"))
    porteuse.remplir(publics(120, 90, 30))
    porteuse.cliquer("Enregistrer et continuer")
    aller_a(porteuse, "Le budget")
    porteuse.remplir(demandes("4 000", 1500))
    porteuse.cliquer("Enregistrer et relire tout")
    porteuse.lit("il manque 500 € de produits")
    porteuse.essuyer_un_refus("Déposer le dossier")
    aller_a(porteuse, "Le budget")
    porteuse.remplir(demandes("4 000", 2000))
    porteuse.cliquer("Enregistrer et relire tout")
    porteuse.lit("Rien ne manque")


def attester(porteuse):
    """Chaque engagement se lit et se coche, un par un."""
    for case in porteuse.contenu.get_by_role("checkbox").all():
        case.check()


def deposer(porteuse):
    """Sans les attestations, le dossier ne part pas ; avec, il part."""
    porteuse.cliquer("Déposer le dossier")
    porteuse.lit("Les attestations ne sont pas données", dans=porteuse.page.get_by_role("alert"))
    attester(porteuse)
    porteuse.cliquer("Déposer le dossier")
    porteuse.lit("Déposé")
    porteuse.ne_lit_pas("Modifier le dossier")


def demander_des_complements(cheffe, dossier):
    """La cheffe le trouve dans sa liste, et demande ce qui manque, pour dans dix jours."""
    cheffe.menu("Dossiers")
    cheffe.suivre(INTITULE)
    assert cheffe.chemin == dossier
    cheffe.suivre("Demander des compléments")
    cheffe.remplir(
        {"Ce qui manque": "Précisez l’encadrement.", "Réponse attendue le": date.today() + timedelta(days=10)}
    )
    cheffe.cliquer("Demander des compléments")
    cheffe.lit("Compléments attendus", "Précisez l’encadrement.")


def repondre(porteuse, dossier):
    porteuse.aller(dossier).lit("Précisez l’encadrement.")
    porteuse.suivre("Compléter le dossier")
    porteuse.remplir({"Ce que vous ferez": "Des séances de sport, encadrées par deux éducatrices."})
    porteuse.cliquer("Enregistrer et relire tout")
    porteuse.cliquer("Envoyer les compléments")
    porteuse.lit("Déposé")


def declarer_recevable(agente, cheffe, dossier):
    """Chacun pour son guichet ; le dossier s’en déduit."""
    agente.suivre("Lire les dossiers")
    agente.suivre(INTITULE)
    agente.cliquer("Déclarer recevable", dans=agente.page.locator("main"))
    agente.lit("Déposé", "Recevable")
    cheffe.aller(dossier)
    cheffe.cliquer("Déclarer recevable : Ville de Béthune")
    cheffe.lit("C’est à l’équipe d’inscrire le dossier au comité")
