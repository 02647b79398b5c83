"""Le tableau de programmation : un rang par dossier, deux colonnes par financeur, des totaux qui se recalculent."""

from dossiers.fiche import euros
from gouvernance.papiers.communs import montants, nom_de_l_enveloppe, papier_de_seance
from gouvernance.papiers.lectures import ZERO, par_enveloppe, sommes
from papiers import document as doc
from papiers.classeur import Feuille, Formule, case, plage
from papiers.tableur import Nature, Titre

TITRE = "Tableau de programmation"
_FIXES = (
    Titre("N°", Nature.ENTIER, 5),
    Titre("Référence", largeur=11),
    Titre("Action", largeur=38),
    Titre("Porteur", largeur=28),
    Titre("Quartier", largeur=20),
    Titre("Enjeu", largeur=28),
    Titre("Demandé", Nature.EUROS, 14),
)
_DEMANDE, _QUARTIER, _ENJEU = 6, 4, 5
_TOTAUX = (
    Titre("Contrat de ville", Nature.EUROS, 14),
    Titre("Droit commun", Nature.EUROS, 14),
    Titre("En tout", Nature.EUROS, 14),
)
_FIN = (Titre("Issue", largeur=13), Titre("Avenants", largeur=12))


# 1. Le classeur ----------------------------------------------------------------------------------------------


def classeur(programmation):
    """Les feuilles : les dossiers, puis les totaux par enjeu et par quartier, puis les enveloppes."""
    feuille = feuille_des_dossiers(programmation)
    return [
        feuille,
        _recapitulatif("Par enjeu", "Enjeu", _ENJEU, feuille, programmation, lambda action: action.enjeu),
        _recapitulatif("Par quartier", "Quartier", _QUARTIER, feuille, programmation, lambda action: action.quartier),
        _enveloppes(programmation),
    ]


def feuille_des_dossiers(programmation):
    titres = (*_FIXES, *_des_financeurs(programmation), *_TOTAUX, *_FIN)
    feuille = Feuille("Programmation", titres, groupes=_groupes(programmation), figees=3)
    for rang, action in enumerate(programmation.actions, start=1):
        feuille.rangs.append(_rang(feuille, programmation, rang, action))
    feuille.total.extend(_total(feuille, programmation))
    return feuille


def _des_financeurs(programmation):
    deux = (Titre("Contrat de ville", Nature.EUROS, 13), Titre("Droit commun", Nature.EUROS, 13))
    return tuple(titre for _ in programmation.financeurs for titre in deux)


def _groupes(programmation):
    vides = [("", 1)] * len(_FIXES)
    return [*vides, *[(str(f), 2) for f in programmation.financeurs], ("Accordé", 3), *[("", 1)] * len(_FIN)]


def _rang(feuille, programmation, rang, action):
    dossier, numero = action.dossier, feuille.premier + rang - 1
    fixes = [
        rang,
        dossier.reference,
        dossier.intitule,
        dossier.organisation.nom,
        action.quartier,
        action.enjeu,
        action.demande,
    ]
    accordes = [_accorde(action, financeur) for financeur in programmation.financeurs]
    cases = [valeur for m in accordes for valeur in ((m.contrat_de_ville, m.droit_commun) if m else (None, None))]
    avenants = sorted(avenant.numero for part in action.parts.values() for avenant in part.avenants)
    _, contrat_de_ville, droit_commun = sommes(action.parts.values())
    debut, fin = len(_FIXES), len(_FIXES) + len(cases)
    return [
        *fixes,
        *cases,
        Formule(_une_sur_deux(numero, debut, fin), contrat_de_ville),
        Formule(_une_sur_deux(numero, debut + 1, fin), droit_commun),
        Formule(f"{case(numero, fin)}+{case(numero, fin + 1)}", contrat_de_ville + droit_commun),
        action.issue_en_vigueur,
        ", ".join(f"n° {n}" for n in avenants) or None,
    ]


def _accorde(action, financeur):
    part = action.parts.get(financeur.pk)
    return part.en_vigueur if part else None


def _une_sur_deux(numero, debut, fin):
    """« SUM(H3,J3,L3) » : les cases d’une même nature, d’un financeur à l’autre."""
    cases = [case(numero, place) for place in range(debut, fin, 2)]
    return f"SUM({','.join(cases)})" if cases else "0"


def _total(feuille, programmation):
    valeurs = _valeurs_du_total(programmation, programmation.actions)
    debut = len(feuille.titres) - len(_FIN) - len(valeurs)
    sommes_ = [Formule(f"SUM({plage(feuille, debut + place)})", valeur) for place, valeur in enumerate(valeurs)]
    return ["Total" if place == 2 else None for place in range(debut)] + sommes_ + [None] * len(_FIN)


def _valeurs_du_total(programmation, actions):
    """Demandé, puis deux montants par financeur, puis les trois totaux : les valeurs que les formules doivent avoir."""
    colonnes = []
    for financeur in programmation.financeurs:
        parts = [action.parts[financeur.pk] for action in actions if financeur.pk in action.parts]
        colonnes += sommes(parts)[1:]
    _, contrat_de_ville, droit_commun = sommes(part for a in actions for part in a.parts.values())
    demande = sum((action.demande for action in actions), ZERO)
    return [demande, *colonnes, contrat_de_ville, droit_commun, contrat_de_ville + droit_commun]


def _recapitulatif(nom, quoi, cle, source, programmation, lire):
    """Une feuille de totaux par enjeu ou par quartier : chaque case additionne la feuille des dossiers."""
    titres = (Titre(quoi, largeur=44), Titre("Dossiers", Nature.ENTIER, 10), *source.titres[_DEMANDE : -len(_FIN)])
    groupes = [("", 1), ("", 1), *source.groupes[_DEMANDE : -len(_FIN)]]
    feuille = Feuille(nom, titres, groupes=groupes)
    groupees = {}
    for action in programmation.actions:
        groupees.setdefault(lire(action), []).append(action)
    for rang, (libelle, actions) in enumerate(sorted(groupees.items())):
        meme = f"--({plage(source, cle, ailleurs=True)}=$A{feuille.premier + rang})"
        valeurs = _valeurs_du_total(programmation, actions)
        sommes_ = [
            Formule(f"SUMPRODUCT({meme},{plage(source, _DEMANDE + place, ailleurs=True)})", valeur)
            for place, valeur in enumerate(valeurs)
        ]
        feuille.rangs.append([libelle, Formule(f"SUMPRODUCT({meme})", len(actions)), *sommes_])
    totaux = [len(programmation.actions), *_valeurs_du_total(programmation, programmation.actions)]
    feuille.total.extend(
        ["Total", *[Formule(f"SUM({plage(feuille, place)})", valeur) for place, valeur in enumerate(totaux, start=1)]]
    )
    return feuille


def _enveloppes(programmation):
    titres = (
        Titre("Enveloppe", largeur=44), Titre("Nature", largeur=14), Titre("Montant", Nature.EUROS, 14),
        Titre("Accordé ici", Nature.EUROS, 14), Titre("Accordé en tout", Nature.EUROS, 15), Titre("Reste", Nature.EUROS, 14),
    )  # fmt: skip
    feuille = Feuille("Enveloppes", titres)
    for rang, (e, ici) in enumerate(par_enveloppe(programmation).items()):
        numero = feuille.premier + rang
        # Avant l’acte, l’enveloppe n’est pas encore débitée de ce qui est saisi.
        en_tout = e.engage + (ici if programmation.est_un_projet else ZERO)
        reste = Formule(f"{case(numero, 2)}-{case(numero, 4)}", e.montant - en_tout)
        feuille.rangs.append([nom_de_l_enveloppe(e), e.get_nature_display(), e.montant, ici, en_tout, reste])
    if feuille.rangs:
        sommes_ = [Formule(f"SUM({plage(feuille, c)})", sum(_nombre(r[c]) for r in feuille.rangs)) for c in range(2, 6)]
        feuille.total.extend(["Total", None, *sommes_])
    return feuille


def _nombre(valeur):
    return valeur.valeur if isinstance(valeur, Formule) else valeur


# 2. Le PDF, en paysage ---------------------------------------------------------------------------------------


def tableau_de_programmation(programmation):
    """Les données du PDF : le même tableau, une colonne de droit commun là où un financeur en accorde."""
    colonnes = _colonnes_utiles(programmation)
    large = len(colonnes) > 6
    blocs = [
        doc.titre("Les actions"),
        _tableau(programmation, colonnes),
        doc.titre("Par enjeu"),
        _par(programmation, "Enjeu", lambda action: action.enjeu),
        doc.titre("Par quartier"),
        _par(programmation, "Quartier", lambda action: action.quartier),
    ]
    return papier_de_seance(programmation, TITRE, blocs, paysage=True, format_="a3" if large else "a4")


def _colonnes_utiles(programmation):
    """[(financeur, parts écrites)] : « Contrat de ville » toujours, « Droit commun » s’il y en a."""
    colonnes = []
    for financeur in programmation.financeurs:
        colonnes.append((financeur, 0))
        if sommes(part for _, part in programmation.parts_de(financeur))[2]:
            colonnes.append((financeur, 1))
    return colonnes


def _tableau(programmation, colonnes):
    dits = ["Contrat de ville", "Droit commun"]
    rangs = [_rang_du_pdf(rang, action, colonnes) for rang, action in enumerate(programmation.actions, start=1)]
    rangs.append(_rang_des_totaux(programmation, colonnes))
    nombre = {f.pk: sum(g.pk == f.pk for g, _ in colonnes) for f in programmation.financeurs}
    return doc.tableau(
        ["N°", "Action", "Porteur", "Quartier", "Demandé", *[dits[quoi] for _, quoi in colonnes], "Accordé", "Issue"],
        rangs,
        groupes=[*[("", 1)] * 5, *[(str(f), nombre[f.pk]) for f in programmation.financeurs], ("", 1), ("", 1)],
        largeurs=[0, 9, 6, 5, 4, *[4] * len(colonnes), 4, 4],
        droite=range(4, 6 + len(colonnes)),
        taille=7.5,
        total=True,
    )


def _rang_du_pdf(rang, action, colonnes):
    accordes = {pk: montants(part.en_vigueur) for pk, part in action.parts.items()}
    cases = [accordes[f.pk][quoi] if f.pk in accordes else "" for f, quoi in colonnes]
    dossier = action.dossier
    quoi = [str(rang), f"{dossier.intitule}\n{dossier.reference}", dossier.organisation.nom, action.quartiers]
    return [*quoi, euros(action.demande), *cases, euros(action.accorde), action.issue_en_vigueur]


def _rang_des_totaux(programmation, colonnes):
    de = {f.pk: sommes(part for _, part in programmation.parts_de(f))[1:] for f in programmation.financeurs}
    valeurs = _valeurs_du_total(programmation, programmation.actions)
    cases = [euros(de[f.pk][quoi]) for f, quoi in colonnes]
    return ["", "Total", "", "", euros(valeurs[0]), *cases, euros(valeurs[-1]), ""]


def _par(programmation, quoi, lire):
    groupees = {}
    for action in programmation.actions:
        groupees.setdefault(lire(action), []).append(action)
    rangs = [_rang_groupe(libelle, actions) for libelle, actions in sorted(groupees.items())]
    rangs.append(_rang_groupe("Total", programmation.actions))
    entetes = [quoi, "Dossiers", "Demandé", "Contrat de ville", "Droit commun", "Accordé"]
    return doc.tableau(entetes, rangs, largeurs=[8, 2, 3, 3, 3, 3], droite=range(1, 6), total=True, taille=8.5)


def _rang_groupe(libelle, actions):
    _, contrat_de_ville, droit_commun = sommes(part for a in actions for part in a.parts.values())
    demande = sum((action.demande for action in actions), ZERO)
    argent = [demande, contrat_de_ville, droit_commun, contrat_de_ville + droit_commun]
    return [libelle, str(len(actions)), *map(euros, argent)]
