"""Ce qui partira dans les trente jours : la prévision des règles, corrigée de ce que le registre sait déjà."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from comptes.models import Organisation, Qualite
from programmation.models import Convention
from workflows import relances
from workflows.envois import Envoi
from workflows.templatetags.ecriture import jour_bref
from workflows.temps import PARIS, maintenant

HORIZON = 30  # jours


def perimetres_de(personne):
    """Les conventions de l’équipe dont cette personne fait partie, telles que les envois les nomment."""
    pilotes = Organisation.objects.ou_agit(personne, Qualite.EQUIPE)
    return [f"convention:{pk}" for pk in Convention.objects.filter(pilote__in=pilotes).values_list("pk", flat=True)]


def envois_a_venir(perimetres):
    """{clé: envoi} par échéance ; un envoi que le registre connaît prend la place de sa prévision."""
    debut = maintenant()
    fin = debut + timedelta(days=HORIZON)
    trouves = {e.cle: e for e in relances.prevision(debut, fin) if e.perimetre in perimetres}
    inscrits = Envoi.objects.du_perimetre(perimetres).a_venir(fin).select_related("personne", "par")
    trouves |= {e.cle: e for e in inscrits}
    return dict(sorted(trouves.items(), key=lambda couple: (couple[1].echeance, couple[1].regle, couple[1].adresse)))


@dataclass
class Groupe:
    """Un même message, pour une même raison, à une ou plusieurs personnes."""

    envois: list

    @property
    def premier(self):
        return self.envois[0]

    @property
    def titre(self):
        regle = relances.REGLES.get(self.premier.regle)
        return self.premier.sujet or (regle.libelle if regle else self.premier.regle)

    @property
    def a_qui(self):
        return ", ".join(str(e.personne or e.adresse) for e in self.envois)

    @property
    def est_retenu(self):
        return self.premier.statut in (Envoi.Statut.EN_PAUSE, Envoi.Statut.ANNULEE)

    @property
    def est_en_vol(self):
        return self.premier.statut in (Envoi.Statut.EN_COURS, Envoi.Statut.POINT)


def jour_de(envoi):
    return envoi.echeance.astimezone(PARIS).date()


def _ce_qui_les_reunit(envoi):
    return (envoi.echeance, envoi.regle, envoi.objet, envoi.statut, envoi.motif)


def par_jour(envois):
    """[(jour, [groupes])] : les envois qui se ressemblent sont réunis."""
    tries = sorted(envois, key=lambda e: (*_ce_qui_les_reunit(e), e.adresse))
    groupes = [Groupe(list(semblables)) for _, semblables in groupby(tries, key=_ce_qui_les_reunit)]
    return [(jour, list(suite)) for jour, suite in groupby(groupes, key=lambda g: jour_de(g.premier))]


def barres(envois):
    """Une barre par jour où quelque chose part ; positions et tailles en texte, prêtes pour le SVG."""
    aujourd_hui = maintenant().astimezone(PARIS).date()
    partants = [e for e in envois if e.statut not in (Envoi.Statut.EN_PAUSE, Envoi.Statut.ANNULEE)]
    nombres = Counter(max(jour_de(e), aujourd_hui) for e in partants)
    plus_haute = max(nombres.values(), default=1)
    return [
        {
            "jour": jour,
            "nombre": nombre,
            "x": _pour_cent((jour - aujourd_hui).days),
            "milieu": _pour_cent((jour - aujourd_hui).days, 12),
            "y": f"{54 - 36 * nombre / plus_haute:.1f}",
            "hauteur": f"{36 * nombre / plus_haute:.1f}",
        }
        for jour, nombre in sorted(nombres.items())
    ]


def reperes():
    """Les dates sous l’axe : une par semaine."""
    aujourd_hui = maintenant().astimezone(PARIS).date()
    jours = range(0, HORIZON, 7)
    return [{"x": _pour_cent(n), "texte": jour_bref(aujourd_hui + timedelta(days=n))} for n in jours]


def _pour_cent(jours, millesimes=0):
    return f"{(jours * 1000 / (HORIZON + 1) + millesimes) / 10:.2f}%"
