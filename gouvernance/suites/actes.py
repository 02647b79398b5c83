"""Conventions et arrêtés : ce qui est dû à chaque organisation par chaque financeur, ce qui existe, et l’acte que l’on note."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers.actions.actes import noter_un_acte
from gouvernance.suites.attributions import attributions_de
from gouvernance.suites.forms import ActeForm
from gouvernance.suites.portes import campagne_des_suites, est_de_l_equipe
from papiers.tableur import FORMATS, Nature, Titre, emporter
from programmation.texte import assourdir
from workflows.moteur import Blocage

TITRES = (
    Titre("Organisation", largeur=32), Titre("Financeur", largeur=28), Titre("Exercice", Nature.ANNEE, 9),
    Titre("Lignes", Nature.ENTIER, 8), Titre("Total accordé", Nature.EUROS, 14), Titre("Ce qui est dû", largeur=14),
    Titre("Où en est-on", largeur=48), Titre("Actes", largeur=40),
)  # fmt: skip
TRIS = {
    "total": ("Total, le plus fort d’abord", lambda a: -a.total),
    "organisation": ("Organisation", lambda a: assourdir(str(a.organisation))),
    "financeur": ("Financeur", lambda a: (a.financeur.ordre, assourdir(str(a.organisation)))),
}


@ouvert_a(EQUIPE, FINANCEUR)
def actes(request, campagne):
    campagne = campagne_des_suites(request, campagne)
    mots = "".join(c for c in request.GET.get("q", "")[:100] if c.isprintable()).strip()
    dus, tri = request.GET.get("etat") == "dus", request.GET.get("tri")
    tri = tri if tri in TRIS else "total"
    toutes = attributions_de(campagne, request.user)
    montrees = sorted([a for a in toutes if _repond(a, mots, dus)], key=TRIS[tri][1])
    if request.GET.get("format") in FORMATS:
        rangs = (_pour_un_tableur(a, campagne) for a in montrees)
        return emporter(request.GET["format"], f"actes-{campagne.annee}", TITRES, rangs)
    contexte = {
        "campagne": campagne, "attributions": montrees, "mots": mots, "dus": dus, "tri": tri,
        "tris": [(nom, libelle) for nom, (libelle, _) in TRIS.items()], "seuil": settings.SEUIL_DE_CONVENTION,
        "en_attente": sum(not a.est_en_ordre for a in toutes),
        "conventions_dues": sum(a.est_au_dessus and not a.a_une_convention for a in toutes),
        "est_equipe": est_de_l_equipe(campagne, request.user),
    }  # fmt: skip
    return render(request, "suites/actes.html", contexte)


def _repond(attribution, mots, dus):
    texte = assourdir(f"{attribution.organisation} {attribution.financeur}")
    return all(mot in texte for mot in assourdir(mots).split()) and not (dus and attribution.est_en_ordre)


def _pour_un_tableur(a, campagne):
    connus = " ; ".join(f"{acte} du {acte.signe_le:%d/%m/%Y}" for acte in a.actes)
    return (
        str(a.organisation), str(a.financeur.organisation), campagne.annee, a.lignes, a.total, a.nature_due.label, a.phrase,
        connus or None,
    )  # fmt: skip


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def noter(request, campagne, organisation, financeur):
    """Noter un acte signé ; on ne note que ce que l’on signe, ou ce que l’on tient d’un absent."""
    campagne = campagne_des_suites(request, campagne)
    attribution = next(
        (a for a in attributions_de(campagne, request.user) if (a.organisation.pk, a.financeur.pk) == (organisation, financeur)),
        None,
    )  # fmt: skip
    if attribution is None or not attribution.peut_noter:
        raise Http404
    initial = {"nature": attribution.nature_due, "montant": attribution.manque or attribution.total}
    formulaire = ActeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and formulaire.is_valid():
        try:
            acte = noter_un_acte(
                campagne, attribution.financeur, attribution.organisation, par=request.user, **formulaire.cleaned_data
            )  # fmt: skip
            messages.success(request, f"« {acte} » est noté pour {attribution.organisation}.")
            return redirect("suites:actes", campagne.pk)
        except Blocage as blocage:
            formulaire.refuser(blocage)
    contexte = {
        "campagne": campagne, "attribution": attribution, "formulaire": formulaire, "seuil": settings.SEUIL_DE_CONVENTION,
    }  # fmt: skip
    return render(request, "suites/noter.html", contexte)
