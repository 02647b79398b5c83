"""Acter une séance : ce qui l’empêche, l’acte entier ou nul sous le verrou des enveloppes, et son sceau."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import regles
from dossiers.actions.guichets import fermer_les_liens
from dossiers.actions.passages import avancer, dire
from dossiers.models import Bilan, Decision, Ligne, Recusation
from dossiers.sceau import sceller
from dossiers.statuts import Statut
from programmation import regles as regles_seance
from programmation.models import Enveloppe, LienDeGuichet, Seance, Temps
from workflows.moteur import Blocage, Offre, franchir, offres, phrase_de

ENVELOPPE_INSUFFISANTE = regles.enveloppe_suffit.motif
NOTEE_PAR_UN_RETIRE = "Cette décision est d’une personne qui s’est retirée : une autre la note de nouveau."


class _RienNeBouge(Exception):
    def __init__(self, blocages):
        self.blocages = blocages


def acter(seance, *, par, version=None, cle=None):
    """Acte la séance en un geste : entier, ou rien. Rend {objet: phrases} ; vide quand c’est fait.

    Une transaction, sous le verrou des enveloppes de la campagne ; les lignes d’abord, puis les dossiers, puis la séance.
    """
    try:
        with transaction.atomic():
            seance = Seance.verrouiller(seance.pk)
            if cle and seance.passages.filter(cle=cle, transition="acter", par=par).exists():
                return {}
            par.relire_ses_droits()
            if not regles_seance.chef(seance, par):
                raise PermissionDenied
            list(
                Enveloppe.objects.filter(campagne=seance.campagne)
                .order_by("pk")
                .select_for_update(of=("self",), no_key=True)
            )
            blocages = empechements(seance) or _ACTES[seance.temps](seance, par)
            if blocages:
                raise _RienNeBouge(blocages)
            fermer_les_liens(LienDeGuichet.objects.filter(seance=seance), par)
            donnees = _resume(seance) | sceller(seance)
            dire(franchir(seance, "acter", par=par, version=version, cle=cle, donnees=donnees))
    except _RienNeBouge as arret:
        return arret.blocages
    except Blocage as blocage:
        return {seance: blocage.motifs}
    return {}


def empechements(seance, *, avec_les_decisions=True):
    """Ce qui empêche d’acter, sans rien essayer : {objet: phrases}, dans l’ordre du jour.

    `avec_les_decisions` : faux pour la grille vive, qui lit déjà les décisions et dit elle-même ce qui leur manque.
    """
    inscriptions = seance.inscriptions.en_vigueur().select_related("dossier__campagne")
    inscriptions = list(inscriptions if avec_les_decisions else inscriptions[:1])
    blocages = {}
    generaux = [phrase_de(garde, seance) for garde in _GARDES if not garde(seance)]
    if not inscriptions:
        generaux.append("L’ordre du jour est vide : inscrivez au moins un dossier.")
    if generaux:
        blocages[seance] = tuple(generaux)
    if seance.temps == Temps.FINANCEURS:
        blocages |= _colonnes_a_confirmer(seance)
        blocages |= _decisions_bloquees(inscriptions) if avec_les_decisions else {}
    if seance.temps == Temps.PERSPECTIVES:
        blocages |= {i.dossier: ("La suite proposée manque.",) for i in inscriptions if not i.suite}
    return blocages


_GARDES = (regles_seance.presence_saisie, regles_seance.enjeu_ecrit)


def _colonnes_a_confirmer(seance):
    """Une colonne remplie par un lien ne vaut que relue et confirmée par le chef de projet."""
    liens = LienDeGuichet.objects.filter(
        decisions__inscription__seance=seance, decisions__inscription__retiree_le=None, confirmee_le=None
    )
    phrase = "Cette colonne, remplie par un lien, n’est pas confirmée : relisez-la, puis confirmez-la."
    return {lien: (phrase,) for lien in liens.select_related("financeur__organisation").distinct()}


def _decisions_bloquees(inscriptions):
    """Décision absente, motif absent, enveloppe dépassée : ligne par ligne, les enveloppes se vidant dans l’ordre."""
    blocages, restes = {}, {}
    retires = set(
        Recusation.objects.en_vigueur()
        .filter(inscription__in=inscriptions)
        .values_list("inscription_id", "personne_id")
    )
    for ligne, decision in _lignes_et_decisions(inscriptions):
        if decision is None:
            blocages[ligne] = ("La décision manque.",)
        elif (decision.inscription_id, decision.saisie_par_id) in retires:
            blocages[ligne] = (NOTEE_PAR_UN_RETIRE,)
        elif decision.choix != Decision.Choix.ACCORDER:
            if not decision.motif.strip():
                blocages[ligne] = ("Un motif est attendu.",)
        elif ligne.enveloppe:
            reste = restes.setdefault(ligne.enveloppe_id, ligne.enveloppe.reste)
            if decision.contrat_de_ville > reste:
                blocages[ligne] = (ENVELOPPE_INSUFFISANTE,)
            else:
                restes[ligne.enveloppe_id] = reste - decision.contrat_de_ville
    return blocages


def _lignes_et_decisions(inscriptions):
    """Les couples (ligne à décider, décision saisie ou None), dans l’ordre du jour puis des financeurs."""
    decisions = {(d.inscription_id, d.ligne_id): d for d in Decision.objects.filter(inscription__in=inscriptions)}
    lignes = defaultdict(list)
    a_decider = Ligne.objects.a_decider().filter(dossier__in=[i.dossier_id for i in inscriptions])
    for ligne in a_decider.select_related("enveloppe", "financeur__organisation", "dossier__campagne__convention"):
        lignes[ligne.dossier_id].append(ligne)
    return [(ligne, decisions.get((i.pk, ligne.pk))) for i in inscriptions for ligne in lignes[i.dossier_id]]


def _acter_les_financements(seance, par):
    inscriptions = list(seance.inscriptions.en_vigueur().select_related("dossier"))
    blocages = {}
    for ligne, decision in _lignes_et_decisions(inscriptions):
        try:
            avancer(ligne, decision.choix, par=par, motif=decision.motif, donnees=_donnees(decision))
        except Blocage as blocage:
            blocages[ligne] = blocage.motifs
    for inscription in [] if blocages else inscriptions:
        passage = avancer(inscription.dossier, "acter", par=par)
        if passage.vers == Statut.PROGRAMME:
            Bilan.objects.get_or_create(dossier=inscription.dossier, defaults={"du_le": seance.campagne.bilan_du_le})
    return blocages


def _donnees(decision):
    origine = {"saisie_par": decision.saisie_par_id}
    origine |= {nom: cle for nom, cle in (("lien", decision.lien_id), ("pouvoir", decision.pouvoir_id)) if cle}
    if decision.choix != Decision.Choix.ACCORDER:
        return origine
    return origine | {
        "contrat_de_ville": decision.contrat_de_ville,
        "droit_commun": decision.droit_commun,
        "condition": decision.condition,
        "condition_avant_le": decision.condition_avant_le,
    }


def _acter_les_presentations(seance, par):
    return _avancer_chaque(seance, par, "presenter", lambda inscription: {})


def _acter_les_perspectives(seance, par):
    return _avancer_chaque(seance, par, "mettre_en_perspective", lambda inscription: {"suite": inscription.suite})


def _avancer_chaque(seance, par, nom, donnees):
    blocages = {}
    for inscription in seance.inscriptions.en_vigueur().select_related("dossier"):
        try:
            avancer(inscription.dossier, nom, par=par, donnees=donnees(inscription))
        except Blocage as blocage:
            blocages[inscription.dossier] = blocage.motifs
    return blocages


_ACTES = {
    Temps.FINANCEURS: _acter_les_financements,
    Temps.PILOTAGE: _acter_les_presentations,
    Temps.PERSPECTIVES: _acter_les_perspectives,
}


def _resume(seance):
    """Ce que le journal de la séance retient de l’acte : qui était là, quels dossiers, combien."""
    return {
        "presents": seance.presences.filter(est_present=True).count(),
        "dossiers": list(seance.inscriptions.en_vigueur().values_list("dossier_id", flat=True)),
    }


def offres_de_seance(seance, personne, phrases=None):
    """Les offres du moteur, complétées de ce que seule la salle des dossiers sait : l’ordre du jour et les décisions.

    `phrases` : ce qui empêche d’acter, si la page l’a déjà lu.
    """
    if phrases is None:
        phrases = (phrase for phrases in empechements(seance).values() for phrase in phrases)
    manques = tuple(dict.fromkeys(phrases))
    return [
        Offre(o.nom, o.libelle, o.motivee, o.saisie, manques) if o.nom == "acter" else o
        for o in offres(seance, personne)
    ]
