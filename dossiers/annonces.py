"""Ce qui se dit hors des passages : l’avis demandé, annulé ou rendu, le message écrit, le signataire appelé.

Chaque fait inscrit ses envois dans sa propre transaction. Un message se dit une fois par dossier, par personne et par
tranche de dix minutes : l’échéance de l’envoi est la fin de la tranche, et la clé du registre fait le reste.
"""

from datetime import timedelta

from django.urls import reverse

from dossiers import destinataires
from dossiers.models.message import Cote
from workflows.envois import Envoi
from workflows.liens import MARQUE
from workflows.redaction import rediger, une_ligne
from workflows.temps import maintenant

GABARITS = {
    "avis_demande",
    "avis_annule",
    "avis_rendu",
    "message",
    "signataire_appele",
}  # templates/courriels/instruction
TRANCHE = timedelta(minutes=10)
_PAR_LE_LIEN = "l’équipe politique de la ville ({pilote}) vous demande un avis"
_AGENT = "vous êtes agent de {organisation}, à qui un avis est demandé"
_A_DEMANDE = "vous suivez ce dossier, ou vous avez demandé cet avis"
_PORTEUR = "vous écrivez ce dossier pour {organisation}"
_SIGNE = "vous êtes signataire pour {organisation}"
_EQUIPE = "vous suivez ce dossier pour {pilote}"


def repondants(avis, agents=None):
    """À qui l’avis est demandé : [(adresse, nom, personne ou rien)]. Une adresse donnée l’emporte : c’est elle, le lien."""
    if avis.courriel:
        return [(avis.courriel, avis.nom or avis.courriel, None)]
    connus = destinataires.agents(avis.organisation_id) if agents is None else agents.get(avis.organisation_id, ())
    return [(p.courriel, str(p), p) for p in connus]


def envoi_d_avis(avis, gabarit, regle, echeance, *, sujet_seul="", agents=None):
    """Les envois qu’un avis adresse à qui doit répondre. `sujet_seul` : une relance, dont le texte s’écrira au départ.

    `agents` : {organisation: [personnes]}, déjà lus quand il y a plusieurs avis.
    """
    dossier, campagne = avis.dossier, avis.dossier.campagne
    for adresse, nom, personne in repondants(avis, agents):
        pourquoi = (_AGENT if personne else _PAR_LE_LIEN).format(
            organisation=avis.organisation, pilote=campagne.convention.pilote
        )
        lien = avis.get_absolute_url() if personne else MARQUE
        sujet, corps = (sujet_seul, "") if sujet_seul else texte_d_avis(avis, gabarit, lien, nom, pourquoi)
        yield Envoi(
            regle=regle, objet=f"avis:{avis.pk}", adresse=adresse, echeance=echeance, personne=personne,
            perimetre=f"convention:{dossier.campagne.convention_id}", pourquoi=pourquoi,
            lien=avis.get_absolute_url() if personne else "", sujet=sujet, corps=corps,
        )  # fmt: skip


def texte_d_avis(avis, gabarit, lien, nom, pourquoi):
    """(objet, corps) d’un courriel d’avis : l’action et la question, jamais un montant ni une note."""
    dossier = avis.dossier
    return rediger(
        f"courriels/{gabarit}.txt", lien=lien, avis=avis, nom=nom, personne=nom, pourquoi=pourquoi, dossier=dossier,
        intitule=une_ligne(dossier.intitule), pilote=dossier.campagne.convention.pilote,
    )  # fmt: skip


def avis_demande(avis):
    return list(envoi_d_avis(avis, "instruction/avis_demande", "avis.demander", avis.le))


def avis_annule(avis):
    return list(envoi_d_avis(avis, "instruction/avis_annule", "avis.annuler", avis.annulee_le))


def avis_rendu(avis):
    """À qui l’a demandé, et à qui suit le dossier."""
    personnes = {p.pk: p for p in (avis.par, *destinataires.suivi(avis.dossier)) if p.is_active}
    for personne in personnes.values():
        sujet, corps = texte_d_avis(avis, "instruction/avis_rendu", avis.get_absolute_url(), str(personne), _A_DEMANDE)
        yield Envoi(
            regle="avis.rendre", objet=f"avis:{avis.pk}", adresse=personne.courriel, echeance=avis.rendu_le,
            personne=personne, perimetre=f"convention:{avis.dossier.campagne.convention_id}", pourquoi=_A_DEMANDE,
            lien=avis.get_absolute_url(), sujet=sujet, corps=corps,
        )  # fmt: skip


# Les messages --------------------------------------------------------------------------------------------


def fin_de_tranche(instant):
    """La fin des dix minutes où tombe cet instant : deux messages d’une même tranche ne font qu’un courriel."""
    secondes = int(TRANCHE.total_seconds())
    return instant + timedelta(seconds=secondes - instant.timestamp() % secondes)


def message_ecrit(message):
    """À l’autre côté du fil. Le courriel dit qu’un message attend ; il ne le cite pas."""
    dossier, du_porteur = message.dossier, message.cote == Cote.PORTEUR
    pilote, organisation = dossier.campagne.convention.pilote, dossier.organisation
    pourquoi = (_EQUIPE if du_porteur else _PORTEUR).format(pilote=pilote, organisation=organisation)
    lien = reverse("dossiers:messages", args=[dossier.pk])
    for personne in destinataires.suivi(dossier) if du_porteur else destinataires.redacteurs(dossier):
        sujet, corps = rediger(
            "courriels/instruction/message.txt", lien=lien, personne=personne, pourquoi=pourquoi, dossier=dossier,
            intitule=une_ligne(dossier.intitule), de=organisation if du_porteur else pilote,
        )  # fmt: skip
        yield Envoi(
            regle="dossier.message", objet=f"dossier:{dossier.pk}", adresse=personne.courriel,
            echeance=fin_de_tranche(maintenant()), personne=personne,
            perimetre=f"convention:{dossier.campagne.convention_id}", pourquoi=pourquoi, lien=lien, sujet=sujet, corps=corps,
        )  # fmt: skip


# Le signataire -------------------------------------------------------------------------------------------


def signataire_appele(passage):
    """À chaque signataire, de qui a fini d’écrire : le courriel mène droit à la relecture, où l’on dépose ou l’on envoie."""
    dossier = passage.objet
    pourquoi, lien = _SIGNE.format(organisation=dossier.organisation), reverse("dossiers:relire", args=[dossier.pk])
    depose = dossier.depose_le is not None
    perimetre = f"convention:{dossier.campagne.convention_id}" if depose else f"porteur:{dossier.organisation_id}"
    for personne in destinataires.signataires(dossier):
        sujet, corps = rediger(
            "courriels/instruction/signataire_appele.txt", lien=lien, personne=personne, pourquoi=pourquoi, dossier=dossier,
            campagne=dossier.campagne, intitule=une_ligne(dossier.intitule), de=passage.par,
        )  # fmt: skip
        yield Envoi(
            regle="dossier.prevenir_le_signataire", objet=f"dossier:{dossier.pk}", adresse=personne.courriel,
            echeance=passage.le, personne=personne, perimetre=perimetre, pourquoi=pourquoi, lien=lien, sujet=sujet, corps=corps,
        )  # fmt: skip
