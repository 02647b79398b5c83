"""Ce qui mérite un mot sans rien empêcher : chaque avertissement dit ce qu’il voit, et la règle qui le fait parler."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from comptes.models import Nature

PUBLIQUES = {Nature.COMMUNE, Nature.CCAS, Nature.EPCI, Nature.ETAT, Nature.DEPARTEMENT, Nature.REGION,
             Nature.ORGANISME_SOCIAL, Nature.EPLE, Nature.ETABLISSEMENT_PUBLIC, Nature.GIP}  # fmt: skip

# Ni d’où, ni par qui : un porteur n’apprend pas ici qu’un autre a déposé (dossiers/views/jumeaux.py nomme à qui peut lire).
NUMERO_CONNU = "Ce numéro est déjà connu : vérifiez-le, ou écrivez à l’équipe."


@dataclass(frozen=True)
class Avertissement:
    """Une phrase, la règle d’où elle vient, et la partie du dossier où l’on peut y répondre."""

    phrase: str
    regle: str
    partie: str


def pourcentage(part, tout):
    """La part en pour cent, à l’unité ; None quand le tout est nul ou inconnu."""
    if not tout or part is None:
        return None
    return int((Decimal(part) * 100 / tout).quantize(Decimal(1), ROUND_HALF_UP))


def avertissements(dossier):
    """Tous les avertissements de ce dossier, dans l’ordre du formulaire (docs/metier.md §10 et §19)."""
    lignes = list(dossier.lignes.select_related("financeur__organisation"))
    trouves = [
        _habitants_de_qpv(dossier),
        _fonctionnement(dossier),
        _un_seul_financeur(lignes),
        _argent_public(dossier, lignes),
        _derogation_du_p147(dossier, lignes),
        _nature_du_droit_commun(lignes),
        _plus_d_etpt_que_de_personnes(dossier),
        _cible_a_fixer(dossier),
        _bilan_en_retard(dossier),
        _numero_deja_pris(dossier),
    ]
    return [avertissement for avertissement in trouves if avertissement]


def _habitants_de_qpv(dossier):
    part, attendue = pourcentage(dossier.dont_qpv, dossier.beneficiaires_total), dossier.campagne.part_qpv_attendue
    if part is not None and part < attendue:
        return Avertissement(
            f"{part} % des bénéficiaires habitent un QPV.",
            f"L’État attend une majorité d’habitants de QPV ({attendue} % dans cette campagne) ; d’autres publics "
            "s’acceptent quand la mixité est recherchée.",
            "publics",
        )


def _fonctionnement(dossier):
    if dossier.objet == "fonctionnement":
        return Avertissement(
            "La demande porte sur le fonctionnement de l’organisation.",
            "Les crédits de la politique de la ville (P147) financent des projets, pas des structures.",
            "demande",
        )


def _un_seul_financeur(lignes):
    if len(lignes) == 1:
        return Avertissement(
            f"Un seul financeur est sollicité : {lignes[0].financeur}.",
            "En politique de la ville, une action est d’ordinaire financée par plusieurs.",
            "budget",
        )


def _argent_public(dossier, lignes):
    public = sum(x.demande for x in lignes if x.financeur.organisation.nature in PUBLIQUES)
    part, plafond = pourcentage(public, dossier.produits), dossier.campagne.taux_public_maximal
    if part is not None and part > plafond:
        return Avertissement(
            f"{part} % des produits viennent de subventions publiques.",
            f"Au-delà de {plafond} % (réglage de la campagne), les financeurs demandent souvent d’autres ressources.",
            "budget",
        )


def _derogation_du_p147(dossier, lignes):
    demande_a_l_etat = any(
        x.financeur.organisation.nature == Nature.ETAT and x.demande_contrat_de_ville for x in lignes
    )
    quartiers = {quartier.statut for quartier in dossier.quartiers.all()}
    if demande_a_l_etat and quartiers == {"QIC"}:
        return Avertissement(
            "L’État est sollicité pour des quartiers qui ne sont pas des QPV.",
            "Le P147 va aux QPV ; hors QPV, une part de 2,5 % au plus de l’enveloppe départementale, par dérogation.",
            "budget",
        )


def _nature_du_droit_commun(lignes):
    muettes = [str(x.financeur) for x in lignes if x.demande_droit_commun and not x.nature_droit_commun]
    if muettes:
        return Avertissement(
            f"La nature du droit commun n’est pas dite pour {', '.join(muettes)}.",
            "Le droit commun mobilisé se dit en argent, en personnel ou en locaux.",
            "budget",
        )


def _plus_d_etpt_que_de_personnes(dossier):
    lues = [m for m in dossier.moyens_humains.all() if m.personnes is not None and m.etpt is not None]
    trop = [m.get_categorie_display().lower() for m in lues if m.etpt > m.personnes]
    if trop:
        return Avertissement(
            f"Il y a plus d’équivalents temps plein que de personnes : {', '.join(trop)}.",
            "Une personne fait au plus un équivalent temps plein.",
            "moyens",
        )


def _cible_a_fixer(dossier):
    """Après une reconduction surtout : la cible passée est devenue « l’an passé », la nouvelle est vide."""
    sans_cible = [indicateur.libelle for indicateur in dossier.indicateurs.all() if indicateur.cible is None]
    if sans_cible:
        return Avertissement(
            f"La cible est à fixer : {', '.join(sans_cible)}.",
            "Le bilan compare ce qui fut fait à la cible ; sans elle, il n’y a rien à comparer.",
            "indicateurs",
        )


def _bilan_en_retard(dossier):
    attendus = type(dossier).objects.filter(organisation=dossier.organisation_id).qui_doivent_un_bilan()
    en_retard = list(attendus.exclude(pk=dossier.pk).select_related("campagne")[:3])
    if en_retard:
        return Avertissement(
            f"Un bilan manque : {', '.join(autre.reference for autre in en_retard)}.",
            "Le compte rendu financier se rend avant toute nouvelle demande ; un financeur peut refuser sans lui.",
            "demande",
        )


def _numero_deja_pris(dossier):
    numero = dossier.numero_dauphin
    memes = type(dossier).objects.filter(campagne=dossier.campagne_id, numero_dauphin=numero).exclude(pk=dossier.pk)
    if numero and memes.exists():
        return Avertissement(NUMERO_CONNU, "Un numéro Dauphin désigne un seul dossier par exercice.", "demande")
