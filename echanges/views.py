"""Importer un tableur : déposer, apparier les colonnes, essayer à blanc, importer ; et le compte rendu de ce qui fut fait."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.acces import EQUIPE, ouvert_a
from dossiers.models import Dossier
from echanges import depot, ecriture, tableaux
from echanges.colonnes import colonnes_de
from echanges.etude import etudier
from echanges.forms import FormulaireColonnes, FormulaireDepot
from echanges.lecture import FichierRefuse
from echanges.models import Import, RangImporte
from echanges.referentiel import financeurs_de
from programmation.models import Campagne
from workflows.moteur import Blocage, modifier
from workflows.requete import cle_vue, version_vue

METHODES = ["GET", "HEAD", "POST"]
PAR_PAGE = 50
DEJA_IMPORTE = "Ce fichier est déjà importé : voici ce qu’il a fait."


def _recu(request, pk):
    """L’import, si cette personne est de l’équipe de sa convention ; étranger ou absent, la réponse est la même."""
    recus = Import.objects.visibles_par(request.user).select_related(
        "campagne__convention__commune", "campagne__convention__pilote", "par"
    )
    return get_object_or_404(recus, pk=pk)


# 1. Déposer -----------------------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def imports(request):
    """Les imports déjà faits, et le fichier à déposer."""
    poste = request.method == "POST"
    formulaire = FormulaireDepot(
        request.POST if poste else None, request.FILES if poste else None, personne=request.user
    )
    if poste and formulaire.is_valid() and (recu := _deposer(request, formulaire)):
        return redirect("echanges:colonnes", recu.pk)
    recus = Import.objects.visibles_par(request.user).select_related("campagne__convention__commune", "par")
    page = Paginator(recus.annotate(lignes=Count("rangs")).order_by("-lu_le", "-pk"), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "echanges/imports.html", {"formulaire": formulaire, "page": page, "pages": _pages(page)})


def _deposer(request, formulaire):
    """L’import de ce fichier, ou rien s’il est refusé (le formulaire dit pourquoi). Envoyé deux fois, il n’en fait qu’un."""
    cle = cle_vue(request)
    deja = Import.objects.filter(cle=cle, par=request.user) if cle else Import.objects.none()
    donnees = formulaire.cleaned_data
    try:
        return deja.first() or depot.deposer(donnees["campagne"], donnees["fichier"], par=request.user, cle=cle)
    except FichierRefuse as refus:
        formulaire.add_error("fichier", str(refus))
    except IntegrityError:  # le même formulaire, au même instant ; ou la clé d’une autre personne
        return deja.first() or depot.deposer(donnees["campagne"], donnees["fichier"], par=request.user)
    return None


@ouvert_a(EQUIPE)
@require_safe
def modele(request):
    """Un tableur vide aux bonnes colonnes, avec son « Lisez-moi » : celui de la campagne demandée, sinon de la dernière."""
    campagnes = Campagne.objects.de_l_equipe(request.user).en_cours().order_by("-annee")
    voulue = request.GET.get("campagne", "")
    campagne = (
        campagnes.filter(pk=int(voulue)).first() if voulue.isascii() and voulue.isdigit() and len(voulue) < 10 else None
    )
    campagne = campagne or campagnes.first()
    if campagne is None:
        raise Http404
    return _fichier(
        tableaux.modele(campagne), "modele.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def _fichier(contenu, nom, genre):
    reponse = HttpResponse(contenu, content_type=genre)
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


# 2. Apparier ----------------------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def colonnes(request, pk):
    """Ce que chaque colonne du fichier veut dire ; ce qui est choisi ici vaut pour la prochaine fois."""
    recu = _recu(request, pk)
    if recu.ecrit_le:
        messages.info(request, DEJA_IMPORTE)
        return redirect(recu)
    formulaire = FormulaireColonnes(
        request.POST if request.method == "POST" else None,
        recu=recu,
        colonnes=colonnes_de(recu.campagne, financeurs_de(recu.campagne)),
        rangs=list(recu.rangs.all()),
    )
    if request.method == "POST" and formulaire.is_valid() and _apparier(request, recu, formulaire):
        return redirect("echanges:essai", pk)
    return render(request, "echanges/colonnes.html", {"recu": recu, "formulaire": formulaire, "pas": 2})


def _apparier(request, recu, formulaire):
    try:
        with modifier(recu, version=version_vue(request)) as frais:
            if frais.ecrit_le:
                raise Blocage(DEJA_IMPORTE)
            frais.reponses = formulaire.reponses
            depot.retenir_les_colonnes(frais, formulaire.choisies)
        return True
    except Blocage as blocage:
        formulaire.refuser(blocage)
        recu.refresh_from_db()
        return False


# 3. Essayer, importer -------------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def essai(request, pk):
    """L’essai à blanc ; envoyé, il s’écrit en entier ou pas du tout."""
    recu = _recu(request, pk)
    if request.method == "POST" and _importer(request, recu):
        return redirect(recu)
    if recu.ecrit_le:
        return redirect(recu)
    if not recu.est_apparie:
        return redirect("echanges:colonnes", pk)
    etude = etudier(recu, request.user)
    return render(request, "echanges/essai.html", {"recu": recu, "etude": etude, "pas": 3, **_vue(request, etude)})


def _importer(request, recu):
    try:
        ecriture.importer(recu, par=request.user, empreinte=request.POST.get("empreinte", ""))
        return True
    except PermissionDenied:
        raise Http404 from None
    except Blocage as blocage:
        for motif in blocage.motifs:
            messages.error(request, motif)
        return False


def _vue(request, etude):
    """Ce que la page montre de l’essai : les fautes d’abord, puis une issue à la fois, par pages."""
    rangs = {
        "fautes": etude.fautes,
        **{issue: [rang for rang in etude.rangs if rang.issue == issue] for issue in RangImporte.Issue.values},
    }
    onglets = [(code, libelle, len(rangs[code])) for code, libelle in ONGLETS if rangs[code]]
    voulu = request.GET.get("voir")
    voir = voulu if rangs.get(voulu) else next((code for code, _, _ in onglets), "cree")
    page = Paginator(rangs[voir], PAR_PAGE).get_page(request.GET.get("page"))
    return {"onglets": onglets, "voir": voir, "page": page, "pages": _pages(page)}


ONGLETS = (
    ("fautes", "Fautes"),
    ("cree", "Créés"),
    ("change", "Changés"),
    ("laisse", "Laissés tels quels"),
    ("inchange", "Inchangés"),
    ("ecarte", "Écartés"),
)


def _pages(page):
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@ouvert_a(EQUIPE)
@require_safe
def fautes(request, pk):
    """Les lignes fautives, telles que reçues, avec ce qui ne va pas : à corriger dans un tableur."""
    recu = _recu(request, pk)
    if recu.ecrit_le:
        return redirect(recu)
    contenu = tableaux.fautes(recu, etudier(recu, request.user))
    return _fichier(contenu, f"lignes-a-corriger-{recu.pk}.csv", "text/csv; charset=utf-8")


# 4. Rendre compte -----------------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@require_safe
def compte_rendu(request, pk):
    """Ce qu’un import a fait, ligne par ligne, avec chaque ligne telle qu’elle fut reçue."""
    recu = _recu(request, pk)
    if not recu.ecrit_le:
        return redirect("echanges:essai", pk)
    page = Paginator(recu.rangs.select_related("dossier__campagne", "dossier__organisation"), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    rangs = list(page.object_list)
    lisibles = set(
        Dossier.objects.visibles_par(request.user).filter(rangs_importes__in=rangs).values_list("pk", flat=True)
    )
    for rang in rangs:
        rang.est_lisible = rang.dossier_id in lisibles
        rang.cellules = [
            (entete or "sans titre", texte) for entete, texte in zip(recu.entetes, rang.brut, strict=False) if texte
        ]
    contexte = {"recu": recu, "page": page, "pages": _pages(page), "rangs": rangs, "pas": 5, "onglets": _faits(recu)}
    return render(request, "echanges/compte_rendu.html", contexte)


def _faits(recu):
    return [(libelle, recu.comptes[code]) for code, libelle in ONGLETS if recu.comptes.get(code)]


@ouvert_a(EQUIPE)
@require_POST
def abandonner(request, pk):
    """Oublie un fichier qui n’a rien écrit : ses lignes brutes s’effacent."""
    recu = _recu(request, pk)
    if not depot.oublier(recu):
        messages.error(request, "Ce fichier est importé : ses lignes se gardent, comme la trace de ce qu’il a fait.")
        return redirect(recu)
    messages.success(request, f"« {recu} » est oublié : rien n’en reste.")
    return redirect("echanges:imports")
