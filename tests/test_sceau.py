"""Le sceau d’une séance actée : toute rangée altérée est nommée par « verifier_seances », et le contrôle précède l’acte."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dossiers import actions
from dossiers.models import Avenant, Decision, Inscription, Pouvoir, Recusation
from programmation.models import Presence
from tests import fabriques
from tests.comite_a_l_ecran import adresse, ligne_de
from tests.conftest import frais, statut
from workflows.declencheurs import oter_les_declencheurs, poser_les_declencheurs
from workflows.temps import aujourd_hui


@pytest.fixture
def actee(monde, seance, en_seance, cheffe_de_projet, agente):
    """Une séance actée : deux dossiers, un retrait, un pouvoir, un avenant."""
    premiere = en_seance(montant=300)
    en_seance(montant=200)
    fabriques.presence(seance, "Karim Vasseur")
    inscription = seance.inscriptions.get(dossier=premiere.dossier_id)
    actions.recuser(inscription, agente, par=cheffe_de_projet, motif="Sa sœur préside.")
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    decision = Decision.objects.get(ligne=premiere)
    actions.prendre_un_avenant(
        decision,
        "reviser_par_avenant",
        par=cheffe_de_projet,
        motif="Revu.",
        pris_le=aujourd_hui(),
        contrat_de_ville=310,
    )
    return frais(seance)


def verifier():
    """(sort sans faute, ce que dit la commande)."""
    dit = StringIO()
    try:
        call_command("verifier_seances", stdout=dit, stderr=dit)
    except CommandError as faute:
        return False, f"{dit.getvalue()} {faute}"
    return True, dit.getvalue()


def reference_du_premier(seance):
    return seance.inscriptions.order_by("ordre").first().dossier.reference


def test_telle_qu_elle_fut_scellee(actee):
    assert verifier() == (True, "1 séance, chacune telle qu’elle fut scellée.\n")


def echanger_l_ordre(seance):
    premiere, seconde = seance.inscriptions.order_by("ordre")
    Inscription.objects.filter(pk=premiere.pk).update(ordre=seconde.ordre + 1)


def du_premier(seance):
    return Decision.objects.filter(inscription=seance.inscriptions.order_by("ordre").first())


ALTERATIONS = {
    "un montant": (lambda s: du_premier(s).update(contrat_de_ville=301), "les décisions sur {}"),
    "un motif": (lambda s: du_premier(s).update(motif="Autre."), "les décisions sur {}"),
    "une décision ôtée": (lambda s: Decision.objects.filter(avenants=None).delete(), "les décisions sur"),
    "une présence": (lambda s: Presence.objects.filter(nom="Karim Vasseur").update(est_present=False), "présence"),
    "un nom": (lambda s: Presence.objects.filter(nom="Karim Vasseur").update(nom="Un Autre"), "présence"),
    "une présence de plus": (lambda s: fabriques.presence(s, "Tard Venu"), "présence"),
    "l’ordre du jour": (echanger_l_ordre, "l’ordre du jour n’est plus"),
    "un dossier retiré": (
        lambda s: Inscription.objects.filter(seance=s, ordre=2).update(retiree_le=s.actee_le), "l’ordre du jour"
    ),
    "un pouvoir": (lambda s: Pouvoir.objects.update(donne_par="Un autre"), "les pouvoirs ou les liens"),
    "un retrait levé après coup": (lambda s: Recusation.objects.update(levee_le=s.actee_le), "les retraits"),
    "l’intitulé": (lambda s: type(s).objects.filter(pk=s.pk).update(intitule="Autre"), "l’intitulé, la date ou le lieu"),
    "le sceau lui-même": (lambda s: type(s).objects.filter(pk=s.pk).update(sceau="0" * 64), "son journal ne porte pas"),
    "le sceau vidé": (lambda s: type(s).objects.filter(pk=s.pk).update(sceau=""), "actée sans sceau"),
}  # fmt: skip


@pytest.mark.parametrize("quoi", ALTERATIONS)
def test_ce_qui_est_altere_est_nomme(actee, quoi):
    alterer, phrase = ALTERATIONS[quoi]
    alterer(actee)
    sans_faute, dit = verifier()
    assert not sans_faute
    assert phrase.format(reference_du_premier(frais(actee))) in dit
    assert f"Séance {actee.pk}" in dit


@pytest.mark.parametrize(
    "champs", [{"motif": "Autre."}, {"apres": {}}, {"numero": 2}, {"pris_le": "2020-01-01"}, {"empreinte": "0" * 64}]
)
def test_un_avenant_altere_est_nomme(actee, champs):
    oter_les_declencheurs()
    try:
        Avenant.objects.update(**champs)
        sans_faute, dit = verifier()
    finally:
        poser_les_declencheurs()
    assert not sans_faute
    assert f"l’avenant n° {champs.get('numero', 1)}" in dit


def test_la_base_refuse_de_toucher_un_avenant(actee):
    with pytest.raises(Exception, match="ne se modifie pas"), connection.cursor() as curseur:
        curseur.execute("UPDATE dossiers_avenant SET motif = 'Autre.'")


def test_la_page_d_une_seance_actee_montre_son_sceau_et_ne_se_modifie_plus(equipe, actee):
    lu = equipe.get(actee.get_absolute_url()).content.decode()
    assert actee.sceau in lu
    assert "verifier_seances" in lu
    assert adresse("modifier", actee.pk) not in lu


# Avant d’acter : ce qui bloque, et ce qui suivra --------------------------------------------------------------


def acter(equipe, seance):
    return equipe.get(adresse("avancer", seance.pk, "acter")).content.decode()


def test_le_controle_dit_de_combien_l_enveloppe_est_depassee_et_l_acte_est_refuse(
    equipe, comite, inscription, monde, cheffe_de_projet
):
    ville = ligne_de(inscription, monde.ville)
    actions.saisir(
        inscription, ligne_de(inscription, monde.etat), par=cheffe_de_projet, choix="accorder", contrat_de_ville=1
    )
    actions.saisir(
        inscription, ville, par=cheffe_de_projet, choix="accorder", contrat_de_ville=1600
    )  # permis avant l’acte
    lu = acter(equipe, comite)
    assert "dépassée de" in lu
    assert ">100\u202f€<" in lu
    assert f"#ligne-{ville.pk}" in lu
    assert 'aria-disabled="true"' in lu
    equipe.post(adresse("avancer", comite.pk, "acter"), {"version": frais(comite).version})
    assert (statut(comite), frais(ville.enveloppe).engage) == ("ouverte", 0)


def test_sans_decision_le_controle_mene_a_chaque_ligne(equipe, comite, inscription, monde):
    lu = acter(equipe, comite)
    for financeur in (monde.etat, monde.ville):
        assert f"#ligne-{ligne_de(inscription, financeur).pk}" in lu
    assert "2 à reprendre" in lu


def test_rien_ne_bloque_la_page_dit_ce_qui_suivra_et_qu_aucun_courriel_ne_part(
    equipe, comite, inscription, monde, cheffe_de_projet
):
    for financeur, montant in ((monde.etat, 3000), (monde.ville, 1200)):
        ligne = ligne_de(inscription, financeur)
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="accorder", contrat_de_ville=montant)
    lu = acter(equipe, comite)
    for texte in ("Tout est prêt", "1 dossier programmé", "4\u202f200", "sans plafond ici", "aucun.", "1 porteur"):
        assert texte in lu
    assert "300" in lu  # il resterait 300 € à la ville
