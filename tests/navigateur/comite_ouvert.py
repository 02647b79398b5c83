"""Un comité ouvert pour les récits de la grille, et ce que la base garde de ses décisions."""

from comptes.models import Organisation, Utilisateur
from dossiers import actions
from dossiers.models import Decision
from programmation.models import Convention, Enveloppe
from tests import fabriques
from tests.conftest import frais
from tests.navigateur.an_passe import brouillon, campagne_de_l_annee

INTITULES = ("Grille, la première", "Grille, la deuxième", "Grille, la troisième")


def ouvrir_un_comite():
    """Trois dossiers à l’ordre du jour, l’État et la ville sollicités, un pouvoir de l’État. Rend l’adresse de la séance."""
    campagne = campagne_de_l_annee(Convention.objects.get(commune__nom="Béthune"))
    association = Organisation.objects.get(nom="Les Passerelles d’Essai")
    porteuse, cheffe = (Utilisateur.objects.get(prenom=prenom) for prenom in ("Nadia", "Camille"))
    for guichet in campagne.financeurs.filter(dispositif__in=["P147", "contrat de ville"]):
        Enveloppe.objects.get_or_create(campagne=campagne, financeur=guichet, defaults={"montant": 5000})
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
