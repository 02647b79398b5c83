"""Constater un paiement : une ligne de plus au registre, un passage au journal, jamais plus que ce qui est accordé."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import regles
from dossiers.models import Ligne, PassageDossier, Versement
from dossiers.statuts import StatutLigne
from workflows.moteur import PERIME, Blocage
from workflows.templatetags.ecriture import nombre

VERSER = "verser"


@transaction.atomic
def verser(ligne, *, par, montant, verse_le, reference="", version=None, cle=None):
    """Enregistre un versement sur une ligne engagée. Rend le versement, ou None si ce formulaire a déjà servi.

    Lève `Blocage` ou `PermissionDenied` ; alors rien n’est écrit.
    """
    par.relire_ses_droits()
    ligne = Ligne.verrouiller(ligne.pk)
    if cle and (deja := PassageDossier.objects.filter(cle=cle).first()):
        if (deja.par_id, deja.transition, deja.ligne_id) != (par.pk, VERSER, ligne.pk):
            raise Blocage("Ce formulaire a déjà servi. Rechargez la page, puis recommencez.")
        return None
    if not regles.repond_pour_le_guichet(ligne, par):
        raise PermissionDenied
    if version is not None and version != ligne.version:
        raise Blocage(PERIME)
    if ligne.statut != StatutLigne.ENGAGEE:
        raise Blocage("La dépense n’est pas engagée : un versement ne s’enregistre qu’ensuite.")
    reste = ligne.accorde - ligne.total_verse
    if montant > reste:
        raise Blocage(f"Ce versement dépasse ce qui reste à verser : {nombre(reste)}\u202f€.")
    versement = Versement.objects.create(ligne=ligne, montant=montant, verse_le=verse_le, reference=reference)
    ligne.version += 1
    ligne.save(update_fields=["version"])
    PassageDossier.consigner(
        ligne.dossier, par=par, role=ligne.role_de(par), transition=VERSER, depuis=ligne.statut, vers=ligne.statut,
        motif=reference, donnees={"montant": montant, "verse_le": verse_le}, cle=cle, ligne=ligne,
    )  # fmt: skip
    return versement
