"""Le banc : son arithmétique, ce qu’il refuse de mesurer, et une vraie passe en petit."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from outils.banc.__main__ import lire_les_choix
from outils.banc.arithmetique import Cible, Serie, bilan, ecrire
from outils.banc.chronometre import _attendre
from outils.banc.client import Refus, Reponse
from outils.banc.mesures import ABSENT, Ligne
from outils.banc.tableau import rang, titres

RACINE = Path(__file__).resolve().parent.parent


def serie(**champs):
    return Serie(durees=[0.010, 0.012, 0.030], planchers=[0.002, 0.001, 0.004], **champs)


def test_une_mesure_se_compte_en_multiples_de_la_mediane_du_plancher():
    assert serie().plancher == 0.002
    assert serie().rapport == pytest.approx((6, 5, 15))


def test_le_premier_octet_aussi():
    assert serie(premiers=[0.004, 0.006, 0.008]).premier_octet == pytest.approx(3)


def test_des_secondes_se_ramenent_a_une_machine_tranquille_et_jamais_au_dela():
    assert serie().secondes_au_calme == pytest.approx(0.012 / (0.002 / 0.0016))
    vive = Serie(durees=[0.5], planchers=[0.0008])
    assert vive.secondes_au_calme == 0.5


def test_une_cible_atteinte_juste_est_tenue():
    assert Cible("×", 12.0, 12).est_tenue
    assert not Cible("×", 12.01, 12).est_tenue
    assert str(Cible("req.", 19, 15)) == "✘ req. 19 ≤ 15"


def test_la_derniere_ligne_compte_les_cibles():
    assert bilan([Cible("×", 1, 2), Cible("×", 3, 2), Cible("ko", 2, 2)]) == "3 cibles, 2 tenues"


@pytest.mark.parametrize(
    ("valeur", "ecrit"), [(0, "0"), (0.824, "0,82"), (2.999, "3"), (4.3, "4,3"), (12.34, "12,3"), (453.2, "453")]
)
def test_trois_chiffres_suffisent(valeur, ecrit):
    assert ecrire(valeur) == ecrit


def test_une_ligne_dit_ses_valeurs_et_ses_cibles_ou_pourquoi_elle_n_en_a_pas():
    mesuree = rang(Ligne("P4 dossier", serie(calcul=0.009, requetes=13, octets=26_000), [Cible("×", 6, 12)]))
    assert mesuree.split() == ["P4", "dossier", "6", "(5–15)", "12", "9", "13", "26", "✔", "×", "6", "≤", "12"]
    assert rang(Ligne("P9 XLSX", note=ABSENT)).endswith("(pas encore)")
    assert len(titres()) > 90


@pytest.mark.parametrize(
    ("statut", "corps", "lieu"), [(500, b"<p>", ""), (200, b"autre page", ""), (302, b"", "/connexion/?next=/")]
)
def test_le_banc_ne_mesure_pas_une_erreur(statut, corps, lieu):
    attendu = 302 if lieu else 200
    with pytest.raises(Refus):
        _attendre(Reponse(statut, {"Location": lieu}, corps, 0.1, 0.1), attendu, "" if lieu else "<p>")


def test_les_tailles_et_les_coups_se_choisissent():
    assert lire_les_choix([]) == ([1000, 10_000], 30)
    assert lire_les_choix(["--tailles", "1000,100000", "--coups", "5"]) == ([1000, 100_000], 5)
    assert lire_les_choix(["--court"]) == ([1000], 8)


@pytest.mark.services
def test_une_passe_en_petit_imprime_son_tableau_et_ne_laisse_rien():
    serveur, prefixe = os.environ["DATABASE_URL"], f"essai_du_banc_{os.getpid()}"
    env = {
        **os.environ,
        "TEST_DATABASE_URL": serveur,
        "TEST_REDIS_URL": os.environ["REDIS_URL"],
        "BANC_PREFIXE": prefixe,
    }
    commande = [sys.executable, "-m", "outils.banc", "--tailles", "400", "--coups", "2"]
    fini = subprocess.run(commande, cwd=RACINE, env=env, capture_output=True, text=True, timeout=600)
    assert fini.returncode in (0, 1), fini.stderr
    *tableau, dernier = fini.stdout.strip().splitlines()
    assert re.fullmatch(r"\d+ cibles, \d+ tenues", dernier)
    mesures = {ligne.split()[0] for ligne in tableau if re.match(r"P\d+ ", ligne)}
    assert mesures == {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P12", "P13", "P14", "P15"}
    with psycopg.connect(serveur) as connexion:
        restent = connexion.execute("SELECT 1 FROM pg_database WHERE starts_with(datname, %s)", [prefixe])
        assert not restent.fetchall()
