"""Les parties d’un dossier, dans l’ordre où l’on y pense ; formulaire, fiche et compléments les nomment ainsi."""

PARTIES = {
    "action": "L’action",
    "territoire": "Où, et pour quels objectifs",
    "publics": "Pour qui",
    "moyens": "Quand et avec quoi",
    "budget": "Le budget",
    "indicateurs": "Comment on saura",
    "demande": "La demande",
}
CHOIX = list(PARTIES.items())
LES_PIECES = "pieces"  # ce qu’une demande de compléments rouvre aussi : elles ont leur page, hors du formulaire
TITRES = PARTIES | {LES_PIECES: "Les pièces"}
