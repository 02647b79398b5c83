"""Huit personnes dans une grille, sur PostgreSQL : aucune case perdue, aucune enveloppe dépassée d’un centime, un journal juste.

GRILLE_SECONDES=60 joue la minute entière ; d’ordinaire, quelques secondes suffisent à croiser des centaines d’écritures.
"""

import os
import random
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.test import Client

from dossiers import actions
from dossiers.models import Decision, Ligne, PassageDossier
from programmation.models import Enveloppe, PassageSeance
from tests import fabriques
from tests.comite_a_l_ecran import adresse
from tests.conftest import frais
from workflows.journal import anomalies

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
]
SECONDES, DOSSIERS = float(os.environ.get("GRILLE_SECONDES", "6")), 5


@pytest.fixture
def grande_seance(monde, porteuse, cheffe_de_projet):
    """Cinq dossiers, trois financeurs à l’enveloppe courte : vingt cases à se disputer, dont quinze décidables ici."""
    if connection.vendor != "postgresql":
        pytest.fail("Les courses se jouent sur PostgreSQL : SQLite les cacherait.")
    guichets = [monde.etat, monde.ville, monde.caf]
    for guichet in guichets:
        fabriques.enveloppe(monde.campagne, guichet, Decimal("4000.50"))
    seance = fabriques.seance(monde.campagne)
    fabriques.presence(seance)
    for rang in range(DOSSIERS):
        dossier = fabriques.dossier(
            monde.campagne, monde.association, porteuse, demandes=dict.fromkeys(guichets, 2000), quartiers=[monde.quartier],
            objectif_=monde.objectif, intitule=f"Projet {rang}",
        )  # fmt: skip
        actions.avancer(dossier, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe_de_projet)
        actions.inscrire(seance, frais(dossier), par=cheffe_de_projet)
    return fabriques.ouvrir(seance, cheffe_de_projet)


@pytest.fixture
def gens(monde, cheffe_de_projet, instructeur):
    """Huit personnes : trois de l’État, trois de la CAF, deux pour la ville ; chacun sa colonne, à plusieurs par colonne."""
    etat = [fabriques.agent(monde.etat, f"Agent {n}", "État") for n in range(3)]
    caf = [fabriques.agent(monde.caf, f"Agent {n}", "CAF") for n in range(3)]
    return [(qui, monde.etat) for qui in etat] + [(qui, monde.caf) for qui in caf] + [
        (cheffe_de_projet, monde.ville), (instructeur, monde.ville)
    ]  # fmt: skip


def ecrire_sans_relache(client, seance, cases, hasard, fin):
    """Tape dans sa colonne jusqu’à l’heure dite, comme l’écran : version lue, dispute relue. Rend ce qui fut accusé."""
    versions, accuses, issues = dict.fromkeys(cases, 0), [], Counter()
    while time.monotonic() < fin:
        case = hasard.choice(cases)
        montant = Decimal(hasard.randrange(1, 150_000)) / 100
        saisie = f"{montant:.2f}".replace(".", ",")
        reponse = client.post(adresse("case", seance.pk, *case), {"saisie": saisie, "version": versions[case]})
        issues[reponse.status_code] += 1
        lu = reponse.json()
        if reponse.status_code == 200:
            accuses.append((case[1], lu["case"]["v"], montant))
        if "case" in lu:
            versions[case] = lu["case"]["v"]
        if hasard.random() < 0.1:
            client.get(adresse("changements", seance.pk), {"depuis": 0})
    return accuses, issues


def jouer(seance, gens):
    clients = []
    for rang, (qui, guichet) in enumerate(gens):
        client = Client()
        client.force_login(qui)
        lignes = Ligne.objects.filter(financeur=guichet, dossier__inscriptions__seance=seance)
        cases = list(lignes.values_list("dossier__inscriptions", "pk"))
        clients.append((client, seance, cases, random.Random(rang)))
    fin = time.monotonic() + SECONDES

    def un(arguments):
        try:
            return ecrire_sans_relache(*arguments, fin)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as fils:
        return list(fils.map(un, clients))


def test_huit_personnes_ecrivent_dans_une_grille(grande_seance, gens, cheffe_de_projet, capsys):
    resultats = jouer(grande_seance, gens)
    accuses, issues = defaultdict(dict), Counter()
    for ecrits, siennes in resultats:
        issues += siennes
        for ligne, version, montant in ecrits:
            assert version not in accuses[ligne], "deux écritures ont été accusées pour la même version"
            accuses[ligne][version] = montant
    with capsys.disabled():
        sys.stdout.write(
            f"\n{SECONDES:.0f} s : {issues[200]} cases écrites, {issues[409]} disputes dites, {dict(issues)}\n"
        )
    assert set(issues) <= {200, 409}
    # Aucune case perdue : les versions accusées se suivent sans trou, et la dernière est ce que la base garde.
    for decision in Decision.objects.all():
        ecrites = accuses[decision.ligne_id]
        assert sorted(ecrites) == list(range(1, decision.version + 1))
        assert decision.contrat_de_ville == ecrites[decision.version]
    assert len(accuses) == Decision.objects.count()
    _acter_et_verifier(grande_seance, cheffe_de_projet)


def _acter_et_verifier(seance, cheffe_de_projet):
    """Tant qu’une enveloppe déborde, l’acte se refuse entier ; ajournée la ligne qui déborde, il passe, au centime près."""
    while blocages := actions.acter(seance, par=cheffe_de_projet):
        ligne = next(objet for objet in blocages if isinstance(objet, Ligne))
        assert not Enveloppe.objects.filter(engage__gt=0).exists()
        inscription = ligne.dossier.inscriptions.get()
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="ajourner", motif="L’enveloppe ne suffit pas.",
                       contrat_de_ville=0, droit_commun=0)  # fmt: skip
    for enveloppe in Enveloppe.objects.all():
        accorde = enveloppe.lignes.filter(statut="accordee").aggregate(total=Sum("accorde_contrat_de_ville", default=0))
        assert enveloppe.engage == accorde["total"] <= enveloppe.montant
    assert anomalies(PassageDossier) == anomalies(PassageSeance) == []
