"""Le monde du tableau : deux conventions qui partagent un quartier, leurs dossiers menés par les vraies portes.

Chaque texte et chaque montant est un canari : `jetons` sait qui peut le lire. Les droits de lecture sont ceux de
`table.py`, écrits à la main ; rien ici ne les demande au code.
"""

import logging
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace

from django.db import transaction
from django.test import override_settings

from comptes.models import Nature, Utilisateur
from dossiers import actions
from dossiers.actions.versements import verser
from dossiers.models import Inscription, Ligne
from programmation.models import Enveloppe
from tests import fabriques
from tests.acces import droits
from tests.acces import personnes as peuple
from tests.acces.jetons import Jetons
from workflows import relances
from workflows.envois import Envoi
from workflows.temps import aujourd_hui, maintenant

SERIE = 14  # dossiers ordinaires de A, pour que les listes aient plusieurs pages


@contextmanager
def pose(acces_a_la_base):
    """Le monde, bâti une fois pour un module d’essais et défait avec lui.

    La session tient dans le biscuit, pour qu’un refus n’écrive vraiment rien ; et les refus ne se crient pas.
    """
    en_biscuit = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    logging.disable(logging.CRITICAL)
    with acces_a_la_base.unblock(), transaction.atomic(), en_biscuit:
        yield construire()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def construire():
    """Bâtit tout, une fois ; rend le monde."""
    m = SimpleNamespace(jetons=Jetons(), dossiers={}, lignes={}, seances={}, inscriptions={})
    _territoires(m)
    m.personnes = peuple.peupler(m)
    _depots(m)
    _comites(m)
    _temps_2_et_3(m)
    _suites(m)
    _comptes(m)
    _courriels(m)
    m.apercus = {nom: _apercu(m.dossiers[nom]) for nom in ("brouillon_a", "brouillon_z")}
    Utilisateur.objects.filter(pk=m.personnes["suspendu"].pk).update(is_active=False)
    return m


# 1. Les lieux et les organisations ----------------------------------------------------------------------


def _territoires(m):
    m.convention_1 = fabriques.convention("Béville")
    m.convention_2 = fabriques.convention("Cévaux", m.convention_1.contrat)
    m.quartier_1 = fabriques.quartier(m.convention_1, "Le Plateau")
    m.quartier_2 = fabriques.quartier(m.convention_2, "La Rive")
    m.partage = fabriques.quartier(m.convention_1, "Les Îlots", communes=[m.convention_2.commune])
    m.partage.conventions.add(m.convention_2)
    m.quartiers = {"plateau": m.quartier_1, "rive": m.quartier_2, "ilots": m.partage}
    m.objectifs = {
        "plateau": fabriques.objectif(m.convention_1, m.quartier_1),
        "ilots": fabriques.objectif(m.convention_1, m.partage),
        "rive": fabriques.objectif(m.convention_2, m.quartier_2),
        "ilots_2": fabriques.objectif(m.convention_2, m.partage),
    }
    m.asso_a = fabriques.organisation(f"Passerelles {m.jetons.mot('nom de A', droits.NOMS['asso_a'])}")
    m.asso_b = fabriques.organisation(f"Boussole {m.jetons.mot('nom de B', droits.NOMS['asso_b'])}")
    m.asso_z = fabriques.organisation(f"Zéphyr {m.jetons.mot('nom de Z', droits.NOMS['asso_z'])}")
    m.agglomeration = fabriques.organisation("Agglomération d’essai", Nature.EPCI)
    m.convention_1.copilotes.add(m.agglomeration)
    m.campagne_1, m.campagne_2 = fabriques.campagne(m.convention_1), fabriques.campagne(m.convention_2)
    m.campagnes = {"campagne_1": m.campagne_1, "campagne_2": m.campagne_2}
    m.f1 = fabriques.financeur("État", Nature.ETAT, dispositif="P147", ordre=1, campagnes=[m.campagne_1])
    m.ville = fabriques.financeur(organisation_=m.convention_1.pilote, dispositif="Ville", ordre=2, campagnes=[m.campagne_1])
    m.f2 = fabriques.financeur("CAF", Nature.ORGANISME_SOCIAL, ordre=3, campagnes=[m.campagne_1])
    m.f9 = fabriques.financeur("Département", Nature.DEPARTEMENT, ordre=4, campagnes=[m.campagne_2])
    m.ville_2 = fabriques.financeur(organisation_=m.convention_2.pilote, dispositif="Ville", ordre=5, campagnes=[m.campagne_2])
    m.guichets = {"f1": m.f1, "ville": m.ville, "f2": m.f2, "f9": m.f9, "ville_2": m.ville_2}
    fabriques.enveloppe(m.campagne_1, m.f1, 97_531)
    fabriques.enveloppe(m.campagne_2, m.f9, 96_421)


# 2. Les dépôts ------------------------------------------------------------------------------------------


def _dossier(m, nom, *guichets, lieu="plateau", par=None, **champs):
    """Un brouillon de l’organisation que dit la dernière lettre de son nom ; chacun de ses mots est un canari."""
    entier, jetons = droits.LISENT[nom], m.jetons
    agenda, annonce = entier | droits.ORDRE_DU_JOUR.get(nom, droits.PERSONNE), droits.ANNONCES.get(nom, droits.PERSONNE)
    deuxieme = nom.endswith("_z")
    campagne = m.campagne_2 if deuxieme else m.campagne_1
    auteur = m.personnes[{"a": "signataire_a", "b": "deux_assos", "z": "signataire_z"}[nom[-1]]]
    cree = fabriques.dossier(
        campagne, getattr(m, f"asso_{nom[-1]}"), par or auteur,
        intitule=jetons.mot(f"{nom}, intitulé", agenda | annonce),
        description=jetons.mot(f"{nom}, description", entier | annonce),
        demandes={m.guichets[g]: jetons.montant(f"{nom}, demandé à {g}", agenda) for g in guichets},
        quartiers=[m.quartiers[lieu]],
        objectif_=m.objectifs["ilots_2" if deuxieme and lieu == "ilots" else lieu],
        **champs,
    )  # fmt: skip
    cree.postes.filter(sens="charge").update(montant=sum(x.demande for x in cree.lignes.all()) + 1000)
    m.dossiers[nom] = cree
    m.lignes |= {(nom, g): cree.lignes.get(financeur=m.guichets[g]) for g in guichets}
    return cree


def _deposer(m, nom, *guichets, **champs):
    cree = _dossier(m, nom, *guichets, **champs)
    actions.avancer(cree, "deposer", par=cree.cree_par)


def _recevable(m, nom, *guichets, **champs):
    _deposer(m, nom, *guichets, **champs)
    for guichet in guichets:
        actions.avancer(m.lignes[nom, guichet], "declarer_recevable", par=_chef(m, nom))


def _chef(m, nom):
    return m.personnes["chef_2" if nom.endswith("_z") else "chef_1"]


def _depots(m):
    j, chef = m.jetons, m.personnes["chef_1"]
    _dossier(m, "brouillon_a", "f1", "ville")
    _dossier(m, "brouillon_b", "f2")
    _dossier(m, "brouillon_z", "f9")
    _dossier(m, "saisi_a", "f1", "ville", par=chef, saisi_par_l_equipe=True, numero_dauphin="DA01200614")
    abandonne = _dossier(m, "abandonne_a", "f1")
    motif = j.mot("abandonne_a, motif", droits.LISENT["abandonne_a"])
    actions.avancer(abandonne, "abandonner", par=abandonne.cree_par, motif=motif)
    _deposer(m, "depose_a", "f1", "ville")
    _deposer(m, "partage_a", "f1", "ville", lieu="ilots")
    _deposer(m, "depose_b", "f2")
    _deposer(m, "depose_z", "f9", "ville_2", lieu="rive")
    _deposer(m, "partage_z", "f9", lieu="ilots")
    _deposer(m, "incomplet_a", "f1", "ville")
    demande = {"demande": j.mot("incomplet_a, ce qui manque", droits.LISENT["incomplet_a"]), "echeance": maintenant() + timedelta(days=9)}
    actions.avancer(m.dossiers["incomplet_a"], "demander_complements", par=chef, donnees=demande)
    _rouvrir(m, chef)
    for rang in range(SERIE):
        _deposer(m, droits.serie(rang), "f1")


def _rouvrir(m, chef):
    """Un dossier rouvert par le chef : son motif est au journal, que l’équipe seule lit en entier."""
    _recevable(m, "rouvert_a", "f1", "ville")
    actions.avancer(m.dossiers["rouvert_a"], "rouvrir_la_recevabilite", par=chef, motif=m.jetons.mot("motif de réouverture", droits.EQUIPE_1))
    for guichet in ("f1", "ville"):
        actions.avancer(m.lignes["rouvert_a", guichet], "declarer_recevable", par=chef)


# 3. Les comités des financeurs --------------------------------------------------------------------------


def _seance(m, nom, temps, *inscrits):
    jetons, campagne = m.jetons, m.campagne_2 if nom.endswith("_2") else m.campagne_1
    lisent = droits.LISENT_LA_SEANCE[nom]
    creee = fabriques.seance(
        campagne, temps, f"Séance {jetons.mot(f'{nom}, intitulé', droits.CALENDRIER.get(nom, lisent))}",
        lieu=jetons.mot(f"{nom}, lieu", lisent),
    )  # fmt: skip
    m.seances[nom] = creee
    fabriques.presence(creee, jetons.mot(f"{nom}, présent", lisent))
    for dossier in inscrits:
        inscrite = actions.inscrire(creee, m.dossiers[dossier], par=m.personnes[f"chef_{campagne.convention.pk == m.convention_2.pk and 2 or 1}"])
        if temps != 1:
            Inscription.objects.filter(pk=inscrite.pk).update(note=jetons.mot(f"{nom}, note sur {dossier}", lisent))
        m.inscriptions[nom, dossier] = inscrite
    return creee


def _ouvrir(m, nom):
    m.seances[nom] = fabriques.ouvrir(m.seances[nom], m.personnes["chef_2" if nom.endswith("_2") else "chef_1"])


def _decider(m, seance, dossier, guichet, choix):
    """Saisit une décision en séance ; le montant ou le motif est un canari de qui lira la décision."""
    quoi, ligne = f"{dossier}, {choix} par {guichet}", m.lignes[dossier, guichet]
    lisent = droits.LISENT_LA_SEANCE[seance] | droits.LISENT_LA_DECISION.get(dossier, droits.PERSONNE)
    valeurs = {"motif": m.jetons.mot(f"{quoi}, motif", lisent)}
    if choix == "accorder":
        valeurs["contrat_de_ville"] = m.jetons.montant(f"{quoi}, montant", lisent)
    actions.saisir(m.inscriptions[seance, dossier], Ligne.objects.get(pk=ligne.pk), par=_chef(m, dossier), choix=choix, **valeurs)


def _comites(m):
    chef, chef_2 = m.personnes["chef_1"], m.personnes["chef_2"]
    for nom in ("recevable_a", "prepare_a", "en_comite_a", "tu_a", "refus_tu_a", "annonce_a", "bilan_a"):
        _recevable(m, nom, "f1", "ville")
    for nom in ("tu_z", "annonce_z", "en_comite_z"):
        _recevable(m, nom, "f9", "ville_2", lieu="rive")
    for seance, decides, par in (("actee_1", ("tu_a", "annonce_a", "bilan_a"), chef), ("actee_2", ("tu_z", "annonce_z"), chef_2)):
        refuses = ("refus_tu_a",) if par == chef else ()
        _seance(m, seance, 1, *decides, *refuses)
        _ouvrir(m, seance)
        premier, ville = ("f1", "ville") if par == chef else ("f9", "ville_2")
        for nom in decides:
            _decider(m, seance, nom, premier, "accorder")
        for nom in refuses:
            _decider(m, seance, nom, premier, "refuser")
        for nom in (*decides, *refuses):
            _decider(m, seance, nom, ville, "refuser")
        assert actions.acter(m.seances[seance], par=par) == {}
    _seance(m, "preparee_1", 1, "prepare_a")
    _seance(m, "preparee_2", 1)
    _seance(m, "ouverte_1", 1, "en_comite_a", "recevable_a")
    _ouvrir(m, "ouverte_1")
    _decider(m, "ouverte_1", "en_comite_a", "f1", "accorder")
    _decider(m, "ouverte_1", "en_comite_a", "ville", "refuser")
    motif = m.jetons.mot("motif de retrait", droits.EQUIPE_1)
    actions.retirer(m.inscriptions["ouverte_1", "recevable_a"], par=chef, motif=motif)
    _seance(m, "ouverte_2", 1, "en_comite_z")
    _ouvrir(m, "ouverte_2")
    _decider(m, "ouverte_2", "en_comite_z", "f9", "accorder")


# 4. Après le comité -------------------------------------------------------------------------------------


def _temps_2_et_3(m):
    chef = m.personnes["chef_1"]
    for nom, guichets in (("annonce_a", ("f1", "ville")), ("bilan_a", ("f1", "ville")), ("annonce_z", ("f9", "ville_2"))):
        _voter(m, nom, guichets[0])
        for guichet in guichets:
            actions.avancer(m.lignes[nom, guichet], "notifier", par=_chef(m, nom))
        actions.avancer(m.dossiers[nom], "annoncer", par=_chef(m, nom))
    _voter(m, "tu_a", "f1")
    _seance(m, "pilotage_1", 2, "annonce_a")
    actions.avancer(m.seances["pilotage_1"], "convoquer", par=chef)
    _seance(m, "perspectives_1", 3, "bilan_a")
    m.enjeux = {"enjeu_1": fabriques.enjeu_annuel(m.campagne_1), "enjeu_2": fabriques.enjeu_annuel(m.campagne_2)}
    _ouvrir(m, "perspectives_1")


def _voter(m, nom, guichet):
    reference = m.jetons.mot(f"{nom}, délibération", droits.LISENT_LA_DECISION[nom])
    donnees = {"vote_le": aujourd_hui(), "vote_reference": reference}
    actions.avancer(m.lignes[nom, guichet], "voter", par=_chef(m, nom), donnees=donnees)


def _suites(m):
    """Une subvention engagée et en partie versée ; un bilan rendu."""
    lisent, ligne = droits.LISENT_LA_DECISION["bilan_a"], m.lignes["bilan_a", "f1"]
    engagement = {"engagement": m.jetons.mot("bilan_a, engagement", lisent)}
    actions.avancer(ligne, "engager", par=m.personnes["agent_f1"], donnees=engagement)
    reference = m.jetons.mot("bilan_a, versement", lisent)
    verser(Ligne.objects.get(pk=ligne.pk), par=m.personnes["agent_f1"], montant=1000, verse_le=aujourd_hui(), reference=reference)
    for nom in ("annonce_a", "bilan_a"):
        bilan = m.dossiers[nom].__class__.objects.get(pk=m.dossiers[nom].pk).bilan
        bilan.recit = m.jetons.mot(f"{nom}, récit du bilan", droits.LISENT[nom])
        bilan.charges_realisees = m.jetons.montant(f"{nom}, charges réalisées", droits.LISENT[nom])
        bilan.beneficiaires_total, bilan.du_le = 131, date(2030, 6, 30)
        bilan.save()
    actions.avancer(m.dossiers["bilan_a"].bilan, "transmettre", par=m.personnes["signataire_a"])


def _comptes(m):
    """Ce qui se déduit des montants est aussi un secret : l’engagé et le reste d’une enveloppe."""
    for campagne, guichet in ((m.campagne_1, "f1"), (m.campagne_2, "f9")):
        enveloppe = Enveloppe.objects.get(campagne=campagne, financeur=m.guichets[guichet])
        lisent = droits.ENVELOPPES[guichet]
        m.jetons.suivre(f"enveloppe de {guichet}, montant", enveloppe.montant, lisent)
        m.jetons.suivre(f"enveloppe de {guichet}, reste", enveloppe.reste, lisent)
        m.jetons.suivre(f"enveloppe de {guichet}, engagé", enveloppe.engage, lisent | droits.LISENT_LA_SEANCE[f"actee_{campagne.pk == m.campagne_1.pk and 1 or 2}"])


def _courriels(m):
    """Un envoi de chaque périmètre : partis, à venir, rejetés."""
    envois = Envoi.objects.order_by("pk")
    perimetres = {"courriel_1": f"convention:{m.convention_1.pk}", "courriel_2": f"convention:{m.convention_2.pk}",
                  "courriel_a": f"porteur:{m.asso_a.pk}"}  # fmt: skip
    m.envois = {nom: envois.filter(perimetre=perimetre).first() for nom, perimetre in perimetres.items()}
    partis = envois.exclude(pk__in=[e.pk for e in envois.filter(perimetre=perimetres["courriel_1"])[:4]])
    partis.update(statut=Envoi.Statut.ENVOYEE, envoyee_le=maintenant())
    Envoi.objects.filter(pk=m.envois["courriel_1"].pk).update(statut=Envoi.Statut.ECHEC)


def _apercu(dossier):
    """La clé du prochain rappel d’un brouillon, telle que la page des relances la donne."""
    debut = maintenant()
    prevus = relances.prevision(debut, debut + timedelta(days=30))
    return next(envoi.cle for envoi in prevus if envoi.objet == f"dossier:{dossier.pk}")
