"""Deux gestes au même instant sur une organisation, sur PostgreSQL : l’un passe, l’autre est refusé avec sa phrase."""

import pytest

from comptes.liens import jeton_d_invitation
from comptes.models import Adhesion, Droit, PassageOrganisation, Utilisateur
from comptes.organisations import invitations, membres
from comptes.organisations.gestes import PLUS_SIGNATAIRE
from comptes.organisations.membres import TOUJOURS_UN
from tests import fabriques
from tests.test_courses import ensemble, postgresql, relue  # noqa: F401
from workflows.journal import anomalies
from workflows.moteur import Blocage

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def deux(db):
    """Une association, ses deux signataires et leurs rattachements."""
    association = fabriques.organisation("Association à deux")
    nadia, sacha = fabriques.membre(association), fabriques.membre(association, prenom="Sacha")
    return nadia, sacha, nadia.adhesions.get(), sacha.adhesions.get()


def signataires():
    return Adhesion.objects.filter(droit=Droit.SIGNATAIRE).count()


def refus(resultats):
    return [str(r) for r in resultats if isinstance(r, Exception)]


@pytest.mark.parametrize("essai", range(5))
def test_deux_signataires_se_retirent_l_un_l_autre(deux, essai):
    nadia, sacha, de_nadia, de_sacha = deux
    resultats = ensemble(
        lambda: membres.retirer(de_sacha, par=relue(nadia)), lambda: membres.retirer(de_nadia, par=relue(sacha))
    )
    assert refus(resultats) == [PLUS_SIGNATAIRE]
    assert signataires() == 1
    assert not anomalies(PassageOrganisation)


@pytest.mark.parametrize("essai", range(5))
def test_deux_signataires_s_en_vont_en_meme_temps(deux, essai):
    nadia, sacha, de_nadia, de_sacha = deux
    resultats = ensemble(
        lambda: membres.retirer(de_nadia, par=relue(nadia)),
        lambda: membres.changer_le_droit(de_sacha, Droit.LECTEUR, par=relue(sacha), vu=Droit.SIGNATAIRE),
    )
    assert refus(resultats) == [TOUJOURS_UN]
    assert signataires() == 1


def test_un_lien_ouvert_deux_fois_au_meme_instant_n_ouvre_qu_un_compte(deux):
    invitation = invitations.inviter(deux[2].organisation, "n@exemple.invalid", Droit.REDACTEUR, par=deux[0])
    jeton, compte = jeton_d_invitation(invitation), {"prenom": "N", "nom": "N", "mot_de_passe": fabriques.MOT_DE_PASSE}
    resultats = ensemble(*[lambda: invitations.accepter_en_ouvrant_un_compte(jeton, **compte)] * 4)
    assert refus(resultats) == [invitations.NE_SERT_PLUS] * 3
    assert Utilisateur.objects.filter(courriel="n@exemple.invalid").count() == 1
    assert all(isinstance(r, Adhesion | Blocage) for r in resultats)
