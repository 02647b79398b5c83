"""Le calendrier des campagnes qui se chevauchent : la frise, son tableau, et où l’on en est de chaque étape."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from dossiers.models import Bilan, Dossier
from dossiers.models.bilan import DUS
from dossiers.statuts import EN_ACTION, Statut, StatutBilan
from papiers.frise import Couloir, Periode, dessiner, jour_bref, montree
from programmation.models import Campagne, Seance, StatutSeance, Temps
from workflows.composee import composee
from workflows.templatetags.ecriture import jour as jour_ecrit
from workflows.temps import PARIS, aujourd_hui

AU_PLUS = 3  # campagnes à la fois sur la frise
_TONS = {"Terminé": "ref", "En cours": "a", "À venir": "p"}
_TEMPS = {Temps.FINANCEURS: "Temps 1", Temps.PILOTAGE: "Temps 2", Temps.PERSPECTIVES: "Temps 3"}


@dataclass(frozen=True)
class Etape:
    """Une étape d’une campagne : quand, et où l’on en est."""

    libelle: str
    debut: date
    fin: date
    etat: str
    detail: str = ""
    jalon: bool = False
    court: str = ""

    @property
    def ton(self):
        return "s-attente" if self.etat == "En retard" else _TONS[self.etat]


@dataclass(frozen=True)
class Annee:
    """Une campagne sur le calendrier."""

    campagne: Campagne
    titre: str
    precision: str
    etapes: list


@dataclass(frozen=True)
class Calendrier:
    annees: list
    frise: object


def calendrier(campagnes, *, interne=False):
    """Le calendrier de ces campagnes (QuerySet, ou liste déjà lue), en quatre requêtes quel que soit leur nombre.

    `interne` : pour l’équipe, qui voit aussi les séances en préparation et les bilans en retard.
    """
    jour = aujourd_hui()
    if isinstance(campagnes, QuerySet):
        campagnes = list(campagnes.select_related("convention__commune")[:AU_PLUS])
    seances = _seances.tous([campagne.pk for campagne in campagnes], interne=interne)
    for campagne in campagnes:
        campagne.seances_datees = [seance for seance in seances if seance.campagne_id == campagne.pk]
    comptes = _comptes(campagnes, jour, interne)
    plusieurs = len({campagne.convention_id for campagne in campagnes}) > 1
    annees = [_annee(campagne, comptes, jour, plusieurs) for campagne in campagnes]
    if not interne:  # une campagne dont plus rien ne se voit n’intéresse que l’équipe, qui la clôt
        annees = [annee for annee in annees if any(montree(e.debut, e.fin, jour) for e in annee.etapes)]
    return Calendrier(annees, _frise(annees, jour) if annees else None)


@composee
def _seances(campagnes, *, interne):
    seances = Seance.objects.filter(campagne__in=campagnes).order_by("prevue_le")
    return seances if interne else seances.exclude(statut=StatutSeance.PREPAREE)


@composee
def _dossiers(campagnes):
    en_action = Q(statut__in=[*EN_ACTION, Statut.CLOS], annonce_le__isnull=False)
    deposes, actions = Count("pk", filter=Q(depose_le__isnull=False)), Count("pk", filter=en_action)
    dossiers = Dossier.objects.filter(campagne__in=campagnes).order_by().values_list("campagne")
    return dossiers.annotate(deposes=deposes, actions=actions)


def _comptes(campagnes, jour, interne):
    """Combien de dossiers et de bilans, par campagne : des nombres, que tout le monde peut lire."""
    vide = {"deposes": 0, "actions": 0, "tous": 0, "rendus": 0, "retards": 0}
    trouves = {campagne.pk: dict(vide) for campagne in campagnes}
    for pk, deposes, actions in _dossiers.tous(list(trouves)):
        trouves[pk] |= {"deposes": deposes, "actions": actions}
    rendus = Q(statut__in=[StatutBilan.RECU, StatutBilan.ACCEPTE, StatutBilan.NON_REALISE])
    bilans = Bilan.objects.filter(dossier__campagne__in=campagnes).order_by().values("dossier__campagne")
    bilans = bilans.annotate(
        tous=Count("pk", filter=rendus | DUS),
        rendus=Count("pk", filter=rendus),
        retards=Count("pk", filter=DUS & Q(du_le__lt=jour)),
    )
    for bilan in bilans if interne else ():
        trouves[bilan.pop("dossier__campagne")] |= bilan
    return trouves


def _annee(campagne, comptes, jour, plusieurs_communes):
    """Le titre nomme la commune dès qu’il y en a plusieurs ; seule, elle est déjà dans le bandeau."""
    titre = f"{campagne.annee}, {_court(campagne.convention.commune.nom)}" if plusieurs_communes else str(campagne)
    nombres = comptes[campagne.pk]
    etapes = sorted(_etapes(campagne, nombres, jour), key=lambda etape: (etape.debut, etape.fin))
    return Annee(campagne, titre, _precision(campagne, nombres, jour), etapes)


def _court(nom):
    """« Valdoux-les-Essais (commune fictive) » sans sa parenthèse : la colonne de la frise est étroite."""
    return nom.split(" (")[0]


def _precision(campagne, n, jour):
    if jour > campagne.bilan_du_le and n["tous"]:
        return f"{n['rendus']} {_pluriel(n['rendus'], 'bilan reçu', 'bilans reçus')} sur {n['tous']}"
    if n["actions"]:
        return f"{n['actions']} {_pluriel(n['actions'], 'action financée', 'actions financées')}"
    return f"{n['deposes']} {_pluriel(n['deposes'], 'dossier déposé', 'dossiers déposés')}"


def _etapes(campagne, nombres, jour):
    ouvre, ferme = (instant.astimezone(PARIS).date() for instant in (campagne.depot_ouvre_le, campagne.depot_ferme_le))
    yield _etape("Dépôt", ouvre, ferme, jour)
    comites = [s for s in campagne.seances_datees if s.temps == Temps.FINANCEURS]
    if comites:
        premier = comites[0].prevue_le.astimezone(PARIS).date()
        if premier > ferme + timedelta(days=1):
            yield _etape("Recevabilité, instruction", ferme + timedelta(days=1), premier - timedelta(days=1), jour)
    for seance in campagne.seances_datees:
        yield _jalon(seance, jour)
    yield _etape(f"Réalisation des actions {campagne.annee}", campagne.debut, campagne.fin, jour)
    yield from _bilans(campagne, nombres, jour)


def _bilans(campagne, nombres, jour):
    du_le = campagne.bilan_du_le
    libelle = f"Bilans {campagne.annee}, attendus le {jour_ecrit(du_le)}"
    if campagne.fin < du_le:
        yield _etape(libelle, campagne.fin + timedelta(days=1), du_le, jour)
    if nombres["retards"]:
        retards = nombres["retards"]
        phrase = f"{retards} {_pluriel(retards, 'bilan', 'bilans')} en retard depuis le {jour_ecrit(du_le)}"
        yield Etape(phrase, min(du_le, jour) + timedelta(days=1), max(jour, du_le), "En retard", court=f"▲ {phrase}")


def _etape(libelle, debut, fin, jour):
    etat = "Terminé" if fin < jour else "À venir" if debut > jour else "En cours"
    return Etape(libelle, debut, fin, etat)


def _jalon(seance, jour):
    quand = seance.prevue_le.astimezone(PARIS).date()
    fini = seance.statut == StatutSeance.ACTEE
    etat = "Terminé" if fini else "À venir" if quand > jour else "En cours"
    court = f"{_TEMPS[seance.temps]}, {jour_bref(quand)}"
    return Etape(seance.get_temps_display(), quand, quand, etat, seance.intitule, jalon=True, court=court)


def _pluriel(nombre, un, plusieurs):
    return plusieurs if nombre > 1 else un


def _frise(annees, jour):
    couloirs = [Couloir(annee.titre, annee.precision, [_periode(etape) for etape in annee.etapes]) for annee in annees]
    titres = ", ".join(annee.titre.removeprefix("Campagne ") for annee in annees)
    resume = " ; ".join(f"{annee.titre} : {annee.precision}" for annee in annees)
    description = f"Aujourd’hui, {jour_ecrit(jour)}. {resume}. Le détail est dans le tableau qui suit."
    return dessiner(f"Frise des campagnes {titres}", description, couloirs, jour)


def _periode(etape):
    ton = "a" if etape.jalon and etape.ton != "ref" else etape.ton
    return Periode(etape.debut, etape.fin, etape.court or etape.libelle, ton, etape.jalon)
