"""Le mot de passe oublié : la demande s’inscrit pour toute adresse ; l’expéditeur seul regarde s’il y a un compte.

Ainsi la page répond la même chose, par les mêmes gestes et dans le même temps, que l’adresse soit connue ou non.
"""

from datetime import timedelta

from django.db import transaction

from comptes.liens import DUREE_DE_L_OUBLI, OUBLI, compte_de, personne_du_jeton
from comptes.models import Utilisateur
from workflows.envois import Envoi
from workflows.liens import MARQUE
from workflows.redaction import rediger
from workflows.relances import Regle, declarer
from workflows.temps import maintenant

POURQUOI = "quelqu’un, sans doute vous, a demandé à choisir un nouveau mot de passe"
SANS_COMPTE = "Aucun compte actif n’a cette adresse."


def demander(courriel):
    """Inscrit l’envoi dû à cette adresse, sans la chercher parmi les comptes."""
    return Envoi.objects.inscrire(
        [
            Envoi(
                regle=OUBLI,
                objet="mot_de_passe",
                adresse=courriel,
                echeance=maintenant(),
                perimetre="compte",
                pourquoi=POURQUOI,
            )
        ]
    )


def _voulu(envoi):
    return "" if compte_de(envoi.adresse) else SANS_COMPTE


def _composer(envoi):
    personne = compte_de(envoi.adresse)
    fin = envoi.echeance + DUREE_DE_L_OUBLI
    return rediger(
        f"courriels/{OUBLI.replace('.', '/')}.txt", lien=MARQUE, personne=personne, fin=fin, pourquoi=POURQUOI
    )


declarer(
    Regle(
        nom=OUBLI,
        libelle="Mot de passe oublié",
        quand="Dès qu’une personne le demande, si son adresse est celle d’un compte.",
        dus=lambda debut, fin: (),
        voulu=_voulu,
        composer=_composer,
        fenetre=DUREE_DE_L_OUBLI - timedelta(minutes=15),
    )
)


@transaction.atomic
def choisir(jeton, mot_de_passe):
    """Pose le nouveau mot de passe, une seule fois : rend le compte, ou rien si le lien a servi entre-temps.

    Les sessions ouvertes ailleurs se ferment : elles portaient l’empreinte de l’ancien mot de passe.
    """
    personne = personne_du_jeton(jeton, Utilisateur.objects.select_for_update(of=("self",), no_key=True))
    if personne is None:
        return None
    personne.set_password(mot_de_passe)
    personne.save(update_fields=["password"])
    return personne


def duree_en_heures():
    return int(DUREE_DE_L_OUBLI / timedelta(hours=1))
