"""Une invitation, de l’écran de la signataire à l’accueil de la personne invitée ; sans script, tout se fait aussi."""

import re
from urllib.parse import urlsplit

import pytest

from tests import fabriques

pytestmark = pytest.mark.navigateur


def _lien_recu(pile, adresse):
    """Le chemin du lien, tel qu’il est arrivé dans la boîte de cette personne."""
    recu = pile.attendre_le_courriel(adresse, "Rejoindre")
    return urlsplit(re.search(r"https?://\S+/invitation/\S+", recu)[0]).path


@pytest.mark.parametrize("avec_script", [True, False], ids=["avec script", "sans script"])
def test_une_benevole_rejoint_son_association(entrer, pile, avec_script):
    porteuse = entrer("porteuse", avec_script=avec_script)
    adresse = f"benevole.{'oui' if avec_script else 'non'}@exemple.invalid"
    porteuse.aller("/organisations/")
    porteuse.suivre("Inviter, changer un droit, passer la main")
    porteuse.remplir({"Adresse électronique": adresse})
    porteuse.cliquer("Envoyer l’invitation")
    porteuse.lit(f"Une invitation part à {adresse}")
    invitee = entrer(avec_script=avec_script, taille={"width": 360, "height": 740})
    invitee.aller(_lien_recu(pile, adresse))
    invitee.remplir({"Nom": "Invitée", "Mot de passe": fabriques.MOT_DE_PASSE,
                     "Le mot de passe, une seconde fois": fabriques.MOT_DE_PASSE})  # fmt: skip
    invitee.cliquer("Ouvrir mon compte et rejoindre")
    invitee.lit("Bienvenue", "Ce qui manque")
