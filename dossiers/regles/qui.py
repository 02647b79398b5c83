"""Qui peut : les personnes que la machine reconnaît, à quel titre, sur quel dossier (docs/metier.md §12)."""

from comptes.models import Droit, Qualite
from dossiers.statuts import EN_ACTION, Statut


def signataire(dossier, personne):
    """La personne que son organisation a chargée de déposer et de retirer."""
    return personne.agit_comme(Qualite.PORTEUR, dossier.organisation_id, Droit.SIGNATAIRE)


def redacteur(dossier, personne):
    return personne.agit_comme(Qualite.PORTEUR, dossier.organisation_id, Droit.REDACTEUR, Droit.SIGNATAIRE)


def porteur(dossier, personne):
    return personne.agit_comme(Qualite.PORTEUR, dossier.organisation_id)


def equipe(dossier, personne):
    """L’équipe politique de la ville de la commune pilote."""
    return personne.agit_comme(Qualite.EQUIPE, dossier.campagne.convention.pilote_id)


def lit_les_noms(dossier, personne):
    """Qui lit le nom des personnes d’un dossier : son organisation et l’équipe de sa convention ; aux autres, leur qualité."""
    return porteur(dossier, personne) or equipe(dossier, personne)


def chef(dossier, personne):
    return personne.agit_comme(Qualite.EQUIPE, dossier.campagne.convention.pilote_id, Droit.CHEF)


def automate(objet, personne):
    """Les passages qui se déduisent des faits : le compte technique les prononce, jamais une personne."""
    return personne.est_technique


def signataire_ou_equipe(dossier, personne):
    return signataire(dossier, personne) or equipe(dossier, personne)


def equipe_qui_a_saisi(dossier, personne):
    """L’équipe, pour un dossier qu’elle a saisi elle-même et que son organisation n’a pas repris."""
    return dossier.saisi_par_l_equipe and equipe(dossier, personne)


def redige(dossier, personne):
    """Qui écrit dans un brouillon, dans un dossier rouvert pour complément, ou dans un budget rouvert après la décision."""
    if dossier.statut == Statut.BROUILLON and equipe_qui_a_saisi(dossier, personne):
        return True
    if budget_en_revision(dossier):
        return redacteur(dossier, personne) or equipe_qui_a_saisi(dossier, personne)
    return dossier.statut in (Statut.BROUILLON, Statut.INCOMPLET) and redacteur(dossier, personne)


def previent_le_signataire(dossier, personne):
    """Qui écrit ce dossier pour son organisation, sans pouvoir le faire partir."""
    ecrit = redige(dossier, personne) and redacteur(dossier, personne)
    return ecrit and not signataire(dossier, personne)


def partie_ouverte(dossier, partie):
    """Un brouillon s’écrit en entier ; un dossier à compléter, dans les seules parties demandées (toutes si rien n’est dit)."""
    if dossier.statut == Statut.INCOMPLET and dossier.parties_rouvertes:
        return partie in dossier.parties_rouvertes
    if budget_en_revision(dossier):
        return partie == "budget"
    return dossier.statut in (Statut.BROUILLON, Statut.INCOMPLET)


def budget_en_revision(dossier):
    """Vrai tant que le budget, et lui seul, se récrit après la décision (docs/metier.md §26)."""
    return dossier.revision_ouverte_le is not None and dossier.plan_confirme_le is None and dossier.statut in EN_ACTION


def guichet(ligne, personne):
    """L’agent du financeur lui-même."""
    return personne.agit_comme(Qualite.FINANCEUR, ligne.financeur.organisation_id)


def ligne_de_la_ville(ligne):
    return ligne.financeur.organisation_id == ligne.dossier.campagne.convention.pilote_id


def repond_pour_le_guichet(ligne, personne):
    """Le financeur pour sa ligne ; l’équipe pour celle de la ville ; le chef de projet pour un absent (consigné)."""
    if guichet(ligne, personne) or chef(ligne.dossier, personne):
        return True
    return ligne_de_la_ville(ligne) and equipe(ligne.dossier, personne)


def chef_de_la_ligne(ligne, personne):
    return chef(ligne.dossier, personne)


def chef_ou_automate(ligne, personne):
    return automate(ligne, personne) or chef(ligne.dossier, personne)


def signataire_du_bilan(bilan, personne):
    return signataire(bilan.dossier, personne)


def equipe_du_bilan(bilan, personne):
    return equipe(bilan.dossier, personne)
