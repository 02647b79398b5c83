"""Qui est prévenu de quoi : le tableau des annonces, lu après chaque passage, dans la même transaction.

Le texte d’une annonce est `templates/courriels/<objet>/<transition>.txt` (ou `<transition>.<variante>.txt`) ; il est
rédigé tout de suite et gelé. Une décision se tait devant le porteur tant qu’elle ne lui est pas notifiée ou annoncée :
rien ne part de `acter`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from dossiers import convocations, destinataires, regles
from dossiers.statuts import Statut
from workflows.envois import Envoi
from workflows.redaction import rediger, une_ligne

PORTEUR_SIGNE = "vous êtes signataire pour {organisation}"
PORTEUR_ECRIT = "vous écrivez ce dossier pour {organisation}"
EQUIPE = "vous faites partie de l’équipe politique de la ville ({pilote})"
PARTENAIRE_SIGNE = "vous êtes signataire pour {partenaire}"
FINANCEUR = "vous êtes agent d’un financeur ou d’un copilote de la campagne {annee}"

_NOM = "\x1a"  # tient la place du nom de la personne dans un texte rédigé pour tous ; nul ne peut le taper


@dataclass(frozen=True)
class Annonce:
    """Un courriel que déclenche un passage : à qui, à quel titre, et la variante du texte s’il y en a plusieurs."""

    a: Callable[[models.Model], models.QuerySet]
    pourquoi: str
    variante: str = ""
    si: Callable = lambda passage: True
    du_sujet: bool = False  # les destinataires se lisent de la pièce elle-même, non du dossier

    def gabarit(self, fait):
        objet, transition = fait.split(".")
        return f"courriels/{objet}/{transition}{self.variante and '.' + self.variante}.txt"


def _vers(*statuts):
    return lambda passage: passage.vers in statuts


def _avec_lettre(passage):
    return passage.lettre is not None


def _sans_lettre(statut):
    return lambda passage: passage.lettre is None and passage.vers == statut


def _par_l_equipe(passage):
    return regles.equipe(passage.objet, passage.par)


def _depose_et_retire_par_le_porteur(passage):
    """Un brouillon abandonné ne regarde pas l’équipe : elle ne lit pas les brouillons."""
    return passage.objet.depose_le is not None and not _par_l_equipe(passage)


_AUX_SIGNATAIRES = {"a": destinataires.signataires, "pourquoi": PORTEUR_SIGNE}
_AUX_REDACTEURS = {"a": destinataires.redacteurs, "pourquoi": PORTEUR_ECRIT}
_AU_PARTENAIRE = {"a": destinataires.signataires_du_partenaire, "pourquoi": PARTENAIRE_SIGNE, "du_sujet": True}
_A_L_EQUIPE = {"a": destinataires.equipe, "pourquoi": EQUIPE}

ANNONCES = {
    "dossier.deposer": (Annonce(**_AUX_SIGNATAIRES), Annonce(**_A_L_EQUIPE, variante="equipe")),
    "dossier.enregistrer": (Annonce(**_AUX_SIGNATAIRES),),
    "dossier.demander_complements": (Annonce(**_AUX_REDACTEURS),),
    "dossier.annuler_la_demande": (Annonce(**_AUX_REDACTEURS),),
    "dossier.completer": (Annonce(**_AUX_SIGNATAIRES, variante="recu"), Annonce(**_A_L_EQUIPE)),
    "dossier.constater_la_recevabilite": (
        Annonce(**_AUX_REDACTEURS, variante="recevable", si=_vers(Statut.RECEVABLE)),
        Annonce(**_AUX_REDACTEURS, variante="irrecevable", si=_vers(Statut.IRRECEVABLE)),
    ),
    "dossier.annoncer": (
        Annonce(**_AUX_REDACTEURS, variante="lettre", si=_avec_lettre),
        Annonce(**_AUX_REDACTEURS, variante="programme", si=_sans_lettre(Statut.PROGRAMME)),
        Annonce(**_AUX_REDACTEURS, variante="ajourne", si=_sans_lettre(Statut.AJOURNE)),
        Annonce(**_AUX_REDACTEURS, variante="non_retenu", si=_sans_lettre(Statut.NON_RETENU)),
    ),
    "dossier.confirmer_le_plan": (Annonce(**_AUX_SIGNATAIRES), Annonce(**_A_L_EQUIPE, variante="equipe")),
    "dossier.rouvrir_le_budget": (Annonce(**_A_L_EQUIPE),),
    "dossier.reporter": (Annonce(**_AUX_REDACTEURS),),
    "dossier.abandonner": (
        Annonce(**_AUX_SIGNATAIRES),
        Annonce(**_A_L_EQUIPE, variante="equipe", si=_depose_et_retire_par_le_porteur),
    ),
    "dossier.lever_l_abandon": (Annonce(**_AUX_SIGNATAIRES),),
    "dossier.se_desister": (Annonce(**_AUX_SIGNATAIRES), Annonce(**_A_L_EQUIPE, variante="equipe")),
    "ligne.notifier": (Annonce(**_AUX_REDACTEURS),),
    "bilan.transmettre": (Annonce(**_AUX_SIGNATAIRES), Annonce(**_A_L_EQUIPE, variante="equipe")),
    "bilan.demander_une_correction": (Annonce(**_AUX_REDACTEURS),),
    "bilan.accepter": (Annonce(**_AUX_REDACTEURS),),
    "bilan.attester_la_non_realisation": (Annonce(**_A_L_EQUIPE),),
    "bilan.demander_d_autres_dates": (Annonce(**_A_L_EQUIPE),),
    "partenariat.inviter": (Annonce(**_AU_PARTENAIRE),),
    "partenariat.confirmer": (Annonce(**_AUX_REDACTEURS),),
    "partenariat.decliner": (Annonce(**_AUX_REDACTEURS),),
    "partenariat.se_retirer": (Annonce(**_AUX_REDACTEURS),),
    "partenariat.ecarter": (Annonce(**_AU_PARTENAIRE),),
    "seance.convoquer": (Annonce(a=destinataires.financeurs, pourquoi=FINANCEUR),),
}


def fait_de(passage):
    """« dossier.deposer » : le nom du fait, qui est aussi celui de sa ligne au registre des envois."""
    return f"{passage.sujet._meta.model_name}.{passage.transition}"


def apres(passage):
    """Les envois dus à la suite d’un passage, non enregistrés ; aucun si personne n’a à le savoir."""
    annonces = [annonce for annonce in ANNONCES.get(fait_de(passage), ()) if annonce.si(passage)]
    return [envoi for annonce in annonces for envoi in _envois(annonce, passage, _destinataires(annonce, passage))]


def _destinataires(annonce, passage):
    return annonce.a(passage.sujet if annonce.du_sujet else passage.objet)


def _perimetre(racine):
    """La convention dont l’équipe lira l’envoi ; ce qui touche un brouillon ne se lit que chez son porteur."""
    if getattr(racine, "depose_le", True) is None:
        return f"porteur:{racine.organisation_id}"
    return f"convention:{racine.campagne.convention_id}"


def _envois(annonce, passage, personnes):
    """Le même texte pour tous, rédigé une fois : d’une personne à l’autre, seul change le nom que l’on salue."""
    if not personnes:
        return
    fait, sujet, racine = fait_de(passage), passage.sujet, passage.objet
    campagne = racine.campagne
    pourquoi = annonce.pourquoi.format(
        organisation=getattr(racine, "organisation", ""),
        partenaire=getattr(sujet, "organisation", ""),
        pilote=campagne.convention.pilote,
        annee=campagne.annee,
    )
    lien = (sujet if hasattr(sujet, "get_absolute_url") else racine).get_absolute_url()
    objet, corps = rediger(
        annonce.gabarit(fait), lien=lien, passage=passage, personne=_NOM, pourquoi=pourquoi, campagne=campagne,
        lettre=getattr(passage, "lettre", None),
        intitule=une_ligne(racine.intitule), **{sujet._meta.model_name: sujet, racine._meta.model_name: racine},
    )  # fmt: skip
    for personne in personnes:
        yield Envoi(
            regle=fait, objet=f"{sujet._meta.model_name}:{sujet.pk}", adresse=personne.courriel, echeance=passage.le,
            personne=personne, perimetre=_perimetre(racine), pourquoi=pourquoi, lien=lien,
            sujet=objet.replace(_NOM, str(personne)), corps=corps.replace(_NOM, str(personne)),
            calendrier=_calendrier(fait, racine, personne, passage.le),
        )  # fmt: skip


def _calendrier(fait, seance, personne, instant):
    """L’invitation d’agenda qui part avec une convocation ; rien pour tout autre fait."""
    return convocations.invitation_de(seance, personne, instant) if fait == "seance.convoquer" else ""
