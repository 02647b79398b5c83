"""La convention se charge entière et exacte, ou pas du tout ; et rien de passé ne se réécrit."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection

from programmation.models import (
    Constat,
    Contrat,
    Convention,
    EnjeuPrioritaire,
    Indicateur,
    ObjectifOperationnel,
    ObjectifStrategique,
    Orientation,
    Quartier,
    TrancheAge,
)
from tests.fichiers_de_convention import BETHUNE, SECONDE, charger, empreinte, ligne_de, redacteur, refus
from workflows.temps import a_l_instant

DOCUMENT = {"mont-liebaut": (6, 13, 9), "3-ilots": (6, 12, 10), "catorive": (6, 17, 10)}

pytestmark = pytest.mark.django_db


@pytest.fixture
def bethune():
    charger(BETHUNE)
    return Convention.objects.get(commune__nom="Béthune")


@pytest.fixture
def variante(tmp_path):
    return redacteur(tmp_path)


# Le document, exactement ------------------------------------------------------------------------------------


def test_l_arbre_se_compte_comme_dans_le_document(bethune):
    assert bethune.contrat.enjeux.count() == 3
    assert Orientation.objects.count() == 10
    assert ObjectifStrategique.objects.count() == 27
    assert bethune.objectifs.count() == 89
    assert bethune.objectifs.values("libelle").distinct().count() == 46


@pytest.mark.parametrize("slug", DOCUMENT)
def test_chaque_quartier_a_ses_objectifs_par_enjeu(bethune, slug):
    siens = bethune.objectifs.filter(quartier__slug=slug)
    comptes = [siens.filter(objectif_strategique__enjeu__numero=numero).count() for numero in (1, 2, 3)]
    assert tuple(comptes) == DOCUMENT[slug]


def test_deux_objectifs_strategiques_attendent_leur_orientation(bethune):
    sans = ObjectifStrategique.objects.filter(orientation=None)
    assert [(objectif.enjeu.numero, objectif.libelle.split(" ")[0]) for objectif in sans] == [
        (2, "Favoriser"),
        (2, "Encourager"),
    ]
    assert not Orientation.objects.filter(libelle="").exists()


def test_l_alimentation_releve_de_la_sante(bethune):
    alimentation = ObjectifStrategique.objects.get(libelle__contains="alimentation")
    assert alimentation.orientation.libelle == "Rendre les habitants acteurs de leur santé physique et mentale"


def test_la_convention_dit_ses_dates_son_lieu_et_ses_signataires(bethune):
    assert (bethune.signee_le, bethune.signee_a) == (date(2024, 7, 9), "Marles-les-Mines")
    assert bethune.valable_jusqu_au == bethune.contrat.fin_le == date(2030, 12, 31)
    noms = [signataire.nom for signataire in bethune.signataires.all()]
    assert noms == ["Hakim ELAZOUZI", "Olivier GACQUERRE", "Jacques BILLANT"]
    assert bethune.pilote.nature == "commune"
    assert {copilote.nature for copilote in bethune.copilotes.all()} == {"etat", "epci"}


def test_les_quartiers_ont_leur_statut_leur_code_et_leurs_communes(bethune):
    lus = {
        quartier.slug: (
            quartier.statut,
            quartier.code_2014,
            quartier.code_2024,
            {c.nom for c in quartier.communes.all()},
        )
        for quartier in bethune.quartiers.all()
    }
    assert lus == {
        "mont-liebaut": ("QPV", "QP062008", "", {"Béthune"}),
        "3-ilots": ("QPV", "QP062009", "", {"Béthune", "Verquin"}),
        "catorive": ("QIC", "", "", {"Béthune"}),
    }


def test_constats_et_enjeux_prioritaires_sont_au_complet(bethune):
    comptes = {
        slug: (
            Constat.objects.filter(quartier__slug=slug, nature="irritant").count(),
            Constat.objects.filter(quartier__slug=slug, nature="opportunite").count(),
            EnjeuPrioritaire.objects.filter(quartier__slug=slug).count(),
        )
        for slug in DOCUMENT
    }
    assert comptes == {"mont-liebaut": (4, 9, 3), "3-ilots": (2, 3, 3), "catorive": (3, 4, 3)}


def test_ce_que_le_document_tait_est_absent_et_non_zero(bethune):
    absents = Indicateur.objects.filter(quartier__slug="catorive", valeur=None)
    assert {mesure.code for mesure in absents} == {"surface", "moins-de-25-ans", "emploi", "ni-ecole-ni-emploi"}
    assert not Indicateur.objects.filter(valeur=0).exists()
    assert not Indicateur.objects.exclude(quartier__slug="catorive").filter(valeur=None).exists()


def test_chaque_chiffre_a_sa_source_son_annee_et_celui_de_l_agglomeration(bethune):
    pauvrete = Indicateur.objects.get(quartier__slug="mont-liebaut", code="pauvrete")
    assert (str(pauvrete.valeur), str(pauvrete.valeur_agglomeration), pauvrete.unite) == ("46.10", "18.80", "pourcent")
    assert (pauvrete.source, pauvrete.annee, pauvrete.perimetre) == ("Sigville", 2022, "ancien périmètre")
    ips = Indicateur.objects.get(quartier__slug="catorive", code="ips")
    assert (ips.valeur, ips.valeur_agglomeration, ips.unite, ips.annee) == (72, 104, "indice", 2024)
    population = Indicateur.objects.get(quartier__slug="3-ilots", code="population")
    assert (population.precision, population.evolution) == ("environ", "+100 par rapport à 2015")


def test_les_traces_de_numerisation_sont_reparees_et_les_mots_gardes(bethune):
    textes = " ".join(bethune.objectifs.values_list("libelle", flat=True))
    textes += " ".join(Orientation.objects.values_list("libelle", flat=True))
    textes += " ".join(ObjectifStrategique.objects.values_list("libelle", flat=True))
    for trace in ("))", "inter- ", "environne- ", "bienêtre", "'"):
        assert trace not in textes
    assert "«\u00a0geré\u00a0»" in textes
    assert "entreprenariat" in textes


def test_les_tranches_d_age_sont_semees(bethune):
    attendu = ["Petite enfance", "Primaire", "Collège", "Post collège", "Adultes", "Seniors", "Tout public"]
    assert list(TrancheAge.objects.values_list("libelle", flat=True)) == attendu


# Deux fois, à blanc, tout ou rien -------------------------------------------------------------------------------


def test_charger_deux_fois_ne_change_rien(bethune):
    avant = empreinte()
    assert "rien n’a changé" in charger(BETHUNE)
    assert empreinte() == avant


def test_une_apostrophe_droite_n_est_pas_une_reformulation(bethune, variante):
    avant = empreinte()
    charger(variante(("Permettre l’accès à", "Permettre  l'accès à"), ("« geré »", "«geré»")))
    assert empreinte() == avant


def test_verifier_compte_sans_rien_ecrire():
    sortie = charger(BETHUNE, "--verifier")
    assert "89 objectifs opérationnels" in sortie
    assert "rien n’a été écrit" in sortie
    assert not Contrat.objects.exists()


def test_une_panne_au_milieu_de_l_ecriture_ne_laisse_rien():
    def panne(executer, sql, *suite):
        if "INSERT" in sql and "objectifoperationnel" in sql:
            raise DatabaseError("disque plein")
        return executer(sql, *suite)

    with connection.execute_wrapper(panne), pytest.raises(DatabaseError):
        charger(BETHUNE)
    assert empreinte() == [[]] * 9


# Reformuler ---------------------------------------------------------------------------------------------------------

ANCIEN, NOUVEAU = "Conforter le rôle de l’association ALIM en tant qu’EVS", "Conforter l’espace de vie sociale"
EN_2026 = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_une_reformulation_clot_l_ancien_objectif_et_ouvre_le_nouveau(bethune, variante):
    with a_l_instant(EN_2026):
        assert "1 créée" in charger(variante((ANCIEN, NOUVEAU), effet="2027-01-01"))
    ancien, nouveau = (
        ObjectifOperationnel.objects.get(libelle=ANCIEN),
        ObjectifOperationnel.objects.get(libelle=NOUVEAU),
    )
    assert (ancien.valide_du, ancien.valide_au) == (date(2024, 7, 9), date(2026, 12, 31))
    assert (nouveau.valide_du, nouveau.valide_au, nouveau.remplace) == (date(2027, 1, 1), None, ancien)
    vigueur = {annee: bethune.objectifs.en_vigueur(date(annee, 6, 1)) for annee in (2025, 2026, 2027)}
    assert [v.count() for v in vigueur.values()] == [89, 89, 89]
    assert ancien in vigueur[2026]
    assert nouveau in vigueur[2027]
    assert nouveau not in bethune.objectifs.de_l_annee(2026)


def test_le_fichier_reformule_charge_deux_fois_ne_change_rien(bethune, variante):
    fichier = variante((ANCIEN, NOUVEAU), effet="2027-01-01")
    with a_l_instant(EN_2026):
        charger(fichier)
        avant = empreinte()
        charger(fichier)
    assert empreinte() == avant


def test_une_reformulation_sans_nouvelle_date_d_effet_est_refusee(bethune, variante):
    fichier = variante((ANCIEN, NOUVEAU))
    message = refus(fichier)
    assert "donnez une date d’effet postérieure" in message
    assert f"ligne {ligne_de(fichier, 'prend_effet_le')} :" in message
    assert str(ligne_de(fichier, NOUVEAU)) in message


def test_une_annee_passee_ne_se_reecrit_pas(bethune, variante):
    with a_l_instant(EN_2026):
        assert "une année passée" in refus(variante((ANCIEN, NOUVEAU), effet="2025-01-01"))


def test_un_fichier_plus_ancien_ne_defait_pas_le_plus_recent(bethune, variante):
    with a_l_instant(EN_2026):
        charger(variante((ANCIEN, NOUVEAU), effet="2027-01-01"))
        assert "01/01/2027" in refus(BETHUNE)


def test_un_objectif_retire_se_clot_sans_successeur(bethune, variante):
    with a_l_instant(EN_2026):
        charger(variante((', "Réhabiliter les friches"]', "]"), effet="2027-01-01"))
    friches = ObjectifOperationnel.objects.get(libelle="Réhabiliter les friches")
    assert friches.valide_au == date(2026, 12, 31)
    assert not friches.remplace_par.exists()


def test_un_fichier_peut_nommer_l_objectif_qu_il_remplace(bethune, variante):
    case = '["Désimperméabiliser les espaces autant que possible", "Réhabiliter les friches"]'
    nouvelle = (
        '[{ libelle = "Rendre vie aux friches", remplace = "Réhabiliter les friches" },'
        ' "Désimperméabiliser les espaces autant que possible"]'
    )
    with a_l_instant(EN_2026):
        charger(variante((case, nouvelle), effet="2027-01-01"))
    assert (
        ObjectifOperationnel.objects.get(libelle="Rendre vie aux friches").remplace.libelle == "Réhabiliter les friches"
    )
    desimpermeabiliser = bethune.objectifs.get(quartier__slug="catorive", libelle__startswith="Désimperméabiliser")
    assert desimpermeabiliser.valide_au is None


def test_un_quartier_oublie_ne_disparait_pas(bethune, variante):
    annexe = '[[quartier]]\ncle = "annexe"\nnom = "Annexe"\nstatut = "QIC"\ncommunes = ["Béthune"]\n\n[[quartier]]'
    with a_l_instant(EN_2026):
        charger(variante(("[[quartier]]", annexe), effet="2027-01-01"))
    assert "il manque le quartier « Annexe »" in refus(BETHUNE)


# La seconde commune -------------------------------------------------------------------------------------------------


def test_une_seconde_commune_partage_le_contrat_sans_toucher_a_bethune(bethune):
    avant = empreinte()
    charger(SECONDE)
    assert Contrat.objects.count() == 1
    assert (Orientation.objects.count(), ObjectifStrategique.objects.count()) == (10, 27)
    assert bethune.objectifs.count() == 89
    assert Quartier.objects.de_la_convention(bethune).count() == 3
    apres = empreinte()
    assert apres[0] == avant[0]
    assert apres[-1][:89] == avant[-1]


def test_un_quartier_de_deux_communes_est_un_seul_quartier(bethune):
    charger(SECONDE)
    confins = Quartier.objects.get(nom__contains="Confins")
    assert {str(commune) for commune in confins.communes.all()} == {"Béthune", "Valdoux-les-Essais (commune fictive)"}
    assert confins in Quartier.objects.de_la_commune(bethune.commune)
    assert confins not in Quartier.objects.de_la_convention(bethune)
    assert Quartier.objects.count() == 4


def test_la_seconde_commune_se_charge_aussi_la_premiere():
    charger(SECONDE)
    charger(BETHUNE)
    avant = empreinte()
    assert "rien n’a changé" in charger(SECONDE)
    assert "rien n’a changé" in charger(BETHUNE)
    assert empreinte() == avant
    assert (Orientation.objects.count(), ObjectifStrategique.objects.count()) == (10, 27)


CONTRADICTIONS = {
    "enjeu": ("Des quartiers d’émancipation pour tous", "Des quartiers d’émancipation", "l’enjeu 2 du contrat est"),
    "sigle": ('sigle = "CABBALR"', 'sigle = "CABB"', "« sigle » du contrat vaut « CABBALR »"),
    "accents": ("Lever les freins à la mobilité", "Lever les freins a la mobilité", "gardez ses mots"),
    "orientation": (
        "Accompagner l’accès à l’autonomie et à l’emploi des habitants des quartiers",
        "Encourager l’esprit d’initiative des habitants des quartiers",
        "cet objectif stratégique relève de",
    ),
}


@pytest.mark.parametrize("quoi", CONTRADICTIONS)
def test_une_commune_ne_contredit_pas_ce_que_le_contrat_partage(bethune, variante, quoi):
    ancien, nouveau, motif = CONTRADICTIONS[quoi]
    message = refus(variante((ancien, nouveau), source=SECONDE))
    assert motif in message
    assert "ligne " in message


def test_un_quartier_decrit_par_deux_conventions_ne_se_contredit_pas(bethune, variante):
    charger(SECONDE)
    seconde = SECONDE.read_text("utf-8")
    sien = seconde[seconde.index("[[quartier]]") : seconde.index("[[enjeu]]")]
    ajout = ("[[quartier]]", sien.replace('statut = "QIC"', 'statut = "QPV"') + "[[quartier]]")
    assert "est décrit par une autre commune" in refus(variante(ajout, effet="2027-01-01"))


def test_une_orientation_laissee_vide_se_precise_plus_tard(bethune, variante):
    charger(variante(("a_preciser = true", 'libelle = "Orientation précisée par la convention-cadre"')))
    assert not ObjectifStrategique.objects.filter(orientation=None).exists()
    assert bethune.objectifs.count() == 89
