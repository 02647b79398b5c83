"""Changer une décision après l’acte : un avenant daté, numéroté, motivé ; la première reste lisible, le porteur l’ignore."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from dossiers import actions
from dossiers.models import Avenant, Bilan, Decision
from dossiers.sceau import fautes_du_sceau
from tests import fabriques
from tests.comite_a_l_ecran import adresse, page
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.moteur import Blocage
from workflows.temps import aujourd_hui

CLE = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


@pytest.fixture
def actee(seance, en_seance, cheffe_de_projet):
    """(séance actée, ligne accordée 700 €, ligne refusée) ; il reste 300 € dans l’enveloppe de la ville."""
    accordee, refusee = en_seance(montant=700), en_seance(decision="refuser", motif="Hors sujet.")
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    return frais(seance), frais(accordee), frais(refusee)


def de(ligne):
    return Decision.objects.get(ligne=ligne)


def demander(equipe, seance, ligne, geste, confirmer=True, **champs):
    """Ce que tape le chef : l’aperçu d’abord, puis le geste, sur la page telle qu’elle est rendue."""
    url = adresse("avenant", seance.pk, de(ligne).pk)
    envoi = {
        "geste": geste,
        "contrat_de_ville": "",
        "droit_commun": "",
        "motif": "Budget revu.",
        "version": frais(ligne).version,
    }
    envoi |= {"pris_le": str(aujourd_hui()), "cle": CLE} | champs
    apercu = equipe.post(url, envoi)
    if not confirmer or not apercu.context["apercu"]:
        return apercu
    return equipe.post(url, envoi | {"confirmer": "1", "vu": apercu.context["form"].vu})


def test_l_apercu_dit_ce_qui_suivra_et_n_ecrit_rien(equipe, actee):
    seance, accordee, _ = actee
    lu = demander(
        equipe, seance, accordee, "reviser_par_avenant", confirmer=False, contrat_de_ville="900"
    ).content.decode()
    for texte in ("Voici ce qui suivra", "700", "900", "300", "100"):
        assert texte in lu
    assert not Avenant.objects.exists()


def test_changer_le_montant_laisse_la_premiere_decision_lisible(equipe, actee):
    seance, accordee, _ = actee
    assert demander(equipe, seance, accordee, "reviser_par_avenant", contrat_de_ville="900").status_code == 302
    avenant = Avenant.objects.get()
    assert (avenant.numero, avenant.avant["contrat_de_ville"], avenant.apres["contrat_de_ville"]) == (
        1,
        "700.00",
        "900.00",
    )
    assert de(accordee).montant == 700
    assert frais(frais(accordee).enveloppe).reste == 100
    lu = equipe.get(adresse("avenants", seance.pk)).content.decode()
    for texte in ("N°&nbsp;1", "première décision", "700", "900", "Budget revu."):
        assert texte in lu
    assert fautes_du_sceau(frais(seance)) == []


def test_au_dela_de_l_enveloppe_c_est_refuse_et_dit_de_combien(equipe, actee):
    seance, accordee, _ = actee
    lu = demander(equipe, seance, accordee, "reviser_par_avenant", contrat_de_ville="1 000,01").content.decode()
    assert "L’enveloppe ne suffit pas" in lu
    assert "dépassée de" in lu
    assert not Avenant.objects.exists()
    with pytest.raises(Blocage, match="ne suffit pas"):
        actions.prendre_un_avenant(
            de(accordee), "reviser_par_avenant", par=seance.passages.last().par, motif="x", pris_le=aujourd_hui(),
            contrat_de_ville=Decimal("1000.01"),
        )  # fmt: skip


def test_accorder_ce_qui_fut_refuse_programme_le_dossier_et_attend_un_bilan(equipe, actee):
    seance, _, refusee = actee
    lu = demander(
        equipe, seance, refusee, "accorder_par_avenant", confirmer=False, contrat_de_ville="300"
    ).content.decode()
    assert "Non retenu" in lu
    assert "Programmé" in lu
    demander(equipe, seance, refusee, "accorder_par_avenant", contrat_de_ville="300")
    assert (statut(refusee), statut(refusee.dossier)) == ("accordee", "programme")
    assert Bilan.objects.filter(dossier=refusee.dossier_id).exists()


def test_retirer_rend_l_enveloppe_et_le_dossier_n_est_plus_retenu(equipe, actee):
    seance, accordee, _ = actee
    demander(equipe, seance, accordee, "annuler", contrat_de_ville="")
    assert (statut(accordee), statut(accordee.dossier)) == ("annulee", "non_retenu")
    assert frais(frais(accordee).enveloppe).reste == 1000
    demander(equipe, seance, accordee, "accorder_par_avenant", contrat_de_ville="500", cle="")
    assert [a.numero for a in Avenant.objects.all()] == [1, 2]
    assert fautes_du_sceau(frais(seance)) == []


@pytest.mark.parametrize(
    ("geste", "champs", "phrase"),
    [
        ("reviser_par_avenant", {"contrat_de_ville": "-1"}, "négatif"),
        ("reviser_par_avenant", {"contrat_de_ville": "1,234"}, "deux chiffres"),
        ("reviser_par_avenant", {"contrat_de_ville": "1000000000000000"}, "trop grand"),
        ("reviser_par_avenant", {"contrat_de_ville": "Infinity"}, "n’est pas un montant"),
        ("reviser_par_avenant", {}, "Un accord vaut plus de 0"),
        ("reviser_par_avenant", {"contrat_de_ville": "700"}, "C’est déjà ce qui est accordé"),
        ("reviser_par_avenant", {"contrat_de_ville": "800", "motif": " "}, "obligatoire"),
        ("reviser_par_avenant", {"contrat_de_ville": "800", "pris_le": "2020-01-01"}, "Un avenant suit l’acte"),
        ("annuler", {"pris_le": str(aujourd_hui() + timedelta(days=1))}, "Cette date est à venir"),
        ("accorder_par_avenant", {"contrat_de_ville": "800"}, "ne peut plus changer ainsi"),
        ("solder", {"contrat_de_ville": "800"}, "ne peut plus changer ainsi"),
        ("", {"contrat_de_ville": "800"}, "Choisissez ce qui change"),
    ],
)
def test_un_avenant_mal_demande_recoit_une_phrase_et_n_ecrit_rien(equipe, actee, geste, champs, phrase):
    seance, accordee, _ = actee
    assert phrase in demander(equipe, seance, accordee, geste, **champs).content.decode()
    assert not Avenant.objects.exists()


def test_on_ne_confirme_que_ce_que_l_on_a_lu(equipe, actee):
    seance, accordee, _ = actee
    lu = demander(equipe, seance, accordee, "reviser_par_avenant", confirmer=False, contrat_de_ville="800")
    url = adresse("avenant", seance.pk, de(accordee).pk)
    envoi = {"geste": "reviser_par_avenant", "contrat_de_ville": "999", "motif": "x", "pris_le": str(aujourd_hui())}
    envoi |= {"confirmer": "1", "vu": lu.context["form"].vu, "version": frais(accordee).version}
    assert "Voici ce qui suivra" in equipe.post(url, envoi).content.decode()
    assert not Avenant.objects.exists()


def test_un_double_clic_ne_prend_qu_un_avenant_et_une_page_perimee_aucun(equipe, actee):
    seance, accordee, _ = actee
    vue = frais(accordee).version
    for _ in range(2):
        demander(equipe, seance, accordee, "reviser_par_avenant", contrat_de_ville="800", version=vue)
    assert Avenant.objects.count() == 1
    lu = demander(equipe, seance, accordee, "reviser_par_avenant", contrat_de_ville="850", version=vue, cle="")
    assert "modifié depuis que vous l’avez ouvert" in lu.content.decode()
    assert Avenant.objects.count() == 1


def test_le_guichet_et_l_equipe_sont_prevenus_le_porteur_ne_lit_rien(
    client, equipe, actee, monde, instructeur, porteuse
):
    seance, accordee, _ = actee
    fabriques.annoncer(accordee, seance.passages.last().par)
    Envoi.objects.all().delete()
    demander(equipe, seance, accordee, "reviser_par_avenant", contrat_de_ville="812,34", motif="Motif à taire.")
    adresses = set(Envoi.objects.values_list("adresse", flat=True))
    assert instructeur.courriel in adresses
    assert porteuse.courriel not in adresses
    lu = page(client, porteuse, accordee.dossier.get_absolute_url())
    assert "812" not in lu
    assert "Motif à taire" not in lu


def test_retirer_ne_se_lit_du_porteur_qu_une_fois_notifie(client, equipe, actee, porteuse, cheffe_de_projet):
    seance, accordee, _ = actee
    fabriques.annoncer(accordee, cheffe_de_projet)
    demander(equipe, seance, accordee, "annuler", motif="Motif à taire.")
    lu = page(client, porteuse, accordee.dossier.get_absolute_url())
    assert "Annulée" not in lu
    assert "Motif à taire" not in lu
    actions.avancer(frais(accordee), "notifier", par=cheffe_de_projet)
    envoi = Envoi.objects.filter(regle="ligne.notifier", adresse=porteuse.courriel).latest("pk")
    assert "n’accorde pas de subvention" in envoi.corps
    assert "Motif à taire" in envoi.corps
    assert "Motif à taire" in page(client, porteuse, accordee.dossier.get_absolute_url())


def test_qui_voit_la_seance_lit_ses_avenants_le_chef_seul_en_prend(
    client, equipe, actee, agente, instructeur, porteuse
):
    seance, accordee, _ = actee
    demander(equipe, seance, accordee, "reviser_par_avenant", contrat_de_ville="800")
    for lecteur in (agente, instructeur):
        lu = page(client, lecteur, adresse("avenants", seance.pk))
        assert "Budget revu." in lu
        assert "Changer une décision" not in lu
        assert client.get(adresse("avenant", seance.pk, de(accordee).pk)).status_code == 404
    client.force_login(porteuse)
    assert client.get(adresse("avenants", seance.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.prendre_un_avenant(de(accordee), "annuler", par=instructeur, motif="x", pris_le=aujourd_hui())


def test_la_liste_se_cherche_et_s_emporte(equipe, actee):
    seance, accordee, _ = actee
    demander(equipe, seance, accordee, "reviser_par_avenant", contrat_de_ville="800", motif="=1+1")
    url = adresse("avenants", seance.pk)
    assert "Aucun avenant ne correspond" in equipe.get(url, {"q": "zzz"}).content.decode()
    assert "1 avenant" in equipe.get(url, {"q": "mercredis PASSERELLES"}).content.decode()
    csv = b"".join(equipe.get(url, {"format": "csv"}).streaming_content).decode()
    assert "'=1+1" in csv
    assert "800" in csv


def test_une_seance_ouverte_ou_inconnue_n_a_pas_d_avenant(equipe, comite):
    assert equipe.get(adresse("avenants", comite.pk)).status_code == 404
    assert equipe.get(adresse("avenant", comite.pk, 999_999_999)).status_code == 404


def test_une_demande_decidee_plus_tard_ne_change_que_sur_sa_derniere_decision(
    monde, seance, en_seance, cheffe_de_projet
):
    ligne = en_seance(decision="ajourner", motif="À revoir.")
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    premiere = de(ligne)
    suivante = fabriques.seance(monde.campagne, intitule="Comité complémentaire")
    inscription = actions.inscrire(suivante, frais(ligne.dossier), par=cheffe_de_projet)
    fabriques.presence(suivante)
    suivante = fabriques.ouvrir(suivante, cheffe_de_projet)
    actions.saisir(inscription, frais(ligne), par=cheffe_de_projet, choix="accorder", contrat_de_ville=500)
    assert actions.acter(suivante, par=cheffe_de_projet) == {}
    with pytest.raises(Blocage, match="Une séance plus récente"):
        actions.prendre_un_avenant(premiere, "annuler", par=cheffe_de_projet, motif="x", pris_le=aujourd_hui())
