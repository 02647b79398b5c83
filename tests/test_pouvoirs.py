"""La parole d’un financeur absent : l’équipe note qui l’a donnée et le papier qui le dit, puis saisit pour lui."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from dossiers import actions
from dossiers.actions.pieces import coffre, ranger_les_pieces
from dossiers.models import Decision, Pouvoir
from programmation.models import Seance
from tests import fabriques, fichiers
from tests.comite_a_l_ecran import adresse, decider, ligne_de, page
from workflows.temps import aujourd_hui


@pytest.fixture
def sans_parole(comite, cheffe_de_projet):
    """Le comité ouvert, où nul n’a encore donné sa parole."""
    Pouvoir.objects.all().delete()
    return comite


def noter(equipe, seance, financeur, fichier=None, **champs):
    faits = {
        "donne_par": "Paul Loin, directeur",
        "donne_le": str(aujourd_hui()),
        "papier": "Courriel du matin",
    } | champs
    faits |= {"fichier": fichier} if fichier else {}
    return equipe.post(adresse("pouvoir", seance.pk, financeur.pk), faits)


def test_sans_parole_notee_la_cheffe_ne_saisit_pas_pour_un_absent_et_sait_ou_aller(
    client, equipe, sans_parole, inscription, monde
):
    url = adresse("decisions", sans_parole.pk, inscription.pk)
    lu = equipe.get(url).content.decode()
    assert "est absent : notez d’abord" in lu.replace("\u00a0", " ")
    assert adresse("pouvoir", sans_parole.pk, monde.etat.pk) in lu
    etat = ligne_de(inscription, monde.etat)
    equipe.post(url, {f"l{etat.pk}-choix": "refuser", f"l{etat.pk}-motif": "Forgé.", f"l{etat.pk}-version": 0})
    assert not Decision.objects.filter(ligne=etat).exists()


def test_la_parole_notee_se_lit_la_ou_l_on_saisit_et_reste_avec_la_decision(
    client, equipe, sans_parole, inscription, monde, cheffe_de_projet
):
    assert noter(equipe, sans_parole, monde.etat).status_code == 302
    lu = equipe.get(adresse("decisions", sans_parole.pk, inscription.pk)).content.decode()
    assert "sur la parole de Paul Loin, directeur" in lu
    decider(
        client, cheffe_de_projet, inscription, "accorder", ligne=ligne_de(inscription, monde.etat), contrat_de_ville="9"
    )
    decision = Decision.objects.get()
    assert decision.pouvoir == Pouvoir.objects.get()
    assert "sur la parole de Paul Loin" in decision.auteur


def test_l_agent_du_guichet_n_a_besoin_de_la_parole_de_personne(client, sans_parole, inscription, agente):
    decider(client, agente, inscription, "accorder", contrat_de_ville="900")
    assert Decision.objects.get().pouvoir is None


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"donne_par": ""}, "obligatoire"),
        ({"papier": ""}, "obligatoire"),
        ({"papier": "x" * 256}, "255"),
        ({"donne_par": "a\x00b"}, "invisible"),
        ({"donne_le": "30/02/2027"}, "n’est pas une date"),
        ({"donne_le": str(aujourd_hui() + timedelta(days=1))}, "Cette date est à venir"),
    ],
)
def test_un_pouvoir_mal_note_recoit_une_phrase(equipe, sans_parole, monde, champs, phrase):
    reponse = noter(equipe, sans_parole, monde.etat, **champs)
    assert phrase in reponse.content.decode()
    assert not Pouvoir.objects.exists()


def test_le_papier_se_garde_au_coffre_et_l_equipe_seule_le_telecharge(
    client, equipe, sans_parole, monde, agente, porteuse, instructeur
):
    noter(equipe, sans_parole, monde.etat, fabriques.televersement(nom="pouvoir signé.pdf"))
    pouvoir = Pouvoir.objects.get()
    url = adresse("pouvoir-papier", sans_parole.pk, pouvoir.pk)
    client.force_login(instructeur)
    reponse = client.get(url)
    assert b"".join(reponse.streaming_content).startswith(b"%PDF-")
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in reponse.headers["Content-Disposition"]
    for autre in (agente, porteuse):
        client.force_login(autre)
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_le_rangement_du_coffre_connait_ce_papier(equipe, sans_parole, monde, monkeypatch, settings, tmp_path):
    settings.PIECES_DIR = tmp_path / "coffre"
    noter(equipe, sans_parole, monde.etat, fabriques.televersement())
    monkeypatch.setattr("dossiers.actions.pieces.UN_JOUR", -60)
    ranger_les_pieces()
    assert coffre().chemin(Pouvoir.objects.get().fichier).exists()


def test_un_autre_fichier_remplace_le_premier_et_sans_fichier_il_reste(equipe, sans_parole, monde):
    noter(equipe, sans_parole, monde.etat, fabriques.televersement())
    premier = Pouvoir.objects.get().fichier
    noter(equipe, sans_parole, monde.etat, papier="Relevé d’appel")
    assert Pouvoir.objects.get().fichier == premier
    noter(equipe, sans_parole, monde.etat, fabriques.televersement())
    assert Pouvoir.objects.get().fichier != premier
    assert not coffre().chemin(premier).exists()


@pytest.mark.parametrize(("octets", "nom"), [(b"MZ\x90", "a.exe"), (b"", "vide.pdf"), (b"<script>", "a.pdf")])
def test_un_fichier_qui_n_est_pas_un_papier_est_refuse(equipe, sans_parole, monde, octets, nom):
    reponse = noter(equipe, sans_parole, monde.etat, fabriques.televersement(octets, nom))
    assert reponse.status_code == 200
    assert "Erreur" in reponse.content.decode()
    assert not Pouvoir.objects.exists()


def test_un_pdf_piege_est_refuse(equipe, sans_parole, monde):
    reponse = noter(equipe, sans_parole, monde.etat, fabriques.televersement(fichiers.pdf()[:40], "coupe.pdf"))
    assert not Pouvoir.objects.exists()
    assert "Erreur" in reponse.content.decode()


def test_une_fois_actee_nul_pouvoir_ne_change(equipe, seance, en_seance, monde, cheffe_de_projet):
    en_seance(montant=10)
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    assert "La séance est actée" in noter(equipe, seance, monde.etat, donne_par="Un autre").content.decode()
    assert not Pouvoir.objects.filter(donne_par="Un autre").exists()


def test_hors_de_l_equipe_on_ne_note_rien(monde, comite, agente):
    with pytest.raises(PermissionDenied):
        actions.noter_un_pouvoir(
            Seance.objects.get(pk=comite.pk), monde.etat, par=agente, donne_par="x", donne_le=aujourd_hui(), papier="x"
        )


def test_la_page_dit_pour_qui_personne_ne_parle(client, equipe, sans_parole, monde, cheffe_de_projet):
    lu = page(client, cheffe_de_projet, adresse("guichets", sans_parole.pk))
    assert "Personne ne parle encore" in lu
    noter(equipe, sans_parole, monde.etat)
    assert "Personne ne parle encore" not in equipe.get(adresse("guichets", sans_parole.pk)).content.decode()
