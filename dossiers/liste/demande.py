"""Ce que l’adresse demande à la liste : des mots, des facettes, un tri, des colonnes. L’adresse dit tout et se partage."""

import re
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import NullIf
from django.http import QueryDict

from comptes.contexte import qualite_principale
from comptes.models import Qualite
from dossiers.liste import attentes, colonnes, facettes
from dossiers.models import Dossier
from dossiers.models.portee import lire_la_portee, portee_de
from dossiers.statuts import Statut
from workflows.champs import Texte

D_ORDINAIRE = ("-campagne__annee", "campagne__convention_id", "numero", "pk")
PAR_PAGE = (25, 50, 100)
PASSAGERS = ("page", "format", "filtres")  # ce que l’adresse porte sans rien chercher : une vue ne le garde pas
VALEURS_PAR_FACETTE = 60
_CLE = re.compile(r"[0-9]{1,10}")
_MOTS_DE = {
    "statut": Statut.values,
    facettes.A_FAIRE: attentes.ATTENTES,
}  # les facettes dont les valeurs ne sont pas des clés
_MOTS = Texte(required=False, max_length=100,
              error_messages={"max_length": "Cette recherche est trop longue : 100 caractères au plus."})  # fmt: skip


@dataclass
class Demande:
    """Une valeur mal écrite ne filtre pas, et la page le dit ; elle ne fait jamais échouer la page."""

    donnees: QueryDict
    personne: object
    colonnes_gardees: str = ""
    selection: frozenset = frozenset()
    erreurs: list = field(default_factory=list)

    def __post_init__(self):
        lire_la_portee(self.personne)
        qualite = qualite_principale(self.personne)
        self.au_catalogue = qualite in (Qualite.LECTURE, None)
        self.visibles = Dossier.objects.visibles_par(self.personne)
        self.mots = self._lire_les_mots()
        self.equipe = {cle for cle, titre, _ in self.personne.rattachements if titre == Qualite.EQUIPE}
        self.facettes = facettes.offertes(self.au_catalogue, self.equipe)
        self.choix = {f.nom: self._lire_la_facette(f) for f in self.facettes}
        self.tri = self._lire_le_tri()
        self.noms = self._lire_les_colonnes(qualite)
        self.de_la_selection = self.donnees.get("selection") == "1"
        par = self.donnees.get("lignes", "")
        self.par_page = int(par) if par in map(str, PAR_PAGE) else PAR_PAGE[0]

    # 1. Lire l’adresse
    def _lire_les_mots(self):
        try:
            return _MOTS.clean(self.donnees.get("q", ""))
        except ValidationError as erreur:
            self.erreurs += [("Mots cherchés", phrase) for phrase in erreur.messages]
            return ""

    def _lire_la_facette(self, facette):
        """{valeur: nom} des choix que l’on reconnaît ; les autres sont dits."""
        demandes = [valeur for valeur in self.donnees.getlist(facette.nom)[:VALEURS_PAR_FACETTE] if valeur]
        if not demandes:
            return {}
        lisibles = [v for v in demandes if v in _MOTS_DE[facette.nom]] if facette.nom in _MOTS_DE else _cles(demandes)
        noms = self.noms_de(facette, lisibles) if lisibles else {}
        if set(demandes) - set(noms):
            phrase = "Ce statut n’existe pas." if facette.nom == "statut" else "Ce choix n’est pas dans la liste."
            self.erreurs.append((facette.libelle, phrase))
        return noms

    def noms_de(self, facette, valeurs):
        """{valeur: nom} de ces choix, pour ceux que cette personne peut lire."""
        return facettes.noms_de(facette, valeurs, self.visibles, self.au_catalogue, self.equipe)

    def _lire_le_tri(self):
        tri = self.donnees.get("tri", "")[:40]
        permis = {colonne.nom for colonne in colonnes.offertes(self.au_catalogue) if colonne.tri}
        return tri if tri.removeprefix("-") in permis else ""

    def _lire_les_colonnes(self, qualite):
        """Celles de l’adresse, sinon celles que la personne a gardées, sinon celles d’origine."""
        for texte in (self.donnees.get("colonnes", ""), self.colonnes_gardees):
            if noms := colonnes.lire_les_colonnes(texte, self.au_catalogue):
                return noms
        return list(colonnes.d_origine(qualite))

    @property
    def colonnes(self):
        return [colonnes.COLONNES[nom] for nom in self.noms]

    @property
    def est_filtree(self):
        return bool(self.mots or any(self.choix.values()) or self.de_la_selection)

    # 2. Interroger la base
    def dossiers(self, sauf=""):
        """Les dossiers qui répondent, sans ordre ; `sauf` : la facette à ne pas appliquer."""
        trouves = self.visibles.order_by()
        for nom, valeurs in self.choix.items():
            if valeurs and nom != sauf:
                trouves = self._appliquer(trouves, facettes.FACETTES[nom], list(valeurs))
        if self.de_la_selection:
            trouves = trouves.filter(pk__in=self.selection)
        return trouves.dont_le_texte_dit(self.mots)

    def _appliquer(self, dossiers, facette, valeurs):
        if facette.nom == "statut":
            return dossiers.lus_comme(valeurs, self.personne)
        if facette.nom == facettes.A_FAIRE:
            return dossiers.filter(reduce(or_, (attentes.condition(nom, self.personne) for nom in valeurs)))
        dossiers = dossiers.filter(facette.condition(valeurs))
        return self._lus_en_entier(dossiers) if facette.reservee else dossiers

    def _lus_en_entier(self, dossiers):
        """Seul qui lit aussi un catalogue voit des dossiers qu’il ne lit pas en entier."""
        return dossiers.lus_en_entier_par(self.personne) if portee_de(self.personne).lecture else dossiers

    @property
    def a_faire(self):
        """{attente: sa condition}, de celles que cette personne a ; en clés, pour que toutes se comptent d’une seule lecture."""
        lues = {a.nom: attentes.condition(a.nom, self.personne) for a in attentes.offertes(bool(self.equipe))}
        return {nom: Q(pk__in=Dossier.objects.filter(lue).order_by().values("pk")) for nom, lue in lues.items()}

    def pour_compter(self, sauf):
        """Ce que compte une facette : une facette réservée ne compte pas ce dont on n’a que le catalogue."""
        dossiers = self.dossiers(sauf).avec_statut_lisible(self.personne)
        return self._lus_en_entier(dossiers) if facettes.FACETTES[sauf].reservee else dossiers

    def ranges(self):
        """Les dossiers qui répondent, rangés comme demandé ; sinon, dernière campagne d’abord."""
        nom = self.tri.removeprefix("-")
        if not nom:
            return self.dossiers().order_by(*D_ORDINAIRE)
        dossiers = self.dossiers()
        if nom == "statut":
            dossiers = dossiers.avec_statut_lisible(self.personne)
        cles = [F(cle) if isinstance(cle, str) else cle for cle in colonnes.COLONNES[nom].tri]
        if colonnes.COLONNES[nom].reservee:
            dossiers, cles = self._taire_le_rang(dossiers, nom, cles)
        descend = self.tri.startswith("-")
        cles = [cle.desc(nulls_last=True) if descend else cle.asc(nulls_last=True) for cle in cles]
        return dossiers.order_by(*cles, *D_ORDINAIRE)

    def _taire_le_rang(self, dossiers, nom, cles):
        """Une valeur que l’on ne lit pas ne range pas : son rang la ferait deviner."""
        if nom in ("demande", "obtenu"):
            dossiers = dossiers.avec_montants(self.personne)
        if nom == "obtenu":
            cles = [NullIf(F("obtenu"), Value(0))]
        if portee_de(self.personne).lecture:
            entiers = Dossier.objects.lus_en_entier_par(self.personne).order_by().values("pk")
            cles = [Case(When(pk__in=entiers, then=cle)) for cle in cles]
        return dossiers, cles


def _cles(textes):
    return [texte for texte in textes if texte.isascii() and _CLE.fullmatch(texte)]
