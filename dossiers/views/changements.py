"""Ce qui a changé dans un dossier depuis son dépôt, champ par champ."""

from dataclasses import dataclass, replace

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers import fiche, regles
from dossiers.changements import comparer
from dossiers.impression.lecture import envois_de
from dossiers.views.instruction import ouvrir_l_instruction
from workflows.templatetags.ecriture import le

_NOMS = {"completer": "les compléments", "confirmer_le_plan": "le plan confirmé"}


@dataclass(frozen=True)
class Version:
    """Un exemplaire gardé, ou le dossier tel qu’il est aujourd’hui (code « maintenant »)."""

    code: str
    libelle: str
    contenu: list


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def changements(request, pk):
    """D’une version à l’autre ; à défaut de choix, de l’avant-dernier exemplaire au dernier, ou du dépôt à aujourd’hui."""
    dossier = ouvrir_l_instruction(request, pk)
    versions = versions_de(dossier, dit_les_noms=regles.lit_les_noms(dossier, request.user))
    avant, apres = _choisies(versions, request.GET)
    parties = comparer(avant.contenu, apres.contenu) if avant else []
    contexte = {"dossier": dossier, "versions": versions, "avant": avant, "apres": apres, "parties": parties}
    return render(request, "dossiers/changements.html", contexte)


def versions_de(dossier, *, dit_les_noms=True):
    """Les exemplaires dans l’ordre, puis aujourd’hui ; vide pour un dossier jamais déposé. Une attestation nomme une personne."""
    exemplaires = list(dossier.exemplaires.all())
    if not exemplaires:
        return []
    noms = {rang: _NOMS.get(envoi.transition) for rang, envoi in enumerate(envois_de(dossier), start=1)} | {
        1: "le dépôt"
    }
    gardees = [
        Version(str(e.rang), f"{noms.get(e.rang) or 'les compléments'} du {le(e.le)}", e.contenu) for e in exemplaires
    ]
    versions = [*gardees, Version("maintenant", "aujourd’hui", fiche.contenu(dossier))]
    return versions if dit_les_noms else [replace(v, contenu=_sans_les_attestations(v.contenu)) for v in versions]


def _sans_les_attestations(contenu):
    return [partie for partie in contenu if partie["code"] != "attestations"]


def _choisies(versions, demande):
    if not versions:
        return None, None
    rangs = {version.code: rang for rang, version in enumerate(versions)}
    dernier = len(versions) - 2 if len(versions) > 2 else len(versions) - 1
    a = rangs.get(demande.get("a"), dernier)
    de = rangs.get(demande.get("de"), max(a - 1, 0))
    return versions[min(de, a)], versions[max(de, a)]
