"""Les modèles de lettre d’une commune : leur liste, leur texte que l’équipe récrit, et ce qu’il donne sur un vrai dossier."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes.acces import EQUIPE, ouvert_a
from dossiers import lettres
from dossiers.impression.lettre import blocs_de
from dossiers.models import Inscription
from gouvernance.papiers.forms import ModeleForm
from gouvernance.papiers.portes import convention_de_l_equipe
from programmation.models import Convention, ModeleDeLettre, SorteDeLettre, StatutSeance, Temps
from workflows.moteur import PERIME, Blocage
from workflows.requete import entier, version_vue
from workflows.temps import maintenant

DOSSIERS_PROPOSES = 200


@ouvert_a(EQUIPE)
@require_safe
def modeles(request, pk):
    """Les quatre lettres de la commune, et qui les a récrites."""
    convention = convention_de_l_equipe(request, pk)
    ecrits = (
        ModeleDeLettre.objects.visibles_par(request.user).filter(convention=convention).select_related("modifie_par")
    )
    des_sortes = {modele.sorte: modele for modele in ecrits}
    sortes = [(sorte, des_sortes.get(sorte)) for sorte in SorteDeLettre]
    return render(request, "seances/modeles.html", {"convention": convention, "sortes": sortes})


@ouvert_a(EQUIPE)
@require_http_methods(["GET", "HEAD", "POST"])
def modele(request, pk, sorte):
    """Le texte d’une sorte de lettre. « Voir l’aperçu » n’enregistre rien ; « Enregistrer » refuse un champ inconnu."""
    convention = convention_de_l_equipe(request, pk)
    if sorte not in SorteDeLettre.values:
        raise Http404
    sorte = SorteDeLettre(sorte)
    ecrit = ModeleDeLettre.objects.visibles_par(request.user).filter(convention=convention, sorte=sorte).first()
    form = ModeleForm(request.POST or None, sorte=sorte, initial=_initial(sorte, ecrit))
    if (
        request.method == "POST"
        and form.is_valid()
        and "apercu" not in request.POST
        and _garder(request, convention, form)
    ):
        return redirect("papiers:modele", convention.pk, sorte)
    return render(request, "seances/modele.html", _contexte(request, convention, sorte, ecrit, form))


def _initial(sorte, ecrit):
    objet, corps = (ecrit.objet, ecrit.corps) if ecrit else lettres.textes_du_produit()[sorte]
    return {"objet": objet, "corps": corps}


def _contexte(request, convention, sorte, ecrit, form):
    choix = list(_dossiers(request, convention))
    lus = request.POST if request.method == "POST" else request.GET
    return {
        "convention": convention,
        "sorte": sorte,
        "form": form,
        "modele": ecrit,
        "version": request.POST.get("version") or (ecrit.version if ecrit else 0),
        "champs": lettres.CHAMPS.items(),
        "obligatoires": lettres.OBLIGATOIRES[sorte],
        "dossiers": choix,
        "choisi": entier(lus.get("dossier")),
    } | _apercu(request, sorte, form, choix, entier(lus.get("dossier")))


def _dossiers(request, convention):
    """Les dossiers qu’un comité acté de la convention a décidés, les derniers d’abord : de quoi essayer le texte."""
    inscriptions = (
        Inscription.objects.visibles_par(request.user)
        .en_vigueur()
        .filter(
            seance__campagne__convention=convention, seance__temps=Temps.FINANCEURS, seance__statut=StatutSeance.ACTEE
        )
    )
    lues = inscriptions.select_related(
        "seance", "dossier__organisation", "dossier__campagne__convention__pilote"
    ).order_by("-seance__actee_le", "ordre")
    return lues[:DOSSIERS_PROPOSES]


def _apercu(request, sorte, form, inscriptions, cle):
    """L’objet et les blocs du texte tel qu’il est tapé, sur le dossier choisi, ou sur un exemple inventé."""
    objet, corps = (form["objet"].value(), form["corps"].value())
    if any(lettres.fautes_du_modele(sorte, objet or "", corps or "").values()):
        return {}
    choisie = next((i for i in inscriptions if i.dossier_id == cle), None)
    valeurs = lettres.EXEMPLE
    if choisie:
        lignes = list(choisie.dossier.lignes.select_related("financeur__organisation"))
        valeurs = lettres.valeurs_de(choisie.dossier, lignes, choisie.seance, par=request.user, le=maintenant())
    objet, corps = lettres.rediger_la_lettre((objet, corps), valeurs)
    return {"apercu_objet": objet, "apercu_blocs": blocs_de(corps), "sur": choisie and choisie.dossier}


def _garder(request, convention, form):
    """Enregistre le texte si personne ne l’a changé entre-temps. Vrai si c’est fait."""
    try:
        with transaction.atomic():
            Convention.objects.select_for_update(of=("self",), no_key=True).get(
                pk=convention.pk
            )  # un modèle peut manquer
            garde = ModeleDeLettre.objects.filter(convention=convention, sorte=form.sorte).first()
            garde = garde or ModeleDeLettre(convention=convention, sorte=form.sorte)
            if garde.version != version_vue(request):
                raise Blocage(PERIME)
            garde.objet, garde.corps = form.cleaned_data["objet"], form.cleaned_data["corps"]
            garde.version += 1
            garde.modifie_par, garde.modifie_le = request.user, maintenant()
            garde.save()
    except Blocage as blocage:
        form.refuser(blocage)
        return False
    messages.success(
        request, f"La lettre « {form.sorte.label} » est enregistrée. Les lettres déjà parties ne changent pas."
    )
    return True
