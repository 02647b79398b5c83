"""Les décisions saisies en séance : par l’agent du guichet, par l’équipe pour un absent, ou par le lien d’un guichet."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import regles
from dossiers.actions.ordre_du_jour import encore_inscrit
from dossiers.models import Decision, Pouvoir, Recusation
from dossiers.statuts import A_DECIDER
from programmation.models import LienDeGuichet, Seance
from workflows.composee import composee
from workflows.moteur import Blocage
from workflows.temps import maintenant

MEMBRE = "Vous êtes membre de l’organisation qui porte ce dossier : une autre personne décide pour votre guichet."
RECUSE = "Vous vous êtes retiré de ce dossier : une autre personne décide pour votre guichet."
SANS_POUVOIR = (
    "{} est absent : notez d’abord qui vous a donné sa parole, et le papier qui le dit (« Pouvoirs »), "
    "ou faites-lui un lien vers sa colonne."
)
LIEN_FERME = (
    "Ce lien ne sert plus : il a expiré, il est révoqué, ou la séance n’est plus ouverte. Demandez-en un autre."
)


@transaction.atomic
def saisir(inscription, ligne, *, par=None, lien=None, version=None, **valeurs):
    """Note ce qu’un financeur dit d’une ligne. Sans effet tant que le comité n’acte pas ; rend la décision.

    `par` : la personne qui saisit ; ou `lien` : le `LienDeGuichet` par lequel un financeur sans compte le fait lui-même.
    `valeurs` : choix, contrat_de_ville, droit_commun (euros), motif, condition, condition_avant_le.
    Lève `Blocage` si la séance n’est pas ouverte, si la personne s’est retirée, si quelqu’un a changé la case entre-temps.
    """
    seance = Seance.verrouiller(inscription.seance_id)
    origine = _par_lien(lien, ligne, seance) if lien else _par_une_personne(par, inscription, ligne, seance)
    if not seance.est_ouverte:
        raise Blocage("La séance n’est pas ouverte : aucune décision ne s’y saisit.")
    encore_inscrit(inscription)
    if ligne.statut not in A_DECIDER:
        raise Blocage("Cette ligne n’attend pas de décision.")
    decision = _deja_notee.premier(inscription.pk, ligne.pk)
    if decision is None:
        decision = Decision(inscription=inscription, ligne=ligne)
    elif version is not None and int(version) != decision.version:
        raise Blocage(f"{decision.auteur} a changé cette décision entre-temps. Relisez-la, puis recommencez.")
    for champ, valeur in (origine | valeurs).items():
        setattr(decision, champ, valeur)
    decision.saisie_le = maintenant()
    decision.version += 1
    decision.save()
    return decision


@composee
def _deja_notee(inscription, ligne):
    return Decision.objects.select_for_update(of=("self",)).filter(inscription=inscription, ligne=ligne)


def _par_une_personne(par, inscription, ligne, seance):
    """D’où vient la décision : {champ: valeur}. Qui tient au porteur ne décide pas ; l’équipe, pour un absent, a un pouvoir."""
    par.relire_ses_droits()
    if not regles.repond_pour_le_guichet(ligne, par):
        raise PermissionDenied
    if regles.porte(ligne.dossier, par):
        raise Blocage(MEMBRE)
    if Recusation.objects.en_vigueur().filter(inscription=inscription, personne=par).exists():
        raise Blocage(RECUSE)
    pouvoir = None
    if not regles.guichet(ligne, par) and not regles.ligne_de_la_ville(ligne):
        pouvoir = Pouvoir.objects.filter(seance=seance, financeur=ligne.financeur_id).first()
        if pouvoir is None:
            raise Blocage(SANS_POUVOIR.format(ligne.financeur))
    return {"saisie_par": par, "pouvoir": pouvoir, "lien": None}


def _par_lien(lien, ligne, seance):
    """Relu sous le verrou : un lien révoqué, expiré, d’une autre séance ou d’un autre guichet n’écrit rien."""
    vivants = LienDeGuichet.objects.en_vigueur().filter(expire_le__gt=maintenant(), seance=seance)
    lien = vivants.select_for_update(of=("self",), no_key=True).filter(pk=lien.pk).first()
    if lien is None or lien.entre_le is None or not seance.est_ouverte:
        raise Blocage(LIEN_FERME)
    if lien.financeur_id != ligne.financeur_id:
        raise PermissionDenied
    if lien.confirmee_le:  # la colonne change : elle est à confirmer de nouveau
        lien.confirmee_le = lien.confirmee_par = None
        lien.save(update_fields=["confirmee_le", "confirmee_par"])
    return {"saisie_par": None, "pouvoir": None, "lien": lien}
