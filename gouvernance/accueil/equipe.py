"""L’accueil de l’équipe : ce qui l’attend, les chiffres de la campagne, ce qui demande attention."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, Count, DateTimeField, Min, Q, Value, When
from django.urls import reverse

from comptes.models import Droit, Qualite
from dossiers.liste.attentes import condition
from dossiers.liste.facettes import A_FAIRE
from dossiers.models import Bilan, Dossier
from dossiers.statuts import Statut
from gouvernance.accueil.taches import Tache, le_jour, les_premiers, ou_ensemble
from programmation.models import Campagne, Seance, StatutSeance, Temps
from workflows.templatetags.ecriture import jour as jour_ecrit
from workflows.temps import aujourd_hui


def campagnes_de_l_equipe(personne):
    """Les campagnes en cours des conventions de cette personne, la plus récente d’abord."""
    return Campagne.objects.visibles_par(personne).de_l_equipe(personne).en_cours()


def liste_des_dossiers(attente):
    """La liste de ce que dit une ligne qui en groupe plusieurs : autant de dossiers ici que là."""
    return f"{reverse('dossiers:liste')}?{urlencode({A_FAIRE: attente})}"


@dataclass(frozen=True)
class Chantier:
    """Ce que l’équipe voit de ses conventions, lu une fois."""

    personne: object
    campagnes: list
    seances: list

    def comite_de(self, campagne_id):
        """Le prochain comité des financeurs de la campagne, ou rien."""
        return next((s for s in self.seances if s.campagne_id == campagne_id and s.temps == Temps.FINANCEURS), None)

    def avec_comite(self, dossiers):
        """Les premiers de ces dossiers, le prochain comité de chacun, et le plus proche de tous."""
        dates = {c.pk: comite.prevue_le for c in self.campagnes if (comite := self.comite_de(c.pk))}
        quand = [When(campagne=pk, then=Value(le)) for pk, le in dates.items()]
        comite_le = Case(*quand, default=None, output_field=DateTimeField())
        return les_premiers(dossiers.annotate(comite_le=comite_le), premier_comite=Min("comite_le"))

    def dossiers(self, *statuts):
        """Les dossiers de ces campagnes dans l’un de ces états, avec de quoi les dire en une ligne."""
        return self._a_dire(Q(campagne__in=self.campagnes, statut__in=statuts))

    def attendent(self, attente):
        """Ceux que l’une des attentes de la liste désigne (dossiers/liste/attentes.py)."""
        return self._a_dire(condition(attente, self.personne, [c.pk for c in self.campagnes]))

    def _a_dire(self, lesquels):
        visibles = Dossier.objects.visibles_par(self.personne).filter(lesquels)
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
    completes, nouveaux = (chantier.avec_comite(chantier.attendent(nom)) for nom in ("completes", "recevabilite"))
    relire = [
        Tache("Relire les compléments reçus", _detail(d), d.get_absolute_url(), le_jour(d.comite_le)) for d in completes
    ]
    declarer = [
        Tache(
            "Demander un complément ou déclarer recevable", _detail(d, f"déposé le {jour_ecrit(d.depose_le)}"),
            d.get_absolute_url(), le_jour(d.comite_le),
        )
        for d in nouveaux
    ]  # fmt: skip
    return [
        *_ensemble(relire, "dossiers complétés à relire", liste_des_dossiers("completes"), completes),
        *_ensemble(
            declarer, "dossiers déposés attendent leur recevabilité", liste_des_dossiers("recevabilite"), nouveaux
        ),
    ]


def _ensemble(taches, libelle, adresse, dossiers):
    """Au plus tôt : le premier comité qui en attend un."""
    return ou_ensemble(taches, libelle, adresse, dossiers, le_jour(dossiers[0].premier_comite) if dossiers else None)


def _complements_en_retard(chantier):
    dossiers = les_premiers(chantier.attendent("complements_en_retard"), premiere=Min("echeance"))
    taches = [
        Tache("Relancer le porteur : compléments non reçus", _detail(d), d.get_absolute_url(), le_jour(d.echeance))
        for d in dossiers
    ]
    pour = le_jour(dossiers[0].premiere) if dossiers else None
    adresse = liste_des_dossiers("complements_en_retard")
    return ou_ensemble(taches, "demandes de compléments sans réponse", adresse, dossiers, pour)


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
    votent = les_premiers(chantier.attendent("a_notifier"))
    muets = les_premiers(chantier.attendent("a_annoncer")) if _est_chef(chantier.personne) else []
    a_notifier = [
        Tache("Suivre le vote et la notification des financeurs", _detail(d), d.get_absolute_url()) for d in votent
    ]
    a_annoncer = [
        Tache(
            "Annoncer la décision au porteur", _detail(d, d.get_statut_display()), d.get_absolute_url(), aujourd_hui()
        )
        for d in muets
    ]
    suivre = "dossiers décidés attendent un vote ou une notification"
    return [
        *ou_ensemble(a_annoncer, "décisions à annoncer aux porteurs", liste_des_dossiers("a_annoncer"), muets),
        *ou_ensemble(a_notifier, suivre, liste_des_dossiers("a_notifier"), votent),
    ]


def _est_chef(personne):
    return any(droit == Droit.CHEF and qualite == Qualite.EQUIPE for _, qualite, droit in personne.rattachements)


def _bilans(chantier):
    bilans = Bilan.objects.select_related("dossier__organisation")
    recus = les_premiers(
        bilans.filter(dossier__in=chantier.attendent("bilan_a_relire").values("pk")).order_by("recu_le")
    )
    en_retard = bilans.filter(dossier__in=chantier.attendent("bilan_en_retard").values("pk"))
    retards = les_premiers(en_retard, premier=Min("du_le"))
    relire = [
        Tache("Relire le bilan reçu", _detail(b.dossier, f"reçu le {jour_ecrit(b.recu_le)}"), b.get_absolute_url())
        for b in recus
    ]
    relancer = [
        Tache("Relancer le porteur : bilan non reçu", _detail(b.dossier), b.get_absolute_url(), b.du_le)
        for b in retards
    ]
    pour = retards[0].premier if retards else None
    return [
        *ou_ensemble(relire, "bilans reçus à relire", liste_des_dossiers("bilan_a_relire"), recus),
        *ou_ensemble(relancer, "bilans en retard", liste_des_dossiers("bilan_en_retard"), retards, pour),
    ]
