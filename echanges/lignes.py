"""Lire une ligne du tableur : chaque cellule devient une valeur ou une faute, puis les cellules se confrontent entre elles."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from echanges import statuts, valeurs
from echanges.colonnes import CONTRAT, DROIT, IGNOREE, PAR_FINANCEUR
from echanges.valeurs import Faute, Refus
from programmation.texte import assourdir

_TEXTES = {"intitule": (255, 1), "besoin": (8000, 9), "objectifs_vises": (8000, 9), "description": (8000, 9),
           "moyens_materiels": (4000, 9), "porteur": (255, 1)}  # fmt: skip
_JOURS = ("date_debut", "date_fin", "depose_sur_dauphin_le")
_EFFECTIFS = ("beneficiaires_total", "dont_qpv", "dont_qic", "dont_femmes", "dont_hommes")


def lettre(rang):
    """La lettre d’une colonne de tableur, comptée de 0 : 0 → A, 26 → AA."""
    return (lettre(rang // 26 - 1) if rang >= 26 else "") + chr(65 + rang % 26)


@dataclass
class LigneLue:
    """Une ligne du fichier : ses valeurs par code de colonne, ses demandes par financeur, ses fautes."""

    rang: object  # RangImporte
    valeurs: dict = field(default_factory=dict)
    demandes: dict = field(default_factory=dict)  # {Financeur: {"contrat": Decimal, "droit": Decimal}}
    fautes: list = field(default_factory=list)

    @property
    def ligne(self):
        return self.rang.ligne


class Lecteur:
    """Lit les lignes d’un import, avec ses colonnes appariées et le cadre de sa campagne."""

    def __init__(self, import_recu, cadre, colonnes):
        self.cadre, self.colonnes, self.reponses = cadre, colonnes, import_recu.reponses
        self.entetes = import_recu.entetes
        self.ou = {
            code: int(rang) for rang, code in import_recu.appariement.items() if code != IGNOREE and code in colonnes
        }
        self.guichets = {financeur.pk: financeur for financeur in cadre.financeurs}
        self.lecteurs = self._lecteurs()

    def _lecteurs(self):
        c = self.cadre
        lecteurs = {code: valeurs.texte(*bornes) for code, bornes in _TEXTES.items()}
        lecteurs |= dict.fromkeys(_JOURS, valeurs.jour) | dict.fromkeys(_EFFECTIFS, valeurs.effectif)
        lecteurs |= {
            "numero_dauphin": valeurs.numero_dauphin,
            "siret": valeurs.siret,
            "rna": valeurs.rna,
            "exercice": valeurs.exercice(c.campagne.annee),
            "statut": self._suite,
            "quartiers": valeurs.elements(c.quartiers, "Ce quartier"),
            "objectif_principal": valeurs.element(c.objectifs, "Cet objectif"),
            "objectifs_secondaires": valeurs.elements({m: m for m in c.objectifs}, "Cet objectif"),
            "thematique": valeurs.element(c.thematiques, "Cette thématique"),
            "groupe_de_travail": valeurs.element(c.groupes, "Ce groupe de travail"),
            "dispositifs": valeurs.elements(c.dispositifs, "Ce dispositif"),
            "tranches_age": valeurs.elements(c.tranches, "Cette tranche d’âge"),
            "type_demande": valeurs.type_demande,
            "nouveaute": valeurs.nouveaute,
            "financeur": self._financeur,
            "montant": valeurs.montant,
        }
        return lecteurs

    def nom_de(self, code):
        """Le nom d’une colonne tel que la personne le retrouve dans son tableur."""
        rang = self.ou.get(code)
        return self.colonnes[code].libelle if rang is None else f"{self.entetes[rang]} (colonne {lettre(rang)})"

    def fauter(self, lue, code, raison, valeur=None):
        rang = self.ou.get(code)
        texte = valeur if valeur is not None else (lue.rang.brut[rang] if rang is not None else "")
        lue.fautes.append(Faute(lue.ligne, self.nom_de(code), texte, raison))

    # 1. Les cellules, une à une

    def lire(self, rang):
        """La ligne lue, avec toutes ses fautes et non la première seulement."""
        lue = LigneLue(rang)
        for code, place in self.ou.items():
            texte = rang.brut[place] if place < len(rang.brut) else ""
            try:
                if place in rang.fusionnees:
                    raise Refus(
                        "Cette cellule est fusionnée avec une autre : défusionnez-les, et écrivez chaque valeur."
                    )
                if texte:
                    self._garder(lue, code, valeurs.lisible(texte))
            except Refus as refus:
                lue.valeurs[code] = None  # fautive, et non pas vide : elle ne se reprochera pas deux fois
                self.fauter(lue, code, str(refus))
        self._confronter(lue)
        return lue

    def _garder(self, lue, code, texte):
        if par_financeur := PAR_FINANCEUR.fullmatch(code):
            montant = valeurs.montant(texte)
            lue.demandes.setdefault(self.guichets[int(par_financeur[2])], {})[par_financeur[1]] = montant
        else:
            lue.valeurs[code] = self.lecteurs[code](texte)

    def _suite(self, texte):
        statut = statuts.lu(texte)
        if statut is None:
            raise Refus("Ce statut n’est pas l’un de ceux de Dauphin.")
        if statut.suite != statuts.QUESTION:
            return statut.suite
        if reponse := self.reponses.get(statut.cle):
            return reponse
        raise Refus(
            f"« {statut.libelle} » ne se devine pas : {statut.question} Répondez à l’étape « Apparier les colonnes »."
        )

    def _financeur(self, texte):
        mot = assourdir(texte)
        trouves = [
            f for f in self.cadre.financeurs
            if mot in {assourdir(nom) for nom in (str(f), f.nom_court, f.organisation.nom)}
        ]  # fmt: skip
        if len(trouves) > 1:
            raise Refus(f"Plusieurs guichets portent ce nom : {' ; '.join(map(str, trouves))}. Écrivez le nom entier.")
        if not trouves:
            raise Refus("Ce financeur n’est pas de la campagne.")
        return trouves[0]

    # 2. Les cellules entre elles

    def _confronter(self, lue):
        if not lue.valeurs.get("intitule") and "intitule" not in lue.valeurs:
            self.fauter(lue, "intitule", "L’intitulé est vide : donnez un nom à l’action.")
        self._objectifs(lue)
        self._dates(lue)
        self._publics(lue)
        self._un_seul_financeur(lue)

    def _objectifs(self, lue):
        candidats, quartiers = lue.valeurs.get("objectif_principal"), lue.valeurs.get("quartiers")
        if candidats and (choisi := self._dans_ces_quartiers(lue, "objectif_principal", candidats, quartiers)):
            lue.valeurs["objectif_principal"] = choisi
            lue.valeurs.setdefault("quartiers", [choisi.quartier])
        if mots := lue.valeurs.get("objectifs_secondaires"):
            trouves = [
                self._dans_ces_quartiers(
                    lue, "objectifs_secondaires", self.cadre.objectifs[mot], lue.valeurs.get("quartiers")
                )
                for mot in mots
            ]
            principal = lue.valeurs.get("objectif_principal")
            lue.valeurs["objectifs_secondaires"] = [o for o in trouves if o and o != principal]

    def _dans_ces_quartiers(self, lue, code, candidats, quartiers):
        """Le même libellé vit dans plusieurs quartiers : la ligne dit lequel. None si elle ne le dit pas, faute consignée."""
        bons = [o for q in quartiers for o in candidats if o.quartier_id == q.pk] if quartiers else candidats
        if bons and (quartiers or len(bons) == 1):
            return bons[0]
        noms = ", ".join(str(o.quartier) for o in candidats)
        if quartiers:
            self.fauter(lue, code, f"C’est un objectif de {noms}, que cette ligne ne nomme pas.")
        elif "quartiers" not in lue.valeurs:
            self.fauter(lue, code, f"Cet objectif existe dans plusieurs quartiers ({noms}) : nommez le quartier.")
        return None

    def _dates(self, lue):
        debut, fin = lue.valeurs.get("date_debut"), lue.valeurs.get("date_fin")
        if debut and fin and fin < debut:
            self.fauter(lue, "date_fin", "L’action finit avant de commencer.")

    def _publics(self, lue):
        total = lue.valeurs.get("beneficiaires_total")
        for codes in (("dont_qpv", "dont_qic"), ("dont_femmes", "dont_hommes")):
            parts = [lue.valeurs.get(code) or 0 for code in codes]
            if total is not None and sum(parts) > total:
                code = codes[0] if parts[0] else codes[1]
                somme = " + ".join(str(part) for part in parts if part)
                self.fauter(lue, code, f"{somme} dépasse le total de {total} bénéficiaires.")

    def _un_seul_financeur(self, lue):
        """« Financeur » et « Montant demandé » vont ensemble, et ne redisent pas la colonne de ce financeur."""
        financeur, montant = lue.valeurs.pop("financeur", ""), lue.valeurs.pop("montant", "")
        if None in (financeur, montant):
            return  # l’un des deux est déjà fautif
        if montant != "" and financeur == "":
            self.fauter(lue, "financeur", "Ce montant est demandé à qui ? Nommez le financeur.", "")
        elif financeur != "" and CONTRAT in lue.demandes.get(financeur, {}):
            self.fauter(lue, "montant", f"La demande à {financeur} est déjà dans sa colonne : ôtez l’une des deux.")
        elif financeur != "" and montant != "":
            lue.demandes.setdefault(financeur, {})[CONTRAT] = montant


def total_demande(demandes):
    """La somme de ce que la ligne demande, en euros."""
    return sum(chain.from_iterable(parts.values() for parts in demandes.values()), Decimal(0))


PARTS = {CONTRAT: "demande_contrat_de_ville", DROIT: "demande_droit_commun"}
