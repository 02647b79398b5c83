"""Le sceau d’une séance : le SHA-256 de tout ce qu’elle a décidé, que quiconque peut recalculer de la base.

Le sceau est sur la séance et dans son journal enchaîné. Les avenants ne le changent pas : chacun porte l’empreinte de son
contenu et de ce qui le précède, le sceau d’abord.
"""

from dossiers.models import Avenant, Decision
from workflows.journal import ORIGINE, canonique, condense, microsecondes

_DECISION = (
    "ligne_id", "ligne__financeur_id", "choix", "contrat_de_ville", "droit_commun", "motif", "condition",
    "condition_avant_le", "saisie_par_id", "lien_id", "pouvoir_id", "version",
)  # fmt: skip


def contenu_de(seance):
    """Ce que le sceau couvre : la séance, qui était là, l’ordre du jour et chaque décision."""
    decisions = {}
    lues = Decision.objects.filter(inscription__seance=seance, inscription__retiree_le=None).order_by("ligne_id")
    for inscription, *valeurs in lues.values_list("inscription_id", *_DECISION):
        decisions.setdefault(inscription, []).append(dict(zip(_DECISION, map(_texte, valeurs), strict=True)))
    inscriptions = seance.inscriptions.en_vigueur().values_list("pk", "dossier_id", "suite")
    return {
        "seance": [seance.pk, seance.temps, seance.intitule, microsecondes(seance.prevue_le), seance.lieu],
        "presents": [
            list(presence)
            for presence in seance.presences.filter(est_present=True).values_list("nom", "organisme", "qualite")
        ],
        "ordre_du_jour": [[dossier, suite, decisions.get(pk, [])] for pk, dossier, suite in inscriptions],
    }


def _texte(valeur):
    """Un montant et une date s’écrivent toujours pareil, quelle que soit la base."""
    return valeur if valeur is None or isinstance(valeur, int | str) else str(valeur)


def empreinte_de(seance):
    return condense(canonique(contenu_de(seance)))


def sceller_l_avenant(avenant):
    """Pose sur un avenant l’empreinte de ce qui le précède et la sienne."""
    precedent = Avenant.objects.filter(seance=avenant.seance_id).order_by("-numero").first()
    avenant.empreinte_precedente = precedent.empreinte if precedent else avenant.seance.sceau or ORIGINE
    avenant.empreinte = _empreinte_de_l_avenant(avenant)


def _empreinte_de_l_avenant(avenant):
    return condense(
        canonique(
            {
                "seance": avenant.seance_id,
                "numero": avenant.numero,
                "ligne": avenant.ligne_id,
                "pris_le": str(avenant.pris_le),
                "motif": avenant.motif,
                "avant": avenant.avant,
                "apres": avenant.apres,
                "par": avenant.par_id,
                "le": microsecondes(avenant.le),
                "precedente": avenant.empreinte_precedente,
            }
        )
    )


def fautes_du_sceau(seance):
    """Les phrases qui disent ce qui ne va pas dans une séance actée ; aucune : elle est telle qu’elle fut actée."""
    if not seance.sceau:
        return ["actée sans sceau"]
    fautes = []
    if empreinte_de(seance) != seance.sceau:
        fautes.append("son contenu n’est plus celui qui fut scellé")
    acte = seance.passages.filter(transition="acter").order_by("-rang").first()
    if acte is None or acte.donnees.get("sceau") != seance.sceau:
        fautes.append("son journal ne porte pas ce sceau")
    precedente = seance.sceau
    for rang, avenant in enumerate(seance.avenants.order_by("numero"), 1):
        if (avenant.numero, avenant.empreinte_precedente) != (rang, precedente):
            fautes.append(f"l’avenant n° {avenant.numero} ne suit pas ce qui le précède")
        if _empreinte_de_l_avenant(avenant) != avenant.empreinte:
            fautes.append(f"l’avenant n° {avenant.numero} n’est plus celui qui fut pris")
        precedente = avenant.empreinte
    return fautes
