"""Les membres d’une organisation : changer un droit, retirer quelqu’un, passer la main — et garder toujours un signataire."""

from contextlib import contextmanager

from comptes import regles
from comptes.models import Adhesion, Droit, Qualite
from comptes.organisations.gestes import consigner, deja_fait, sous_verrou
from workflows.moteur import PERIME, Blocage

TOUJOURS_UN = "Une organisation garde toujours au moins un signataire : donnez d’abord ce droit à un autre."
PARTI = "Cette personne ne fait plus partie de l’organisation."
DEVENIR = (Droit.REDACTEUR, Droit.LECTEUR)  # ce que devient qui passe la main ; rien : il s’en va


def changer_le_droit(adhesion, droit, *, par, vu, cle=None):
    """Donne ce droit à ce membre. `vu` : celui que montrait la page ; s’il a changé depuis, lève `Blocage`."""
    with _sur(adhesion, par, "changer_le_droit", cle) as (organisation, fraiche, deja):
        if deja:
            return deja
        if fraiche.droit != vu:
            raise Blocage(PERIME)
        return _donner(organisation, fraiche, droit, par, "changer_le_droit", cle)


def retirer(adhesion, *, par, cle=None):
    """Retire ce membre : dès sa prochaine requête, il ne lit plus rien de l’organisation."""
    with _sur(adhesion, par, "retirer", cle) as (organisation, fraiche, deja):
        return deja or _oter(organisation, fraiche, par, "retirer", cle)


def passer_la_main(adhesion, devient, *, par, cle=None):
    """Fait de ce membre un signataire et quitte soi-même ce droit, d’un seul geste.

    `devient` : rédacteur, lecteur, ou "" pour quitter l’organisation.
    """
    with _sur(adhesion, par, "passer_la_main", cle) as (organisation, fraiche, deja):
        if deja:
            return deja
        if fraiche.utilisateur_id == par.pk or not fraiche.utilisateur.is_active:
            raise Blocage("On passe la main à un autre membre, dont le compte est actif.")
        depuis = fraiche.droit
        Adhesion.objects.filter(pk=fraiche.pk).update(droit=Droit.SIGNATAIRE)
        mienne = Adhesion.objects.get(organisation=organisation, qualite=Qualite.PORTEUR, utilisateur=par)
        passage = consigner(
            organisation, "passer_la_main", par=par, depuis=depuis, vers=Droit.SIGNATAIRE,
            concerne=fraiche.utilisateur, donnees={"devient": devient}, cle=cle,
        )  # fmt: skip
        if devient:
            Adhesion.objects.filter(pk=mienne.pk).update(droit=devient)
        else:
            mienne.delete()
        return passage


@contextmanager
def _sur(adhesion, par, transition, cle):
    """Le temps d’un geste sur un membre : l’organisation verrouillée, le membre relu, le passage déjà écrit s’il y en a un."""

    def permis(organisation, personne):
        # Qui vient de passer la main n’est plus signataire : son double clic reçoit pourtant la même réponse.
        return regles.signataire(organisation, personne) or deja_fait(organisation, transition, cle, personne)

    with sous_verrou(adhesion.organisation, par, permis) as organisation:
        deja = deja_fait(organisation, transition, cle, par)
        fraiche = Adhesion.objects.select_related("utilisateur").filter(pk=adhesion.pk).first()
        if not deja and fraiche is None:
            raise Blocage(PARTI)
        yield organisation, fraiche, deja


def _donner(organisation, adhesion, droit, par, transition, cle):
    if droit != Droit.SIGNATAIRE:
        _garder_un_signataire(organisation, adhesion)
    depuis, adhesion.droit = adhesion.droit, droit
    adhesion.save(update_fields=["droit"])
    return consigner(
        organisation, transition, par=par, depuis=depuis, vers=droit, concerne=adhesion.utilisateur, cle=cle
    )


def _oter(organisation, adhesion, par, transition, cle):
    _garder_un_signataire(organisation, adhesion)
    passage = consigner(
        organisation, transition, par=par, depuis=adhesion.droit, concerne=adhesion.utilisateur, cle=cle
    )
    adhesion.delete()
    return passage


def _garder_un_signataire(organisation, adhesion):
    """Sous le verrou de l’organisation : deux retraits croisés passent l’un après l’autre, et le second se voit refusé."""
    if not regles.signataires(organisation).exclude(pk=adhesion.pk).exists():
        raise Blocage(TOUJOURS_UN)
