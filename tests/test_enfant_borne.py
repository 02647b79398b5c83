"""L’enfant borné : il rend ce qu’il dit, ou il est perdu, et rien d’autre que lui ; tout ce qu’il prend a une fin."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from echanges import lecture
from papiers import enfant_borne, pdf
from papiers.enfant_borne import CHUTE, MO, SORTIE, TEMPS, Bornes, EnfantPerdu, lancer
from papiers.recus import inspection

LARGES = {"memoire": 512 * MO, "calcul": 10, "patience": 20, "sortie": MO}


def faire(quoi, *arguments, entree=b"", environnement=None, **bornes):
    bornes = Bornes(**LARGES | bornes)
    return lancer("tests.enfant_d_essai", quoi, *arguments, entree=entree, bornes=bornes, environnement=environnement)


def vit(pid):
    """Vrai si ce processus tourne encore ; un mort que nul n’a relevé ne tourne plus."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


# Ce qu’il rend -------------------------------------------------------------------------------------------


def test_il_rend_tout_ce_qu_on_lui_donne():
    entree = os.urandom(3 * MO)
    assert faire("repeter", entree=entree, sortie=4 * MO) == entree


def test_qui_ne_lit_pas_son_entree_ne_bloque_personne():
    assert faire("sans_lire", entree=b"a" * (2 * MO)).decode().strip() == "prêt"


def test_il_ne_sait_rien_d_ici_et_connait_ses_bornes(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "un secret")
    environnement, bornes, arguments = json.loads(faire("s_avouer", "un; deux", environnement={"FILS": "1"}, disque=7))
    assert environnement == {"LANG": "C.UTF-8", "FILS": "1"} | {
        n: v for n, v in environnement.items() if n == "LC_CTYPE"
    }
    assert bornes == [512 * MO, 10, 7, 0]
    assert arguments == ["un; deux"]


# Ce qui le perd ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quoi", "bornes", "raison"),
    [
        ("mourir", {}, CHUTE),
        ("tomber", {}, CHUTE),
        ("enfler", {}, CHUTE),
        ("calculer", {"calcul": 1}, CHUTE),
        ("dormir", {"patience": 0.5}, TEMPS),
        ("bavarder", {}, SORTIE),
        ("inconnu", {}, CHUTE),
    ],
)
def test_tue_trop_lent_trop_gros_ou_trop_bavard_il_est_perdu(quoi, bornes, raison):
    depart = time.monotonic()
    with pytest.raises(EnfantPerdu) as perte:
        faire(quoi, **bornes)
    assert perte.value.raison == raison
    assert time.monotonic() - depart < 10


def test_ce_qu_il_dit_en_tombant_se_lit_sans_s_accumuler():
    with pytest.raises(EnfantPerdu, match="Une phrase qui dit pourquoi"):
        faire("tomber")
    assert faire("se_plaindre") == b""


def test_il_n_ecrit_pas_plus_que_permis(tmp_path):
    with pytest.raises(EnfantPerdu):
        faire("ecrire", tmp_path / "a", disque=1000)
    assert (tmp_path / "a").stat().st_size <= 1000
    assert faire("ecrire", tmp_path / "b", disque=MO) == b""


def test_ce_qu_il_a_lance_ne_lui_survit_pas(monkeypatch):
    lus = []
    vrai = enfant_borne.os.read
    monkeypatch.setattr(enfant_borne.os, "read", lambda *a: lus.append(vrai(*a)) or lus[-1])
    with pytest.raises(EnfantPerdu):
        faire("enfanter", patience=3)
    petit_enfant = int(b"".join(lus))
    fin = time.monotonic() + 5
    while vit(petit_enfant) and time.monotonic() < fin:
        time.sleep(0.05)
    assert not vit(petit_enfant)


# Les trois salles en font un refus, avec leurs mots ---------------------------------------------------------

CHARABIA = "#!{}\nprint('ni JSON ni PDF')\n"
TUEUR = "#!{}\nimport os\nos.write(1, b'{{')\nos.kill(os.getpid(), 9)\n"


@pytest.fixture(params=[CHARABIA, TUEUR, None], ids=["charabia", "tué", "absent"])
def enfant_fautif(request, monkeypatch, tmp_path):
    faux = tmp_path / "python"
    if request.param:
        faux.write_text(request.param.format(sys.executable))
        faux.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(faux))


def test_un_tableur_dont_le_lecteur_meurt_est_refuse(enfant_fautif):
    with pytest.raises(lecture.FichierRefuse, match="ne se lit pas"):
        lecture.lire(b"a;b\n1;2\n", reconnues=len)


def test_un_papier_dont_la_composition_meurt_est_impossible(enfant_fautif):
    with pytest.raises(pdf.PapierImpossible):
        pdf.composer(b"{}")


def test_un_fichier_dont_l_inspection_meurt_est_refuse(enfant_fautif, tmp_path):
    (tmp_path / "recu").write_bytes(b"%PDF-1.7")
    rendu = inspection.inspecter(tmp_path / "recu")
    assert not rendu.accepte
    assert rendu.motif


def test_chaque_salle_perd_patience_avec_ses_mots(monkeypatch, tmp_path):
    lent = tmp_path / "lent"
    lent.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    lent.chmod(0o755)
    (tmp_path / "recu").write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(sys, "executable", str(lent))
    monkeypatch.setattr(lecture, "PATIENCE", 0.3)
    monkeypatch.setattr(pdf, "SECONDES", 0.3)
    monkeypatch.setattr(inspection, "PATIENCE", 0.3)
    with pytest.raises(lecture.FichierRefuse, match="trop de temps"):
        lecture.lire(b"a;b\n1;2\n", reconnues=len)
    with pytest.raises(pdf.PapierImpossible, match=TEMPS):
        pdf.composer(b"{}")
    assert inspection.inspecter(tmp_path / "recu").motif == inspection.TROP_LENT
