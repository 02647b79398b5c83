"""Le monde du tableau : deux conventions qui partagent un quartier, leurs dossiers menés par les vraies portes.

Chaque texte et chaque montant est un canari : `jetons` sait qui peut le lire. Les droits de lecture sont ceux de
`table.py`, écrits à la main ; rien ici ne les demande au code.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from django.db import transaction
from django.test import override_settings

from comptes.models import Nature, Utilisateur
from dossiers.models import Vue
from programmation.models import Enveloppe
from tests import fabriques
from tests.acces import droits
from tests.acces import personnes as peuple
from tests.acces.comite import faire_parler
from tests.acces.depots import deposer_tout
from tests.acces.fiches import remplir
from tests.acces.imports import deposer_des_fichiers
from tests.acces.instruction import instruire
from tests.acces.jetons import Jetons
from tests.acces.pieces import joindre_les_pieces
from tests.acces.seances import payer_et_rendre_compte, tenir_les_comites, tenir_les_temps_2_et_3
from workflows import relances
from workflows.envois import Envoi
from workflows.temps import maintenant


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
    m = SimpleNamespace(jetons=Jetons(), dossiers={}, lignes={}, seances={}, inscriptions={}, partenariats={})
    _territoires(m)
    m.personnes = peuple.peupler(m)
    deposer_tout(m)
    remplir(m)
    tenir_les_comites(m)
    instruire(m)
    tenir_les_temps_2_et_3(m)
    payer_et_rendre_compte(m)
    deposer_des_fichiers(m)
    joindre_les_pieces(m)
    _comptes(m)
    faire_parler(m)
    _courriels(m)
    _vues(m)
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
    m.asso_p = fabriques.organisation(f"Pivoine {m.jetons.mot('nom de P', droits.NOMS['asso_p'])}")
    m.agglomeration = fabriques.organisation("Agglomération d’essai", Nature.EPCI)
    m.convention_1.copilotes.add(m.agglomeration)
    m.campagne_1, m.campagne_2 = fabriques.campagne(m.convention_1), fabriques.campagne(m.convention_2)
    m.conventions = {"convention_1": m.convention_1, "convention_2": m.convention_2}
    m.campagnes = {"campagne_1": m.campagne_1, "campagne_2": m.campagne_2}
    m.f1 = fabriques.financeur("État", Nature.ETAT, dispositif="P147", ordre=1, campagnes=[m.campagne_1])
    m.ville = fabriques.financeur(
        organisation_=m.convention_1.pilote, dispositif="Ville", ordre=2, campagnes=[m.campagne_1]
    )
    m.f2 = fabriques.financeur("CAF", Nature.ORGANISME_SOCIAL, ordre=3, campagnes=[m.campagne_1])
    m.f9 = fabriques.financeur("Département", Nature.DEPARTEMENT, ordre=4, campagnes=[m.campagne_2])
    m.ville_2 = fabriques.financeur(
        organisation_=m.convention_2.pilote, dispositif="Ville", ordre=5, campagnes=[m.campagne_2]
    )
    m.guichets = {"f1": m.f1, "ville": m.ville, "f2": m.f2, "f9": m.f9, "ville_2": m.ville_2}
    m.campagne_0 = fabriques.campagne(m.convention_1, m.campagne_1.annee - 1)  # l’année d’avant, d’où l’on repart
    m.campagne_0.financeurs.set([m.f1, m.ville, m.f2])
    m.enveloppes = {
        "f1": fabriques.enveloppe(m.campagne_1, m.f1, 97_531),
        "f9": fabriques.enveloppe(m.campagne_2, m.f9, 96_421),
    }


# 2. Ce qui se déduit, ce qui part


def _comptes(m):
    """Ce qui se déduit des montants est aussi un secret : l’engagé et le reste d’une enveloppe."""
    for campagne, guichet, seance in ((m.campagne_1, "f1", "actee_1"), (m.campagne_2, "f9", "actee_2")):
        enveloppe, lisent = (
            Enveloppe.objects.get(campagne=campagne, financeur=m.guichets[guichet]),
            droits.ENVELOPPES[guichet],
        )
        m.jetons.suivre(f"enveloppe de {guichet}, montant", enveloppe.montant, lisent)
        m.jetons.suivre(f"enveloppe de {guichet}, reste", enveloppe.reste, lisent)
        # L’engagé est aussi le total d’une colonne de la séance actée.
        m.jetons.suivre(f"enveloppe de {guichet}, engagé", enveloppe.engage, lisent | droits.LISENT_LA_SEANCE[seance])


def _courriels(m):
    """Un envoi de chaque périmètre : partis, à venir, rejetés."""
    envois = Envoi.objects.order_by("pk")
    perimetres = {"courriel_1": f"convention:{m.convention_1.pk}", "courriel_2": f"convention:{m.convention_2.pk}",
                  "courriel_a": f"porteur:{m.asso_a.pk}"}  # fmt: skip
    m.envois = {nom: envois.filter(perimetre=perimetre).first() for nom, perimetre in perimetres.items()}
    partis = envois.exclude(pk__in=[e.pk for e in envois.filter(perimetre=perimetres["courriel_1"])[:4]])
    partis.update(statut=Envoi.Statut.ENVOYEE, envoyee_le=maintenant())
    Envoi.objects.filter(pk=m.envois["courriel_1"].pk).update(statut=Envoi.Statut.ECHEC)


def _vues(m):
    """Deux vues de la liste : celle d’un porteur, à lui seul ; celle d’un chef, partagée avec son équipe."""
    m.vues = {}
    for nom, qui, equipe in (("vue_a", "signataire_a", None), ("vue_1", "chef_1", m.convention_1.pilote)):
        lisent = droits.VUES[nom]
        m.vues[nom] = Vue.objects.create(
            personne=m.personnes[qui],
            equipe=equipe,
            nom=f"Vue {m.jetons.mot(f'nom de {nom}', lisent)}",
            parametres=f"q={m.jetons.mot(f'recherche de {nom}', lisent)}",
        )


def _apercu(dossier):
    """La clé du prochain rappel d’un brouillon, telle que la page des relances la donne."""
    debut = maintenant()
    prevus = relances.prevision(debut, debut + timedelta(days=30))
    return next(envoi.cle for envoi in prevus if envoi.objet == f"dossier:{dossier.pk}")
