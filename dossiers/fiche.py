"""Le dossier lu champ par champ, en mots : ce qu’on relit avant de déposer, ce qu’on garde, ce qu’on compare et qu’on imprime."""

from copy import copy
from dataclasses import dataclass

from dossiers.identite import ENFANTS_DE_L_ORGANISATION, Champ, identite
from dossiers.models.budget import Sens, libelle_du_compte, sommer
from dossiers.models.ligne import Certitude
from dossiers.models.projet import LISTES, MoyenHumain, Periode
from dossiers.parties import PARTIES
from dossiers.statuts import StatutPartenariat
from workflows.lecture import lire_les_listes
from workflows.templatetags.ecriture import FINE, jour, nombre, pourcent

NON_RENSEIGNE = "non renseigné"


@dataclass(frozen=True)
class Partie:
    """Une partie du dossier et ses champs, dans l’ordre du formulaire."""

    code: str
    titre: str
    champs: tuple


def avec_tout(dossiers):
    """Ces dossiers (QuerySet), avec tout ce que leur fiche lira : un nombre fixe de requêtes, quel qu’en soit le nombre."""
    return avec_ses_liens(dossiers).prefetch_related(*_ENFANTS)


def avec_ses_liens(dossiers):
    """Ces dossiers (QuerySet), avec les objets qu’ils citent un par un."""
    return dossiers.select_related(
        "campagne__convention__commune",
        "organisation__fiche",
        "thematique",
        "groupe_de_travail",
        "objectif_principal__quartier",
    )


def fiche(dossier):
    """Les parties du dossier, l’organisation et la campagne d’abord, les attestations à la fin.

    Deux requêtes, quel que soit le nombre d’enfants ; aucune si le dossier vient d’`avec_tout`, ou si ses listes sont déjà lues.
    """
    dossier = copy(dossier)  # ce qui est lu ici d’avance ne doit pas vieillir sur les objets de l’appelant
    dossier.organisation = copy(dossier.organisation)
    dossier.lire_ses_listes()
    lire_les_listes(dossier.organisation, dict.fromkeys(ENFANTS_DE_L_ORGANISATION, ()))
    parties = [Partie("organisation", "L’organisation", _organisation(dossier))]
    parties += [Partie(code, titre, tuple(_CHAMPS[code](dossier))) for code, titre in PARTIES.items()]
    attestations = tuple(Champ(a.code, f"Attesté par {a.qualite}", a.texte) for a in dossier.attestations.all())
    return [*parties, *([Partie("attestations", "Les attestations", attestations)] if attestations else [])]


def contenu(dossier):
    """La même fiche, en valeurs simples : ce que l’exemplaire garde et dont il prend l’empreinte."""
    return [{**vars(partie), "champs": [dict(vars(champ)) for champ in partie.champs]} for partie in fiche(dossier)]


_ENFANTS = [
    *("__".join((nom, *liens)) for nom, liens in LISTES.items()),
    *(f"organisation__{nom}" for nom in ENFANTS_DE_L_ORGANISATION),
]


# Les textes ---------------------------------------------------------------------------------------------


def euros(montant):
    return "" if montant is None else f"{nombre(montant)}{FINE}€"


def _part(montant):
    """Une part de demande : zéro veut dire que rien n’est demandé à ce titre."""
    return euros(montant) if montant else ""


def _entier(valeur):
    return "" if valeur is None else nombre(valeur)


def _jour(valeur):
    return str(jour(valeur)) if valeur else ""


def _lignes(objets):
    return "\n".join(str(objet) for objet in objets)


# Les parties --------------------------------------------------------------------------------------------


def _organisation(dossier):
    return (
        *identite(dossier.organisation),
        Champ("campagne", "Campagne", f"{dossier.campagne} · {dossier.campagne.convention.commune}"),
        Champ("reference", "Numéro du dossier", dossier.reference),
    )


def _action(d):
    yield Champ("intitule", "Intitulé de l’action", d.intitule)
    yield Champ("besoin", "Le besoin constaté", d.besoin)
    yield Champ("objectifs_vises", "Ce que l’action veut changer", d.objectifs_vises)
    yield Champ("description", "Ce que vous ferez", d.description)
    yield Champ("thematique", "Thématique", str(d.thematique or ""))
    yield Champ("groupe_de_travail", "Groupe de travail", str(d.groupe_de_travail or ""))
    yield Champ("dispositifs", "Dispositifs liés", _lignes(d.dispositifs.all()))


def _territoire(d):
    yield Champ("quartiers", "Quartiers", _lignes(d.quartiers.all()))
    yield Champ("objectif_principal", "Objectif principal", _objectif(d.objectif_principal))
    yield Champ("objectifs_secondaires", "Autres objectifs", "\n".join(map(_objectif, d.objectifs_secondaires.all())))
    yield Champ("lieux", "Lieux de l’action", _lignes(d.lieux.all()))


def _objectif(objectif):
    return f"{objectif} ({objectif.quartier})" if objectif else ""


def _publics(d):
    yield Champ("tranches_age", "Tranches d’âge", _lignes(d.tranches_age.all()))
    yield Champ("beneficiaires_total", "Bénéficiaires, au total", _entier(d.beneficiaires_total))
    yield Champ("dont_qpv", "Dont habitants d’un QPV", _entier(d.dont_qpv))
    yield Champ("dont_qic", "Dont habitants d’un QIC", _entier(d.dont_qic))
    yield Champ("dont_femmes", "Dont femmes et filles", _entier(d.dont_femmes))
    yield Champ("dont_hommes", "Dont hommes et garçons", _entier(d.dont_hommes))
    yield Champ("publics_par_age", "Par tranche d’âge", _lignes(d.publics_par_age.all()))
    mixites = [champ.verbose_name for champ in _champs_de_mixite(d) if getattr(d, champ.name)]
    yield Champ("mixites", "Mixité recherchée", ", ".join(mixites))
    yield Champ("mixite_precisions", "Comment la mixité est recherchée", d.mixite_precisions)
    yield Champ("participation", "Participation des habitants", d.get_participation_display())


def _champs_de_mixite(d):
    noms = ("mixite_quartiers", "mixite_femmes_hommes", "mixite_ages", "mixite_sociale")
    return [d._meta.get_field(nom) for nom in noms]


def _moyens(d):
    yield Champ("date_debut", "Début de l’action", _jour(d.date_debut))
    yield Champ("date_fin", "Fin de l’action", _jour(d.date_fin))
    yield Champ("derogation_accordee_par", "Calendrier hors de l’année civile, accepté par", d.derogation_accordee_par)
    yield Champ("moyens_materiels", "Moyens matériels", d.moyens_materiels)
    yield Champ("moyens_humains", "Moyens humains", "\n".join(_moyen(m) for m in d.moyens_humains.all()))
    recrutement = d.recrutement_envisage
    yield Champ("recrutement_envisage", "Recrutement envisagé", "" if recrutement is None else _etpt(recrutement))
    yield Champ("partenaires", "Partenaires", _lignes(d.partenaires_cites.all()))
    confirmes = [p for p in d.partenariats.all() if p.statut == StatutPartenariat.CONFIRME]
    yield Champ(
        "partenaires_du_dossier",
        "Partenaires du dossier, qui ont confirmé",
        "\n".join(map(_part_du_partenaire, confirmes)),
    )
    part = d.part_du_porteur
    yield Champ("part_du_porteur", "Part du porteur", "" if part is None else pourcent(part))


def _part_du_partenaire(partenariat):
    part = "" if partenariat.part_pourcent is None else pourcent(partenariat.part_pourcent)
    montant = euros(partenariat.part_euros)
    return f"{partenariat.organisation} : {', '.join(filter(None, (part, montant, partenariat.part_texte))) or NON_RENSEIGNE}"


def _moyen(moyen):
    personnes = (
        "" if moyen.personnes is None else f"{nombre(moyen.personnes)} personne{'s' if moyen.personnes > 1 else ''}"
    )
    parts = [personnes, "" if moyen.etpt is None else _etpt(moyen.etpt)]
    return f"{MoyenHumain.Categorie(moyen.categorie).label} : {', '.join(filter(None, parts)) or NON_RENSEIGNE}"


def _etpt(valeur):
    return f"{nombre(valeur)} ETPT"


def _budget(d):
    postes, lignes = list(d.postes.all()), list(d.lignes.all())
    sommer(d, lignes, postes)
    for poste in postes:
        yield Champ(f"compte_{poste.compte}", _compte(poste), euros(poste.montant))
    for ligne in lignes:
        cle = f"ligne_{ligne.financeur_id}"
        droit, contrat, certitude = _au_budget(d, ligne)
        yield Champ(f"{cle}_droit", f"{ligne.financeur}, droit commun", _part(droit))
        yield Champ(f"{cle}_contrat", f"{ligne.financeur}, contrat de ville", _part(contrat))
        precisions = filter(None, (certitude, ligne.get_nature_droit_commun_display()))
        yield Champ(f"{cle}_etat", f"{ligne.financeur}, où en est la demande", ", ".join(precisions))
    yield Champ("total_charges", "Total des charges", euros(d.charges))
    yield Champ("total_produits", "Total des produits", euros(d.produits))


def _au_budget(d, ligne):
    """Ce qu’une ligne apporte au budget : ce qui est demandé ; dans un budget révisé, ce qui est accordé et annoncé."""
    if not d.revision_ouverte_le or ligne.notifiee_le is None:
        return ligne.demande_droit_commun, ligne.demande_contrat_de_ville, ligne.get_certitude_display()
    acquis = Certitude.ACQUIS.label if ligne.au_plan else "Non accordé"
    return ligne.au_plan_droit_commun, ligne.au_plan_contrat_de_ville, acquis


def _compte(poste):
    cote = {Sens.EMPLOI: "emploi", Sens.CONTRIBUTION: "contribution"}.get(poste.sens, poste.sens)
    return f"{libelle_du_compte(poste.compte)} ({cote})"


def _indicateurs(d):
    for rang, i in enumerate(d.indicateurs.all(), start=1):
        valeurs = [f"cible {nombre(i.cible)}" if i.cible is not None else "cible non renseignée"]
        if i.valeur_precedente is not None:
            valeurs.append(f"l’an passé {nombre(i.valeur_precedente)}")
        source = f" (source : {i.source})" if i.source else ""
        unite = f", en {i.unite}" if i.unite else ""
        yield Champ(f"indicateur_{rang}", f"Indicateur {rang}", f"{i.libelle}{unite} : {', '.join(valeurs)}{source}")


def _demande(d):
    yield Champ("type_demande", "Type de demande", d.get_type_demande_display())
    yield Champ("nouveaute", "Nouveauté", d.get_nouveaute_display())
    yield Champ("objet", "Objet de la demande", d.get_objet_display())
    yield Champ("periode", "Période", d.get_periode_display())
    if d.periode == Periode.PLURIANNUELLE:
        annees = f"{d.cpo_debut or '…'} à {d.cpo_fin or '…'}"
        yield Champ("cpo", "Convention pluriannuelle", " · ".join(filter(None, (d.cpo_reference, annees))))
    yield Champ("canal", "Où elle se dépose", d.get_canal_display())
    yield Champ("numero_dauphin", "Numéro Dauphin", d.numero_dauphin)
    yield Champ("depose_sur_dauphin_le", "Déposé sur Dauphin le", _jour(d.depose_sur_dauphin_le))


_CHAMPS = {
    "action": _action,
    "territoire": _territoire,
    "publics": _publics,
    "moyens": _moyens,
    "budget": _budget,
    "indicateurs": _indicateurs,
    "demande": _demande,
}
