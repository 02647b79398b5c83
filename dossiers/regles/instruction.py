"""L’instruction : qui propose un montant, qui lit l’instruction, qui écrit dans le fil, quand un abandon se lève."""

from comptes.models import Qualite
from dossiers.regles.partenariat import porte
from dossiers.regles.qui import chef, equipe, porteur, redacteur, repond_pour_le_guichet, signataire
from dossiers.statuts import Statut, StatutLigne
from workflows.moteur import garde

SE_PROPOSE = (StatutLigne.SOLLICITEE, StatutLigne.RECEVABLE, StatutLigne.AJOURNEE)
SE_TRAITE = (Statut.DEPOSE, Statut.INCOMPLET, Statut.RECEVABLE, Statut.EN_COMITE, Statut.AJOURNE)


def propose(ligne, personne):
    """Le guichet, l’équipe pour la ville, le chef pour un absent ; jamais un membre d’une organisation qui porte."""
    return repond_pour_le_guichet(ligne, personne) and not porte(ligne.dossier, personne)


@garde("Cette demande n’attend plus de proposition : sa décision est prise, ou son dossier n’est pas en examen.")
def proposition_attendue(ligne):
    """Un montant se propose avant le comité, jamais après l’acte (docs/metier.md §23)."""
    return ligne.statut in SE_PROPOSE and ligne.dossier.statut in SE_TRAITE


def instruit(dossier, personne):
    """L’équipe de la convention ; un membre d’une organisation qui porte n’instruit pas son propre dossier."""
    return equipe(dossier, personne) and not porte(dossier, personne)


def suit_l_instruction(dossier, personne):
    """Qui lit l’instruction : l’équipe, et l’agent d’un financeur qui lit le dossier ; chacun n’y voit que sa part."""
    if porte(dossier, personne):
        return False
    return equipe(dossier, personne) or any(q == Qualite.FINANCEUR for _, q, _ in personne.rattachements)


def lit_le_fil(dossier, personne):
    """Les deux côtés du fil, une fois le dossier déposé : avant, l’équipe ne le lit pas."""
    return dossier.depose_le is not None and (porteur(dossier, personne) or equipe(dossier, personne))


def ecrit_dans_le_fil(dossier, personne):
    """Un simple lecteur de l’organisation lit le fil sans y écrire."""
    return lit_le_fil(dossier, personne) and (redacteur(dossier, personne) or instruit(dossier, personne))


def rouvre_un_abandon(dossier, personne):
    """Le chef ; et, pour un brouillon abandonné que nul autre ne lit, le signataire de son organisation."""
    return chef(dossier, personne) or (dossier.depose_le is None and signataire(dossier, personne))


@garde("La campagne est close : un dossier abandonné ne s’y rouvre plus.")
def campagne_non_close(dossier):
    return dossier.campagne.close_le is None
