"""N’importe qui, n’importe quoi, dans n’importe quel ordre : aucun état hors du tableau, et le journal se vérifie toujours."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import actions
from dossiers.models import Bilan, Dossier, Inscription, Ligne, PassageDossier
from tests import fabriques
from tests.conftest import frais
from tests.test_machines import TABLES
from workflows.journal import anomalies
from workflows.moteur import Blocage, transitions_de
from workflows.temps import maintenant

MODELES = (Dossier, Ligne, Bilan)
GESTES = sorted((modele.__name__, t) for modele in MODELES for t in TABLES[modele])
EN_SEANCE = [("séance", nom) for nom in ("inscrire", "saisir", "acter")]
# Tirés au sort, le bon geste et la bonne personne se rencontrent peu : ceux qui mènent loin reviennent plus souvent.
TIRES = GESTES + EN_SEANCE * 6 + [("Dossier", "deposer"), ("Ligne", "declarer_recevable"), ("Ligne", "voter")] * 8
PERSONNES = ("porteuse", "redacteur", "voisin", "instructeur", "cheffe_de_projet", "agente", "automate")
QUI = PERSONNES + ("porteuse", "cheffe_de_projet") * 3


def donnees_de(modele, nom, campagne):
    """De quoi remplir ce que la transition demande, quand elle demande quelque chose."""
    jour = date(campagne.annee, 6, 1)
    tout = {
        "demande": "Le RIB.", "echeance": maintenant() + timedelta(days=9), "parties": [], "date_debut": jour,
        "date_fin": jour, "bilan_du_le": jour, "suite": "reconduire", "vote_le": jour, "vote_reference": "D 1",
        "engagement": "EJ 1", "report_souhaite_au": jour, "contrat_de_ville": 500, "droit_commun": 0,
    }  # fmt: skip
    if nom in (
        "accorder",
        "accorder_par_avenant",
        "reviser_par_avenant",
    ):  # le comité seul accorde ; l’acte porte ses montants
        return {"contrat_de_ville": tout["contrat_de_ville"], "droit_commun": tout["droit_commun"]}
    saisie = next(t.custom["saisie"] for t in transitions_de(modele) if t.name == nom)
    return {champ: tout[champ] for champ in saisie if champ in tout}


class Partie:
    """Un dossier, ses lignes, une séance ouverte, et des personnes qui essaient tout."""

    def __init__(self, monde, dossier, personnes):
        self.monde, self.dossier, self.personnes = monde, dossier, personnes | {"automate": actions.automate()}
        fabriques.enveloppe(monde.campagne, monde.ville, 3000)
        self.seance = fabriques.seance(monde.campagne)
        fabriques.presence(self.seance)
        self.seance = fabriques.ouvrir(self.seance, personnes["cheffe_de_projet"])
        self.passes = 0

    def objets(self, nom):
        trouves = {"Dossier": Dossier.objects.filter(pk=self.dossier.pk), "Ligne": self.dossier.lignes.all(),
                   "Bilan": Bilan.objects.filter(dossier=self.dossier)}  # fmt: skip
        return list(trouves[nom])

    def essayer(self, genre, nom, qui):
        personne = self.personnes[qui]
        if genre == "séance":
            return self._en_seance(nom, personne)
        for objet in self.objets(genre):
            avant = objet.statut
            try:
                with transaction.atomic():
                    donnees = donnees_de(type(objet), nom, self.monde.campagne)
                    actions.avancer(objet, nom, par=personne, motif="Un motif.", donnees=donnees)
            except (Blocage, PermissionDenied):
                assert frais(objet).statut == avant
            else:
                self.passes += 1
        return None

    def _en_seance(self, nom, personne):
        try:
            with transaction.atomic():
                if nom == "inscrire":
                    actions.inscrire(self.seance, frais(self.dossier), par=personne)
                elif nom == "acter":
                    actions.acter(self.seance, par=personne)
                else:
                    self._saisir(personne)
        except (Blocage, PermissionDenied):
            return

    def _saisir(self, personne):
        for inscription in Inscription.objects.en_vigueur().filter(seance=self.seance):
            for ligne in self.dossier.lignes.all():
                actions.saisir(inscription, ligne, par=personne, choix="accorder", contrat_de_ville=500)

    def verifier(self):
        """Chaque passage du journal est dans le tableau, et la chaîne se tient."""
        for passage in self.dossier.passages.all():
            modele = Ligne if passage.ligne_id else Bilan if passage.bilan_id else Dossier
            sources, cibles = TABLES[modele][passage.transition]
            assert passage.depuis in sources.split()
            assert passage.vers in (cibles.split() or [passage.depuis])
        assert anomalies(PassageDossier) == []


@pytest.fixture
def personnes(request):
    return {nom: request.getfixturevalue(nom) for nom in PERSONNES if nom != "automate"}


@pytest.mark.parametrize("depart", ["dossier", "depose", "recevable"])
def test_nul_ne_sort_du_tableau(monde, personnes, request, depart):
    dossier, joues = request.getfixturevalue(depart), []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(TIRES), st.sampled_from(QUI)), min_size=4, max_size=14))
    def jouer(suite):
        with transaction.atomic():
            partie = Partie(monde, dossier, personnes)
            for (genre, nom), qui in suite:
                partie.essayer(genre, nom, qui)
                partie.verifier()
            joues.append(partie.passes)
            transaction.set_rollback(True)

    jouer()
    assert sum(joues) > 0  # des gestes passent vraiment, sinon l’essai ne dirait rien
