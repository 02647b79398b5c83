"""Écrire un dossier : ouvrir un brouillon, puis le remplir une partie à la fois, à plusieurs s’il le faut."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from comptes.models import Organisation, Qualite
from dossiers import actions, regles
from dossiers.forms.ouverture import FormulaireOuverture, organisations_ou_ecrire
from dossiers.forms.parties import FORMULAIRES
from dossiers.models import Dossier
from dossiers.parties import LES_PIECES, PARTIES
from dossiers.views import communs, enregistrement
from dossiers.views.passages import METHODES
from dossiers.views.reprise import reprise
from dossiers.views.saisie_rapide import saisir
from workflows.concurrence import ecarts_avec
from workflows.differences import instantane

# Ouvrir --------------------------------------------------------------------------------------------------


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def nouveau(request):
    """Trois questions, et le brouillon existe : rien de ce qui suit ne peut plus se perdre. L’équipe a sa saisie rapide."""
    if not organisations_ou_ecrire(request.user).exists():
        if not Organisation.objects.ou_agit(request.user, Qualite.EQUIPE).exists():
            raise Http404
        return saisir(request)
    formulaire = FormulaireOuverture(request.POST if request.method == "POST" else None, personne=request.user)
    if request.method == "POST" and formulaire.is_valid():
        ouvert = _ouvrir(request, formulaire)
        messages.success(request, f"Le brouillon {ouvert.reference} est ouvert. Complétez-le à votre rythme.")
        return redirect("dossiers:modifier", ouvert.pk)
    return render(request, "dossiers/nouveau.html", {"formulaire": formulaire})


def _ouvrir(request, formulaire):
    """Le brouillon de ce formulaire ; envoyé deux fois, il n’en ouvre qu’un."""
    cle = communs.saisie(request)["cle"]
    deja = Dossier.objects.filter(cle=cle, cree_par=request.user) if cle else Dossier.objects.none()
    try:
        return deja.first() or _creer(request, formulaire, cle)
    except IntegrityError:  # le même formulaire, au même instant, dans un autre onglet ; ou la clé d’une autre personne
        return deja.first() or _creer(request, formulaire, None)


@transaction.atomic
def _creer(request, formulaire, cle):
    campagne, porteur = formulaire.cleaned_data["campagne"], formulaire.porteur()
    return actions.ouvrir_un_dossier(campagne, porteur, par=request.user, cle=cle, **formulaire.champs())


# Remplir -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Etape:
    """Une partie dans le sommaire du formulaire : où elle mène, et ce qu’il y manque."""

    code: str
    titre: str
    rang: int
    adresse: str
    manques: int
    est_ici: bool
    est_ouverte: bool


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def modifier_dossier(request, pk, partie=""):
    dossier = a_rediger(request, pk)
    if not partie and dossier.parties_rouvertes == [LES_PIECES]:
        return redirect("dossiers:pieces-du-dossier", pk)
    partie = partie or next((code for code in PARTIES if regles.partie_ouverte(dossier, code)), "action")
    if partie not in FORMULAIRES:
        raise Http404
    if request.method == "POST":
        return enregistrement.recevoir(request, dossier, partie, montrer)
    if not regles.redige(dossier, request.user):
        messages.error(request, enregistrement.ne_s_ecrit_plus(dossier, request.user))
        return redirect(dossier)
    formulaire = FORMULAIRES[partie](dossier=dossier, ajouter=request.GET.get("ajouter", ""))
    return montrer(request, dossier, partie, formulaire, dossier.version)


def a_rediger(request, pk):
    """Le dossier, pour qui l’écrit ; pour tout autre, une page absente."""
    dossier = communs.ouvrir_en_entier(request, pk)
    if not regles.redacteur(dossier, request.user) and not regles.equipe_qui_a_saisi(dossier, request.user):
        raise Http404
    return dossier


def montrer(request, dossier, partie, formulaire, version):
    """La page d’une partie ; `version` est celle que la personne avait sous les yeux."""
    enregistre = FORMULAIRES[partie](dossier=dossier)
    manques = communs.manques_au_depot(dossier)
    contexte = {
        "dossier": dossier,
        "partie": partie,
        "titre_de_la_partie": PARTIES[partie],
        "formulaire": formulaire,
        "ecarts": ecarts_avec(request, formulaire, enregistre, version, dossier.version),
        "version": dossier.version,
        "origine": instantane(enregistre),
        "etapes": etapes(dossier, partie, manques),
        "suivante": _suivante(dossier, partie),
        "repris": reprise(request, dossier),
        "est_ouverte": formulaire.is_bound or regles.partie_ouverte(dossier, partie),
        **communs.cote(dossier, manques, request.user),
    }
    return render(request, "dossiers/formulaire.html", contexte)


def etapes(dossier, ici, manques):
    """Le sommaire : les parties, ce qui manque à chacune. `ici` : le code de celle que l’on remplit, vide à la relecture."""
    nombres = {code: sum(manque.partie == code for manque in manques) for code in PARTIES}
    return [
        Etape(
            code, titre, rang, reverse("dossiers:partie", args=[dossier.pk, code]), nombres[code], code == ici,
            regles.partie_ouverte(dossier, code),
        )
        for rang, (code, titre) in enumerate(PARTIES.items(), start=1)
    ]  # fmt: skip


def _suivante(dossier, partie):
    """La partie ouverte qui suit ; rien après la dernière : on relit."""
    codes = [code for code in PARTIES if code == partie or regles.partie_ouverte(dossier, code)]
    return next(iter(codes[codes.index(partie) + 1 :]), "")
