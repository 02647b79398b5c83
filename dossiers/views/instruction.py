"""L’instruction d’un dossier : une page à part, où chacun ne voit que sa part, et ses petits gestes."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers import actions, regles
from dossiers.forms.instruction import (
    FormulaireDeNote,
    FormulaireDeProposition,
    FormulaireDeReferent,
    FormulaireDEtiquettes,
    FormulaireEtiquette,
)
from dossiers.models import DemandeAvis, Etiquette, Ligne, NoteInterne, Proposition
from dossiers.views import communs
from dossiers.views.jumeaux import jumeaux_lus
from dossiers.views.passages import METHODES
from dossiers.views.passe import bilans_manquants
from programmation.models import Convention
from workflows.moteur import Blocage


@dataclass(frozen=True)
class LigneAInstruire:
    """Une demande, ce qui y fut proposé (la dernière d’abord), et si cette personne y propose."""

    ligne: Ligne
    propositions: list
    propose: bool

    @property
    def derniere(self):
        return self.propositions[0] if self.propositions else None


def ouvrir_l_instruction(request, pk, *, equipe_seule=False):
    """Le dossier, pour qui suit son instruction ; étranger, absent ou porteur, la réponse est la même."""
    dossier = communs.ouvrir_en_entier(request, pk)
    regle = regles.instruit if equipe_seule else regles.suit_l_instruction
    if not regle(dossier, request.user):
        raise Http404
    return dossier


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def instruction(request, pk):
    return montrer(request, ouvrir_l_instruction(request, pk))


def montrer(request, dossier, **formulaires):
    """La page entière ; `formulaires` : ceux qu’un refus rend avec ce qui est tapé."""
    personne, instruit = request.user, regles.instruit(dossier, request.user)
    contexte = {
        "dossier": dossier,
        "statut": dossier.statut_pour(personne),
        "instruit": instruit,
        "lignes": _lignes(dossier, personne),
        "avis": list(
            DemandeAvis.objects.visibles_par(personne)
            .filter(dossier=dossier)
            .select_related("organisation", "rendu_par")
        ),
        "jumeaux": jumeaux_lus(dossier, personne),
        "bilans_manquants": bilans_manquants(dossier.organisation, personne, avant=dossier.campagne.annee),
    }
    if instruit:
        contexte |= _de_l_equipe(dossier, personne) | formulaires
    return render(request, "dossiers/instruction.html", contexte)


def _de_l_equipe(dossier, personne):
    notes = NoteInterne.objects.visibles_par(personne).filter(dossier=dossier).select_related("par")
    return {
        "notes": list(notes),
        "note": FormulaireDeNote(),
        "referent": FormulaireDeReferent(dossier=dossier),
        "etiquettes": FormulaireDEtiquettes(dossier=dossier),
    }


def _lignes(dossier, personne):
    """Les demandes dont cette personne lit la proposition, ou où elle propose."""
    lues = {}
    for proposition in Proposition.objects.visibles_par(personne).filter(ligne__dossier=dossier).select_related("par"):
        lues.setdefault(proposition.ligne_id, []).append(proposition)
    attendent = [
        LigneAInstruire(
            ligne, lues.get(ligne.pk, []), regles.propose(ligne, personne) and regles.proposition_attendue(ligne)
        )
        for ligne in communs.lignes_de(dossier)
    ]
    return [x for x in attendent if x.propositions or x.propose]


# Les gestes de l’équipe ----------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@require_POST
def noter(request, pk):
    dossier = ouvrir_l_instruction(request, pk, equipe_seule=True)
    formulaire = FormulaireDeNote(request.POST)
    if formulaire.is_valid() and _tenter(request, formulaire, actions.noter, dossier, formulaire.cleaned_data["texte"]):
        messages.success(request, "Note ajoutée. L’équipe seule la lit.")
        return redirect(f"{adresse(dossier)}#notes")
    return montrer(request, dossier, note=formulaire)


@ouvert_a(EQUIPE)
@require_POST
def affecter(request, pk):
    dossier = ouvrir_l_instruction(request, pk, equipe_seule=True)
    formulaire = FormulaireDeReferent(request.POST, dossier=dossier)
    if formulaire.is_valid():
        choisi = formulaire.cleaned_data["referent"]
        if _tenter(request, formulaire, actions.affecter, dossier, choisi):
            messages.success(request, f"{choisi} suit ce dossier." if choisi else "Ce dossier n’a plus de référent.")
            return redirect(adresse(dossier))
    return montrer(request, dossier, referent=formulaire)


@ouvert_a(EQUIPE)
@require_POST
def etiqueter(request, pk):
    dossier = ouvrir_l_instruction(request, pk, equipe_seule=True)
    formulaire = FormulaireDEtiquettes(request.POST, dossier=dossier)
    if not formulaire.is_valid():
        return montrer(request, dossier, etiquettes=formulaire)
    voulues = set(formulaire.cleaned_data["etiquettes"])
    actions.etiqueter(dossier, voulues, par=request.user)
    actions.etiqueter(dossier, set(formulaire.posees) - voulues, par=request.user, oter=True)
    messages.success(request, "Étiquettes enregistrées.")
    return redirect(adresse(dossier))


def _tenter(request, formulaire, action, *arguments):
    try:
        action(*arguments, par=request.user, cle=communs.saisie(request)["cle"])
    except Blocage as blocage:
        formulaire.refuser(blocage)
        return False
    return True


def adresse(dossier):
    return reverse("dossiers:instruction", args=[dossier.pk])


# Un montant proposé --------------------------------------------------------------------------------------


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def proposition(request, pk, ligne):
    """Ce que ce guichet propose avant le comité ; jamais pour qui porte le dossier."""
    dossier = communs.ouvrir_en_entier(request, pk)
    ligne = communs.ligne_de(dossier, ligne)
    if not regles.propose(ligne, request.user):
        raise Http404
    formulaire = FormulaireDeProposition(request.POST if request.method == "POST" else None, ligne=ligne)
    if request.method == "POST" and formulaire.is_valid():
        try:
            actions.proposer(ligne, par=request.user, cle=communs.saisie(request)["cle"], **formulaire.cleaned_data)
            messages.success(request, f"{ligne.financeur} : proposition enregistrée. Le porteur ne la lit pas.")
            return redirect(f"{adresse(dossier)}#propositions")
        except Blocage as blocage:
            formulaire.refuser(blocage)
    contexte = {"dossier": dossier, "ligne": ligne, "formulaire": formulaire}
    return render(request, "dossiers/proposition.html", contexte)


# Les étiquettes de la convention -------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def etiquettes(request):
    """Celles de ses conventions ; une étiquette se crée ici, se pose sur la page d’un dossier ou sur une sélection."""
    equipes = {organisation for organisation, qualite, _ in request.user.rattachements if qualite == EQUIPE}
    conventions = Convention.objects.filter(pilote__in=equipes).select_related("commune")
    formulaire = FormulaireEtiquette(request.POST if request.method == "POST" else None, conventions=conventions)
    if request.method == "POST" and formulaire.is_valid() and formulaire.save():
        messages.success(request, f"Étiquette « {formulaire.instance} » créée.")
        return redirect("dossiers:etiquettes")
    connues = Etiquette.objects.visibles_par(request.user).select_related("convention__commune")
    return render(request, "dossiers/etiquettes.html", {"formulaire": formulaire, "etiquettes": connues})
