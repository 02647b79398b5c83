"""L’expéditeur peut mourir à n’importe quelle étape : le courriel part une fois, ou son doute se dit."""

import pytest

from tests.test_envois import MIDI, TROP_TARD, annonce, inscrire
from workflows.envois import Envoi, Statut
from workflows.expedition import expedier
from workflows.temps import a_l_instant
from workflows.transports import Boite

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def midi():
    with a_l_instant(MIDI):
        yield


class Meurt(BaseException):
    """La mort du processus, à un instant choisi : rien ne la rattrape."""


class Mortel:
    """Un transport dont le processus meurt à l’étape dite, et qui se souvient de ce que le relais a pris."""

    def __init__(self, etape, journal=None):
        self.etape, self.journal, self.pris = etape, journal, []

    def remettre(self, courriel, avant_le_point):
        self._mourir("avant le point écrit")
        avant_le_point()
        self._mourir("avant le point final")
        self.pris.append(courriel.extra_headers["Message-ID"])
        self._mourir("après le point final")

    def relais_connait(self, message_id):
        return message_id in self.pris if self.journal else None

    def _mourir(self, etape):
        if etape == self.etape:
            self.etape = ""
            raise Meurt


@pytest.mark.parametrize("etape", ["avant le point écrit", "avant le point final", "après le point final"])
def test_tue_a_n_importe_quelle_etape_le_courriel_part_une_fois(etape):
    inscrire(annonce())
    transport = Mortel(etape, journal=True)
    with pytest.raises(Meurt):
        expedier(transport)
    expedier(transport)
    assert len(transport.pris) == (etape == "après le point final")  # le bail court encore
    with a_l_instant(MIDI + TROP_TARD):
        expedier(transport)
    assert len(transport.pris) == 1
    assert Envoi.objects.get().statut == Statut.ENVOYEE


def test_sans_journal_du_relais_une_annonce_repart_sous_le_meme_message_id():
    inscrire(annonce())
    transport = Mortel("après le point final")
    with pytest.raises(Meurt):
        expedier(transport)
    with a_l_instant(MIDI + TROP_TARD):
        expedier(transport)
    with a_l_instant(MIDI + 2 * TROP_TARD):
        expedier(transport)
    assert Envoi.objects.get().statut == Statut.ENVOYEE
    assert transport.pris == [Envoi.objects.get().message_id] * 2


def test_un_expediteur_lent_ne_met_pas_le_point_si_un_autre_a_repris_l_envoi():
    class Lent(Boite):
        pris = []

        def remettre(self, courriel, avant_le_point):
            with a_l_instant(MIDI + TROP_TARD):
                expedier(Boite())
            avant_le_point()
            self.pris.append(courriel)

    inscrire(annonce())
    assert expedier(Lent()) == {"repris par un autre expéditeur": 1}
    assert Lent.pris == []
    assert Envoi.objects.get().statut == Statut.ENVOYEE


def test_un_journal_de_relais_en_panne_ne_fait_pas_repartir_le_courriel():
    class JournalEnPanne(Mortel):
        def relais_connait(self, message_id):
            raise OSError("journal illisible")

    inscrire(annonce())
    transport = JournalEnPanne("après le point final")
    with pytest.raises(Meurt):
        expedier(transport)
    with a_l_instant(MIDI + TROP_TARD):
        expedier(transport)
    assert Envoi.objects.get().statut == Statut.POINT
    assert len(transport.pris) == 1
