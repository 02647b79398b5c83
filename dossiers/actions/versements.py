"""Constater un paiement : une ligne de plus au registre, un passage au journal, jamais plus que ce qui est accordé."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import regles
from dossiers.actions.passages import avancer
from dossiers.models import Ligne, PassageDossier, Versement
from dossiers.statuts import StatutLigne
from workflows.moteur import PERIME, Blocage
from workflows.templatetags.ecriture import nombre

VERSER, CORRIGER = "verser", "corriger_un_versement"
PAS_ENGAGEE = "La dépense n’est pas engagée : un versement ne s’enregistre qu’ensuite."
DEJA_SERVI = "Ce formulaire a déjà servi. Rechargez la page, puis recommencez."


@transaction.atomic
def verser(ligne, *, par, montant, verse_le, reference="", nature=Versement.Nature.ACOMPTE, version=None, cle=None):
    """Enregistre un versement sur une ligne engagée. Rend le versement, ou None si ce formulaire a déjà servi.

    `montant` en euros. Un solde paie tout ce qui reste, et la ligne est alors soldée dans la même transaction.
    Lève `Blocage` ou `PermissionDenied` ; alors rien n’est écrit.
    """
    ligne, rejoue = _sous_verrou(ligne, par, VERSER, version, cle)
    if rejoue:
        return None
    _tenir_dans(ligne.accorde - ligne.total_verse, montant, nature)
    versement = Versement.objects.create(
        ligne=ligne, nature=nature, montant=montant, verse_le=verse_le, reference=reference
    )
    donnees = {"montant": montant, "verse_le": verse_le, "nature": str(nature)}
    _consigner(ligne, par, VERSER, reference, donnees, cle)
    if nature == Versement.Nature.SOLDE:
        avancer(ligne, "solder", par=par)
    return versement


@transaction.atomic
def corriger_un_versement(
    versement, *, par, motif, montant, verse_le, reference="", nature=Versement.Nature.ACOMPTE, version=None, cle=None
):
    """Redresse un versement mal saisi d’une ligne encore engagée ; zéro euro le retire. Le journal garde l’avant et l’après.

    Lève `Blocage` (la ligne est soldée, le total dépasserait l’accordé, le motif manque) ou `PermissionDenied`.
    """
    ligne, rejoue = _sous_verrou(versement.ligne, par, CORRIGER, version, cle)
    if rejoue:
        return
    versement = Versement.objects.select_for_update(of=("self",)).filter(pk=versement.pk, ligne=ligne).first()
    if versement is None:
        raise Blocage(PERIME)
    if not motif.strip():
        raise Blocage("Un motif est attendu.")
    avant = {"montant": versement.montant, "verse_le": versement.verse_le, "reference": versement.reference}
    if montant:
        _tenir_dans(ligne.accorde - ligne.total_verse + versement.montant, montant, nature)
        versement.montant, versement.verse_le, versement.reference = montant, verse_le, reference
        versement.nature = nature
        versement.save()
    else:
        versement.delete()
    apres = {"montant": montant, "verse_le": verse_le, "reference": reference} if montant else None
    _consigner(ligne, par, CORRIGER, motif.strip(), {"avant": avant, "apres": apres}, cle)
    if montant and nature == Versement.Nature.SOLDE:
        avancer(ligne, "solder", par=par)


def _sous_verrou(ligne, par, geste, version, cle):
    """(la ligne relue sous verrou, vrai si ce formulaire a déjà fait ce geste)."""
    par.relire_ses_droits()
    ligne = Ligne.verrouiller(ligne.pk)
    if cle and (deja := PassageDossier.objects.filter(cle=cle).first()):
        if (deja.par_id, deja.transition, deja.ligne_id) != (par.pk, geste, ligne.pk):
            raise Blocage(DEJA_SERVI)
        return ligne, True
    if not regles.repond_pour_le_guichet(ligne, par):
        raise PermissionDenied
    if version is not None and version != ligne.version:
        raise Blocage(PERIME)
    if ligne.statut != StatutLigne.ENGAGEE:
        raise Blocage(
            PAS_ENGAGEE if geste == VERSER else "La ligne n’est plus engagée : ses versements ne changent plus."
        )
    return ligne, False


def _tenir_dans(reste, montant, nature):
    """`reste` et `montant` en euros."""
    if montant > reste:
        raise Blocage(f"Ce versement dépasse ce qui reste à verser : {nombre(reste)}\u202f€.")
    if nature == Versement.Nature.SOLDE and montant != reste:
        raise Blocage(f"Un solde paie tout ce qui reste, {nombre(reste)}\u202f€ : pour moins, notez un acompte.")


def _consigner(ligne, par, geste, motif, donnees, cle):
    ligne.version += 1
    ligne.save(update_fields=["version"])
    PassageDossier.consigner(
        ligne.dossier, par=par, role=ligne.role_de(par), transition=geste, depuis=ligne.statut, vers=ligne.statut,
        motif=motif, donnees=donnees, cle=cle, ligne=ligne,
    )  # fmt: skip
