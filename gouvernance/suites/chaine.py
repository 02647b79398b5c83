"""Où en est chaque ligne après le comité : voté, notifié, acte, engagé, versé, soldé ; ce qui suit, et qui doit agir."""

from dataclasses import dataclass, field

from django.conf import settings

from dossiers import regles
from dossiers.models import Dossier, Ligne, plans_attendus
from dossiers.statuts import ACQUISES, VOTEES, StatutLigne
from gouvernance.suites.attributions import attributions_de, par_ligne
from gouvernance.suites.portes import avec_totaux, lignes_lues
from workflows.templatetags.ecriture import INSECABLE, jour, jour_bref

SUIVIES = (*ACQUISES, StatutLigne.REFUSEE, StatutLigne.A_REVERSER)
# nom : (ce que dit le filtre, ce qui y est rangé)
ETAPES = {
    "voter": "À voter",
    "notifier": "À notifier",
    "acte": "Acte à prendre",
    "engager": "À engager",
    "payer": "À payer",
    "retard": "En retard",
    "soldees": "Soldées",
}


@dataclass(frozen=True)
class Maillon:
    """Une étape d’une ligne : faite (et quand), en cours, ou à venir."""

    nom: str
    texte: str
    est_fait: bool
    est_ici: bool = False


@dataclass(frozen=True)
class Delai:
    """Les jours depuis la notification, et ce qu’ils veulent dire : un ton, et toujours des mots."""

    jours: int
    ton: str
    mots: str

    @property
    def est_en_retard(self):
        return self.ton == "non"

    def __str__(self):
        return f"J{INSECABLE}+{INSECABLE}{self.jours}"


@dataclass(frozen=True)
class Suite:
    """Une ligne après le comité. `etapes` : les filtres où elle se range ; `attribution` : où en est son acte."""

    ligne: Ligne
    maillons: list
    ensuite: str
    qui: str
    ton: str
    delai: Delai | None
    attribution: object
    etapes: set = field(default_factory=set)


def suites_de(campagne, personne):
    """Toutes les suites que cette personne lit, dans l’ordre des dossiers ; un nombre constant de requêtes."""
    suivies = lignes_lues(campagne, personne).filter(statut__in=SUIVIES)
    lignes = avec_totaux(suivies.order_by("dossier__numero", "financeur__ordre", "pk"))
    attributions = par_ligne(attributions_de(campagne, personne))
    plans = set(plans_attendus(Dossier.objects.filter(campagne=campagne)).values_list("pk", flat=True))
    return [_suite(ligne, attributions, plans) for ligne in lignes]


def _suite(ligne, attributions, plans):
    attribution = attributions.get((ligne.dossier.organisation_id, ligne.financeur.organisation_id))
    acquise = ligne.statut in ACQUISES
    delai = delai_de(ligne, attribution) if acquise else None
    acte = attribution is not None and attribution.est_en_ordre
    ensuite, qui, ton, rang = _ce_qui_suit(ligne, delai, plans)
    maillons = _maillons(ligne, acte, rang) if acquise else []
    return Suite(ligne, maillons, ensuite, qui, ton, delai, attribution, _etapes(ligne, delai, acte))


def delai_de(ligne, attribution):
    """Le délai d’une ligne notifiée où il reste à verser ; rien sinon.

    Une convention fixe ses propres échéances ; un premier versement dit que le financeur a fixé les siennes.
    """
    jours = regles.jours_depuis_la_notification(ligne)
    if jours is None or ligne.statut not in VOTEES or not regles.reste_a_verser(ligne):
        return None
    if attribution is not None and attribution.a_une_convention:
        return Delai(jours, "cours", "selon la convention")
    if ligne.total_verse:
        return Delai(jours, "cours", "solde à venir")
    limite = regles.a_payer_avant_le(ligne)
    if jours > settings.PAIEMENT_JOURS:
        retard = jours - settings.PAIEMENT_JOURS
        return Delai(jours, "non", f"en retard de {retard} jour{'s' if retard > 1 else ''}")
    if jours >= settings.PAIEMENT_ALERTE_JOURS:
        return Delai(jours, "attente", f"à payer avant le {jour_bref(limite)}")
    return Delai(jours, "", f"avant le {jour_bref(limite)}")


def _maillons(ligne, acte, rang):
    verse = ligne.total_verse
    textes = (
        ("Voté", ligne.vote_le and jour_bref(ligne.vote_le), ligne.statut in VOTEES),
        ("Notifié", ligne.notifiee_le and jour_bref(ligne.notifiee_le), ligne.notifiee_le is not None),
        ("Acte", "", acte),
        ("Engagé", ligne.engagement, bool(ligne.engagement)),
        ("Versé", "en partie" if 0 < verse < ligne.accorde else "", verse == ligne.accorde),
        ("Soldé", "", ligne.statut == StatutLigne.SOLDEE),
    )
    return [Maillon(nom, texte or "", fait, n == rang and not fait) for n, (nom, texte, fait) in enumerate(textes)]


def _ce_qui_suit(ligne, delai, plans):
    """(ce qui suit, qui doit agir, le ton, le rang du maillon présent)."""
    guichet, porteur = str(ligne.financeur), ligne.dossier.organisation.nom_court
    if ligne.statut == StatutLigne.ACCORDEE:
        return "Vote de l’assemblée ou arrêté", guichet, "attente", 0
    if ligne.statut == StatutLigne.REFUSEE:
        if ligne.notifiee_le is None:
            return "Notifier le refus", guichet, "attente", 1
        return f"Refus notifié le {jour(ligne.notifiee_le)}", "", "clos", 1
    if ligne.statut == StatutLigne.A_REVERSER:
        return "Reversement de ce qui fut versé", porteur, "attente", 4
    if ligne.statut == StatutLigne.SOLDEE:
        return "Tout est payé", "", "clos", 5
    if ligne.notifiee_le is None:
        return "Notifier la décision", guichet, "attente", 1
    return _avant_le_solde(ligne, delai, plans, guichet, porteur)


def _avant_le_solde(ligne, delai, plans, guichet, porteur):
    presse = delai.ton if delai and delai.ton in ("attente", "non") else "cours"
    if ligne.statut == StatutLigne.ENGAGEE:
        if regles.reste_a_verser(ligne):
            return "Verser le solde" if ligne.total_verse else "Verser", guichet, presse, 4
        return "Solder la ligne", guichet, "cours", 5
    if ligne.est_sous_reserve:
        return f"Lever la réserve : {ligne.condition}", guichet, "attente", 3
    if ligne.dossier_id in plans:
        return "Confirmer le plan, ou revoir le budget", porteur, "attente", 3
    return "Engager la dépense", guichet, presse, 3


def _etapes(ligne, delai, acte):
    etapes = set()
    if ligne.statut == StatutLigne.ACCORDEE:
        etapes.add("voter")
    if ligne.statut in (StatutLigne.VOTEE, StatutLigne.REFUSEE) and ligne.notifiee_le is None:
        etapes.add("notifier")
    if ligne.statut in VOTEES and not acte:
        etapes.add("acte")
    if ligne.statut == StatutLigne.VOTEE and ligne.notifiee_le:
        etapes.add("engager")
    if ligne.statut == StatutLigne.ENGAGEE and regles.reste_a_verser(ligne):
        etapes.add("payer")
    if delai and delai.est_en_retard:
        etapes.add("retard")
    if ligne.statut == StatutLigne.SOLDEE:
        etapes.add("soldees")
    return etapes
