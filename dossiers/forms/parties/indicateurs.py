"""La partie « Comment on saura » : ce que l’on comptera, l’an passé, la cible, et d’où viendra le chiffre."""

from dossiers.forms.parties.base import Colonne, FormulaireDePartie, Liste
from workflows.champs import Texte
from workflows.saisies import NombreField

INDICATEURS = Liste(
    nom="indicateurs",
    titre="Indicateur",
    ajouter="Ajouter un indicateur",
    aide="Un ou deux suffisent : des séances tenues, des inscrits, des personnes reçues. Le bilan dira le réalisé.",
    colonnes=(
        Colonne("libelle", "Ce que l’on compte", lambda: Texte(max_length=160)),
        Colonne("unite", "Unité", lambda: Texte(max_length=40)),
        Colonne("valeur_precedente", "L’an passé", NombreField),
        Colonne("cible", "Cible", NombreField),
        Colonne("source", "D’où vient le chiffre", lambda: Texte(max_length=160)),
    ),
)


class FormulaireIndicateurs(FormulaireDePartie):
    LISTES = (INDICATEURS,)
