"""« Liens et pouvoirs » : ouvrir à un financeur sans compte sa colonne, la fermer, relire et confirmer ce qu’il a saisi."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import EQUIPE, ouvert_a
from dossiers import actions
from gouvernance.financeurs.forms_guichets import LienForm
from gouvernance.financeurs.lecture_des_guichets import LienLu, guichets_de, saisies_du_lien
from gouvernance.seances.portes import seance_de_l_equipe
from programmation import regles
from programmation.models import LienDeGuichet, Temps
from workflows.moteur import Blocage
from workflows.requete import entier

METHODES = ["GET", "HEAD", "POST"]


def comite_de_l_equipe(request, pk):
    seance = seance_de_l_equipe(request, pk)
    if seance.temps != Temps.FINANCEURS:
        raise Http404
    return seance


def guichet_de(seance, pk):
    """Un guichet de la campagne, autre que celui de la ville, qui n’a besoin ni de lien ni de pouvoir."""
    autres = seance.campagne.financeurs.exclude(organisation=seance.campagne.convention.pilote_id)
    return get_object_or_404(autres.select_related("organisation"), pk=pk)


def lien_visible(request, seance, pk):
    liens = LienDeGuichet.objects.visibles_par(request.user).filter(seance=seance)
    return get_object_or_404(liens.select_related("financeur__organisation", "confirmee_par"), pk=pk)


@ouvert_a(EQUIPE)
@require_http_methods(["GET", "HEAD"])
def guichets(request, pk):
    seance = comite_de_l_equipe(request, pk)
    lus = guichets_de(seance)
    contexte = {"seance": seance, "guichets": lus, "muets": [guichet for guichet in lus if not guichet.parle]}
    contexte["a_confirmer"] = [lu for guichet in lus for lu in guichet.liens if lu.a_confirmer]
    return render(request, "guichets/liste.html", contexte)


@ouvert_a(EQUIPE)
@never_cache
@require_http_methods(METHODES)
@sensitive_variables("jeton", "code")
def lien(request, pk, financeur):
    """Faire un lien ; l’adresse et le code ne se montrent qu’ici, une fois : rien ne les garde."""
    seance = comite_de_l_equipe(request, pk)
    financeur = guichet_de(seance, financeur)
    form = LienForm(request.POST if request.method == "POST" else None, seance=seance)
    contexte = {"seance": seance, "financeur": financeur, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            cree, jeton, code = actions.ouvrir_un_lien(seance, financeur, par=request.user, **form.cleaned_data)
        except Blocage as blocage:
            form.refuser(blocage)
        else:
            adresse = f"{settings.SITE_URL}{reverse('guichet:colonne', args=[jeton])}"
            return render(
                request, "guichets/lien_fait.html", contexte | {"lien": cree, "adresse": adresse, "code": code}
            )
    vivants = LienDeGuichet.objects.en_vigueur().filter(seance=seance, financeur=financeur)
    contexte["remplace"] = vivants.first()
    return render(request, "guichets/lien.html", contexte)


@ouvert_a(EQUIPE)
@require_POST
def revoquer(request, pk, lien):
    seance = comite_de_l_equipe(request, pk)
    lien = lien_visible(request, seance, lien)
    try:
        ferme = actions.revoquer_le_lien(lien, par=request.user)
    except Blocage as blocage:
        messages.error(request, str(blocage))
    else:
        fait = f"Le lien de {lien.nom} est révoqué : il ne s’ouvre plus." if ferme else "Ce lien était déjà révoqué."
        messages.success(request, fait)
    return redirect(f"{reverse('seances:guichets', args=[pk])}#g{lien.financeur_id}")


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def relire(request, pk, lien):
    """Ce qu’un lien a saisi : toute l’équipe le relit, le chef de projet le confirme."""
    seance = comite_de_l_equipe(request, pk)
    lien = lien_visible(request, seance, lien)
    est_chef = regles.chef(seance, request.user)
    erreurs = ()
    if request.method == "POST":
        if not est_chef:
            raise Http404
        try:
            actions.confirmer_la_colonne(lien, par=request.user, vues=_vues(request))
            messages.success(request, f"La colonne de {lien.financeur} est confirmée.")
            return redirect("seances:guichets", pk)
        except Blocage as blocage:
            erreurs = blocage.motifs
    saisies = list(saisies_du_lien(lien))
    contexte = {"seance": seance, "lu": LienLu(lien, len(saisies)), "saisies": saisies, "est_chef": est_chef}
    contexte |= {"erreurs": erreurs, "total": sum(decision.montant for decision in saisies)}
    return render(request, "guichets/relire.html", contexte)


def _vues(request):
    """{décision: version} telles que la page les montrait."""
    return {
        entier(nom[1:]): entier(valeur)
        for nom, valeur in request.POST.items()
        if nom[:1] == "d" and entier(nom[1:]) is not None
    }
