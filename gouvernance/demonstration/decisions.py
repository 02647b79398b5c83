"""Ce qu’une fiche dit de chaque ligne : sa recevabilité, ce que le comité en décide, ce que l’assemblée en vote."""

from datetime import timedelta

from dossiers.models import Decision

PARTAGE = "L’enveloppe se partage entre plus de demandes que l’an dernier."
DELAI_DE_LA_RESERVE = timedelta(days=75)


def reponse(texte):
    """La recevabilité d’une ligne : (transition, motif). Rien de dit : recevable."""
    choix, _, motif = (texte or "recevable").partition(" : ")
    return f"declarer_{choix.replace(' ', '_')}", motif


def decision(dit, ligne, seance):
    """Un montant, « refuser : motif », « ajourner : motif », « sous réserve : condition » ; rien de dit : accordé entier."""
    demande = {"contrat_de_ville": ligne.demande_contrat_de_ville, "droit_commun": ligne.demande_droit_commun}
    accord = {"choix": Decision.Choix.ACCORDER, **demande}
    if dit is None:
        return accord
    if isinstance(dit, str):
        choix, texte = dit.split(" : ", 1)
        if choix == "sous réserve":
            avant_le = (seance.prevue_le + DELAI_DE_LA_RESERVE).date()
            return {**accord, "condition": texte, "condition_avant_le": avant_le}
        return {"choix": choix, "motif": texte}
    part = "contrat_de_ville" if ligne.demande_contrat_de_ville else "droit_commun"
    return {"choix": Decision.Choix.ACCORDER, part: dit, "motif": PARTAGE if dit < demande[part] else ""}
