"""L’ordre du jour d’une séance : ce qu’elle peut recevoir, y inscrire, en retirer."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers.actions.enveloppes import rattacher_aux_enveloppes
from dossiers.actions.passages import avancer
from dossiers.models import Dossier, Inscription
from dossiers.statuts import Statut
from programmation import regles as regles_seance
from programmation.models import Seance, Temps
from workflows.moteur import Blocage
from workflows.temps import maintenant


def inscriptibles(seance):
    """Les dossiers que cette séance peut encore recevoir."""
    etats = {
        Temps.FINANCEURS: (Statut.RECEVABLE, Statut.AJOURNE),
        Temps.PILOTAGE: (Statut.PROGRAMME,),
        Temps.PERSPECTIVES: (Statut.PROGRAMME, Statut.PRESENTE),
    }[seance.temps]
    deja = Inscription.objects.en_vigueur().filter(seance__temps=seance.temps).exclude(seance__statut="actee")
    return Dossier.objects.filter(campagne=seance.campagne, statut__in=etats).exclude(pk__in=deja.values("dossier"))


@transaction.atomic
def inscrire(seance, dossier, *, par):
    """Met un dossier à l’ordre du jour ; au Temps 1, il passe en comité. Rend l’inscription."""
    seance = seance_modifiable(seance, par)
    if not inscriptibles(seance).filter(pk=dossier.pk).exists():
        raise Blocage(
            f"« {dossier} » ne peut pas être inscrit à cette séance : son état ne le permet pas, ou il l’est déjà."
        )
    if seance.temps == Temps.FINANCEURS:
        avancer(dossier, "inscrire", par=par, donnees={"seance": seance.pk})
        rattacher_aux_enveloppes(dossier)
    dernier = seance.inscriptions.order_by("-ordre").values_list("ordre", flat=True).first()
    return Inscription.objects.create(seance=seance, dossier=dossier, ordre=(dernier or 0) + 1)


@transaction.atomic
def retirer(inscription, *, par, motif):
    """Ôte un dossier de l’ordre du jour ; au Temps 1, il revient d’où il venait. Les saisies de la séance s’effacent."""
    seance = seance_modifiable(inscription.seance, par)
    encore_inscrit(inscription)
    if seance.temps == Temps.FINANCEURS:
        avancer(inscription.dossier, "retirer_de_l_ordre_du_jour", par=par, motif=motif, donnees={"seance": seance.pk})
        inscription.decisions.all().delete()
    inscription.retiree_le = maintenant()
    inscription.save(update_fields=["retiree_le"])


def encore_inscrit(inscription):
    """Relu sous le verrou de la séance : la page peut montrer un ordre du jour qui vient de changer."""
    if not Inscription.objects.en_vigueur().filter(pk=inscription.pk).exists():
        raise Blocage("Ce dossier n’est plus à l’ordre du jour de cette séance.")


def seance_modifiable(seance, par):
    seance = Seance.verrouiller(seance.pk)
    if not regles_seance.equipe(seance, par):
        raise PermissionDenied
    if seance.est_actee:
        raise Blocage("La séance est actée : son ordre du jour ne change plus.")
    return seance
