"""Les séances vues des dossiers : l’ordre du jour, les décisions saisies, et l’acte, entier ou nul."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import regles
from dossiers.actions.passages import avancer, dire, rattacher_aux_enveloppes
from dossiers.models import Bilan, Decision, Dossier, Inscription, Ligne
from dossiers.statuts import A_DECIDER, Statut
from programmation import regles as regles_seance
from programmation.models import Enveloppe, Seance, Temps
from workflows.moteur import Blocage, Offre, franchir, offres, phrase_de
from workflows.temps import maintenant

ENVELOPPE_INSUFFISANTE = regles.enveloppe_suffit.motif


# 1. L’ordre du jour ------------------------------------------------------------------------------------


def inscriptibles(seance):
    """Les dossiers que cette séance peut encore recevoir."""
    etats = {
        Temps.FINANCEURS: (Statut.RECEVABLE, Statut.AJOURNE),
        Temps.PILOTAGE: (Statut.PROGRAMME,),
        Temps.PERSPECTIVES: (Statut.PROGRAMME, Statut.PRESENTE),
    }[seance.temps]
    deja = Inscription.objects.en_vigueur().filter(seance__temps=seance.temps).exclude(seance__statut="actee")
    return Dossier.objects.filter(campagne=seance.campagne, statut__in=etats).exclude(pk__in=deja.values("dossier"))


@transaction.atomic
def inscrire(seance, dossier, *, par):
    """Met un dossier à l’ordre du jour ; au Temps 1, il passe en comité. Rend l’inscription."""
    seance = _seance_modifiable(seance, par)
    if not inscriptibles(seance).filter(pk=dossier.pk).exists():
        raise Blocage(
            f"« {dossier} » ne peut pas être inscrit à cette séance : son état ne le permet pas, ou il l’est déjà."
        )
    if seance.temps == Temps.FINANCEURS:
        avancer(dossier, "inscrire", par=par, donnees={"seance": seance.pk})
        rattacher_aux_enveloppes(dossier)
    dernier = seance.inscriptions.order_by("-ordre").values_list("ordre", flat=True).first()
    return Inscription.objects.create(seance=seance, dossier=dossier, ordre=(dernier or 0) + 1)


@transaction.atomic
def retirer(inscription, *, par, motif):
    """Ôte un dossier de l’ordre du jour ; au Temps 1, il revient d’où il venait. Les saisies de la séance s’effacent."""
    seance = _seance_modifiable(inscription.seance, par)
    _encore_inscrit(inscription)
    if seance.temps == Temps.FINANCEURS:
        avancer(inscription.dossier, "retirer_de_l_ordre_du_jour", par=par, motif=motif, donnees={"seance": seance.pk})
        inscription.decisions.all().delete()
    inscription.retiree_le = maintenant()
    inscription.save(update_fields=["retiree_le"])


def _encore_inscrit(inscription):
    """Relu sous le verrou de la séance : la page peut montrer un ordre du jour qui vient de changer."""
    if not Inscription.objects.en_vigueur().filter(pk=inscription.pk).exists():
        raise Blocage("Ce dossier n’est plus à l’ordre du jour de cette séance.")


def _seance_modifiable(seance, par):
    seance = Seance.verrouiller(seance.pk)
    if not regles_seance.equipe(seance, par):
        raise PermissionDenied
    if seance.est_actee:
        raise Blocage("La séance est actée : son ordre du jour ne change plus.")
    return seance


# 2. Les décisions saisies ------------------------------------------------------------------------------


@transaction.atomic
def saisir(inscription, ligne, *, par, version=None, **valeurs):
    """Note ce qu’un financeur dit d’une ligne. Sans effet tant que le comité n’acte pas ; rend la décision.

    `valeurs` : choix, contrat_de_ville, droit_commun (euros), motif, condition, condition_avant_le.
    Lève `Blocage` si la séance n’est pas ouverte ou si quelqu’un a changé la case entre-temps.
    """
    seance = Seance.verrouiller(inscription.seance_id)
    par.relire_ses_droits()
    if not regles.repond_pour_le_guichet(ligne, par):
        raise PermissionDenied
    if regles.porte(ligne.dossier, par):
        raise Blocage(
            "Vous êtes membre de l’organisation qui porte ce dossier : une autre personne décide pour votre guichet."
        )
    if not seance.est_ouverte:
        raise Blocage("La séance n’est pas ouverte : aucune décision ne s’y saisit.")
    _encore_inscrit(inscription)
    if ligne.statut not in A_DECIDER:
        raise Blocage("Cette ligne n’attend pas de décision.")
    decision = Decision.objects.select_for_update().filter(inscription=inscription, ligne=ligne).first()
    if decision is None:
        decision = Decision(inscription=inscription, ligne=ligne)
    elif version is not None and int(version) != decision.version:
        raise Blocage(f"{decision.saisie_par} a changé cette décision entre-temps. Relisez-la, puis recommencez.")
    for champ, valeur in valeurs.items():
        setattr(decision, champ, valeur)
    decision.saisie_par, decision.saisie_le = par, maintenant()
    decision.version += 1
    decision.save()
    return decision


# 3. Acter ----------------------------------------------------------------------------------------------


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
            dire(franchir(seance, "acter", par=par, version=version, cle=cle, donnees=_resume(seance)))
    except _RienNeBouge as arret:
        return arret.blocages
    except Blocage as blocage:
        return {seance: blocage.motifs}
    return {}


def empechements(seance):
    """Ce qui empêche d’acter, sans rien essayer : {objet: phrases}, dans l’ordre du jour."""
    inscriptions = list(seance.inscriptions.en_vigueur().select_related("dossier__campagne"))
    blocages = {}
    generaux = [phrase_de(garde, seance) for garde in _GARDES if not garde(seance)]
    if not inscriptions:
        generaux.append("L’ordre du jour est vide : inscrivez au moins un dossier.")
    if generaux:
        blocages[seance] = tuple(generaux)
    if seance.temps == Temps.FINANCEURS:
        blocages |= _decisions_bloquees(inscriptions)
    if seance.temps == Temps.PERSPECTIVES:
        blocages |= {i.dossier: ("La suite proposée manque.",) for i in inscriptions if not i.suite}
    return blocages


_GARDES = (regles_seance.presence_saisie, regles_seance.enjeu_ecrit)


def _decisions_bloquees(inscriptions):
    """Décision absente, motif absent, enveloppe dépassée : ligne par ligne, les enveloppes se vidant dans l’ordre."""
    blocages, restes = {}, {}
    for ligne, decision in _lignes_et_decisions(inscriptions):
        if decision is None:
            blocages[ligne] = ("La décision manque.",)
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
    if decision.choix != Decision.Choix.ACCORDER:
        return {"saisie_par": decision.saisie_par_id}
    return {
        "saisie_par": decision.saisie_par_id,
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


def offres_de_seance(seance, personne):
    """Les offres du moteur, complétées de ce que seule la salle des dossiers sait : l’ordre du jour et les décisions."""
    manques = tuple(dict.fromkeys(phrase for phrases in empechements(seance).values() for phrase in phrases))
    return [
        Offre(o.nom, o.libelle, o.motivee, o.saisie, manques) if o.nom == "acter" else o
        for o in offres(seance, personne)
    ]


__all__ = ["acter", "empechements", "inscriptibles", "inscrire", "offres_de_seance", "retirer", "saisir"]
