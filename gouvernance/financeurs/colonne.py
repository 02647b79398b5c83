"""La colonne d’un financeur sans compte : il tape le code dit dans la salle, lit l’ordre du jour, et décide pour son guichet.

Le jeton est dans l’adresse : ces pages ne se gardent pas et ne disent jamais d’où l’on vient. Lire ne consomme rien. Un lien
inconnu, expiré, révoqué, épuisé ou d’une séance fermée rend la même page, avec le même code 404.
"""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from comptes import freins
from comptes.acces import PUBLIC, ouvert_a
from dossiers import actions
from dossiers.actions.decisions import LIEN_FERME
from gouvernance.financeurs import entree
from gouvernance.financeurs.forms import DecisionForm
from gouvernance.financeurs.forms_guichets import CodeForm
from gouvernance.financeurs.lecture_de_la_colonne import colonne_de, dossier_de, suivant
from programmation.models import LienDeGuichet
from workflows.moteur import Blocage
from workflows.requete import AUCUNE, entier

METHODES = ["GET", "HEAD", "POST"]
GESTE = "guichet"  # la part des freins qui compte ces codes, à côté de ceux des connexions


def _sans_trace(vue):
    """Ni gardée, ni indexée ; et le site d’à côté n’apprend pas l’adresse d’où l’on vient.

    « strict-origin » et non « no-referrer » : avec celui-ci un navigateur tait aussi l’origine d’un envoi (« Origin: null »),
    et la protection des formulaires le refuserait. Le chemin, où est le jeton, ne part dans aucun des deux cas.
    """

    @wraps(vue)
    def repondre(request, *args, **kwargs):
        reponse = vue(request, *args, **kwargs)
        entetes = {"Referrer-Policy": "strict-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
        for entete, valeur in entetes.items():
            reponse.headers[entete] = valeur
        return reponse

    return repondre


def _ferme(request):
    return render(request, "guichets/ferme.html", status=404)


def _lien(jeton):
    vivants = LienDeGuichet.objects.du_jeton(jeton)
    return vivants.select_related("seance__campagne__convention__pilote", "financeur__organisation").first()


@ouvert_a(PUBLIC)
@require_http_methods(METHODES)
@sensitive_variables("jeton")
@_sans_trace
def colonne(request, jeton):
    """Le code d’abord ; puis tout l’ordre du jour."""
    lien = _lien(jeton)
    if lien is None:
        return _ferme(request)
    if entree.est_ouverte(request, lien) and request.method != "POST":
        return render(request, "guichets/colonne.html", {"jeton": jeton, "lien": lien, "colonne": colonne_de(lien)})
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _entrer(request, jeton, lien, form)
    return render(request, "guichets/code.html", {"lien": lien, "form": form})


def _entrer(request, jeton, lien, form):
    ip = freins.provenance(request)
    if attente := freins.secondes_a_attendre(lien.jeton_condense, ip, GESTE):
        reponse = render(request, "guichets/code.html", {"lien": lien, "form": form, "attente": attente}, status=429)
        reponse.headers["Retry-After"] = str(attente)
        return reponse
    try:
        lien = actions.entrer_par_le_lien(jeton, form.cleaned_data["code"])
    except Blocage as blocage:
        freins.noter_un_echec(lien.jeton_condense, ip, GESTE)
        if LIEN_FERME in blocage.motifs or _lien(jeton) is None:
            return _ferme(request)
        form.add_error("code", str(blocage))
        return render(request, "guichets/code.html", {"lien": lien, "form": form})
    return entree.ouvrir(redirect("guichet:colonne", jeton), lien)


@ouvert_a(PUBLIC)
@require_http_methods(METHODES)
@sensitive_variables("jeton")
@_sans_trace
def decider(request, jeton, inscription):
    """Un dossier : ce que chacun y dit, et la décision de ce guichet s’il y est sollicité."""
    lien = _lien(jeton)
    if lien is None:
        return _ferme(request)
    if not entree.est_ouverte(request, lien):
        return redirect("guichet:colonne", jeton)
    lu = dossier_de(lien, inscription)
    if lu is None or (request.method == "POST" and not lu.se_decide):
        return _ferme(request)
    form = None
    if lu.se_decide:
        donnees = request.POST if request.method == "POST" else None
        form = DecisionForm(donnees, ligne=lu.la_sienne.ligne, decision=lu.la_sienne.decision)
        if request.method == "POST" and form.is_valid() and _noter(request, lien, lu, form):
            apres = suivant(lien, lu.inscription) if "suivant" in request.POST else None
            return redirect("guichet:decider", jeton, apres) if apres else redirect("guichet:colonne", jeton)
    contexte = {"jeton": jeton, "lien": lien, "lu": lu, "form": form, "suivante": suivant(lien, lu.inscription)}
    return render(request, "guichets/decision.html", contexte)


def _noter(request, lien, lu, form):
    """Vrai si c’est noté ; sinon le formulaire dit pourquoi."""
    if not form.a_change():
        messages.info(request, "Rien n’a changé.")
        return True
    version = entier(request.POST.get(f"{form.prefix}-version"), AUCUNE)
    try:
        actions.saisir(lu.inscription, form.ligne, lien=lien, version=version, **form.valeurs())
    except Blocage as blocage:
        form.refuser(blocage)
        return False
    messages.success(request, "Décision notée. Elle n’aura d’effet qu’une fois la séance actée.")
    return True
