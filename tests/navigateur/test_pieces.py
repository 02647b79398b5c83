"""Joindre une pièce, la voir refusée puis reçue, la remplacer : avec et sans JavaScript, au même résultat."""

import re

import pytest

from tests import fichiers
from tests.navigateur import depot

pytestmark = pytest.mark.navigateur
GUETTER = """() => {
    window.avancements = [];
    new MutationObserver(() => document.querySelectorAll("[role=progressbar]").forEach(
        (barre) => window.avancements.push(Number(barre.getAttribute("aria-valuenow"))),
    )).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""


@pytest.fixture
def pdf(tmp_path):
    def ecrire(texte, octets=None):
        chemin = tmp_path / f"{texte}.pdf"
        chemin.write_bytes(fichiers.pdf(texte * 300_000) if octets is None else octets)
        return chemin

    return ecrire


def choisir(personne, piece, fichier):
    carte = personne.page.locator(f"#piece-{piece}")
    carte.get_by_label("Fichier").set_input_files(fichier)
    return carte


def aller_aux_pieces(porteuse, intitule):
    dossier = depot.ouvrir_un_brouillon(porteuse, intitule)
    porteuse.aller(dossier)
    porteuse.suivre("Ouvrir les pièces")


@pytest.mark.parametrize("avec_script", [True, False])
def test_un_refus_se_lit_au_champ_puis_le_bon_fichier_passe(entrer, pdf, avec_script):
    porteuse = entrer("porteuse", avec_script=avec_script)
    aller_aux_pieces(porteuse, f"Avec pièces, {'avec' if avec_script else 'sans'} script")
    piece = "statuts" if avec_script else "recepisse"
    choisir(porteuse, piece, pdf("faux", b"<html>non</html>")).get_by_role("button", name="Joindre").click()
    porteuse.lit("pas d’un format que l’on reçoit", dans=porteuse.page.get_by_role("alert"))
    porteuse.cris.clear()  # le navigateur signale lui-même la réponse 422
    if avec_script:
        porteuse.page.evaluate(GUETTER)
    porteuse.cliquer("Joindre", dans=choisir(porteuse, piece, pdf("premier")))
    porteuse.lit("premier.pdf » est joint", dans=porteuse.page.locator("#messages"))
    carte = porteuse.page.locator(f"#piece-{piece}")
    carte.locator("summary", has_text=re.compile("Remplacer")).click()
    porteuse.cliquer("Remplacer", dans=choisir(porteuse, piece, pdf("second")))
    porteuse.lit("Versions précédentes (1)", dans=carte)


def test_l_avancement_de_l_envoi_se_voit_et_s_annonce(entrer, pdf):
    porteuse = entrer("porteuse")
    aller_aux_pieces(porteuse, "L’avancement d’un envoi")
    porteuse.page.evaluate(GUETTER)
    carte = choisir(porteuse, "comptes", pdf("faux", b"%PDF-1.4 " + b"a" * 4_000_000))
    carte.get_by_label("Exercice").fill("2025")
    carte.get_by_role("button", name="Joindre").click()
    porteuse.lit("abîmé ou incomplet", dans=porteuse.page.get_by_role("alert"))
    vus = porteuse.page.evaluate("window.avancements")
    assert vus == sorted(vus)
    assert vus[-1] == 100
    assert carte.get_by_label("Exercice").input_value() == "2025"
    porteuse.cris.clear()
