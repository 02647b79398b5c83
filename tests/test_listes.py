"""La liste des dossiers : chacun la sienne, cherchée, filtrée, rangée, partagée, emportée ; et qui ne dit rien d’avance."""

import csv
import html
import io

import pytest

from comptes.models import Qualite
from dossiers import actions
from dossiers.models import Dossier, Ligne
from papiers.tableur import cellule
from tests import fabriques
from tests.conftest import frais

LISTE = "/dossiers/"


@pytest.fixture
def lire(client):
    """Ce qu’une personne lit de la liste, avec ces paramètres."""

    def lire(personne, **parametres):
        client.force_login(personne)
        reponse = client.get(LISTE, parametres)
        assert reponse.status_code == 200
        return html.unescape(reponse.content.decode())

    return lire


@pytest.fixture
def emporter(client):
    """Les rangs du CSV que télécharge une personne."""

    def emporter(personne, **parametres):
        client.force_login(personne)
        reponse = client.get(LISTE, parametres | {"format": "csv"})
        contenu = b"".join(reponse.streaming_content).decode()
        assert contenu.startswith("\ufeff")
        return list(csv.reader(io.StringIO(contenu[1:]), delimiter=";"))

    return emporter


@pytest.fixture
def decide(recevable, monde, cheffe_de_projet, agente):
    """Un dossier programmé en séance : la décision est prise, rien n’est notifié ni annoncé au porteur."""
    comite = fabriques.seance(monde.campagne)
    fabriques.presence(comite)
    inscription = actions.inscrire(comite, recevable, par=cheffe_de_projet)
    comite = fabriques.ouvrir(comite, cheffe_de_projet)
    etat, ville = recevable.lignes.order_by("financeur__ordre")
    actions.saisir(inscription, etat, par=agente, choix="accorder", contrat_de_ville=3456)
    actions.saisir(inscription, ville, par=cheffe_de_projet, choix="refuser", motif="Secret du comité.")
    assert actions.acter(comite, par=cheffe_de_projet) == {}
    return frais(recevable)


@pytest.fixture
def elue(monde):
    qui = fabriques.personne("Édith", "Élue")
    fabriques.rattacher(qui, monde.convention.pilote, Qualite.LECTURE, "lecteur")
    return qui


# Chacun la sienne ----------------------------------------------------------------------------------------


def test_chacun_ne_lit_que_ce_qui_le_regarde(lire, monde, ouvrir, depose, porteuse, voisin, agente, cheffe_de_projet):
    brouillon = ouvrir("Brouillon caché")
    assert "Brouillon caché" in lire(porteuse)
    for personne in (voisin, agente, cheffe_de_projet):
        assert brouillon.intitule not in lire(personne)
    assert depose.intitule in lire(agente)
    assert depose.intitule not in lire(voisin)
    caf = fabriques.agent(monde.caf, "Karim", "Vasseur")
    assert depose.intitule not in lire(caf)


def test_sans_compte_la_liste_demande_de_se_connecter(client, db):
    assert client.get(LISTE).status_code == 302


def test_une_liste_vide_dit_que_faire(lire, porteuse, elue):
    assert "Ouvrez un premier brouillon" in lire(porteuse)
    assert "Aucune action n’est encore programmée" in lire(elue)
    assert "Aucun dossier ne répond à cette recherche" in lire(porteuse, q="introuvable")


# Chercher, filtrer, ranger -------------------------------------------------------------------------------


def test_la_recherche_ignore_accents_casse_et_apostrophes(lire, ouvrir, porteuse):
    ouvrir("L’Été des Œuvres à l’école", description="Un FORUM pour l'emploi.")
    ouvrir("Jardin partagé")
    for mots in ("ete", "ÉTÉ", "oeuvres", "l'ecole", "forum EMPLOI", "passerelles été", "-001"):
        page = lire(porteuse, q=mots)
        assert "L’Été des Œuvres" in page, mots
        assert "Jardin partagé" not in page, mots
    assert "1 dossier pour cette recherche" in lire(porteuse, q="jardin")
    assert "Aucun dossier" in lire(porteuse, q="100%")
    assert "Aucun dossier" in lire(porteuse, q="_")


def test_la_recherche_suit_les_changements(lire, ouvrir, porteuse):
    dossier = ouvrir("Ancien nom")
    dossier.intitule = "Nouveau nom"
    dossier.save()
    assert "Aucun dossier" in lire(porteuse, q="ancien")
    assert "Nouveau nom" in lire(porteuse, q="nouveau")


def test_les_filtres_se_combinent_et_gardent_l_adresse(lire, monde, ouvrir, porteuse):
    ouvrir("Au Plateau")
    aux_ilots = ouvrir("Aux Îlots")
    aux_ilots.quartiers.set([monde.ilots])
    page = lire(
        porteuse, quartier=monde.ilots.pk, statut="brouillon", porteur=monde.association.pk, financeur=monde.ville.pk
    )
    assert "Aux Îlots" in page
    assert "Au Plateau" not in page
    assert f"quartier={monde.ilots.pk}&statut=brouillon" in page  # les liens de tri gardent les filtres
    assert "Aucun dossier" in lire(porteuse, statut="depose")


def test_on_range_par_colonne_dans_les_deux_sens(lire, ouvrir, porteuse):
    for nom in ("Bravo", "Alpha", "Charlie"):
        ouvrir(nom)
    montant = lire(porteuse, tri="intitule")
    assert montant.index(">Alpha<") < montant.index(">Bravo<") < montant.index(">Charlie<")
    assert 'aria-sort="ascending"' in montant
    descendant = lire(porteuse, tri="-intitule")
    assert descendant.index(">Charlie<") < descendant.index(">Bravo<") < descendant.index(">Alpha<")
    for tri in ("reference", "-porteur", "statut", "-demande", "obtenu"):
        lire(porteuse, tri=tri)


def test_les_pages_sont_de_vingt_cinq(lire, ouvrir, porteuse):
    for rang in range(27):
        ouvrir(f"Action {rang:02}")
    assert "27 dossiers, page 1 sur 2" in lire(porteuse)
    suite = lire(porteuse, page=2)
    assert suite.count('scope="row"') == 2
    assert "page 2 sur 2" in suite


ABSURDES = [
    {"page": "9" * 5000},
    {"page": "-1"},
    {"page": "\x00"},
    {"tri": "cle"},
    {"tri": "--intitule"},
    {"tri": "organisation__adhesions__utilisateur__password"},
    {"statut": "inconnu"},
    {"statut": "\x00"},
    {"campagne": "99999999999999999999999"},
    {"quartier": "abc"},
    {"quartier": "1 OR 1=1"},
    {"enjeu": "-1"},
    {"financeur": "é"},
    {"porteur": "0x10"},
    {"q": "x" * 5000},
    {"q": "\x00"},
    {"q": "%_\\'\""},
    {"format": "exe"},
]


@pytest.mark.parametrize("parametres", ABSURDES, ids=str)
def test_un_parametre_absurde_ne_fait_jamais_echouer_la_page(lire, emporter, ouvrir, porteuse, parametres):
    ouvrir()
    lire(porteuse, **parametres)
    emporter(porteuse, **parametres)


def test_un_filtre_ecarte_est_dit(lire, ouvrir, porteuse):
    ouvrir("Toujours là")
    page = lire(porteuse, statut="inconnu", q="x" * 200)
    assert page.count("Ce filtre n’est pas appliqué.") == 2
    assert "Toujours là" in page


def test_la_liste_demande_toujours_autant_de_requetes(client, monde, ouvrir, porteuse, django_assert_max_num_queries):
    def requetes():
        client.force_login(porteuse)
        with django_assert_max_num_queries(40) as compteur:
            client.get(LISTE)
        return len(compteur)

    ouvrir()
    avant = requetes()
    for rang in range(20):
        ouvrir(f"Action {rang}")
    assert requetes() == avant


# Emporter ------------------------------------------------------------------------------------------------


def test_le_csv_est_celui_de_l_ecran(emporter, ouvrir, porteuse):
    ouvrir("Alpha")
    ouvrir("Bravo ; et « guillemets »")
    rangs = emporter(porteuse, tri="-intitule")
    assert rangs[0] == ["Référence", "Action", "Porteur", "Statut", "Quartiers", "Enjeu", "Demandé (€)", "Obtenu (€)"]
    assert [rang[1] for rang in rangs[1:]] == ["Bravo ; et « guillemets »", "Alpha"]
    assert rangs[2][3:] == ["Brouillon", "Le Plateau", "Enjeu 1 : Des quartiers attentifs", "1000,00", ""]
    assert len(emporter(porteuse, q="alpha")) == 2


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "\r"])
def test_une_cellule_ne_peut_pas_etre_une_formule(debut):
    assert cellule(f"{debut}HYPERLINK()") == f"'{debut}HYPERLINK()"
    assert cellule("Un texte") == "Un texte"


def test_une_formule_dans_un_intitule_ne_s_execute_pas(emporter, ouvrir, porteuse):
    ouvrir('=HYPERLINK("http://exemple.invalid")')
    assert emporter(porteuse)[1][1] == '\'=HYPERLINK("http://exemple.invalid")'


# Ce qui n’est pas encore annoncé -------------------------------------------------------------------------


def test_le_porteur_ne_lit_pas_une_decision_avant_son_annonce(lire, emporter, decide, porteuse, cheffe_de_projet):
    assert decide.statut == "programme"
    assert "Programmé</span>" in lire(cheffe_de_projet)
    assert "En comité</span>" in lire(porteuse)
    assert emporter(porteuse)[1][3] == "En comité"
    assert emporter(porteuse)[1][7] == ""
    assert emporter(cheffe_de_projet)[1][7] == "3456,00"
    for page in (lire(porteuse), lire(porteuse, tri="-obtenu"), lire(porteuse, statut="en_comite")):
        assert "3\u202f456" not in page
        assert decide.intitule in page


@pytest.mark.parametrize("statut", ["programme", "non_retenu", "ajourne"])
def test_un_filtre_ne_fait_pas_deviner_la_decision(lire, decide, porteuse, statut):
    assert "Aucun dossier" in lire(porteuse, statut=statut)


def test_annoncee_la_decision_se_lit(lire, emporter, decide, porteuse, cheffe_de_projet, agente):
    etat, ville = decide.lignes.order_by("financeur__ordre")
    acte = {"vote_le": "2027-04-02", "vote_reference": "Arrêté 12"}
    actions.avancer(etat, "voter", par=agente, donnees=acte)
    actions.avancer(frais(etat), "notifier", par=agente)
    actions.avancer(frais(ville), "notifier", par=cheffe_de_projet)
    actions.avancer(decide, "annoncer", par=cheffe_de_projet)
    assert "Programmé</span>" in lire(porteuse, statut="programme")
    assert emporter(porteuse)[1][7] == "3456,00"


# Le catalogue --------------------------------------------------------------------------------------------


def test_l_elue_lit_le_catalogue_sans_montant(lire, emporter, decide, elue, cheffe_de_projet, agente):
    assert decide.intitule not in lire(elue)
    Ligne.objects.filter(dossier=decide).update(notifiee_le="2027-04-02T10:00:00Z")
    actions.avancer(decide, "annoncer", par=cheffe_de_projet)
    page = lire(elue, tri="-demande", financeur="1")
    assert decide.intitule in page
    assert "Demandé" not in page
    assert "000 €" not in page.replace("\u202f", " ")
    assert "id_financeur" not in page
    assert emporter(elue)[0] == ["Référence", "Action", "Porteur", "Statut", "Quartiers", "Enjeu"]


def test_une_personne_sans_rattachement_ne_lit_rien(lire, depose):
    assert Dossier.objects.exists()
    assert depose.intitule not in lire(fabriques.personne("Paul", "Personne"))
