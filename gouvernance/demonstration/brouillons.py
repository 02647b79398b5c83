"""Écrire un dossier de la démonstration : son projet, son budget en équilibre, une ligne par financeur."""

from decimal import Decimal

from dossiers import actions
from dossiers.models import Ligne, PosteBudgetaire
from gouvernance.demonstration import projet
from gouvernance.demonstration.ensemble import associer, convention_pluriannuelle, filiation
from workflows.moteur import modifier
from workflows.temps import maintenant

MENTION = " (démonstration)"
AUTOFINANCEMENT = "insufprevisionnel"


def ouvrir(cadre, acteurs, fiche, campagne, par, precedent=None):
    """Le brouillon tel que la fiche le décrit ; ce qu’elle tait reste vide, comme dans un vrai brouillon."""
    total, qpv, qic = fiche.get("publics") or [None] * 3
    debut, fin = cadre.calendrier.periode(fiche["exercice"], *fiche["periode"]) if "periode" in fiche else (None, None)
    convention = fiche.get("convention", "bethune")
    suite = filiation(precedent, campagne) | convention_pluriannuelle(fiche, campagne)
    dossier = actions.ouvrir_un_dossier(
        campagne,
        acteurs.organisations[fiche["porteur"]],
        par=par,
        intitule=fiche["intitule"],
        saisi_par_l_equipe="dauphin" in fiche,
        description=fiche["description"] + MENTION if fiche.get("description") else "",
        objectif_principal=cadre.objectif(fiche["objectif"], convention) if fiche.get("objectif") else None,
        date_debut=debut,
        date_fin=fin,
        beneficiaires_total=total,
        dont_qpv=qpv,
        dont_qic=0 if qic is None and qpv is not None else qic,
        **{"numero_dauphin": fiche.get("dauphin", ""), **suite},
    )
    dossier.quartiers.set(cadre.quartiers[slug] for slug in fiche.get("quartiers", ()))
    dossier.tranches_age.set(cadre.tranches[code] for code in fiche.get("tranches", ()))
    dossier.objectifs_secondaires.set(cadre.objectif(texte, convention) for texte in fiche.get("secondaires", ()))
    _budgeter(dossier, acteurs, fiche)
    if fiche.get("description") and "publics" in fiche:  # un brouillon à peine commencé le reste
        projet.completer(dossier, dossier.numero, MENTION)
    associer(dossier, acteurs, fiche)
    return dossier


def _budgeter(dossier, acteurs, fiche):
    """Les postes et les lignes ; ce qui manque aux produits est l’autofinancement, sauf si la fiche l’oublie."""
    postes = {"charge": fiche.get("charges", {}), "produit": dict(fiche.get("produits", {}))}
    demandes = {cle: dit if isinstance(dit, list) else [0, dit] for cle, dit in fiche.get("demandes", {}).items()}
    produits = sum(postes["produit"].values()) + sum(map(sum, demandes.values()))
    manque = sum(postes["charge"].values()) - produits
    if manque > 0 and not fiche.get("desequilibre"):
        postes["produit"][AUTOFINANCEMENT] = manque
    PosteBudgetaire.objects.bulk_create(
        PosteBudgetaire(dossier=dossier, sens=sens, compte=compte, montant=Decimal(montant))
        for sens, comptes in postes.items()
        for compte, montant in comptes.items()
    )
    Ligne.objects.bulk_create(
        Ligne(
            dossier=dossier,
            financeur=acteurs.guichets[cle],
            demande_droit_commun=Decimal(droit_commun),
            demande_contrat_de_ville=Decimal(contrat_de_ville),
            nature_droit_commun="financier" if droit_commun else "",
        )
        for cle, (droit_commun, contrat_de_ville) in demandes.items()
    )


def retoucher(dossier, par, ajout):
    """Une modification du porteur, par la porte des modifications : une phrase de plus, une version de plus."""
    with modifier(dossier, version=type(dossier).objects.values_list("version", flat=True).get(pk=dossier.pk)) as frais:
        frais.description = f"{frais.description.removesuffix(MENTION)} {ajout}{MENTION}"
        frais.modifie_par, frais.modifie_le = par, maintenant()
