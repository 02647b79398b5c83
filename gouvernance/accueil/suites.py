"""Ce que les suites du comité font attendre de chacun : un plan à confirmer, un vote à noter, un paiement qui presse."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from dossiers.models import Dossier, Ligne, a_payer, plans_attendus
from dossiers.statuts import EN_ACTION
from gouvernance.accueil.taches import Tache, le_jour, les_premiers, ou_ensemble
from workflows.temps import maintenant


def taches_du_porteur(siens):
    """Les plans que ses organisations doivent confirmer ; une requête au plus, quel qu’en soit le nombre."""
    annonces = (mien.dossier for mien in siens if mien.statut in EN_ACTION)
    dossiers = {d.pk: d for d in annonces if d.annonce_le and not d.plan_confirme_le}
    if not dossiers:
        return
    attendus = plans_attendus(Dossier.objects.filter(pk__in=dossiers), Ligne.objects.filter(dossier__in=dossiers))
    for pk in sorted(attendus.values_list("pk", flat=True)):
        dossier = dossiers[pk]
        rouvert = dossier.revision_ouverte_le is not None
        libelle = "Équilibrer le budget, puis confirmer le plan" if rouvert else "Confirmer le plan de financement"
        detail = f"{dossier.intitule} · une partie de la demande est accordée"
        yield Tache(libelle, detail, dossier.get_absolute_url(), le_jour(dossier.annonce_le) + timedelta(days=30))


def taches_de_l_equipe(chantier):
    """Les porteurs qui n’ont pas répondu, et les paiements qui pressent."""
    visibles = Dossier.objects.visibles_par(chantier.personne).filter(campagne__in=chantier.campagnes)
    plans = les_premiers(plans_attendus(visibles).select_related("organisation").order_by("annonce_le", "pk"))
    attendus = [
        Tache(
            "Plan de financement à confirmer par le porteur", f"{d.intitule} · {d.organisation.nom_court}",
            d.get_absolute_url(),
        )
        for d in plans
    ]  # fmt: skip
    lignes = Ligne.objects.visibles_par(chantier.personne).filter(dossier__campagne__in=chantier.campagnes)
    return [
        *ou_ensemble(attendus, "porteurs n’ont pas confirmé leur plan", reverse("dossiers:liste"), plans),
        *_paiements(lignes),
    ]


def taches_du_financeur(personne, guichets):
    return list(_paiements(Ligne.objects.visibles_par(personne).filter(financeur__in=guichets)))


def _paiements(lignes):
    """Une tâche par campagne : combien de lignes ont passé le quarante-cinquième jour, et le terme de la plus ancienne."""
    depuis = maintenant() - timedelta(days=settings.PAIEMENT_ALERTE_JOURS)
    pressees = defaultdict(list)
    for ligne in a_payer(lignes).filter(notifiee_le__lte=depuis).select_related("dossier__campagne"):
        pressees[ligne.dossier.campagne].append(ligne.notifiee_le)
    for campagne, notifiees in pressees.items():
        n = len(notifiees)
        terme = le_jour(min(notifiees)) + timedelta(days=settings.PAIEMENT_JOURS)
        yield Tache(
            f"Payer {n} subvention{'s' if n > 1 else ''} notifiée{'s' if n > 1 else ''} depuis plus de "
            f"{settings.PAIEMENT_ALERTE_JOURS} jours",
            str(campagne), f"{reverse('suites:versements', args=[campagne.pk])}?tri=delai", terme,
        )  # fmt: skip
