"""L’essai à blanc : ce que ferait un import, ligne par ligne, sans rien écrire. L’écriture refait la même étude, puis l’applique.

Ce qu’il décide (docs/metier.md §20, docs/decisions/035) : le numéro Dauphin désigne le dossier, sinon le porteur et l’intitulé ;
une cellule vide n’efface rien ; un dossier qui n’est plus un brouillon de l’équipe se compare, et ne se touche pas.
"""

from collections import Counter
from dataclasses import dataclass, field

from comptes.models import Organisation
from dossiers.models import Dossier
from dossiers.statuts import Statut
from echanges import statuts
from echanges.colonnes import colonnes_de
from echanges.differences import Difference, differences
from echanges.lignes import Lecteur, LigneLue, total_demande
from echanges.models import RangImporte
from echanges.referentiel import cadre_de, racine_de
from programmation.texte import assourdir
from workflows.journal import canonique, condense

Issue = RangImporte.Issue
PLUSIEURS = "Plusieurs organisations répondent à ce nom : ajoutez le SIRET."


@dataclass
class RangEtudie:
    """Ce que deviendrait une ligne : son issue, son dossier s’il existe, son porteur, ses différences, une remarque."""

    lue: LigneLue
    issue: str = ""
    suite: str = ""
    dossier: Dossier | None = None
    organisation: Organisation | None = None
    differences: list = field(default_factory=list)
    remarque: str = ""

    @property
    def ligne(self):
        return self.lue.ligne

    @property
    def intitule(self):
        return self.lue.valeurs.get("intitule") or (self.dossier.intitule if self.dossier else "")

    @property
    def sera_enregistre(self):
        return self.suite == statuts.ENREGISTRER and self.issue in (Issue.CREE, Issue.CHANGE)


@dataclass
class Etude:
    """Tout l’essai : les lignes, les fautes, les organisations que l’import créerait."""

    rangs: list
    fautes: list
    nouvelles: list
    colonnes: dict

    @property
    def comptes(self):
        """{issue: nombre}, les lignes fautives à part."""
        return Counter(rang.issue for rang in self.rangs if rang.issue)

    @property
    def lignes_fautives(self):
        return sorted({faute.ligne for faute in self.fautes})

    @property
    def empreinte(self):
        """Ce qui fut montré, condensé : l’écriture refuse si la base a changé depuis."""
        return condense(canonique([_sceau(rang) for rang in self.rangs]))


def _sceau(rang):
    dossier = rang.dossier and [rang.dossier.pk, rang.dossier.version]
    differences = [[d.libelle, d.avant, d.apres] for d in rang.differences]
    return [rang.ligne, str(rang.issue), rang.suite, dossier, differences, [str(f) for f in rang.lue.fautes]]


def etudier(import_recu, personne):
    """L’essai à blanc d’un import, avec les droits de cette personne. N’écrit rien ; un nombre fixe de requêtes."""
    cadre = cadre_de(import_recu.campagne, personne)
    colonnes = colonnes_de(import_recu.campagne, cadre.financeurs)
    etudiant = _Etudiant(cadre, Lecteur(import_recu, cadre, colonnes), colonnes)
    rangs = [etudiant.etudier(rang) for rang in import_recu.rangs.order_by("ligne")]
    fautes = [faute for rang in rangs for faute in rang.lue.fautes]
    return Etude(rangs, fautes, etudiant.nouvelles, colonnes)


class _Etudiant:
    """Étudie les lignes dans l’ordre, et se souvient de celles d’avant : un numéro ne vient qu’une fois."""

    def __init__(self, cadre, lecteur, colonnes):
        self.cadre, self.lecteur, self.colonnes, self.nouvelles = cadre, lecteur, colonnes, []
        self.vus, self.par_numero, self.par_titre = {}, {}, {}
        for dossier in cadre.dossiers:
            if dossier.numero_dauphin:
                self.par_numero.setdefault(racine_de(dossier.numero_dauphin), []).append(dossier)
            self.par_titre.setdefault(_titre(dossier.organisation, dossier.intitule), []).append(dossier)

    def etudier(self, rang):
        lue = self.lecteur.lire(rang)
        etudie = RangEtudie(lue)
        if lue.valeurs.get("statut") == statuts.ECARTER:
            lue.fautes.clear()
            etudie.issue, etudie.remarque = Issue.ECARTE, "Vous avez choisi de ne pas importer ce statut."
            return etudie
        etudie.organisation = self._porteur(lue)
        self._retrouver(etudie)
        self._suite(etudie)
        if not lue.fautes:
            self._comparer(etudie)
        return etudie

    # Le porteur : son SIRET, puis son RNA, puis son nom ; sinon une organisation nouvelle

    def _porteur(self, lue):
        nom, siret, rna = (lue.valeurs.get(code) for code in ("porteur", "siret", "rna"))
        connues = self.cadre.organisations
        if siret and siret in connues.par_siret:
            return connues.par_siret[siret]
        trouvees = connues.par_rna.get(rna, []) if rna else []
        if not trouvees and nom:
            # Le même nom avec un autre SIRET est une autre organisation.
            trouvees = [
                o for o in connues.par_nom.get(assourdir(nom), []) if not (siret and o.siret and o.siret != siret)
            ]
        if len(trouvees) > 1:
            self.lecteur.fauter(lue, "porteur", PLUSIEURS)
        elif trouvees:
            return trouvees[0]
        elif not nom and None not in (lue.valeurs.get("porteur", ""), lue.valeurs.get("siret", "")):
            phrase = "Ce SIRET n’est pas encore connu ici : ajoutez le nom." if siret else "Le porteur manque."
            self.lecteur.fauter(lue, "porteur", phrase, "")
        elif nom and not lue.fautes:
            return self._nouvelle(nom, siret, rna)
        return None

    def _nouvelle(self, nom, siret, rna):
        organisation = Organisation(nom=nom, siret=siret or "", rna=rna or "")
        self.cadre.organisations.ajouter(organisation)
        self.nouvelles.append(organisation)
        return organisation

    # Le dossier : son numéro Dauphin, sinon son porteur et son intitulé

    def _retrouver(self, etudie):
        lue, numero = etudie.lue, etudie.lue.valeurs.get("numero_dauphin")
        titre = etudie.organisation and _titre(etudie.organisation, lue.valeurs.get("intitule") or "")
        cle = racine_de(numero) if numero else titre
        if cle and (premiere := self.vus.setdefault(cle, lue.ligne)) != lue.ligne:
            code = "numero_dauphin" if numero else "intitule"
            self.lecteur.fauter(
                lue, code, f"Déjà à la ligne {premiere} : un dossier ne s’importe qu’une fois par fichier."
            )
        trouves = self.par_numero.get(racine_de(numero), []) if numero else []
        trouves = trouves or [d for d in self.par_titre.get(titre, []) if not (numero and d.numero_dauphin)]
        if len(trouves) > 1:
            references = ", ".join(dossier.reference for dossier in trouves)
            code = "numero_dauphin" if numero else "intitule"
            self.lecteur.fauter(
                lue, code, f"Plusieurs dossiers répondent : {references}. Lequel ? Corrigez d’abord celui de trop."
            )
        elif trouves:
            etudie.dossier = trouves[0]

    def _suite(self, etudie):
        lue, voulue = etudie.lue, etudie.lue.valeurs.get("statut")
        manques = list(self._manques(etudie))
        if voulue is None:
            etudie.suite = statuts.BROUILLON if manques else statuts.ENREGISTRER
            if manques and not etudie.dossier:
                etudie.remarque = f"Restera un brouillon. {' '.join(phrase for _, phrase in manques)}"
            return
        etudie.suite = voulue
        deja = etudie.dossier and etudie.dossier.statut != Statut.BROUILLON
        if voulue == statuts.ENREGISTRER and not deja:
            for code, phrase in manques:
                if code not in lue.valeurs and not (code == "montant" and lue.fautes):
                    self.lecteur.fauter(
                        lue, code, f"{phrase} Sans cela, il ne peut pas être enregistré comme déposé.", ""
                    )

    def _manques(self, etudie):
        """Ce que la machine exigera pour enregistrer, dit avant d’essayer : (colonne, phrase)."""
        valeurs, dossier = etudie.lue.valeurs, etudie.dossier
        if not valeurs.get("numero_dauphin") and not (dossier and dossier.numero_dauphin):
            yield "numero_dauphin", "Le numéro Dauphin manque."
        if not valeurs.get("objectif_principal") and not (dossier and dossier.objectif_principal_id):
            yield "objectif_principal", "L’objectif principal manque."
        if not total_demande(etudie.lue.demandes) and not (dossier and any(x.demande for x in dossier.lignes.all())):
            yield "montant", "Aucun montant n’est demandé."

    # Les différences

    def _comparer(self, etudie):
        dossier = etudie.dossier
        etudie.differences = list(differences(etudie.lue, dossier, etudie.organisation, self.colonnes))
        if dossier is None:
            etudie.issue = Issue.CREE
        elif dossier.statut != Statut.BROUILLON:
            etudie.issue = Issue.LAISSE if etudie.differences else Issue.INCHANGE
            if etudie.differences:
                etudie.remarque = (
                    f"{dossier.reference} est « {Statut(dossier.statut).label} » : un import n’y touche pas."
                )
        else:
            if etudie.suite == statuts.ENREGISTRER:
                etudie.differences.append(Difference("Statut", Statut.BROUILLON.label, Statut.DEPOSE.label))
            etudie.issue = Issue.CHANGE if etudie.differences else Issue.INCHANGE


def _titre(organisation, intitule):
    """Ce qui désigne un dossier sans numéro : son porteur (connu ou nouveau) et son intitulé, sans accents ni casse."""
    return (organisation.pk or assourdir(organisation.nom), assourdir(intitule))
