"""Ce que tous les papiers d’une séance ont en commun : leur en-tête, leur pied, leur mention, leurs mots."""

from dossiers.fiche import euros
from papiers.document import document, encart
from workflows.templatetags.ecriture import jour, le
from workflows.typographie import composer

PROJET = "Projet"
RIEN = "–"


def papier_de_seance(programmation, titre, blocs, *, projet=PROJET, **forme):
    """Les données d’un papier de cette séance ; tant qu’elle n’est pas actée, il se dit un projet à chaque page."""
    seance = programmation.seance
    donnees = document(
        titre,
        [_avertir(programmation), *blocs],
        auteur=str(seance.campagne.convention.pilote),
        sujets=["contrat de ville", "programmation", str(seance.campagne.annee)],
        sous_titre=f"{seance.intitule}, {le(seance.prevue_le)}",
        entete=f"{titre} · {seance.campagne}",
        pied=_pied(seance),
        projet=projet if programmation.est_un_projet else "",
        **forme,
    )
    return composees(donnees)


def _avertir(programmation):
    if not programmation.est_un_projet:
        return None
    return encart("Projet. La séance n’est pas actée : ce qui se lit ici peut encore changer et n’engage personne.")


def _pied(seance):
    if not seance.est_actee:
        return "Séance non actée"
    return f"Actée le {le(seance.actee_le)} (heure de Paris)\nSceau SHA-256 : {seance.sceau or 'aucun'}"


def composees(valeur):
    """Les mêmes données, chaque texte avec ses espaces insécables."""
    if isinstance(valeur, str):
        return composer(valeur)
    if isinstance(valeur, dict):
        return {cle: v if cle in ("genre", "format") else composees(v) for cle, v in valeur.items()}
    return [composees(v) for v in valeur] if isinstance(valeur, list | tuple) else valeur


def montant(valeur):
    """« 4 000 € », ou un tiret quand rien n’est accordé."""
    return RIEN if valeur is None else euros(valeur)


def montants(accordes):
    """(contrat de ville, droit commun) en mots."""
    return (RIEN, RIEN) if accordes is None else (euros(accordes.contrat_de_ville), euros(accordes.droit_commun))


def precisions(part):
    """La condition, le motif, et de qui vient la décision quand ce n’est pas du guichet lui-même."""
    decision, dits = part.decision, []
    if decision is None:
        return part.ligne.motif
    if decision.condition:
        avant = f", avant le {jour(decision.condition_avant_le)}" if decision.condition_avant_le else ""
        dits.append(f"Sous réserve : {decision.condition.rstrip('.')}{avant}.")
    if decision.motif:
        dits.append(f"Motif : {decision.motif}")
    if decision.pouvoir_id:
        dits.append(f"Sur la parole de {decision.pouvoir.donne_par}.")
    if decision.lien_id:
        dits.append(f"Par le lien remis à {decision.lien.nom}.")
    dits += [f"Changé par l’avenant n° {avenant.numero}." for avenant in part.avenants]
    return "\n".join(dits)


def nom_de_l_enveloppe(enveloppe):
    """« État, P147 · Le Plateau » : le financeur, et à quoi elle est réservée."""
    reserves = [enveloppe.quartier and enveloppe.quartier.nom, enveloppe.enjeu and enveloppe.enjeu.libelle]
    return " · ".join([str(enveloppe.financeur), *filter(None, reserves)])
