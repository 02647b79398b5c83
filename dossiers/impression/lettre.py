"""Une lettre de notification en PDF : son texte tel qu’il est gardé, qui l’écrit, à qui, son empreinte."""

from papiers.pdf import papier
from workflows.templatetags.ecriture import jour
from workflows.typographie import composer

APERCU = "Aperçu, pas envoyé"
_PUCES = ("– ", "- ", "• ")


def lettre_en_pdf(lettre):
    """Les octets d’une lettre partie. Lève `papiers.pdf.PapierImpossible`."""
    pied = f"Envoyée le {jour(lettre.le)}\nEmpreinte SHA-256 : {lettre.empreinte}"
    return papier(
        "lettre",
        donnees_de_la_lettre(lettre.dossier, lettre.objet, lettre.corps, lettre.le, pied=pied),
        instant=lettre.le,
    )


def apercu_en_pdf(dossier, objet, corps, le):
    """Les octets de la lettre que l’on enverrait maintenant ; elle se dit un aperçu."""
    donnees = donnees_de_la_lettre(dossier, objet, corps, le, pied=APERCU, mention=APERCU)
    return papier("lettre", donnees | {"filigrane": "APERÇU"}, instant=le)


def donnees_de_la_lettre(dossier, objet, corps, le, *, pied, mention=""):
    pilote = str(dossier.campagne.convention.pilote)
    return {
        "titre": composer(objet),
        "auteur": pilote,
        "sujets": ["contrat de ville", "notification", dossier.reference],
        "entete": composer(f"Contrat de ville · dossier {dossier.reference}"),
        "mention": composer(mention),
        "pied": composer(pied),
        "expediteur": pilote,
        "service": "Équipe politique de la ville",
        "destinataire": dossier.organisation.nom,
        "lieu_et_jour": composer(f"Le {jour(le)}"),
        "references": composer(f"Dossier {dossier.reference}, exercice {dossier.campagne.annee}"),
        "blocs": blocs_de(corps),
    }


def blocs_de(corps):
    """Le texte en paragraphes et en listes : [{"genre": "texte", "texte"} | {"genre": "liste", "elements"}]."""
    blocs = []
    for ligne in corps.split("\n"):
        if ligne.startswith(_PUCES):
            if not blocs or blocs[-1]["genre"] != "liste":
                blocs.append({"genre": "liste", "elements": []})
            blocs[-1]["elements"].append(ligne[2:].strip())
        elif not ligne.strip():
            blocs.append({"genre": "vide"})
        elif blocs and blocs[-1]["genre"] == "texte":
            blocs[-1]["texte"] += f"\n{ligne}"
        else:
            blocs.append({"genre": "texte", "texte": ligne})
    return [bloc for bloc in _une_liste_par_suite(blocs) if bloc["genre"] != "vide"]


def _une_liste_par_suite(blocs):
    """Une ligne vide entre deux éléments ne coupe pas une liste."""
    suite = []
    for rang, bloc in enumerate(blocs):
        entre_deux = bloc["genre"] == "vide" and rang + 1 < len(blocs) and blocs[rang + 1]["genre"] == "liste"
        if entre_deux and suite and suite[-1]["genre"] == "liste":
            continue
        if bloc["genre"] == "liste" and suite and suite[-1]["genre"] == "liste":
            suite[-1]["elements"] += bloc["elements"]
            continue
        suite.append(bloc)
    return suite
