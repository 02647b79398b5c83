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


def remplir(porteuse, decor):
    porteuse.remplir(
        {
            "Ce que vous ferez": "Des séances de sport et de découverte, chaque mercredi.",
            "Début de l’action": date(decor.annee, 2, 1),
            "Fin de l’action": date(decor.annee, 12, 15),
            "Prestations de services, en euros": "7 000",
            "Cotisations, en euros": "1000,00",
        }
        | publics(120, 90)
        | demandes("4 000", 2000)
    )
    choisir_l_objectif(porteuse, decor)
    porteuse.cocher("Primaire")


def remplir_puis_corriger(porteuse, decor):
    """Deux refus en chemin : des publics qui dépassent le total, un budget qui n’est pas équilibré."""
    remplir(porteuse, decor)
    porteuse.remplir(publics(100, 90, 30) | demandes("4 000", 1500))
    porteuse.cliquer("Enregistrer et relire")
    assert motif("Erreur :").match(porteuse.titre)
    porteuse.lit("à corriger", "dépasse le total de 100", dans=porteuse.page.get_by_role("alert"))
    assert porteuse.contenu.get_by_label("Ce que vous ferez").input_value().startswith("Des séances")
    porteuse.remplir(publics(120, 90, 30))
    porteuse.cliquer("Enregistrer et relire")
    porteuse.lit("il manque 500 € de produits")
    porteuse.essuyer_un_refus("Déposer le dossier")
    porteuse.suivre("Modifier le dossier")
    porteuse.remplir(demandes("4 000", 2000))
    porteuse.cliquer("Enregistrer et relire")
    porteuse.lit("Rien ne manque")


def deposer(porteuse):
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
    porteuse.cliquer("Enregistrer et relire")
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
