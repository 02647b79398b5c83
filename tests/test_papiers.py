"""Le dossier imprimé : accessible, exact, dans l’ordre du CERFA ; et ce qu’une personne ne peut pas lire n’y est pas."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from dossiers import actions, attestations
from dossiers.impression.budget import budget_de
from dossiers.impression.cerfa import AUTRES, donnees_du_dossier, phrases
from dossiers.impression.lecture import imprimable, jour_de, montant_de
from dossiers.models import PosteBudgetaire
from tests import lecture_pdf
from tests.impression import imprimer, telecharger

pytestmark = pytest.mark.usefixtures("a_part")


# 1. Un papier que tout le monde peut lire -------------------------------------------------------------------


@pytest.fixture(params=["brouillon", "depose", "recepisse"])
def octets(request, client, dossier, porteuse):
    if request.param != "brouillon":
        actions.avancer(dossier, "deposer", par=porteuse)
    papier = "recepisse-pdf" if request.param == "recepisse" else "dossier-pdf"
    reponse = telecharger(client, porteuse, dossier, papier)
    assert (reponse.status_code, reponse.headers["Content-Type"]) == (200, "application/pdf")
    return reponse.content


def test_il_se_declare_balise_en_francais_et_conforme(octets):
    racine = lecture_pdf.ouvrir(octets).trailer["/Root"]
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    metadonnees = racine["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part>1<" in metadonnees.replace(" ", "")
    assert lecture_pdf.ouvrir(octets).metadata.title


def test_rien_ne_s_y_lit_hors_d_une_balise(octets):
    assert lecture_pdf.hors_balise(octets) == []
    noms = {nom for nom, _ in lecture_pdf.balises(octets)}
    assert {"/Document", "/Title", "/H1", "/Table", "/THead", "/TH", "/TD"} <= noms


def test_ses_titres_se_suivent_sans_sauter_de_niveau(octets):
    niveaux = [int(nom[2:]) for nom, _ in lecture_pdf.balises(octets) if nom[:2] == "/H" and nom[2:].isdigit()]
    assert niveaux[0] == 1
    assert all(apres <= avant + 1 for avant, apres in pairwise(niveaux))


def test_chaque_en_tete_de_tableau_dit_ce_qu_il_commande(octets):
    entetes = [element for nom, element in lecture_pdf.balises(octets) if nom == "/TH"]
    assert {lecture_pdf.attribut(element, "/Scope") for element in entetes} == {"/Column"}
    cellules = [element for nom, element in lecture_pdf.balises(octets) if nom == "/TD"]
    assert all(lecture_pdf.attribut(element, "/Headers") for element in cellules)


def test_une_image_y_serait_decrite(octets):
    assert all(element.get("/Alt") for nom, element in lecture_pdf.balises(octets) if nom == "/Figure")


def test_ses_polices_sont_toutes_dedans(octets):
    polices = {
        police.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object().keys()
        & {"/FontFile", "/FontFile2", "/FontFile3"} != set()
        for page in lecture_pdf.ouvrir(octets).pages
        for police in page["/Resources"]["/Font"].values()
    }  # fmt: skip
    assert polices == {True}


def test_chaque_page_est_numerotee(octets):
    pages = lecture_pdf.ouvrir(octets).pages
    for rang, page in enumerate(pages, start=1):
        assert f"page {rang} sur {len(pages)}" in page.extract_text().replace("\u00a0", " ")


# 2. Ce qu’il dit ---------------------------------------------------------------------------------------------


def test_il_suit_l_ordre_du_cerfa_et_ne_s_y_substitue_pas(client, dossier, porteuse):
    texte = lecture_pdf.texte(telecharger(client, porteuse, dossier).content)
    assert "Ce document reprend l’ordre du formulaire CERFA 12156, il ne le remplace pas." in texte
    titres = ["La demande", "1. Identification", "2. Relations avec l’administration", "3. Relations avec d’autres",
              "4. Moyens humains", "5. Budget de l’organisme", "6. Projet – Objet de la demande",
              "6 bis. Budget du projet", "7. Attestations"]  # fmt: skip
    places = [texte.index(titre) for titre in titres]
    assert places == sorted(places)


def test_aucun_champ_du_dossier_n_y_manque(depose):
    imprime = imprimable(depose)
    texte = lecture_pdf.texte(imprimer(depose))
    for partie in imprime.contenu:
        for champ in partie["champs"] if partie["code"] != "budget" else ():
            assert re.sub(r"\s+", " ", champ["texte"]).strip() in texte, champ["code"]
    assert AUTRES not in texte, "un champ de la fiche n’est rangé dans aucune rubrique (dossiers/donnees/cerfa.toml)"


def test_un_champ_que_nulle_rubrique_ne_connait_s_imprime_quand_meme(depose):
    imprime = imprimable(depose)
    imprime.contenu[0]["champs"].append({"code": "inconnu", "libelle": "Un champ neuf", "texte": "sa valeur"})
    titres = {bloc["titre"] for s in donnees_du_dossier(imprime)["sections"] for bloc in s["blocs"] if "titre" in bloc}
    assert AUTRES in titres


def test_le_budget_a_ses_deux_totaux_avec_et_sans_les_contributions_volontaires(client, dossier, porteuse):
    PosteBudgetaire.objects.create(dossier=dossier, sens="emploi", compte="864", montant=Decimal("1500.50"))
    PosteBudgetaire.objects.create(dossier=dossier, sens="contribution", compte="870", montant=Decimal("1500.50"))
    texte = lecture_pdf.texte(telecharger(client, porteuse, dossier).content)
    for nom in ("charges", "produits"):
        assert f"Total des {nom} 7 000 €" in texte
        assert f"Total des {nom}, contributions volontaires comprises 8 500,50 €" in texte


def test_la_phrase_du_formulaire_est_calculee_pour_chaque_financeur(dossier):
    dites = phrases(budget_de(imprimable(dossier).champs))
    assert dites[0].replace("\u202f", " ").replace("\u00a0", " ") == (
        "État, P147 : La subvention sollicitée de 4 000 €, objet de la présente demande, représente 57,1 % du total des "
        "produits du projet (7 000 €, hors contributions volontaires)."
    )
    assert len(dites) == 2


def test_le_budget_relu_d_un_contenu_est_celui_du_dossier(dossier):
    budget = budget_de(imprimable(dossier).champs)
    assert budget.total("charge") == dossier.charges
    assert budget.total("produit") == dossier.produits


def test_les_attestations_y_sont_mot_pour_mot(depose):
    texte = lecture_pdf.texte(imprimer(depose))
    for phrase in attestations.demandees(depose.organisation).values():
        assert phrase in texte


@pytest.mark.parametrize(
    ("ecrit", "montant"), [("1 234,50 €", "1234.50"), ("7\u202f000\u202f€", "7000"), ("", None), ("environ 3", None)]
)
def test_un_montant_ecrit_se_relit(ecrit, montant):
    assert montant_de(ecrit) == (Decimal(montant) if montant else None)


def test_un_jour_ecrit_se_relit():
    assert str(jour_de("1er février 2027")) == "2027-02-01"
    assert jour_de("bientôt") is None


# 3. Brouillon, dépôt, compléments ------------------------------------------------------------------------------


def test_un_brouillon_le_dit_sur_chaque_page(client, dossier, porteuse):
    for page in lecture_pdf.ouvrir(telecharger(client, porteuse, dossier).content).pages:
        assert "Brouillon : pas encore déposé" in page.extract_text().replace("\u00a0", " ")


def test_un_brouillon_vide_s_imprime_sans_inventer_de_zero(client, monde, porteuse):
    vide = actions.ouvrir_un_dossier(monde.campagne, monde.association, par=porteuse, intitule="Une idée")
    texte = lecture_pdf.texte(telecharger(client, porteuse, vide).content)
    assert "non renseigné" in texte
    assert "Aucune attestation" in texte


def test_la_demonstration_le_dit_sur_chaque_page(client, dossier, porteuse, settings):
    settings.DEMONSTRATION = True
    for page in lecture_pdf.ouvrir(telecharger(client, porteuse, dossier).content).pages:
        assert "Démonstration : tout y est inventé" in page.extract_text().replace("\u00a0", " ")


def test_depose_c_est_l_exemplaire_qui_s_imprime_avec_son_empreinte_en_pied(client, depose, porteuse):
    type(depose).objects.filter(pk=depose.pk).update(description="Récrit après coup.")
    exemplaire = depose.exemplaires.get()
    lu = lecture_pdf.ouvrir(telecharger(client, porteuse, depose).content)
    assert all(exemplaire.empreinte in page.extract_text() for page in lu.pages)
    texte = lecture_pdf.texte(telecharger(client, porteuse, depose).content)
    assert "Récrit après coup." not in texte
    assert "Nadia Ferrand (signataire, Les Passerelles d’Essai)" in texte


def test_l_empreinte_se_copie_sans_signe_invisible(client, depose, porteuse):
    """Un mot trop long se coupe par un espace nul : un signe invisible se copierait avec lui, et l’empreinte serait fausse."""
    fatale = "811786ad1ae74adfdd20dd0372abaaebc6246e343aebd01da0bfc4c02bf0106c"
    depose.exemplaires.update(empreinte=fatale)
    lu = lecture_pdf.ouvrir(telecharger(client, porteuse, depose).content)
    assert all(fatale in page.extract_text() for page in lu.pages)


# 4. Le mur ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("papier", ["dossier-pdf", "recepisse-pdf", "exemplaire-json"])
def test_le_voisin_n_en_telecharge_aucun(client, depose, voisin, papier):
    assert telecharger(client, voisin, depose, papier).status_code == 404


def test_aucune_decision_n_est_dans_le_papier(client, monde, en_seance, seance, porteuse, cheffe_de_projet):
    ligne = en_seance(decision="accorder", montant=777)
    actions.acter(seance, par=cheffe_de_projet)
    texte = lecture_pdf.texte(telecharger(client, porteuse, ligne.dossier).content)
    assert "777" not in texte
    assert "ccord" not in texte.split("7. Attestations")[0]


def test_le_financeur_lit_la_qualite_de_qui_a_signe_et_jamais_son_nom(client, depose, agente, cheffe_de_projet):
    texte = lecture_pdf.texte(telecharger(client, agente, depose).content)
    assert "Ferrand" not in texte
    assert "par : signataire, Les Passerelles d’Essai" in texte
    assert "Attesté par Les Passerelles d’Essai" in texte
    assert "Ferrand" in lecture_pdf.texte(telecharger(client, cheffe_de_projet, depose).content)


def test_un_champ_nominatif_ne_s_imprime_que_chez_le_porteur_et_pour_l_equipe(depose):
    for dit_les_noms in (True, False):
        imprime = imprimable(depose, dit_les_noms=dit_les_noms)
        imprime.contenu[0]["champs"].append(
            {"code": "representant_nom", "libelle": "Représentant", "texte": "Jeanne Z."}
        )
        assert ("Jeanne Z." in str(donnees_du_dossier(imprime))) is dit_les_noms


@pytest.mark.parametrize("papier", ["recepisse-pdf", "exemplaire-json"])
def test_un_envoi_qui_nomme_quelqu_un_ne_se_lit_pas_du_financeur(client, depose, agente, papier):
    assert telecharger(client, agente, depose, papier).status_code == 404
