"""Les colonnes de la liste : ce que chacune dit, comment elle se range, à qui elle se montre.

Une colonne de plus est une ligne de plus ici ; l’écran, l’adresse, le choix des colonnes et les exports la suivent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, Value, When

from comptes.models import Qualite
from dossiers.statuts import Statut
from papiers.tableur import Nature, Titre

_RANG_DU_STATUT = Case(*[When(statut_lu=statut, then=Value(rang)) for rang, statut in enumerate(Statut)])


@dataclass(frozen=True)
class Colonne:
    """`champs` : ce qu’elle lit du dossier ; `complement` : ce qu’elle lit à part, une fois par page ou par millier ;
    `reservee` : elle se tait devant qui n’a que le catalogue ; `tri` : les clés qui la rangent."""

    nom: str
    libelle: str
    valeur: Callable
    champs: tuple = ()
    complement: str = ""
    nature: Nature = Nature.TEXTE
    largeur: int = 16
    tri: tuple = ()
    reservee: bool = False
    aide: str = ""

    @property
    def titre(self):
        return Titre(self.libelle, self.nature, self.largeur)

    @property
    def est_nombre(self):
        return self.nature in (Nature.EUROS, Nature.ENTIER)


def _champ(nom):
    return lambda rang: rang[nom]


def _simple(nom, libelle, champ, **options):
    """Une colonne qui recopie un champ, et se range par lui."""
    return Colonne(nom, libelle, _champ(champ), champs=(champ,), **({"tri": (champ,)} | options))


def _a_part(nom, libelle, complement, **options):
    """Une colonne lue à part : plusieurs valeurs par dossier, ou une somme."""
    return Colonne(nom, libelle, _champ(nom), complement=complement, **options)


def _reference(rang):
    return f"{rang['campagne__annee']}-{rang['numero']:03d}"


def _enjeu(rang):
    numero = rang["objectif_principal__objectif_strategique__enjeu__numero"]
    return numero and f"Enjeu {numero} : {rang['objectif_principal__objectif_strategique__enjeu__libelle']}"


_ENJEU = "objectif_principal__objectif_strategique__enjeu"
_EUROS = {"nature": Nature.EUROS, "largeur": 14, "reservee": True}
_PERSONNES = {"nature": Nature.ENTIER, "largeur": 14}
COLONNES = {
    colonne.nom: colonne
    for colonne in (
        Colonne("reference", "Référence", _reference, largeur=11, tri=("campagne__annee", "numero")),
        _simple("intitule", "Action", "intitule", largeur=44),
        _simple("porteur", "Porteur", "organisation__nom", largeur=32),
        Colonne("statut", "Statut", lambda rang: Statut(rang["statut_lu"]).label, tri=(_RANG_DU_STATUT,), largeur=20),
        _a_part("quartiers", "Quartiers", "quartiers", largeur=24),
        Colonne("enjeu", "Enjeu", _enjeu, champs=(f"{_ENJEU}__numero", f"{_ENJEU}__libelle"), largeur=30,
                tri=(f"{_ENJEU}__numero",)),
        _simple("objectif", "Objectif principal", "objectif_principal__libelle", largeur=40),
        _a_part("tranches", "Tranches d’âge", "tranches", largeur=24),
        _a_part("demande", "Demandé", "lignes", tri=("demande",), **_EUROS),
        _a_part("demande_contrat", "Dont contrat de ville", "lignes", **_EUROS),
        _a_part("obtenu", "Obtenu", "lignes", tri=("obtenu",), **_EUROS),
        _a_part("financeurs", "Financeurs sollicités", "lignes", largeur=32, reservee=True),
        _a_part("charges", "Coût de l’action", "charges", **_EUROS),
        _simple("thematique", "Thématique", "thematique__libelle", largeur=24, reservee=True),
        _simple("dauphin", "Numéro Dauphin", "numero_dauphin", largeur=15, reservee=True),
        _simple("debut", "Début", "date_debut", nature=Nature.JOUR, largeur=12),
        _simple("fin", "Fin", "date_fin", nature=Nature.JOUR, largeur=12),
        _simple("beneficiaires", "Bénéficiaires", "beneficiaires_total", **_PERSONNES),
        _simple("qpv", "Dont QPV", "dont_qpv", **_PERSONNES),
        _simple("qic", "Dont QIC", "dont_qic", **_PERSONNES),
        _simple("femmes", "Dont femmes et filles", "dont_femmes", reservee=True, **_PERSONNES),
        _simple("hommes", "Dont hommes et garçons", "dont_hommes", reservee=True, **_PERSONNES),
        _simple("depose_le", "Déposé le", "depose_le", nature=Nature.INSTANT, reservee=True),
        _simple("echeance", "Compléments attendus le", "echeance", nature=Nature.INSTANT, reservee=True, largeur=18),
        _simple("exercice", "Exercice", "campagne__annee", nature=Nature.ANNEE, largeur=9),
        _simple("commune", "Commune", "campagne__convention__commune__nom", largeur=18),
    )
}  # fmt: skip
TOUJOURS = "intitule"  # le lien vers le dossier : sans lui, une ligne ne mènerait nulle part
_DU_CATALOGUE = ("reference", "intitule", "porteur", "statut", "quartiers", "enjeu")
D_ORIGINE = {
    Qualite.EQUIPE: (*_DU_CATALOGUE, "demande", "obtenu", "depose_le"),
    Qualite.FINANCEUR: (*_DU_CATALOGUE, "demande", "obtenu", "financeurs"),
    Qualite.PORTEUR: (*_DU_CATALOGUE, "demande", "obtenu"),
    Qualite.LECTURE: _DU_CATALOGUE,
}
MAXIMUM = 30


def offertes(au_catalogue):
    """Les colonnes que cette personne peut choisir, dans l’ordre où on les propose."""
    return [colonne for colonne in COLONNES.values() if not (au_catalogue and colonne.reservee)]


def d_origine(qualite):
    return D_ORIGINE.get(qualite, _DU_CATALOGUE)


def lire_les_colonnes(texte, au_catalogue):
    """« reference,porteur » → les colonnes de ces noms, une fois chacune, dans cet ordre ; l’inconnue est ignorée."""
    permises = {colonne.nom for colonne in offertes(au_catalogue)}
    noms = [nom for nom in dict.fromkeys(texte[:600].split(",")) if nom in permises]
    if noms and TOUJOURS not in noms:
        noms.insert(1 if noms[0] == "reference" else 0, TOUJOURS)
    return noms[:MAXIMUM]
