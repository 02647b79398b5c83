"""Le relevé de décisions, qui est le procès-verbal : qui était là, ce que chaque financeur a décidé, les totaux, le sceau."""

from gouvernance.papiers.communs import (
    RIEN,
    montant,
    montants,
    nom_de_l_enveloppe,
    papier_de_seance,
    precisions,
)
from gouvernance.papiers.lectures import montants_de, par_enveloppe, sommes
from papiers import document as doc
from workflows.templatetags.ecriture import jour, le

TITRE = "Relevé de décisions"
TITRE_DU_PROJET = "Projet de relevé de décisions"
ENTETES = ["Financeur", "Demandé", "Contrat de ville", "Droit commun", "Décision", "Conditions et motif"]


def releve(programmation):
    """Les données du relevé, les mêmes pour le PDF et le DOCX."""
    titre = TITRE_DU_PROJET if programmation.est_un_projet else TITRE
    blocs = [
        *_seance(programmation),
        *_presences(programmation),
        *_decisions(programmation),
        *_totaux(programmation),
        *_avenants(programmation),
        *_sceau(programmation),
    ]
    return papier_de_seance(programmation, titre, blocs, projet="Projet de relevé")


def _seance(p):
    seance = p.seance
    yield doc.titre("La séance")
    yield doc.fiche(
        [
            ("Séance", seance.intitule),
            ("Date et heure", f"{le(seance.prevue_le)} (heure de Paris)"),
            ("Lieu", seance.lieu),
            ("Convention", str(seance.campagne.convention)),
            ("Exercice", str(seance.campagne.annee)),
            ("Actée", f"le {le(seance.actee_le)} (heure de Paris)" if seance.est_actee else "pas encore"),
            ("Dossiers à l’ordre du jour", str(len(p.actions))),
        ]
    )


# 1. Qui était là ---------------------------------------------------------------------------------------------


def _presences(p):
    yield doc.titre("Qui était là")
    if p.presents:
        gens = [(qui.nom, qui.qualite or RIEN, qui.organisme or RIEN) for qui in p.presents]
        yield doc.tableau(["Présents", "Qualité", "Organisme"], gens)
    else:
        yield doc.texte("Aucune présence n’est encore notée.")
    if p.absents:
        yield doc.titre("Absents", 2)
        yield doc.liste(", ".join(filter(None, (qui.nom, qui.qualite, qui.organisme))) for qui in p.absents)
    if p.pouvoirs:
        yield doc.titre("Paroles de financeurs absents", 2)
        rangs = [(str(x.financeur), x.donne_par, jour(x.donne_le), x.papier) for x in p.pouvoirs]
        yield doc.tableau(["Financeur", "Donnée par", "Le", "Papier qui le dit"], rangs)
    yield from _retraits(p)


def _retraits(p):
    retraits = [
        f"{retrait.personne} n’a pas pris part à la décision sur « {action.dossier.intitule} » ({action.dossier.reference})."
        for action in p.actions
        for retrait in action.retires
    ]
    if retraits:
        yield doc.titre("Retraits", 2)
        yield doc.liste(retraits)


# 2. Les décisions --------------------------------------------------------------------------------------------


def _decisions(p):
    yield doc.titre("Les décisions")
    if not p.actions:
        yield doc.texte("L’ordre du jour est vide.")
    for rang, action in enumerate(p.actions, start=1):
        dossier = action.dossier
        yield doc.titre(f"{rang}. {dossier.intitule}", 2)
        yield doc.texte(
            f"{dossier.reference}, {dossier.organisation}. {action.quartiers}.\nIssue du dossier : {action.issue.lower()}."
        )
        rangs = [_rang(p, part) for part in action.parts.values()]
        yield doc.tableau(ENTETES, rangs, largeurs=[4, 2, 2, 2, 2, 6], droite=(1, 2, 3), taille=8.5)


def _rang(p, part):
    contrat_de_ville, droit_commun = montants(part.decide)
    return [
        str(part.ligne.financeur),
        montant(part.ligne.demande),
        contrat_de_ville,
        droit_commun,
        part.mot,
        precisions(part),
    ]


# 3. Les totaux -----------------------------------------------------------------------------------------------


def _totaux(p):
    yield doc.titre("Les totaux")
    lire = [("Accordé en séance", lambda part: part.decide)]
    if p.avenants:
        lire.append(("Après avenants", lambda part: part.en_vigueur))
    rangs = [_rang_de_total(str(f), [part for _, part in p.parts_de(f)], lire) for f in p.financeurs]
    rangs.append(_rang_de_total("En tout", [part for a in p.actions for part in a.parts.values()], lire))
    yield doc.tableau(
        ["Financeur", "Demandé", *["Contrat de ville", "Droit commun", "En tout"] * len(lire)],
        rangs,
        groupes=[("", 1), ("", 1), *[(dit, 3) for dit, _ in lire]],
        largeurs=[4, 2, *[2, 2, 2] * len(lire)],
        droite=range(1, 2 + 3 * len(lire)),
        total=True,
        taille=8.5,
    )
    debitees = {enveloppe: accorde for enveloppe, accorde in par_enveloppe(p).items() if accorde}
    if debitees:
        yield doc.titre("Ce que débite chaque enveloppe", 2)
        rangs = [(nom_de_l_enveloppe(e), montant(accorde)) for e, accorde in debitees.items()]
        entete = "Accordé, contrat de ville" + (", avenants compris" if p.avenants else "")
        yield doc.tableau(["Enveloppe", entete], rangs, largeurs=[3, 1], droite=(1,))


def _rang_de_total(nom, parts, lire):
    colonnes = [nom, montant(sum((part.ligne.demande for part in parts), 0))]
    for _, comment in lire:
        _, contrat_de_ville, droit_commun = sommes(parts, comment)
        colonnes += [montant(contrat_de_ville), montant(droit_commun), montant(contrat_de_ville + droit_commun)]
    return colonnes


# 4. Après l’acte ---------------------------------------------------------------------------------------------


def _avenants(p):
    if not p.avenants:
        return
    yield doc.titre("Les avenants")
    yield doc.texte("Chacun change une décision de la séance, qui reste lisible plus haut telle qu’elle fut prise.")
    rangs = [
        (
            str(a.numero),
            jour(a.pris_le),
            f"{a.ligne.dossier.intitule} ({a.ligne.dossier.reference})",
            str(a.ligne.financeur),
            _en_un_mot(a.avant),
            _en_un_mot(a.apres),
            a.motif,
        )
        for a in p.avenants
    ]
    entetes = ["N°", "Pris le", "Dossier", "Financeur", "Avant", "Après", "Motif"]
    yield doc.tableau(entetes, rangs, largeurs=[0, 3, 5, 4, 4, 4, 5], taille=8.5)


def _en_un_mot(etat):
    accorde = montants_de(etat)
    if accorde is None:
        return "Rien n’est accordé"
    contrat_de_ville, droit_commun = montants(accorde)
    return f"{contrat_de_ville} (contrat de ville)\n{droit_commun} (droit commun)"


def _sceau(p):
    if not p.seance.sceau:
        return
    yield doc.titre("Le sceau")
    yield doc.texte(
        "Ce condensé (SHA-256) couvre la séance, les présents, l’ordre du jour et chaque décision. Un seul signe changé le "
        "changerait tout. La commande « verifier_seances » le recalcule d’après la base ; chaque avenant porte le "
        "sien, enchaîné à celui-ci."
    )
    yield doc.encart(" ".join(p.seance.sceau[i : i + 8] for i in range(0, 64, 8)))
    yield from [doc.texte(f"Avenant n° {a.numero} : {a.empreinte}") for a in p.avenants]
