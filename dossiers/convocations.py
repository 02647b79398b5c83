"""La convocation d’une séance : son rendez-vous d’agenda, et ce que l’on redit à chacun quand la date ou le lieu change."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings

from dossiers import destinataires
from papiers.calendrier import RendezVous, invitation
from workflows.envois import Envoi, identifiant
from workflows.redaction import rediger, une_ligne
from workflows.temps import maintenant

DUREE = timedelta(hours=3)  # ce que l’agenda réserve ; la convocation ne dit que l’heure du début
GABARIT = "courriels/convocation/deplacer.txt"
FINANCEUR = "vous êtes agent d’un financeur ou d’un copilote de la campagne {annee}"


def rendez_vous_de(seance):
    """Le rendez-vous de cette séance : le même identifiant toute sa vie, la version de la séance pour rang."""
    page = f"{settings.SITE_URL}{seance.get_absolute_url()}"
    return RendezVous(
        uid=identifiant(f"seance-{seance.pk}").strip("<>"),
        sequence=seance.version,
        debut=seance.prevue_le,
        duree=DUREE,
        titre=seance.intitule,
        lieu=seance.lieu,
        description=f"{seance.get_temps_display()}\nOrdre du jour et dossiers : {page}",
        adresse=page,
    )


def invitation_de(seance, personne, instant):
    """Le texte iCalendar de l’invitation d’une personne à cette séance."""
    de = (str(seance.campagne.convention.pilote), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return invitation(rendez_vous_de(seance), de=de, a=(str(personne), personne.courriel), ecrit_le=instant)


def redite(seance):
    """Les envois, non enregistrés, qui disent à chaque convoqué que la séance a changé de date ou de lieu."""
    instant, campagne = maintenant(), seance.campagne
    pourquoi, lien = FINANCEUR.format(annee=campagne.annee), seance.get_absolute_url()
    for personne in destinataires.financeurs(seance):
        sujet, corps = rediger(
            GABARIT, lien=lien, personne=personne, pourquoi=pourquoi, campagne=campagne, seance=seance,
            intitule=une_ligne(seance.intitule),
        )  # fmt: skip
        yield Envoi(
            regle="seance.deplacer", objet=f"seance:{seance.pk}", adresse=personne.courriel, echeance=instant,
            personne=personne, perimetre=f"convention:{campagne.convention_id}", pourquoi=pourquoi, lien=lien,
            sujet=sujet, corps=corps, calendrier=invitation_de(seance, personne, instant),
        )  # fmt: skip
