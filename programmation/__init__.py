"""Le cadre d’une année : contrat, quartiers, objectifs, campagne, financeurs, séances."""
