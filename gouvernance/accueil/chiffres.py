"""La campagne en chiffres, et ce qui demande attention : des comptes, chacun avec ce qu’il ne sait pas."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from dossiers.models import Bilan, Dossier, Ligne
from programmation.models import Campagne, Enveloppe, ObjectifOperationnel
from workflows.envois import Envoi
from workflows.temps import aujourd_hui, maintenant


def campagne_principale(campagnes):
    """Celle dont on parle aujourd’hui : la plus récente dont le dépôt a ouvert ; à défaut, la plus récente."""
    ouvertes = [c for c in campagnes if c.depot_ouvre_le <= maintenant()]
    return max(ouvertes or campagnes, key=lambda c: (c.annee, c.pk), default=None)


@dataclass(frozen=True)
class Chiffres:
    """`precedents` et `enveloppes` valent None quand on ne sait pas : absent n’est pas zéro."""

    campagne: Campagne
    deposes: int
    ouverts: int
    precedents: int | None
    demande: Decimal
    accorde: Decimal
    enveloppes: Decimal | None
    sans_enveloppe: list
    objectifs: int
    sans_dossier: int


def chiffres_de(campagne, personne):
    """Les nombres d’une campagne, brouillons comptés sans être lus."""
    comptes = Dossier.objects.filter(campagne=campagne).aggregate(
        deposes=Count("pk", filter=Q(depose_le__isnull=False)), ouverts=Count("pk")
    )
    lignes = Ligne.objects.filter(dossier__campagne=campagne, dossier__depose_le__isnull=False).aggregate(
        demande=Sum(F("demande_droit_commun") + F("demande_contrat_de_ville"), default=Decimal(0)),
        accorde=Sum(F("accorde_droit_commun") + F("accorde_contrat_de_ville"), default=Decimal(0)),
    )
    enveloppes = list(Enveloppe.objects.visibles_par(personne).filter(campagne=campagne))
    couverts = {e.financeur_id for e in enveloppes}
    financeurs = campagne.financeurs.select_related("organisation")
    objectifs, sans_dossier = couverture(campagne)
    return Chiffres(
        campagne, **comptes, **lignes, precedents=_l_an_dernier(campagne),
        enveloppes=sum((e.montant for e in enveloppes), Decimal(0)) if enveloppes else None,
        sans_enveloppe=[str(f) for f in financeurs if f.pk not in couverts],
        objectifs=objectifs, sans_dossier=sans_dossier,
    )  # fmt: skip


def _l_an_dernier(campagne):
    """Les dossiers déposés à la même date de l’exercice d’avant, s’il y en eut un ici."""
    instant = maintenant() - timedelta(days=365)
    avant = Campagne.objects.filter(convention=campagne.convention_id, annee=campagne.annee - 1)
    comptes = avant.annotate(deposes=Count("dossiers", filter=Q(dossiers__depose_le__lte=instant)))
    return comptes.values_list("deposes", flat=True).first()


def couverture(campagne):
    """(objectifs de l’année, ceux que nul dossier déposé ne vise)."""
    objectifs = ObjectifOperationnel.objects.de_la_convention(campagne.convention_id).de_l_annee(campagne.annee)
    deposes = Dossier.objects.filter(campagne=campagne, depose_le__isnull=False)
    vises = set(deposes.exclude(objectif_principal=None).values_list("objectif_principal", flat=True))
    vises |= set(deposes.exclude(objectifs_secondaires=None).values_list("objectifs_secondaires", flat=True))
    cles = set(objectifs.values_list("pk", flat=True))
    return len(cles), len(cles - vises)


@dataclass(frozen=True)
class Alerte:
    ton: str
    titre: str
    phrase: str
    lien: str = ""
    libelle_du_lien: str = ""


def alertes_de(campagnes, chiffres):
    """Ce qui demande attention, en nombres seulement : un brouillon se compte, il ne se lit pas."""
    return [
        alerte
        for alerte in (_bilans(campagnes), _brouillons(campagnes), _courriels(campagnes), _vides(chiffres))
        if alerte
    ]


def _s(nombre, un, plusieurs):
    return f"{nombre} {plusieurs if nombre > 1 else un}"


def _bilans(campagnes):
    nombre = Bilan.objects.filter(dossier__campagne__in=campagnes).en_retard_au(aujourd_hui()).count()
    if nombre:
        phrase = "Un bilan manquant se voit à la demande suivante du même porteur."
        return Alerte("non", _s(nombre, "bilan en retard", "bilans en retard"), phrase)
    return None


def _brouillons(campagnes):
    ouvertes = [c for c in campagnes if c.recoit_a(maintenant())]
    dort = Q(pk=None)
    for c in ouvertes:
        dort |= Q(campagne=c, modifie_le__lt=maintenant() - timedelta(days=c.brouillon_dort_apres))
    nombre = Dossier.objects.brouillons().filter(dort).count() if ouvertes else 0
    if nombre:
        phrase = f"Rien n’y a changé depuis {ouvertes[0].brouillon_dort_apres} jours ou plus."
        return Alerte(
            "attente",
            _s(nombre, "brouillon dort", "brouillons dorment"),
            phrase,
            reverse("relances:liste"),
            "Voir les relances",
        )
    return None


def _courriels(campagnes):
    perimetres = {f"convention:{c.convention_id}" for c in campagnes}
    nombre = Envoi.objects.du_perimetre(perimetres).a_regarder().count()
    if nombre:
        phrase = "Une adresse est à corriger, ou l’envoi est à confirmer."
        return Alerte(
            "attente",
            _s(nombre, "courriel n’est pas arrivé", "courriels ne sont pas arrivés"),
            phrase,
            reverse("relances:liste"),
            "Voir les courriels",
        )
    return None


def _vides(chiffres):
    if chiffres and chiffres.sans_dossier:
        phrase = f"sur {chiffres.objectifs}, parmi les dossiers {chiffres.campagne.annee} déposés."
        titre = _s(
            chiffres.sans_dossier, "objectif de quartier sans aucun dossier", "objectifs de quartier sans aucun dossier"
        )
        return Alerte("cours", titre, phrase, reverse("public:objectifs"), "Lire les objectifs")
    return None
