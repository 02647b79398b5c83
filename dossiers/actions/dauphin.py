"""Noter qu’un dossier est déposé sur Dauphin : un fait du canal, qui s’écrit à tout moment et se consigne."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import regles
from dossiers.models import Dossier, PassageDossier
from workflows.moteur import Blocage, modifier
from workflows.temps import maintenant

NOTER = "noter_dauphin"


def note_dauphin(dossier, personne):
    """Qui recopie un dossier dans Dauphin, et en rapporte le numéro : ceux qui l’écrivent, et l’équipe."""
    return regles.redacteur(dossier, personne) or regles.equipe(dossier, personne)


@transaction.atomic
def noter_dauphin(dossier, *, par, numero, depose_le, version, cle=None):
    """Garde le numéro et la date du dépôt sur Dauphin, même après le dépôt ici. Rend le passage, ou None s’il a déjà servi.

    Lève `Blocage` ou `PermissionDenied` ; alors rien n’est écrit.
    """
    par.relire_ses_droits()
    Dossier.verrouiller(dossier.pk)
    if cle and (deja := PassageDossier.objects.filter(cle=cle).first()):
        if (deja.par_id, deja.transition, deja.objet_id) != (par.pk, NOTER, dossier.pk):
            raise Blocage("Ce formulaire a déjà servi. Rechargez la page, puis recommencez.")
        return None
    with modifier(dossier, version=-1 if version is None else version) as frais:
        if not note_dauphin(frais, par):
            raise PermissionDenied
        frais.numero_dauphin, frais.depose_sur_dauphin_le = numero, depose_le
        frais.modifie_par, frais.modifie_le = par, maintenant()
        return PassageDossier.consigner(
            frais, par=par, role=frais.role_de(par), transition=NOTER, depuis=frais.statut, vers=frais.statut,
            donnees={"numero_dauphin": numero, "depose_sur_dauphin_le": depose_le}, cle=cle,
        )  # fmt: skip
