"""Ce qu’un formulaire ne demande pas ne s’écrit pas : champs ajoutés à la main, objets d’un autre, colonne d’un autre."""

import pytest

from comptes.models import Utilisateur
from dossiers.models import Decision, Dossier, Ligne
from programmation.models import Enveloppe, Seance
from tests.acces import corps
from tests.acces import monde as fabrique
from tests.acces.sondes import Porte, adresse
from workflows.envois import Envoi

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker):
    with fabrique.pose(django_db_blocker) as m:
        yield m


def envoyer(monde, acteur, page, cle, lire, **champs):
    """Envoie ces champs avec tout ce que la page demande ; rend ce que `lire` trouve avant, puis après."""
    donnees = corps.vraisemblable(monde, page, cle) | {nom: str(valeur) for nom, valeur in champs.items()}
    avant = lire()
    reponse = Porte(monde, acteur).frapper("POST", adresse(monde, page, cle), donnees, ensuite=lire)
    assert reponse.status_code in (200, 302, 422)
    return avant, reponse.faits


def test_un_porteur_n_ecrit_ni_le_statut_ni_l_organisation_ni_les_dates(monde):
    def lire():
        champs = (
            "organisation",
            "campagne",
            "statut",
            "depose_le",
            "annonce_le",
            "numero",
            "saisi_par_l_equipe",
            "intitule",
        )
        return Dossier.objects.values_list(*champs).get(pk=monde.dossiers["brouillon_a"].pk)

    avant, apres = envoyer(
        monde,
        "redacteur_a",
        "dossiers:modifier",
        "brouillon_a",
        lire,
        statut="programme",
        depose_le="2026-01-01",
        organisation=monde.asso_z.pk,
        organisation_id=monde.asso_z.pk,
        campagne=monde.campagne_2.pk,
        numero=1,
        annonce_le="2026-01-01",
    )
    assert avant[:-1] == apres[:-1]
    assert apres[-1] == "Un intitulé d’essai"  # le formulaire, lui, s’est bien enregistré


def test_un_porteur_ne_sollicite_pas_le_financeur_d_une_autre_campagne(monde):
    def lire():
        return set(Ligne.objects.filter(dossier=monde.dossiers["brouillon_a"]).values_list("financeur", flat=True))

    demandes = {f"{part}_{guichet.pk}": "5000" for part in ("droit", "contrat") for guichet in (monde.f2, monde.f9)}
    _, apres = envoyer(monde, "redacteur_a", "dossiers:partie", "brouillon_a/budget", lire, **demandes)
    assert monde.f2.pk in apres
    assert monde.f9.pk not in apres


@pytest.mark.parametrize("champ", ["quartiers", "objectif_principal", "objectifs_secondaires"])
def test_un_porteur_ne_choisit_que_dans_sa_convention(monde, champ):
    def lire():
        dossier = Dossier.objects.get(pk=monde.dossiers["brouillon_a"].pk)
        return dossier.objectif_principal_id, set(dossier.quartiers.all()), set(dossier.objectifs_secondaires.all())

    ailleurs = monde.quartier_2 if champ == "quartiers" else monde.objectifs["rive"]
    avant, apres = envoyer(
        monde, "redacteur_a", "dossiers:partie", "brouillon_a/territoire", lire, **{champ: ailleurs.pk}
    )
    assert avant == apres


@pytest.mark.parametrize(
    ("acteur", "organisation"), [("signataire_z", "asso_a"), ("deux_assos", "asso_a"), ("redacteur_a", "asso_b")]
)
def test_nul_n_ouvre_un_dossier_pour_une_organisation_ou_il_n_ecrit_pas(monde, acteur, organisation):
    visee = getattr(monde, organisation)
    avant, apres = envoyer(
        monde,
        acteur,
        "dossiers:nouveau",
        "",
        lambda: Dossier.objects.filter(organisation=visee).count(),
        organisation=visee.pk,
    )
    assert avant == apres


def test_l_equipe_ne_saisit_pas_dans_la_campagne_d_une_autre_commune(monde):
    avant, apres = envoyer(monde, "chef_2", "dossiers:nouveau", "", Dossier.objects.count, campagne=monde.campagne_1.pk)
    assert avant == apres


def test_l_equipe_ne_cree_pas_de_seance_chez_une_autre(monde):
    avant, apres = envoyer(monde, "chef_2", "seances:nouvelle", "", Seance.objects.count, campagne=monde.campagne_1.pk)
    assert avant == apres


@pytest.mark.parametrize("dossier", ["brouillon_a", "depose_a", "partage_z", "depose_z", "tu_a"])
def test_on_n_inscrit_que_ce_qui_est_pret_et_de_cette_campagne(monde, dossier):
    def lire():
        return monde.seances["preparee_1"].inscriptions.count(), Dossier.objects.get(
            pk=monde.dossiers[dossier].pk
        ).statut

    avant, apres = envoyer(monde, "chef_1", "seances:inscrire", "preparee_1", lire, dossiers=monde.dossiers[dossier].pk)
    assert avant == apres


@pytest.mark.parametrize(("acteur", "guichet"), [("agent_f1", "f1"), ("instructeur_1", "ville")])
def test_chacun_n_ecrit_en_seance_que_dans_sa_colonne(monde, acteur, guichet):
    def lire():
        return {
            d.ligne.financeur_id: (d.version, d.motif)
            for d in Decision.objects.filter(ligne__dossier=monde.dossiers["en_comite_a"])
        }

    avant, apres = envoyer(monde, acteur, "seances:decisions", "ouverte_1/en_comite_a", lire)
    changees = {financeur for financeur in avant | apres if avant.get(financeur) != apres.get(financeur)}
    assert changees == {monde.guichets[guichet].pk}


def test_la_recevabilite_donnee_d_un_geste_ne_touche_que_ses_lignes(monde):
    def lire():
        return dict(Ligne.objects.filter(dossier=monde.dossiers["depose_a"]).values_list("financeur", "statut"))

    _, apres = envoyer(monde, "agent_f1", "dossiers:repondre", "depose_a/declarer_recevable", lire)
    assert apres == {monde.f1.pk: "recevable", monde.ville.pk: "sollicitee"}


def test_un_chef_ne_fixe_que_les_enveloppes_de_sa_campagne(monde):
    def lire():
        return set(Enveloppe.objects.filter(campagne=monde.campagne_2).values_list("financeur", "montant"))

    avant, apres = envoyer(monde, "chef_1", "campagnes:enveloppes", "campagne_1", lire)
    assert avant == apres
    assert not {financeur for financeur, _ in apres} & {monde.f1.pk, monde.f2.pk}


def test_une_equipe_ne_retient_pas_les_courriels_d_une_autre(monde):
    def lire():
        return list(Envoi.objects.order_by("pk").values_list("statut", flat=True))

    avant, apres = envoyer(monde, "chef_2", "relances:geste", "", lire)
    assert avant == apres


@pytest.mark.parametrize("geste", ["identite", "mot_de_passe"])
def test_nul_ne_se_donne_de_droits_sur_son_compte(monde, geste):
    def lire():
        return list(
            Utilisateur.objects.order_by("pk").values_list(
                "pk", "courriel", "is_staff", "is_superuser", "adhesions__droit"
            )
        )

    avant, apres = envoyer(
        monde,
        "lecteur_a",
        "comptes:moi",
        "",
        lire,
        geste=geste,
        is_staff="on",
        is_superuser="on",
        droit="signataire",
        courriel="autre@exemple.invalid",
        adhesions="1",
    )
    assert avant == apres
