"""Une chose à faire : quoi, de quoi il s’agit, où aller, pour quand ; et leur rangement par urgence."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Window

from workflows.templatetags.ecriture import en_toutes_lettres
from workflows.templatetags.ecriture import jour as jour_ecrit
from workflows.temps import PARIS, aujourd_hui

AU_PLUS = 4  # au-delà, les tâches d’une même sorte se disent en une ligne


@dataclass(frozen=True)
class Tache:
    """`pour` : le jour où elle est due, ou rien ; `detail` : sur quoi elle porte."""

    libelle: str
    detail: str
    adresse: str
    pour: date | None = None

    @property
    def retard(self):
        return (aujourd_hui() - self.pour).days if self.pour else 0

    @property
    def echeance(self):
        """« En retard de 2 jours », « Aujourd’hui », « Vendredi 13 », « 15 décembre »."""
        if not self.pour:
            return "Sans échéance"
        if self.retard > 0:
            return f"En retard de {self.retard} jour{'s' if self.retard > 1 else ''}"
        if self.retard == 0:
            return "Aujourd’hui"
        if self.retard >= -7:
            return en_toutes_lettres(self.pour, "l j").capitalize()
        return str(jour_ecrit(self.pour)).removesuffix(f" {aujourd_hui().year}")

    @property
    def ton(self):
        return (
            "non"
            if self.retard > 0
            else "attente"
            if self.pour and self.retard == 0
            else "cours"
            if self.est_de_la_semaine
            else ""
        )

    @property
    def est_pressee(self):
        return bool(self.pour) and self.retard >= 0

    @property
    def est_de_la_semaine(self):
        return bool(self.pour) and -7 <= self.retard < 0


@dataclass(frozen=True)
class Groupe:
    titre: str
    taches: list


def ranger(taches):
    """Trois groupes, chacun dans l’ordre des échéances ; un groupe vide ne se montre pas."""
    taches = sorted(taches, key=lambda tache: (tache.pour is None, tache.pour or date.max))
    groupes = [
        Groupe("En retard ou pour aujourd’hui", [t for t in taches if t.est_pressee]),
        Groupe("Dans les sept jours", [t for t in taches if t.est_de_la_semaine]),
        Groupe("Plus tard", [t for t in taches if not t.est_pressee and not t.est_de_la_semaine]),
    ]
    return [groupe for groupe in groupes if groupe.taches]


def les_premiers(objets, **ensemble):
    """De quoi dire ces objets (QuerySet) une à une ou ensemble, sans les lire tous : quelques-uns, et combien ils sont.

    Chacun porte `en_tout`, et les agrégats demandés, pris sur tous.
    """
    sur_tous = {nom: Window(agregat) for nom, agregat in {"en_tout": Count("pk"), **ensemble}.items()}
    return list(objets.annotate(**sur_tous)[: AU_PLUS + 1])


def ou_ensemble(taches, libelle, adresse, objets=(), pour=None):
    """Ces tâches une à une ; ou, au-delà de quelques-unes, en une seule ligne qui mène à leur liste.

    `objets` : ceux de `les_premiers`, s’ils n’ont pas tous été lus ; `pour` : la plus proche échéance de tous.
    """
    if len(taches) <= AU_PLUS:
        return taches
    en_tout = objets[0].en_tout if objets else len(taches)
    pour = pour or min((t.pour for t in taches if t.pour), default=None)
    detail = f"{taches[0].detail.split(' · ')[0]}, {taches[1].detail.split(' · ')[0]} et {en_tout - 2} autres"
    return [Tache(f"{en_tout} {libelle}", detail, adresse, pour)]


def le_jour(instant):
    """Le jour à Paris d’un instant, ou rien."""
    return instant.astimezone(PARIS).date() if instant else None


def dans(jours):
    """« dans 15 jours », « demain », « aujourd’hui »."""
    return {0: "aujourd’hui", 1: "demain"}.get(jours) or f"dans {jours} jours"


def il_y_a(nombre_de_jours):
    return aujourd_hui() - timedelta(days=nombre_de_jours)
