"""Copier d’un dossier ce qui vaut encore l’année d’après : partie par partie, et rien de ce qui n’est qu’à l’année passée."""

from datetime import date

from django.db.models import Q

from dossiers.models import IndicateurDeResultat, Lieu, Ligne, MoyenHumain, Partenaire, PosteBudgetaire, PublicParAge
from programmation.models import ObjectifOperationnel

# Les champs du projet que chaque partie reprend. Jamais : numéro Dauphin, attestations, décisions, messages, pièces.
CHAMPS = {
    "action": ("besoin", "objectifs_vises", "description", "thematique", "groupe_de_travail"),
    "territoire": (),
    "publics": (
        "beneficiaires_total", "dont_qpv", "dont_qic", "dont_femmes", "dont_hommes", "mixite_quartiers",
        "mixite_femmes_hommes", "mixite_ages", "mixite_sociale", "mixite_precisions", "participation",
    ),
    "moyens": ("moyens_materiels", "recrutement_envisage"),
    "budget": (),
    "indicateurs": (),
    "demande": ("objet", "canal"),
}  # fmt: skip
PROPOSEES = tuple(partie for partie in CHAMPS if partie != "demande")  # la demande, elle, se reprend toujours


def copier(source, cible, parties):
    """Pose sur `cible`, un brouillon tout neuf, les `parties` de `source` ; l’appelant a ouvert la transaction."""
    for partie in parties:
        for champ in CHAMPS[partie]:
            setattr(cible, champ, getattr(source, champ))
        if partie in _SUITES:
            _SUITES[partie](source, cible)
    cible.save()


# Les objectifs : ceux d’aujourd’hui ------------------------------------------------------------------------


def objectifs_d_aujourd_hui(objectifs, annee):
    """{objectif: celui qui le vaut cette année-là, ou None s’il est clos sans suite}. Suit les reformulations.

    Une requête par génération de reformulations, jamais par objectif.
    """
    destins, derniers = {}, {objectif: objectif for objectif in objectifs}
    en_vigueur = ObjectifOperationnel.objects.de_l_annee(annee).select_related("quartier")
    while derniers:
        valent = {o.pk: o for o in en_vigueur.filter(pk__in=[d.pk for d in derniers.values()])}
        destins |= {depart: valent[d.pk] for depart, d in derniers.items() if d.pk in valent}
        reste = {depart: d for depart, d in derniers.items() if d.pk not in valent}
        suivants = {
            o.remplace_id: o for o in ObjectifOperationnel.objects.filter(remplace__in=[d.pk for d in reste.values()])
        }
        destins |= {depart: None for depart, d in reste.items() if d.pk not in suivants}
        derniers = {depart: suivants[d.pk] for depart, d in reste.items() if d.pk in suivants}
    return destins


def objectifs_de(dossier):
    """Le principal d’abord, puis les autres, avec leur quartier."""
    choisis = Q(pk=dossier.objectif_principal_id) | Q(dossiers_secondaires=dossier)
    trouves = ObjectifOperationnel.objects.filter(choisis).distinct().select_related("quartier")
    return sorted(trouves, key=lambda o: (o.pk != dossier.objectif_principal_id, o.pk))


def _territoire(source, cible):
    """Les quartiers et les lieux ; les objectifs en vigueur. Le principal clos laisse sa place vide : on en choisit un autre."""
    destins = objectifs_d_aujourd_hui(objectifs_de(source), cible.campagne.annee)
    principal = next((d for o, d in destins.items() if o.pk == source.objectif_principal_id), None)
    cible.objectif_principal = principal
    cible.objectifs_secondaires.set({d for d in destins.values() if d} - {principal})
    cible.quartiers.set(source.quartiers.all())
    _reprendre(source.lieux.all(), Lieu, cible)


# Les listes ------------------------------------------------------------------------------------------------


def _reprendre(rangs, modele, cible, **valeurs):
    """Recopie ces rangs dans le dossier cible, avec ces valeurs en plus."""
    noms = [c.attname for c in modele._meta.concrete_fields if not c.primary_key and c.name != "dossier"]
    modele.objects.bulk_create(
        modele(dossier=cible, **{nom: getattr(rang, nom) for nom in noms} | valeurs) for rang in rangs
    )


def _action(source, cible):
    cible.dispositifs.set(source.dispositifs.all())


def _publics(source, cible):
    cible.tranches_age.set(source.tranches_age.all())
    _reprendre(source.publics_par_age.all(), PublicParAge, cible)


def _moyens(source, cible):
    """Les moyens et les organismes cités ; les dates, décalées d’autant d’années que les campagnes."""
    ecart = cible.campagne.annee - source.campagne.annee
    cible.date_debut, cible.date_fin = decaler(source.date_debut, ecart), decaler(source.date_fin, ecart)
    _reprendre(source.moyens_humains.all(), MoyenHumain, cible)
    _reprendre(source.partenaires_cites.all(), Partenaire, cible)


def decaler(jour, annees):
    """Le même jour, tant d’années après ; un 29 février devient un 28. None reste None."""
    if jour is None:
        return None
    bissextile = jour.month == 2 and jour.day == 29
    return date(jour.year + annees, jour.month, 28 if bissextile else jour.day)


def _budget(source, cible):
    """Les postes, et ce qui est demandé aux guichets que la campagne connaît encore ; aucune réponse, aucun accord."""
    _reprendre(source.postes.all(), PosteBudgetaire, cible)
    connus = cible.campagne.financeurs.all()
    Ligne.objects.bulk_create(
        Ligne(
            dossier=cible,
            financeur_id=ligne.financeur_id,
            demande_droit_commun=ligne.demande_droit_commun,
            demande_contrat_de_ville=ligne.demande_contrat_de_ville,
            nature_droit_commun=ligne.nature_droit_commun,
        )
        for ligne in source.lignes.filter(financeur__in=connus)
    )


def _indicateurs(source, cible):
    """La cible de l’an passé devient « l’an passé » ; la nouvelle cible reste à fixer."""
    IndicateurDeResultat.objects.bulk_create(
        IndicateurDeResultat(
            dossier=cible, rang=i.rang, libelle=i.libelle, unite=i.unite, source=i.source, valeur_precedente=i.cible
        )
        for i in source.indicateurs.all()
    )


_SUITES = {
    "action": _action,
    "territoire": _territoire,
    "publics": _publics,
    "moyens": _moyens,
    "budget": _budget,
    "indicateurs": _indicateurs,
}
