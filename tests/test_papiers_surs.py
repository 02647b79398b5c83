"""Un papier ne se laisse pas tromper par ce que l’on tape, et il est entier ou absent."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from papiers import pdf
from papiers.glyphes import dessinable
from tests import lecture_pdf
from tests.impression import imprimer, telecharger

HOSTILES = (
    '#import "commun.typ": *',
    "$x^2$ @ref <etiquette> _a_ *b* `c` \\u{0}",
    "= Titre // et /* ceci */ ~ -- ---",
    '#read("/etc/passwd")',
    "'; DROP TABLE dossiers_dossier; --",
    "<script>alert(1)</script>",
)

pytestmark = pytest.mark.usefixtures("a_part")


# 1. Rien de ce que l’on tape n’est du balisage -------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILES)
def test_un_texte_hostile_s_imprime_tel_quel(client, dossier, porteuse, hostile):
    type(dossier).objects.filter(pk=dossier.pk).update(intitule=hostile, description=hostile * 3)
    octets = telecharger(client, porteuse, dossier).content
    assert re.sub(r"\s+", " ", hostile) in lecture_pdf.texte(octets)
    assert lecture_pdf.ouvrir(octets).metadata.title.startswith(hostile)


@pytest.mark.parametrize(
    ("tape", "imprime"),
    [
        ("une fête 😀", "😀"),
        ("bravo \U0001f44d", "[U+1F44D]"),
        ("nul\0", "[U+0000]"),
        ("sens\u202einversé", "[U+202E]"),
        ("漢字", "[U+6F22][U+5B57]"),
        ("privé \ue000 \ufdd0", "[U+E000] [U+FDD0]"),
        ("e\u0301 œ « » ’ – ≥ ☐", "œ « » ’ – ≥ ☐"),
    ],
)
def test_un_signe_que_l_on_ne_sait_pas_dessiner_s_ecrit_par_son_numero(depose, tape, imprime):
    octets = imprimer(depose, organisation=tape)
    assert imprime in lecture_pdf.texte(octets)
    assert ("numéro Unicode" in lecture_pdf.texte(octets)) == ("[U+" in dessinable(tape))


def test_l_arabe_et_l_hebreu_s_impriment(depose):
    assert len(lecture_pdf.texte(imprimer(depose, organisation="مرحبا שלום"))) > 1000


def test_un_mot_de_255_lettres_reste_dans_la_page(depose):
    octets = imprimer(depose, organisation="m" * 255, titre="W" * 255)
    for page in lecture_pdf.ouvrir(octets).pages:
        bords = []
        page.extract_text(
            visitor_text=lambda texte, _cm, tm, _police, _corps, bords=bords: bords.append((tm[4], texte))
        )
        assert max(x for x, _ in bords) < float(page.mediabox.width)
    assert "m" * 255 in lecture_pdf.texte(octets).replace(" ", "")


def test_un_texte_de_huit_mille_signes_ne_se_coupe_pas(client, dossier, porteuse):
    long = " ".join(f"phrase{rang}" for rang in range(700))
    type(dossier).objects.filter(pk=dossier.pk).update(description=long)
    lu = lecture_pdf.texte(telecharger(client, porteuse, dossier).content)
    places = [lu.index(mot) for mot in long.split()]
    assert places == sorted(places)


# 2. Entier, ou absent ---------------------------------------------------------------------------------------------------


def test_le_meme_contenu_donne_les_memes_octets(depose, a_part):
    premier = imprimer(depose)
    for garde in a_part.iterdir():
        garde.unlink()
    assert imprimer(depose) == premier


def test_il_se_compose_une_fois_et_se_relit(depose, a_part, monkeypatch):
    premier = imprimer(depose)
    monkeypatch.setattr(sys, "executable", "/inexistant")
    assert imprimer(depose) == premier
    assert [f.suffix for f in a_part.iterdir()] == [".pdf"]
    assert {f.stat().st_mode & 0o777 for f in a_part.iterdir()} == {0o600}


@pytest.mark.parametrize("reste", [b"", b"%PDF-1.7\nla moi", b"autre chose"])
def test_un_papier_tronque_sur_le_disque_n_est_jamais_servi(depose, a_part, reste):
    entier = imprimer(depose)
    next(a_part.iterdir()).write_bytes(reste)
    assert imprimer(depose) == entier
    assert next(a_part.iterdir()).read_bytes() == entier


def test_la_composition_tuee_donne_une_page_qui_l_explique(client, depose, porteuse, a_part, monkeypatch):
    """Le processus qui compose meurt au milieu de son travail : ni fichier, ni papier tronqué, une page 503."""
    tueur = Path(a_part.parent) / "tueur"
    tueur.write_text(f"#!{sys.executable}\nimport os\nos.write(1, b'%PDF-1.7 debut')\nos.kill(os.getpid(), 9)\n")
    tueur.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tueur))
    reponse = telecharger(client, porteuse, depose)
    assert reponse.status_code == 503
    assert "Le dossier lui-même est intact" in reponse.content.decode()
    assert not a_part.exists() or not list(a_part.iterdir())


def test_le_disque_plein_n_empeche_pas_de_servir(depose, a_part):
    a_part.parent.mkdir(exist_ok=True)
    a_part.write_text("à la place du dossier, un fichier")
    assert imprimer(depose).startswith(b"%PDF-")


def test_une_ecriture_tuee_a_tout_instant_ne_laisse_rien_de_tronque(a_part):
    """kill -9 en pleine écriture, vingt fois : sous son nom, un papier est entier ou absent."""
    programme = (
        "import sys; from pathlib import Path; from papiers import pdf\n"
        "octets = b'%PDF-' + b'x' * 3_000_000 + b'%%EOF'\n"
        "while True:\n"
        "    for rang in range(5): pdf._garder(Path(sys.argv[1]) / f'{rang}.pdf', octets)\n"
    )
    for essai in range(20):
        ecrivain = subprocess.Popen([sys.executable, "-c", programme, str(a_part)], env={**os.environ})
        threading.Event().wait(0.15 + essai * 0.01)
        ecrivain.send_signal(signal.SIGKILL)
        ecrivain.wait()
        assert all(pdf._est_entier(f.read_bytes()) for f in a_part.glob("*.pdf"))
    assert list(a_part.glob("*.pdf"))


def test_une_composition_sans_fin_s_arrete(depose, monkeypatch, tmp_path):
    lent = tmp_path / "lent"
    lent.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    lent.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(lent))
    monkeypatch.setattr(pdf, "SECONDES", 0.3)
    with pytest.raises(pdf.PapierImpossible):
        imprimer(depose)
