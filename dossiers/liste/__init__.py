"""La liste des dossiers : ce que l’adresse demande, ce que la base rend, ce que chacun en lit."""
