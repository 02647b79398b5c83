"""Les compléments : ce que l’équipe demande, pièces comprises, ce que le porteur répond, et le seul geste qui l’envoie."""

import html
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from dossiers import actions
from dossiers.pieces import MODELES
from dossiers.relances import composer_le_complement
from tests import fabriques
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.temps import maintenant

PV = MODELES["pv_ag"].libelle


@pytest.fixture
def demander(depose, cheffe_de_projet):
    """Rouvre le dossier déposé ; rend le dossier tel qu’il attend sa réponse."""

    def demander(demande="Précisez les dates.", jours=9, **donnees):
        donnees |= {"demande": demande, "echeance": maintenant() + timedelta(days=jours)}
        actions.avancer(frais(depose), "demander_complements", par=cheffe_de_projet, donnees=donnees)
        return frais(depose)

    return demander


@pytest.fixture
def de(client):
    def entrer(personne):
        client.force_login(personne)
        return client

    return entrer


def texte(reponse):
    return " ".join(html.unescape(reponse.content.decode()).split())  # une espace vaut l’autre


def relire(dossier):
    return reverse("dossiers:relire", args=[dossier.pk])


def envoi(dossier):
    return {"completer": "1", "version": frais(dossier).version, "cle": str(uuid.uuid4())}


# 1. Envoyer, d’où l’on vient de relire -------------------------------------------------------------------


def test_les_complements_partent_de_la_relecture(de, demander, porteuse):
    dossier = demander()
    assert re.search(r'btn-primary" type="submit" name="completer"', texte(de(porteuse).get(relire(dossier))))
    formulaire = envoi(dossier)
    for _ in range(2):  # un double clic
        reponse = de(porteuse).post(relire(dossier), formulaire, follow=True)
        assert "Compléments envoyés" in texte(reponse)
    assert statut(dossier) == "depose"
    assert dossier.passages.filter(transition="completer").count() == 1


def test_un_redacteur_relit_et_lit_qui_envoie(de, demander, porteuse, redacteur):
    dossier = demander()
    page = texte(de(redacteur).get(relire(dossier)))
    assert "Un signataire envoie les compléments : <strong>Nadia Ferrand</strong>" in page
    assert 'name="completer"' not in page
    assert de(redacteur).post(relire(dossier), envoi(dossier)).status_code == 404
    assert statut(dossier) == "incomplet"


def test_ce_qui_manque_retient_l_envoi_et_se_dit_sur_la_meme_page(de, demander, porteuse):
    dossier = demander()
    dossier.lieux.all().delete()
    phrase = "Aucun lieu n’est indiqué"
    page = texte(de(porteuse).get(relire(dossier)))
    assert re.search(rf'aria-disabled="true" aria-describedby="manques-completer">.*?{phrase}', page, re.DOTALL)
    assert page.count(">Modifier<span") == 7
    refus = texte(de(porteuse).post(relire(dossier), envoi(dossier)))
    assert "<title> Erreur : Relire et envoyer" in refus
    assert "Les compléments ne sont pas envoyés" in refus
    assert statut(dossier) == "incomplet"


def test_seul_ce_qui_est_rouvert_se_modifie_depuis_la_relecture(de, demander, porteuse):
    page = texte(de(porteuse).get(relire(demander(parties=["moyens"]))))
    assert page.count(">Modifier<span") == 1


def test_le_delai_passe_se_dit_a_la_relecture(de, demander, porteuse):
    dossier = demander()
    type(dossier).objects.filter(pk=dossier.pk).update(echeance=maintenant() - timedelta(minutes=1))
    page = texte(de(porteuse).get(relire(dossier)))
    assert "Le délai pour compléter est passé depuis" in page
    assert 'name="completer"' not in page


# 2. L’équipe, à la place du porteur ----------------------------------------------------------------------


def test_repondre_a_la_place_du_porteur_n_est_jamais_le_geste_principal(de, demander, porteuse, cheffe_de_projet):
    dossier = demander()
    a_sa_place = "Compléter à la place du porteur, sur sa parole"
    page = texte(de(cheffe_de_projet).get(dossier.get_absolute_url()))
    assert re.search(rf'class="btn btn-secondary [^"]*" type="submit">{a_sa_place}', page)
    assert "btn-primary" not in page
    chez_elle = texte(de(porteuse).get(dossier.get_absolute_url()))
    assert a_sa_place not in chez_elle
    assert re.search(r'class="btn btn-primary [^"]*" type="submit">Envoyer les compléments', chez_elle)
    adresse = reverse("dossiers:avancer", args=[dossier.pk, "completer"])
    assert de(cheffe_de_projet).post(adresse, envoi(dossier)).status_code == 302
    assert statut(dossier) == "depose"


# 3. Les pièces, cochées une à une ------------------------------------------------------------------------


def demande(dossier):
    return reverse("dossiers:avancer", args=[dossier.pk, "demander_complements"])


def cocher(dossier, *types, **champs):
    jour = (maintenant() + timedelta(days=9)).date().isoformat()
    return {"pieces": types, "echeance": jour, "version": frais(dossier).version, "cle": str(uuid.uuid4())} | champs


def les_pieces(page):
    """{pièce: où elle en est} de la liste que la page montre."""
    liste = re.search(r'aria-label="Pièces demandées">(.*?)</ul>', page)
    return (
        dict(re.findall(r"<li[^>]*><(?:a|span)[^>]*>([^<]+)</\w+> <span[^>]*>([^<]+)</span>", liste[1]))
        if liste
        else {}
    )


def test_l_equipe_coche_parmi_les_pieces_attendues_du_dossier(de, depose, porteuse, cheffe_de_projet):
    fabriques.piece(depose.organisation, porteuse, "statuts")
    page = texte(de(cheffe_de_projet).get(demande(depose)))
    assert "RIB (à joindre)" in page
    assert "Statuts (jointe, pas encore examinée)" in page
    assert "Attestation sur l’honneur" not in page  # elle n’est attendue que d’un dossier saisi par l’équipe
    assert "checked" not in page


def test_des_pieces_seules_suffisent_et_rouvrent_les_pieces_seules(de, depose, porteuse, cheffe_de_projet):
    assert de(cheffe_de_projet).post(demande(depose), cocher(depose, "rib", "pv_ag")).status_code == 302
    rouvert = frais(depose)
    assert (rouvert.statut, rouvert.parties_rouvertes) == ("incomplet", ["pieces"])
    assert rouvert.passages.last().donnees["pieces"] == ["rib", "pv_ag"]
    page = texte(de(porteuse).get(rouvert.get_absolute_url()))
    assert les_pieces(page) == dict.fromkeys(("RIB", PV), "à joindre")
    assert '">Les pièces</a>' in page
    suite = de(porteuse).get(reverse("dossiers:modifier", args=[depose.pk]))
    assert suite.headers["Location"] == reverse("dossiers:pieces-du-dossier", args=[depose.pk])
    partie = texte(de(porteuse).get(reverse("dossiers:partie", args=[depose.pk, "budget"])))
    assert "n’est pas à compléter" in partie


def test_une_piece_jointe_depuis_se_dit_repondue_partout(de, depose, porteuse, cheffe_de_projet):
    fabriques.piece(depose.organisation, porteuse, "rib")  # avant la demande : l’équipe en veut une autre
    de(cheffe_de_projet).post(demande(depose), cocher(depose, "rib", "devis", demande="Le détail.", parties=["moyens"]))
    fabriques.piece(depose.organisation, porteuse, "devis", dossier_=frais(depose))
    attendu = {"RIB": "à joindre", "Devis": "jointe depuis"}
    for page in (depose.get_absolute_url(), relire(depose), reverse("dossiers:pieces-du-dossier", args=[depose.pk])):
        lu = texte(de(porteuse).get(page))
        assert les_pieces(lu) == attendu, page
        assert "Le détail." in lu
    chez_l_equipe = texte(de(cheffe_de_projet).get(depose.get_absolute_url()))
    assert les_pieces(chez_l_equipe) == attendu
    assert "Pièces : RIB, Devis" in chez_l_equipe  # au journal
    assert frais(depose).parties_rouvertes == ["moyens", "pieces"]
    courriel = Envoi.objects.get(regle="dossier.demander_complements")
    courriel.regle = "complements_dus"
    rappel = composer_le_complement(courriel)[1]
    assert "- RIB\n" in rappel
    assert "- Devis" not in rappel


def test_le_courriel_dit_les_pieces_une_par_ligne(depose, demander, porteuse):
    demander("Le détail.", pieces=["rib", "pv_ag"])
    corps = Envoi.objects.get(regle="dossier.demander_complements").corps
    assert f"Le détail.\n\nPièces à joindre\u00a0:\n- RIB\n- {PV}\n\nLe dossier est rouvert." in corps


def test_sans_piece_la_demande_se_lit_comme_avant(depose, demander, porteuse):
    demander("Le détail.")
    assert "Le détail.\n\nLe dossier est rouvert." in Envoi.objects.get(regle="dossier.demander_complements").corps


@pytest.mark.parametrize(
    ("saisi", "phrase"),
    [
        ({}, "Dites ce qui manque, ou cochez une pièce"),
        ({"demande": "  "}, "Dites ce qui manque, ou cochez une pièce"),
        ({"pieces": ["ailleurs"]}, "Cette pièce n’est pas au référentiel."),
    ],
)
def test_une_demande_vide_ou_inconnue_se_refuse(de, depose, cheffe_de_projet, saisi, phrase):
    reponse = de(cheffe_de_projet).post(demande(depose), cocher(depose) | saisi)
    assert phrase in texte(reponse)
    assert statut(depose) == "depose"


def test_le_voisin_n_apprend_rien_des_pieces_demandees(de, monde, depose, demander, agente):
    demander("Le détail.", pieces=["rib"])
    copilote = fabriques.financeur("Agglomération", "epci")
    monde.convention.copilotes.add(copilote.organisation)
    page = texte(de(fabriques.agent(copilote)).get(depose.get_absolute_url()))
    assert "Le détail." in page
    assert les_pieces(page) == {}
