"""Les imports du monde : un fichier à l’essai par convention, un autre déjà importé ; leurs lignes brutes sont des canaris."""

from django.core.files.uploadedfile import SimpleUploadedFile

from echanges import depot, ecriture
from echanges.etude import etudier
from tests.acces.acteurs import EQUIPE_1, EQUIPE_2

_ENTETES = "Titre;Organisme;Statut;Contact"


def deposer_des_fichiers(m):
    """`m.imports` : lu_1 et lu_2 attendent ; importe_1 est écrit (sa ligne fut écartée : il n’ajoute aucun dossier)."""
    m.imports = {
        "lu_1": _deposer(m, m.campagne_1, "chef_1", EQUIPE_1, ""),
        "lu_2": _deposer(m, m.campagne_2, "chef_2", EQUIPE_2, ""),
        "importe_1": _deposer(m, m.campagne_1, "chef_1", EQUIPE_1, "Cloturée"),
    }
    ecrit = m.imports["importe_1"]
    ecriture.importer(ecrit, par=m.personnes["chef_1"], empreinte=empreinte(m, ecrit, "chef_1"))


def fichier(m, lecteurs, statut=""):
    """Un CSV d’une ligne, dont l’intitulé et le contact ne se lisent que de ces lecteurs."""
    titre, contact = m.jetons.mot("intitulé importé", lecteurs), m.jetons.mot("ligne brute", lecteurs)
    contenu = f"{_ENTETES}\nAction {titre};{m.asso_a.nom};{statut};{contact}\n"
    return SimpleUploadedFile("import.csv", contenu.encode())


def empreinte(m, recu, acteur):
    return etudier(recu, m.personnes[acteur]).empreinte


def _deposer(m, campagne, acteur, lecteurs, statut):
    recu = depot.deposer(campagne, fichier(m, lecteurs, statut), par=m.personnes[acteur])
    recu.est_apparie, recu.reponses = True, {"cloturee": "ecarter"}
    recu.save()
    return recu
