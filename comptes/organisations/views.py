"""Les pages d’une organisation : la liste, la fiche, et chaque section à modifier."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes import regles
from comptes.acces import EQUIPE, FINANCEUR, PORTEUR, ouvert_a
from comptes.models import Droit, Organisation, Qualite
from comptes.organisations.completude import manques
from comptes.organisations.fiche import enregistrer, est_intacte
from comptes.organisations.portes import ouvrir, ouvrir_au_signataire
from comptes.organisations.portrait import SECTIONS, Portrait, volets
from workflows.concurrence import ecarts_avec, postees
from workflows.differences import instantane
from workflows.moteur import Blocage
from workflows.requete import cle_vue, version_vue

TRIS = {"nom": ("nom", "pk"), "nature": ("nature", "nom", "pk"), "maj": ("-modifie_le", "nom", "pk")}
_SIGNATAIRE = Q(
    adhesions__qualite=Qualite.PORTEUR, adhesions__droit=Droit.SIGNATAIRE, adhesions__utilisateur__is_active=True
)


@require_safe
@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
def liste(request):
    """Les siennes, celles que son équipe accompagne, celles qui sollicitent son guichet ; une seule s’ouvre d’elle-même."""
    visibles = Organisation.objects.visibles_par(request.user)
    recherche = request.GET.get("q", "").replace("\0", "").strip()[:100]
    tri = request.GET.get("tri") if request.GET.get("tri") in TRIS else "nom"
    trouvees = visibles.filter(_qui_dit(recherche)) if recherche else visibles
    trouvees = trouvees.annotate(signataires=Count("adhesions", filter=_SIGNATAIRE)).order_by(*TRIS[tri])
    page = Paginator(trouvees, 25).get_page(request.GET.get("page"))
    if not request.GET and page.paginator.count == 1:
        return redirect(page[0])
    contexte = {
        "page": page,
        "recherche": {"q": recherche, "tri": tri},
        "est_de_l_equipe": _est_de_l_equipe(request.user),
    }
    return render(request, "organisations/liste.html", contexte)


def _qui_dit(texte):
    numero = "".join(texte.split())
    return Q(nom__icontains=texte) | Q(sigle__icontains=texte) | Q(siret__startswith=numero) | Q(rna__iexact=numero)


def _est_de_l_equipe(personne):
    return any(qualite == Qualite.EQUIPE for _, qualite, _ in personne.rattachements)


@require_safe
@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
def fiche(request, pk):
    organisation = ouvrir(request, pk)
    portrait = Portrait.de(organisation)
    est_membre, equipe = regles.membre(organisation, request.user), regles.equipe(organisation, request.user)
    contexte = {
        "organisation": organisation,
        "volets": list(volets(organisation, portrait)),
        "manques": manques(portrait),
        "peut_modifier": regles.signataire(organisation, request.user),
        "est_membre": est_membre,
        "est_des_siens": est_membre or equipe,
        "membres": _membres(organisation) if est_membre or equipe else [],
    }
    return render(request, "organisations/fiche.html", contexte)


def _membres(organisation):
    return organisation.adhesions.filter(qualite=Qualite.PORTEUR).select_related("utilisateur")


@ouvert_a(PORTEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request, pk, section):
    organisation = ouvrir_au_signataire(request, pk)
    classe = SECTIONS.get(section)
    if classe is None:
        raise Http404
    if request.method != "POST":
        return _montrer(request, organisation, classe(organisation=organisation))
    formulaire = classe(postees(request, classe(organisation=organisation)), organisation=organisation)
    if formulaire.is_valid():
        try:
            return _enregistrer(request, organisation, formulaire)
        except Blocage as blocage:
            formulaire.refuser(blocage)
            organisation = ouvrir_au_signataire(request, pk)
    return _montrer(request, organisation, formulaire)


def _enregistrer(request, organisation, formulaire):
    faits = {"version": version_vue(request), "origine": request.POST.get("origine"), "cle": cle_vue(request)}
    passage = enregistrer(organisation, formulaire, par=request.user, **faits)
    messages.success(request, f"{formulaire.titre} : enregistré." if passage else "Rien n’a changé.")
    portrait = Portrait.de(organisation)
    if formulaire.slug == "moyens" and portrait.moyens and portrait.moyens.avertissement:
        messages.warning(request, portrait.moyens.avertissement)
    return redirect(organisation)


def _montrer(request, organisation, formulaire):
    vierge = type(formulaire)(organisation=organisation)
    version = version_vue(request)
    if not formulaire.is_bound or est_intacte(formulaire, organisation, version, request.POST.get("origine")):
        version = organisation.version
    contexte = {
        "organisation": organisation,
        "formulaire": formulaire,
        "ecarts": ecarts_avec(request, formulaire, vierge, version, organisation.version),
        "origine": instantane(vierge),
    }
    return render(request, "organisations/modifier.html", contexte)
