"""Prévenir le signataire : qui a fini d’écrire l’appelle depuis le dossier, une fois par jour au plus, et c’est consigné."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import annonces, destinataires, regles
from dossiers.models import Dossier, PassageDossier
from workflows.envois import Envoi
from workflows.moteur import Blocage
from workflows.tasks import sonner
from workflows.templatetags.ecriture import heure
from workflows.temps import PARIS, aujourd_hui

PREVENIR = "prevenir_le_signataire"


def refus_de_prevenir(dossier):
    """Ce qui empêche de prévenir encore ; vide si rien ne s’y oppose."""
    if not destinataires.signataires(dossier):
        return "Votre organisation n’a pas de signataire : écrivez à l’équipe."
    dernier = dossier.passages.filter(transition=PREVENIR).select_related("par").order_by("-rang").first()
    if dernier and dernier.le.astimezone(PARIS).date() == aujourd_hui():
        return f"Déjà prévenu aujourd’hui à {heure(dernier.le)} par {dernier.par} : une fois par jour suffit."
    return ""


@transaction.atomic
def prevenir_le_signataire(dossier, *, par, cle=None):
    """Inscrit un courriel à chaque signataire de l’organisation. Rend le passage, ou None si ce formulaire a déjà servi.

    Lève `Blocage` (avec la phrase) ou `PermissionDenied` ; alors rien n’est écrit.
    """
    par.relire_ses_droits()
    dossier = Dossier.verrouiller(dossier.pk)
    if cle and (deja := PassageDossier.objects.filter(cle=cle).first()):
        if (deja.par_id, deja.transition, deja.objet_id) != (par.pk, PREVENIR, dossier.pk):
            raise Blocage("Ce formulaire a déjà servi. Rechargez la page, puis recommencez.")
        return None
    if not regles.previent_le_signataire(dossier, par):
        raise PermissionDenied
    if refus := refus_de_prevenir(dossier):
        raise Blocage(refus)
    passage = PassageDossier.consigner(
        dossier, par=par, role=dossier.role_de(par), transition=PREVENIR, depuis=dossier.statut, vers=dossier.statut, cle=cle
    )  # fmt: skip
    if Envoi.objects.inscrire(annonces.signataire_appele(passage)):
        transaction.on_commit(lambda: sonner(), robust=True)
    return passage
