"""Ce qui attend l’équipe, en conditions : l’accueil les compte et la liste les filtre d’après les mêmes mots.

Une attente de plus est une ligne de plus dans ATTENTES ; sa facette, son compte et son lien la suivent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from comptes.models import Qualite
from dossiers.models import Bilan, DemandeAvis, Dossier, Ligne, Message, PassageDossier
from dossiers.statuts import DECIDES, Statut, StatutBilan, StatutLigne
from programmation.models import Campagne
from workflows.temps import aujourd_hui, maintenant

# Ensuite, un avis n’éclaire plus rien et un référent n’a plus à instruire.
EN_EXAMEN = (Statut.DEPOSE, Statut.INCOMPLET, Statut.RECEVABLE, Statut.EN_COMITE, Statut.AJOURNE)
_A_NOTIFIER = (StatutLigne.ACCORDEE, StatutLigne.VOTEE, StatutLigne.REFUSEE, StatutLigne.ENGAGEE)


@dataclass(frozen=True)
class Attente:
    """`de(campagnes)` : la condition d’un dossier concerné ; `au_porteur` : lui aussi l’a, et elle se demande d’une personne."""

    nom: str
    libelle: str
    de: Callable
    au_porteur: bool = False


def campagnes_de(personne):
    """Celles, encore ouvertes, des conventions dont elle est l’équipe."""
    return Campagne.objects.de_l_equipe(personne).en_cours().order_by().values("pk")


def condition(nom, personne, campagnes=None):
    """La condition d’une attente, sur des dossiers déjà visibles. `campagnes` : celles que l’appelant a déjà lues."""
    attente = ATTENTES[nom]
    if attente.au_porteur:
        return attente.de(personne)
    concernes = attente.de(campagnes_de(personne) if campagnes is None else campagnes)
    if personne.est_a_titre(Qualite.PORTEUR):
        # Ce qu’elle porte elle-même ne l’attend pas : elle ne l’instruit pas, et une décision s’y tait devant elle.
        concernes &= ~Q(pk__in=Dossier.objects.portes_par(personne).order_by().values("pk"))
    return concernes


def offertes(a_l_equipe):
    return [attente for attente in ATTENTES.values() if a_l_equipe or attente.au_porteur]


# Les conditions ------------------------------------------------------------------------------------------


def _deposes(*, completes):
    """Revenus d’une demande de compléments, ou pas encore examinés : le dernier passage du dossier le dit."""
    siens = PassageDossier.objects.filter(objet=OuterRef("pk"), ligne=None, bilan=None).order_by("-rang")
    revenu = Q(Exact(Coalesce(Subquery(siens.values("transition")[:1]), Value("")), Value("completer")))
    return lambda campagnes: Q(campagne__in=campagnes, statut=Statut.DEPOSE) & (revenu if completes else ~revenu)


def _complements_en_retard(campagnes):
    return Q(campagne__in=campagnes, statut=Statut.INCOMPLET, echeance__lt=maintenant())


def _sans_referent(campagnes):
    return Q(campagne__in=campagnes, statut__in=EN_EXAMEN, referent=None)


def _avis_en_retard(campagnes):
    avis = DemandeAvis.objects.attendus().filter(echeance__lt=maintenant()).order_by()
    return Q(campagne__in=campagnes, statut__in=EN_EXAMEN, pk__in=avis.values("dossier"))


def _decides(*, muets):
    """Une décision actée se vote, se notifie, puis s’annonce au porteur."""
    muettes = Q(Exists(Ligne.objects.filter(dossier=OuterRef("pk"), statut__in=_A_NOTIFIER, notifiee_le=None)))
    lesquels = muettes if muets else ~muettes
    return lambda campagnes: Q(campagne__in=campagnes, statut__in=DECIDES, annonce_le=None) & lesquels


def _bilans(bilans):
    return lambda campagnes: Q(campagne__in=campagnes, pk__in=bilans().order_by().values("dossier"))


def _messages(personne):
    return Q(pk__in=Message.objects.non_lus_de(personne).order_by().values("dossier"))


ATTENTES = {
    attente.nom: attente
    for attente in (
        Attente("completes", "Compléments reçus, à relire", _deposes(completes=True)),
        Attente("recevabilite", "Recevabilité à dire", _deposes(completes=False)),
        Attente("complements_en_retard", "Compléments en retard", _complements_en_retard),
        Attente("sans_referent", "Sans référent", _sans_referent),
        Attente("avis_en_retard", "Avis en retard", _avis_en_retard),
        Attente("a_notifier", "Vote ou notification à suivre", _decides(muets=True)),
        Attente("a_annoncer", "Décision à annoncer", _decides(muets=False)),
        Attente("bilan_a_relire", "Bilan à relire", _bilans(lambda: Bilan.objects.filter(statut=StatutBilan.RECU))),
        Attente("bilan_en_retard", "Bilan en retard", _bilans(lambda: Bilan.objects.en_retard_au(aujourd_hui()))),
        Attente("message_non_lu", "Message non lu", _messages, au_porteur=True),
    )
}
