"""Les lettres de notification : leur texte, que l’équipe récrit ; leur envoi, en un geste, une fois chacune ; ce qui en reste."""

import html
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Droit
from dossiers import actions, lettres
from dossiers.actions import ensemble
from dossiers.models import ActionGroupee, Decision, Lettre, Ligne, Rang
from dossiers.models.ensemble import Geste
from papiers.substitution import composer, fautes
from programmation.models import ModeleDeLettre, SorteDeLettre
from tests import comite_decide as comites
from tests import fabriques, lecture_pdf
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.moteur import Blocage
from workflows.temps import aujourd_hui, maintenant

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
REFUS = "Bonjour, {{ motif }}."


@pytest.fixture(scope="module")
def tenu(django_db_setup, django_db_blocker):
    with comites.pose(django_db_blocker) as pose:
        yield pose


@pytest.fixture
def monde(tenu):
    return tenu.monde


@pytest.fixture
def porteuse(tenu):
    return frais(tenu.gens.porteuse)


@pytest.fixture
def cheffe_de_projet(tenu):
    return frais(tenu.gens.cheffe)


@pytest.fixture
def instructeur(tenu):
    return frais(tenu.gens.instructeur)


@pytest.fixture
def agente(tenu):
    return frais(tenu.gens.agente)


@pytest.fixture
def voisin(tenu):
    return frais(tenu.gens.voisin)


@pytest.fixture
def acte(db, tenu, a_part):
    return comites.acter(comites.a_soi(tenu.comite))


@pytest.fixture
def vote(acte):
    """Chaque accord est voté : les quatre lettres peuvent partir."""
    return comites.tout_voter(acte)


def page(client, qui, nom, *args, **champs):
    client.force_login(qui)
    reponse = client.get(reverse(f"papiers:{nom}", args=args), champs)
    return reponse.status_code, html.unescape(reponse.content.decode(errors="replace")).replace("\u202f", " ").replace(
        "\xa0", " "
    )


def envoyer(client, qui, c, *noms, cle=None, **champs):
    """Coche ces dossiers et envoie, comme la page le fait."""
    client.force_login(qui)
    adresse = reverse("papiers:envoyer", args=[c.seance.pk])
    vu = re.search(r'name="vu" value="(\w+)"', client.get(adresse).content.decode())
    cles = [c.dossiers[nom].pk for nom in noms or c.dossiers]
    return client.post(adresse, {"vu": vu[1] if vu else "", "cle": cle or uuid.uuid4(), "dossiers": cles} | champs)


def lettre_de(c, nom):
    return Lettre.objects.get(dossier=c.dossiers[nom])


# 1. Un texte à champs nommés ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "mot"),
    [
        ("Bonjour\n{% for x in y %}", "Ligne 2 : « {% for x in y %} » est une boucle"),
        ("{{ montant }}", "Ligne 1 : le champ « montant » n’existe pas"),
        ("{{ organisation.siret }}", "demande un calcul"),
        ("{{ organisation|upper }}", "demande un calcul"),
        ("a\nb\n{{ organisation }", "Ligne 3 : une accolade ouverte ou fermée seule"),
        ("}} {{", "une accolade"),
        ("{ organisation }", "une accolade"),
        ("{# secret #}", "est un commentaire"),
        ("{{ Organisation }}", "n’est pas un champ"),
        ("{{ }}", "n’est pas un champ"),
        ("{{ {{ organisation }} }}", "n’est pas un champ"),
    ],
)
def test_ce_qui_n_est_pas_un_champ_se_refuse_avec_sa_ligne(texte, mot):
    assert any(mot in faute for faute in fautes(texte, lettres.CHAMPS)), fautes(texte, lettres.CHAMPS)


def test_une_valeur_n_est_jamais_relue_comme_du_texte_a_champs():
    assert (
        composer("{{ intitule }} !", {"intitule": "{{ motif }} {% x %}", "motif": "secret"}) == "{{ motif }} {% x %} !"
    )


def test_les_textes_du_produit_sont_justes_et_disent_le_droit():
    for sorte, (objet, corps) in lettres.textes_du_produit().items():
        assert lettres.fautes_du_modele(sorte, objet, corps) == {"objet": [], "corps": []}
        lettres.rediger_la_lettre((objet, corps), lettres.EXEMPLE)
    assert set(lettres.EXEMPLE) == set(lettres.CHAMPS)
    assert "deux mois" in lettres.textes_du_produit()[SorteDeLettre.NON_RETENU][1]
    assert "engagement républicain" in lettres.textes_du_produit()[SorteDeLettre.RETENU][1]
    assert "{{ date_du_bilan }}" in lettres.textes_du_produit()[SorteDeLettre.PARTIEL][1]


# 2. L’équipe récrit un modèle -----------------------------------------------------------------------------


def test_l_equipe_recrit_une_lettre_et_la_voit_sur_un_vrai_dossier(client, vote, instructeur, monde):
    adresse = reverse("papiers:modele", args=[monde.convention.pk, "non_retenu"])
    client.force_login(instructeur)
    champs = {
        "version": 0,
        "objet": "Réponse à {{ organisation }}",
        "corps": REFUS,
        "dossier": vote.dossiers["refuse"].pk,
    }
    apercu = client.post(adresse, champs | {"apercu": "1"})
    assert "Bonjour, – État, P147" in html.unescape(apercu.content.decode()).replace("\xa0", " ")
    assert not ModeleDeLettre.objects.exists()
    assert client.post(adresse, champs).status_code == 302
    garde = ModeleDeLettre.objects.get()
    assert (garde.version, garde.modifie_par, garde.corps) == (1, instructeur, REFUS)


@pytest.mark.parametrize(
    ("corps", "mot"),
    [
        ("{{ montant }} {{ motif }}", "le champ « montant » n’existe pas"),
        ("{% if x %}{{ motif }}", "boucle"),
        ("Non.", "Le champ {{ motif }} manque"),
    ],
)
def test_un_modele_faux_ne_s_enregistre_pas_et_dit_pourquoi(client, monde, instructeur, corps, mot):
    client.force_login(instructeur)
    reponse = client.post(
        reverse("papiers:modele", args=[monde.convention.pk, "non_retenu"]),
        {"version": 0, "objet": "Non", "corps": corps},
    )
    assert mot in html.unescape(reponse.content.decode()).replace("\xa0", " ")
    assert not ModeleDeLettre.objects.exists()


def test_deux_personnes_sur_un_modele_ne_s_ecrasent_pas(client, monde, instructeur):
    adresse = reverse("papiers:modele", args=[monde.convention.pk, "non_retenu"])
    client.force_login(instructeur)
    for corps in (REFUS, "Autre : {{ motif }}"):
        reponse = client.post(adresse, {"version": 0, "objet": "Non", "corps": corps})
    assert "Quelqu’un l’a modifié" in reponse.content.decode()
    assert ModeleDeLettre.objects.get().corps == REFUS
    client.post(adresse, {"version": 1, "objet": "", "corps": "{%", "reprendre": "1"})
    assert frais(ModeleDeLettre.objects.get()).corps == lettres.textes_du_produit()[SorteDeLettre.NON_RETENU][1]


# 3. Avant l’envoi -----------------------------------------------------------------------------------------


def test_chaque_lettre_dit_ce_qui_la_bloque(client, acte, cheffe_de_projet, monde):
    comites.voter(acte, "entier", monde.etat)
    _, lue = page(client, cheffe_de_projet, "lettres", acte.seance.pk)
    assert "2 lettres prêtes à partir" in lue
    assert "Pas encore voté : Ville de Béville, contrat de ville." in lue
    assert "Pas encore voté : État, P147, CAF." in lue
    with pytest.raises(Blocage):
        actions.envoyer_la_lettre(acte.dossiers["entier"], acte.seance, par=cheffe_de_projet)
    assert comites.ligne(acte, "entier", monde.etat).notifiee_le is None
    assert not Lettre.objects.exists()


def test_l_apercu_est_la_lettre_mot_pour_mot_et_ne_notifie_rien(client, vote, cheffe_de_projet):
    _, lue = page(client, cheffe_de_projet, "apercu", vote.seance.pk, vote.dossiers["entier"].pk)
    assert "6 000 €" in lue
    assert "Délibération 12" in lue
    assert not Ligne.objects.exclude(notifiee_le=None).exists()
    client.force_login(cheffe_de_projet)
    pdf = client.get(
        reverse("papiers:apercu", args=[vote.seance.pk, vote.dossiers["entier"].pk]), {"format": "pdf"}
    ).content
    assert "Aperçu, pas envoyé" in lecture_pdf.texte(pdf)
    envoyer(client, cheffe_de_projet, vote, "entier")
    for morceau in lettre_de(vote, "entier").corps.split("\n"):
        assert (
            re.sub(r"\s", " ", morceau).removeprefix("– ") in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", lue))
            or not morceau
        ), morceau


# 4. L’envoi -----------------------------------------------------------------------------------------------


def test_tout_part_d_un_geste_et_chacun_lit_sa_reponse(client, vote, porteuse, cheffe_de_projet):
    reponse = envoyer(client, cheffe_de_projet, vote)
    assert reponse.status_code == 302
    assert {lettre.sorte for lettre in Lettre.objects.all()} == set(SorteDeLettre.values)
    assert set(Rang.objects.values_list("etat", flat=True)) == {"fait"}
    assert not Ligne.objects.filter(statut__in=["votee", "refusee"], notifiee_le=None).exists()
    assert not Envoi.objects.filter(regle="ligne.notifier").exists()  # la lettre le dit : pas un courriel de plus
    envois = Envoi.objects.filter(regle="dossier.annoncer")
    assert envois.count() == 4
    partiel = lettre_de(vote, "partiel")
    courriel = envois.get(objet=f"dossier:{vote.dossiers['partiel'].pk}")
    assert courriel.sujet == partiel.objet
    assert partiel.corps in courriel.corps
    assert partiel.destinataires == [[str(porteuse), porteuse.courriel]]
    assert partiel.empreinte == lettres.empreinte_du_texte(partiel.objet, partiel.corps)


def test_chaque_sorte_dit_ce_qu_elle_doit(client, vote, cheffe_de_projet):
    envoyer(client, cheffe_de_projet, vote)
    dits = {nom: re.sub(r"\s", " ", lettre_de(vote, nom).corps) for nom in vote.dossiers}
    assert "6 000 €" in dits["entier"]
    assert "contrat de ville 1 500 €, droit commun 500 €" in dits["entier"]
    assert "Sous réserve, pour État, P147 : La convention d’occupation signée, avant le 30 avril" in dits["partiel"]
    assert "3 300,50 €" in dits["partiel"]
    assert "pas de subvention. Motif : Déjà aidé par ailleurs." in dits["partiel"]
    assert "Hors des quartiers prioritaires" in dits["refuse"]
    assert "tribunal administratif" in dits["refuse"]
    assert "Le plan du jardin manque" in dits["ajourne"]
    assert comites.FORMULE in dits["partiel"]


def test_un_double_clic_n_envoie_rien_deux_fois(client, vote, cheffe_de_projet):
    cle = uuid.uuid4()
    for _ in range(2):
        assert envoyer(client, cheffe_de_projet, vote, cle=cle).status_code == 302
    envoyer(client, cheffe_de_projet, vote)  # une autre page, restée ouverte
    assert (Lettre.objects.count(), Envoi.objects.filter(regle="dossier.annoncer").count()) == (4, 4)
    assert ActionGroupee.objects.count() == 1


class Mort(BaseException):
    """Le processus tué : ni Exception, ni rattrapage."""


def test_tue_au_milieu_l_envoi_reprend_et_personne_n_est_prevenu_deux_fois(vote, cheffe_de_projet, monkeypatch):
    dossiers = list(vote.dossiers.values())
    action = ensemble.confirmer(
        Geste.ANNONCER, dossiers, par=cheffe_de_projet, donnees={"seance": vote.seance.pk}, cle=uuid.uuid4()
    )
    vrai, appels = Rang.save, []

    def mourir(rang, *args, **options):
        appels.append(rang.rang)
        if len(appels) == 3:
            raise Mort  # la lettre du troisième est écrite, sa marque ne l’est pas encore
        return vrai(rang, *args, **options)

    monkeypatch.setattr(Rang, "save", mourir)
    with pytest.raises(Mort):
        ensemble.poursuivre(action)
    assert (Lettre.objects.count(), Envoi.objects.filter(regle="dossier.annoncer").count()) == (2, 2)
    monkeypatch.undo()
    ensemble.poursuivre(action)
    assert (Lettre.objects.count(), Envoi.objects.filter(regle="dossier.annoncer").count()) == (4, 4)
    assert frais(action).finie_le is not None


def test_deux_envois_a_la_fois_n_ecrivent_qu_une_lettre(vote, cheffe_de_projet):
    actions.envoyer_la_lettre(vote.dossiers["refuse"], vote.seance, par=cheffe_de_projet)
    with pytest.raises(Blocage, match="La lettre est partie le"):
        actions.envoyer_la_lettre(vote.dossiers["refuse"], vote.seance, par=cheffe_de_projet)
    assert Lettre.objects.count() == 1


def test_un_modele_change_sous_la_page_arrete_l_envoi(client, vote, cheffe_de_projet, monde):
    client.force_login(cheffe_de_projet)
    reponse = envoyer(client, cheffe_de_projet, vote, vu="0" * 64)
    assert reponse.status_code == 302
    assert not Lettre.objects.exists()


def test_seul_le_chef_envoie_et_seulement_apres_l_acte(
    client, vote, instructeur, agente, porteuse, monde, cheffe_de_projet
):
    for qui in (instructeur, agente, porteuse):
        assert page(client, qui, "envoyer", vote.seance.pk)[0] == 404
    assert page(client, instructeur, "lettres", vote.seance.pk)[0] == 200
    assert page(client, agente, "lettres", vote.seance.pk)[0] == 404
    assert page(client, cheffe_de_projet, "lettres", fabriques.seance(monde.campagne).pk)[0] == 404


def test_une_organisation_sans_compte_a_sa_lettre_a_poster(client, vote, porteuse, cheffe_de_projet):
    porteuse.adhesions.update(droit=Droit.LECTEUR)
    _, lue = page(client, cheffe_de_projet, "envoyer", vote.seance.pk)
    assert "postez-la" in lue
    envoyer(client, cheffe_de_projet, vote, "refuse")
    assert lettre_de(vote, "refuse").destinataires == []


# 5. Ce qui en reste ---------------------------------------------------------------------------------------


def test_la_lettre_partie_reste_quoi_qu_on_change_ensuite(client, vote, porteuse, voisin, cheffe_de_projet, monde):
    envoyer(client, cheffe_de_projet, vote, "refuse")
    partie = lettre_de(vote, "refuse")
    ModeleDeLettre.objects.create(
        convention=monde.convention, sorte="non_retenu", objet="X", corps=REFUS, modifie_par=cheffe_de_projet
    )
    for qui in (porteuse, cheffe_de_projet):
        code, lue = page(client, qui, "lettre", partie.pk)
        assert code == 200
        assert "Hors des quartiers prioritaires" in lue
    assert page(client, voisin, "lettre", partie.pk)[0] == 404
    client.force_login(porteuse)
    pdf = client.get(reverse("papiers:lettre", args=[partie.pk]), {"format": "pdf"}).content
    assert partie.empreinte in lecture_pdf.texte(pdf).replace(" ", "")
    assert lecture_pdf.ouvrir(pdf).trailer["/Root"]["/Lang"] == "fr-FR"
    assert lecture_pdf.hors_balise(pdf) == []
    assert (
        reverse("papiers:lettre", args=[partie.pk])
        in client.get(vote.dossiers["refuse"].get_absolute_url()).content.decode()
    )
    with pytest.raises(Exception, match="ne se modifie pas"):
        Lettre.objects.filter(pk=partie.pk).update(corps="Autre chose")


def test_une_decision_changee_par_avenant_a_sa_nouvelle_lettre(client, vote, cheffe_de_projet, monde):
    envoyer(client, cheffe_de_projet, vote, "refuse")
    decision = Decision.objects.get(ligne=comites.ligne(vote, "refuse", monde.etat))
    actions.prendre_un_avenant(
        decision,
        "accorder_par_avenant",
        par=cheffe_de_projet,
        motif="Une pièce retrouvée.",
        pris_le=aujourd_hui(),
        contrat_de_ville=1200,
    )
    empechements = actions.empechements_d_envoi([frais(vote.dossiers["refuse"])], vote.seance)
    assert "Pas encore voté" in empechements[vote.dossiers["refuse"].pk]
    comites.voter(vote, "refuse", monde.etat)
    envoyer(client, cheffe_de_projet, vote, "refuse")
    premiere, seconde = Lettre.objects.filter(dossier=vote.dossiers["refuse"]).order_by("rang")
    assert (premiere.sorte, seconde.sorte, seconde.rang) == ("non_retenu", "partiel", 2)


def test_annoncer_du_dossier_ecrit_la_meme_lettre(vote, cheffe_de_projet):
    dossier = vote.dossiers["refuse"]
    actions.avancer(Ligne.objects.get(dossier=dossier), "notifier", par=cheffe_de_projet)
    actions.avancer(frais(dossier), "annoncer", par=cheffe_de_projet)
    assert lettre_de(vote, "refuse").sorte == "non_retenu"


# 6. Ce que cela coûte, et ce qui s’emporte ----------------------------------------------------------------


def test_la_liste_se_cherche_se_range_et_s_emporte(client, vote, cheffe_de_projet):
    envoyer(client, cheffe_de_projet, vote, "refuse")
    for champs, attendus in (
        ({"etat": "partie"}, 1),
        ({"q": "jardin"}, 1),
        ({"q": "rien du tout"}, 0),
        ({"etat": "prete", "tri": "sorte"}, 3),
    ):
        _, lue = page(client, cheffe_de_projet, "lettres", vote.seance.pk, **champs)
        assert lue.count('data-titre="Lettre"') == attendus
    client.force_login(cheffe_de_projet)
    csv = b"".join(
        client.get(reverse("papiers:lettres", args=[vote.seance.pk]), {"format": "csv"}).streaming_content
    ).decode()
    assert csv.count("\r\n") == 5
    assert f"'{comites.FORMULE.split(chr(34))[0]}" in csv


def test_la_liste_coute_autant_pour_peu_que_pour_beaucoup(client, vote, monde, cheffe_de_projet):
    def compter(*adresse):
        client.force_login(cheffe_de_projet)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse(f"papiers:{adresse[0]}", args=adresse[1:])).status_code == 200
        return len(requetes)

    pages = (("lettres", vote.seance.pk), ("envoyer", vote.seance.pk), ("modele", monde.convention.pk, "retenu"))
    autres = vote.seance.inscriptions.exclude(dossier=vote.dossiers["entier"])
    autres.update(retiree_le=maintenant())
    peu = [compter(*adresse) for adresse in pages]
    vote.seance.inscriptions.update(retiree_le=None)
    assert [compter(*adresse) for adresse in pages] == peu
    assert max(peu) <= 20
