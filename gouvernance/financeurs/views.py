"""Temps 1 : les décisions d’un dossier, une ligne par financeur ; chacun lit tout, et n’écrit que pour son guichet."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers import actions, regles
from dossiers.models import Dossier, Ligne
from dossiers.statuts import A_DECIDER
from gouvernance.financeurs.forms import DecisionForm
from gouvernance.financeurs.grille import Case
from gouvernance.financeurs.voix import Voix
from gouvernance.seances.portes import inscription_visible, seance_visible
from programmation.models import Temps
from workflows.moteur import Blocage
from workflows.requete import AUCUNE, entier

PERIMEE = "{} a changé cette décision entre-temps : elle se lit au-dessus de la vôtre. Relisez-la, puis recommencez."


@dataclass(frozen=True)
class Reponse:
    """Une ligne du dossier en séance : ce qu’on y lit, et le formulaire si cette personne peut y écrire."""

    ligne: Ligne
    case: Case
    est_la_sienne: bool
    form: DecisionForm | None = None
    pourquoi_pas: str = ""
    ou_remedier: str = ""
    pouvoir: object = None  # la parole d’un absent, sur laquelle l’équipe saisit


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request, pk, inscription):
    seance = seance_visible(request, pk)
    if seance.temps != Temps.FINANCEURS:
        raise Http404
    inscription = inscription_visible(request, seance, inscription)
    reponses = _reponses(request, seance, inscription)
    forms = [reponse.form for reponse in reponses if reponse.form]
    if request.method == "POST":
        if not any(reponse.est_la_sienne for reponse in reponses):
            raise Http404
        if forms and all([form.is_valid() for form in forms]) and _noter(request, inscription, forms):
            return _ensuite(request, seance, inscription)
    contexte = {"seance": seance, "inscription": inscription, "reponses": reponses, "forms": forms}
    contexte |= {"fautifs": [form for form in forms if form.errors], "suivante": _suivante(seance, inscription)}
    contexte["peut_se_retirer"] = any(reponse.form and not reponse.pouvoir for reponse in reponses)
    contexte["retraits"] = inscription.recusations.en_vigueur().select_related("personne")
    contexte["lisible"] = Dossier.objects.visibles_par(request.user).filter(pk=inscription.dossier_id).exists()
    return render(request, "seances/decisions.html", contexte)


def _ensuite(request, seance, inscription):
    suivante = _suivante(seance, inscription) if "suivant" in request.POST else None
    return redirect("seances:decisions", seance.pk, suivante.pk) if suivante else redirect(seance)


def _reponses(request, seance, inscription):
    """Une réponse par ligne, dans l’ordre des financeurs."""
    notees = {
        decision.ligne_id: decision
        for decision in inscription.decisions.select_related("saisie_par", "lien", "pouvoir")
    }
    lignes = Ligne.objects.filter(dossier=inscription.dossier_id).order_by("financeur__ordre", "pk")
    lignes = lignes.select_related(
        "financeur__organisation", "enveloppe", "dossier__campagne__convention", "dossier__organisation"
    )
    donnees = request.POST if request.method == "POST" else None
    voix = Voix(seance, request.user)
    return [_reponse(voix, inscription, ligne, notees.get(ligne.pk), donnees) for ligne in lignes]


def _reponse(voix, inscription, ligne, decision, donnees):
    case, sienne = Case(ligne, decision), regles.repond_pour_le_guichet(ligne, voix.personne)
    if ligne.statut not in A_DECIDER or not sienne:
        return Reponse(ligne, case, sienne)
    if not voix.seance.est_ouverte:
        return Reponse(ligne, case, sienne, pourquoi_pas="La séance n’est pas ouverte : aucune décision ne s’y saisit.")
    if pourquoi := voix.empechement(inscription, ligne):
        return Reponse(ligne, case, sienne, pourquoi_pas=pourquoi, ou_remedier=voix.ou_remedier(ligne))
    form = DecisionForm(donnees, ligne=ligne, decision=decision)
    return Reponse(ligne, case, sienne, form, pouvoir=voix.pouvoir(ligne))


def _noter(request, inscription, forms):
    """Note toutes les lignes tapées, ou aucune. Vrai si tout est noté."""
    changees = [form for form in forms if form.a_change()]
    try:
        with transaction.atomic():
            for form in changees:
                vue = entier(request.POST.get(f"{form.prefix}-version"), AUCUNE)
                if form.decision and vue != form.decision.version:
                    raise Blocage(PERIMEE.format(form.decision.auteur))
                actions.saisir(inscription, form.ligne, par=request.user, version=vue, **form.valeurs())
    except Blocage as blocage:
        form.refuser(blocage)
        return False
    messages.success(
        request, "Décision notée. Elle n’aura d’effet qu’une fois la séance actée." if changees else "Rien n’a changé."
    )
    return True


def _suivante(seance, inscription):
    """Le dossier d’après dans l’ordre du jour."""
    suivantes = seance.inscriptions.en_vigueur().filter(ordre__gte=inscription.ordre).exclude(pk=inscription.pk)
    return suivantes.order_by("ordre", "pk").first()
