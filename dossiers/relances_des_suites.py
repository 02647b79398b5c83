"""Après le comité : rappeler au porteur le plan qu’il doit confirmer, au financeur et à l’équipe le paiement qui approche."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from dossiers import destinataires, regles
from dossiers.models import Dossier, Ligne, a_payer, plans_attendus
from dossiers.relances import a_neuf_heures
from programmation.models import Campagne, Financeur
from workflows.envois import Envoi
from workflows.redaction import rediger, une_ligne
from workflows.relances import Regle, declarer
from workflows.temps import PARIS, maintenant


def _apres(instant, jours):
    """Neuf heures à Paris, tant de jours après celui d’un instant."""
    return a_neuf_heures(instant.astimezone(PARIS).date() + timedelta(days=jours))


# 1. Le plan de financement attend sa confirmation ---------------------------------------------------------

_DOSSIERS = Dossier.objects.select_related("campagne__convention__pilote", "organisation").prefetch_related("lignes")


def rappels_du_plan(dossier):
    """Dix puis vingt jours après l’annonce, tant que le porteur n’a pas répondu."""
    return {_apres(dossier.annonce_le, jours) for jours in settings.PLAN_RAPPELS_JOURS}


def plans_dus(debut, fin):
    annonces = plans_attendus(_DOSSIERS).filter(annonce_le__lte=fin)
    annonces = annonces.filter(annonce_le__gt=debut - timedelta(days=max(settings.PLAN_RAPPELS_JOURS) + 1))
    dus = [(d, e) for d in annonces for e in sorted(rappels_du_plan(d)) if debut < e <= fin]
    personnes = destinataires.redacteurs_par_organisation({d.organisation_id for d, _ in dus}) if dus else {}
    return [
        Envoi(
            regle="plan_a_confirmer", objet=f"dossier:{d.pk}", adresse=p.courriel, echeance=e, personne=p,
            perimetre=f"convention:{d.campagne.convention_id}", lien=d.get_absolute_url(),
            pourquoi=f"vous écrivez ce dossier pour {d.organisation}, et une partie seulement de sa demande est accordée",
            sujet=f"Votre plan de financement est à confirmer : {d}",
        )
        for d, e in dus
        for p in personnes.get(d.organisation_id, ())
    ]  # fmt: skip


def _dossier_de(envoi):
    return _DOSSIERS.filter(pk=envoi.objet.removeprefix("dossier:")).first()


def plan_voulu(envoi):
    dossier = _dossier_de(envoi)
    if dossier is None or not regles.plan_attendu(dossier):
        return "Le plan n’est plus à confirmer : le porteur a répondu, ou la décision a changé."
    if envoi.echeance not in rappels_du_plan(dossier):
        return "La décision a été annoncée de nouveau entre-temps."
    if envoi.adresse not in {personne.courriel for personne in destinataires.redacteurs(dossier)}:
        return "Cette personne n’écrit plus pour ce porteur."
    return ""


def composer_le_plan(envoi):
    dossier = _dossier_de(envoi)
    return rediger(
        "courriels/relances/plan_a_confirmer.txt", lien=envoi.lien, personne=envoi.personne, pourquoi=envoi.pourquoi,
        dossier=dossier, intitule=une_ligne(dossier.intitule), demande=dossier.total_demande,
        accorde=dossier.total_au_plan, manque=regles.ce_qui_manque(dossier),
    )  # fmt: skip


declarer(
    Regle(
        nom="plan_a_confirmer",
        libelle="Plan de financement à confirmer",
        quand="10 et 20 jours après l’annonce d’un accord partiel resté sans réponse, à 9 h.",
        dus=plans_dus,
        voulu=plan_voulu,
        composer=composer_le_plan,
        fenetre=timedelta(days=2),
    )
)


# 2. Un paiement approche de son soixantième jour, ou l’atteint ---------------------------------------------

_LIGNES = Ligne.objects.select_related(
    "financeur__organisation", "dossier__organisation", "dossier__campagne__convention__pilote"
).prefetch_related("versements")


def _jalons():
    return (settings.PAIEMENT_ALERTE_JOURS, settings.PAIEMENT_JOURS)


def _restent(lignes):
    """Celles de ces lignes où il reste à verser ; `total_verse` se lit des versements déjà lus."""
    for ligne in lignes:
        ligne.total_verse = sum(versement.montant for versement in ligne.versements.all())
    return [ligne for ligne in lignes if regles.reste_a_verser(ligne) > 0]


def _notifiees_pour(debut, fin):
    """Les lignes à payer dont un jalon tombe dans ]début, fin], à un jour près ; une requête."""
    autour = Q()
    for jours in _jalons():
        premier, dernier = debut - timedelta(days=jours + 1), fin - timedelta(days=jours - 1)
        autour |= Q(notifiee_le__gt=premier, notifiee_le__lte=dernier)
    return a_payer(_LIGNES).filter(autour)


def paiements_dus(debut, fin):
    """Un envoi par guichet, campagne et jour d’échéance : un agent qui notifie quarante lignes n’en reçoit pas quarante."""
    lots = defaultdict(list)
    for ligne in _restent(_notifiees_pour(debut, fin)):
        for jours in _jalons():
            echeance = _apres(ligne.notifiee_le, jours)
            if debut < echeance <= fin:
                lots[ligne.financeur, ligne.dossier.campagne, echeance, jours].append(ligne)
    agents = destinataires.agents_par_organisation({lot[0].organisation_id for lot in lots}) if lots else {}
    equipes = destinataires.equipes_par_organisation({lot[1].convention.pilote_id for lot in lots}) if lots else {}
    return [envoi for lot in lots for envoi in _envois_du_lot(*lot, agents, equipes)]


def _envois_du_lot(financeur, campagne, echeance, jours, agents, equipes):
    dits = {p.pk: (p, f"vous faites partie de l’équipe politique de la ville ({campagne.convention.pilote})")
            for p in equipes.get(campagne.convention.pilote_id, ())}  # fmt: skip
    dits |= {
        p.pk: (p, f"vous êtes agent de {financeur.organisation}") for p in agents.get(financeur.organisation_id, ())
    }
    for personne, pourquoi in dits.values():
        yield Envoi(
            regle="paiement_attendu", objet=f"paiement:{campagne.pk}:{financeur.pk}:{jours}", adresse=personne.courriel,
            echeance=echeance, personne=personne, perimetre=f"convention:{campagne.convention_id}", pourquoi=pourquoi,
            lien=f"{reverse('suites:versements', args=[campagne.pk])}?financeur={financeur.pk}",
            sujet=f"Subventions à payer : {financeur}, {jours} jours après leur notification",
        )  # fmt: skip


def _du_lot(envoi):
    """(campagne, guichet, jalon, lignes encore à payer) qu’annonce un envoi."""
    campagne, financeur, jours = (int(morceau) for morceau in envoi.objet.split(":")[1:])
    jour = envoi.echeance.astimezone(PARIS).date() - timedelta(days=jours)
    lignes = a_payer(_LIGNES).filter(financeur=financeur, dossier__campagne=campagne)
    du_jour = [x for x in _restent(lignes) if x.notifiee_le.astimezone(PARIS).date() == jour]
    return campagne, financeur, jours, du_jour


def paiement_voulu(envoi):
    campagne, financeur, _, lignes = _du_lot(envoi)
    if not lignes:
        return "Tout est payé, ou une convention fixe désormais les versements."
    pilote = Campagne.objects.select_related("convention").get(pk=campagne).convention.pilote_id
    organisation = Financeur.objects.get(pk=financeur).organisation_id
    suivent = destinataires.agents(organisation) | destinataires.membres_de_l_equipe(pilote)
    return "" if suivent.filter(courriel=envoi.adresse).exists() else "Cette personne ne suit plus ces paiements."


def composer_le_paiement(envoi):
    _, _, jours, lignes = _du_lot(envoi)
    return rediger(
        "courriels/relances/paiement_attendu.txt", lien=envoi.lien, personne=envoi.personne, pourquoi=envoi.pourquoi,
        financeur=lignes[0].financeur, campagne=lignes[0].dossier.campagne, jours=jours, limite=settings.PAIEMENT_JOURS,
        dernier_jour=regles.a_payer_avant_le(lignes[0]), est_au_terme=jours == settings.PAIEMENT_JOURS, le=maintenant(),
        lignes=[(x, regles.reste_a_verser(x)) for x in lignes],
    )  # fmt: skip


declarer(
    Regle(
        nom="paiement_attendu",
        libelle="Paiement attendu",
        quand="45 puis 60 jours après la notification, tant qu’il reste à verser et qu’aucune convention n’échelonne, à 9 h.",
        dus=paiements_dus,
        voulu=paiement_voulu,
        composer=composer_le_paiement,
        fenetre=timedelta(days=3),
    )
)
