"""Relire et déposer, ou envoyer les compléments : tout le dossier sur une page, ce qui manque, et le geste."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from dossiers import actions, attestations, regles
from dossiers.fiche import fiche
from dossiers.models.budget import Sens
from dossiers.parties import PARTIES
from dossiers.statuts import Statut
from dossiers.views import communs
from dossiers.views.edition import a_rediger, etapes
from dossiers.views.passages import METHODES
from dossiers.views.reprise import reprise
from workflows.moteur import Blocage, manques_de

A_ENVOYER = (regles.complement_dans_les_temps, *regles.PRET_A_COMPLETER)


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def relire(request, pk):
    dossier = a_rediger(request, pk)
    if request.method == "POST":
        if not regles.signataire(dossier, request.user):
            raise Http404
        return _envoyer(request, dossier) if "completer" in request.POST else _deposer(request, dossier)
    return _montrer(request, dossier, cochees=_donnees(dossier))


def _donnees(dossier):
    return set(dossier.attestations.values_list("code", flat=True))


def _deposer(request, dossier):
    """Les cases cochées et le dépôt partent ensemble : refusé, rien n’est gardé, et les cases restent cochées à l’écran."""
    cochees = set(request.POST.getlist("attestation")) & set(attestations.demandees(dossier.organisation))
    try:
        actions.deposer(dossier, cochees, par=request.user, **communs.saisie(request))
        messages.success(request, "Déposé. Un courriel le confirme à vos signataires, avec le récépissé.")
        return redirect(dossier)
    except Blocage as blocage:
        refus = blocage.motifs
    return _montrer(request, communs.ouvrir_en_entier(request, dossier.pk), cochees=cochees, refus=refus)


def _envoyer(request, dossier):
    """Les compléments partent d’ici : ce que l’on vient de relire est ce qui s’envoie."""
    try:
        actions.avancer(dossier, "completer", par=request.user, **communs.saisie(request))
        messages.success(request, "Compléments envoyés. L’équipe en est prévenue ; un courriel vous le confirme.")
        return redirect(dossier)
    except Blocage as blocage:
        refus = blocage.motifs
    return _montrer(request, communs.ouvrir_en_entier(request, dossier.pk), cochees=_donnees(dossier), refus=refus)


@ouvert_a(PORTEUR)
@require_POST
def prevenir(request, pk):
    """Qui a fini d’écrire appelle le signataire, d’où il vient de relire."""
    dossier = communs.ouvrir_en_entier(request, pk, communs.POUR_AGIR)
    if not regles.previent_le_signataire(dossier, request.user):
        raise Http404
    try:
        actions.prevenir_le_signataire(dossier, par=request.user, cle=communs.saisie(request)["cle"])
        messages.success(request, "Le signataire est prévenu par courriel ; le lien le mène à cette page.")
    except Blocage as blocage:
        messages.error(request, str(blocage))
    return redirect("dossiers:relire", pk)


def _montrer(request, dossier, *, cochees, refus=()):
    manques = [m for m in communs.manques_au_depot(dossier) if m.partie]
    incomplet = dossier.statut == Statut.INCOMPLET
    hors_delai = [garde.motif(dossier) for garde in (regles.campagne_ouverte,) if not garde(dossier)]
    contexte = {
        "dossier": dossier,
        "etapes": etapes(dossier, "", manques),
        "parties": fiche(dossier),
        "ecrites": {code for code in PARTIES if regles.partie_ouverte(dossier, code)},
        "engagements": [
            (code, texte, code in cochees) for code, texte in attestations.demandees(dossier.organisation).items()
        ],
        "refus": refus,
        "hors_delai": hors_delai,
        "est_incomplet": incomplet,
        "manques_a_l_envoi": manques_de(A_ENVOYER, dossier) if incomplet else (),
        "redige": regles.redige(dossier, request.user),
        "repris": reprise(request, dossier),
        **_appel(dossier, request.user),
        "cotes": _cotes(dossier),
        "ecart": dossier.charges - dossier.produits,
        "part_par_financeur": _parts(dossier),
        **communs.cote(dossier, manques, request.user),
    }
    return render(request, "dossiers/relire.html", contexte)


def _appel(dossier, personne):
    """Qui ne signe pas peut prévenir le signataire, ou lire pourquoi pas encore."""
    previent = regles.previent_le_signataire(dossier, personne)
    return {"previent": previent, "refus_de_prevenir": actions.refus_de_prevenir(dossier) if previent else ""}


@dataclass(frozen=True)
class CoteRelu:
    """Un côté du budget, en lecture : ses rangs (libellé, montant en euros) et son total."""

    titre: str
    rangs: list
    total: object


def _cotes(dossier):
    """Charges et produits, puis les contributions volontaires s’il y en a ; une ligne par financeur et par nature d’argent."""
    postes = {sens: [(p.libelle, p.montant) for p in dossier.postes.all() if p.sens == sens] for sens in Sens}
    lignes = dossier.lignes.select_related("financeur__organisation")
    demandes = [
        (f"{ligne.financeur}, {nom}", montant)
        for ligne in lignes
        for nom, montant in (
            ("droit commun", ligne.demande_droit_commun),
            ("contrat de ville", ligne.demande_contrat_de_ville),
        )
        if montant
    ]
    return [
        CoteRelu("Charges", postes[Sens.CHARGE], dossier.charges),
        CoteRelu("Produits", [*postes[Sens.PRODUIT], *demandes], dossier.produits),
        CoteRelu("86 · Emplois des contributions volontaires", postes[Sens.EMPLOI], dossier.emplois_volontaires),
        CoteRelu("87 · Contributions volontaires", postes[Sens.CONTRIBUTION], dossier.contributions_volontaires),
    ]


def _parts(dossier):
    """La phrase du CERFA, financeur par financeur : ce que la demande représente du total des produits."""
    lignes = dossier.lignes.select_related("financeur__organisation")
    return [(x, regles.pourcentage(x.demande, dossier.produits)) for x in lignes] if dossier.produits else []
