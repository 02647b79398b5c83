"""Les courses, sur PostgreSQL : à plusieurs au même instant, un seul passe et les autres lisent pourquoi."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction

from comptes.models import Utilisateur
from dossiers import actions
from dossiers.actions.en_bloc import Rang, jouer_en_bloc
from dossiers.actions.reconduction import ouvrir_l_annee_suivante, reconduire
from dossiers.models import Dossier, Ligne, PassageDossier
from programmation.models import Enveloppe
from tests import fabriques
from tests.conftest import frais, statut
from tests.suites import ACTE, accorder, annoncer, engager, ligne_de, payer
from workflows.journal import anomalies
from workflows.moteur import Blocage, franchir

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PLUS_POSSIBLE = "Cette action n’est plus possible : l’état a changé entre-temps."


@pytest.fixture(autouse=True)
def postgresql():
    if connection.vendor != "postgresql":
        pytest.fail("Les courses se jouent sur PostgreSQL : SQLite les cacherait.")


def ensemble(*gestes):
    """Lance ces gestes au même instant, chacun dans son fil et sa connexion ; rend ce que chacun a rendu ou levé."""
    depart = Barrier(len(gestes))

    def jouer(geste):
        try:
            depart.wait(timeout=10)
            return geste()
        except Exception as erreur:
            return erreur
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return list(fils.map(jouer, gestes))


def relue(personne):
    """Chaque fil a sa propre personne, comme chaque requête."""
    return Utilisateur.objects.get(pk=personne.pk)


def test_huit_accorder_et_refuser_au_meme_instant(monde, en_seance, cheffe_de_projet):
    """Deux cents fois : un seul geste passe, sept sont refusés avec la phrase."""
    modele = en_seance(montant=1)
    for tour in range(200):
        guichet = fabriques.financeur(f"Financeur {tour}")
        ligne = Ligne.objects.create(
            dossier=modele.dossier,
            financeur=guichet,
            enveloppe=fabriques.enveloppe(monde.campagne, guichet),
            demande_contrat_de_ville=100,
        )
        choix = [("accorder", {"contrat_de_ville": 1, "droit_commun": 0}), ("refuser", {})] * 4
        rendre_decidable(ligne)
        issues = ensemble(
            *[
                lambda ligne=ligne, nom=nom, donnees=donnees: franchir(
                    ligne, nom, par=relue(cheffe_de_projet), motif="En séance.", donnees=donnees
                )
                for nom, donnees in choix
            ]
        )
        refus = [issue for issue in issues if isinstance(issue, Blocage)]
        assert len(refus) == 7, [repr(issue) for issue in issues]
        assert {issue.motifs for issue in refus} == {(PLUS_POSSIBLE,)}
        assert ligne.passages_propres.filter(transition__in=["accorder", "refuser"]).count() == 1
    for enveloppe in Enveloppe.objects.exclude(financeur=monde.ville):
        assert enveloppe.engage == enveloppe.lignes.filter(statut="accordee").count()
    assert anomalies(PassageDossier) == []


def rendre_decidable(ligne):
    """Pose une ligne neuve devant le comité : la porte ne le permet pas, et c’est bien ; l’essai passe dessous, en SQL."""
    with connection.cursor() as curseur:
        curseur.execute("UPDATE dossiers_ligne SET statut = 'recevable' WHERE id = %s", [ligne.pk])


def test_huit_decideurs_sur_une_enveloppe(monde, porteuse, cheffe_de_projet):
    """Huit comités actent ensemble sur la même enveloppe : pas un centime de trop."""
    fabriques.enveloppe(monde.campagne, monde.ville, 1000)
    seances = []
    for rang in range(8):
        comite = fabriques.seance(monde.campagne, intitule=f"Comité {rang}")
        fabriques.presence(comite)
        nouveau = fabriques.dossier(
            monde.campagne, monde.association, porteuse, demandes={monde.ville: 400}, quartiers=[monde.quartier],
            objectif_=monde.objectif, intitule=f"Projet {rang}",
        )  # fmt: skip
        actions.avancer(nouveau, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(nouveau), "declarer_recevable", par=cheffe_de_projet)
        inscription = actions.inscrire(comite, frais(nouveau), par=cheffe_de_projet)
        comite = fabriques.ouvrir(comite, cheffe_de_projet)
        actions.saisir(inscription, nouveau.lignes.get(), par=cheffe_de_projet, choix="accorder", contrat_de_ville=400)
        seances.append(comite)
    issues = ensemble(*[lambda s=s: actions.acter(s, par=relue(cheffe_de_projet)) for s in seances])
    assert sorted(bool(issue) for issue in issues) == [False, False] + [True] * 6, issues
    assert Enveloppe.objects.get(financeur=monde.ville).engage == 800
    assert Ligne.objects.filter(statut="accordee").count() == 2
    assert anomalies(PassageDossier) == []


def test_acter_deux_fois_au_meme_instant_n_acte_qu_une(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    issues = ensemble(*[lambda: actions.acter(seance, par=relue(cheffe_de_projet))] * 2)
    assert sorted(bool(issue) for issue in issues) == [False, True]
    assert frais(frais(ligne).enveloppe).engage == 700


def test_deux_signataires_deposent_ensemble(monde, dossier, porteuse):
    autre = fabriques.membre(monde.association, prenom="Odile", nom="Carlier")
    issues = ensemble(*[lambda p=p: actions.avancer(dossier, "deposer", par=relue(p)) for p in (porteuse, autre)])
    assert sum(isinstance(issue, Blocage) for issue in issues) == 1
    assert dossier.passages.count() == 1


def test_les_numeros_d_une_campagne_ne_se_doublent_pas(monde, porteuse):
    ensemble(
        *[
            lambda rang=rang: actions.ouvrir_un_dossier(
                monde.campagne, monde.association, par=porteuse, intitule=f"Projet {rang}"
            )
            for rang in range(8)
        ]
    )
    assert sorted(monde.campagne.dossiers.values_list("numero", flat=True)) == list(range(1, 9))


def test_l_equipe_avance_pendant_que_l_association_se_retire(depose, porteuse, cheffe_de_projet):
    issues = ensemble(
        lambda: actions.avancer(depose, "abandonner", par=relue(porteuse), motif="Plus de salle."),
        lambda: actions.repondre_pour_toutes(depose, "declarer_recevable", par=relue(cheffe_de_projet)),
    )
    assert statut(depose) in ("abandonne", "recevable"), issues
    assert anomalies(PassageDossier) == []


def test_la_base_refuse_une_enveloppe_d_un_autre_financeur(monde, depose):
    """Une clé composée : même un geste qui contournerait le code ne débite pas l’enveloppe d’autrui."""
    de_la_ville = fabriques.enveloppe(monde.campagne, monde.ville)
    ligne = depose.lignes.get(financeur=monde.etat)
    with pytest.raises(IntegrityError, match="ligne_debite_son_financeur"), transaction.atomic():
        Ligne.objects.filter(pk=ligne.pk).update(enveloppe=de_la_ville)


def test_deux_personnes_qui_ouvrent_la_meme_annee_d_une_convention_n_en_ouvrent_qu_une(
    monde, dossier, porteuse, redacteur
):
    annee = monde.campagne.annee
    suivante = fabriques.campagne(monde.convention, annee + 1)
    Dossier.objects.filter(pk=dossier.pk).update(periode="pluriannuelle", cpo_debut=annee, cpo_fin=annee + 2)
    actions.avancer(dossier, "deposer", par=porteuse)
    premiere = frais(dossier)
    rendus = ensemble(
        *[lambda qui=qui: ouvrir_l_annee_suivante(frais(premiere), par=relue(qui)) for qui in (porteuse, redacteur)]
    )
    assert sorted(type(rendu).__name__ for rendu in rendus) == ["Blocage", "Dossier"]
    assert Dossier.objects.filter(campagne=suivante).count() == 1


def test_deux_reconductions_au_meme_instant_rendent_le_meme_brouillon(monde, dossier, porteuse, redacteur):
    suivante = fabriques.campagne(monde.convention, monde.campagne.annee + 1)
    rendus = ensemble(
        *[lambda qui=qui: reconduire(frais(dossier), suivante, par=relue(qui))[0] for qui in (porteuse, redacteur)]
    )
    assert rendus[0] == rendus[1]
    assert Dossier.objects.filter(campagne=suivante).count() == 1


def test_huit_agents_versent_ensemble_sur_une_ligne(monde, porteuse, cheffe_de_projet):
    """1 000 € accordés, huit versements de 300 € au même instant : trois passent, et pas un centime de trop."""
    ligne = ligne_de(annoncer(accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 1000}), cheffe_de_projet))
    engager(ligne, cheffe_de_projet)
    issues = ensemble(*[lambda: payer(Ligne.objects.get(pk=ligne.pk), relue(cheffe_de_projet), 300)] * 8)
    refus = [issue for issue in issues if isinstance(issue, Blocage)]
    assert len(refus) == 5, [repr(issue) for issue in issues]
    assert frais(ligne).total_verse == 900
    assert anomalies(PassageDossier) == []


def test_deux_votes_en_bloc_au_meme_instant_n_en_font_qu_un(monde, porteuse, cheffe_de_projet):
    """Les mêmes lignes dans les deux ordres : l’un vote tout, l’autre lit que quelqu’un l’a devancé, sans attente sans fin."""
    fabriques.enveloppe(monde.campagne, monde.ville, 1000)
    dossiers = [
        accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 300}, intitule=f"Action {rang}") for rang in range(3)
    ]
    rangs = [Rang(ligne_de(d), "voter", ligne_de(d).version, donnees=ACTE) for d in dossiers]
    issues = ensemble(
        lambda: jouer_en_bloc(rangs, par=relue(cheffe_de_projet)),
        lambda: jouer_en_bloc(rangs[::-1], par=relue(cheffe_de_projet)),
    )
    assert sorted(len(issue) for issue in issues) == [0, 3], issues
    assert {statut(rang.ligne) for rang in rangs} == {"votee"}
    assert anomalies(PassageDossier) == []
