"""À plusieurs et d’année en année : les partenaires d’un dossier de la démonstration, son fil, sa convention pluriannuelle."""

from decimal import Decimal

from dossiers import actions
from dossiers.actions.partenariats import dire_la_part_du_porteur, ecrire_sa_part, inviter
from dossiers.models import Dossier, Partenariat
from dossiers.models.projet import Nouveaute, Periode, TypeDeDemande


def filiation(precedent, campagne):
    """Ce qui relie un dossier à celui de l’année d’avant, s’il y en a un."""
    if precedent is None or precedent.campagne.annee >= campagne.annee:
        return {}
    renouvellement = {"type_demande": TypeDeDemande.RENOUVELLEMENT, "nouveaute": Nouveaute.MODIFIE}
    return {"precedent": precedent, "origine_id": precedent.racine_du_fil, **renouvellement}


def convention_pluriannuelle(fiche, campagne):
    """« cpo = [1, 3, "DA09900101"] » : cette année est la première de trois, et le numéro a cette racine."""
    if "cpo" not in fiche:
        return {}
    rang, duree, racine = fiche["cpo"]
    debut = campagne.annee - rang + 1
    return {
        "periode": Periode.PLURIANNUELLE,
        "cpo_reference": f"CPO {debut}-{debut + duree - 1} (démonstration)",
        "cpo_debut": debut,
        "cpo_fin": debut + duree - 1,
        "numero_dauphin": f"{racine}-{rang:02d}",
    }


def associer(dossier, acteurs, fiche):
    """« partenaires = { elan = "30 : Une salle.", numeripole = "" } » : la part de qui confirme, ou une réponse attendue."""
    signataire = acteurs.signataire(fiche["porteur"])
    reste = Decimal(100)
    for cle, dit in fiche.get("partenaires", {}).items():
        attente = fiche.get("attente", "")
        invite = inviter(dossier, acteurs.organisations[cle], par=signataire, attente=attente)
        if dit:
            pourcent, texte = dit.split(" : ", 1)
            reste -= Decimal(pourcent)
            _confirmer(invite, acteurs.signataire(cle), Decimal(pourcent), texte)
    if reste < 100:
        version = Dossier.objects.get(pk=dossier.pk).version
        dire_la_part_du_porteur(dossier, par=signataire, version=version, pourcent=reste)


def _confirmer(invite, par, pourcent, texte):
    actions.avancer(invite, "confirmer", par=par)
    confirme = Partenariat.objects.get(pk=invite.pk)
    ecrire_sa_part(confirme, par=par, version=confirme.version, texte=texte, pourcent=pourcent, euros=None)
