"""Juge et partie : qui porte un dossier, seul ou avec d’autres, n’instruit pas et ne lit pas son instruction."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comptes.models import Droit
from dossiers import actions
from dossiers.actions.partenariats import inviter
from tests import fabriques
from tests.conftest import frais
from workflows.moteur import Blocage
from workflows.temps import maintenant


@pytest.fixture
def partage(monde, dossier, porteuse, voisin, agente, instructeur):
    """Un dossier déposé à deux ; l’agente de l’État et l’instructeur sont membres de l’association partenaire."""
    actions.avancer(inviter(dossier, monde.voisine, par=porteuse), "confirmer", par=voisin)
    actions.avancer(frais(dossier), "deposer", par=porteuse)
    for qui in (agente, instructeur):
        fabriques.rattacher(qui, monde.voisine, "porteur", Droit.LECTEUR)
        qui.relire_ses_droits()
    return frais(dossier)


@pytest.fixture
def instruite(monde, partage, cheffe_de_projet):
    """Une note, une proposition, un avis demandé à l’État."""
    ligne = partage.lignes.get(financeur=monde.etat)
    actions.noter(partage, "Note entre nous.", par=cheffe_de_projet)
    actions.proposer(ligne, par=cheffe_de_projet, droit_commun=0, contrat_de_ville=1234, commentaire="Trop cher.")
    actions.demander_avis(
        partage, par=cheffe_de_projet, organisation=monde.etat.organisation, question="Qu’en dites-vous ?",
        echeance=maintenant() + timedelta(days=5),
    )  # fmt: skip
    return ligne


@pytest.mark.parametrize("titre", ["agente", "instructeur"])
def test_un_partenaire_ne_lit_pas_l_instruction(client, partage, instruite, titre, request):
    client.force_login(request.getfixturevalue(titre))
    page = client.get(partage.get_absolute_url()).content.decode()
    assert "1\u202f234" not in page
    assert "Note" not in page
    avis = partage.avis.get()
    for adresse in ("instruction", "changements"):
        assert client.get(reverse(f"dossiers:{adresse}", args=[partage.pk])).status_code == 404
    assert client.get(avis.get_absolute_url()).status_code == 404
    assert client.get(reverse("dossiers:passe", args=[partage.organisation_id])).status_code == 404


def test_un_partenaire_ne_propose_ni_ne_juge(monde, partage, instruite, agente, instructeur, cheffe_de_projet):
    with pytest.raises(PermissionDenied):
        actions.proposer(instruite, par=agente, droit_commun=0, contrat_de_ville=4000)
    with pytest.raises(PermissionDenied):
        actions.rendre(partage.avis.get(), par=agente, sens="favorable", texte="")
    with pytest.raises(PermissionDenied):
        actions.noter(partage, "Juge et partie.", par=instructeur)
    with pytest.raises(Blocage, match="une autre personne le suit"):
        actions.affecter(partage, instructeur, par=cheffe_de_projet)
    assert instruite.propositions.count() == 1


def test_un_partenaire_qui_se_retire_avant_le_depot_ne_porte_plus(monde, dossier, porteuse, voisin, agente):
    invite = inviter(dossier, monde.voisine, par=porteuse)
    actions.avancer(invite, "confirmer", par=voisin)
    actions.avancer(frais(invite), "se_retirer", par=voisin, motif="Plus de salle.")
    fabriques.rattacher(agente, monde.voisine, "porteur", Droit.LECTEUR)
    actions.avancer(frais(dossier), "deposer", par=porteuse)
    ligne = dossier.lignes.get(financeur=monde.etat)
    assert actions.proposer(ligne, par=agente, droit_commun=0, contrat_de_ville=100)
