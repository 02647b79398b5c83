"""Entrer, sortir, tenir son compte."""

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from comptes import freins, reprise
from comptes.acces import CONNECTE, PUBLIC, ouvert_a
from comptes.forms import ConnexionForm, IdentiteForm, MotDePasseForm

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])


def _suite(request, defaut="accueil"):
    """Où aller ensuite : l’adresse demandée si elle est d’ici, sinon l’accueil."""
    voulue = request.POST.get("next") or request.GET.get("next") or ""
    # Une adresse, pas un nom de vue : `redirect` chercherait à résoudre « foo », et tomberait.
    d_ici = voulue.startswith("/") and url_has_allowed_host_and_scheme(voulue, {request.get_host()})
    return voulue if d_ici else resolve_url(defaut)


@ouvert_a(PUBLIC)
@FORMULAIRE
@sensitive_post_parameters("mot_de_passe")
@never_cache
def connexion(request):
    retenus = reprise.relire(request.POST.get("retenu", ""))
    contexte = {"suite": _suite(request), "form": ConnexionForm(request), "retenu": retenus and request.POST["retenu"]}
    if request.method != "POST":
        return render(request, "comptes/connexion.html", contexte)
    courriel, ip = request.POST.get("courriel", "")[:254], freins.provenance(request)
    if attente := freins.secondes_a_attendre(courriel, ip):
        return _patienter(request, contexte, attente)
    contexte["form"] = form = ConnexionForm(request, request.POST)
    if form.is_valid():
        freins.oublier(courriel, ip)
        login(request, form.personne)
        if retenus:
            return render(request, "comptes/reprise.html", contexte | {"retenus": retenus})
        return redirect(contexte["suite"])
    freins.noter_un_echec(courriel, ip)
    return render(request, "comptes/connexion.html", contexte)


def _patienter(request, contexte, attente):
    """Trop d’essais : le mot de passe n’est même pas regardé."""
    reponse = render(request, "comptes/connexion.html", contexte | {"attente": attente}, status=429)
    reponse.headers["Retry-After"] = str(attente)
    return reponse


@ouvert_a(PUBLIC)
@require_POST
def deconnexion(request):
    logout(request)
    messages.success(request, "Vous êtes déconnecté.")
    return redirect("accueil")


@ouvert_a(PUBLIC)
def entree_de_l_administration(request):
    """L’administration de Django entre par la même porte que tout le monde : un seul frein, une seule page."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise Http404
    return redirect(f"{resolve_url('comptes:connexion')}?next={resolve_url('admin:index')}")


@ouvert_a(CONNECTE)
@FORMULAIRE
@sensitive_post_parameters()
def moi(request):
    """Deux formulaires sur une page ; celui qui est envoyé se nomme lui-même."""
    geste = request.POST.get("geste") if request.method == "POST" else None
    identite = IdentiteForm(request.POST if geste == "identite" else None, instance=request.user)
    mot_de_passe = MotDePasseForm(request.user, request.POST if geste == "mot_de_passe" else None)
    for form, phrase in ((identite, "Votre nom est enregistré."), (mot_de_passe, "Votre mot de passe est changé.")):
        if form.is_bound and form.is_valid():
            form.save()
            update_session_auth_hash(request, request.user)
            messages.success(request, phrase)
            return redirect("comptes:moi")
    request.user.refresh_from_db()
    contexte = {
        "identite": identite,
        "mot_de_passe": mot_de_passe,
        "fautifs": [f for f in (identite, mot_de_passe) if f.errors],
    }
    contexte["rattachements"] = request.user.adhesions.select_related("organisation")
    return render(request, "comptes/moi.html", contexte)
