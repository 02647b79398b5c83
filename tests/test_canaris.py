"""Les canaris : un mot ou un montant unique par rangée ; aucun ne se lit, nulle part, de qui n’a pas le droit de cette rangée.

Ici les listes, leurs filtres, leurs tris, leur recherche, leurs exports, et le texte de chaque courriel ; toutes les réponses de
test_matrice.py passent au même tamis. Qui a droit à quoi est écrit à la main dans tests/acces/droits.py.
"""

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from python_calamine import CalamineWorkbook

from comptes.models import Utilisateur
from dossiers import actions
from dossiers.liste.colonnes import COLONNES
from dossiers.models import Dossier, Ligne
from dossiers.models.portee import lire_la_portee
from dossiers.statuts import Statut
from tests import fabriques
from tests.acces import monde as fabrique
from tests.acces.acteurs import ACTEURS, ANONYME, CONNECTES, PERSONNE, PORTEURS_A, SIGNATAIRE_A, SUSPENDU
from tests.acces.droits import AU_CATALOGUE_DE, LISENT
from tests.acces.jetons import Jetons
from tests.acces.lectures import liste, nue, pages
from tests.acces.sondes import Porte
from workflows.composee import oublier_les_ordres
from workflows.envois import Envoi

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
LECTEURS = sorted(CONNECTES)
_CE_QUE_LIT_L_INVITE = ("nom de ",)  # qui l’invite


@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker):
    with fabrique.pose(django_db_blocker) as m:
        yield m


def voit(dossier, acteur):
    return acteur in LISENT[dossier] | AU_CATALOGUE_DE.get(dossier, PERSONNE)


def dossiers_attendus(monde, acteur):
    return {monde.dossiers[nom].pk for nom in LISENT if voit(nom, acteur)}


# 1. Les canaris eux-mêmes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ecrit",
    ["47313", "47 313", "47\u202f313", "47&nbsp;313 €", "47&#8239;313,00", "47313.00", ">47.313<", "(47 313,5)"],
)
def test_un_montant_se_reconnait_sous_toutes_ses_formes(ecrit):
    jetons = Jetons()
    jetons.suivre("un montant", 47313, {"elle"})
    assert jetons.indiscretions(f"accordé : {ecrit}", "lui") == ["un montant"]
    assert jetons.indiscretions(f"accordé : {ecrit}", "elle") == []


@pytest.mark.parametrize("ecrit", ["147313", "473130", "a47313f", "4731-3", "1.47313"])
def test_un_identifiant_n_est_pas_un_montant(ecrit):
    jetons = Jetons()
    jetons.suivre("un montant", 47313, ())
    assert jetons.indiscretions(ecrit, "lui") == []


def test_chaque_canari_a_son_lecteur(monde):
    """Chaque jeton se lit quelque part de qui y a droit : un canari que nul ne peut voir ne prouverait rien."""
    cherches, vus = set(monde.jetons.registre), set()
    for envoi in Envoi.objects.all():
        vus |= monde.jetons.dans(envoi.corps)
    for acteur, ou in (
        ("chef_1", ""),
        ("chef_2", ""),
        ("signataire_a", "dossiers"),
        ("deux_assos", "dossiers"),
        ("signataire_z", "dossiers"),
    ):
        porte = Porte(monde, acteur)
        for chemin in pages(monde, ou):
            vus |= monde.jetons.dans(porte.frapper("GET", chemin).texte)
    vus |= monde.jetons.dans(
        Porte(monde, "admin").frapper("GET", reverse("admin:comptes_utilisateur_changelist")).texte
    )
    assert {monde.jetons.registre[jeton] for jeton in cherches - vus} == set()


# 2. Les listes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("acteur", LECTEURS)
def test_la_liste_est_exactement_ce_que_dit_le_tableau(monde, acteur):
    trouves, texte = liste(Porte(monde, acteur))
    assert trouves == dossiers_attendus(monde, acteur)
    assert monde.jetons.indiscretions(texte, acteur) == []


@pytest.mark.parametrize("acteur", LECTEURS)
def test_le_mur_est_le_meme_en_cles_et_en_sous_requetes(monde, acteur):
    """Une liste lit sa portée en clés, la page d’un dossier en sous-requêtes : le même mur, exactement."""
    personne = Utilisateur.objects.get(pk=monde.personnes[acteur].pk)
    vus = {d.pk for d in Dossier.objects.visibles_par(personne)}
    lus = {d.pk for d in Dossier.objects.lus_en_entier_par(personne)}
    lire_la_portee(personne)
    assert vus == {d.pk for d in Dossier.objects.visibles_par(personne)} == dossiers_attendus(monde, acteur)
    assert lus == {d.pk for d in Dossier.objects.lus_en_entier_par(personne)}


@pytest.mark.parametrize("acteur", LECTEURS)
def test_l_export_est_exactement_la_liste(monde, acteur):
    texte = Porte(monde, acteur).frapper("GET", f"{reverse('dossiers:liste')}?format=csv").texte.removeprefix("\ufeff")
    rangs = list(csv.reader(io.StringIO(texte), delimiter=";"))[1:]
    attendus = Dossier.objects.filter(pk__in=dossiers_attendus(monde, acteur))
    assert sorted(rang[0] for rang in rangs) == sorted(d.reference for d in attendus.select_related("campagne"))
    assert monde.jetons.indiscretions(texte, acteur) == []


@pytest.mark.parametrize("acteur", LECTEURS)
def test_aucune_colonne_ne_dit_plus_que_la_page_du_dossier(monde, acteur):
    """Toutes les colonnes demandées à la fois, à l’écran, en fichier, et panneau des facettes ouvert."""
    porte = Porte(monde, acteur)
    toutes = {"colonnes": ",".join(COLONNES), "lignes": "100"}
    for demande in (toutes, toutes | {"format": "csv"}, toutes | {"filtres": "1"}):
        reponse = porte.frapper("GET", f"{reverse('dossiers:liste')}?{urlencode(demande)}")
        assert monde.jetons.indiscretions(reponse.texte, acteur) == [], demande


@pytest.mark.parametrize("acteur", LECTEURS)
def test_l_excel_ne_dit_rien_de_plus(monde, acteur):
    client = Client()
    client.force_login(monde.personnes[acteur])
    reponse = client.get(reverse("dossiers:liste"), {"format": "xlsx", "colonnes": ",".join(COLONNES)})
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(reponse.getvalue()))
    rangs = classeur.get_sheet_by_index(0).to_python()
    assert len(rangs) == 1 + len(dossiers_attendus(monde, acteur))
    texte = "\n".join(f"{int(v)}" if isinstance(v, float) else str(v) for rang in rangs for v in rang)
    assert monde.jetons.indiscretions(texte, acteur) == []


@pytest.mark.parametrize("acteur", ACTEURS)
def test_les_autres_listes_emportees_ne_disent_rien_de_plus(monde, acteur):
    porte = Porte(monde, acteur)
    for page in ("relances:liste", "public:actions", "seances:liste"):
        for tri in ("", "objet", "porteur", "etat"):
            reponse = porte.frapper("GET", f"{reverse(page)}?{urlencode({'format': 'csv', 'tri': tri})}")
            assert monde.jetons.indiscretions(reponse.texte, acteur) == [], page


@pytest.mark.parametrize("acteur", LECTEURS)
def test_la_selection_n_ouvre_rien(monde, acteur):
    """Cocher ce que l’on ne voit pas ne le montre pas, même venu d’une vue partagée ou d’une session d’hier."""
    client = Client()
    client.force_login(monde.personnes[acteur])
    client.post(reverse("dossiers:choisir"), {"dossiers": [d.pk for d in monde.dossiers.values()]})
    texte = client.get(reverse("dossiers:liste"), {"selection": "1", "lignes": "100"}).content.decode()
    assert {int(pk) for pk in re.findall(r'href="/dossiers/(\d+)/"', texte)} == dossiers_attendus(monde, acteur)
    assert monde.jetons.indiscretions(texte, acteur) == []


@pytest.mark.parametrize("acteur", LECTEURS)
def test_aucun_filtre_ni_tri_n_ouvre_la_liste(monde, acteur):
    porte, attendus = Porte(monde, acteur), dossiers_attendus(monde, acteur)
    demandes = [{"statut": statut} for statut in Statut]
    demandes += [{"tri": f"{sens}{tri}"} for tri in ("statut", "demande", "obtenu") for sens in ("", "-")]
    demandes += [{"tri": f"{sens}{nom}"} for nom in ("dauphin", "depose_le", "echeance") for sens in ("", "-")]
    demandes += [{"objectif": o.pk, "filtres": 1} for o in monde.objectifs.values()]
    demandes += [{"porteur": o.pk} for o in (monde.asso_a, monde.asso_b, monde.asso_z)]
    demandes += [{"financeur": guichet.pk} for guichet in monde.guichets.values()]
    demandes += [{"campagne": c.pk} for c in monde.campagnes.values()] + [
        {"quartier": q.pk} for q in monde.quartiers.values()
    ]
    for demande in demandes:
        for forme in ({}, {"format": "csv"}) if "tri" not in demande else ({},):
            reponse = porte.frapper("GET", f"{reverse('dossiers:liste')}?{urlencode(demande | forme)}")
            assert {int(pk) for pk in re.findall(r'href="/dossiers/(\d+)/"', reponse.texte)} <= attendus, demande
            assert monde.jetons.indiscretions(reponse.texte, acteur) == [], demande


@pytest.mark.parametrize("acteur", LECTEURS)
def test_la_recherche_ne_repond_que_de_ce_que_l_on_lit(monde, acteur):
    """Chercher un mot que l’on ne lit pas ne dit pas même qu’il existe."""
    porte = Porte(monde, acteur)
    for nom in (nom for nom in LISENT if not nom.startswith("serie")):
        for mot in {monde.dossiers[nom].intitule, monde.dossiers[nom].description}:
            trouves, _ = liste(porte, q=mot)
            assert trouves == ({monde.dossiers[nom].pk} if voit(nom, acteur) else set()), nom


@pytest.mark.parametrize("acteur", ACTEURS)
def test_la_recherche_des_courriels_et_des_objectifs_ne_dit_rien_de_plus(monde, acteur):
    porte = Porte(monde, acteur)
    for mot in ("Canari", "a", "@exemple.invalid", monde.dossiers["brouillon_a"].intitule):
        for page in ("relances:liste", "public:objectifs", "public:actions", "seances:liste"):
            reponse = porte.frapper("GET", f"{reverse(page)}?{urlencode({'q': mot})}")
            assert monde.jetons.indiscretions(reponse.texte.replace(mot, ""), acteur) == [], page


# 3. La décision tue -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("acteur", sorted(PORTEURS_A))
def test_une_decision_tue_ne_se_devine_ni_au_filtre_ni_au_tri_ni_au_compte(monde, acteur):
    porte = Porte(monde, acteur)
    tus = {monde.dossiers[nom].pk for nom in ("tu_a", "refus_tu_a")}
    assert tus <= liste(porte, statut="en_comite")[0]
    for statut in ("programme", "non_retenu", "ajourne"):
        assert not tus & liste(porte, statut=statut)[0]
    en_comite, tue, refusee = (nue(porte, monde, nom) for nom in ("en_comite_a", "tu_a", "refus_tu_a"))
    assert en_comite == tue == refusee


def test_une_decision_prise_apres_un_ajournement_se_tait_aussi(monde):
    """Ajournés, annoncés, remis en comité : rien ne distingue celui dont le sort est acté."""
    chef, acte, attend = monde.personnes["chef_1"], "recevable_a", "rouvert_a"
    _au_comite(monde, chef, "ajourner", acte, attend)
    for nom in (acte, attend):
        actions.avancer(monde.dossiers[nom], "annoncer", par=chef)
    _au_comite(monde, chef, None, attend)
    _au_comite(monde, chef, "refuser", acte)
    porte = Porte(monde, "signataire_a")
    assert nue(porte, monde, acte) == nue(porte, monde, attend)


def _au_comite(monde, chef, choix, *noms):
    """Une séance de plus ; avec un choix, elle se tient et s’acte."""
    seance = fabriques.seance(monde.campagne_1)
    fabriques.presence(seance)
    inscriptions = [actions.inscrire(seance, monde.dossiers[nom], par=chef) for nom in noms]
    seance = fabriques.ouvrir(seance, chef)
    for inscription in inscriptions if choix else ():
        for ligne in Ligne.objects.filter(dossier=inscription.dossier):
            actions.saisir(inscription, ligne, par=chef, choix=choix, motif="Une raison.")
    assert not choix or actions.acter(seance, par=chef) == {}


# 4. Les courriels -------------------------------------------------------------------------------------------


def test_un_courriel_n_apprend_a_son_destinataire_que_ce_qu_il_a_le_droit_de_lire(monde):
    qui = {personne.courriel: nom for nom, personne in monde.personnes.items()}
    qui[monde.personnes[SUSPENDU].courriel] = SIGNATAIRE_A  # ce qu’il était quand on lui écrivait
    lus = 0
    for envoi in Envoi.objects.all():
        lecteur = qui.get(envoi.adresse, ANONYME)  # une personne que l’on invite n’a pas encore de compte
        texte = "\n".join((envoi.sujet, envoi.corps, envoi.pourquoi))
        appris = monde.jetons.indiscretions(texte, lecteur)
        if lecteur == ANONYME:
            appris = [fuite for fuite in appris if not fuite.startswith(_CE_QUE_LIT_L_INVITE)]
        assert appris == [], f"{envoi.regle} à {lecteur}"
        lus += 1
    assert lus > 60


def test_hors_de_la_demonstration_la_boite_d_envoi_n_existe_pas(monde):
    for acteur in ACTEURS:
        assert Porte(monde, acteur).frapper("GET", reverse("courriels:liste")).status_code == 404


@override_settings(DEMONSTRATION=True)
def test_en_demonstration_seulement_elle_se_lit(monde):
    assert Porte(monde, "anonyme").frapper("GET", reverse("courriels:liste")).status_code == 200


# 5. Ôter une règle de lecture fait parler les canaris ----------------------------------------------------------


def tout(requete, *_):
    return requete.all()


# La règle que l’on ôte, ce qui la remplace ; qui en profiterait ; sur quelle page.
MUTATIONS = {
    "la décision notifiée": (
        "dossiers.models.ligne.Ligne.decision_lisible_par",
        lambda *_: True,
        "signataire_a",
        "tu_a",
    ),
    "le journal de l’équipe": (
        "dossiers.models.journal.PassageQuerySet.visibles_par",
        tout,
        "signataire_a",
        "rouvert_a",
    ),
    "le catalogue sans montant": (
        "dossiers.models.dossier.DossierQuerySet.lus_en_entier_par",
        tout,
        "elue",
        "annonce_a",
    ),
    "les montants proposés": (
        "dossiers.models.instruction.PropositionQuerySet.visibles_par",
        tout,
        "agent_f1",
        "depose_a",
    ),
    "chacun son enveloppe": (
        "programmation.models.campagne.EnveloppeQuerySet.visibles_par",
        tout,
        "agent_f2",
        "ouverte_1",
    ),
}


@pytest.mark.usefixtures("regles_neuves")
@pytest.mark.parametrize("regle", MUTATIONS)
def test_oter_une_regle_de_lecture_fait_parler_les_canaris(monde, monkeypatch, regle):
    cible, remplacement, acteur, objet = MUTATIONS[regle]
    adresse = (monde.dossiers | monde.seances)[objet].get_absolute_url()
    assert monde.jetons.indiscretions(Porte(monde, acteur).frapper("GET", adresse).texte, acteur) == []
    monkeypatch.setattr(cible, remplacement)
    oublier_les_ordres()
    assert monde.jetons.indiscretions(Porte(monde, acteur).frapper("GET", adresse).texte, acteur) != []


# 6. Les papiers ---------------------------------------------------------------------------------------------------


def papier(monde, acteur, nom, objet):
    return Porte(monde, acteur).frapper("GET", reverse(f"dossiers:{nom}", args=[monde.dossiers[objet].pk])).texte


@pytest.mark.parametrize("nom", ["dossier-pdf", "exemplaire-json"])
def test_un_papier_dit_tout_le_dossier_a_qui_le_lit(monde, nom):
    """Les canaris se lisent bien dans un PDF : sans cela, n’y rien trouver ne prouverait rien."""
    depose = monde.dossiers["depose_a"]
    attendus = {depose.intitule.lower(), depose.description.lower(), *(int(x.demande) for x in depose.lignes.all())}
    assert attendus <= monde.jetons.dans(papier(monde, "chef_1", nom, "depose_a"))


def test_oter_le_mur_fait_parler_le_papier(monde, monkeypatch):
    assert monde.jetons.indiscretions(papier(monde, "elue", "dossier-pdf", "annonce_a"), "elue") == []
    monkeypatch.setattr("dossiers.models.dossier.DossierQuerySet.lus_en_entier_par", tout)
    assert monde.jetons.indiscretions(papier(monde, "elue", "dossier-pdf", "annonce_a"), "elue") != []
