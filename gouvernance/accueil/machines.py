"""Les machines telles que le code les déclare, avec le nombre d’objets que cette personne voit dans chaque état."""

from dataclasses import dataclass

from django.db.models import Count

from dossiers.models import Bilan, Dossier, Ligne, Partenariat
from dossiers.statuts import TONS
from programmation.models import Seance
from workflows.machines import etats, tableau

MODELES = (Dossier, Ligne, Bilan, Partenariat, Seance)
# Le code se lit sans accents ; une personne, avec.
QUI = {
    "signataire": "signataire du porteur",
    "signataire ou equipe": "signataire du porteur, ou équipe",
    "equipe": "équipe",
    "equipe qui a saisi": "équipe, pour un dossier qu’elle a saisi",
    "chef": "chef de projet",
    "chef de la ligne": "chef de projet",
    "chef ou automate": "chef de projet, ou déduit des faits",
    "automate": "déduit des faits",
    "repond pour le guichet": "financeur ; équipe pour la ligne de la ville ; chef de projet pour un absent",
    "rouvre un abandon": "chef de projet ; signataire du porteur, pour un brouillon que nul autre n’a lu",
    "confirme le plan": "signataire du porteur ; équipe, pour un dossier qu’elle a saisi",
    "signataire du bilan": "signataire du porteur",
    "equipe du bilan": "équipe",
    "signataire du porteur": "signataire du porteur",
    "signataire du partenaire": "signataire du partenaire",
}
# Les gardes dont la phrase dépend de l’objet : ici, ce qu’elles disent de tous.
CONDITIONS = {
    "campagne ouverte": "Le dépôt n’est pas ouvert.",
    "budget equilibre": "Le budget est vide, ou n’est pas équilibré.",
    "calendrier accepte": "L’action déborde de l’année civile, sans accord.",
    "valorisation equilibree": "Les contributions volontaires (86 et 87) ne sont pas égales.",
    "parts a cent": "Les parts du porteur et de ses partenaires ne font pas cent pour cent.",
    "complement dans les temps": "Le délai pour compléter est passé.",
    "bilans passes rendus": "Le bilan d’une année passée manque, et le règlement de la campagne l’exige d’un renouvellement.",
    "plan equilibre": "Le budget rouvert ne s’équilibre pas sur ce qui est accordé.",
    "enjeu ecrit": "Aucun enjeu de l’année suivante n’est écrit (Temps 3).",
}


@dataclass(frozen=True)
class Etat:
    code: str
    libelle: str
    ton: str
    nombre: int


@dataclass(frozen=True)
class Rangee:
    """Une transition, ses états en toutes lettres."""

    transition: object
    de: list
    vers: list
    qui: str
    conditions: list


@dataclass(frozen=True)
class Machine:
    nom: str
    titre: str
    etats: list
    rangees: list


def machines_vues_par(personne):
    return [_machine(modele, personne) for modele in MODELES]


def _machine(modele, personne):
    libelles = dict(etats(modele))
    comptes = modele.objects.visibles_par(personne).order_by().values_list("statut").annotate(Count("pk"))
    nombres = dict(comptes)
    rangees = [_rangee(ligne, libelles) for ligne in tableau(modele)]
    vus = [Etat(code, libelle, TONS.get(code, ""), nombres.get(code, 0)) for code, libelle in libelles.items()]
    return Machine(modele._meta.model_name, str(modele._meta.verbose_name).capitalize(), vus, rangees)


def _rangee(ligne, libelles):
    conditions = [CONDITIONS.get(phrase, phrase) for phrase in ligne.conditions]
    ordre = [code for code in libelles if code in ligne.sources]
    return Rangee(
        ligne,
        [libelles[s] for s in ordre],
        [libelles[c] for c in ligne.cibles],
        QUI.get(ligne.par, ligne.par),
        conditions,
    )
