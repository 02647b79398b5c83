"""Une case de la grille : ce que l’on y tape se lit à la française, s’écrit par l’action, et rien ne s’y perd en silence."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from dossiers import actions
from dossiers.models import Decision
from gouvernance.financeurs.forms import CHAMPS, DecisionForm
from workflows.moteur import Blocage
from workflows.requete import AUCUNE, entier
from workflows.saisies import MontantField
from workflows.temps import maintenant

ZERO = Decimal(0)
LETTRES = {"r": "refuser", "a": "ajourner"}
CODES = {"accorder": "o", "refuser": "r", "ajourner": "j"}  # ce que le script lit d’une case ; « - » : rien encore
SANS_MONTANT = "Écrivez le montant accordé : un accord vaut plus de 0 €. Pour refuser, tapez R."
_MONTANT = MontantField()
VIDE = "Écrivez un montant, « R » pour refuser ou « A » pour ajourner."
HORS_SEANCE = "Cette case n’est pas de cette séance : rechargez la grille."
PERIMEE = "Cette case a changé depuis que vous l’avez lue : rechargez la grille."
DROIT_COMMUN_DEJA = "Le droit commun noté dépasse ce total : ouvrez le détail de la case pour le changer."


class CaseRefusee(Exception):
    """Ce qui fut tapé ne se lit pas, ou il y manque quelque chose. `erreurs` : {champ: phrase}, « » pour la case entière."""

    def __init__(self, erreurs, form=None):
        self.erreurs, self.form = erreurs, form
        super().__init__(self.phrase)

    @property
    def phrase(self):
        return " ".join(self.erreurs.values())


class CaseDisputee(Exception):
    """Quelqu’un a écrit entre-temps : `decision` est ce qui est écrit, à montrer à côté de ce que l’on tapait."""

    def __init__(self, decision):
        self.decision = decision
        super().__init__(f"{decision.auteur} a changé cette case entre-temps.")


def ecrire_une_case(seance, inscription, ligne, valeurs, *, par=None, lien=None):
    """Écrit une case de la grille et rend sa `Decision`. Le chemin unique d’une personne (`par`) et d’un lien (`lien`).

    `valeurs`, en texte : `version` (celle que l’on avait sous les yeux, 0 si la case était vide), puis ou bien `saisie`
    (« 1 234,50 », « 3 000 + 500 » pour contrat de ville et droit commun, « R », « A »), ou bien le détail : choix,
    contrat_de_ville, droit_commun, motif, condition, condition_avant_le. Tout autre champ est sans effet.
    Lève `CaseRefusee` (saisie illisible), `CaseDisputee` (quelqu’un d’autre vient d’écrire), `Blocage` (séance, retrait,
    pouvoir), `PermissionDenied` (la colonne d’un autre).
    """
    if inscription.seance_id != seance.pk or ligne.dossier_id != inscription.dossier_id:
        raise Blocage(HORS_SEANCE)
    vue = entier(valeurs.get("version"), AUCUNE)
    ecrite = (
        decision_de(inscription, ligne) if vue else None
    )  # une case que l’on a vue vide : l’action dira si elle ne l’est plus
    lues = lire(valeurs, ligne, ecrite)
    if (ecrite.version if ecrite else 0) != vue:
        return _deja_ecrite(ecrite, lues, par, lien)
    try:
        return actions.saisir(inscription, ligne, par=par, lien=lien, version=vue, **lues)
    except Blocage:
        depuis = decision_de(inscription, ligne)
        if depuis and depuis.version != vue:
            return _deja_ecrite(depuis, lues, par, lien)
        raise


def decision_de(inscription, ligne):
    decisions = Decision.objects.select_related("saisie_par", "lien", "pouvoir")
    return decisions.filter(inscription=inscription, ligne=ligne).first()


def _deja_ecrite(decision, lues, par, lien):
    """Le même envoi revenu deux fois (réseau coupé après l’écriture) est déjà fait ; tout le reste est une dispute."""
    if decision is None:
        raise Blocage(PERIMEE)
    a_moi = decision.lien_id == lien.pk if lien else decision.saisie_par_id == par.pk
    if a_moi and all(getattr(decision, champ) == valeur for champ, valeur in lues.items()):
        return decision
    raise CaseDisputee(decision)


def lire(valeurs, ligne, decision=None):
    """Les valeurs propres d’une case, d’après ce qui fut tapé ; lève `CaseRefusee` avec une phrase par champ fautif."""
    if "saisie" in valeurs:
        valeurs = _de_la_frappe(valeurs, decision)
        if valeurs["choix"] == Decision.Choix.ACCORDER:
            return valeurs  # deux montants déjà lus : rien de plus à relire
    form = DecisionForm(
        {f"l{ligne.pk}-{champ}": valeurs[champ] for champ in CHAMPS if champ in valeurs}, ligne=ligne, decision=decision
    )
    if not form.is_valid():
        raise CaseRefusee({champ: " ".join(phrases) for champ, phrases in form.errors.items()}, form)
    if form.est_vide:
        raise CaseRefusee({"choix": VIDE}, form)
    return form.valeurs()


def _de_la_frappe(valeurs, decision):
    """Ce que dit une frappe : un montant accorde, R refuse, A ajourne. Un accord déjà noté garde sa réserve et son motif."""
    frappe = str(valeurs["saisie"]).strip()
    motif = str(valeurs.get("motif", ""))
    if not frappe:
        raise CaseRefusee({"": VIDE})
    if frappe.lower() in LETTRES:
        return {"choix": LETTRES[frappe.lower()], "motif": motif}
    accord = decision if decision and decision.choix == Decision.Choix.ACCORDER else None
    contrat, commun = _montants(frappe, accord)
    if not contrat and not commun:
        raise CaseRefusee({"": SANS_MONTANT})
    garde = {nom: getattr(accord or Decision(), nom) for nom in ("motif", "condition", "condition_avant_le")}
    return garde | {"choix": "accorder", "contrat_de_ville": contrat, "droit_commun": commun}


def _montants(frappe, accord):
    """(contrat de ville, droit commun). Un total seul garde le droit commun déjà noté : la différence va au contrat de ville."""
    try:
        parts = [_MONTANT.clean(part) for part in frappe.split("+", 1)]
    except ValidationError as erreur:
        raise CaseRefusee({"": " ".join(erreur.messages)}) from None
    if None in parts:
        raise CaseRefusee({"": VIDE})
    if len(parts) == 2:
        return parts[0], parts[1]
    commun = accord.droit_commun if accord else ZERO
    if commun and parts[0] < commun:
        raise CaseRefusee({"": DROIT_COMMUN_DEJA})
    return parts[0] - commun, commun


def en_texte(montant):
    """2700.5 → « 2700.50 » : un montant pour le script, qui en fait des centimes et n’additionne que des entiers."""
    return f"{montant or ZERO:.2f}"


def case_lue(decision, enveloppe=None):
    """Une case telle que le navigateur la reçoit : clés, version, décision, auteur, instant ; montants en euros. Aucun motif."""
    return {
        "i": decision.inscription_id,
        "l": decision.ligne_id,
        "v": decision.version,
        "k": CODES[decision.choix],
        "m": en_texte(decision.contrat_de_ville),
        "d": en_texte(decision.droit_commun),
        "r": int(bool(decision.condition)),
        "par": decision.auteur,
        "le": int((decision.saisie_le or maintenant()).timestamp() * 1_000_000),
    }
