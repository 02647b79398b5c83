"""Arranger sa liste : choisir ses colonnes, garder une vue, cocher des dossiers d’une page à l’autre."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import CONNECTE, ouvert_a
from comptes.contexte import qualite_principale
from dossiers.liste import colonnes, selection
from dossiers.liste.demande import PASSAGERS
from dossiers.liste.formulaires import ColonnesForm, VueForm, canonique, montrer_d_abord
from dossiers.models import Dossier, Vue
from dossiers.views.liste import demande_de
from papiers.tableur import FORMATS

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])
LONGUEUR_D_UNE_ADRESSE = 6000


def _retour(request):
    """La recherche d’où l’on vient, telle que le formulaire la porte."""
    return QueryDict(request.POST.get("retour", "")[:LONGUEUR_D_UNE_ADRESSE].replace("\0", ""), mutable=True)


def _vers_la_liste(donnees, **changements):
    donnees = donnees.copy()
    donnees.update(changements)
    return redirect(f"{reverse('dossiers:liste')}?{donnees.urlencode() or 'vue=toutes'}")


# Les colonnes ---------------------------------------------------------------------------------------------


@ouvert_a(CONNECTE)
@FORMULAIRE
def colonnes_de_la_liste(request):
    donnees = _retour(request) if request.method == "POST" else request.GET
    demande = demande_de(request, donnees, Vue.objects.filter(personne=request.user, nom=""))
    offertes = colonnes.offertes(demande.au_catalogue)
    if request.POST.get("geste") == "origine":
        Vue.objects.filter(personne=request.user, nom="").delete()
        donnees.pop("colonnes", None)
        return _vers_la_liste(donnees)
    form = ColonnesForm(request.POST or None, offertes=offertes, montrees=demande.noms)
    if request.method == "POST" and form.is_valid():
        noms = ",".join(form.noms)
        Vue.objects.update_or_create(personne=request.user, nom="", defaults={"parametres": noms})
        donnees.pop("colonnes", None)
        return _vers_la_liste(donnees, colonnes=noms)
    return render(request, "dossiers/colonnes.html", {"form": form, "retour": donnees.urlencode()})


# Les vues -------------------------------------------------------------------------------------------------


@ouvert_a(CONNECTE)
@FORMULAIRE
def vues(request):
    """Ses vues, et celle que l’on est en train de garder."""
    donnees = _retour(request) if request.method == "POST" else request.GET
    nouvelle = Vue(personne=request.user, parametres=canonique(donnees))
    form = VueForm(request.POST if request.method == "POST" else None, vue=nouvelle)
    if request.method == "POST" and form.is_valid() and (vue := form.save()):
        messages.success(request, f"La vue « {vue} » est gardée : c’est un onglet de la liste.")
        return redirect(f"{reverse('dossiers:liste')}?{vue.parametres}")
    return _page_des_vues(request, form, donnees)


@ouvert_a(CONNECTE)
@require_POST
def vue(request, pk):
    """Renommer, partager, montrer d’abord, supprimer : sa vue, et elle seule."""
    vue = get_object_or_404(Vue.objects.de(request.user).select_related("personne"), pk=pk)
    geste = request.POST.get("geste")
    form = VueForm(request.POST, vue=vue)
    if geste == "supprimer":
        vue.delete()
        messages.success(request, f"La vue « {vue.nom} » est supprimée. Aucun dossier n’a changé.")
    elif geste in ("d_abord", "plus_d_abord"):
        montrer_d_abord(vue, geste == "d_abord")
    elif not (form.is_valid() and form.save()):
        return _page_des_vues(request, form, QueryDict(vue.parametres), status=422)
    return redirect("dossiers:vues")


def _page_des_vues(request, form, donnees, status=200):
    siennes = Vue.objects.de(request.user).select_related("personne")
    forms = [form if form.vue.pk == vue.pk else VueForm(vue=vue) for vue in siennes]
    contexte = {
        "nouvelle": form if form.vue.pk is None and (form.vue.parametres or form.is_bound) else None,
        "forms": forms,
        "retour": canonique(donnees),
        "est_equipe": qualite_principale(request.user) == "equipe",
    }
    return render(request, "dossiers/vues.html", contexte, status=status)


# La sélection ---------------------------------------------------------------------------------------------


@ouvert_a(CONNECTE)
@require_POST
def choisir(request):
    """Garde les cases cochées ; puis, selon le bouton : toute la recherche, plus rien, ou l’emporter."""
    donnees, geste = _retour(request), request.POST.get("geste", "")
    for passager in PASSAGERS[1:]:
        donnees.pop(passager, None)
    if geste == "toutes":
        gardes = set(demande_de(request, donnees, ()).dossiers().values_list("pk", flat=True)[: selection.MAXIMUM + 1])
    else:
        gardes = set() if geste == "vider" else _cases(request)
    if selection.garder(request, gardes):
        messages.warning(request, f"La sélection s’arrête à {selection.MAXIMUM} dossiers : affinez la recherche.")
    if geste in FORMATS and gardes:
        donnees.pop("page", None)
        return _vers_la_liste(donnees, format=geste, selection="1")
    if not gardes:
        donnees.pop("selection", None)
    return _vers_la_liste(donnees)


def _cases(request):
    """La sélection d’avant, moins les cases que l’on avait sous les yeux, plus celles qui sont cochées."""
    vues = _cles(request.POST.get("vus", "")[:2000].split())
    cochees = _cles(request.POST.getlist("dossiers")) | (vues if request.POST.get("geste") == "page" else set())
    cochees = set(Dossier.objects.visibles_par(request.user).filter(pk__in=cochees).values_list("pk", flat=True))
    return (selection.lire(request) - vues) | cochees


def _cles(textes):
    return {
        int(texte) for texte in textes[: selection.MAXIMUM] if texte.isascii() and texte.isdigit() and len(texte) < 11
    }
