"""Deux navigateurs sur une grille : on tape au clavier, l’autre le voit, une dispute se dit, une coupure ne perd rien."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.navigateur.personne import motif

pytestmark = pytest.mark.navigateur
TELEPHONE = {"width": 360, "height": 740}
IMAGES = Path(__file__).resolve().parents[2] / "var" / "essais" / "grille"
TROIS_SECONDES = 3000


@pytest.fixture(scope="module")
def comite(pile, decor):
    return pile.raconter("ouvrir_un_comite")["seance"]


def case(qui, rang, colonne):
    """La case d’un rang (0 : le premier dossier) et d’un financeur (0 : l’État)."""
    return qui.page.locator("#grille-vive tbody tr").nth(rang).locator("td").nth(colonne)


def taper(qui, ou, texte, touche="Enter"):
    ou.click()
    qui.page.keyboard.type(texte)
    qui.page.keyboard.press(touche)


def dit(ou, *phrases, timeout=10_000):
    for phrase in phrases:
        expect(ou).to_contain_text(motif(phrase), timeout=timeout)


def test_on_tape_et_l_autre_le_voit(entrer, comite, pile):
    agente, cheffe = entrer("agente"), entrer("cheffe")
    agente.aller(comite)
    cheffe.aller(comite)
    # La frappe fait bouger l’enveloppe et le plan avant même d’être enregistrée.
    case(agente, 0, 0).click()
    agente.page.keyboard.type("1 234,5")
    dit(case(agente, 0, 0), "en saisie, reste")
    dit(agente.page.locator("[data-reste]").first, "3 765,50")
    dit(agente.page.locator("tbody tr").first, "il manque 2 765,50 € : 1 financeur n’a pas décidé")
    agente.page.keyboard.press("Escape")
    dit(agente.page.locator("tbody tr").first, "il manque 4 000 € : 2 financeurs n’ont pas décidé")
    # Entrée enregistre et descend ; l’autre écran le montre dans les trois secondes, avec le nom.
    agente.page.keyboard.type("1500")
    agente.page.keyboard.press("Enter")
    dit(case(agente, 0, 0), "1 500", "enregistré à")
    dit(case(cheffe, 0, 0), "1 500", "Élise Lenoir", timeout=TROIS_SECONDES)
    expect(case(agente, 1, 0)).to_be_focused()
    # R refuse : le détail s’ouvre sur le motif.
    agente.page.keyboard.press("r")
    dialogue = agente.page.get_by_role("dialog")
    expect(dialogue.get_by_label("Motif")).to_be_focused()
    agente.examiner_encore()
    agente.presser("Noter la décision", dans=dialogue)
    dit(dialogue, "Un motif est attendu")
    dialogue.get_by_label("Motif").fill("Doublon d’essai.")
    agente.presser("Noter la décision", dans=dialogue)
    dit(case(agente, 1, 0), "Refusé")
    dit(case(cheffe, 1, 0), "Refusé", timeout=TROIS_SECONDES)
    # Une frappe qui ne se lit pas reste dans sa case, avec la raison.
    taper(agente, case(agente, 2, 0), "beaucoup")
    dit(case(agente, 2, 0), "beaucoup", "n’est pas un montant")
    agente.page.keyboard.press("ArrowUp")
    expect(case(agente, 1, 0)).to_be_focused()
    # La colonne d’un autre se lit, et ne s’écrit pas.
    taper(agente, case(agente, 0, 1), "5")
    dit(agente.page.locator("[data-etat]"), "Ce financeur tient sa colonne")
    IMAGES.mkdir(parents=True, exist_ok=True)
    agente.page.screenshot(path=IMAGES / "agente.png", full_page=True)
    agente.examiner_encore()
    agente.cris.clear()  # la console signale elle-même les réponses 422
    assert ["Grille, la deuxième", "P147", "refuser", 0, 0, "Doublon d’essai."] in pile.raconter(
        "lire_les_decisions", comite
    )


def test_une_dispute_montre_les_deux_valeurs_et_une_coupure_ne_perd_rien(entrer, comite, pile):
    agente, cheffe = entrer("agente"), entrer("cheffe")
    agente.aller(comite)
    cheffe.aller(comite)
    case(cheffe, 2, 0).click()
    cheffe.page.keyboard.type("900")
    taper(agente, case(agente, 2, 0), "800")
    dit(case(agente, 2, 0), "enregistré à")
    dit(case(cheffe, 2, 0), "Élise Lenoir vient d’écrire 800 €", timeout=TROIS_SECONDES)
    cheffe.page.keyboard.press("Enter")
    avis = cheffe.page.locator("[data-avis]")
    dit(avis, "Élise Lenoir a écrit 800 €", "Vous tapiez « 900 »")
    cheffe.examiner_encore()
    cheffe.presser("Garder la vôtre, 900", dans=avis)
    dit(case(agente, 2, 0), "900", "Camille Dhaene", timeout=2 * TROIS_SECONDES)
    # Le réseau coupe : la frappe reste dans sa case, et part quand il revient.
    cheffe.contexte.set_offline(True)
    taper(cheffe, case(cheffe, 2, 1), "700 + 50")
    dit(case(cheffe, 2, 1), "700 + 50", "pas encore enregistré")
    cheffe.contexte.set_offline(False)
    dit(case(cheffe, 2, 1), "750", timeout=20_000)
    decisions = pile.raconter("lire_les_decisions", comite)
    assert ["Grille, la troisième", "contrat de ville", "accorder", 700, 50, ""] in decisions
    assert ["Grille, la troisième", "P147", "accorder", 900, 0, ""] in decisions
    cheffe.cris.clear()  # la console signale elle-même la réponse 409 et la coupure


def test_sur_un_telephone_et_au_mur(entrer, comite):
    agente = entrer("agente", taille=TELEPHONE)
    agente.aller(comite)
    assert agente.debordement() <= 0
    case(agente, 1, 0).click()
    case(agente, 1, 0).click()
    agente.page.get_by_role("textbox", name="montant décidé").fill("650")
    agente.page.keyboard.press("Enter")
    dit(case(agente, 1, 0), "650", "enregistré à")
    agente.page.screenshot(path=IMAGES / "telephone.png", full_page=True)
    cheffe = entrer("cheffe")
    cheffe.aller(f"{comite}grille/projeter/")
    dit(cheffe.contenu, "650")
    expect(cheffe.page.locator("td.ecrit")).to_have_count(0)
    taper(agente, case(agente, 0, 0), "1 111")
    dit(case(cheffe, 0, 0), "1 111", timeout=2 * TROIS_SECONDES)
    cheffe.page.screenshot(path=IMAGES / "projection.png", full_page=True)
