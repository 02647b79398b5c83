"""Les fiches des organisations de la démonstration, remplies par leurs signataires, et les personnes qu’elles attendent."""

from datetime import date

from comptes.identifiants import luhn
from comptes.models import Nature, Organisation
from comptes.organisations.fiche import enregistrer
from comptes.organisations.invitations import inviter
from comptes.organisations.portrait import SECTIONS
from gouvernance.demonstration.acteurs import adresse
from gouvernance.demonstration.lecture import lire
from workflows.differences import instantane

REMPLIES_DEPUIS = -40  # jours


def prevoir_les_fiches(recit, calendrier, acteurs):
    """Chaque fiche se remplit un soir de l’année civile en cours, pour que ses moyens humains soient ceux de l’an passé."""
    debut = max(REMPLIES_DEPUIS, (date(calendrier.annee, 1, 1) - calendrier.jour).days)
    for rang, fiche in enumerate(lire("organisations")["fiche"], start=1):
        instant = min(calendrier.a(min(debut + rang, 0), "18:40", ouvre=False), calendrier.instant)
        recit.prevoir(instant, lambda fiche=fiche, rang=rang: _remplir(acteurs, fiche, rang))
    for attendue in lire("organisations")["invitation"]:
        instant = calendrier.a(attendue["jour"], "19:15", ouvre=False)
        recit.prevoir(instant, lambda attendue=attendue: _inviter(acteurs, **attendue))


def siret_invente(rang):
    """Un SIRET dont les deux clés sont bonnes et qui se voit inventé : son SIREN commence par 0000."""
    siren = _avec_sa_cle(f"0000{rang:04d}")
    return _avec_sa_cle(f"{siren}0001")


def _avec_sa_cle(chiffres):
    return next(f"{chiffres}{cle}" for cle in range(10) if luhn(f"{chiffres}{cle}"))


def _remplir(acteurs, fiche, rang):
    organisation, par = acteurs.organisations[fiche["cle"]], acteurs.signataire(fiche["cle"])
    for slug, saisie in _reponses(organisation, par, fiche, rang).items():
        if slug in fiche.get("a_remplir", ()):
            continue
        fraiche = Organisation.objects.get(pk=organisation.pk)
        section = SECTIONS[slug]
        vierge = section(organisation=fraiche)
        formulaire = section(vierge.initial | saisie, organisation=fraiche)
        if not formulaire.is_valid():
            raise ValueError(f"{fiche['cle']}, {slug} : {formulaire.errors.as_text()}")
        enregistrer(fraiche, formulaire, par=par, version=fraiche.version, origine=instantane(vierge))


def _reponses(organisation, par, fiche, rang):
    """Ce que tape la personne signataire, section par section."""
    association, tete = organisation.nature == Nature.ASSOCIATION, organisation.parent_id is None
    return {
        "identite": {
            "siret": siret_invente(rang) if tete else "",
            "rna": f"W000000{rang:03d}" if association else "",
            "objet_statutaire": fiche["objet"],
            "forme_juridique": "Association déclarée (fictive)" if association else "",
            "creee_le": f"{fiche['creation']}-03-15" if "creation" in fiche else "",
        },
        "coordonnees": {
            "siege_voie": f"{rang} rue de la Démonstration",
            "siege_code_postal": "62400",
            "siege_commune": "Béthune",
            "courriel": adresse(f"contact.{fiche['cle']}"),
        },
        "representant": {
            "representant_prenom": par.prenom,
            "representant_nom": par.nom,
            "representant_fonction": fiche["fonction"],
            "representant_telephone": f"03 53 01 00 {rang:02d}",
            "representant_courriel": par.courriel,
        },
        "situation": {
            "utilite_publique": "non",
            "impots_commerciaux": "non" if association else "oui",
            "commissaire_aux_comptes": "oui" if int(fiche["salaries"]) > 5 else "non",
            "aides_publiques": "jusqu_a_500000",
        },
        "moyens": {
            nom: fiche.get(nom, "") for nom in ("benevoles", "salaries", "etpt", "adherents")
        } | {"volontaires": "0", "emplois_aides": "0", "mis_a_disposition": "0"},
        "agrements": {f"a{n}_type": nom for n, nom in enumerate(fiche.get("agrements", ()))},
        "engagement": {"engagement_souscrit_le": "2022-09-12", "engagement_version": "2021-1947"} if association else {},
    }  # fmt: skip


def _inviter(acteurs, cle, personne, droit, jour):
    inviter(acteurs.organisations[cle], adresse(personne), droit, par=acteurs.signataire(cle))
