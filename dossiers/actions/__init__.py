"""Les gestes qui traversent plusieurs objets, chacun en une transaction."""

from dossiers.actions.avenants import decisions_changees, gestes_possibles, prendre_un_avenant
from dossiers.actions.avis import annuler_avis, demander_avis, interrogeables, rendre, repond_a
from dossiers.actions.convocation import modifier_la_seance
from dossiers.actions.decisions import saisir
from dossiers.actions.enveloppes import (
    PAS_ENCORE_ACCORDEES,
    changer_une_enveloppe,
    derniere_version,
    ouvrir_une_enveloppe,
    rattacher,
    rattacher_ailleurs,
    rattacher_aux_enveloppes,
)
from dossiers.actions.guichets import (
    confirmer_la_colonne,
    entrer_par_le_lien,
    fermer_les_liens,
    noter_un_pouvoir,
    ouvrir_un_lien,
    retirer_de_la_campagne,
    revoquer_le_lien,
)
from dossiers.actions.instruction import affecter, ecrire, etiqueter, marquer_lus, noter, proposer
from dossiers.actions.lettres import empechements_d_envoi, envoyer_la_lettre, lettres_parties
from dossiers.actions.ordre_du_jour import inscriptibles, inscrire, retirer
from dossiers.actions.passages import (
    automate,
    avancer,
    avancer_sous_verrou,
    dire,
    ouvrir_un_dossier,
    repondre_pour_toutes,
    touche_les_enveloppes,
)
from dossiers.actions.pieces import examiner, joindre, ranger_les_pieces
from dossiers.actions.prevenir import prevenir_le_signataire, refus_de_prevenir
from dossiers.actions.remplissage import Consigne, Depart, propositions_de, remplir_le_scenario
from dossiers.actions.repartition import Montant
from dossiers.actions.retraits import lever_la_recusation, qui_parle, recuser, retraits_suggeres
from dossiers.actions.saisie import enregistrer_ensemble, ouvrir_ensemble, saisir_les_demandes
from dossiers.actions.scenarios import (
    choisir_le_scenario,
    creer_un_scenario,
    ecrire_les_montants,
    effacer_le_scenario,
    lignes_de,
    montants_choisis,
    nom_de_copie,
    renommer_le_scenario,
)
from dossiers.actions.seances import acter, empechements, offres_de_seance
from dossiers.actions.signature import attester, deposer, oublier_les_attestations

__all__ = [
    "PAS_ENCORE_ACCORDEES",
    "Consigne",
    "Depart",
    "Montant",
    "acter",
    "affecter",
    "annuler_avis",
    "attester",
    "automate",
    "avancer",
    "avancer_sous_verrou",
    "changer_une_enveloppe",
    "choisir_le_scenario",
    "confirmer_la_colonne",
    "creer_un_scenario",
    "decisions_changees",
    "demander_avis",
    "deposer",
    "derniere_version",
    "dire",
    "ecrire",
    "ecrire_les_montants",
    "effacer_le_scenario",
    "empechements",
    "empechements_d_envoi",
    "enregistrer_ensemble",
    "entrer_par_le_lien",
    "envoyer_la_lettre",
    "etiqueter",
    "examiner",
    "fermer_les_liens",
    "gestes_possibles",
    "inscriptibles",
    "inscrire",
    "interrogeables",
    "joindre",
    "lettres_parties",
    "lever_la_recusation",
    "lignes_de",
    "marquer_lus",
    "modifier_la_seance",
    "montants_choisis",
    "nom_de_copie",
    "noter",
    "noter_un_pouvoir",
    "offres_de_seance",
    "oublier_les_attestations",
    "ouvrir_ensemble",
    "ouvrir_un_dossier",
    "ouvrir_un_lien",
    "ouvrir_une_enveloppe",
    "prendre_un_avenant",
    "prevenir_le_signataire",
    "proposer",
    "propositions_de",
    "qui_parle",
    "ranger_les_pieces",
    "rattacher",
    "rattacher_ailleurs",
    "rattacher_aux_enveloppes",
    "recuser",
    "refus_de_prevenir",
    "remplir_le_scenario",
    "rendre",
    "renommer_le_scenario",
    "repond_a",
    "repondre_pour_toutes",
    "retirer",
    "retirer_de_la_campagne",
    "retraits_suggeres",
    "revoquer_le_lien",
    "saisir",
    "saisir_les_demandes",
    "touche_les_enveloppes",
]
