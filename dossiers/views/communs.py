"""Ce que partagent les écrans d’un dossier : l’ouvrir derrière le mur, lire un formulaire, taire ce qui n’est pas annoncé."""

import uuid
from dataclasses import dataclass, replace

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from comptes.acces import titres_de
from comptes.models import Adhesion, Droit, Qualite
from dossiers import regles
from dossiers.forms.passages import formulaire_de
from dossiers.models import (
    Dossier,
    Ligne,
    Versement,
    ouvrir_pour,
    pieces_demandees,
    pieces_qui_manquent,
    verrouiller_pour,
)
from dossiers.statuts import Statut, StatutLigne
from dossiers.views.jumeaux import jumeaux_lus
from workflows.composee import composee
from workflows.lecture import poser_la_liste
from workflows.moteur import Offre, offres, phrase_de, transitions_de

AVANT_LE_COMITE = (StatutLigne.SOLLICITEE, StatutLigne.RECEVABLE, StatutLigne.IRRECEVABLE, StatutLigne.SANS_OBJET)
AU_COMITE = "Le dossier est au comité des financeurs. Pour le retirer maintenant, écrivez à l’équipe."
GRAVES = {"abandonner", "se_desister", "annuler", "rouvrir", "rouvrir_la_recevabilite", "annuler_la_demande", "reporter",
          "retenir_par_avenant", "attester_la_non_realisation",
          "lever_l_abandon", "decliner", "se_retirer", "ecarter"}  # fmt: skip

# Une offre que seule l’une de ces gardes retient n’a pas d’objet : rien à lever, rien à notifier encore. Elle ne se montre pas.
SANS_OBJET = {
    garde.motif
    for garde in (
        regles.sous_reserve, regles.pas_encore_notifiee, regles.accord_partiel, regles.plan_pas_encore_confirme,
        regles.budget_pas_encore_rouvert,
    )
}  # fmt: skip

# Ce qu’une personne fait parfois, sans que ce soit ce que l’écran attend d’elle.
SECONDAIRES = {"demander_complements", "demander_une_correction", "demander_d_autres_dates"}


# L’équipe peut l’envoyer, mais ce n’est jamais ce que l’écran attend d’elle : la réponse revient au porteur.
A_SA_PLACE = "Compléter à la place du porteur, sur sa parole"

POUR_AGIR = ("campagne__convention__pilote", "organisation", "bilan")  # ce que les règles regardent
POUR_LIRE = (
    *POUR_AGIR,
    "modifie_par",
    "referent",
    "objectif_principal__quartier",
    "objectif_principal__objectif_strategique__enjeu",
)


def ouvrir(request, pk, liens=POUR_LIRE):
    """Le dossier, si cette personne le voit ; étranger ou absent, la réponse est la même."""
    if proche := ouvrir_pour(request.user, pk, liens):
        proche.est_lu_en_entier = True
        return proche
    dossier = get_object_or_404(Dossier.objects.visibles_par(request.user).select_related(*liens), pk=pk)
    dossier.est_lu_en_entier = _se_lit_en_entier(dossier, request.user)
    return dossier


def _se_lit_en_entier(dossier, personne):
    """Seul le titre « lecture » ouvre un catalogue : qui ne l’a pas lit en entier tout ce qu’il voit."""
    if Qualite.LECTURE not in titres_de(personne):
        return True
    return Dossier.objects.lus_en_entier_par(personne).filter(pk=dossier.pk).exists()


def ouvrir_en_entier(request, pk, liens=POUR_LIRE):
    """Le dossier, pour qui n’en lit pas que le catalogue."""
    dossier = ouvrir(request, pk, liens)
    if not dossier.est_lu_en_entier:
        raise Http404
    return dossier


def verrouiller(request, pk):
    """Le même, relu sous verrou, pour agir : l’appelant tient la transaction (docs/decisions/042)."""
    dossier = verrouiller_pour(request.user, pk)
    if dossier is None:
        ouvrir_en_entier(request, pk, POUR_AGIR)
        dossier = Dossier.verrouiller(pk)
    dossier.est_lu_en_entier = True
    return dossier


def lignes_de(dossier):
    """Ses lignes avec tout ce que la machine regarde, en un nombre fixe de requêtes."""
    lignes, versements = _lignes.tous(dossier.pk), _versements.tous(dossier.pk)
    poser_la_liste(dossier, "lignes", lignes)
    for ligne in lignes:
        ligne.dossier, verses = dossier, [versement for versement in versements if versement.ligne_id == ligne.pk]
        poser_la_liste(ligne, "versements", verses)
        ligne.total_verse = sum(versement.montant for versement in verses)
    return lignes


@composee
def _lignes(dossier):
    return Ligne.objects.select_related("financeur__organisation", "enveloppe").filter(dossier=dossier)


@composee
def _versements(dossier):
    return Versement.objects.filter(ligne__dossier=dossier)


def saisie(request):
    """La version vue et la clé du formulaire ; mal formées, la porte les refusera d’elle-même."""
    version = request.POST.get("version", "")
    try:
        cle = uuid.UUID(request.POST.get("cle", ""))
    except ValueError:
        cle = None
    if version:
        version = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    return {"version": version if version != "" else None, "cle": cle}


# Ce que l’on tait ----------------------------------------------------------------------------------------


def se_tait(dossier, personne):
    """Vrai si la décision est prise et que cette personne, qui porte le dossier, ne doit pas encore la lire."""
    return dossier.statut_pour(personne) != dossier.statut


def statut_lu_de(ligne, personne):
    """L’état d’une ligne tel que cette personne peut le lire."""
    if ligne.statut in AVANT_LE_COMITE or ligne.decision_lisible_par(personne):
        return StatutLigne(ligne.statut)
    # En comité de nouveau, elle se lit comme les autres : sinon elle changerait d’état le jour de l’acte, avant l’annonce.
    if ligne.statut == StatutLigne.AJOURNEE and ligne.dossier.statut_pour(personne) != Statut.EN_COMITE:
        return StatutLigne.AJOURNEE
    return StatutLigne.RECEVABLE


def bilan_lisible(dossier, personne):
    """Le bilan, sauf s’il dirait au porteur une décision qui ne lui est pas annoncée."""
    return None if se_tait(dossier, personne) else dossier.bilan_ou_rien


def offres_lisibles(objet, personne):
    """Les offres du moteur ; devant une décision tue, celles qu’offrirait encore le comité, pour ne rien laisser deviner."""
    if not isinstance(objet, Dossier) or not se_tait(objet, personne):
        return offres(objet, personne)
    return [
        _offre(t)
        for t in transitions_de(Dossier)
        if t.source == Statut.EN_COMITE and t.custom["bouton"] and t.has_perm(objet, personne)
    ]


def _offre(t):
    return Offre(t.name, t.custom["libelle"], t.custom["motivee"], t.custom["saisie"])


def offre_declaree(objet, nom, personne):
    """La transition de ce nom, si un bouton l’offre et si cette personne peut la franchir ; sinon, page absente."""
    for t in transitions_de(type(objet)):
        if t.name == nom and t.custom["bouton"] and t.has_perm(objet, personne):
            return _offre(t)
    raise Http404


# Les boutons ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Geste:
    """Un bouton : l’offre de la machine, où il mène, et s’il faut d’abord remplir quelque chose."""

    offre: Offre
    adresse: str
    demande_une_page: bool
    est_principal: bool
    est_grave: bool


def _relire(dossier):
    return reverse("dossiers:relire", args=[dossier.pk])


def _a_sa_place(objet, offre, personne):
    return offre.nom == "completer" and not regles.signataire(objet, personne)


def gestes(objet, personne, adresse):
    """Les boutons d’un objet ; le premier possible qui fait avancer est le principal."""
    proposes, principal = [], None
    for offre in offres_lisibles(objet, personne):
        if SANS_OBJET.intersection(offre.manques):
            continue
        if offre.nom == "deposer" and offre.manques == (regles.attestations_donnees.motif,):
            proposes.append(
                Geste(replace(offre, libelle="Relire et déposer", manques=()), _relire(objet), True, True, False)
            )
            principal = offre.nom
            continue
        grave, a_sa_place = offre.nom in GRAVES, _a_sa_place(objet, offre, personne)
        if a_sa_place:
            offre = replace(offre, libelle=A_SA_PLACE)
        fait_avancer = offre.possible and not (grave or a_sa_place or offre.nom in SECONDAIRES)
        principal = principal or (offre.nom if fait_avancer else None)
        page = formulaire_de(offre) is not None
        proposes.append(Geste(offre, adresse(offre.nom), page, offre.nom == principal, grave))
    return proposes


@dataclass(frozen=True)
class Manque:
    """Ce qui manque pour déposer : la phrase de la garde, et où y répondre (partie vide : à la relecture)."""

    phrase: str
    partie: str
    ancre: str
    adresse: str


def manques_au_depot(dossier):
    """Ce qui manque pour déposer, dans l’ordre du formulaire, chaque point avec l’adresse de son champ."""
    return [
        Manque(phrase_de(condition, dossier), partie, ancre, _adresse(dossier, partie, ancre))
        for condition, (partie, ancre) in ANCRES.items()
        if not condition(dossier)
    ]


def cote(dossier, manques, personne):
    """Ce que la colonne de droite du formulaire dit : ce qui manque, ce qui mérite un mot, et qui pourra déposer."""
    en_revision = regles.budget_en_revision(dossier)
    if en_revision:  # le dossier est décidé : rien d’autre que l’équilibre du budget n’y manque plus
        manques = [manque for manque in manques if manque.ancre == "s-ecart"]
    return {
        "manques": manques,
        "en_revision": en_revision,
        "prets": len(ANCRES) - len(manques),
        "points": len(ANCRES),
        "est_brouillon": dossier.statut == Statut.BROUILLON,
        "avertissements": regles.avertissements(dossier),
        "jumeaux": jumeaux_lus(dossier, personne),
        "pieces_qui_manquent": pieces_qui_manquent(dossier),
        "pieces_demandees": pieces_demandees(dossier),
        "est_signataire": regles.signataire(dossier, personne),
        "signataires": signataires_de(dossier),
    }


def _adresse(dossier, partie, ancre):
    page = (
        reverse("dossiers:partie", args=[dossier.pk, partie])
        if partie
        else reverse("dossiers:relire", args=[dossier.pk])
    )
    return f"{page}#{ancre}"


# Chaque exigence du dépôt, et le champ qui y répond.
ANCRES = {
    regles.besoin_dit: ("action", "id_besoin"),
    regles.objectifs_dits: ("action", "id_objectifs_vises"),
    regles.projet_decrit: ("action", "id_description"),
    regles.thematique_choisie: ("action", "id_thematique"),
    regles.quartier_choisi: ("territoire", "id_quartiers"),
    regles.objectif_choisi: ("territoire", "s-objectifs"),
    regles.lieu_indique: ("territoire", "liste-lieux"),
    regles.tranche_choisie: ("publics", "id_tranches_age"),
    regles.beneficiaires_estimes: ("publics", "id_beneficiaires_total"),
    regles.publics_repartis: ("publics", "id_dont_qpv"),
    regles.dates_connues: ("moyens", "id_date_debut"),
    regles.calendrier_accepte: ("moyens", "id_derogation_accordee_par"),
    regles.moyens_dits: ("moyens", "id_moyens_materiels"),
    regles.financeur_sollicite: ("budget", "s-financeurs"),
    regles.budget_equilibre: ("budget", "s-ecart"),
    regles.valorisation_equilibree: ("budget", "s-nature"),
    regles.indicateur_fixe: ("indicateurs", "liste-indicateurs"),
    regles.attestations_donnees: ("", "attestations"),
}


def ligne_de(dossier, pk):
    """Une ligne de ce dossier, sa racine déjà lue."""
    ligne = get_object_or_404(
        Ligne.objects.select_related("financeur__organisation", "enveloppe"), dossier=dossier, pk=pk
    )
    ligne.dossier = dossier
    return ligne


def verrouiller_la_ligne(request, pk, ligne):
    """La même, sous verrou, derrière son enveloppe et son dossier."""
    try:
        return Ligne.verrouiller(ligne, lambda: verrouiller(request, pk))
    except Ligne.DoesNotExist:
        raise Http404 from None


def signataires_de(dossier):
    """Les personnes qui peuvent déposer au nom de cette organisation."""
    adhesions = Adhesion.objects.filter(
        organisation=dossier.organisation, qualite=Qualite.PORTEUR, droit=Droit.SIGNATAIRE
    )
    return [
        adhesion.utilisateur for adhesion in adhesions.filter(utilisateur__is_active=True).select_related("utilisateur")
    ]
