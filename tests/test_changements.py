"""Ce qui a changé depuis le dépôt, champ par champ : ce que l’équipe lit quand les compléments arrivent."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dossiers import actions, fiche
from dossiers.changements import comparer
from tests.conftest import frais
from workflows.temps import maintenant


def contenu(**textes):
    champs = [{"code": code, "libelle": code.capitalize(), "texte": texte} for code, texte in textes.items()]
    return [{"code": "action", "titre": "L’action", "champs": champs}]


def test_ce_qui_n_a_pas_change_ne_se_montre_pas():
    assert comparer(contenu(intitule="Danse"), contenu(intitule="Danse")) == []


def test_un_texte_court_se_lit_avant_apres_un_champ_apparu_n_a_pas_d_avant():
    (partie,) = comparer(contenu(intitule="Danse", lieu="Gymnase"), contenu(intitule="Danses", age="Primaire"))
    lus = {c.libelle: (c.avant, c.apres, c.morceaux) for c in partie.changements}
    assert lus == {
        "Intitule": ("Danse", "Danses", ()),
        "Age": ("", "Primaire", ()),
        "Lieu": ("Gymnase", "", ()),
    }


def test_un_texte_long_se_compare_mot_a_mot_et_rien_ne_s_y_perd():
    avant = "Des séances de sport et de découverte, chaque mercredi, pour les enfants du quartier et leurs parents."
    apres = "Des séances de sport et de cuisine, chaque mercredi matin, pour les enfants du quartier et leurs parents."
    ((changement,),) = [partie.changements for partie in comparer(contenu(texte=avant), contenu(texte=apres))]
    genres = {m.genre for m in changement.morceaux}
    assert genres == {"", "ins", "del"}
    assert "".join(m.texte for m in changement.morceaux if m.genre != "ins") == avant
    assert "".join(m.texte for m in changement.morceaux if m.genre != "del") == apres
    assert "mercredi" in next(m.texte for m in changement.morceaux if not m.genre and "chaque" in m.texte)


def test_une_suite_de_mots_changes_se_lit_d_un_trait():
    """Sans quoi l’ancien et le nouveau s’entrelacent, un mot sur deux."""
    avant = "Des séances de sport et de découverte, chaque mercredi, pour les enfants du quartier."
    apres = avant.replace("et de découverte", "encadrées par deux éducatrices")
    ((changement,),) = [partie.changements for partie in comparer(contenu(texte=avant), contenu(texte=apres))]
    changes = [(m.genre, m.texte) for m in changement.morceaux if m.genre]
    assert changes == [("del", "et de découverte"), ("ins", "encadrées par deux éducatrices")]


def test_deux_textes_immenses_se_comparent_sans_attendre():
    avant, apres = ("mot " * 7000 + fin for fin in ("un", "deux"))
    ((changement,),) = [partie.changements for partie in comparer(contenu(t=avant), contenu(t=apres))]
    assert changement.morceaux == ()


@pytest.fixture
def complete(depose, porteuse, cheffe_de_projet):
    """Le porteur a changé sa description à la demande de l’équipe."""
    donnees = {"demande": "Précisez.", "echeance": maintenant() + timedelta(days=3)}
    actions.avancer(depose, "demander_complements", par=cheffe_de_projet, donnees=donnees)
    dossier = frais(depose)
    dossier.description = (
        "Des séances de sport et de découverte, chaque mercredi matin, au gymnase et au parc du quartier."
    )
    dossier.beneficiaires_total = 140
    dossier.save()
    actions.avancer(frais(depose), "completer", par=porteuse)
    return frais(depose)


def lire(client, qui, adresse):
    client.force_login(qui)
    return client.get(adresse).content.decode()


def test_l_equipe_et_les_financeurs_lisent_la_difference(client, complete, cheffe_de_projet, agente, porteuse, voisin):
    adresse = reverse("dossiers:changements", args=[complete.pk])
    for personne in (cheffe_de_projet, agente):
        lu = lire(client, personne, adresse)
        assert "Bénéficiaires, au total" in lu
        assert "<del>120</del>" in lu
        assert "<ins>140</ins>" in lu
        assert "[ajouté" in lu  # la couleur n’est pas seule à le dire
        assert "Thématique" not in lu
        assert adresse in lire(client, personne, complete.get_absolute_url())
    for personne in (porteuse, voisin):
        client.force_login(personne)
        assert client.get(adresse).status_code == 404


def test_on_choisit_les_versions_a_comparer(client, complete, cheffe_de_projet):
    adresse = reverse("dossiers:changements", args=[complete.pk])
    assert "Rien n’a changé" in lire(client, cheffe_de_projet, f"{adresse}?de=2&a=maintenant")
    assert "<ins>140</ins>" in lire(client, cheffe_de_projet, f"{adresse}?de=maintenant&a=1")  # remis dans l’ordre
    assert client.get(f"{adresse}?de=\0&a=9").status_code == 200


def test_juste_depose_rien_n_a_change(client, depose, cheffe_de_projet):
    assert "Rien n’a changé" in lire(client, cheffe_de_projet, reverse("dossiers:changements", args=[depose.pk]))
    assert comparer(depose.exemplaires.get().contenu, fiche.contenu(depose)) == []


def test_ce_que_le_porteur_ecrit_ne_s_execute_pas(client, complete, cheffe_de_projet):
    complete.intitule = "<script>alert(1)</script>"
    complete.save()
    adresse = f"{reverse('dossiers:changements', args=[complete.pk])}?de=2&a=maintenant"
    assert "<script>alert" not in lire(client, cheffe_de_projet, adresse)
