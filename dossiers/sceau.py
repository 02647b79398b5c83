"""Le sceau d’une séance : le SHA-256 de tout ce qu’elle a décidé, que quiconque peut recalculer de la base.

Le sceau est sur la séance et dans son journal enchaîné, avec le condensé de chaque part : `verifier_seances` nomme ce qui a
changé. Les avenants ne le changent pas : chacun porte l’empreinte de son
contenu et de ce qui le précède, le sceau d’abord.
"""

from dossiers.models import Avenant, Decision, Dossier, Pouvoir, Recusation
from workflows.journal import ORIGINE, canonique, condense, microsecondes

_DECISION = (
    "ligne_id", "ligne__financeur_id", "choix", "contrat_de_ville", "droit_commun", "motif", "condition",
    "condition_avant_le", "saisie_par_id", "lien_id", "pouvoir_id", "version",
)  # fmt: skip


def contenu_de(seance):
    """Ce que le sceau couvre : la séance, qui était là, qui parlait pour qui, l’ordre du jour et chaque décision."""
    decisions = {}
    lues = Decision.objects.filter(inscription__seance=seance, inscription__retiree_le=None).order_by("ligne_id")
    for inscription, *valeurs in lues.values_list("inscription_id", *_DECISION):
        decisions.setdefault(inscription, []).append(dict(zip(_DECISION, map(_texte, valeurs), strict=True)))
    inscriptions = seance.inscriptions.en_vigueur().values_list("pk", "dossier_id", "suite")
    presents = seance.presences.filter(est_present=True).values_list("nom", "organisme", "qualite")
    return {
        "seance": [seance.pk, seance.temps, seance.intitule, microsecondes(seance.prevue_le), seance.lieu],
        "presents": [list(presence) for presence in presents],
        "voix": _voix(seance),
        "retraits": _retraits(seance),
        "ordre_du_jour": [[dossier, suite, decisions.get(pk, [])] for pk, dossier, suite in inscriptions],
    }


def _voix(seance):
    """Les pouvoirs et les liens par lesquels des absents ont décidé."""
    pouvoirs = Pouvoir.objects.filter(seance=seance).order_by("pk")
    liens = seance.liens_de_guichet.order_by("pk").values_list("pk", "financeur_id", "nom", "confirmee_par_id")
    faits = pouvoirs.values_list("pk", "financeur_id", "donne_par", "donne_le", "papier", "empreinte")
    return {"pouvoirs": [list(map(_texte, p)) for p in faits], "liens": [list(lien) for lien in liens]}


def _retraits(seance):
    lus = Recusation.objects.en_vigueur().filter(inscription__seance=seance).order_by("pk")
    return [list(retrait) for retrait in lus.values_list("inscription_id", "personne_id", "motif")]


def _texte(valeur):
    """Un montant et une date s’écrivent toujours pareil, quelle que soit la base."""
    return valeur if valeur is None or isinstance(valeur, int | str) else str(valeur)


def empreinte_de(seance):
    return _empreinte(contenu_de(seance))


def _empreinte(contenu):
    return condense(canonique(contenu))


def sceller(seance):
    """{sceau, parts} : le sceau, et le condensé abrégé de chaque part, pour dire plus tard laquelle a changé."""
    contenu = contenu_de(seance)
    return {"sceau": _empreinte(contenu), "parts": _parts(contenu)}


def _parts(contenu):
    """{nom de la part: seize signes de son condensé}. L’ordre du jour se lit en deux : son ordre, puis chaque dossier."""
    rangs = contenu["ordre_du_jour"]
    parts = {nom: valeur for nom, valeur in contenu.items() if nom != "ordre_du_jour"}
    parts |= {"ordre": [dossier for dossier, _, _ in rangs]} | {f"dossier {rang[0]}": rang for rang in rangs}
    return {nom: _empreinte(valeur)[:16] for nom, valeur in parts.items()}


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
    acte = seance.passages.filter(transition="acter").order_by("-rang").first()
    fautes, contenu = [], contenu_de(seance)
    if _empreinte(contenu) != seance.sceau:
        fautes += _parts_changees(_parts(contenu), acte) or ["son contenu n’est plus celui qui fut scellé"]
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


_DITES = {
    "seance": "l’intitulé, la date ou le lieu n’est plus celui qui fut scellé",
    "presents": "la feuille de présence n’est plus celle qui fut scellée",
    "voix": "les pouvoirs ou les liens ne sont plus ceux qui furent scellés",
    "retraits": "les retraits ne sont plus ceux qui furent scellés",
    "ordre": "l’ordre du jour n’est plus celui qui fut scellé",
}


def _parts_changees(parts, acte):
    """Les phrases qui nomment chaque part dont le condensé n’est plus celui que le journal a gardé."""
    scellees = acte.donnees.get("parts", {}) if acte else {}
    changees = [nom for nom in {**scellees, **parts} if scellees.get(nom) != parts.get(nom)] if scellees else []
    cles = {nom.removeprefix("dossier ") for nom in changees if nom not in _DITES}
    dossiers = Dossier.objects.filter(pk__in=cles).select_related("campagne")
    references = {f"dossier {d.pk}": d.reference for d in dossiers}
    ce_dossier = "les décisions sur {} ne sont plus celles qui furent scellées"
    return [_DITES.get(nom) or ce_dossier.format(references.get(nom, nom)) for nom in changees]
