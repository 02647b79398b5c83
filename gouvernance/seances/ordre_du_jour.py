"""L’ordre du jour d’une séance, lu avec tout ce que la grille et les listes en disent."""


def inscriptions_de(seance):
    en_vigueur = seance.inscriptions.en_vigueur().select_related("dossier__organisation", "dossier__campagne")
    return en_vigueur.prefetch_related(
        "dossier__quartiers",
        "dossier__lignes__financeur__organisation",
        "dossier__lignes__enveloppe",
        "decisions__saisie_par",
        "decisions__lien",
        "decisions__pouvoir",
    )
