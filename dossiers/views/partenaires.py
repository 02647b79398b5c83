"""Les partenaires d’un dossier : qui le construit avec le porteur, la part de chacun, inviter, répondre, écrire sa part."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, PORTEUR, ouvert_a
from dossiers import regles
from dossiers.actions import partenariats as actions
from dossiers.forms.partenariats import Invitation, PartDuPartenaire, PartDuPorteur
from dossiers.models import Dossier, Partenariat, PassageDossier
from dossiers.statuts import StatutPartenariat
from dossiers.views import communs
from dossiers.views.passages import METHODES, passer
from workflows.concurrence import ecarts_avec, postees
from workflows.differences import instantane
from workflows.moteur import Blocage


@dataclass(frozen=True)
class Rang:
    """Un partenaire tel qu’on le lit, et ce que cette personne peut en faire."""

    partenariat: Partenariat
    statut: StatutPartenariat
    gestes: list
    redige: bool

    @property
    def prefixe(self):
        return f"partenaire-{self.partenariat.pk}"


@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def partenaires(request, pk):
    """La page des partenaires ; le signataire du porteur y invite."""
    dossier = _ouvrir(request, pk)
    if request.method != "POST":
        return _montrer(request, dossier)
    if not regles.signataire(dossier, request.user):
        raise Http404
    formulaire = Invitation(request.POST)
    if formulaire.is_valid():
        try:
            invite, attente = formulaire.cleaned_data["qui"], formulaire.cleaned_data["attente"]
            actions.inviter(dossier, invite, par=request.user, attente=attente, cle=communs.saisie(request)["cle"])
            messages.success(request, f"{invite} est invitée : ses signataires reçoivent un courriel.")
            return redirect(request.path)
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return _montrer(request, dossier, invitation=formulaire)


@ouvert_a(PORTEUR)
@require_http_methods(["POST"])
def part_du_porteur(request, pk):
    dossier = communs.ouvrir_en_entier(request, pk)
    if not regles.redacteur(dossier, request.user):
        raise Http404
    formulaire, version = PartDuPorteur(request.POST, dossier=dossier), communs.saisie(request)["version"]
    if formulaire.is_valid():
        try:
            pourcent = formulaire.cleaned_data["part_du_porteur"]
            actions.dire_la_part_du_porteur(dossier, par=request.user, version=_vue(version), pourcent=pourcent)
            messages.success(request, "Part enregistrée.")
            return redirect("dossiers:partenaires", dossier.pk)
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return _montrer(request, _ouvrir(request, pk), part=formulaire)


@ouvert_a(PORTEUR)
@require_http_methods(METHODES)
def part_du_partenaire(request, pk, partenariat):
    """Le partenaire écrit sa part ; à deux sur le même texte, chacun voit ce que l’autre a écrit."""
    sien = _partenariat(request, pk, partenariat)
    if not regles.redige_sa_part(sien, request.user):
        raise Http404
    version, retour = communs.saisie(request)["version"], redirect("dossiers:partenaires", pk)
    vierge = PartDuPartenaire(partenariat=sien)
    if request.method != "POST":
        if not regles.parts_ouvertes(sien.dossier):
            messages.error(request, actions.NE_S_ECRIT_PLUS)
            return retour
        return _montrer_la_part(request, sien, vierge, sien.version)
    formulaire = PartDuPartenaire(postees(request, vierge), partenariat=sien)
    if formulaire.is_valid() and _ecrire(request, sien, formulaire, version):
        return retour
    return _montrer_la_part(request, _partenariat(request, pk, partenariat), formulaire, version)


@ouvert_a(PORTEUR)
@require_http_methods(METHODES)
def partenariat_avancer(request, pk, partenariat, transition):
    """Confirmer, décliner, se retirer, renoncer : la machine dit qui peut quoi."""
    sien, cle = _partenariat(request, pk, partenariat), communs.saisie(request)["cle"]
    sorti = transition in ("decliner", "se_retirer")  # ensuite, la page ne s’ouvre plus à qui vient de sortir
    retour = reverse("dossiers:liste") if sorti else reverse("dossiers:partenaires", args=[pk])
    if (
        cle
        and PassageDossier.objects.filter(cle=cle, par=request.user, partenariat=sien, transition=transition).exists()
    ):
        return redirect(retour)  # le même formulaire, une seconde fois : la même réponse
    sien.dossier = _ouvrir(request, pk)
    return passer(request, sien, transition, retour=retour)


# Ouvrir derrière le mur ----------------------------------------------------------------------------------


def _ouvrir(request, pk):
    """Le dossier, pour qui le lit en entier, ou pour qui est invité à le porter."""
    dossiers = Dossier.objects.lus_ou_proposes_a(request.user).select_related(
        "campagne__convention__pilote", "campagne__convention__commune", "organisation"
    )
    dossier = get_object_or_404(dossiers.prefetch_related("partenariats__organisation"), pk=pk)
    dossier.est_lu_en_entier = Dossier.objects.lus_en_entier_par(request.user).filter(pk=dossier.pk).exists()
    return dossier


def _partenariat(request, pk, partenariat):
    """Un partenariat de ce dossier, que cette personne voit et que nul n’a rompu."""
    vus = Partenariat.objects.visibles_par(request.user).select_related(
        "organisation", "dossier__organisation", "dossier__campagne__convention__pilote"
    )
    return get_object_or_404(vus, pk=partenariat, dossier__in=Dossier.objects.filter(pk=pk))


def _vue(version):
    return -1 if version is None else version


def _ecrire(request, sien, formulaire, version):
    """Vrai si la part est enregistrée ; un refus s’écrit dans le formulaire."""
    lu = formulaire.cleaned_data
    try:
        actions.ecrire_sa_part(
            sien, par=request.user, version=_vue(version), texte=lu["part_texte"], pourcent=lu["part_pourcent"],
            euros=lu["part_euros"],
        )  # fmt: skip
    except Blocage as blocage:
        formulaire.refuser(blocage)
        return False
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, "Votre part est enregistrée.")
    return True


# Montrer -------------------------------------------------------------------------------------------------


def _montrer(request, dossier, invitation=None, part=None):
    personne = request.user
    rangs = [_rang(p, dossier, personne) for p in _lisibles(dossier, personne)]
    ouvertes = regles.parts_ouvertes(dossier)
    contexte = {
        "dossier": dossier,
        "rangs": rangs,
        "est_porteur": regles.porteur(dossier, personne),
        "invitation": (invitation or Invitation()) if ouvertes and regles.signataire(dossier, personne) else None,
        "part": (part or PartDuPorteur(dossier=dossier))
        if regles.redige_la_part_du_porteur(dossier, personne)
        else None,
        "ecart": "" if regles.parts_a_cent(dossier) else regles.parts_a_cent.motif(dossier),
        "total": regles.total_des_parts(dossier),
        "formulaire": invitation or part,
    }
    return render(request, "dossiers/partenaires.html", contexte)


def _lisibles(dossier, personne):
    """Tous, refus compris, pour le porteur et l’équipe ; pour un autre, les confirmés et l’invitation qu’il reçoit."""
    tous = list(dossier.partenariats.all())
    if regles.porteur(dossier, personne) or regles.equipe(dossier, personne):
        return tous
    confirmes = dossier.partenaires_confirmes if dossier.est_lu_en_entier else []
    invites = [p for p in tous if p.statut == StatutPartenariat.INVITE and regles.membre_du_partenaire(p, personne)]
    return [*confirmes, *invites]


def _rang(partenariat, dossier, personne):
    partenariat.dossier = dossier
    gestes = communs.gestes(
        partenariat,
        personne,
        lambda nom: reverse("dossiers:partenariat-avancer", args=[dossier.pk, partenariat.pk, nom]),
    )
    redige = regles.redige_sa_part(partenariat, personne) and regles.parts_ouvertes(dossier)
    return Rang(partenariat, StatutPartenariat(partenariat.statut), gestes, redige)


def _montrer_la_part(request, sien, formulaire, version):
    vierge = PartDuPartenaire(partenariat=sien)
    contexte = {
        "dossier": sien.dossier,
        "partenariat": sien,
        "formulaire": formulaire,
        "version": sien.version,
        "origine": instantane(vierge),
        "ecarts": ecarts_avec(request, formulaire, vierge, version, sien.version),
    }
    return render(request, "dossiers/part.html", contexte)
