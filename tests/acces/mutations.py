"""Les règles que l’on ôte une à une : si nulle sonde ne parle alors, c’est que rien ne prouvait cette règle."""

import sys

from django.core.exceptions import SuspiciousOperation
from django.db.models import Q
from django.http import Http404, HttpResponse

from dossiers import pieces as referentiel
from dossiers.models import Dossier
from dossiers.statuts import Statut
from programmation.models import Campagne, Financeur, Seance
from workflows.envois import Envoi
from workflows.moteur import transitions_de

_DOSSIERS = "dossiers.models.dossier.DossierQuerySet"
_INSTRUCTION = "dossiers.models."
_ORGANISATIONS = "comptes.models.organisations.OrganisationQuerySet"
_SEANCES = "programmation.models.seance.SeanceQuerySet"


def remplacer(cible, par):
    return lambda essai: essai.setattr(cible, par)


def permettre(modele, nom, *cibles):
    """Ôte la permission d’un passage, et les règles que l’action relit."""

    def oter(essai):
        for t in transitions_de(modele):
            if t.name == nom:
                essai.setattr(t, "permission", oui)
        for cible in cibles:
            essai.setattr(cible, oui)

    return oter


def offrir(modele, nom):
    """Donne un bouton à un passage qui n’en a pas."""
    return lambda essai: [essai.setitem(t.custom, "bouton", True) for t in transitions_de(modele) if t.name == nom]


def joindre_sans_droit(essai):
    """L’écran et l’action relisent la même règle : l’ôter, c’est l’ôter aux deux."""
    for module in (referentiel, sys.modules["dossiers.views.pieces"]):
        essai.setattr(module, "joint_a_l_organisation", oui)


def oui(*_):
    return True


def tout(requete, *_):
    return requete.all()


def qui_finance(requete, personne):
    return Q(campagne__financeurs__organisation__adhesions__utilisateur=personne)


def bavard(requete, pk):
    """Répond autrement pour un objet étranger que pour un objet absent."""
    if requete.filter(pk=pk).exists():
        return requete.get(pk=pk)
    raise SuspiciousOperation if Dossier.objects.filter(pk__in=[pk]).exists() else Http404


def sans_se_taire(dossier, personne):
    return Statut(dossier.statut)


def du_porteur(dossier, personne):
    return personne.agit_comme("porteur", dossier.organisation_id)


def toutes_les_campagnes(requete):
    return Campagne.objects.all()


def tous_les_titres(personne):
    return {"porteur", "equipe", "financeur", "lecture", "chef"}


def tous_les_guichets(seance, personne):
    return Financeur.objects.filter(campagnes=seance.campagne_id)


def tous_les_perimetres(personne):
    return set(Envoi.objects.values_list("perimetre", flat=True))


_IMPORTS = "echanges.models.ImportQuerySet.visibles_par"
_PIECES = "dossiers.models.piece.PieceQuerySet"
_ABSENT = "dossiers.views.communs.get_object_or_404"
_CAMPAGNES = "gouvernance.campagnes.portes.campagnes_de"
_COURRIELS = "gouvernance.relances.a_venir.perimetres_de"
_EST_POUR = "comptes.organisations.invitations.est_pour"
_GUICHET = "dossiers.regles.repond_pour_le_guichet"
_SESSION = "comptes.portier.Portier.user_can_authenticate"
_TITRES = "comptes.acces.titres_de"
_TUE = "dossiers.models.dossier.Dossier.statut_pour"

# La règle que l’on ôte : comment ; qui en profiterait ; les adresses où cela doit se voir.
MUTATIONS = {
    "le mur des dossiers": (remplacer(f"{_DOSSIERS}.visibles_par", tout), "signataire_z", "dossiers:dossier"),
    "le brouillon fermé": (remplacer(f"{_DOSSIERS}._lus_en_entier", qui_finance), "agent_f1", "dossiers:dossier"),
    "le catalogue seul pour l’élue": (remplacer(f"{_DOSSIERS}.lus_en_entier_par", tout), "elue", "dossiers:dossier"),
    "l’étranger vaut l’absent": (remplacer(_ABSENT, bavard), "signataire_z", "dossiers:dossier"),
    "le titre que demande une vue": (remplacer(_TITRES, tous_les_titres), "elue", "machines"),
    "la connexion": (remplacer("comptes.acces.redirect_to_login", HttpResponse), "anonyme", "machines"),
    "le compte suspendu": (remplacer(_SESSION, oui), "suspendu", "dossiers:liste"),
    "le mur des séances": (remplacer(f"{_SEANCES}.visibles_par", tout), "agent_f9", "seances:seance"),
    "le chef seul acte": (permettre(Seance, "acter", "programmation.regles.chef"), "instructeur_1", "seances:avancer"),
    "le chef seul annonce": (permettre(Dossier, "annoncer"), "instructeur_1", "dossiers:avancer"),
    "le projet de relevé à l’équipe": (
        remplacer("gouvernance.papiers.views.lit_le_releve", oui),
        "agent_f1",
        "papiers:papier",
    ),
    "l’extrait à son financeur": (
        remplacer("gouvernance.papiers.views.guichets_lus", tous_les_guichets),
        "agent_f2",
        "papiers:extrait",
    ),
    "la lettre à qui elle fut écrite": (
        remplacer(f"{_INSTRUCTION}suites.LettreQuerySet.visibles_par", tout),
        "signataire_z",
        "papiers:lettre",
    ),
    "le signataire seul dépose": (permettre(Dossier, "deposer"), "redacteur_a", "dossiers:avancer"),
    "le passage sans bouton": (offrir(Dossier, "presenter"), "chef_1", "dossiers:avancer"),
    "chacun répond pour son guichet": (remplacer(_GUICHET, oui), "copilote", "dossiers:versement"),
    "le rédacteur seul écrit": (remplacer("dossiers.regles.redacteur", oui), "lecteur_a", "dossiers:modifier"),
    "le mur des pièces": (remplacer(f"{_PIECES}.visibles_par", tout), "signataire_z", "dossiers:piece"),
    "le mur du RIB": (remplacer(f"{_PIECES}._rib", lambda *_: Q(pk__isnull=False)), "instructeur_1", "dossiers:piece"),
    "l’équipe seule examine": (remplacer(f"{_PIECES}.examinables_par", tout), "chef_2", "dossiers:piece-examen"),
    "le rédacteur seul joint": (joindre_sans_droit, "lecteur_a", "dossiers:pieces"),
    "la décision tue": (remplacer(_TUE, sans_se_taire), "signataire_a", "dossiers:bilan"),
    "la décision tue devant le partenaire": (
        remplacer("dossiers.regles.porte", du_porteur),
        "signataire_p",
        "dossiers:bilan",
    ),
    "chacun sa part": (remplacer("dossiers.regles.redige_sa_part", oui), "signataire_a", "dossiers:part-du-partenaire"),
    "qui reconduit": (remplacer("dossiers.regles.reconduit", oui), "signataire_p", "dossiers:reconduire"),
    "le périmètre des courriels": (remplacer(_COURRIELS, tous_les_perimetres), "chef_2", "relances:message"),
    "l’instruction fermée à l’autre commune": (
        remplacer("dossiers.regles.suit_l_instruction", oui),
        "chef_2",
        "dossiers:instruction",
    ),
    "le fil à deux côtés": (remplacer("dossiers.regles.lit_le_fil", oui), "chef_2", "dossiers:messages"),
    "l’avis à qui on le demande": (
        remplacer(f"{_INSTRUCTION}avis.DemandeAvisQuerySet.visibles_par", tout),
        "agent_f1",
        "dossiers:avis",
    ),
    "chacun propose pour son guichet": (remplacer("dossiers.regles.propose", oui), "agent_f1", "dossiers:proposition"),
    "l’action groupée à son auteur": (
        remplacer(f"{_INSTRUCTION}ensemble.ActionGroupeeQuerySet.visibles_par", tout),
        "chef_1",
        "dossiers:ensemble-suivi",
    ),
    "le mur des organisations": (
        remplacer(f"{_ORGANISATIONS}.visibles_par", tout),
        "signataire_z",
        "organisations:fiche",
    ),
    "le signataire tient la fiche": (
        remplacer("comptes.regles.signataire", oui),
        "redacteur_a",
        "organisations:modifier",
    ),
    "le financeur ignore les membres": (remplacer("comptes.regles.equipe", oui), "agent_f1", "organisations:fiche"),
    "l’invitation à son adresse": (remplacer(_EST_POUR, oui), "signataire_z", "comptes:invitation"),
    "l’import de sa convention": (remplacer(_IMPORTS, tout), "chef_2", "echanges:import"),
    "l’équipe de cette campagne": (remplacer(_CAMPAGNES, toutes_les_campagnes), "chef_2", "campagnes:campagne"),
}
