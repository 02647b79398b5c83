"""Les pièces du monde : jointes par les vraies portes ; leur nom, leur contenu et l’avis de l’équipe sont des canaris."""

from dossiers import actions
from dossiers.models import Piece
from tests import fabriques
from tests.acces import droits

# nom : (organisation, dossier, type)
PIECES = {
    "statuts_a": ("asso_a", None, "statuts"),
    "rib_a": ("asso_a", None, "rib"),
    "devis_brouillon_a": ("asso_a", "brouillon_a", "devis"),
    "devis_saisi_a": ("asso_a", "saisi_a", "devis"),
    "devis_depose_a": ("asso_a", "incomplet_a", "devis"),
    "devis_partage_a": ("asso_a", "partage_a", "devis"),
    "rib_b": ("asso_b", None, "rib"),
    "statuts_b": ("asso_b", None, "statuts"),
    "rib_z": ("asso_z", None, "rib"),
    "statuts_z": ("asso_z", None, "statuts"),
}
_SIGNATAIRES = {"asso_a": "signataire_a", "asso_b": "deux_assos", "asso_z": "signataire_z"}
_EXAMINEES = ("statuts_a", "rib_a", "devis_depose_a", "statuts_z")


def joindre_les_pieces(m):
    """Celles d’un dossier déposé s’y joignent comme s’il n’était pas encore parti : au monde, seul compte qui les lit."""
    m.organisations = {nom: getattr(m, nom) for nom in _SIGNATAIRES}
    m.pieces = {}
    for nom, (organisation, dossier, type_) in PIECES.items():
        lisent = droits.LISENT_LA_PIECE[nom]
        m.pieces[nom] = jointe = fabriques.piece(
            m.organisations[organisation],
            m.personnes[_SIGNATAIRES[organisation]],
            type_,
            dossier_=m.dossiers["brouillon_a"] if dossier else None,
            texte=m.jetons.mot(f"{nom}, contenu", lisent),
            nom=f"{m.jetons.mot(f'{nom}, nom', lisent)}.pdf",
        )
        Piece.objects.filter(pk=jointe.pk).update(dossier=dossier and m.dossiers[dossier])
    for nom in _EXAMINEES:
        chef = m.personnes["chef_2" if nom.endswith("_z") else "chef_1"]
        commentaire = m.jetons.mot(f"{nom}, commentaire", droits.LISENT_LA_PIECE[nom])
        actions.examiner(m.pieces[nom], par=chef, conforme=True, commentaire=commentaire, version=0)
