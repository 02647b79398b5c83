"""Les dix-huit personnes, chacune avec ses rattachements ; leur nom de famille est un canari."""

from comptes.models import Droit, Qualite
from tests import fabriques
from tests.acces import acteurs, droits

# qui : [(organisation, qualité, droit)]
RATTACHEMENTS = {
    acteurs.SANS_RATTACHEMENT: [],
    acteurs.LECTEUR_A: [("asso_a", Qualite.PORTEUR, Droit.LECTEUR)],
    acteurs.REDACTEUR_A: [("asso_a", Qualite.PORTEUR, Droit.REDACTEUR)],
    acteurs.SIGNATAIRE_A: [("asso_a", Qualite.PORTEUR, Droit.SIGNATAIRE)],
    acteurs.DEUX_ASSOS: [("asso_a", Qualite.PORTEUR, Droit.LECTEUR), ("asso_b", Qualite.PORTEUR, Droit.SIGNATAIRE)],
    acteurs.SIGNATAIRE_Z: [("asso_z", Qualite.PORTEUR, Droit.SIGNATAIRE)],
    acteurs.SIGNATAIRE_P: [("asso_p", Qualite.PORTEUR, Droit.SIGNATAIRE)],
    acteurs.INSTRUCTEUR_1: [("pilote_1", Qualite.EQUIPE, Droit.INSTRUCTEUR)],
    acteurs.CHEF_1: [("pilote_1", Qualite.EQUIPE, Droit.CHEF)],
    acteurs.CHEF_2: [("pilote_2", Qualite.EQUIPE, Droit.CHEF)],
    acteurs.COPILOTE: [("agglomeration", Qualite.FINANCEUR, Droit.AGENT)],
    acteurs.AGENT_F1: [("f1", Qualite.FINANCEUR, Droit.AGENT)],
    acteurs.AGENT_F2: [("f2", Qualite.FINANCEUR, Droit.AGENT)],
    acteurs.AGENT_F9: [("f9", Qualite.FINANCEUR, Droit.AGENT)],
    acteurs.ELUE: [("pilote_1", Qualite.LECTURE, Droit.LECTEUR)],
    acteurs.ADMIN: [],
    acteurs.SUSPENDU: [("asso_a", Qualite.PORTEUR, Droit.SIGNATAIRE)],
}


def peupler(m):
    """{nom: personne} ; le suspendu sera désactivé une fois sa session ouverte."""
    organisations = {
        "asso_a": m.asso_a, "asso_b": m.asso_b, "asso_z": m.asso_z, "asso_p": m.asso_p,
        "agglomeration": m.agglomeration,
        "pilote_1": m.convention_1.pilote, "pilote_2": m.convention_2.pilote,
        "f1": m.f1.organisation, "f2": m.f2.organisation, "f9": m.f9.organisation,
    }  # fmt: skip
    personnes = {}
    for nom, rattachements in RATTACHEMENTS.items():
        patronyme = m.jetons.mot(f"nom de {nom}", droits.NOMS[nom] | {nom, acteurs.ADMIN})
        technique = {"is_staff": True, "is_superuser": True} if nom == acteurs.ADMIN else {}
        personnes[nom] = fabriques.personne("Camille", patronyme, **technique)
        for organisation, qualite, droit in rattachements:
            fabriques.rattacher(personnes[nom], organisations[organisation], qualite, droit)
    return personnes
