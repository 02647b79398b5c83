"""Un financeur sans compte : un lien signé vers sa colonne, un code dit dans la salle, et le chef qui confirme avant d’acter."""

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes import freins
from dossiers import actions
from dossiers.models import Decision
from gouvernance.campagnes.forms import sceau_de
from programmation.models import LienDeGuichet
from tests import fabriques
from tests.comite_a_l_ecran import adresse, decider, ligne_de, page
from tests.conftest import frais
from tests.guichet_a_l_ecran import chez, faire_un_lien, noter, ouvrir
from workflows.envois import Envoi
from workflows.liens import MARQUE, reveler
from workflows.moteur import Blocage
from workflows.sans_jeton import SansJeton, sans_jeton
from workflows.temps import a_l_instant, maintenant

FERME = "Ce lien ne s’ouvre pas, ou ne s’ouvre plus"


@pytest.fixture
def lien(equipe, comite, monde):
    """(jeton, code) de l’État, dont l’agente n’est pas là."""
    return faire_un_lien(equipe, comite, monde.etat)[:2]


@pytest.fixture
def entree(lien):
    """(navigateur, jeton) d’un financeur qui a tapé le bon code."""
    return ouvrir(*lien)[0], lien[0]


def ferme(reponse):
    return reponse.status_code == 404 and FERME in reponse.content.decode()


# 1. L’équipe fait un lien ---------------------------------------------------------------------------------


def test_le_lien_et_le_code_ne_se_montrent_qu_une_fois(equipe, comite, monde):
    jeton, code, _ = faire_un_lien(equipe, comite, monde.etat)
    for url in (adresse("guichets", comite.pk), adresse("lien", comite.pk, monde.etat.pk), comite.get_absolute_url()):
        lu = equipe.get(url).content.decode()
        assert jeton not in lu
        assert f"{code[:3]} {code[3:]}" not in lu
    garde = LienDeGuichet.objects.values().get()
    assert jeton not in str(garde)
    assert code not in (garde["graine"], garde["code_condense"])


def test_le_courriel_porte_le_lien_jamais_le_code_et_le_registre_ni_l_un_ni_l_autre(equipe, comite, monde):
    jeton, code, lu = faire_un_lien(equipe, comite, monde.etat, courriel="rose@exemple.invalid")
    assert "rose@exemple.invalid" in lu
    envoi = Envoi.objects.get(regle="lien_de_guichet")
    assert MARQUE in envoi.corps
    assert jeton not in f"{envoi.corps}{envoi.sujet}{envoi.lien}"
    assert chez(jeton) in reveler(envoi)
    assert code not in reveler(envoi)


def test_un_lien_neuf_ferme_celui_d_avant_et_retient_son_courriel(equipe, comite, monde):
    ancien, code, _ = faire_un_lien(equipe, comite, monde.etat, courriel="rose@exemple.invalid")
    faire_un_lien(equipe, comite, monde.etat)
    assert ferme(ouvrir(ancien, code)[1])
    assert Envoi.objects.get(regle="lien_de_guichet").statut == Envoi.Statut.ANNULEE
    assert LienDeGuichet.objects.en_vigueur().count() == 1


def test_le_lien_expire_le_soir_de_la_seance_si_l_on_ne_dit_rien(equipe, comite, monde):
    faire_un_lien(equipe, comite, monde.etat)
    fin = LienDeGuichet.objects.get().expire_le
    assert fabriques.a_paris(2020, 1, 1).tzinfo.utcoffset(fin) is not None
    assert f"{fin.astimezone(fabriques.PARIS):%H:%M}" == "23:59"


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nom": ""}, "obligatoire"),
        ({"nom": "x" * 161}, "160"),
        ({"courriel": "pas une adresse"}, "Cette adresse n’en a pas la forme"),
        ({"expire_le": "2020-01-01T10:00"}, "Cette heure est passée"),
        ({"expire_le": "2099-01-01T10:00"}, "pas plus d’une semaine"),
        ({"expire_le": "demain"}, "n’existe pas"),
    ],
)
def test_un_lien_mal_demande_recoit_une_phrase(equipe, comite, monde, champs, phrase):
    jeton, _, lu = faire_un_lien(equipe, comite, monde.etat, **champs)
    assert jeton is None
    assert phrase in lu
    assert not LienDeGuichet.objects.exists()


def test_un_financeur_hors_de_l_ordre_du_jour_n_a_pas_de_lien(equipe, comite, monde):
    assert "n’est sollicité par aucun dossier" in faire_un_lien(equipe, comite, monde.caf)[2]


def test_la_ville_n_a_besoin_ni_de_lien_ni_de_pouvoir(equipe, comite, monde):
    for nom in ("lien", "pouvoir"):
        assert equipe.get(adresse(nom, comite.pk, monde.ville.pk)).status_code == 404


# 2. Entrer --------------------------------------------------------------------------------------------------


def test_lire_le_lien_ne_consomme_rien_et_ne_dit_rien_avant_le_code(lien, inscription):
    navigateur = Client()
    for _ in range(6):
        navigateur.head(chez(lien[0]))
        lu = navigateur.get(chez(lien[0])).content.decode()
    assert "Tapez le code" in lu
    assert inscription.dossier.intitule not in lu
    assert LienDeGuichet.objects.get().entre_le is None
    assert inscription.dossier.intitule in ouvrir(*lien)[1].content.decode()


def test_le_code_juste_ouvre_la_colonne_de_tout_l_ordre_du_jour(lien, inscription, monde, cheffe_de_projet):
    ligne = ligne_de(inscription, monde.ville)
    actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="accorder", contrat_de_ville=800)
    navigateur, reponse = ouvrir(lien[0], f" {lien[1][:3]} {lien[1][3:]} ")
    lu = reponse.content.decode()
    for texte in (inscription.dossier.intitule, "Les Passerelles d’Essai", "4\u202f000", "1 décision à prendre", "800"):
        assert texte in lu
    detail = navigateur.get(chez(lien[0], inscription)).content.decode()
    assert "Accordé" in detail
    assert "Des séances de sport" not in detail  # le dossier lui-même reste à ceux qui ont un compte


def test_un_code_faux_se_compte_et_cinq_ferment_le_lien(lien):
    navigateur, faux = Client(), f"{(int(lien[1]) + 1) % 1_000_000:06d}"
    for essai in range(4):
        with a_l_instant(maintenant() + timedelta(minutes=essai)):
            assert "n’est pas celui qui fut dit" in navigateur.post(chez(lien[0]), {"code": faux}).content.decode()
    with a_l_instant(maintenant() + timedelta(minutes=9)):
        assert ferme(navigateur.post(chez(lien[0]), {"code": faux}))
        assert ferme(navigateur.post(chez(lien[0]), {"code": lien[1]}))
    assert LienDeGuichet.objects.get().essais == 5


def test_qui_essaie_trop_vite_attend(comite, monde, equipe):
    for financeur in (monde.etat, monde.etat, monde.etat):
        jeton, code, _ = faire_un_lien(equipe, comite, financeur)
    navigateur, faux = Client(REMOTE_ADDR="203.0.113.9"), f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(50):
        freins.noter_un_echec("un autre lien", "203.0.113.9", "guichet")
    reponse = navigateur.post(chez(jeton), {"code": faux})
    assert reponse.status_code == 429
    assert "Trop d’essais" in reponse.content.decode()
    assert LienDeGuichet.objects.en_vigueur().get().essais == 0


@pytest.mark.parametrize("code", ["", "12", "abcdef", "\0", "٣" * 6, "1" * 5000, "000000 000000"])
def test_un_code_mal_tape_n_est_jamais_une_panne(lien, code):
    reponse = Client().post(chez(lien[0]), {"code": code})
    assert reponse.status_code in (200, 404)
    assert LienDeGuichet.objects.get().entre_le is None


def test_un_lien_change_expire_revoque_ou_d_une_autre_seance_rend_la_meme_page(
    equipe, comite, monde, cheffe_de_projet, lien
):
    jeton, code = lien
    autre = fabriques.seance(monde.campagne, intitule="Comité complémentaire")
    navigateur = ouvrir(jeton, code)[0]
    pages = []
    for change in (jeton[:-1] + ("0" if jeton[-1] != "0" else "1"), jeton.upper(), "x", "0" * 64, jeton[:-1]):
        pages.append(navigateur.get(chez(change)))
    with a_l_instant(LienDeGuichet.objects.get().expire_le + timedelta(seconds=1)):
        pages += [navigateur.get(chez(jeton)), navigateur.post(chez(jeton), {"code": code})]
    LienDeGuichet.objects.update(seance=autre)  # une autre séance, qui n’est pas ouverte
    pages.append(navigateur.get(chez(jeton)))
    LienDeGuichet.objects.update(seance=comite)
    actions.revoquer_le_lien(LienDeGuichet.objects.get(), par=cheffe_de_projet)
    pages += [navigateur.get(chez(jeton)), navigateur.post(chez(jeton), {"code": code}), navigateur.get(chez("é"))]
    assert all(ferme(reponse) for reponse in pages)
    textes = {reponse.content.decode().replace(reponse.wsgi_request.path, "") for reponse in pages}
    assert len(textes) == 1


def test_le_biscuit_d_un_lien_n_ouvre_pas_celui_d_un_autre(equipe, comite, monde, entree):
    navigateur, jeton = entree
    biscuit = navigateur.cookies["guichet"]
    assert biscuit["path"] == chez(jeton)
    assert biscuit["httponly"]
    neuf, _, _ = faire_un_lien(equipe, comite, monde.etat)
    autre = Client()
    autre.cookies["guichet"] = biscuit.value
    assert "Tapez le code" in autre.get(chez(neuf)).content.decode()
    autre.cookies["guichet"] = biscuit.value + "x"
    assert "Tapez le code" in autre.get(chez(neuf)).content.decode()


def test_avant_l_ouverture_et_apres_l_acte_le_lien_ne_s_ouvre_pas(monde, recevable, cheffe_de_projet, equipe):
    seance = fabriques.seance(monde.campagne)
    actions.inscrire(seance, recevable, par=cheffe_de_projet)
    jeton, code, _ = faire_un_lien(equipe, seance, monde.etat)
    assert ferme(ouvrir(jeton, code)[1])
    fabriques.presence(seance)
    fabriques.ouvrir(seance, cheffe_de_projet)
    assert "décision à prendre" in ouvrir(jeton, code)[1].content.decode()


def test_ces_pages_ne_se_gardent_pas_et_ne_disent_pas_d_ou_l_on_vient(entree, inscription):
    navigateur, jeton = entree
    for reponse in (
        navigateur.get(chez(jeton)), navigateur.get(chez(jeton, inscription)), Client().get(chez("inconnu"))
    ):  # fmt: skip
        assert reponse.headers["Cache-Control"] == "no-store"
        assert reponse.headers["Referrer-Policy"] == "strict-origin"


def test_aucun_journal_n_ecrit_le_jeton(lien):
    for ecrit in (
        f"GET {chez(lien[0])} HTTP/1.1",
        f"https://ville.example{chez(lien[0])}?x=1",
        f"Not Found: /avis/lien/{lien[0]}/",
    ):
        assert lien[0] not in sans_jeton(ecrit)
    ligne = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Not Found", chez(lien[0])), None)
    SansJeton().filter(ligne)
    assert lien[0] not in ligne.getMessage()
    assert "/guichet/[lien-personnel]/" in ligne.getMessage()


# 3. Décider -------------------------------------------------------------------------------------------------


def test_il_decide_pour_son_guichet_et_la_page_du_comite_dit_par_son_lien(
    client, entree, inscription, monde, cheffe_de_projet
):
    navigateur, jeton = entree
    assert noter(navigateur, jeton, inscription, contrat_de_ville="1 234,50").status_code == 302
    decision = Decision.objects.get()
    assert (decision.contrat_de_ville, decision.saisie_par, decision.ligne) == (
        pytest.approx(1234.5), None, ligne_de(inscription, monde.etat),
    )  # fmt: skip
    lu = page(client, cheffe_de_projet, adresse("decisions", inscription.seance_id, inscription.pk))
    assert "Rose Absente, directrice, par son lien" in lu


@pytest.mark.parametrize(
    ("choix", "champs", "phrase"),
    [
        ("accorder", {"contrat_de_ville": "-5"}, "négatif"),
        ("accorder", {"contrat_de_ville": "12,345"}, "deux chiffres"),
        ("accorder", {"contrat_de_ville": "1000000000000000"}, "trop grand"),
        ("accorder", {"contrat_de_ville": "NaN"}, "n’est pas un montant"),
        ("accorder", {"contrat_de_ville": "beaucoup"}, "n’est pas un montant"),
        ("accorder", {}, "Écrivez le montant accordé"),
        ("refuser", {}, "Un motif est attendu"),
        ("acter", {"motif": "x"}, "Choisissez d’accorder"),
    ],
)
def test_une_saisie_mal_tapee_recoit_une_phrase_et_n_ecrit_rien(entree, inscription, choix, champs, phrase):
    lu = noter(*entree, inscription, choix, **champs).content.decode()
    assert phrase in lu
    assert not Decision.objects.exists()


def test_il_n_ecrit_pas_dans_la_colonne_d_un_autre(entree, inscription, monde):
    navigateur, jeton = entree
    ville = ligne_de(inscription, monde.ville)
    navigateur.post(chez(jeton, inscription), {f"l{ville.pk}-choix": "refuser", f"l{ville.pk}-motif": "Forgé."})
    assert not Decision.objects.exists()
    with pytest.raises(PermissionDenied):
        actions.saisir(inscription, ville, lien=LienDeGuichet.objects.get(), choix="refuser", motif="Forgé.")


def test_un_dossier_d_une_autre_seance_est_absent(entree, monde, ouvrir, porteuse, cheffe_de_projet):
    navigateur, jeton = entree
    autre = fabriques.seance(monde.campagne, intitule="Autre")
    nouveau = ouvrir(demandes={monde.etat: 100})
    actions.avancer(nouveau, "deposer", par=porteuse)
    actions.repondre_pour_toutes(frais(nouveau), "declarer_recevable", par=cheffe_de_projet)
    ailleurs = actions.inscrire(autre, frais(nouveau), par=cheffe_de_projet)
    assert ferme(navigateur.get(chez(jeton, ailleurs)))
    assert ferme(navigateur.post(chez(jeton, ailleurs), {}))


def test_sans_code_on_ne_decide_pas(lien, inscription):
    reponse = Client().post(chez(lien[0], inscription), {"x": "y"}, follow=True)
    assert "Tapez le code" in reponse.content.decode()
    assert not Decision.objects.exists()


def test_deux_appareils_du_meme_guichet_le_second_est_prevenu(lien, inscription):
    premier, second = ouvrir(*lien)[0], ouvrir(*lien)[0]
    form = second.get(chez(lien[0], inscription)).context["form"]
    noter(premier, lien[0], inscription, contrat_de_ville="100")
    envoi = {
        f"{form.prefix}-version": 7,
        f"{form.prefix}-vu": form.vu,
        f"{form.prefix}-choix": "refuser",
        f"{form.prefix}-motif": "Non.",
    }
    assert "a changé cette décision entre-temps" in second.post(chez(lien[0], inscription), envoi).content.decode()
    assert Decision.objects.get().choix == "accorder"


def test_une_fois_revoque_il_n_ecrit_plus(entree, inscription, monde, cheffe_de_projet):
    navigateur, jeton = entree
    lien = LienDeGuichet.objects.get()
    actions.revoquer_le_lien(lien, par=cheffe_de_projet)
    assert ferme(navigateur.post(chez(jeton, inscription), {}))
    with pytest.raises(Blocage, match="ne sert plus"):
        actions.saisir(inscription, ligne_de(inscription, monde.etat), lien=lien, choix="refuser", motif="Non.")


def test_la_colonne_demande_autant_de_requetes_pour_deux_dossiers_que_pour_cinq(
    lien, monde, comite, ouvrir, porteuse, cheffe_de_projet
):
    navigateur, comptes = ouvrir_la(lien), []
    for nombre in (1, 3):
        for _ in range(nombre):
            nouveau = ouvrir(demandes={monde.etat: 100, monde.ville: 50})
            actions.avancer(nouveau, "deposer", par=porteuse)
            actions.repondre_pour_toutes(frais(nouveau), "declarer_recevable", par=cheffe_de_projet)
            actions.inscrire(comite, frais(nouveau), par=cheffe_de_projet)
        with CaptureQueriesContext(connection) as requetes:
            navigateur.get(chez(lien[0]))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] < 20


def ouvrir_la(lien):
    return ouvrir(*lien)[0]


# 4. Confirmer, acter ----------------------------------------------------------------------------------------


def test_le_chef_relit_et_confirme_avant_d_acter(client, equipe, comite, inscription, monde, cheffe_de_projet, entree):
    noter(*entree, inscription, contrat_de_ville="3500")
    decider(
        client,
        cheffe_de_projet,
        inscription,
        "accorder",
        ligne=ligne_de(inscription, monde.ville),
        contrat_de_ville="500",
    )
    lien = LienDeGuichet.objects.get()
    url = adresse("lien-relire", comite.pk, lien.pk)
    avant = equipe.get(adresse("avancer", comite.pk, "acter")).content.decode()
    assert "n’est pas confirmée" in avant
    assert url in avant
    assert actions.acter(comite, par=cheffe_de_projet)[lien]
    vues = {f"d{d.pk}": d.version for d in Decision.objects.filter(lien=lien)}
    equipe.post(url, vues)
    assert frais(lien).confirmee_par == cheffe_de_projet
    assert actions.acter(comite, par=cheffe_de_projet) == {}
    assert frais(lien).revoque_le is not None  # la séance actée, le lien se ferme
    assert ferme(entree[0].get(chez(entree[1])))


def test_une_colonne_qui_change_n_est_plus_celle_que_l_on_confirme(equipe, comite, inscription, entree):
    noter(*entree, inscription, contrat_de_ville="3500")
    lien = LienDeGuichet.objects.get()
    url, vues = adresse("lien-relire", comite.pk, lien.pk), {f"d{Decision.objects.get().pk}": 1}
    noter(*entree, inscription, contrat_de_ville="3600")
    assert "a changé depuis" in equipe.post(url, vues).content.decode()
    for forge in ({}, {"d0": "x"}, {"dx": "1"}, {"d" + "9" * 30: "1"}):
        assert "a changé depuis" in equipe.post(url, forge).content.decode()
    equipe.post(url, {f"d{Decision.objects.get().pk}": 2})
    assert frais(lien).confirmee_le
    noter(*entree, inscription, contrat_de_ville="3700")
    assert frais(lien).confirmee_le is None  # elle est à confirmer de nouveau


def test_un_instructeur_relit_mais_ne_confirme_pas(client, comite, inscription, instructeur, entree):
    noter(*entree, inscription, contrat_de_ville="3500")
    url = adresse("lien-relire", comite.pk, LienDeGuichet.objects.get().pk)
    assert "Seule la cheffe" in page(client, instructeur, url)
    assert client.post(url, {}).status_code == 404


def test_l_etat_de_chaque_lien_se_lit(equipe, comite, monde, lien):
    url = adresse("guichets", comite.pk)
    assert "Jamais entré" in equipe.get(url).content.decode()
    ouvrir(lien[0], "000000" if lien[1] != "000000" else "111111")
    ouvrir(*lien)
    lu = equipe.get(url).content.decode()
    assert "Entré le" in lu
    assert "1 code faux" in lu
    equipe.post(adresse("lien-revoquer", comite.pk, LienDeGuichet.objects.get().pk))
    assert "Révoqué le" in equipe.get(url).content.decode()


# 5. Un financeur ôté de la campagne ------------------------------------------------------------------------


def reglages(monde, *financeurs):
    campagne = frais(monde.campagne)
    return {
        "depot_ouvre_le": campagne.depot_ouvre_le.astimezone(fabriques.PARIS).strftime("%Y-%m-%dT%H:%M"),
        "depot_ferme_le": campagne.depot_ferme_le.astimezone(fabriques.PARIS).strftime("%Y-%m-%dT%H:%M"),
        "bilan_du_le": campagne.bilan_du_le, "brouillon_dort_apres": 10, "delai_de_complement": 14,
        "part_qpv_attendue": 50, "taux_public_maximal": 80, "financeurs": [f.pk for f in financeurs],
        "vu": sceau_de(campagne),
    }  # fmt: skip


def test_un_financeur_dont_la_colonne_est_ouverte_ne_s_ote_pas_de_la_campagne(equipe, monde, inscription, entree):
    url = reverse("campagnes:modifier", args=[monde.campagne.pk])
    lu = equipe.post(url, reglages(monde, monde.ville)).content.decode()
    assert "a des demandes à l’ordre du jour d’une séance ouverte" in lu
    assert monde.etat in monde.campagne.financeurs.all()
    assert noter(*entree, inscription, contrat_de_ville="100").status_code == 302  # son lien sert toujours
    equipe.post(url, reglages(monde, monde.ville, monde.etat))  # la CAF n’a rien d’ouvert
    assert monde.caf not in monde.campagne.financeurs.all()


def test_avant_l_ouverture_on_l_ote_et_son_lien_se_ferme(equipe, monde, recevable, cheffe_de_projet):
    seance = fabriques.seance(monde.campagne)
    actions.inscrire(seance, recevable, par=cheffe_de_projet)
    faire_un_lien(equipe, seance, monde.etat)
    equipe.post(reverse("campagnes:modifier", args=[monde.campagne.pk]), reglages(monde, monde.ville))
    assert monde.etat not in monde.campagne.financeurs.all()
    assert not LienDeGuichet.objects.en_vigueur().exists()
