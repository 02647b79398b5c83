"""Un comité ouvert pour les récits de la grille, et ce que la base garde de ses décisions."""

from django.db.models import Count

from comptes.models import Droit, Nature, Organisation, Qualite, Utilisateur
from dossiers import actions
from dossiers.models import Decision, Ligne, Recusation
from programmation.models import Convention, Quartier, Seance
from tests import fabriques
from tests.conftest import frais
from tests.navigateur.an_passe import brouillon, campagne_de_l_annee, compte, doter

INTITULES = ("Grille, la première", "Grille, la deuxième", "Grille, la troisième")


def ouvrir_un_comite():
    """Trois dossiers à l’ordre du jour, l’État et la ville sollicités, un pouvoir de l’État. Rend l’adresse de la séance."""
    campagne = campagne_de_l_annee(Convention.objects.get(commune__nom="Béthune"))
    association = Organisation.objects.get(nom="Les Passerelles d’Essai")
    porteuse, cheffe = (Utilisateur.objects.get(prenom=prenom) for prenom in ("Nadia", "Camille"))
    doter(campagne, dict.fromkeys(campagne.financeurs.filter(dispositif__in=["P147", "contrat de ville"]), 5000))
    seance = fabriques.seance(campagne, 1, "Comité en grille")
    fabriques.presence(seance)
    for intitule in INTITULES:
        dossier = brouillon(campagne, association, porteuse, intitule)
        actions.avancer(dossier, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe)
        actions.inscrire(seance, frais(dossier), par=cheffe)
    return {"seance": fabriques.ouvrir(seance, cheffe).get_absolute_url()}


def lire_les_decisions(seance):
    """[[intitulé, financeur, choix, contrat de ville, droit commun, motif]] de cette séance."""
    lues = Decision.objects.filter(inscription__seance=seance.strip("/").split("/")[-1]).order_by(
        "inscription", "ligne"
    )
    champs = "inscription__dossier__intitule ligne__financeur__dispositif choix contrat_de_ville droit_commun motif"
    return [list(rang) for rang in lues.values_list(*champs.split())]


QUARANTE = 40
PAR_LE_LIEN = 5  # un dossier sur cinq sollicite la caisse, que son lien fait décider ; un sur deux, l’agglomération


def reunir_quarante_dossiers():
    """Un comité convoqué : quarante dossiers, quatre guichets, et une agente liée au porteur du premier. Rend les lieux."""
    campagne = campagne_de_l_annee(Convention.objects.get(commune__nom="Béthune"))
    cheffe = Utilisateur.objects.get(prenom="Camille")
    etat, ville, agglomeration, caf = _guichets(campagne)
    association, service, porteuse = _porteurs()
    seance = fabriques.seance(campagne, 1, "Comité à quatre")
    fabriques.presence(seance)
    for rang in range(1, QUARANTE + 1):
        demandes = {etat: 1000, ville: 500}
        demandes |= ({agglomeration: 400} if rang % 2 else {}) | ({caf: 300} if rang % PAR_LE_LIEN == 0 else {})
        dossier = fabriques.dossier(
            campagne, service if rang == 1 else association, porteuse, intitule=f"À quatre, n° {rang:02d}", demandes=demandes,
            quartiers=[_quartier()], objectif_=_quartier().objectifs.first(),
        )  # fmt: skip
        actions.avancer(dossier, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe)
        actions.inscrire(seance, frais(dossier), par=cheffe)
    actions.avancer(seance, "convoquer", par=cheffe)
    guichets = {"etat": etat.pk, "ville": ville.pk, "agglomeration": agglomeration.pk, "caf": caf.pk}
    return {"seance": seance.get_absolute_url(), "campagne": campagne.pk, "guichets": guichets}


def _quartier():
    return Quartier.objects.get(nom="Mont Liébaut")


def _guichets(campagne):
    cabbalr = Organisation.objects.get(sigle="CABBALR")
    compte("Jeanne", "Caron", cabbalr, Qualite.FINANCEUR, Droit.AGENT)
    agglomeration = fabriques.financeur(
        organisation_=cabbalr, dispositif="politique de la ville", ordre=4, campagnes=[campagne]
    )
    etat = campagne.financeurs.get(dispositif="P147")
    ville = campagne.financeurs.get(dispositif="contrat de ville")
    caf = fabriques.financeur("Caisse d’essai", Nature.ORGANISME_SOCIAL, ordre=5, campagnes=[campagne])
    doter(campagne, {etat: 60_000, ville: 20_050, agglomeration: 30_000, caf: 9_000})
    return etat, ville, agglomeration, caf


def _porteurs():
    """L’association des quarante, et le service d’une maison dont l’agente de l’État est membre."""
    association = fabriques.organisation("Les Quarante d’Essai")
    maison = fabriques.organisation("La Maison d’Essai")
    service = fabriques.organisation("Le Service d’Essai", parent=maison)
    porteuse = Utilisateur.objects.get(
        courriel=compte("Quitterie", "Quarante", association, Qualite.PORTEUR, Droit.SIGNATAIRE)
    )
    fabriques.rattacher(porteuse, service, Qualite.PORTEUR, Droit.SIGNATAIRE)
    estelle = compte(
        "Estelle", "Marchand", Organisation.objects.get(nom__startswith="État"), Qualite.FINANCEUR, Droit.AGENT
    )
    fabriques.rattacher(Utilisateur.objects.get(courriel=estelle), maison, Qualite.PORTEUR, Droit.LECTEUR)
    return association, service, porteuse


def relever_le_comite(seance):
    """Ce que la base en garde : les lignes par état, les enveloppes, les lettres, les avenants."""
    seance = Seance.objects.get(pk=seance.strip("/").split("/")[-1])
    lignes = Ligne.objects.filter(dossier__inscriptions__seance=seance)
    return {
        "etats": dict(lignes.order_by().values_list("statut").annotate(n=Count("pk"))),
        "enveloppes": [[e.financeur.nom_court, e.engage, e.montant] for e in seance.campagne.enveloppes.all()],
        "lettres": seance.lettres.count(),
        "avenants": seance.avenants.count(),
        "retraits": Recusation.objects.filter(inscription__seance=seance).count(),
    }
