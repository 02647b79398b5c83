"""Ce que partagent les gestes sur une organisation : le verrou, le droit relu, la ligne au journal."""

from contextlib import contextmanager

from django.db import transaction

from comptes import regles
from comptes.models import Organisation, PassageOrganisation
from workflows.moteur import Blocage

PLUS_SIGNATAIRE = (
    "Vous n’êtes plus signataire de cette organisation : votre droit vient d’être changé. Rien n’a été écrit."
)
DEJA_SERVI = "Ce formulaire a déjà servi. Rechargez la page, puis recommencez."


@contextmanager
def sous_verrou(organisation, par, permis=regles.signataire, refus=PLUS_SIGNATAIRE):
    """Verrouille l’organisation, relit le droit de qui agit, et rend l’organisation fraîche. Lève `Blocage`."""
    with transaction.atomic():
        fraiche = Organisation.verrouiller(organisation.pk)
        par.relire_ses_droits()
        if not permis(fraiche, par):
            raise Blocage(refus)
        yield fraiche


def deja_fait(organisation, transition, cle, par):
    """Le passage qu’a déjà écrit ce formulaire (double clic, renvoi), ou rien. À appeler sous le verrou."""
    deja = cle and PassageOrganisation.objects.filter(cle=cle).first()
    if deja and (deja.objet_id, deja.transition, deja.par_id) != (organisation.pk, transition, par.pk):
        raise Blocage(DEJA_SERVI)
    return deja or None


def consigner(organisation, transition, *, par, depuis="", vers="", **faits):
    """Ajoute une ligne au journal de l’organisation, verrouillée par l’appelant."""
    role = regles.role_de(organisation, par)
    return PassageOrganisation.consigner(
        organisation, par=par, role=role, transition=transition, depuis=depuis, vers=vers, **faits
    )
