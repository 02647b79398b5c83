"""Les scénarios : un brouillon de l’équipe, rempli d’un geste qui ne dépasse jamais, comparé, choisi ; nul autre ne le lit."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dossiers import actions
from dossiers.actions import Consigne, Depart, Montant
from dossiers.actions.repartition import a_hauteur_de, plafonne, tenir_dans
from dossiers.models import Ligne, Scenario
from tests import fabriques
from tests.comite_a_l_ecran import adresse, page
from tests.conftest import frais
from workflows.moteur import Blocage

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
SANS_MONTANT = Decimal(0)
euros = st.decimals(min_value=0, max_value=999_999, places=2)
entiers = st.integers(min_value=0, max_value=999_999).map(Decimal)


@pytest.fixture
def comite_prepare(monde, recevable, cheffe_de_projet):
    """Un comité en préparation, un dossier inscrit : 4 000 € demandés à l’État, 2 000 € à la ville, qui a 1 500 €."""
    fabriques.enveloppe(monde.campagne, monde.ville, 1500)
    seance = fabriques.seance(monde.campagne)
    actions.inscrire(seance, recevable, par=cheffe_de_projet)
    return seance


@pytest.fixture
def prudent(comite_prepare, instructeur):
    return actions.creer_un_scenario(comite_prepare, "Prudent", par=instructeur)


def ligne_de(seance, dispositif):
    return actions.lignes_de(seance).get(financeur__dispositif=dispositif)


def ecrits(scenario):
    lus = scenario.montants.values_list("ligne__financeur__dispositif", "contrat_de_ville")
    return dict(lus)


def remplir(scenario, par, **consigne):
    return actions.remplir_le_scenario(frais(scenario), Consigne(**consigne), par=par, version=frais(scenario).version)


# Calculer ---------------------------------------------------------------------------------------------


@given(st.lists(euros, min_size=1, max_size=40), euros)
def test_ce_qui_tient_dans_une_enveloppe_n_en_deborde_jamais(parts, disponible):
    montants = dict(enumerate(parts))
    tenus = tenir_dans(montants, disponible)
    assert sum(tenus.values()) <= disponible or tenus == montants
    assert all(SANS_MONTANT <= tenus[cle] <= montants[cle] for cle in montants)
    if sum(parts) <= disponible:
        assert tenus == montants
    else:
        assert sum(tenus.values()) <= disponible
        assert all(part == part.to_integral_value() for part in tenus.values())


@given(st.lists(entiers, min_size=1, max_size=40), euros)
def test_des_demandes_en_euros_vident_l_enveloppe_a_l_euro(parts, disponible):
    tenus = tenir_dans(dict(enumerate(parts)), disponible)
    assert sum(tenus.values()) == min(sum(parts), disponible // 1)


@given(euros, euros, st.integers(min_value=0, max_value=100), euros)
def test_une_part_ne_depasse_ni_la_demande_ni_le_plafond(contrat_de_ville, droit_commun, pourcent, plafond):
    demande = Montant(contrat_de_ville, droit_commun)
    part = a_hauteur_de(demande, Decimal(pourcent))
    assert part.contrat_de_ville * 100 <= contrat_de_ville * pourcent
    assert part.droit_commun * 100 <= droit_commun * pourcent
    sous_plafond = plafonne(part, plafond)
    assert sous_plafond.total == min(part.total, plafond)
    assert all(SANS_MONTANT <= mince <= large for mince, large in zip(sous_plafond, part, strict=True))


def test_une_enveloppe_vide_ou_depassee_ne_donne_rien():
    assert tenir_dans({1: Decimal(5), 2: Decimal(7)}, Decimal(-3)) == {1: 0, 2: 0}


def test_les_euros_de_l_arrondi_vont_aux_plus_fortes_fractions():
    assert tenir_dans({"a": Decimal(10), "b": Decimal(10), "c": Decimal(10)}, Decimal("20.99")) == {
        "a": 7,
        "b": 7,
        "c": 6,
    }


# Remplir ----------------------------------------------------------------------------------------------


def test_une_part_de_la_demande(prudent, instructeur):
    assert remplir(prudent, instructeur, pourcent=Decimal(50)) == 2
    assert ecrits(prudent) == {"P147": 2000, "contrat de ville": 1000}


def test_la_demande_ramenee_a_l_enveloppe(prudent, instructeur):
    remplir(prudent, instructeur, dans_l_enveloppe=True)
    assert ecrits(prudent) == {"P147": 4000, "contrat de ville": 1500}  # l’État n’a pas d’enveloppe : rien ne se coupe


def test_un_plafond_puis_un_seul_financeur(monde, prudent, instructeur):
    remplir(prudent, instructeur, plafond=Decimal(1200))
    remplir(prudent, instructeur, depart=Depart.ECRIT, pourcent=Decimal(50), financeur=monde.ville)
    assert ecrits(prudent) == {"P147": 1200, "contrat de ville": 600}


def test_ce_que_les_financeurs_proposent(comite_prepare, prudent, instructeur, agente):
    ligne = ligne_de(comite_prepare, "P147")
    for montant in (3000, 3500):
        actions.proposer(ligne, par=agente, droit_commun=Decimal(0), contrat_de_ville=Decimal(montant))
    assert remplir(prudent, instructeur, depart=Depart.PROPOSE) == 1
    assert ecrits(prudent) == {"P147": 3500}  # la ville n’a rien proposé : sa case reste vide, et ne vaut pas zéro


def test_ce_qui_fut_accorde_l_an_dernier_a_la_meme_action(monde, porteuse, cheffe_de_projet, instructeur):
    avant = fabriques.campagne(monde.convention, monde.campagne.annee - 1)
    avant.financeurs.set([monde.ville])
    passe = _accorde(monde, avant, porteuse, cheffe_de_projet, 900)
    _accorde(monde, avant, porteuse, cheffe_de_projet, 400, "Une autre action")
    suite = actions.ouvrir_un_dossier(
        monde.campagne, monde.association, par=porteuse, intitule="La suite", origine=passe, precedent=passe
    )
    sans_fil = actions.ouvrir_un_dossier(monde.campagne, monde.association, par=porteuse, intitule="Sans passé")
    seance = fabriques.seance(monde.campagne)
    for dossier in (suite, sans_fil):
        Ligne.objects.create(dossier=dossier, financeur=monde.ville, demande_contrat_de_ville=Decimal(2000))
        type(dossier).objects.filter(pk=dossier.pk)
        seance.inscriptions.create(dossier=dossier)
    with connection.cursor() as curseur:  # recevables d’un trait : leur chemin n’est pas ce que l’on éprouve ici
        curseur.execute(
            "UPDATE dossiers_ligne SET statut = 'recevable' WHERE dossier_id IN (%s, %s)", [suite.pk, sans_fil.pk]
        )
    scenario = actions.creer_un_scenario(seance, "Comme l’an dernier", par=instructeur)
    assert remplir(scenario, instructeur, depart=Depart.AN_DERNIER) == 1
    assert [(m.ligne.dossier, m.contrat_de_ville) for m in scenario.montants.all()] == [(suite, 900)]


def _accorde(monde, campagne, porteuse, cheffe, montant, intitule="Mercredis"):
    """Un dossier de l’an dernier, décidé par la ville."""
    dossier = fabriques.dossier(
        campagne, monde.association, porteuse, demandes={monde.ville: 2000}, quartiers=[monde.quartier],
        objectif_=monde.objectif, intitule=intitule,
    )  # fmt: skip
    actions.avancer(dossier, "deposer", par=porteuse)
    actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe)
    seance = fabriques.seance(campagne, intitule=f"Comité, {intitule}")
    fabriques.presence(seance)
    inscription = actions.inscrire(seance, frais(dossier), par=cheffe)
    seance = fabriques.ouvrir(seance, cheffe)
    actions.saisir(inscription, dossier.lignes.get(), par=cheffe, choix="accorder", contrat_de_ville=montant)
    assert actions.acter(seance, par=cheffe) == {}
    return frais(dossier)


# Écrire -----------------------------------------------------------------------------------------------


def test_les_montants_s_ecrivent_a_la_francaise_et_une_case_vide_reste_vide(
    client, comite_prepare, prudent, instructeur
):
    etat, ville = ligne_de(comite_prepare, "P147"), ligne_de(comite_prepare, "contrat de ville")
    client.force_login(instructeur)
    url = adresse("scenario", comite_prepare.pk, prudent.pk)
    saisie = {f"m{etat.pk}": "1 234,50", f"m{ville.pk}": "0", "m999999": "12", "version": 0}
    assert client.post(url, saisie).status_code == 302
    assert ecrits(prudent) == {"P147": Decimal("1234.50"), "contrat de ville": 0}
    client.post(url, {f"m{ville.pk}": "", "version": 1})
    assert ecrits(prudent) == {"P147": Decimal("1234.50")}
    assert "l’a modifié" in client.post(url, {f"m{ville.pk}": "5", "version": 1}).content.decode()


@pytest.mark.parametrize(
    ("tape", "phrase"),
    [
        ("-5", "négatif"),
        ("1,234", "deux chiffres"),
        ("1" * 16, "trop grand"),
        ("douze", "n’est pas"),
        ("NaN", "n’est pas"),
    ],
)
def test_un_montant_faux_garde_ce_qui_est_tape_et_n_ecrit_rien(
    client, comite_prepare, prudent, instructeur, tape, phrase
):
    etat, ville = ligne_de(comite_prepare, "P147"), ligne_de(comite_prepare, "contrat de ville")
    client.force_login(instructeur)
    url = adresse("scenario", comite_prepare.pk, prudent.pk)
    lu = client.post(url, {f"m{etat.pk}": tape, f"m{ville.pk}": "77", "version": 0}).content.decode()
    assert phrase in lu
    assert 'value="77"' in lu
    assert "<title>Erreur :" in lu
    assert ecrits(prudent) == {}


def test_copier_renommer_effacer_choisir(client, comite_prepare, prudent, instructeur, cheffe_de_projet):
    remplir(prudent, instructeur)
    client.force_login(instructeur)
    geste = adresse("scenario-geste", comite_prepare.pk, prudent.pk)
    client.post(geste, {"geste": "copier", "version": 1})
    copie = Scenario.objects.get(nom="Prudent (copie)")
    assert ecrits(copie) == ecrits(prudent)
    assert "porte déjà ce nom" in _suivi(client, geste, {"geste": "renommer", "nom": "PRUDENT (copie)", "version": 1})
    assert client.post(adresse("scenario-choisir", comite_prepare.pk, copie.pk), {"version": 0}).status_code == 404
    client.force_login(cheffe_de_projet)
    for voulu in (prudent, copie):
        client.post(adresse("scenario-choisir", comite_prepare.pk, voulu.pk), {"version": frais(voulu).version})
    assert Scenario.objects.get(est_choisi=True) == copie
    assert actions.montants_choisis(comite_prepare)[ligne_de(comite_prepare, "P147").pk] == Montant(
        Decimal(4000), SANS_MONTANT
    )
    effacer = adresse("scenario-geste", comite_prepare.pk, copie.pk)
    assert "choisissez-en un autre" in _suivi(client, effacer, {"geste": "effacer", "version": frais(copie).version})
    client.post(geste, {"geste": "effacer", "version": frais(prudent).version})
    assert list(Scenario.objects.all()) == [copie]


def _suivi(client, url, donnees):
    return client.post(url, donnees, follow=True).content.decode()


def test_une_seance_actee_ne_change_plus_ses_scenarios(monde, comite, inscription, cheffe_de_projet):
    scenario = actions.creer_un_scenario(comite, "Avant", par=cheffe_de_projet)
    for ligne in actions.lignes_de(comite):
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="refuser", motif="Non.")
    assert actions.acter(comite, par=cheffe_de_projet) == {}
    with pytest.raises(Blocage, match="actée"):
        actions.ecrire_les_montants(scenario, {}, par=cheffe_de_projet, version=0)
    with pytest.raises(Blocage, match="actée"):
        actions.creer_un_scenario(comite, "Après", par=cheffe_de_projet)


# Comparer ---------------------------------------------------------------------------------------------


def test_les_ecarts_se_disent_et_les_sommes_sont_exactes(client, comite_prepare, prudent, instructeur):
    remplir(prudent, instructeur, pourcent=Decimal(50))
    large = actions.creer_un_scenario(comite_prepare, "Large", par=instructeur)
    remplir(large, instructeur)
    client.force_login(instructeur)
    url = adresse("scenarios-comparer", comite_prepare.pk)
    reponse = client.get(url, {"s": [prudent.pk, large.pk]})
    comparaison = reponse.context["comparaison"]
    assert [c.montant for c in comparaison.total.cellules] == [3000, 6000]
    for tableau in comparaison.tableaux:
        assert [sum(r.cellules[n].montant for r in tableau.rangees) for n in (0, 1)] == [3000, 6000]
    lu = reponse.content.decode()
    assert "de plus" in lu
    assert "dépassée de" in lu  # la ville n’a que 1 500 €
    csv = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
    assert "Prudent, contrat de ville" in csv
    assert ";2000,00;0,00;4000,00;0,00" in csv


# Taire ------------------------------------------------------------------------------------------------


def test_ni_un_financeur_ni_un_porteur_ne_lit_un_scenario(client, comite, prudent_en_seance, agente, porteuse):
    pages = [
        adresse("scenarios", comite.pk),
        adresse("scenario", comite.pk, prudent_en_seance.pk),
        adresse("scenarios-comparer", comite.pk),
    ]
    for qui in (agente, porteuse):
        client.force_login(qui)
        assert {client.get(url).status_code for url in pages} == {404}
        assert "3\u202f217" not in client.get("/").content.decode()
    assert "3\u202f217" not in page(client, agente, comite.get_absolute_url())
    with pytest.raises(PermissionDenied):
        actions.creer_un_scenario(comite, "À moi", par=agente)


@pytest.fixture
def prudent_en_seance(comite, cheffe_de_projet):
    scenario = actions.creer_un_scenario(comite, "Prudent", par=cheffe_de_projet)
    montants = {ligne_de(comite, "P147").pk: Montant(Decimal(3217))}
    actions.ecrire_les_montants(scenario, montants, par=cheffe_de_projet, version=0)
    return scenario


def test_autant_de_requetes_pour_un_dossier_que_pour_six(client, monde, seance, en_seance, cheffe_de_projet):
    nombres = []
    for combien in (1, 5):
        for _ in range(combien):
            en_seance(montant=10).decisions.all().delete()
        scenario = actions.creer_un_scenario(seance, f"À {combien}", par=cheffe_de_projet)
        remplir(scenario, cheffe_de_projet)
        client.force_login(cheffe_de_projet)
        urls = [adresse("scenario", seance.pk, scenario.pk), adresse("scenarios", seance.pk)]
        urls += [adresse("scenarios-comparer", seance.pk)] if combien > 1 else []
        for url in urls:
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(url).status_code == 200
            nombres.append(len(requetes))
    assert nombres[0:2] == nombres[2:4]
    assert max(nombres) <= 20
