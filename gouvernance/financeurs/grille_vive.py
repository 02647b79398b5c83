"""La grille d’un comité ouvert, à l’écran : ses rangs, une case lue ou écrite, ce qui a changé, la projection au mur."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers import regles
from dossiers.models import Decision, Dossier, Inscription, Ligne, Recusation
from dossiers.statuts import A_DECIDER
from gouvernance.financeurs.cases import CaseDisputee, CaseRefusee, case_lue, decision_de, ecrire_une_case
from gouvernance.financeurs.feuille import avec_son_empreinte
from gouvernance.financeurs.filtre import Filtre
from gouvernance.financeurs.forms import DecisionForm
from gouvernance.financeurs.suivi import changements_de
from gouvernance.financeurs.vive import PREMIERS, grille_pour
from programmation.models import Seance, StatutSeance, Temps
from workflows.composee import composee
from workflows.moteur import Blocage
from workflows.requete import entier
from workflows.templatetags.ecriture import heure, nombre
from workflows.typographie import composer

CURSEUR = 16  # chiffres : des microsecondes depuis 1970


# 1. Ce que toute page d’une grille emploie, celle d’une personne comme celle d’un lien ------------------------


def contexte_de_la_grille(seance, demande, personne=None, lien=None, *, base, tout=False, muette=False):
    """Ce que le gabarit `financeurs/_vive.html` attend. `base` : l’adresse sous laquelle vivent cases, rangs et changements."""
    debut = min(entier(demande.get("debut"), 0), 5000)
    fin = None if tout or demande.get("tout") or debut else PREMIERS
    grille = grille_pour(seance, personne, lien, filtre=Filtre.lu(demande), debut=debut, fin=fin, muette=muette)
    decisions = "" if lien else f"{seance.get_absolute_url()}inscriptions/"
    garde = demande.copy()
    for nom in ("tout", "debut"):
        garde.pop(nom, None)
    contexte = {"vive": grille, "filtre": grille.filtre, "base": base, "decisions": decisions}
    return contexte | {"demande": garde.urlencode()}


def repondre_aux_changements(request, seance, personne=None, lien=None):
    """La réponse JSON à « quoi de neuf depuis ? »."""
    depuis = request.GET.get("depuis", "")
    depuis = int(depuis) if depuis.isascii() and depuis.isdigit() and len(depuis) <= CURSEUR else 0
    return JsonResponse(changements_de(seance, depuis, personne, lien))


def repondre_a_une_ecriture(request, seance, inscription, ligne, *, par=None, lien=None):
    """Écrit une case et répond en JSON : 200 écrite, 409 disputée (les deux valeurs, et qui), 422 refusée (pourquoi)."""
    valeurs = {nom.removeprefix(f"l{ligne.pk}-"): valeur for nom, valeur in request.POST.items()}
    try:
        decision = ecrire_une_case(seance, inscription, ligne, valeurs, par=par, lien=lien)
    except CaseRefusee as refus:
        return JsonResponse(_refus(request, refus), status=422)
    except CaseDisputee as dispute:
        return JsonResponse({"texte": _dispute(dispute.decision), "case": case_lue(dispute.decision)}, status=409)
    except Blocage as blocage:
        return JsonResponse({"texte": composer(" ".join(map(str, blocage.motifs))), "champs": {}}, status=422)
    return JsonResponse({"case": case_lue(decision), "heure": heure(decision.saisie_le)})


def _refus(request, refus):
    """Le détail, s’il était ouvert, revient avec chaque phrase sous son champ."""
    reponse = {"texte": composer(refus.phrase), "champs": refus.erreurs}
    if refus.form is not None and "saisie" not in request.POST:
        reponse["detail"] = render_to_string("financeurs/_champs.html", {"form": refus.form}, request)
    return reponse


def _dispute(decision):
    """« Élise Lenoir a écrit 5 500 € à 14 h 21. »"""
    quoi = {"accorder": f"{nombre(decision.montant)} €", "refuser": "un refus", "ajourner": "un ajournement"}[
        decision.choix
    ]
    return composer(f"{decision.auteur} a écrit {quoi} à {heure(decision.saisie_le)}.")


# 2. Les adresses d’une personne ------------------------------------------------------------------------------


def comite_visible(request, pk):
    """Un comité des financeurs que cette personne voit, avec l’empreinte de sa grille."""
    visibles = avec_son_empreinte(Seance.objects.visibles_par(request.user))
    seance = get_object_or_404(visibles.select_related("campagne__convention"), pk=pk)
    if seance.temps != Temps.FINANCEURS:
        raise Http404
    return seance


def base_de(seance):
    """L’adresse sous laquelle vivent les cases : <base>INSCRIPTION/LIGNE/, <base>rangs/, <base>changements/."""
    return f"{seance.get_absolute_url()}grille/"


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def rangs(request, pk):
    """Les rangs qui suivent les premiers, sans la page autour."""
    seance = comite_visible(request, pk)
    contexte = contexte_de_la_grille(seance, request.GET, request.user, base=base_de(seance))
    return render(request, "financeurs/_rangs.html", contexte | {"seance": seance})


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def changements(request, pk):
    return repondre_aux_changements(request, comite_visible(request, pk), request.user)


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def projeter(request, pk):
    """La grille pour le mur de la salle : grands caractères, rien à toucher, elle se tient à jour seule."""
    seance = comite_visible(request, pk)
    if seance.statut not in (StatutSeance.OUVERTE, StatutSeance.ACTEE):
        raise Http404
    contexte = contexte_de_la_grille(seance, request.GET, request.user, base=base_de(seance), tout=True, muette=True)
    return render(request, "financeurs/projection.html", contexte | {"seance": seance})


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request, pk, inscription, ligne):
    """Lire le détail d’une case (fragment), ou l’écrire (JSON)."""
    ligne = _ligne(request, pk, inscription, ligne)
    seance, inscription = (
        Seance(pk=pk, campagne=ligne.dossier.campagne),
        Inscription(pk=inscription, seance_id=pk, dossier=ligne.dossier),
    )
    if request.method == "POST":
        if not regles.repond_pour_le_guichet(ligne, request.user):
            raise Http404
        return repondre_a_une_ecriture(request, seance, inscription, ligne, par=request.user)
    return render(request, "financeurs/_detail.html", _detail(request, seance, inscription, ligne))


def _ligne(request, seance, inscription, pk):
    """La ligne d’une case, si cette personne voit ce comité et que le dossier y est inscrit : tout en une requête."""
    ligne = _inscrite.premier(pk, inscription, seance, request.user)
    if ligne is None:
        raise Http404
    return ligne


@composee
def _inscrite(ligne, inscription, seance, personne):
    vues = Seance.objects.visibles_par(personne).filter(pk=seance, temps=Temps.FINANCEURS)
    inscrites = Ligne.objects.filter(
        pk=ligne, dossier__inscriptions=inscription, dossier__inscriptions__retiree_le=None,
        dossier__inscriptions__seance__in=vues,
    )  # fmt: skip
    liens = ("financeur__organisation", "enveloppe", "dossier__organisation", "dossier__campagne__convention")
    return inscrites.select_related(*liens)


def _detail(request, seance, inscription, ligne):
    """Ce que montre le détail d’une case : ce qui est noté, et de quoi noter si cette personne le peut."""
    est_ouverte = Seance.objects.filter(pk=seance.pk, statut=StatutSeance.OUVERTE).exists()
    porte = regles.porte(ligne.dossier, request.user)
    decision = None if porte else decision_de(inscription, ligne)
    retrait = Recusation.objects.en_vigueur().filter(inscription=inscription, personne=request.user).exists()
    ecrit = est_ouverte and ligne.statut in A_DECIDER and regles.repond_pour_le_guichet(ligne, request.user)
    form = None
    if ecrit and not porte and not retrait:
        form = DecisionForm(ligne=ligne, decision=decision)
        if request.GET.get("choix") in Decision.Choix.values:
            form.initial["choix"] = request.GET["choix"]
    lisible = Dossier.objects.visibles_par(request.user).filter(pk=ligne.dossier_id).exists()
    return {"seance": seance, "inscription": inscription, "ligne": ligne, "decision": decision, "form": form,
            "porte": porte, "retrait": retrait, "lisible": lisible}  # fmt: skip
