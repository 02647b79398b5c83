"""L’extrait d’un financeur, ses lignes et rien d’autre ; l’annexe à la délibération, les seules subventions de la ville."""

from dossiers.fiche import euros
from gouvernance.papiers.communs import RIEN, montant, montants, nom_de_l_enveloppe, papier_de_seance, precisions
from gouvernance.papiers.lectures import ZERO, par_enveloppe, sommes
from papiers import document as doc
from papiers.classeur import Feuille, Formule, case, plage
from papiers.tableur import Nature, Titre

_TITRES = (
    Titre("N°", Nature.ENTIER, 5), Titre("Référence", largeur=11), Titre("Action", largeur=38), Titre("Porteur", largeur=28),
    Titre("SIRET", largeur=16), Titre("Quartier", largeur=20), Titre("Demandé", Nature.EUROS, 14),
    Titre("Contrat de ville", Nature.EUROS, 14), Titre("Droit commun", Nature.EUROS, 14), Titre("En tout", Nature.EUROS, 14),
    Titre("Décision", largeur=12), Titre("Conditions et motif", largeur=50),
)  # fmt: skip
_ARGENT = 6


# 1. L’extrait d’un financeur ---------------------------------------------------------------------------------


def extrait(programmation, financeur):
    """Les données du PDF : les demandes faites à ce financeur, ce qu’il en a décidé, ce que devient son enveloppe."""
    lues = programmation.parts_de(financeur)
    rangs = [_rang(rang, action, part) for rang, (action, part) in enumerate(lues, start=1)]
    rangs.append(["", "Total", "", *_argent(part for _, part in lues), "", ""])
    entetes = [
        "N°",
        "Action",
        "Porteur",
        "Demandé",
        "Contrat de ville",
        "Droit commun",
        "En tout",
        "Décision",
        "Conditions et motif",
    ]
    blocs = [
        doc.titre("Les demandes et leur décision"),
        doc.tableau(entetes, rangs, largeurs=[0, 7, 5, 3, 3, 3, 3, 3, 8], droite=range(3, 7), taille=8, total=True),
        *_enveloppes(programmation, financeur),
    ]
    return papier_de_seance(programmation, f"Décisions du financeur : {financeur}", blocs, paysage=True)


def _rang(rang, action, part):
    dossier, accorde = action.dossier, part.en_vigueur
    return [
        str(rang),
        f"{dossier.intitule}\n{dossier.reference}",
        dossier.organisation.nom,
        euros(part.ligne.demande),
        *montants(accorde),
        montant(accorde and accorde.total),
        part.mot_en_vigueur,
        precisions(part),
    ]


def _argent(parts):
    demande, contrat_de_ville, droit_commun = sommes(parts)
    return [euros(valeur) for valeur in (demande, contrat_de_ville, droit_commun, contrat_de_ville + droit_commun)]


def _enveloppes(programmation, financeur):
    des_siennes = par_enveloppe(programmation, financeur)
    if not des_siennes:
        return
    yield doc.titre("L’enveloppe" if len(des_siennes) == 1 else "Les enveloppes")
    rangs = [_rang_d_enveloppe(programmation, *paire) for paire in des_siennes.items()]
    entetes = ["Enveloppe", "Nature", "Montant", "Accordé ici", "Reste"]
    yield doc.tableau(entetes, rangs, largeurs=[6, 3, 3, 3, 3], droite=(2, 3, 4))


def _rang_d_enveloppe(programmation, enveloppe, ici):
    # Avant l’acte, l’enveloppe n’est pas encore débitée de ce qui est saisi.
    reste = enveloppe.reste - (ici if programmation.est_un_projet else ZERO)
    nature = enveloppe.get_nature_display()
    return [nom_de_l_enveloppe(enveloppe), nature, euros(enveloppe.montant), euros(ici), euros(reste)]


def classeur_de_l_extrait(programmation, financeur):
    """La feuille du même extrait, ses totaux en formules."""
    feuille, lues = Feuille("Décisions", _TITRES, figees=3), programmation.parts_de(financeur)
    for rang, (action, part) in enumerate(lues, start=1):
        feuille.rangs.append(_rang_du_classeur(feuille, rang, action, part))
    demande, contrat_de_ville, droit_commun = sommes(part for _, part in lues)
    valeurs = [demande, contrat_de_ville, droit_commun, contrat_de_ville + droit_commun]
    totaux = [Formule(f"SUM({plage(feuille, _ARGENT + place)})", valeur) for place, valeur in enumerate(valeurs)]
    feuille.total.extend([None, None, "Total", None, None, None, *totaux, None, None])
    return [feuille]


def _rang_du_classeur(feuille, rang, action, part):
    dossier, accorde, numero = action.dossier, part.en_vigueur, feuille.premier + rang - 1
    deux = (accorde.contrat_de_ville, accorde.droit_commun) if accorde else (None, None)
    en_tout = Formule(f"SUM({case(numero, _ARGENT + 1)}:{case(numero, _ARGENT + 2)})", accorde.total if accorde else 0)
    return [
        rang,
        dossier.reference,
        dossier.intitule,
        dossier.organisation.nom,
        dossier.organisation.siret or None,
        action.quartiers,
        part.ligne.demande,
        *deux,
        en_tout,
        part.mot_en_vigueur,
        precisions(part) or None,
    ]


# 2. L’annexe à la délibération -------------------------------------------------------------------------------


def annexe(programmation):
    """Les subventions que le comité propose au vote de l’assemblée de la ville, une par action ; ni refus, ni motif."""
    pilote = programmation.seance.campagne.convention.pilote_id
    de_la_ville = [f for f in programmation.financeurs if f.organisation_id == pilote]
    parts = [couple for financeur in de_la_ville for couple in programmation.parts_de(financeur)]
    accordees = [(action, part) for action, part in parts if part.en_vigueur]
    rangs = [_subvention(rang, action, part) for rang, (action, part) in enumerate(accordees, start=1)]
    rangs.append(["", "Total", "", "", *_argent(part for _, part in accordees)[1:], ""])
    entetes = [
        "N°",
        "Bénéficiaire",
        "SIRET",
        "Action",
        "Contrat de ville",
        "Droit commun",
        "En tout",
        "Sous réserve de",
    ]
    blocs = [
        doc.texte(_presenter(programmation, de_la_ville)),
        doc.tableau(entetes, rangs, largeurs=[0, 6, 5, 7, 3, 3, 3, 5], droite=(4, 5, 6), taille=8.5, total=True),
        doc.texte(_ce_qui_n_y_est_pas(len(parts) - len(accordees))),
    ]
    return papier_de_seance(programmation, "Annexe à la délibération", blocs, paysage=True)


def _presenter(programmation, de_la_ville):
    seance = programmation.seance
    guichets = ", ".join(f.dispositif for f in de_la_ville if f.dispositif)
    au_titre = f" ({guichets})" if guichets else ""
    return (
        f"{seance.campagne.convention.pilote}{au_titre} : subventions proposées au vote pour l’exercice "
        f"{seance.campagne.annee}, telles que le comité des financeurs les a retenues. Elles ne valent qu’une fois votées."
    )


def _subvention(rang, action, part):
    dossier, accorde = action.dossier, part.en_vigueur
    reserve = (part.reserve if part.decide else "") or RIEN
    return [
        str(rang),
        dossier.organisation.nom,
        dossier.organisation.siret or "non renseigné",
        f"{dossier.intitule}\n{dossier.reference}",
        *montants(accorde),
        euros(accorde.total),
        reserve,
    ]


def _ce_qui_n_y_est_pas(autres):
    if not autres:
        return "Toutes les demandes faites à la ville y figurent."
    s = "s" if autres > 1 else ""
    return f"{autres} autre{s} demande{s} faite{s} à la ville n’y figure{'nt' if s else ''} pas : rien n’y est accordé."
