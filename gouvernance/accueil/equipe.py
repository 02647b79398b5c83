"""L’accueil de l’équipe : ce qui l’attend, les chiffres de la campagne, ce qui demande attention."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse

from comptes.models import Droit, Qualite
from dossiers.models import Bilan, Dossier, Ligne, PassageDossier
from dossiers.statuts import DECIDES, Statut, StatutBilan
from gouvernance.accueil.taches import Tache, le_jour, ou_ensemble
from programmation.models import Campagne, Seance, StatutSeance, Temps
from workflows.templatetags.ecriture import jour as jour_ecrit
from workflows.temps import aujourd_hui, maintenant

_A_NOTIFIER = Q(statut__in=["accordee", "votee", "refusee", "engagee"], notifiee_le=None)


def campagnes_de_l_equipe(personne):
    """Les campagnes en cours des conventions de cette personne, la plus récente d’abord."""
    return Campagne.objects.visibles_par(personne).de_l_equipe(personne).en_cours()


def liste_des_dossiers(**filtres):
    return f"{reverse('dossiers:liste')}?{urlencode(filtres)}"


@dataclass(frozen=True)
class Chantier:
    """Ce que l’équipe voit de ses conventions, lu une fois."""

    personne: object
    campagnes: list
    seances: list

    def comite_de(self, campagne_id):
        """Le prochain comité des financeurs de la campagne, ou rien."""
        return next((s for s in self.seances if s.campagne_id == campagne_id and s.temps == Temps.FINANCEURS), None)

    def dossiers(self, *statuts):
        """Les dossiers de ces campagnes dans l’un de ces états, avec de quoi les dire en une ligne."""
        visibles = Dossier.objects.visibles_par(self.personne).filter(campagne__in=self.campagnes, statut__in=statuts)
        return visibles.select_related("organisation", "campagne").order_by("depose_le", "pk")


def chantier_de(personne):
    campagnes = list(campagnes_de_l_equipe(personne).select_related("convention__commune", "convention__pilote"))
    seances = Seance.objects.visibles_par(personne).filter(campagne__in=campagnes).exclude(statut=StatutSeance.ACTEE)
    return Chantier(personne, campagnes, list(seances.order_by("prevue_le")))


def taches_de(chantier):
    """Tout ce qui attend l’équipe, en un nombre constant de requêtes."""
    taches = [*_recevabilite(chantier), *_complements_en_retard(chantier), *_a_inscrire(chantier)]
    return [*taches, *_seances(chantier), *_decisions(chantier), *_bilans(chantier)]


def _detail(dossier, suite=""):
    return " · ".join(filter(None, [dossier.intitule, dossier.organisation.nom_court, suite]))


def _recevabilite(chantier):
    """Les dossiers déposés ; ceux qui reviennent d’une demande de compléments le disent."""
    dernier = PassageDossier.objects.filter(objet=OuterRef("pk"), ligne=None, bilan=None).order_by("-rang")
    nouveaux, completes = [], []
    for dossier in chantier.dossiers(Statut.DEPOSE).annotate(dernier=Subquery(dernier.values("transition")[:1])):
        comite = chantier.comite_de(dossier.campagne_id)
        pour = le_jour(comite.prevue_le) if comite else None
        if dossier.dernier == "completer":
            completes.append(Tache("Relire les compléments reçus", _detail(dossier), dossier.get_absolute_url(), pour))
        else:
            suite = f"déposé le {jour_ecrit(dossier.depose_le)}"
            nouveaux.append(
                Tache(
                    "Demander un complément ou déclarer recevable",
                    _detail(dossier, suite),
                    dossier.get_absolute_url(),
                    pour,
                )
            )
    adresse = liste_des_dossiers(statut=Statut.DEPOSE.value)
    return [
        *ou_ensemble(completes, "dossiers complétés à relire", adresse),
        *ou_ensemble(nouveaux, "dossiers déposés attendent leur recevabilité", adresse),
    ]


def _complements_en_retard(chantier):
    dossiers = chantier.dossiers(Statut.INCOMPLET).filter(echeance__lt=maintenant())
    taches = [
        Tache("Relancer le porteur : compléments non reçus", _detail(d), d.get_absolute_url(), le_jour(d.echeance))
        for d in dossiers
    ]
    return ou_ensemble(
        taches, "demandes de compléments sans réponse", liste_des_dossiers(statut=Statut.INCOMPLET.value)
    )


def _a_inscrire(chantier):
    """Les dossiers prêts pour le comité, dits par campagne."""
    prets = (
        chantier.dossiers(Statut.RECEVABLE, Statut.AJOURNE).order_by().values("campagne").annotate(nombre=Count("pk"))
    )
    nombres = {ligne["campagne"]: ligne["nombre"] for ligne in prets}
    for campagne in chantier.campagnes:
        if nombre := nombres.get(campagne.pk):
            comite = chantier.comite_de(campagne.pk)
            quoi = "un dossier prêt" if nombre == 1 else f"{nombre} dossiers prêts"
            nouvelle = f"{reverse('seances:nouvelle')}?{urlencode({'campagne': campagne.pk, 'temps': 1})}"
            detail = f"{campagne} · {comite}" if comite else f"{campagne} · aucune séance n’est prévue"
            adresse = comite.get_absolute_url() if comite else nouvelle
            yield Tache(
                f"Inscrire {quoi} au comité des financeurs",
                detail,
                adresse,
                le_jour(comite.prevue_le) if comite else None,
            )


_GESTES = {
    StatutSeance.PREPAREE: "Préparer et convoquer la séance",
    StatutSeance.CONVOQUEE: "Tenir la séance convoquée",
    StatutSeance.OUVERTE: "Acter la séance ouverte",
}


def _seances(chantier):
    for seance in chantier.seances:
        quand = f"{seance.intitule} · {jour_ecrit(seance.prevue_le)}"
        yield Tache(_GESTES[seance.statut], quand, seance.get_absolute_url(), le_jour(seance.prevue_le))


def _decisions(chantier):
    """Une décision actée se vote, se notifie, puis s’annonce au porteur."""
    muettes = Exists(Ligne.objects.filter(_A_NOTIFIER, dossier=OuterRef("pk")))
    dossiers = chantier.dossiers(*DECIDES).filter(annonce_le=None).annotate(a_notifier=muettes)
    a_notifier = [
        Tache("Suivre le vote et la notification des financeurs", _detail(d), d.get_absolute_url())
        for d in dossiers
        if d.a_notifier
    ]
    a_annoncer = [
        Tache(
            "Annoncer la décision au porteur", _detail(d, d.get_statut_display()), d.get_absolute_url(), aujourd_hui()
        )
        for d in dossiers
        if not d.a_notifier and _est_chef(d, chantier.personne)
    ]
    adresse = reverse("dossiers:liste")
    return [
        *ou_ensemble(a_annoncer, "décisions à annoncer aux porteurs", adresse),
        *ou_ensemble(a_notifier, "dossiers décidés attendent un vote ou une notification", adresse),
    ]


def _est_chef(dossier, personne):
    return any(droit == Droit.CHEF and qualite == Qualite.EQUIPE for _, qualite, droit in personne.rattachements)


def _bilans(chantier):
    bilans = Bilan.objects.visibles_par(chantier.personne).filter(dossier__campagne__in=chantier.campagnes)
    bilans = bilans.select_related("dossier__organisation")
    recus = [
        Tache("Relire le bilan reçu", _detail(b.dossier, f"reçu le {jour_ecrit(b.recu_le)}"), b.get_absolute_url())
        for b in bilans.filter(statut=StatutBilan.RECU).order_by("recu_le")
    ]
    retards = [
        Tache("Relancer le porteur : bilan non reçu", _detail(b.dossier), b.get_absolute_url(), b.du_le)
        for b in bilans.en_retard_au(aujourd_hui())
    ]
    adresse = reverse("dossiers:liste")
    return [*ou_ensemble(recus, "bilans reçus à relire", adresse), *ou_ensemble(retards, "bilans en retard", adresse)]
