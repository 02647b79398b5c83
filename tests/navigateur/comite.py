"""Deuxième acte : les trois séances, et entre elles le vote, la notification, l’annonce."""

from datetime import date, datetime

from tests.navigateur.depot import INTITULE

MAINTENANT = "%Y-%m-%dT%H:%M"
ENJEU = "Que chaque enfant trouve une activité près de chez lui"


def preparer_une_seance(cheffe, annee, temps, intitule):
    """La crée, y inscrit ce qui est prêt, la convoque ; rend son adresse."""
    cheffe.menu("Séances")
    cheffe.suivre("Préparer une séance")
    cheffe.contenu.get_by_label("Campagne").select_option(f"Campagne {annee}")
    cheffe.cocher(f"Temps {temps}")
    cheffe.remplir(
        {"Intitulé": intitule, "Date et heure": datetime.now().strftime(MAINTENANT), "Lieu": "Hôtel de ville"}
    )
    cheffe.cliquer("Créer la séance")
    seance = cheffe.chemin
    cheffe.suivre("Ordre du jour", dans=cheffe.contenu, exact=True)
    for case in cheffe.contenu.get_by_role("checkbox").all():
        case.uncheck()
    cheffe.cocher(INTITULE)
    cheffe.cliquer("Inscrire les dossiers cochés")
    cheffe.suivre(intitule)
    cheffe.cliquer("Convoquer")
    return seance


def noter_la_presence(cheffe, nom="Élise Lenoir"):
    cheffe.suivre("Présence", exact=True)
    cheffe.remplir({"Nom et prénom, ligne 1": nom, "Organisme, ligne 1": "État"})
    cheffe.cocher("Présent, ligne 1")
    cheffe.cliquer("Enregistrer la présence", exact=True)
    cheffe.lit("La présence est enregistrée.", nom)


def noter_la_decision(qui, montant):
    """Dans la seule ligne que cette personne peut écrire."""
    qui.suivre(INTITULE)
    qui.cocher("Accorder")
    qui.remplir({"Contrat de ville, en euros": montant})
    qui.cliquer("Noter les décisions")
    qui.lit("Décision notée.")


def tenir_le_comite(cheffe, agente, seance):
    """Chacun saisit pour son guichet ; tant que quelque chose bloque, l’acte est refusé et l’écran dit quoi."""
    cheffe.cliquer("Ouvrir la séance")
    cheffe.lit("choses empêchent d’acter")
    agente.menu("Séances")
    agente.suivre("Comité des financeurs d’essai")
    noter_la_decision(agente, "3 500")
    noter_la_presence(cheffe)
    raisons = cheffe.essuyer_un_refus("Acter la séance")
    assert "La décision manque." in raisons
    assert "présence" not in raisons
    decider_pour_la_ville(cheffe, "18 000")
    assert "L’enveloppe du financeur ne suffit pas." in cheffe.essuyer_un_refus("Acter la séance")
    decider_pour_la_ville(cheffe, "2 000")
    cheffe.lit("Rien n’empêche d’acter.")
    acter(cheffe, "Programmé", "5 500 €")


def decider_pour_la_ville(cheffe, montant):
    """La cheffe peut écrire pour un absent ; ici, elle n’écrit que dans la ligne de la ville."""
    cheffe.suivre(INTITULE, dans=cheffe.page.locator("table.grille"))
    ville = cheffe.page.get_by_role("region", name="Ville de Béthune")
    cheffe.cocher("Accorder", dans=ville)
    cheffe.remplir({"Contrat de ville, en euros": montant}, dans=ville)
    cheffe.cliquer("Noter les décisions")


def acter(cheffe, *suites):
    cheffe.suivre("Acter la séance")
    cheffe.lit(INTITULE, *suites)
    cheffe.cliquer("Acter la séance")
    cheffe.lit("La séance est actée.")


def voter_et_notifier(qui, dossier, guichet):
    qui.aller(dossier)
    qui.suivre(f"Enregistrer le vote : {guichet}")
    qui.remplir({"Voté le": date.today(), "Délibération ou arrêté": f"Acte d’essai, {guichet}"})
    qui.cliquer("Enregistrer le vote")
    qui.cliquer(f"Notifier la décision : {guichet}")
    qui.lit("Notifiée le")


def annoncer(cheffe, dossier):
    cheffe.aller(dossier)
    cheffe.cliquer("Annoncer la décision au porteur")


def tenir_le_pilotage(cheffe):
    cheffe.cliquer("Ouvrir la séance")
    noter_la_presence(cheffe, "Nadia Ferrand")
    cheffe.suivre("Notes", exact=True)
    cheffe.remplir({"Ce qui s’est dit": "Un lien avec le centre social est à chercher."})
    cheffe.cliquer("Enregistrer les notes")
    acter(cheffe, "Présenté")


def tenir_les_perspectives(cheffe, seance):
    """Sans enjeu écrit ni suite proposée, le Temps 3 ne s’acte pas."""
    cheffe.cliquer("Ouvrir la séance")
    noter_la_presence(cheffe, "Odile Verhaeghe")
    raisons = cheffe.essuyer_un_refus("Acter la séance")
    assert "enjeu" in raisons
    assert "La suite proposée manque." in raisons
    cheffe.suivre("Écrire les enjeux")
    cheffe.remplir({"L’enjeu, en une phrase": ENJEU, "D’où vient-il": "Balade urbaine de juin."})
    cheffe.cliquer("Ajouter l’enjeu")
    cheffe.lit(ENJEU)
    cheffe.aller(seance)
    cheffe.suivre("Suites proposées")
    cheffe.contenu.get_by_label("Suite proposée").select_option("Reconduire")
    cheffe.cliquer("Enregistrer les suites")
    acter(cheffe, "Reconduire")
