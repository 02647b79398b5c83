"""Le décor des récits : Béthune et sa convention, une campagne ouverte, des financeurs, des personnes inventées.

S’appelle dans un processus à part (`python -m tests.navigateur.decor planter`) et répond en JSON.
"""

import io
import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils.text import slugify  # noqa: E402

from comptes.models import Droit, Nature, Organisation, Qualite  # noqa: E402
from dossiers.models import Dossier  # noqa: E402
from programmation.models import Convention, Quartier  # noqa: E402
from tests import fabriques  # noqa: E402
from workflows.envois import Envoi  # noqa: E402

CONVENTION = Path(__file__).resolve().parents[2] / "programmation" / "donnees" / "bethune.toml"


def planter():
    """Tout ce qui existe avant que le rideau se lève : aucun dossier, aucune séance."""
    call_command("charger_convention", str(CONVENTION), stdout=io.StringIO())
    convention = Convention.objects.get(commune__nom="Béthune")
    campagne = fabriques.campagne(convention)
    etat = Organisation.objects.get(nom__startswith="État")
    guichet = fabriques.financeur(organisation_=etat, dispositif="P147", ordre=1, campagnes=[campagne])
    ville = fabriques.financeur(organisation_=convention.pilote, dispositif="contrat de ville", ordre=2, campagnes=[campagne])
    fabriques.financeur("CAF d’essai", Nature.ORGANISME_SOCIAL, ordre=3, campagnes=[campagne])
    fabriques.enveloppe(campagne, guichet, 20_000)
    fabriques.enveloppe(campagne, ville, 15_000)
    association = fabriques.organisation("Les Passerelles d’Essai")
    personnes = {
        "porteuse": _compte("Nadia", "Ferrand", association, Qualite.PORTEUR, Droit.SIGNATAIRE),
        "redacteur": _compte("Samir", "Delattre", association, Qualite.PORTEUR, Droit.REDACTEUR),
        "cheffe": _compte("Camille", "Dhaene", convention.pilote, Qualite.EQUIPE, Droit.CHEF),
        "agente": _compte("Élise", "Lenoir", etat, Qualite.FINANCEUR, Droit.AGENT),
        "elue": _compte("Odile", "Verhaeghe", convention.pilote, Qualite.LECTURE, Droit.LECTEUR),
    }
    return {"annee": campagne.annee, "personnes": personnes, "mot_de_passe": fabriques.MOT_DE_PASSE} | _quartier(convention)


def _compte(prenom, nom, organisation, qualite, droit):
    courriel = f"{slugify(prenom)}.{slugify(nom)}@exemple.invalid"
    qui = fabriques.personne(prenom, nom, courriel=courriel, password=fabriques.MOT_DE_PASSE)
    fabriques.rattacher(qui, organisation, qualite, droit)
    return qui.courriel


def _quartier(convention):
    """Un quartier et l’un de ses objectifs, tels que la page les écrit."""
    quartier = Quartier.objects.get(nom="Mont Liébaut")
    objectif = quartier.objectifs.filter(convention=convention).first()
    return {"quartier": str(quartier), "objectif": str(objectif)}


def relever(numero):
    """Ce que la base sait d’un dossier et des envois, pour le confronter à ce que l’écran a montré."""
    dossier = Dossier.objects.get(pk=numero)
    return {
        "statut": dossier.statut,
        "passages": dossier.passages.count(),
        "intitule": dossier.intitule,
        "description": dossier.description,
        "envois": list(Envoi.objects.values_list("regle", "adresse", "statut", "message_id")),
    }


if __name__ == "__main__":
    reponse = {"planter": planter, "relever": relever}[sys.argv[1]](*sys.argv[2:])
    json.dump(reponse, sys.stdout, ensure_ascii=False)
