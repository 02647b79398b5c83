"""Le comité entier, à quatre navigateurs : quarante dossiers décidés ensemble, actés, notifiés, puis changés par avenant."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests import lecture_pdf
from tests.navigateur.test_grille import case, dit, taper

pytestmark = pytest.mark.navigateur
ESTELLE, JEANNE, QUITTERIE = (
    f"{nom}@exemple.invalid" for nom in ("estelle.marchand", "jeanne.caron", "quitterie.quarante")
)
QUARANTE, PREMIER, DERNIER = 40, "À quatre, n° 01", "À quatre, n° 40"
ETAT, VILLE, AGGLOMERATION = 0, 1, 2  # les colonnes, dans l’ordre des financeurs


@pytest.fixture(scope="module")
def comite(pile, decor):
    return pile.raconter("reunir_quarante_dossiers")


def test_quarante_dossiers_decides_a_quatre(entrer, comite, pile):
    cheffe, etat, jeanne = entrer("cheffe"), entrer(courriel=ESTELLE), entrer(courriel=JEANNE)
    seance = comite["seance"]
    cheffe.aller(seance)
    cheffe.cliquer("Ouvrir la séance")
    confirmer_le_retrait(cheffe, seance)
    par_le_lien = faire_un_lien(cheffe, seance, entrer)
    decider_a_trois(cheffe, etat, jeanne, seance)
    decider_par_le_lien(par_le_lien)
    noter_le_pouvoir_de_l_etat(cheffe, comite)
    buter_sur_l_enveloppe_puis_acter(cheffe, seance)
    lire_le_releve(cheffe, seance)
    voter(cheffe, comite, "ville", "caf")
    voter(etat, comite, "etat")
    voter(jeanne, comite, "agglomeration")
    envoyer_les_lettres(cheffe, seance, pile)
    prendre_un_avenant(cheffe, seance)
    releve = pile.raconter("relever_le_comite", seance)
    assert releve["avenants"] == 1
    assert releve["retraits"] == 1
    assert releve["lettres"] == QUARANTE
    assert all(engage <= montant for _, engage, montant in releve["enveloppes"])
    assert sum(releve["etats"].values()) == 40 + 40 + 20 + 8
    assert "telle qu’elle fut scellée" in pile.demander("manage.py", "verifier_seances")


def confirmer_le_retrait(cheffe, seance):
    """Estelle est de la maison qui porte le premier dossier : le site le propose, la cheffe le confirme."""
    cheffe.aller(f"{seance}retraits/")
    cheffe.lit("Estelle Marchand", "de la même maison")
    cheffe.cliquer(f"Confirmer le retrait de Estelle Marchand pour {PREMIER}")
    cheffe.lit("Retraits notés", "d’après un lien connu")


def faire_un_lien(cheffe, seance, entrer):
    """Une financeuse sans compte : un lien, et un code que la cheffe lui dit. Son navigateur, sa colonne ouverte."""
    cheffe.aller(f"{seance}guichets/")
    cheffe.suivre("Faire un lien pour Caisse d’essai")
    cheffe.remplir({"Nom et qualité de la personne": "Rose Lien, conseillère"})
    cheffe.cliquer("Faire le lien")
    code = cheffe.page.locator(".code-dit").inner_text()
    adresse = cheffe.page.get_by_label("Adresse de la colonne").input_value()
    rose = entrer()
    rose.page.goto(adresse[:-2] + ("x/" if adresse[-2] != "x" else "y/"))
    rose.lit("Ce lien ne s’ouvre pas")
    rose.cris.clear()  # la console signale elle-même la réponse 404
    rose.page.goto(adresse)
    rose.remplir({"Code de la séance": code})
    rose.cliquer("Ouvrir ma colonne")
    rose.lit("8 décisions à prendre")
    return rose


def decider_a_trois(cheffe, etat, jeanne, seance):
    """Trois personnes tapent en même temps, chacune dans sa colonne : un montant, puis la case suivante."""
    for qui, colonne in ((cheffe, VILLE), (etat, ETAT), (jeanne, AGGLOMERATION)):
        qui.aller(seance)
        case(qui, 1 if qui is etat else 0, colonne).click()
    dit(case(etat, 0, ETAT), "retrait")
    for rang in range(QUARANTE):
        if rang:
            etat.page.keyboard.type("900")
            etat.page.keyboard.press("Tab")
        cheffe.page.keyboard.type("500" if rang else "550,50")
        cheffe.page.keyboard.press("Enter")
        if rang % 2 == 0:
            jeanne.page.keyboard.type("350")
            jeanne.page.keyboard.press("Tab")
    dit(case(cheffe, 39, ETAT), "900", timeout=60_000)
    dit(case(etat, 38, AGGLOMERATION), "350", timeout=60_000)
    case(jeanne, 38, AGGLOMERATION).click()
    jeanne.page.keyboard.press("Escape")  # un second clic aurait ouvert la saisie
    jeanne.page.keyboard.press("a")
    ajourner = jeanne.page.get_by_role("dialog")
    ajourner.get_by_label("Motif").fill("Le plan de financement est à revoir.")
    jeanne.presser("Noter la décision", dans=ajourner)
    dit(case(jeanne, 38, AGGLOMERATION), "Ajourné")
    dit(case(cheffe, 38, AGGLOMERATION), "Ajourné", timeout=10_000)


def decider_par_le_lien(rose):
    """Sa colonne est un formulaire par dossier, l’un après l’autre."""
    rose.suivre("À quatre, n° 05")
    for rang in range(8):
        rose.cocher("Accorder")
        rose.remplir({"Contrat de ville, en euros": "250"})
        rose.cliquer("Noter, puis dossier suivant" if rang < 7 else "Noter la décision")
    rose.lit("tout est décidé")


def noter_le_pouvoir_de_l_etat(cheffe, comite):
    """Estelle s’est retirée : un collègue donne sa parole, et la cheffe saisit pour lui."""
    cheffe.aller(f"{comite['seance']}guichets/{comite['guichets']['etat']}/pouvoir/")
    cheffe.remplir(
        {"Donné par (nom et qualité)": "Paul Suppléant", "Le papier qui le dit": "Courriel fictif de 9 h 12"}
    )
    cheffe.cliquer("Noter ce pouvoir")
    cheffe.aller(comite["seance"])
    taper(cheffe, case(cheffe, 0, ETAT), "800")
    dit(case(cheffe, 0, ETAT), "800", "enregistré à")


def buter_sur_l_enveloppe_puis_acter(cheffe, seance):
    """Cinquante centimes de trop : l’acte le dit, et rien ne bouge. La colonne du lien se relit et se confirme."""
    cheffe.aller(f"{seance}acter/")
    cheffe.lit("La séance ne peut pas encore être actée", "dépassée de 0,50 €", "n’est pas confirmée")
    cheffe.aller(seance)
    taper(cheffe, case(cheffe, 0, VILLE), "550")
    dit(case(cheffe, 0, VILLE), "550", "enregistré à")
    cheffe.aller(f"{seance}guichets/")
    cheffe.suivre("Relire et confirmer 8 décisions")
    cheffe.cliquer("Confirmer cette colonne")
    cheffe.aller(f"{seance}acter/")
    cheffe.lit("Acter la séance : voici ce qui suivra", "Courriels : aucun")
    cheffe.cliquer("Acter la séance")
    cheffe.lit("La séance est actée.")


def lire_le_releve(cheffe, seance):
    cheffe.aller(f"{seance}papiers/")
    sceau = cheffe.page.locator(".sceau code").inner_text()
    with cheffe.page.expect_download() as recu:
        cheffe.page.locator(f"a[href='{seance}papiers/releve.pdf'], a[href*='releve'][href*='pdf']").first.click()
    texte = lecture_pdf.texte(recu.value.path().read_bytes())
    for attendu in (
        PREMIER,
        DERNIER,
        "Estelle Marchand",
        "Paul Suppléant",
        "Le plan de financement est à revoir",
        "Rose Lien",
    ):
        assert attendu in texte, attendu
    assert sceau in re.sub(r"\s", "", texte)


def voter(qui, comite, *guichets):
    """Un vote pour toutes les lignes d’un guichet, relu avant d’être écrit."""
    for guichet in guichets:
        qui.aller(f"/suites/{comite['campagne']}/financeurs/{comite['guichets'][guichet]}/voter/")
        qui.remplir({"Voté le": date.today(), "Délibération ou arrêté": f"Acte d’essai, {guichet}"})
        qui.cliquer("Voir ce que cela change")
        qui.lit("rien n’est encore écrit")
        qui.page.locator("section.avis button[type=submit]").click()
        qui.examiner()
        qui.lit("votée")


def envoyer_les_lettres(cheffe, seance, pile):
    cheffe.aller(f"{seance}lettres/envoyer/")
    cheffe.lit(f"Envoyer {QUARANTE} lettres")
    cheffe.cliquer("Envoyer les lettres cochées")
    expect(cheffe.contenu).to_contain_text(re.compile(rf"{QUARANTE}\s+faits\s+sur\s+{QUARANTE}"), timeout=60_000)
    assert "Les Quarante d’Essai" in pile.attendre_le_courriel(QUITTERIE, "n° 40")


def prendre_un_avenant(cheffe, seance):
    """Après l’acte : un montant change, la première décision reste lisible."""
    cheffe.aller(f"{seance}avenants/?q=n°+02")
    cheffe.page.get_by_role("link", name=re.compile("Prendre un avenant.*n° 02.*Béthune")).first.click()
    cheffe.examiner()
    cheffe.cocher("Changer le montant")
    cheffe.remplir({"Contrat de ville, en euros": "450", "Motif": "Une séance de moins, sur la demande du porteur."})
    cheffe.cliquer("Voir ce qui suivra")
    cheffe.lit("Voici ce qui suivra")
    cheffe.cliquer("Prendre l’avenant n° 1")
    cheffe.lit("N° 1", "première décision : accorder 500 €", "450 €")
