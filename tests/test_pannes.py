"""Rien de ce qui est accepté ne se perd, rien ne part deux fois : Redis mort, gelé ou vidé, expéditeur tué net.

Les pannes ne frappent que les serveurs lancés ici, sur des ports libres ; ceux de la machine ne sont jamais touchés.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection

from tests.puits import Puits, pris
from tests.serveurs import PATIENCE, Redis, attendre
from workflows.envois import Envoi, Statut
from workflows.temps import maintenant

RACINE = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def redis(tmp_path):
    serveur = Redis(tmp_path)
    serveur.lancer()
    yield serveur
    serveur.degeler()
    serveur.arreter()


@pytest.fixture
def puits(tmp_path):
    relais = Puits(tmp_path / "journal-du-relais", lenteur=0.02)
    yield relais
    relais.fermer()


@pytest.fixture
def environnement(transactional_db, puits):
    """Celui des processus de l’essai : la base de l’essai, le relais d’essai."""
    if connection.vendor != "postgresql":
        pytest.skip("Ces pannes se jouent sur PostgreSQL.")
    base = connection.settings_dict
    acces = f"{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT'] or 5432}"
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(RACINE),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "un secret d’essai, que rien ne protège",
        "DATABASE_URL": f"postgres://{acces}/{base['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{puits.port}",
        "EMAIL_TIMEOUT": "1",
        "JOURNAL_DU_PUITS": str(puits.journal),
        "TRANSPORT": "tests.puits.SmtpAvecJournal",
        "BATTEMENT": "1",
        "SITE_URL": "http://127.0.0.1:8000",
    }


@pytest.fixture
def lancer(environnement, tmp_path):
    """Lance un processus de l’application ; tous sont tués à la fin, eux seuls."""
    with ExitStack() as fin:

        def _lancer(*commande):
            sortie = fin.enter_context((tmp_path / f"{len(list(tmp_path.iterdir()))}.log").open("w"))
            processus = subprocess.Popen(
                [sys.executable, *commande], cwd=RACINE, env=environnement, stdout=sortie, stderr=subprocess.STDOUT
            )
            processus.journal = Path(sortie.name)
            fin.callback(processus.wait)
            fin.callback(processus.kill)
            return processus

        yield _lancer


# 1. Redis ----------------------------------------------------------------------------------------------


@pytest.fixture
def facteur(environnement, redis, lancer, tmp_path):
    """Le vrai worker et le vrai beat, sur le Redis de l’essai."""
    environnement["REDIS_URL"] = f"redis://127.0.0.1:{redis.port}/0"
    worker = lancer("-m", "celery", "-A", "config", "worker", "--pool=solo", "--loglevel=INFO")
    beat = lancer("-m", "celery", "-A", "config", "beat", "-s", str(tmp_path / "beat"), "--loglevel=INFO")
    attendre(lambda: "ready" in worker.journal.read_text(), worker.journal.read_text)
    attendre(lambda: "Sending due task" in beat.journal.read_text(), beat.journal.read_text)
    return worker


DEPOSER = """
import sys, time
from comptes.models import Utilisateur
from dossiers import actions
from dossiers.models import Dossier
depart = time.monotonic()
actions.avancer(Dossier.objects.get(pk={dossier}), "deposer", par=Utilisateur.objects.get(pk={par}))
print(time.monotonic() - depart)
"""


@pytest.fixture
def deposer(environnement, dossier, porteuse):
    """Dépose par la vraie porte, dans un processus à part ; rend le temps que la personne a attendu, en secondes."""

    def _deposer():
        code = DEPOSER.format(dossier=dossier.pk, par=porteuse.pk)
        commande = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        fini = subprocess.run(
            commande, cwd=RACINE, env=environnement, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert fini.returncode == 0, fini.stderr
        dossier.statut_lu = type(dossier).objects.get(pk=dossier.pk).statut
        return float(fini.stdout.split()[-1]), dossier.statut_lu

    return _deposer


def _arreter_puis_relancer(redis):
    redis.arreter()
    return redis.lancer


def _geler_puis_degeler(redis):
    redis.geler()
    return redis.degeler


@pytest.mark.parametrize("panne", [_arreter_puis_relancer, _geler_puis_degeler])
def test_redis_en_panne_pendant_un_depot_le_dossier_est_depose_et_le_courriel_part_une_fois(
    panne, redis, facteur, deposer, puits, porteuse, cheffe_de_projet
):
    reparer = panne(redis)
    attente, statut = deposer()
    assert statut == "depose"
    assert attente < 5, "la panne de Redis a retenu la personne"
    assert Envoi.objects.filter(statut=Statut.A_ENVOYER).count() == 2
    assert not pris(puits.journal)
    reparer()
    attendre(lambda: sum(pris(puits.journal).values()) >= 2, facteur.journal.read_text)
    time.sleep(3)  # trois battements de plus : rien ne repart
    assert pris(puits.journal) == {envoi.message_id: 1 for envoi in Envoi.objects.all()}
    assert {e.statut for e in Envoi.objects.all()} == {Statut.ENVOYEE}


def test_redis_vide_la_sonnette_est_perdue_le_courriel_part_quand_meme(redis, facteur, deposer, puits, porteuse):
    facteur.send_signal(signal.SIGSTOP)
    deposer()
    redis.dire("FLUSHALL")
    facteur.send_signal(signal.SIGCONT)
    attendre(lambda: pris(puits.journal), facteur.journal.read_text)
    time.sleep(2)
    assert set(pris(puits.journal).values()) == {1}


@pytest.mark.parametrize("panne", ["absent", "gele"])
def test_la_sonnette_ne_retient_ni_ne_leve(panne, environnement, redis):
    (redis.arreter if panne == "absent" else redis.geler)()
    code = "import time; from workflows.tasks import sonner; d=time.monotonic(); print(sonner(), time.monotonic()-d);"
    code += "d=time.monotonic(); sonner(); print(time.monotonic()-d)"
    environnement["REDIS_URL"] = f"redis://127.0.0.1:{redis.port}/0"
    commande = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    fini = subprocess.run(commande, cwd=RACINE, env=environnement, capture_output=True, text=True, check=True)
    entendue, premiere, seconde = fini.stdout.split()
    assert entendue == "False"
    assert float(premiere) < 5
    assert float(seconde) < 0.5, "après un échec, la sonnette se tait un moment"
    redis.degeler() if panne == "gele" else redis.lancer()


# 2. L’expéditeur ---------------------------------------------------------------------------------------


def inscrire(nombre, lot):
    envois = [
        Envoi(
            regle="essai.annonce", objet=f"essai:{lot}", adresse=f"p{n}@exemple.invalid", echeance=maintenant(),
            perimetre="convention:1", pourquoi="un essai", sujet=f"Lot {lot}", corps="Bonjour.\n",
        )
        for n in range(nombre)
    ]  # fmt: skip
    Envoi.objects.inscrire(envois)


def tous_partis():
    return not Envoi.objects.exclude(statut=Statut.ENVOYEE).exists()


def reste():
    return f"Reste : {list(Envoi.objects.exclude(statut=Statut.ENVOYEE).values('statut', 'motif', 'tentatives'))}"


def une_fois_chacun(puits):
    return pris(puits.journal) == {envoi.message_id: 1 for envoi in Envoi.objects.all()}


def test_trois_expediteurs_a_la_fois_ne_doublent_rien(lancer, puits):
    inscrire(90, "ensemble")
    for _ in range(3):
        lancer("tests/expediteur.py")
    attendre(tous_partis, reste)
    assert une_fois_chacun(puits)


def test_tue_net_quinze_fois_a_des_instants_au_hasard_rien_de_perdu_rien_en_double(lancer, puits):
    hasard = random.Random(os.environ.get("GRAINE", "2026"))
    for mort in range(15):
        inscrire(12, mort)
        expediteur = lancer("tests/expediteur.py")
        deja = sum(pris(puits.journal).values())
        attendre(lambda: sum(pris(puits.journal).values()) > deja or tous_partis(), reste)  # noqa: B023
        time.sleep(hasard.uniform(0, 0.4))
        expediteur.kill()
        expediteur.wait()
    assert Envoi.objects.exclude(statut=Statut.ENVOYEE).exists(), (
        "les morts sont venues trop tard pour prouver quoi que ce soit"
    )
    lancer("tests/expediteur.py")
    attendre(tous_partis, reste)
    assert Envoi.objects.count() == 15 * 12
    assert une_fois_chacun(puits)
