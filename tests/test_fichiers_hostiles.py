"""Les fichiers que l’on reçoit : les sept honnêtes passent, les hostiles jamais, et chacun apprend pourquoi."""

import io
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from papiers.recus import inspecter, nom_lisible
from papiers.recus.noms import LONGUEUR
from tests import fichiers
from tests.fichiers import action, docx, lien, odf, pdf, zippe

RACINE = Path(__file__).resolve().parent.parent
DTD = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
RIRES = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'


TETES = (b"%PDF-1.4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"")


@pytest.fixture
def verdict(tmp_path):
    def _verdict(octets, nom="document.pdf"):
        chemin = tmp_path / "recu"
        chemin.write_bytes(octets)
        return inspecter(chemin, nom)

    return _verdict


# 1. Les honnêtes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("genre", ["pdf", "jpg", "png", "odt", "docx", "ods", "xlsx"])
def test_un_fichier_honnete_passe_et_son_contenu_dit_sa_sorte(verdict, genre):
    rendu = verdict(fichiers.honnetes()[genre], "mon document.bin")
    assert rendu.accepte, rendu.motif
    assert (rendu.genre.code, rendu.nom) == (genre, f"mon document.{genre}")


def test_un_lien_que_l_on_clique_n_est_pas_un_danger(verdict):
    assert verdict(docx(lien("hyperlink", "https://exemple.invalid"))).accepte


def test_un_pdf_moderne_aux_objets_plies_passe(verdict):
    assert verdict(fichiers.pdf_comprime()).accepte


def test_un_pdf_qui_s_ouvre_a_sa_premiere_page_passe(verdict):
    assert verdict(pdf(OpenAction=action("GoTo", D="debut"))).accepte


# 2. Les hostiles -----------------------------------------------------------------------------------------


def sans(octets, combien):
    return octets[:-combien]


def gate():
    """Trois octets changés au milieu d’un document."""
    octets = docx(corps="<w:p/>" * 400)
    ou = octets.index(b"word/document.xml") + 40
    return octets[:ou] + b"\xff\xff\xff" + octets[ou + 3 :]


def maquille():
    return pdf(OpenAction=action("JavaScript", JS="1")).replace(b"/JavaScript", b"/J#61vaScript")


def en_double():
    return zippe(
        [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>"), ("CONTENT.xml", "<b/>")]
    )


def bombe(nom="word/media/image1.png", mega=50):
    return docx(**{nom: b"\0" * (mega << 20)})


HOSTILES = {
    "un fichier vide": (lambda: b"", "vide"),
    "une page web nommée PDF": (lambda: b"<html><script>alert(1)</script>", "format"),
    "un dessin SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "format"),
    "un programme": (lambda: b"MZ" + b"\0" * 300, "programme"),
    "un ancien DOC, ou chiffré": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mot de passe"),
    "un texte": (lambda: "Bonjour à tous".encode(), "format"),
    "un PDF avec JavaScript": (lambda: pdf(OpenAction=action("JavaScript", JS="app.alert(1)")), "programme"),
    "un PDF dont le mot est maquillé": (maquille, "programme"),
    "un PDF dont l’action est pliée": (lambda: fichiers.pdf_comprime(b"/OpenAction<</S/JavaScript/JS(x)>>"), "programme"),
    "un PDF dont l’action est ailleurs": (lambda: fichiers.pdf_comprime(b"/Names<</JavaScript 3 0 R>>"), "programme"),
    "un PDF qui lance": (lambda: pdf(OpenAction=action("Launch", F="calc.exe")), "programme"),
    "un PDF qui poste en s’ouvrant": (lambda: pdf(OpenAction=action("SubmitForm", F="https://ailleurs.invalid")), "programme"),
    "un PDF qui visite en s’ouvrant": (lambda: pdf(OpenAction=action("URI", URI="https://ailleurs.invalid")), "programme"),
    "un PDF à déclencheurs": (lambda: pdf(AA=action("GoTo", D="x")), "programme"),
    "un PDF qui contient un fichier": (fichiers.pdf_avec_fichier, "autre fichier"),
    "un PDF à formulaire XFA": (lambda: pdf(AcroForm=fichiers.formulaire_xfa()), "XFA"),
    "un PDF chiffré": (fichiers.pdf_chiffre, "mot de passe"),
    "un PDF tronqué": (lambda: sans(pdf("a" * 3000), 1500), "abîmé"),
    "un PDF qui n’en a que l’en-tête": (lambda: b"%PDF-1.7\n" + b"\x80" * 400 + b"\nstartxref\n0\n%%EOF", "abîmé"),
    "un PDF qui explose": (fichiers.pdf_qui_explose, "volume"),
    "un PDF qui est aussi une archive": (lambda: pdf() + zippe({"a": "b"}), ""),
    "une image qui est aussi une archive": (lambda: fichiers.image() + zippe({"a": "b"}), "en cache un autre"),
    "une image qui est aussi une page": (lambda: fichiers.image() + b"<script>alert(1)</script>", "en cache un autre"),
    "une image de 400 millions de points": (fichiers.png_immense, "40 millions"),
    "une image tronquée": (lambda: sans(fichiers.image(taille=(300, 300)), 40), "abîmé"),
    "une photo tronquée": (lambda: sans(fichiers.image("JPEG", (900, 900), comment=b"\xff\xd9"), 2000), "abîmé"),
    "une archive quelconque": (lambda: zippe({"lisez-moi.txt": "bonjour"}), "format"),
    "un document précédé d’une page": (lambda: b"PK\x03\x04<html>" + docx(), ""),
    "un document suivi d’autre chose": (lambda: docx() + b"<script>", "en cache un autre"),
    "un DOCX à macros": (lambda: docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "un DOCM renommé": (lambda: docx(principal="macroEnabled.main"), "macros"),
    "un ODT à macros": (lambda: odf(**{"Basic/Standard/Module1.xml": "<m/>"}), "macros"),
    "un ODT à déclencheurs": (lambda: odf(corps='<script:event-listener script:event-name="dom:load"/>'), "macros"),
    "un DOCX à modèle distant": (lambda: docx(lien("attachedTemplate", "https://ailleurs.invalid/m.dotm")), "ailleurs"),
    "un DOCX à image distante": (lambda: docx(lien("image", "https://ailleurs.invalid/i.png")), "ailleurs"),
    "un DOCX à lien vers un disque": (lambda: docx(lien("hyperlink", "file://serveur/partage")), "ailleurs"),
    "un DOCX qui sort de son archive": (lambda: docx(lien("image", "../../../etc/passwd", "Internal")), "ailleurs"),
    "un DOCX à champ DDE": (lambda: docx(corps="<w:p><w:r><w:instrText>DDEAUTO c:\\cmd</w:instrText></w:r></w:p>"), "ailleurs"),
    "un ODT à image distante": (lambda: odf(corps='<draw:image xlink:href="https://ailleurs.invalid/i.png"/>'), "ailleurs"),
    "un DOCX à fichier incorporé": (lambda: docx(**{"word/embeddings/oleObject1.bin": b"x"}), "autre fichier"),
    "un DOCX qui contient une archive": (lambda: docx(**{"word/media/a.png": zippe({"a": "b" * 99})}), "autre fichier"),
    "un DOCX qui contient un programme": (lambda: docx(**{"word/media/a.png": b"MZ\x90"}), "programme"),
    "une entité externe (XXE)": (lambda: docx(**{"word/comments.xml": DTD}), "DOCTYPE"),
    "mille milliards de rires": (lambda: docx(**{"word/comments.xml": RIRES}), "DOCTYPE"),
    "un XML mal formé": (lambda: odf(corps="<office:text>"), "abîmé"),
    "un nom qui remonte": (lambda: docx(**{"../../etc/cron.d/a": "x"}), "noms de fichiers"),
    "un nom absolu": (lambda: docx(**{"/etc/passwd": "x"}), "noms de fichiers"),
    "un nom de disque": (lambda: docx(**{"C:/Windows/a.dll": "x"}), "noms de fichiers"),
    "un nom en double": (en_double, "noms de fichiers"),
    "une bombe": (bombe, "volume"),
    "une bombe de mille entrées": (lambda: docx(**{f"word/media/i{n}.bin": b"%d" % n for n in range(3100)}), "volume"),
    "un document coupé": (lambda: sans(docx(), 30), "abîmé"),
    "un octet changé": (gate, "abîmé"),
    "un ODT chiffré": (lambda: odf(**{"META-INF/manifest.xml": '<m xmlns:a="urn:a"><a:encryption-data/></m>'}), "mot de passe"),
}  # fmt: skip


@pytest.mark.parametrize("nom", HOSTILES)
def test_aucun_fichier_hostile_ne_passe_et_la_phrase_dit_pourquoi(verdict, nom):
    fabriquer, mot = HOSTILES[nom]
    rendu = verdict(fabriquer())
    assert not rendu.accepte
    assert mot in rendu.motif
    assert rendu.motif.endswith(".")


def test_ils_sont_nombreux():
    assert len(HOSTILES) >= 50


def test_une_taille_annoncee_fausse_ne_trompe_pas(verdict):
    """L’archive dit dix octets et en déplie des millions."""
    octets = docx(**{"word/media/a.bin": b"\0" * (30 << 20)})
    vraie, fausse = (30 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert octets.count(vraie) == 2
    assert not verdict(octets.replace(vraie, fausse)).accepte


def test_un_fichier_qui_epuise_l_enfant_n_emporte_que_lui(verdict, monkeypatch):
    monkeypatch.setattr("papiers.recus.inspection.PATIENCE", 0.001)
    rendu = verdict(pdf())
    assert not rendu.accepte
    assert "trop long" in rendu.motif


def test_tout_cela_tient_en_peu_de_temps(verdict):
    depart = time.monotonic()
    verdict(fichiers.png_immense())
    assert time.monotonic() - depart < 5


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(min_size=1, max_size=400),
    st.sampled_from([b"%PDF-1.4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b""]),
)
def test_des_octets_au_hasard_ne_passent_jamais(verdict, octets, tete):
    assert not verdict(tete + octets).accepte


# 3. Les images sortent nues ------------------------------------------------------------------------------


def test_une_photo_perd_son_lieu_et_son_appareil_et_se_redresse(verdict):
    rendu = verdict(fichiers.photo())
    with Image.open(io.BytesIO(rendu.propre)) as nue:
        assert nue.size == (40, 60)
        assert not nue.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(nue.info)
    assert b"Marque" not in rendu.propre


def test_une_image_perd_ses_commentaires_et_ce_qui_la_suit(verdict):
    rendu = verdict(fichiers.image("JPEG", comment=b"chez moi") + b"\0" * 50 + b"une suite")
    assert rendu.accepte
    assert b"chez moi" not in rendu.propre
    assert b"une suite" not in rendu.propre


# 4. Les noms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recu", "montre"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\moi\\statuts.pdf", "statuts.pdf"),
        ("statuts\r\nSet-Cookie: a=b.pdf", "statutsSet-Cookie a=b.pdf"),
        ("facture\u202efdp.exe", "facturefdp.pdf"),
        ("\0\x07", "document.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("rapport.php.pdf", "rapport.php.pdf"),
        ("Compte-rendu d’été 2026.PDF", "Compte-rendu d’été 2026.pdf"),
        ("photo 😀.jpeg", "photo 😀.pdf"),
    ],
)
def test_un_nom_se_montre_nettoye_avec_l_extension_de_son_contenu(recu, montre):
    assert nom_lisible(recu, "pdf") == montre


def test_un_nom_de_trois_cents_lettres_se_raccourcit():
    assert len(nom_lisible("é" * 300, "pdf")) == LONGUEUR + len(".pdf")


@given(st.text(max_size=80))
def test_aucun_nom_ne_garde_de_quoi_nuire(nom):
    montre = nom_lisible(nom, "pdf")
    assert montre.endswith(".pdf")
    assert not set(montre) & set('/\\\0\r\n"<>|:*?\u202e\u2066')
    assert not montre.startswith(".")
