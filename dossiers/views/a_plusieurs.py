"""Sur la page d’un dossier : ceux qui le portent ensemble, et le fil de l’action d’une année à l’autre."""

from dossiers import regles
from dossiers.models.partenariat import VIVANTS
from dossiers.views.annees import fil


def ensemble(dossier, personne):
    """Les partenaires que cette personne lit, l’écart des parts s’il y en a un, et le fil de l’action."""
    du_porteur = regles.porteur(dossier, personne)
    lus = [p for p in dossier.partenariats.all() if p.statut in VIVANTS]
    if not du_porteur and not regles.equipe(dossier, personne):
        lus = [p for p in lus if p.est_confirme]
    dossier.partenaires_confirmes = [p for p in lus if p.est_confirme]
    return {
        "partenaires": lus,
        "peut_inviter": regles.parts_ouvertes(dossier) and regles.signataire(dossier, personne),
        "ecart_des_parts": "" if regles.parts_a_cent(dossier) else regles.parts_a_cent.motif(dossier),
        "fil": fil(dossier, personne),
        "peut_reconduire": regles.reconduit(dossier, personne),
        "convention_en_cours": regles.convention_en_cours(dossier),
        "rang_en_mots": dossier.rang_en_mots,
    }
