"""Les courriels du passé de la démonstration : inscrits à leur heure, réputés remis ; seuls les plus récents partiront."""

from datetime import timedelta

from gouvernance.demonstration.acteurs import adresse
from gouvernance.demonstration.calendrier import CLOTURE
from workflows import relances
from workflows.envois import Envoi
from workflows.temps import maintenant

RECENT = timedelta(hours=20)  # ce qui a moins que cela part pour de bon, au premier battement
JOURS_DE_BATTEMENT = 45
REJETE, RETENU = "bastien.leroy", "rose-marie.pruvot"


def prevoir_les_battements(recit, calendrier):
    """Un battement par matin passé, comme si l’installation avait tourné : les rappels ont existé à leur jour."""
    for jour in range(-JOURS_DE_BATTEMENT, 0):
        matin = calendrier.a(jour, "09:01", ouvre=False)
        if matin < calendrier.instant - RECENT:
            recit.prevoir(matin, battre)


def battre():
    """Inscrit ce qui est dû, relit s’il est encore voulu et rédige : ce que fait l’expéditeur, moins l’envoi."""
    Envoi.objects.inscrire(relances.dus(maintenant()))
    for envoi in Envoi.objects.filter(statut=Envoi.Statut.A_ENVOYER, regle__in=relances.REGLES, corps=""):
        regle = relances.REGLES[envoi.regle]
        if raison := regle.voulu(envoi):
            Envoi.objects.filter(pk=envoi.pk).annuler(par=None, motif=raison)
        else:
            envoi.ecrire(*regle.composer(envoi)).save(update_fields=["sujet", "corps"])


def ranger(*, par):
    """Ce qui reste du passé est remis ; un courriel fut rejeté, et l’équipe en retient un qui partirait bientôt."""
    instant = maintenant()
    _rejeter(instant)
    Envoi.objects.tenir_pour_remis(avant=instant - RECENT)
    _retenir(instant, par)


def _rejeter(instant):
    depuis_peu = Envoi.objects.filter(adresse=adresse(REJETE), echeance__gt=instant - timedelta(days=12))
    if envoi := depuis_peu.reclamer(timedelta(minutes=1)):
        envoi.regler(Envoi.Statut.ECHEC, motif="Refusé par le serveur du destinataire : boîte pleine (démonstration).")


def _retenir(instant, par):
    a_venir = relances.prevision(instant + timedelta(days=1), instant + timedelta(days=CLOTURE))
    retenu = next(envoi for envoi in a_venir if envoi.adresse == adresse(RETENU))
    Envoi.objects.inscrire([retenu])
    motif = "Elle a téléphoné : elle dépose cette semaine."
    Envoi.objects.filter(message_id=retenu.message_id).mettre_en_pause(par, motif)
