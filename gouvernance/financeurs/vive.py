"""La grille vive d’un comité ouvert : ses colonnes, ses rangs, ce qui manque à chacun."""

from dataclasses import dataclass, field
from decimal import Decimal

from comptes.models import Droit, Qualite
from dossiers.actions.seances import ENVELOPPE_INSUFFISANTE
from dossiers.statuts import A_DECIDER, ACQUISES, TONS, StatutLigne
from gouvernance.financeurs.cases import CODES, en_texte
from gouvernance.financeurs.feuille import curseur_de, empreinte, lire_la_feuille
from gouvernance.financeurs.filtre import Filtre
from gouvernance.financeurs.grille import Gage
from programmation.models import Enveloppe
from workflows.templatetags.ecriture import FINE, nombre

ZERO = Decimal(0)
PREMIERS = 50  # rangs dessinés d’abord ; les autres viennent ensuite
ECRIT, PAROLE, SANS_PAROLE, LIT = "ecrit", "parole", "sans_parole", "lit"
POURQUOI = {
    LIT: "Ce financeur tient sa colonne : vous la lisez.",
    SANS_PAROLE: "Ce financeur tient sa colonne. S’il est absent, notez d’abord qui vous a donné sa parole (« Pouvoirs »).",
}
DECISION_MANQUE, MOTIF_MANQUE = "La décision manque.", "Un motif est attendu."  # mot pour mot ceux de l’acte
_MOTS = {"refuser": ("Refusé", "non"), "ajourner": ("Ajourné", "pause")}


@dataclass(frozen=True)
class Colonne:
    """Un financeur, et ce que la personne qui lit peut faire de sa colonne."""

    cle: int
    nom: str
    dispositif: str
    organisation: int
    droit: str
    parole: str = ""

    def __str__(self):
        return f"{self.nom}, {self.dispositif}" if self.dispositif else self.nom

    @property
    def ecrit(self):
        return self.droit in (ECRIT, PAROLE)

    @property
    def pourquoi(self):
        return POURQUOI.get(self.droit, "")


@dataclass
class GrilleVive:
    """Ce que montrent l’écran, le lien d’un guichet et la projection. Montants en euros, en texte dans `c`."""

    colonnes: list
    rangs: list
    totaux: list = field(default_factory=list)
    gages: list = field(default_factory=list)
    manques: list = field(default_factory=list)  # (inscription, ligne, dossier, financeur, phrase)
    demande: Decimal = ZERO
    accorde: Decimal = ZERO
    a_decider: int = 0
    inscrits: int = 0
    curseur: int = 0
    empreinte: str = ""
    filtre: object = None
    debut: int = 0
    fin: int | None = None

    @property
    def montres(self):
        return self.rangs[self.debut : self.fin]

    @property
    def restants(self):
        return max(0, len(self.rangs) - self.fin) if self.fin else 0

    @property
    def accorde_en_texte(self):
        return en_texte(self.accorde)

    @property
    def ecrit(self):
        return any(colonne.ecrit for colonne in self.colonnes)

    @property
    def pieds(self):
        """Au pied de chaque colonne : ce qu’elle accorde, et ce qui reste dans les enveloppes de ce financeur."""
        for colonne, total in zip(self.colonnes, self.totaux, strict=True):
            restes = [gage.reste for gage in self.gages if gage.enveloppe.financeur_id == colonne.cle]
            pied = {
                "cle": colonne.cle,
                "nom": colonne.nom,
                "total": nombre(total),
                "n": en_texte(total),
                "reste": "",
                "ton": "",
            }
            if restes:
                depasse = any(reste < 0 for reste in restes)
                pied["reste"] = f"reste {nombre(sum(restes))}" if not depasse else "enveloppe dépassée"
                pied["ton"] = "forme non" if depasse else ""
            yield pied


def grille_pour(seance, personne=None, lien=None, *, filtre=None, debut=0, fin=None, muette=False):
    """La grille d’une séance telle que la lit une `personne`, ou un `lien` (la seule colonne de son guichet).

    `filtre` : un `Filtre` ; `debut` et `fin` : les rangs que l’on dessine (tous par défaut), les totaux valant pour tous.
    `muette` : pour le mur de la salle, rien ne s’y écrit et le scénario de l’équipe s’y tait.
    Constante en requêtes. La séance vient de `avec_son_empreinte` si l’on veut la suivre.
    """
    feuille, enveloppes = lire_la_feuille(seance, personne, lien, muette), _enveloppes(seance, personne, lien)
    ouverte = seance.est_ouverte and not muette
    colonnes = [_colonne(f, seance, personne, lien, feuille.pouvoirs, ouverte) for f in feuille.financeurs]
    grille = GrilleVive(colonnes, [], debut=debut, fin=fin, filtre=filtre or Filtre())
    _Dessin(seance, feuille, grille, {e.pk: e.reste for e in enveloppes}, est_entiere=lien is None).dessiner()
    grille.gages = _gages(enveloppes, feuille)
    grille.curseur = curseur_de(max((rang[7] for rang in feuille.decisions.values()), default=None))
    grille.empreinte = empreinte(seance)
    return grille


def _colonne(financeur, seance, personne, lien, pouvoirs, ouverte):
    parole = pouvoirs.get(financeur.pk, "")
    droit = ECRIT if lien else _droit(financeur, seance, personne, parole)
    if not ouverte:
        droit = LIT
    return Colonne(
        financeur.pk, financeur.nom_court, financeur.dispositif, financeur.organisation_id, droit,
        parole if droit == PAROLE else "",
    )  # fmt: skip


def _droit(financeur, seance, personne, parole):
    """Les mêmes règles que l’action : le guichet, l’équipe pour la ville, le chef pour un absent qui a donné sa parole."""
    pilote = seance.campagne.convention.pilote_id
    if personne.agit_comme(Qualite.FINANCEUR, financeur.organisation_id):
        return ECRIT
    if financeur.organisation_id == pilote and personne.agit_comme(Qualite.EQUIPE, pilote):
        return ECRIT
    if personne.agit_comme(Qualite.EQUIPE, pilote, Droit.CHEF):
        return PAROLE if parole else SANS_PAROLE
    return LIT


def _enveloppes(seance, personne, lien):
    siennes = (
        Enveloppe.objects.filter(financeur=lien.financeur_id) if lien else Enveloppe.objects.visibles_par(personne)
    )
    siennes = siennes.filter(campagne=seance.campagne_id)
    return list(siennes.select_related("financeur__organisation", "quartier", "enjeu"))


def _gages(enveloppes, feuille):
    """Ces enveloppes, diminuées de ce qui est saisi et pas encore acté."""
    saisi = {}
    for par_financeur in feuille.lignes.values():
        for ligne in par_financeur.values():
            decision = feuille.decisions.get(ligne[0])
            if decision and ligne[3] and ligne[6] in A_DECIDER:
                saisi[ligne[3]] = saisi.get(ligne[3], ZERO) + decision[3]
    return [Gage(e, saisi.get(e.pk, ZERO)) for e in enveloppes]


def manque(demande, accorde, attendus):
    """« il manque 14 200 € : 2 financeurs n’ont pas décidé » ; la même phrase que le script, qui la récrit à la frappe."""
    qui = f"{attendus} financeur{'s' if attendus > 1 else ''} n’{'ont' if attendus > 1 else 'a'} pas décidé"
    reste = demande - accorde
    if reste > 0:
        return f"il manque {nombre(reste)}{FINE}€ : {qui if attendus else 'tous ont décidé'}"
    return f"demande couverte : {qui}" if attendus else "demande couverte"


class _Dessin:
    """Compose les rangs : une passe sur les valeurs, et des textes pour les seuls rangs que l’on montre."""

    def __init__(self, seance, feuille, grille, restes, est_entiere):
        self.f, self.grille, self.restes, self.est_entiere = feuille, grille, restes, est_entiere
        self.annee = seance.campagne.annee
        self.textes = {None: "?", ZERO: "0"}

    def dessiner(self):
        grille, totaux = self.grille, [ZERO] * len(self.grille.colonnes)
        grille.filtre.proposer(self.f, grille.colonnes)
        for inscription in self.f.inscriptions:
            lignes = self.f.lignes.get(inscription[1], {})
            if not lignes:
                continue
            grille.inscrits += 1
            demande, accorde, attendus = self._compter(inscription, lignes, totaux)
            if grille.filtre.retient(inscription, self.f, lignes, attendus):
                grille.rangs.append((inscription, lignes, demande, accorde, attendus))
        grille.totaux = totaux
        montres = range(grille.debut, len(grille.rangs) if grille.fin is None else min(grille.fin, len(grille.rangs)))
        for rang in montres:
            grille.rangs[rang] = self._rang(*grille.rangs[rang])

    def _compter(self, inscription, lignes, totaux):
        """Ce que demande et reçoit un dossier, et combien de financeurs n’ont rien dit ; les manques au passage."""
        demande, accorde, attendus, grille = ZERO, ZERO, 0, self.grille
        for rang, colonne in enumerate(grille.colonnes):
            ligne = lignes.get(colonne.cle)
            if ligne is None:
                continue
            demande += ligne[4] + ligne[5]
            recu = self._recu(ligne)
            if recu:
                accorde += recu
                totaux[rang] += recu
            phrase = self._manque(ligne)
            attendus += phrase == DECISION_MANQUE
            if phrase:
                grille.manques.append((inscription[0], ligne[0], inscription[3], colonne, phrase))
        grille.demande, grille.accorde = grille.demande + demande, grille.accorde + accorde
        grille.a_decider += attendus
        return demande, accorde, attendus

    def _recu(self, ligne):
        decision = self.f.decisions.get(ligne[0])
        if decision:
            return decision[3] + decision[4]
        return (ligne[7] or ZERO) + (ligne[8] or ZERO) if ligne[6] in ACQUISES else ZERO

    def _manque(self, ligne):
        if ligne[6] not in A_DECIDER:
            return ""
        decision = self.f.decisions.get(ligne[0])
        if decision is None:
            return DECISION_MANQUE
        if decision[2] != "accorder":
            return "" if decision[6].strip() else MOTIF_MANQUE
        return self._debiter(ligne[3], decision[3])

    def _debiter(self, enveloppe, montant):
        """Comme à l’acte : les enveloppes se vident dans l’ordre du jour ; ce qui n’y tient pas se dit, et ne la vide pas."""
        if enveloppe not in self.restes:
            return ""
        if montant > self.restes[enveloppe]:
            return ENVELOPPE_INSUFFISANTE
        self.restes[enveloppe] -= montant
        return ""

    def _rang(self, inscription, lignes, demande, accorde, attendus):
        cle, dossier, numero, intitule, _, sigle, nom, *_ = inscription
        porte = dossier in self.f.portes
        return {
            "cle": cle,
            "dossier": dossier,
            "intitule": intitule,
            "reference": f"{self.annee}-{numero:03d}",
            "porteur": sigle or nom,
            "quartiers": ", ".join(q for _, q in self.f.quartiers.get(dossier, ())),
            "cases": [self._case(inscription, lignes.get(c.cle), c, porte) for c in self.grille.colonnes],
            "demande": self._en_chiffres(demande),
            "accorde": "" if porte else self._en_chiffres(accorde),
            "plan": manque(demande, accorde, attendus) if self.est_entiere and not porte else "",
        }

    def _en_chiffres(self, montant):
        """Les mêmes montants reviennent cent fois : chacun ne s’écrit qu’une."""
        if montant not in self.textes:
            self.textes[montant] = nombre(montant)
        return self.textes[montant]

    def _case(self, inscription, ligne, colonne, porte):
        if ligne is None:
            return None
        decision, propose = self.f.decisions.get(ligne[0]), self.f.proposes.get(ligne[0])
        attendue = ligne[6] in A_DECIDER
        note = self._note(inscription, colonne, decision, propose, porte)
        case = {"t": colonne.nom, "demande": self._en_chiffres(ligne[4] + ligne[5]), "note": note, "ton": "", "c": "",
                "propose": self._en_chiffres(propose[0]) if propose and not porte else "?"}  # fmt: skip
        ecrit = colonne.ecrit and attendue and not porte and inscription[0] not in self.f.retraits
        case["classe"] = "c ecrit" if ecrit else "c"
        if porte:
            return case | {"gros": "Retrait", "ton": "forme pause"}
        case["c"] = self._donnees(ligne, decision, propose)
        if decision:
            mot, ton = _MOTS.get(decision[2], ("", ""))
            return case | {"gros": mot or self._en_chiffres(decision[3] + decision[4]), "ton": ton and f"forme {ton}"}
        if attendue:
            return case | {"gros": "à décider", "ton": "forme attente", "classe": f"{case['classe']} tardif"}
        recu = self._recu(ligne)
        mot = self._en_chiffres(recu) if recu else StatutLigne(ligne[6]).label
        return case | {"gros": mot, "ton": "" if recu else f"forme {TONS.get(ligne[6], '')}"}

    def _note(self, inscription, colonne, decision, propose, porte):
        """Ce qui s’ajoute sous le montant : un retrait, une réserve, d’où vient ce qui est proposé."""
        if porte:
            return "membre du porteur"
        notes = []
        if retires := self.f.retires.get((inscription[0], colonne.organisation)):
            notes.append(f"retrait de {', '.join(retires)}")
        if decision and decision[5]:
            notes.append("sous réserve")
        if propose and propose[1]:
            notes.append("scénario choisi")
        return " · ".join(notes)

    def _donnees(self, ligne, decision, propose):
        """Pour le script : ligne, version, choix, contrat, droit commun, demandé, proposé, enveloppe, attend une décision."""
        _, version, choix, contrat, commun = decision[:5] if decision else (0, 0, "", ligne[7], ligne[8])
        montants = (contrat, commun, ligne[4] + ligne[5], propose[0] if propose else ZERO)
        textes = (
            ligne[0],
            version,
            CODES.get(choix, "-"),
            *map(en_texte, montants),
            ligne[3] or 0,
            int(ligne[6] in A_DECIDER),
        )
        return ";".join(map(str, textes))
