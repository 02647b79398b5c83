"""La page d’un dossier : où il en est, ce qui suit, ce qui manque, l’argent, le projet, le journal."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comptes.acces import CONNECTE, ouvert_a
from dossiers import regles
from dossiers.actions.dauphin import note_dauphin
from dossiers.models import Bilan, Dossier, Lettre, Ligne, Partenariat, PassageDossier, pieces_demandees
from dossiers.models.budget import Sens, sommer
from dossiers.statuts import Statut, StatutLigne
from dossiers.views import communs
from dossiers.views.a_plusieurs import ensemble
from dossiers.views.chemin import chemin
from dossiers.views.en_bref import en_bref, poser_les_propositions
from dossiers.views.pieces import resume_des_pieces
from dossiers.views.plan import plan_de
from workflows.composee import composee
from workflows.moteur import transitions_de

SANS_DEPOT = (Statut.BROUILLON, Statut.INCOMPLET)
_SANS_LETTRE = (*SANS_DEPOT, Statut.DEPOSE, Statut.RECEVABLE, Statut.IRRECEVABLE)  # nul comité n’en a encore décidé
_LIBELLES = {
    (modele, t.name): t.custom["fait"]
    for modele in (Dossier, Ligne, Bilan, Partenariat)
    for t in transitions_de(modele)
}
_LIBELLES[Ligne, "verser"] = "Versement enregistré"
_LIBELLES[Ligne, "corriger_un_versement"] = "Versement corrigé"
_LIBELLES[Dossier, "affecter"] = "Référent affecté"
_LIBELLES[Dossier, "noter_dauphin"] = "Dépôt sur Dauphin noté"
_LIBELLES[Dossier, "prevenir_le_signataire"] = "Signataire prévenu"
_LIBELLES[Dossier, "reconduire"] = "Repris d’une année passée"


@dataclass(frozen=True)
class LigneLue:
    """Une ligne telle que cette personne peut la lire : sans décision tant qu’elle n’est pas lisible."""

    ligne: Ligne
    statut: StatutLigne
    decision_se_lit: bool
    gestes: list
    peut_verser: bool

    @property
    def prefixe(self):
        return f"ligne-{self.ligne.pk}"


@dataclass(frozen=True)
class Ecrit:
    """Un passage du journal, en mots."""

    passage: PassageDossier
    fait: str


@ouvert_a(CONNECTE)
@require_safe
def dossier(request, pk):
    lu = communs.ouvrir(request, pk)
    if not lu.est_lu_en_entier:
        return render(
            request, "dossiers/catalogue.html", _projet(lu) | {"dossier": lu, "statut": lu.statut_pour(request.user)}
        )
    lu.lire_ses_listes("quartiers", "objectifs_secondaires", "tranches_age", "postes", "partenariats")
    lignes, postes = communs.lignes_de(lu), list(lu.postes.all())
    sommer(lu, lignes, postes)
    poser_les_propositions(lignes, lu, request.user)
    contexte = _suite(lu, request.user) | _argent(lu, lignes, postes, request.user) | _projet(lu)
    contexte |= {"plan": plan_de(lu, request.user), "suit_l_instruction": regles.suit_l_instruction(lu, request.user)}
    contexte |= ensemble(lu, request.user)
    contexte |= en_bref(lu, request.user)
    return render(request, "dossiers/dossier.html", contexte | {"ecrits": _journal(lu, request.user)})


def _suite(lu, personne):
    statut = lu.statut_pour(personne)
    redige = regles.redige(lu, personne)
    a_completer = statut in SANS_DEPOT and (regles.porteur(lu, personne) or redige)
    return {
        "dossier": lu,
        "statut": statut,
        "chemin": chemin(lu, personne),
        "redige": redige,
        "est_porteur": regles.porteur(lu, personne),
        "lit_les_noms": regles.lit_les_noms(lu, personne),
        "recopie_possible": note_dauphin(lu, personne),
        "gestes": communs.gestes(lu, personne, lambda nom: reverse("dossiers:avancer", args=[lu.pk, nom])),
        "manques": communs.manques_au_depot(lu) if a_completer else [],
        "points": len(communs.ANCRES),
        "signataires": communs.signataires_de(lu) if a_completer and not regles.signataire(lu, personne) else [],
        "bilan": communs.bilan_lisible(lu, personne),
        "pieces": (pieces := resume_des_pieces(lu, personne)),
        "pieces_demandees": pieces_demandees(lu) if pieces is not None else [],
        # Du comité à la clôture : une décision tue se lit ici comme un dossier qui attend la sienne.
        "lettres": [] if lu.statut in _SANS_LETTRE else Lettre.objects.visibles_par(personne).filter(dossier=lu),
    }


def _argent(lu, lignes, postes, personne):
    lignes = [_ligne_lue(ligne, personne) for ligne in lignes]
    accordes = [x.ligne.accorde for x in lignes if x.decision_se_lit and x.ligne.accorde is not None]
    reponses = [x for x in lignes if any(g.offre.nom == "declarer_recevable" and g.offre.possible for g in x.gestes)]
    return {
        "lignes": lignes,
        "demande_droit_commun": sum(x.ligne.demande_droit_commun for x in lignes),
        "demande_contrat_de_ville": sum(x.ligne.demande_contrat_de_ville for x in lignes),
        "demande": sum(x.ligne.demande for x in lignes),
        "accorde": sum(accordes) if accordes else None,
        "charges": [p for p in postes if p.sens == Sens.CHARGE],
        "produits": [p for p in postes if p.sens == Sens.PRODUIT],
        "ecart": lu.charges - lu.produits,
        "compte_74": lu.compte_74([x.ligne for x in lignes]),
        "reponses_possibles": len(reponses),
    }


def _ligne_lue(ligne, personne):
    statut = communs.statut_lu_de(ligne, personne)
    engagee = ligne.statut == StatutLigne.ENGAGEE and regles.repond_pour_le_guichet(ligne, personne)
    return LigneLue(
        ligne,
        statut,
        # Avant le comité il n’y a rien à lire ; sinon les blancs de la page feraient deviner une décision tue.
        decision_se_lit=statut == ligne.statut and statut not in (StatutLigne.SOLLICITEE, StatutLigne.RECEVABLE),
        gestes=communs.gestes(
            ligne, personne, lambda nom: reverse("dossiers:ligne-avancer", args=[ligne.dossier_id, ligne.pk, nom])
        ),
        peut_verser=engagee and ligne.total_verse < ligne.accorde,
    )


def _projet(lu):
    lu.lire_ses_listes("quartiers", "objectifs_secondaires", "tranches_age")
    return {nom: list(getattr(lu, nom).all()) for nom in ("quartiers", "objectifs_secondaires", "tranches_age")}


def _journal(lu, personne):
    return [Ecrit(passage, _fait(passage)) for passage in _passages.tous(lu.pk, personne)]


@composee
def _passages(dossier, personne):
    lus = PassageDossier.objects.visibles_par(personne).filter(objet=dossier)
    liens = ("identite", "ligne__financeur__organisation", "bilan", "partenariat__organisation")
    return lus.select_related(*liens).order_by("-rang")


def _fait(passage):
    sujets = ((Ligne, passage.ligne_id), (Bilan, passage.bilan_id), (Partenariat, passage.partenariat_id))
    modele = next((modele for modele, cle in sujets if cle), Dossier)
    return _LIBELLES.get((modele, passage.transition), passage.transition)
