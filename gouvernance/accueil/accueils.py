"""Ce que chaque accueil montre : un dictionnaire par titre, lu en un nombre constant de requêtes."""

from gouvernance.accueil import equipe, financeur, instruction, lecture, partages, porteur, suites
from gouvernance.accueil.calendrier import calendrier
from gouvernance.accueil.chiffres import alertes_de, campagne_principale, chiffres_de
from gouvernance.accueil.salut import salut
from gouvernance.accueil.taches import ranger
from workflows.temps import maintenant


def de_l_equipe(personne):
    chantier = equipe.chantier_de(personne)
    taches = [
        *equipe.taches_de(chantier),
        *instruction.taches_de_l_equipe(chantier),
        *suites.taches_de_l_equipe(chantier),
    ]
    principale = campagne_principale(chantier.campagnes)
    chiffres = chiffres_de(principale, personne) if principale else None
    return {
        "salut": salut(personne, chantier.campagnes, chantier.seances, len(taches)),
        "calendrier": calendrier(equipe.campagnes_de_l_equipe(personne), interne=True),
        "groupes": ranger(taches),
        "nombre": len(taches),
        "chiffres": chiffres,
        "alertes": alertes_de(chantier.campagnes, chiffres),
    }


def du_financeur(personne):
    guichets = financeur.guichets_de(personne)
    seances = financeur.seances_du_financeur(personne)
    taches = financeur.taches_du_financeur(personne, guichets, seances)
    taches += instruction.taches_du_financeur(personne, guichets, seances)
    taches += suites.taches_du_financeur(personne, guichets)
    campagnes = financeur.campagnes_du_financeur(personne, guichets)
    enveloppes = list(financeur.enveloppes_du_financeur(personne, guichets))
    return {
        "salut": salut(personne, [], seances, len(taches)),
        "guichets": guichets,
        "groupes": ranger(taches),
        "nombre": len(taches),
        "seances": seances,
        "enveloppes": enveloppes,
        "plusieurs_communes": len({enveloppe.campagne.convention_id for enveloppe in enveloppes}) > 1,
        "calendrier": calendrier(campagnes),
    }


def du_porteur(personne):
    siens = porteur.mes_dossiers(personne)
    a_plusieurs = partages.mes_partages(personne)
    taches = [
        *porteur.taches_du_porteur(siens),
        *suites.taches_du_porteur(siens),
        *partages.taches_du_partenaire(a_plusieurs),
        *instruction.messages_non_lus(personne),
    ]
    vues = calendrier(porteur.campagnes_du_porteur([mien.dossier for mien in siens]))
    ouvertes = [annee.campagne for annee in vues.annees if annee.campagne.recoit_a(maintenant())]
    return {
        "salut": salut(personne, [annee.campagne for annee in vues.annees], (), len(taches)),
        "groupes": ranger(taches),
        "nombre": len(taches),
        "dossiers": siens,
        "partages": a_plusieurs,
        "ouvertes": ouvertes if porteur.ecrit_pour_quelqu_un(personne) else [],
        "calendrier": vues,
    }


def de_la_lecture(personne):
    campagnes = lecture.campagnes_de_lecture(personne)
    return {
        "salut": salut(personne, list(campagnes)),
        "programme": lecture.programme_de(list(campagnes)),
        "calendrier": calendrier(campagnes),
    }


def du_public(personne):
    campagnes = lecture.campagnes_publiques(personne)
    vues = calendrier(campagnes)
    return {
        "calendrier": vues,
        "programme": lecture.programme_de(list(campagnes)),
        "ouvertes": [annee.campagne for annee in vues.annees if annee.campagne.recoit_a(maintenant())],
    }
