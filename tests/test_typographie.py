"""Les espaces insécables se posent à la sortie : dans les mots, jamais dans une balise ni un champ de saisie."""

import html
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import fabriques
from workflows.templatetags.ecriture import jour, jour_bref, jour_long, minutes
from workflows.typographie import composer, composer_la_page


@pytest.mark.parametrize(
    ("tape", "compose"),
    [
        ("Ce qui manque : rien ; vraiment ?", "Ce qui manque\u00a0: rien\u202f; vraiment\u202f?"),
        ("dites « oui »", "dites «\u00a0oui\u00a0»"),
        ("12 € et n° 2027-001", "12\u202f€ et n°\u00a02027-001"),
        ("fini&nbsp;; et&nbsp;: là", "fini\u202f; et&nbsp;: là"),
        ("10:30, http://x et a&amp;b;", "10:30, http://x et a&amp;b;"),
    ],
)
def test_chaque_signe_a_son_espace(tape, compose):
    assert composer(tape) == compose
    assert composer(compose) == compose


def test_ni_une_balise_ni_une_saisie_ne_changent():
    page = '<head><title>a : b</title></head><header title="a : b">a : b</header><textarea>a : b ; c</textarea>'
    assert composer_la_page(page) == page.replace(">a : b</header>", ">a\u00a0: b</header>")


def test_une_page_sort_composee_et_ce_que_l_on_tape_revient_tel_quel(client, db):
    assert "Accessibilité\u00a0: non auditée" in html.unescape(client.get(reverse("aide")).content.decode())


def test_le_premier_du_mois_s_ecrit_1er():
    premier = date(2026, 12, 1)
    assert (jour(premier), jour_long(premier), jour_bref(premier)) == (
        "1er décembre 2026",
        "mardi 1er décembre 2026",
        "1er déc.",
    )
    assert (jour(date(2026, 12, 11)), jour_bref(date(2027, 2, 5))) == ("11 décembre 2026", "5 févr.")
    assert (minutes(timedelta(minutes=15)), minutes(timedelta(0))) == ("15 minutes", "aucun")


def test_la_frise_nomme_la_commune_des_qu_il_y_en_a_plusieurs(client, monde):
    seule = client.get("/").content.decode()
    assert f"{monde.campagne.annee}, {monde.convention.commune}" not in seule
    autre = fabriques.convention("Autre-Ville")
    fabriques.campagne(autre)
    lu = html.unescape(client.get("/").content.decode())
    assert f"{monde.campagne.annee}, Autre-Ville" in lu
    assert f"{monde.campagne.annee}, {monde.convention.commune}" in lu
