"""Recopier dans Dauphin : rien à retaper, rien à chercher, et le numéro de Dauphin revient ici."""

import re
import tomllib
import uuid
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from dossiers import actions, fiche, regles
from dossiers.impression import dauphin
from dossiers.impression.lecture import imprimable
from dossiers.models import Ligne, PassageDossier, PosteBudgetaire, Recopie
from tests import fabriques
from tests.conftest import frais
from workflows.journal import anomalies
from workflows.temps import aujourd_hui

VALEUR = re.compile(
    r'<(?:input class="form-control" type="text" readonly value="([^"]*)"|textarea[^>]*readonly[^>]*>\n([^<]*))'
)


def page(client, personne, dossier):
    client.force_login(personne)
    return client.get(reverse("dossiers:recopier", args=[dossier.pk]))


def valeurs(reponse):
    """Ce que la page donne à copier, dans son ordre."""
    return [unescape(a or b) for a, b in VALEUR.findall(reponse.content.decode())]


def rapporter(client, personne, dossier, **champs):
    client.force_login(personne)
    saisi = {
        "geste": "numero",
        "version": frais(dossier).version,
        "cle": str(uuid.uuid4()),
        "numero_dauphin": "DA01200614",
    }
    return client.post(reverse("dossiers:recopier", args=[dossier.pk]), {**saisi, **champs})


# 1. Les valeurs ------------------------------------------------------------------------------------------------


def test_chaque_valeur_est_celle_que_l_on_tape(client, dossier, porteuse):
    PosteBudgetaire.objects.filter(dossier=dossier, compte="604").update(montant=Decimal("1234.50"))
    lues = valeurs(page(client, porteuse, dossier))
    annee = dossier.campagne.annee
    budget = ("1234,50", "4000", "2000", "4000 contrat de ville")
    for tapee in ("Mercredis en mouvement", "120", "90", f"01/02/{annee}", str(annee), *budget):
        assert tapee in lues


def test_elles_suivent_l_ordre_du_fichier_de_la_ville(client, dossier, porteuse):
    titres = re.findall(r'<h2 id="h-r\d+">([^<]+)</h2>', page(client, porteuse, dossier).content.decode())
    fichier = Path(settings.RACINE / "dossiers/donnees/dauphin.toml").read_text()
    voulus = [rubrique["titre"] for rubrique in tomllib.loads(fichier)["rubrique"]]
    assert [unescape(titre).replace("\u00a0", " ") for titre in titres] == voulus


def test_rien_de_ce_que_dit_la_fiche_n_y_est_oublie(dossier):
    """Tout champ de la fiche est à recopier, sauf ce que Dauphin ne demande pas."""
    cles = {ligne.cle for rubrique in dauphin.rubriques(imprimable(dossier)) for ligne in rubrique.lignes}
    codes = {
        c.code
        for partie in fiche.fiche(dossier)
        for c in partie.champs
        if partie.code not in ("budget", "attestations")
    }
    assert codes - cles == {"reference", "groupe_de_travail", "canal", "numero_dauphin", "depose_sur_dauphin_le"}


def test_un_dossier_depose_se_recopie_tel_qu_il_fut_envoye(client, depose, porteuse):
    type(depose).objects.filter(pk=depose.pk).update(intitule="Changé après coup")
    assert "Mercredis en mouvement" in valeurs(page(client, porteuse, depose))
    assert "Changé après coup" not in valeurs(page(client, porteuse, depose))


def test_un_texte_qui_ressemble_a_du_html_se_recopie_sans_se_transformer(client, dossier, porteuse):
    piege = "</textarea><script>alert(1)</script> & « 12 % »\nligne deux"
    type(dossier).objects.filter(pk=dossier.pk).update(description=piege)
    reponse = page(client, porteuse, dossier)
    assert piege in valeurs(reponse)
    assert "<script>alert" not in reponse.content.decode()


def test_sans_script_la_valeur_se_selectionne_et_le_bouton_ne_se_montre_pas(client, dossier, porteuse):
    texte = page(client, porteuse, dossier).content.decode()
    boutons = re.findall(r"<button[^>]*data-copier[^>]*>", texte)
    assert boutons
    assert all(" hidden" in bouton for bouton in boutons)
    assert len(boutons) == texte.count(" readonly ")


def test_la_page_coute_un_nombre_constant_de_requetes(client, monde, dossier, porteuse, django_assert_max_num_queries):
    def cout():
        with django_assert_max_num_queries(45) as compte:
            client.get(reverse("dossiers:recopier", args=[dossier.pk]))
        return len(compte)

    client.force_login(porteuse)
    avant = cout()
    for compte in ("601", "613", "622", "641", "645"):
        PosteBudgetaire.objects.create(dossier=dossier, sens="charge", compte=compte, montant=10)
    Ligne.objects.create(dossier=dossier, financeur=monde.caf, demande_contrat_de_ville=500)
    assert cout() == avant


# 2. La liste de ce qui est fait -----------------------------------------------------------------------------------


def cocher(client, personne, dossier, *cles):
    client.force_login(personne)
    return client.post(reverse("dossiers:recopier", args=[dossier.pk]), {"geste": "liste", "fait": cles})


def test_ce_que_je_coche_reste_coche_et_ne_regarde_que_moi(client, dossier, porteuse, redacteur):
    cocher(client, porteuse, dossier, "intitule", "compte_604", "rib")
    texte = page(client, porteuse, dossier).content.decode()
    assert re.findall(r'value="([^"]+)"\s+id="f-[^"]+" checked', texte) == ["intitule", "compte_604", "rib"]
    assert not re.search(r'id="f-[^"]+" checked', page(client, redacteur, dossier).content.decode())


def test_decocher_se_garde_aussi_et_une_cle_inventee_s_ignore(client, dossier, porteuse):
    cocher(client, porteuse, dossier, "intitule", "siret")
    cocher(client, porteuse, dossier, "siret", "n’existe pas", "\0", "x" * 9000)
    assert Recopie.objects.get().cochees == ["siret"]


# 3. Le numéro que rend Dauphin ---------------------------------------------------------------------------------------


def test_le_numero_se_note_meme_apres_le_depot_et_se_consigne(client, depose, redacteur):
    hier = aujourd_hui() - fabriques.timedelta(days=1)
    assert rapporter(client, redacteur, depose, depose_sur_dauphin_le=hier.isoformat()).status_code == 302
    lu = frais(depose)
    assert (lu.numero_dauphin, lu.depose_sur_dauphin_le, lu.statut) == ("DA01200614", hier, "depose")
    passage = lu.passages.order_by("-rang")[0]
    assert (passage.transition, passage.par, passage.donnees["numero_dauphin"]) == (
        "noter_dauphin",
        redacteur,
        "DA01200614",
    )
    assert anomalies(PassageDossier) == []
    client.force_login(redacteur)
    assert "Dépôt sur Dauphin noté" in client.get(lu.get_absolute_url()).content.decode()


def test_l_equipe_le_note_aussi(client, depose, instructeur):
    assert rapporter(client, instructeur, depose).status_code == 302
    assert frais(depose).numero_dauphin == "DA01200614"


def test_l_exemplaire_depose_n_en_change_pas(client, depose, porteuse):
    empreinte = depose.exemplaires.get().empreinte
    rapporter(client, porteuse, depose)
    assert depose.exemplaires.get().est_intact()
    assert depose.exemplaires.get().empreinte == empreinte


def test_un_double_clic_ne_le_note_qu_une_fois(client, depose, porteuse):
    cle, version = str(uuid.uuid4()), frais(depose).version
    for _ in range(2):
        assert rapporter(client, porteuse, depose, cle=cle, version=version).status_code == 302
    assert depose.passages.filter(transition="noter_dauphin").count() == 1


def test_si_quelqu_un_a_ecrit_entre_temps_rien_n_est_ecrase(client, depose, porteuse, redacteur):
    vue = frais(depose).version
    rapporter(client, redacteur, depose, numero_dauphin="DA11111111")
    reponse = rapporter(client, porteuse, depose, version=vue)
    assert "rien n’a été écrasé" in reponse.content.decode()
    assert 'value="DA01200614"' in reponse.content.decode(), "ce qui fut tapé reste"
    assert frais(depose).numero_dauphin == "DA11111111"


@pytest.mark.parametrize(
    ("numero", "jour"),
    [("", ""), ("DA123", ""), ("DA01200614\0", ""), ("٣" * 8, ""), ("x" * 5000, ""), ("DA01200614", "30/02/2026"),
     ("DA01200614", "31/12/20226"), ("DA01200614", "2099-01-01"), ("DA01200614", "\0")],
)  # fmt: skip
def test_une_saisie_impossible_se_dit_et_n_ecrit_rien(client, depose, porteuse, numero, jour):
    version = frais(depose).version
    reponse = rapporter(client, porteuse, depose, numero_dauphin=numero, depose_sur_dauphin_le=jour)
    assert reponse.status_code == 200
    assert "est à corriger" in reponse.content.decode() or "sont à corriger" in reponse.content.decode()
    assert frais(depose).version == version


def test_le_numero_d_un_autre_dossier_avertit_sans_bloquer(client, monde, depose, porteuse):
    autre = fabriques.dossier(
        monde.campagne, monde.association, porteuse, demandes={monde.ville: 100}, quartiers=[monde.quartier],
        objectif_=monde.objectif, numero_dauphin="DA01200614",
    )  # fmt: skip
    rapporter(client, porteuse, depose)
    assert "porte déjà ce numéro" in page(client, porteuse, depose).content.decode()
    assert frais(depose).numero_dauphin == autre.numero_dauphin


def test_le_numero_d_une_autre_organisation_ne_dit_ni_qui_ni_quoi(
    client, monde, depose, porteuse, voisin, cheffe_de_projet
):
    ailleurs = fabriques.dossier(
        monde.campagne, monde.voisine, voisin, demandes={monde.ville: 100}, quartiers=[monde.quartier],
        objectif_=monde.objectif, numero_dauphin="DA01200614", intitule="Le jardin secret",
    )  # fmt: skip
    actions.avancer(ailleurs, "deposer", par=voisin)
    rapporter(client, porteuse, depose)
    donnees = {"demande": "Le numéro.", "echeance": fabriques.a_paris(2100, 1, 1)}
    actions.avancer(frais(depose), "demander_complements", par=cheffe_de_projet, donnees=donnees)
    for chemin in ("recopier/", "modifier/demande/", "relire/"):
        client.force_login(porteuse)
        lu = unescape(client.get(f"{depose.get_absolute_url()}{chemin}").content.decode()).replace("\u00a0", " ")
        assert "Ce numéro est déjà connu : vérifiez-le, ou écrivez à l’équipe." in lu, chemin
        for tu in ("jardin secret", ailleurs.reference, "Autre Association", "d’un autre dossier"):
            assert tu not in lu, (chemin, tu)


def test_apres_l_avoir_note_le_porteur_lit_que_le_numero_est_connu_et_l_equipe_par_qui(
    client, monde, depose, porteuse, voisin, instructeur
):
    ailleurs = fabriques.dossier(
        monde.campagne, monde.voisine, voisin, demandes={monde.ville: 100}, quartiers=[monde.quartier],
        objectif_=monde.objectif, numero_dauphin="DA01200614", intitule="Le jardin secret",
    )  # fmt: skip
    actions.avancer(ailleurs, "deposer", par=voisin)
    rapporter(client, porteuse, depose)
    assert regles.NUMERO_CONNU in page(client, porteuse, depose).content.decode().replace("\u00a0", " ")
    rapporter(client, instructeur, depose)
    nomme = f"{ailleurs.reference}, «\u00a0Le jardin secret\u00a0», porte déjà ce numéro"
    assert nomme in page(client, instructeur, depose).content.decode()
    client.force_login(instructeur)
    assert "Le jardin secret" in client.get(f"{depose.get_absolute_url()}instruction/").content.decode()


# 4. Le mur --------------------------------------------------------------------------------------------------------------


def test_ni_le_voisin_ni_le_financeur_ni_un_simple_lecteur_n_y_entrent(client, monde, depose, voisin, agente):
    lectrice = fabriques.membre(monde.association, "lecteur", "Léa", "Lecture")
    for personne in (voisin, agente, lectrice):
        assert page(client, personne, depose).status_code == 404
        assert rapporter(client, personne, depose).status_code == 404
    assert frais(depose).numero_dauphin == ""


def test_un_droit_retire_entre_temps_arrete_l_ecriture(client, depose, redacteur):
    redacteur.adhesions.update(droit="lecteur")
    assert rapporter(client, redacteur, depose).status_code == 404


def test_l_equipe_ne_recopie_pas_un_brouillon_qu_elle_ne_lit_pas(client, dossier, cheffe_de_projet):
    assert page(client, cheffe_de_projet, dossier).status_code == 404


def test_un_dossier_saisi_par_l_equipe_se_recopie_par_elle(client, monde, cheffe_de_projet):
    saisi = actions.ouvrir_un_dossier(
        monde.campagne, monde.association, par=cheffe_de_projet, intitule="Saisi", saisi_par_l_equipe=True,
        date_debut=date(2027, 1, 4),
    )  # fmt: skip
    assert "04/01/2027" in valeurs(page(client, cheffe_de_projet, saisi))
