"""Le décor des récits : Béthune et sa convention, une campagne ouverte, des financeurs, des personnes inventées.

S’appelle dans un processus à part (`python -m tests.navigateur.decor planter`) et répond en JSON.
"""

import io
import json
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from comptes import liens  # noqa: E402
from comptes.models import Adhesion, Droit, Invitation, Nature, Organisation, Qualite, Utilisateur  # noqa: E402
from dossiers import actions  # noqa: E402
from dossiers.models import Dossier, Lettre  # noqa: E402
from programmation.models import Campagne, Convention, Quartier  # noqa: E402
from tests import fabriques  # noqa: E402
from tests.conftest import frais  # noqa: E402
from tests.navigateur.an_passe import acter, brouillon, campagne_de_l_annee, compte, passer, relever_en_entier  # noqa: E402
from tests.navigateur.autour import autour  # noqa: E402
from tests.navigateur.comite_ouvert import (  # noqa: E402
    lire_les_decisions,
    ouvrir_un_comite,
    relever_le_comite,
    reunir_quarante_dossiers,
)
from workflows.envois import Envoi  # noqa: E402
from workflows.temps import maintenant  # noqa: E402

CONVENTION = Path(__file__).resolve().parents[2] / "programmation" / "donnees" / "bethune.toml"
STADES = ("brouillon", "depose", "incomplet", "complete", "en_comite", "programme")
SEANCES = (
    ("acte", 1, "programme"),
    ("comite", 1, "en_comite"),
    ("pilotage", 2, "programme"),
    ("perspectives", 3, "programme"),
)


def planter():
    """Tout ce qui existe avant que le rideau se lève : aucun dossier, aucune séance."""
    call_command("charger_convention", str(CONVENTION), stdout=io.StringIO())
    convention = Convention.objects.get(commune__nom="Béthune")
    campagne = fabriques.campagne(convention)
    etat = Organisation.objects.get(nom__startswith="État")
    guichet = fabriques.financeur(organisation_=etat, dispositif="P147", ordre=1, campagnes=[campagne])
    ville = fabriques.financeur(
        organisation_=convention.pilote, dispositif="contrat de ville", ordre=2, campagnes=[campagne]
    )
    fabriques.financeur("CAF d’essai", Nature.ORGANISME_SOCIAL, ordre=3, campagnes=[campagne])
    fabriques.enveloppe(campagne, guichet, 20_000)
    fabriques.enveloppe(campagne, ville, 15_000)
    association = fabriques.organisation("Les Passerelles d’Essai")
    relais = fabriques.organisation("Le Relais d’Essai")
    personnes = {
        "partenaire": compte("Paule", "Sauvage", relais, Qualite.PORTEUR, Droit.SIGNATAIRE),
        "porteuse": compte("Nadia", "Ferrand", association, Qualite.PORTEUR, Droit.SIGNATAIRE),
        "redacteur": compte("Samir", "Delattre", association, Qualite.PORTEUR, Droit.REDACTEUR),
        "cheffe": compte("Camille", "Dhaene", convention.pilote, Qualite.EQUIPE, Droit.CHEF),
        "agente": compte("Élise", "Lenoir", etat, Qualite.FINANCEUR, Droit.AGENT),
        "elue": compte("Odile", "Verhaeghe", convention.pilote, Qualite.LECTURE, Droit.LECTEUR),
    }
    return {"annee": campagne.annee, "personnes": personnes, "mot_de_passe": fabriques.MOT_DE_PASSE} | _quartier(
        convention
    )


def _quartier(convention):
    """Un quartier et deux de ses objectifs, tels que la page les écrit."""
    quartier = Quartier.objects.get(nom="Mont Liébaut")
    objectif, autre = quartier.objectifs.filter(convention=convention)[:2]
    return {"quartier": str(quartier), "objectif": str(objectif), "autre_objectif": str(autre)}


def peupler():
    """L’année en cours, à tous ses stades, pour les visites ; rend l’adresse de chaque sorte de page."""
    convention = Convention.objects.get(commune__nom="Béthune")
    campagne = campagne_de_l_annee(convention)
    porteuse, cheffe = (Utilisateur.objects.get(prenom=prenom) for prenom in ("Nadia", "Camille"))
    lieux = _dossiers(campagne, porteuse, cheffe) | _seances(campagne, cheffe) | _organisation(porteuse)
    lieux |= autour(campagne, porteuse, cheffe)
    Campagne.objects.filter(pk=campagne.pk).update(depot_ferme_le=maintenant() - timedelta(days=1))
    suites, guichet = f"/suites/{campagne.pk}/", campagne.financeurs.first()
    lieux |= {"suites": suites, "guichet": f"{suites}financeurs/{guichet.pk}/"}
    return lieux | _lettres(convention, lieux["acte"]) | {"campagne": f"/campagnes/{campagne.pk}/"}


def _lettres(convention, acte):
    """L’aperçu d’une lettre, une lettre partie, les modèles de la commune."""
    lettre = Lettre.objects.filter(seance=acte.rstrip("/").rsplit("/", 1)[-1]).earliest("pk")
    return {
        "apercu": f"{acte}lettres/{lettre.dossier_id}/",
        "lettre": f"/lettres/{lettre.pk}/",
        "modeles": f"/conventions/{convention.pk}/lettres/",
    }


def _dossiers(campagne, porteuse, cheffe):
    """Un dossier à chaque stade ; les lieux portent son nom."""
    lieux, association = {}, Organisation.objects.get(nom="Les Passerelles d’Essai")
    for stade in STADES:
        dossier = brouillon(campagne, association, porteuse, f"Visite, {stade}")
        lieux[stade] = dossier.get_absolute_url()
        if stade == "brouillon":
            continue
        actions.avancer(dossier, "deposer", par=porteuse)
        if stade == "incomplet":
            donnees = {"demande": "Le RIB.", "echeance": maintenant() + timedelta(days=5)}
            actions.avancer(frais(dossier), "demander_complements", par=cheffe, donnees=donnees)
        elif stade not in ("depose", "complete"):
            actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe)
    return lieux


def _organisation(porteuse):
    """L’association, l’un de ses membres, et deux liens reçus par courriel : une invitation, un mot de passe oublié."""
    membre = Adhesion.objects.select_related("organisation", "utilisateur").get(utilisateur__prenom="Samir")
    page = membre.organisation.get_absolute_url()
    attendue = Invitation.objects.create(
        organisation=membre.organisation, courriel="attendue@exemple.invalid", invitee_par=porteuse,
        expire_le=maintenant() + timedelta(days=14),
    )  # fmt: skip
    oubli = liens.jeton_d_oubli(fabriques.personne("Oubli", "Essai"), maintenant() + timedelta(hours=2))
    return {
        "organisation": page,
        "membre": f"{page}membres/{membre.pk}/",
        "invitation": f"/invitation/{liens.jeton_d_invitation(attendue)}/",
        "oubli": f"/mot-de-passe/{oubli}/",
    }


def _seances(campagne, cheffe):
    """Un comité acté, d’où vient l’action programmée ; un autre ouvert ; un pilotage et des perspectives ouverts."""
    lieux = {}
    for nom, temps, stade in SEANCES:
        seance = fabriques.seance(campagne, temps, f"Visite, {nom}")
        fabriques.presence(seance)
        dossier = Dossier.objects.get(campagne=campagne, intitule=f"Visite, {stade}")
        inscription = actions.inscrire(seance, dossier, par=cheffe)
        seance = fabriques.ouvrir(seance, cheffe)
        lieux[nom] = seance.get_absolute_url()
        lieux[f"{nom}_inscription"] = f"{lieux[nom]}inscriptions/{inscription.pk}/"
        if nom == "acte":
            acter(seance, [inscription], cheffe)
    return lieux


def relever(numero):
    """Ce que la base sait d’un dossier et des envois, pour le confronter à ce que l’écran a montré."""
    dossier = Dossier.objects.get(pk=numero)
    return {
        "statut": dossier.statut,
        "passages": dossier.passages.count(),
        "intitule": dossier.intitule,
        "description": dossier.description,
        "besoin": dossier.besoin,
        "envois": list(Envoi.objects.values_list("regle", "adresse", "statut", "message_id")),
    }


if __name__ == "__main__":
    recits = (
        planter, peupler, passer, relever, relever_en_entier, ouvrir_un_comite, lire_les_decisions, reunir_quarante_dossiers,
        relever_le_comite,
    )  # fmt: skip
    recits = {recit.__name__: recit for recit in recits}
    reponse = recits[sys.argv[1]](*sys.argv[2:])
    json.dump(reponse, sys.stdout, ensure_ascii=False, default=float)
