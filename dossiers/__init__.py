"""La vie d’un dossier dans le cadre d’une année : du brouillon au bilan."""
