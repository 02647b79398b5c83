"""Faire avancer un dossier, une ligne, un bilan : une vue par objet, un seul chemin vers la porte."""

from contextlib import nullcontext

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, PORTEUR, ouvert_a
from dossiers import actions, regles
from dossiers.actions.versements import verser
from dossiers.forms.bilan import FormulaireVersement
from dossiers.forms.passages import ENSUITE, formulaire_de
from dossiers.models import Dossier, Ligne
from dossiers.statuts import StatutLigne
from dossiers.views import communs
from workflows.moteur import Blocage, transitions_de

METHODES = ["GET", "HEAD", "POST"]
REPONSES = {"declarer_recevable", "declarer_irrecevable", "declarer_sans_objet"}
CONFIRMES = {  # à qui c’est dit, en plus de l’écran (dossiers/courriels.py)
    "deposer": " Un courriel le confirme à vos signataires.",
    "completer": " L’équipe en est prévenue.",
    "demander_complements": " Le porteur en est prévenu.",
    "annoncer": " Le porteur en est prévenu.",
    "notifier": " Le porteur en est prévenu.",
    "confirmer": " Le porteur en est prévenu ; vous lisez le dossier et y écrivez votre part.",
    "decliner": " Le porteur en est prévenu.",
    "se_retirer": " Le porteur en est prévenu.",
    "ecarter": " Ses signataires en sont prévenus.",
}
PLUS_POSSIBLE = "Cette action n’est plus possible : l’état a changé entre-temps."


@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def avancer(request, pk, transition):
    """Une seule vue pour toutes les transitions d’un dossier : la machine sait déjà qui peut quoi."""
    if request.method == "POST" and not actions.touche_les_enveloppes(Dossier, transition):
        return passer_sous_verrou(request, transition, lambda: communs.verrouiller(request, pk))
    return passer(request, communs.ouvrir_en_entier(request, pk, communs.POUR_AGIR), transition)


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def ligne_avancer(request, pk, ligne, transition):
    if request.method == "POST":
        return passer_sous_verrou(request, transition, lambda: communs.verrouiller_la_ligne(request, pk, ligne))
    dossier = communs.ouvrir_en_entier(request, pk, communs.POUR_AGIR)
    return passer(request, communs.ligne_de(dossier, ligne), transition)


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def repondre(request, pk, transition):
    """La même réponse de recevabilité pour toutes les lignes dont cette personne répond."""
    dossier = communs.ouvrir_en_entier(request, pk, communs.POUR_AGIR)
    lignes = [ligne for ligne in communs.lignes_de(dossier) if regles.repond_pour_le_guichet(ligne, request.user)]
    if transition not in REPONSES or not lignes:
        raise Http404
    attendent = [ligne for ligne in lignes if ligne.statut == StatutLigne.SOLLICITEE] or lignes
    return passer(request, attendent[0], transition, retour=dossier.get_absolute_url(), lignes=attendent)


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def versement(request, pk, ligne):
    dossier = communs.ouvrir_en_entier(request, pk, communs.POUR_AGIR)
    ligne = communs.ligne_de(dossier, ligne)
    if not regles.repond_pour_le_guichet(ligne, request.user) or ligne.accorde is None:
        raise Http404
    formulaire = FormulaireVersement(request.POST if request.method == "POST" else None, ligne=ligne)
    if request.method == "POST" and formulaire.is_valid():
        try:
            verser(ligne, par=request.user, **formulaire.cleaned_data, **communs.saisie(request))
            messages.success(request, "Versement enregistré.")
            return redirect(f"{dossier.get_absolute_url()}#financement")
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return render(request, "dossiers/versement.html", {"dossier": dossier, "ligne": ligne, "formulaire": formulaire})


def passer(request, objet, nom, *, retour="", lignes=()):
    """GET : la page qui demande motif et données, s’il en faut. POST : la porte ; un refus s’écrit dans le formulaire."""
    if request.method == "POST":
        return _tenter(request, nom, lambda: objet, retour=retour, lignes=lignes)
    offre = communs.offre_declaree(objet, nom, request.user)
    return _demander(request, objet, offre, formulaire_de(offre), retour or _d_ou(objet), lignes)


def passer_sous_verrou(request, nom, ouvrir):
    """POST : l’objet s’ouvre sous verrou, et passe la porte dans la même transaction, sans y être relu."""
    return _tenter(request, nom, ouvrir, avancer=actions.avancer_sous_verrou, tenir=transaction.atomic)


def _tenter(request, nom, ouvrir, *, avancer=actions.avancer, tenir=nullcontext, retour="", lignes=()):
    formulaire = None
    try:
        with tenir():
            objet = ouvrir()
            offre = communs.offre_declaree(objet, nom, request.user)
            classe, retour = formulaire_de(offre), retour or _d_ou(objet)
            formulaire = classe and classe(request.POST, objet=objet, offre=offre)
            if formulaire is None or formulaire.is_valid():
                _franchir(request, objet, nom, formulaire, lignes, avancer)
                messages.success(request, _confirmation(objet, nom, lignes))
                return redirect(retour)
    except Blocage as blocage:
        if formulaire is None:
            _dire(request, blocage.motifs)
            return redirect(retour)
        formulaire.refuser(blocage)
    return _page(request, objet, offre, formulaire, retour, lignes)


def _d_ou(objet):
    """La page d’où ce geste se fait : celle de l’objet, ou son rang dans le plan de financement."""
    return f"{objet.dossier.get_absolute_url()}#financement" if isinstance(objet, Ligne) else objet.get_absolute_url()


def _franchir(request, objet, nom, formulaire, lignes, avancer):
    lu = communs.saisie(request)
    motif = formulaire.cleaned_data.get("motif", "") if formulaire else ""
    if lignes:
        actions.repondre_pour_toutes(objet.dossier, nom, par=request.user, motif=motif, cle=lu["cle"])
        return
    _refuser_ce_qui_se_tait(objet, nom, request.user)
    avancer(objet, nom, par=request.user, motif=motif, donnees=formulaire and formulaire.donnees(), **lu)


def _refuser_ce_qui_se_tait(objet, nom, personne):
    """Une décision prise mais non annoncée ne se devine pas en essayant les boutons."""
    if isinstance(objet, Dossier) and communs.se_tait(objet, personne):
        offerts = {offre.nom for offre in communs.offres_lisibles(objet, personne)}
        raise Blocage(communs.AU_COMITE if nom in offerts else PLUS_POSSIBLE)


def _demander(request, objet, offre, classe, retour, lignes):
    offerte = next((o for o in communs.offres_lisibles(objet, request.user) if o.nom == offre.nom), None)
    if offerte is None or not offerte.possible or classe is None:
        if offerte is None or not offerte.possible:
            _dire(request, offerte.manques if offerte else [PLUS_POSSIBLE])
        return redirect(retour)
    return _page(request, objet, offre, classe(objet=objet, offre=offre), retour, lignes)


def _page(request, objet, offre, formulaire, retour, lignes):
    contexte = {
        "dossier": objet.racine,
        "offre": offre,
        "formulaire": formulaire,
        "ensuite": ENSUITE.get(offre.nom),
        "retour": retour,
        "ligne": objet if isinstance(objet, Ligne) and not lignes else None,
        "lignes": lignes,
        "version": "" if lignes else request.POST.get("version", objet.version),
    }
    return render(request, "dossiers/passage.html", contexte)


def _confirmation(objet, nom, lignes):
    """Ce qui vient d’être fait, et de quelle ligne quand c’en est une ou plusieurs."""
    fait = _fait(objet, nom)
    if lignes:
        fait = f"Réponse enregistrée pour {len(lignes)} financeur{'s' if len(lignes) > 1 else ''} : {fait.lower()}"
    elif isinstance(objet, Ligne):
        fait = f"{objet.financeur} : {fait.lower()}"
    return f"{fait}.{CONFIRMES.get(nom, '')}"


def _dire(request, motifs):
    for motif in motifs:
        messages.error(request, motif)


def _fait(objet, nom):
    return next(t.custom["fait"] for t in transitions_de(type(objet)) if t.name == nom)
