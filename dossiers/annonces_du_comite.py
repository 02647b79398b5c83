"""Ce que dit le comité hors de ses passages : le lien d’un financeur sans compte, et l’avenant pris après l’acte.

Le code dit dans la salle n’est dans aucun courriel. Le lien n’est ni dans le registre des envois ni sur une page : il se
compose au moment de remettre (`workflows.liens`). Un porteur n’apprend rien d’un avenant avant que la ligne soit notifiée.
"""

from django.urls import reverse

from dossiers import destinataires
from programmation.models import LienDeGuichet
from workflows.envois import Envoi
from workflows.liens import MARQUE, declarer_le_lien
from workflows.redaction import rediger, une_ligne

LIEN, AVENANT = "lien_de_guichet", "avenant.prendre"
GABARITS = {"lien_de_guichet", "avenant"}  # templates/courriels/comite
_INVITE = "l’équipe politique de la ville ({pilote}) vous ouvre la colonne de votre guichet au comité des financeurs"
_AGENT = "vous êtes agent de {financeur}, dont une décision change"
_EQUIPE = "vous faites partie de l’équipe politique de la ville ({pilote})"


def lien_ouvert(lien):
    """Le courriel qui porte le lien, si une adresse est donnée ; jamais le code."""
    if not lien.courriel:
        return []
    seance, pilote = lien.seance, lien.seance.campagne.convention.pilote
    pourquoi = _INVITE.format(pilote=pilote)
    sujet, corps = rediger(
        "courriels/comite/lien_de_guichet.txt", lien=MARQUE, guichet=lien.financeur, invitation=lien, seance=seance,
        intitule=une_ligne(seance.intitule), pilote=pilote, pourquoi=pourquoi,
    )  # fmt: skip
    return [
        Envoi(
            regle=LIEN, objet=f"lien:{lien.pk}", adresse=lien.courriel, echeance=lien.cree_le,
            perimetre=f"convention:{seance.campagne.convention_id}", pourquoi=pourquoi, sujet=sujet, corps=corps,
        )
    ]  # fmt: skip


def adresse_du_lien(envoi):
    """Le chemin du lien d’un envoi ; l’accueil, s’il est fermé."""
    lien = LienDeGuichet.objects.en_vigueur().filter(pk=envoi.objet.removeprefix("lien:")).first()
    return reverse("guichet:colonne", args=[lien.jeton]) if lien else "/"


def avenant_pris(avenant):
    """À l’équipe et aux agents du guichet concerné, sauf à qui porte le dossier."""
    ligne = avenant.ligne
    dossier, financeur = ligne.dossier, ligne.financeur
    pilote = dossier.campagne.convention.pilote
    titres = {p: _EQUIPE.format(pilote=pilote) for p in destinataires.equipe(dossier)}
    titres |= {p: _AGENT.format(financeur=financeur) for p in destinataires.agents(financeur.organisation_id)}
    portent = {dossier.organisation_id, *dossier.organisations_partenaires}
    lien = reverse("seances:avenants", args=[avenant.seance_id])
    return [
        _envoi_d_avenant(avenant, personne, pourquoi, lien)
        for personne, pourquoi in titres.items()
        if portent.isdisjoint(organisation for organisation, _, _ in personne.rattachements)
    ]


def _envoi_d_avenant(avenant, personne, pourquoi, lien):
    dossier = avenant.ligne.dossier
    sujet, corps = rediger(
        "courriels/comite/avenant.txt", lien=lien, avenant=avenant, dossier=dossier, personne=personne,
        guichet=avenant.ligne.financeur, intitule=une_ligne(dossier.intitule), pourquoi=pourquoi,
    )  # fmt: skip
    return Envoi(
        regle=AVENANT, objet=f"avenant:{avenant.pk}", adresse=personne.courriel, echeance=avenant.le, personne=personne,
        perimetre=f"convention:{dossier.campagne.convention_id}", pourquoi=pourquoi, lien=lien, sujet=sujet, corps=corps,
    )  # fmt: skip


declarer_le_lien(LIEN, adresse_du_lien)
