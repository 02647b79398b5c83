"""L’accueil d’un financeur : les réponses qu’on attend de lui, ses séances, ses enveloppes."""

from collections import Counter

from django.db.models import Q
from django.urls import reverse

from dossiers.models import Decision, Inscription, Ligne
from dossiers.statuts import A_DECIDER, Statut, StatutLigne
from gouvernance.accueil.taches import Tache, le_jour, ou_ensemble
from programmation.models import Campagne, Enveloppe, Financeur, Seance, StatutSeance, Temps
from workflows.templatetags.ecriture import jour as jour_ecrit


def guichets_de(personne):
    return list(Financeur.objects.de_la_personne(personne).select_related("organisation"))


def campagnes_du_financeur(personne, guichets):
    """Celles qu’il finance, et celles des conventions que son organisation copilote."""
    organisations = {guichet.organisation_id for guichet in guichets} | {
        o for o, q, _ in personne.rattachements if q == "financeur"
    }
    siennes = Q(financeurs__in=guichets) | Q(convention__copilotes__in=organisations)
    return Campagne.objects.visibles_par(personne).en_cours().filter(siennes).distinct()


def seances_du_financeur(personne):
    """Celles qui ne sont pas actées, la plus proche d’abord."""
    visibles = Seance.objects.visibles_par(personne).select_related("campagne")
    return list(visibles.exclude(statut=StatutSeance.ACTEE).order_by("prevue_le"))


def enveloppes_du_financeur(personne, guichets):
    siennes = Enveloppe.objects.visibles_par(personne).filter(financeur__in=guichets, campagne__close_le=None)
    return siennes.select_related(
        "financeur__organisation", "campagne__convention__commune", "quartier", "enjeu"
    ).order_by("-campagne__annee", "campagne__convention", "financeur__ordre")


def taches_du_financeur(personne, guichets, seances):
    """Recevabilités à donner, décisions à saisir, votes et notifications à enregistrer."""
    lignes = Ligne.objects.visibles_par(personne).filter(financeur__in=guichets)
    lignes = lignes.select_related("dossier__organisation", "dossier__campagne").order_by("dossier__depose_le", "pk")
    adresse = reverse("dossiers:liste")
    groupes = (
        (
            lignes.filter(statut=StatutLigne.SOLLICITEE, dossier__statut=Statut.DEPOSE),
            "Dire si la demande est recevable",
            "demandes attendent votre recevabilité",
            f"{adresse}?statut={Statut.DEPOSE}",
        ),
        (
            lignes.filter(statut=StatutLigne.ACCORDEE),
            "Enregistrer le vote ou l’arrêté",
            "subventions accordées attendent leur vote",
            "voter",
        ),
        (
            lignes.filter(statut__in=[StatutLigne.VOTEE, StatutLigne.REFUSEE], notifiee_le=None),
            "Notifier la décision",
            "décisions à notifier",
            "notifier",
        ),
    )
    taches = list(_seances(seances, guichets))
    for trouvees, libelle, ensemble, ou in groupes:
        lues = list(trouvees)
        taches += ou_ensemble([_tache(ligne, libelle) for ligne in lues], ensemble, _ou(ou, lues))
    return taches


def _ou(ou, lignes):
    """L’adresse de toutes : la liste des dossiers, ou l’étape des suites du comité, dans la campagne de la première."""
    if ou.startswith("/") or not lignes:
        return ou
    return f"{reverse('suites:chaine', args=[lignes[0].dossier.campagne_id])}?etape={ou}"


def _tache(ligne, libelle):
    dossier = ligne.dossier
    detail = f"{dossier.intitule} · {dossier.organisation.nom_court} · déposé le {jour_ecrit(dossier.depose_le)}"
    return Tache(libelle, detail, dossier.get_absolute_url())


def _seances(seances, guichets):
    """Une séance ouverte où il reste à décider, et celles qui sont convoquées."""
    a_dire = _decisions_manquantes([s for s in seances if s.statut == StatutSeance.OUVERTE], guichets)
    for seance in seances:
        detail = f"{seance} · {jour_ecrit(seance.prevue_le)}"
        if manquent := a_dire.get(seance.pk):
            pluriel = "s" if manquent > 1 else ""
            yield Tache(
                f"Saisir {manquent} décision{pluriel} en séance",
                detail,
                seance.get_absolute_url(),
                le_jour(seance.prevue_le),
            )
        elif seance.statut == StatutSeance.CONVOQUEE:
            yield Tache("Préparer vos décisions" if seance.temps == Temps.FINANCEURS else "Venir à la séance", detail,
                        seance.get_absolute_url(), le_jour(seance.prevue_le))  # fmt: skip


def _decisions_manquantes(seances, guichets):
    """{séance: combien de lignes de ces guichets y attendent une décision}, en deux requêtes."""
    inscriptions = Inscription.objects.en_vigueur().filter(seance__in=seances, seance__temps=Temps.FINANCEURS)
    ou = dict(inscriptions.values_list("dossier", "seance"))
    decidees = Decision.objects.filter(inscription__in=inscriptions).values("ligne")
    lignes = Ligne.objects.filter(financeur__in=guichets, statut__in=A_DECIDER, dossier__in=ou).exclude(pk__in=decidees)
    return Counter(ou[dossier] for dossier in lignes.order_by().values_list("dossier", flat=True))
