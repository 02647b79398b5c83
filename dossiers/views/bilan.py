"""Le bilan d’une action : sa page, son formulaire, ses trois issues."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, PORTEUR, ouvert_a
from dossiers import regles
from dossiers.forms.bilan import FormulaireBilan
from dossiers.statuts import StatutBilan
from dossiers.views import communs
from dossiers.views.passages import METHODES, passer
from workflows.concurrence import ecarts_avec, postees
from workflows.differences import instantane
from workflows.moteur import Blocage, modifier
from workflows.temps import aujourd_hui

ECRIVABLE = (StatutBilan.ATTENDU, StatutBilan.A_COMPLETER)


@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def bilan(request, pk):
    dossier, lu = _ouvrir(request, pk)
    if request.method != "POST":
        return _montrer(request, dossier, lu, FormulaireBilan(bilan=lu), lu.version)
    if not regles.redacteur(dossier, request.user):
        raise Http404
    formulaire = FormulaireBilan(postees(request, FormulaireBilan(bilan=lu)), bilan=lu)
    version = communs.saisie(request)["version"]
    if formulaire.is_valid():
        try:
            _enregistrer(lu, formulaire, version, request.user)
            messages.success(request, "Bilan enregistré.")
            return redirect(lu)
        except Blocage as blocage:
            formulaire.refuser(blocage)
            dossier, lu = _ouvrir(request, pk)
    return _montrer(request, dossier, lu, formulaire, version)


@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def bilan_avancer(request, pk, transition):
    _, lu = _ouvrir(request, pk)
    return passer(request, lu, transition)


def _ouvrir(request, pk):
    """Le bilan d’un dossier que cette personne lit en entier ; une décision tue n’a pas de bilan."""
    dossier = communs.ouvrir_en_entier(request, pk)
    lu = communs.bilan_lisible(dossier, request.user)
    if lu is None:
        raise Http404
    lu.dossier = dossier
    return dossier, lu


def _enregistrer(lu, formulaire, version, par):
    par.relire_ses_droits()
    with modifier(lu, version=-1 if version is None else version) as frais:
        if frais.statut not in ECRIVABLE or not regles.redacteur(frais.dossier, par):
            raise Blocage(f"Ce bilan ne s’écrit plus : il est « {frais.get_statut_display()} ».")
        formulaire.enregistrer(frais)


def _montrer(request, dossier, lu, formulaire, version):
    ecarts = ecarts_avec(request, formulaire, FormulaireBilan(bilan=lu), version, lu.version)
    gestes = communs.gestes(lu, request.user, lambda nom: reverse("dossiers:bilan-avancer", args=[dossier.pk, nom]))
    contexte = {
        "dossier": dossier,
        "bilan": lu,
        "formulaire": formulaire,
        "version": lu.version,
        "origine": instantane(FormulaireBilan(bilan=lu)),
        "ecarts": ecarts,
        "redige": lu.statut in ECRIVABLE and regles.redacteur(dossier, request.user),
        "gestes": gestes,
        "transmissible": any(geste.est_principal for geste in gestes),
        "en_retard": lu.statut in ECRIVABLE and lu.du_le < aujourd_hui(),
        "part": _part(lu.charges_realisees, dossier.charges),
        "est_porteur": regles.porteur(dossier, request.user),
        "demande_de_correction": _demande_de_correction(lu),
    }
    return render(request, "dossiers/bilan.html", contexte)


def _part(realise, prevu):
    """Le réalisé rapporté au prévu, en pour cent ; rien tant que l’un des deux manque."""
    return round(realise * 100 / prevu) if realise is not None and prevu else None


def _demande_de_correction(lu):
    """Ce que l’équipe a demandé en dernier, que le porteur doit pouvoir lire pour y répondre."""
    if lu.statut != StatutBilan.A_COMPLETER:
        return ""
    demandes = lu.passages.filter(bilan=lu, transition="demander_une_correction").order_by("-rang")
    return demandes.values_list("motif", flat=True).first() or ""
