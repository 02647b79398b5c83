"""Le dossier dans l’ordre du CERFA 12156 : ce que le papier montre, rubrique par rubrique. Ni état, ni décision."""

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from dossiers.fiche import euros
from dossiers.impression.budget import budget_de, cotes
from dossiers.impression.lecture import envois_de
from dossiers.models.budget import Sens
from papiers.pdf import papier
from workflows.templatetags.ecriture import le
from workflows.typographie import composer

_ORDRE = Path(__file__).resolve().parent.parent / "donnees" / "cerfa.toml"
LONG = 140  # au-delà, ou sur plusieurs paragraphes, un texte se lit sous son titre plutôt que dans une case
AUTRES = "Autres renseignements"
SANS_DEPOT = "Aucune attestation : un signataire les coche au moment de déposer."
SANS_ATTESTATION = "Aucune attestation n’a été cochée avec cet envoi."
SUBVENTIONS = ["Financeur", "Droit commun", "Contrat de ville", "En tout", "Part des produits", "Où en est la demande"]
ALTERE = "Attention : le contenu gardé ne correspond plus à son empreinte. Prévenez l’équipe politique de la ville."


def dossier_en_pdf(imprime):
    """Les octets du dossier imprimé. Lève `papiers.pdf.PapierImpossible`."""
    return papier("dossier", donnees_du_dossier(imprime), instant=imprime.instant)


def donnees_du_dossier(imprime):
    dossier = imprime.dossier
    intitule = imprime.champs["intitule"][1] or dossier.intitule
    return {
        "titre": f"{intitule} – demande de subvention {imprime.champs['reference'][1]}",
        "auteur": imprime.champs["organisation"][1],
        "sujets": ["demande de subvention", "contrat de ville", imprime.champs["reference"][1]],
        "entete": composer(f"Demande de subvention · dossier {imprime.champs['reference'][1]}"),
        "mention": composer(imprime.mention),
        "pied": pied(imprime),
        "organisation": imprime.champs["organisation"][1],
        "avis": [composer(phrase) for phrase in _avis(imprime)],
        "sections": _sections(imprime),
    }


def pied(imprime):
    """Ce que dit le bas de chaque page : la date de l’envoi et l’empreinte ; d’un brouillon, sa dernière modification."""
    if not imprime.exemplaire:
        return composer(f"Modifié le {le(imprime.instant)} (heure de Paris)")
    recu = f"Exemplaire {imprime.exemplaire.rang}, reçu le {le(imprime.exemplaire.le)} (heure de Paris)"
    return composer(f"{recu}\nEmpreinte SHA-256 : {imprime.exemplaire.empreinte}")


def _avis(imprime):
    yield "Ce document reprend l’ordre du formulaire CERFA 12156, il ne le remplace pas."
    if not imprime.exemplaire:
        yield f"{imprime.mention}. Son contenu peut encore changer."
        return
    if not imprime.exemplaire.est_intact():
        yield ALTERE
    envois = envois_de(imprime.dossier)
    rang = imprime.exemplaire.rang
    par = _par(envois[rang - 1], imprime.dit_les_noms) if rang <= len(envois) else ""
    yield (
        f"Il reproduit le dossier tel qu’il fut envoyé le {le(imprime.exemplaire.le)}, heure de Paris,{par}".rstrip(",")
        + "."
    )


def _par(envoi, dit_les_noms):
    return f" par {envoi.nom} ({envoi.role})" if dit_les_noms else f" par : {envoi.role}"


# Les rubriques ---------------------------------------------------------------------------------------------


@cache
def _ordre():
    return tomllib.loads(_ORDRE.read_text(encoding="utf-8"))


def _nommes(section):
    return [*section.get("champs", ()), *(c for groupe in section.get("groupe", ()) for c in groupe["champs"])]


def _sections(imprime):
    champs = _lisibles(imprime)
    dits = [motif for section in _ordre()["section"] for motif in _nommes(section)]
    return [
        {
            "titre": s["titre"],
            "nouvelle_page": s.get("nouvelle_page", False),
            "blocs": list(_blocs(imprime, champs, s, dits)),
        }
        for s in _ordre()["section"]
    ]


def _blocs(imprime, champs, section, dits):
    if section.get("budget"):
        yield from _blocs_du_budget(budget_de(imprime.champs))
        return
    if section.get("attestations"):
        yield from _blocs_des_attestations(imprime)
        return
    groupes = [{"titre": "", "champs": section.get("champs", [])}, *section.get("groupe", ())]
    trouves = [(groupe["titre"], _trouver(champs, groupe["champs"])) for groupe in groupes]
    trouves.append((AUTRES, _reste(imprime, champs, section.get("reste"), dits)))
    blocs = [bloc for titre, champs in trouves if champs for bloc in _bloc(titre, champs)]
    yield from blocs or [{"genre": "texte", "texte": composer(section.get("vide", "Rien n’est renseigné."))}]


def _lisibles(imprime):
    """Les champs que lit la personne : sans ceux qui en nomment une, si elle ne lit pas les noms."""
    caches = () if imprime.dit_les_noms else _ordre()["nominatifs"]
    return {code: c for code, c in imprime.champs.items() if not any(fnmatchcase(code, motif) for motif in caches)}


def _trouver(champs, motifs):
    """Les champs que nomment ces motifs, dans leur ordre : [(libellé, texte)]."""
    return [champs[code] for motif in motifs for code in champs if fnmatchcase(code, motif)]


def _reste(imprime, lisibles, ou, dits):
    """Ce qu’aucune rubrique ne nomme : il s’imprime quand même."""
    parties = [p for p in imprime.contenu if p["code"] not in ("budget", "attestations")]
    parties = [p for p in parties if ou and (p["code"] == "organisation") == (ou == "organisation")]
    champs = [c for partie in parties for c in partie["champs"]]
    codes = [c["code"] for c in champs if c["code"] in lisibles]
    return [lisibles[code] for code in codes if not any(fnmatchcase(code, motif) for motif in dits)]


def _bloc(titre, champs):
    """Des cases, et les textes longs sous leur propre titre, dans l’ordre du formulaire."""
    case = {"genre": "fiche", "titre": titre, "champs": []}
    for libelle, texte in champs:
        if len(texte) <= LONG and texte.count("\n") < 4:
            case["champs"].append({"libelle": composer(libelle), "texte": texte})
            continue
        if case["champs"]:
            yield case
        case = {"genre": "fiche", "titre": "", "champs": []}
        yield {"genre": "texte", "titre": composer(libelle), "texte": texte}
    if case["champs"]:
        yield case


# L’argent et les engagements ----------------------------------------------------------------------------------


def _blocs_du_budget(budget):
    yield {"genre": "budget", "cotes": cotes(budget)}
    if not budget.demandes:
        return
    yield {
        "genre": "tableau",
        "titre": composer("Les subventions demandées"),
        "entetes": SUBVENTIONS,
        "colonnes": [3, 2, 2, 2, 2, 2],
        "droite": [1, 2, 3, 4],
        "rangs": [{"cellules": _cellules(d, budget)} for d in budget.demandes],
    }
    yield {"genre": "liste", "titre": composer("Ce que représente chaque demande"), "elements": phrases(budget)}


def _cellules(d, budget):
    parts = [euros(montant) if montant else "non demandé" for montant in (d.droit_commun, d.contrat_de_ville)]
    montants = [*parts, euros(d.montant)]
    return [d.financeur, *montants, budget.part(d), d.precisions]


def phrases(budget):
    """La phrase du formulaire, une par financeur, et le taux que l’on calcule pour lui."""
    total = euros(budget.total(Sens.PRODUIT))
    return [composer(_phrase(d, budget.part(d), total)) for d in budget.demandes]


def _phrase(demande, part, total):
    debut = f"{demande.financeur} : La subvention sollicitée de {euros(demande.montant)}, objet de la présente demande,"
    if not part:
        return f"{debut} ne se rapporte encore à aucun produit : le total des produits du projet est nul."
    return f"{debut} représente {part} du total des produits du projet ({total}, hors contributions volontaires)."


def _blocs_des_attestations(imprime):
    if not imprime.attestations:
        yield {
            "genre": "texte",
            "texte": composer(SANS_DEPOT if imprime.exemplaire is None else SANS_ATTESTATION),
        }
    for qui in dict.fromkeys(libelle for libelle, _ in imprime.attestations):
        textes = [texte for libelle, texte in imprime.attestations if libelle == qui]
        yield {"genre": "liste", "titre": qui, "elements": [composer(texte) for texte in textes]}
