"""Les papiers d’un dossier : accessibles, exacts, entiers ; et ce qu’une personne ne peut pas lire n’y est pas."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from dossiers import actions, attestations, fiche
from dossiers.impression.budget import budget_de
from dossiers.impression.cerfa import AUTRES, donnees_du_dossier, phrases
from dossiers.impression.lecture import imprimable, jour_de, montant_de
from dossiers.models import Exemplaire, PosteBudgetaire
from papiers import pdf
from papiers.glyphes import dessinable
from tests import fabriques, lecture_pdf
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.journal import canonique
from workflows.temps import maintenant

HOSTILES = (
    '#import "commun.typ": *',
    "$x^2$ @ref <etiquette> _a_ *b* `c` \\u{0}",
    "= Titre // et /* ceci */ ~ -- ---",
    '#read("/etc/passwd")',
    "'; DROP TABLE dossiers_dossier; --",
    "<script>alert(1)</script>",
)


@pytest.fixture(autouse=True)
def a_part(settings, tmp_path):
    settings.PAPIERS = tmp_path / "papiers"
    return settings.PAPIERS


def telecharger(client, personne, dossier, papier="dossier-pdf", **demande):
    client.force_login(personne)
    return client.get(reverse(f"dossiers:{papier}", args=[dossier.pk]), demande)


def imprimer(dossier, **donnees):
    """Le dossier composé, ses données changées au besoin."""
    imprime = imprimable(frais(dossier))
    return pdf.papier("dossier", {**donnees_du_dossier(imprime), **donnees}, instant=imprime.instant)


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
    assert all(apres <= avant + 1 for avant, apres in zip(niveaux, niveaux[1:], strict=False))


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
            assert lecture_pdf.re.sub(r"\s+", " ", champ["texte"]).strip() in texte, champ["code"]
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
    for total in ("Total des charges 7 000 €", "Total des charges, contributions volontaires comprises 8 500,50 €",
                  "Total des produits 7 000 €", "Total des produits, contributions volontaires comprises 8 500,50 €"):  # fmt: skip
        assert total in texte


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


def test_un_exemplaire_altere_ne_se_fait_pas_passer_pour_intact(client, depose, porteuse):
    exemplaire = depose.exemplaires.get()
    exemplaire.contenu[1]["champs"][0]["texte"] = "Un autre intitulé"
    exemplaire.save()
    for papier in ("dossier-pdf", "recepisse-pdf"):
        assert "ne correspond plus à son empreinte" in lecture_pdf.texte(
            telecharger(client, porteuse, depose, papier).content
        )
    with pytest.raises(CommandError, match="1 exemplaire"):
        call_command("verifier_exemplaires")


def test_la_commande_dit_que_tout_repond(depose, capsys):
    call_command("verifier_exemplaires")
    assert "1 exemplaires vérifiés" in capsys.readouterr().out


# 4. Le récépissé -------------------------------------------------------------------------------------------------


def test_le_recepisse_dit_qui_quand_a_quel_titre_et_l_empreinte(client, depose, porteuse):
    exemplaire = depose.exemplaires.get()
    texte = lecture_pdf.texte(telecharger(client, porteuse, depose, "recepisse-pdf").content)
    for mot in (depose.reference, "Nadia Ferrand", "signataire, Les Passerelles d’Essai", "(heure de Paris)",
                exemplaire.empreinte_courte, "Dépôt du dossier"):  # fmt: skip
        assert mot in texte
    assert exemplaire.empreinte in texte.replace(" ", "")


def test_qui_tient_le_recepisse_peut_verifier_lui_meme(client, depose, porteuse):
    reponse = telecharger(client, porteuse, depose, "exemplaire-json")
    assert hashlib.sha256(reponse.content).hexdigest() == depose.exemplaires.get().empreinte
    assert reponse.content.decode() == canonique(fiche.contenu(frais(depose)))


def test_le_courriel_de_depot_porte_l_empreinte_et_mene_au_recepisse(depose, porteuse):
    corps = Envoi.objects.get(regle="dossier.deposer", personne=porteuse).corps
    exemplaire = depose.exemplaires.get()
    assert exemplaire.empreinte in corps
    assert exemplaire.empreinte_courte in corps
    assert reverse("dossiers:recepisse-pdf", args=[depose.pk]) in corps
    assert "Nadia Ferrand, signataire, Les Passerelles d’Essai" in corps


def test_des_complements_ont_leur_propre_recepisse(client, depose, porteuse, cheffe_de_projet):
    donnees = {"demande": "Le RIB.", "echeance": maintenant() + fabriques.timedelta(days=10)}
    actions.avancer(depose, "demander_complements", par=cheffe_de_projet, donnees=donnees)
    actions.avancer(frais(depose), "completer", par=porteuse)
    texte = lecture_pdf.texte(telecharger(client, porteuse, depose, "recepisse-pdf").content)
    assert "Envoi des compléments" in texte
    assert "1. Dépôt du dossier" in texte, "les envois d’avant y sont rappelés"
    premier = lecture_pdf.texte(telecharger(client, porteuse, depose, "recepisse-pdf", exemplaire=1).content)
    assert "Envoi des compléments" not in premier
    corps = Envoi.objects.get(regle="dossier.completer", personne=porteuse).corps
    assert Exemplaire.objects.get(dossier=depose, rang=2).empreinte in corps


@pytest.mark.parametrize("rang", ["2", "0", "-1", "9" * 40, "a", "٣", "\0"])
def test_un_exemplaire_qui_n_existe_pas_est_une_page_absente(client, depose, porteuse, rang):
    assert telecharger(client, porteuse, depose, exemplaire=rang).status_code == 404


def test_un_brouillon_n_a_ni_recepisse_ni_exemplaire(client, dossier, porteuse):
    assert telecharger(client, porteuse, dossier, "recepisse-pdf").status_code == 404
    assert telecharger(client, porteuse, dossier, "exemplaire-json").status_code == 404


# 5. Le mur ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("papier", ["dossier-pdf", "recepisse-pdf", "exemplaire-json"])
def test_le_voisin_n_en_telecharge_aucun(client, depose, voisin, papier):
    assert telecharger(client, voisin, depose, papier).status_code == 404


def test_aucune_decision_n_est_dans_le_papier(client, monde, en_seance, seance, porteuse, cheffe_de_projet):
    ligne = en_seance(decision="accorder", montant=777)
    actions.acter(seance, par=cheffe_de_projet)
    texte = lecture_pdf.texte(telecharger(client, porteuse, ligne.dossier).content)
    assert "777" not in texte
    assert "ccord" not in texte.split("7. Attestations")[0]


# 6. Rien de ce que l’on tape n’est du balisage -------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILES)
def test_un_texte_hostile_s_imprime_tel_quel(client, dossier, porteuse, hostile):
    type(dossier).objects.filter(pk=dossier.pk).update(intitule=hostile, description=hostile * 3)
    octets = telecharger(client, porteuse, dossier).content
    assert lecture_pdf.re.sub(r"\s+", " ", hostile) in lecture_pdf.texte(octets)
    assert lecture_pdf.ouvrir(octets).metadata.title.startswith(hostile)


@pytest.mark.parametrize(
    ("tape", "imprime"),
    [
        ("une fête 😀", "😀"),
        ("bravo \U0001f44d", "[U+1F44D]"),
        ("nul\0", "[U+0000]"),
        ("sens\u202einversé", "[U+202E]"),
        ("漢字", "[U+6F22][U+5B57]"),
        ("privé \ue000 \ufdd0", "[U+E000] [U+FDD0]"),
        ("e\u0301 œ « » ’ – ≥ ☐", "œ « » ’ – ≥ ☐"),
    ],
)
def test_un_signe_que_l_on_ne_sait_pas_dessiner_s_ecrit_par_son_numero(depose, tape, imprime):
    octets = imprimer(depose, organisation=tape)
    assert imprime in lecture_pdf.texte(octets)
    assert ("numéro Unicode" in lecture_pdf.texte(octets)) == ("[U+" in dessinable(tape))


def test_l_arabe_et_l_hebreu_s_impriment(depose):
    assert len(lecture_pdf.texte(imprimer(depose, organisation="مرحبا שלום"))) > 1000


def test_un_mot_de_255_lettres_reste_dans_la_page(depose):
    octets = imprimer(depose, organisation="m" * 255, titre="W" * 255)
    for page in lecture_pdf.ouvrir(octets).pages:
        bords = []
        page.extract_text(
            visitor_text=lambda texte, _cm, tm, _police, _corps, bords=bords: bords.append((tm[4], texte))
        )
        assert max(x for x, _ in bords) < float(page.mediabox.width)
    assert "m" * 255 in lecture_pdf.texte(octets).replace(" ", "")


def test_un_texte_de_huit_mille_signes_ne_se_coupe_pas(client, dossier, porteuse):
    long = " ".join(f"phrase{rang}" for rang in range(700))
    type(dossier).objects.filter(pk=dossier.pk).update(description=long)
    lu = lecture_pdf.texte(telecharger(client, porteuse, dossier).content)
    places = [lu.index(mot) for mot in long.split()]
    assert places == sorted(places)


# 7. Entier, ou absent ---------------------------------------------------------------------------------------------------


def test_le_meme_contenu_donne_les_memes_octets(depose, a_part):
    premier = imprimer(depose)
    for garde in a_part.iterdir():
        garde.unlink()
    assert imprimer(depose) == premier


def test_il_se_compose_une_fois_et_se_relit(depose, a_part, monkeypatch):
    premier = imprimer(depose)
    monkeypatch.setattr(pdf.sys, "executable", "/inexistant")
    assert imprimer(depose) == premier
    assert [f.suffix for f in a_part.iterdir()] == [".pdf"]
    assert {f.stat().st_mode & 0o777 for f in a_part.iterdir()} == {0o600}


def test_il_se_compose_en_moins_d_une_seconde(depose):
    debut = time.perf_counter()
    imprimer(depose)
    assert time.perf_counter() - debut < 1


@pytest.mark.parametrize("reste", [b"", b"%PDF-1.7\nla moi", b"autre chose"])
def test_un_papier_tronque_sur_le_disque_n_est_jamais_servi(depose, a_part, reste):
    entier = imprimer(depose)
    next(a_part.iterdir()).write_bytes(reste)
    assert imprimer(depose) == entier
    assert next(a_part.iterdir()).read_bytes() == entier


def test_la_composition_tuee_donne_une_page_qui_l_explique(client, depose, porteuse, a_part, monkeypatch):
    """Le processus qui compose meurt au milieu de son travail : ni fichier, ni papier tronqué, une page 503."""
    tueur = Path(a_part.parent) / "tueur"
    tueur.write_text(f"#!{sys.executable}\nimport os\nos.write(1, b'%PDF-1.7 debut')\nos.kill(os.getpid(), 9)\n")
    tueur.chmod(0o755)
    monkeypatch.setattr(pdf.sys, "executable", str(tueur))
    reponse = telecharger(client, porteuse, depose)
    assert reponse.status_code == 503
    assert "Le dossier lui-même est intact" in reponse.content.decode()
    assert not a_part.exists() or not list(a_part.iterdir())


def test_le_disque_plein_n_empeche_pas_de_servir(depose, a_part):
    a_part.parent.mkdir(exist_ok=True)
    a_part.write_text("à la place du dossier, un fichier")
    assert imprimer(depose).startswith(b"%PDF-")


def test_une_ecriture_tuee_a_tout_instant_ne_laisse_rien_de_tronque(a_part):
    """kill -9 en pleine écriture, vingt fois : sous son nom, un papier est entier ou absent."""
    programme = (
        "import sys; from pathlib import Path; from papiers import pdf\n"
        "octets = b'%PDF-' + b'x' * 3_000_000 + b'%%EOF'\n"
        "while True:\n"
        "    for rang in range(5): pdf._garder(Path(sys.argv[1]) / f'{rang}.pdf', octets)\n"
    )
    for essai in range(20):
        ecrivain = subprocess.Popen([sys.executable, "-c", programme, str(a_part)], env={**os.environ})
        threading.Event().wait(0.15 + essai * 0.01)
        ecrivain.send_signal(signal.SIGKILL)
        ecrivain.wait()
        assert all(pdf._est_entier(f.read_bytes()) for f in a_part.glob("*.pdf"))
    assert list(a_part.glob("*.pdf"))


def test_une_composition_sans_fin_s_arrete(depose, monkeypatch, tmp_path):
    lent = tmp_path / "lent"
    lent.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    lent.chmod(0o755)
    monkeypatch.setattr(pdf.sys, "executable", str(lent))
    monkeypatch.setattr(pdf, "SECONDES", 0.3)
    with pytest.raises(pdf.PapierImpossible):
        imprimer(depose)
