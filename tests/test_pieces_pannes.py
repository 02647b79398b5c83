"""Le disque se remplit, le serveur est tué net : jamais une pièce sans fichier, jamais un fichier tronqué servi."""

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections
from django.urls import reverse

from dossiers import actions
from dossiers.actions.pieces import UN_JOUR, coffre
from dossiers.models import Piece
from papiers.recus import Coffre
from tests import fabriques, fichiers
from workflows.moteur import Blocage

RACINE = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def a_part(settings, tmp_path):
    """Un coffre par récit : on y compte les fichiers."""
    settings.PIECES_DIR = tmp_path / "coffre"
    return settings.PIECES_DIR


@contextmanager
def disque_plein(octets):
    """Aucun fichier de ce processus ne dépasse cette taille, le temps d’un bloc."""
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


def au_coffre(dossier):
    return [f for f in dossier.rglob("*") if f.is_file()]


def tout_concorde():
    """Chaque pièce a son fichier, entier."""
    for piece in Piece.objects.all():
        with coffre().ouvrir(piece.fichier) as fichier:
            assert len(fichier.read()) == piece.taille


# 1. Le disque plein -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_un_disque_plein_se_dit_et_ne_laisse_rien(monde, porteuse, a_part):
    gros = fabriques.televersement(fichiers.pdf("a" * 50_000))
    with disque_plein(20_000), pytest.raises(Blocage, match="plus de place"):
        fabriques.actions.joindre(
            gros, modele=fabriques.MODELES["statuts"], organisation=monde.association, par=porteuse
        )
    assert not Piece.objects.exists()
    assert not au_coffre(a_part)


@pytest.mark.django_db
def test_une_image_que_l_on_ne_peut_pas_reecrire_n_est_pas_dite_abimee(monde, porteuse, a_part):
    """Le disque se remplit pendant la vérification : ce n’est pas la faute du fichier."""
    photo = fichiers.photo_serree()
    with disque_plein(len(photo) + 100), pytest.raises(Blocage, match="plus de place"):
        fabriques.actions.joindre(
            fabriques.televersement(photo),
            modele=fabriques.MODELES["statuts"],
            organisation=monde.association,
            par=porteuse,
        )
    assert not Piece.objects.exists()
    assert not au_coffre(a_part)


@pytest.mark.django_db
def test_a_l_ecran_le_disque_plein_se_lit_au_champ_du_fichier(client, monde, porteuse, a_part):
    client.force_login(porteuse)
    gros = fabriques.televersement(fichiers.pdf("a" * 3_000_000))
    with disque_plein(2_000_000):
        reponse = client.post(
            reverse("dossiers:pieces", args=[monde.association.pk]), {"type": "statuts", "fichier": gros}
        )
    assert reponse.status_code == 422
    assert "plus de place" in reponse.content.decode()
    assert not Piece.objects.exists()
    assert not au_coffre(a_part)


@pytest.mark.django_db
def test_une_base_qui_refuse_n_abandonne_pas_de_fichier(monde, porteuse, a_part):
    with pytest.raises(ValueError, match="exercice"):
        fabriques.piece(monde.association, porteuse, "comptes", exercice="exercice")
    assert not au_coffre(a_part)


# 2. Tué net -------------------------------------------------------------------------------------------------

JOINDRE = """
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from comptes.models import Organisation, Utilisateur
from dossiers import actions
from dossiers.models import Dossier
from dossiers.pieces import MODELES
octets = Path({source!r}).read_bytes()
par, dossier = Utilisateur.objects.get(pk={par}), Dossier.objects.get(pk={dossier})
devis, ou = MODELES["devis"], dossier.organisation
print("pret", flush=True)
while True:
    actions.joindre(SimpleUploadedFile("a.pdf", octets), modele=devis, organisation=ou, par=par, dossier=dossier)
    print("jointe", flush=True)
"""


@pytest.fixture
def joindre_sans_cesse(transactional_db, monde, porteuse, dossier, a_part, tmp_path):
    """Un autre processus, qui joint devis après devis par la vraie porte ; il sera tué."""
    source = tmp_path / "source.pdf"
    source.write_bytes(fichiers.pdf("a" * 2_000_000))
    base = connection.settings_dict
    url = f"sqlite:///{base['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT'] or 5432}/{base['NAME']}"
    code = JOINDRE.format(source=str(source), par=porteuse.pk, dossier=dossier.pk)
    milieu = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.reglages", "DATABASE_URL": url, "PIECES_DIR": str(a_part)}

    def lancer():
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code], cwd=RACINE, env=milieu,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return lancer


@pytest.mark.parametrize("graine", [1, 2, 3])
def test_tue_au_milieu_d_un_envoi_rien_n_est_a_moitie(joindre_sans_cesse, a_part, graine):
    processus = joindre_sans_cesse()
    assert processus.stdout.readline().strip() == "pret", processus.stderr.read()
    time.sleep(random.Random(graine).uniform(0.02, 0.9))
    processus.send_signal(signal.SIGKILL)
    dit = processus.communicate()[0].count("jointe")
    assert dit <= Piece.objects.count() <= dit + 1  # ce qui fut dit est vrai ; le dernier a pu s’écrire sans se dire
    tout_concorde()
    _vieillir(a_part)
    actions.ranger_les_pieces()
    cites = set(Piece.objects.values_list("fichier", flat=True))
    assert {f.name for f in au_coffre(a_part) if f.parent.name != "perdus"} == cites


def _vieillir(dossier):
    hier = time.time() - UN_JOUR - 60
    for fichier in au_coffre(dossier):
        os.utime(fichier, (hier, hier))


# 3. Le rangement --------------------------------------------------------------------------------------------


def test_le_rangement_ote_l_interrompu_met_de_cote_l_inconnu_et_garde_le_cite(tmp_path):
    au_chaud = Coffre(tmp_path)
    with au_chaud.accueillir([b"cite"]) as provisoire:
        cite = au_chaud.ranger(provisoire)
    with au_chaud.accueillir([b"inconnu"]) as provisoire:
        inconnu = au_chaud.ranger(provisoire)
    interrompu = tmp_path / f"{'a' * 48}.en-cours"
    interrompu.write_bytes(b"moiti")
    connus = {cite.fichier}.intersection
    assert au_chaud.ranger_les_restes(connus, UN_JOUR, 10) == (0, 0)  # trop jeunes : un envoi est peut-être en cours
    _vieillir(tmp_path)
    assert au_chaud.ranger_les_restes(connus, UN_JOUR, 10) == (1, 1)
    assert au_chaud.ouvrir(cite.fichier).read() == b"cite"
    assert (tmp_path / "perdus" / inconnu.fichier).read_bytes() == b"inconnu"
    assert not interrompu.exists()


def test_le_rangement_est_borne(tmp_path):
    for rang in range(5):
        (tmp_path / f"{rang}.en-cours").write_bytes(b"x")
    _vieillir(tmp_path)
    assert Coffre(tmp_path).ranger_les_restes(set().intersection, UN_JOUR, 3) == (3, 0)


@pytest.mark.parametrize("nom", ["../../etc/passwd", "", "a" * 47, "A" * 48, "a" * 47 + "/", "perdus"])
def test_le_coffre_n_ouvre_que_ses_propres_noms(tmp_path, nom):
    with pytest.raises(ValueError, match="coffre"):
        Coffre(tmp_path).ouvrir(nom)


# 4. Deux à la fois ------------------------------------------------------------------------------------------


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_deux_personnes_joignent_les_memes_statuts_au_meme_instant_une_seule_piece_est_courante(
    monde, porteuse, redacteur
):
    if connection.vendor != "postgresql":
        pytest.skip("Cette course se joue sur PostgreSQL.")
    issues, depart = [], threading.Barrier(2)

    def joindre(par):
        depart.wait()
        try:
            issues.append(fabriques.piece(monde.association, par))
        except Blocage as blocage:
            issues.append(blocage)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=joindre, args=[par]) for par in (porteuse, redacteur)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(type(issue).__name__ for issue in issues) == ["Blocage", "Piece"]
    assert Piece.objects.get().est_courante
    tout_concorde()
