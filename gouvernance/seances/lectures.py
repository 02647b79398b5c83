"""Ce que montrent les pages des séances, lu en un nombre constant de requêtes."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from dossiers import actions
from dossiers.models import Dossier, Ligne
from gouvernance.financeurs.controles import controles_de
from gouvernance.financeurs.grille import gages_de, grille_de
from gouvernance.financeurs.grille_vive import base_de, contexte_de_la_grille
from gouvernance.seances.ordre_du_jour import inscriptions_de
from papiers.tableur import Nature, Titre
from programmation import regles
from programmation.models import Financeur, LienDeGuichet, Seance, StatutSeance, Temps
from programmation.texte import assourdir
from workflows.requete import entier

FAITS = {
    "convoquer": "La séance est convoquée : les financeurs en sont prévenus.",
    "ouvrir": "La séance est ouverte : les décisions se saisissent.",
}


LONGUEUR = 100
TRIS = {  # nom : (ce que dit le choix, les clés)
    "recente": ("Date, la plus récente d’abord", ("-prevue_le", "-pk")),
    "ancienne": ("Date, la plus ancienne d’abord", ("prevue_le", "pk")),
    "seance": ("Nom de la séance", ("intitule", "-prevue_le", "-pk")),
    "etat": ("État", ("statut", "-prevue_le", "-pk")),
}
TITRES = (
    Titre("Séance", largeur=40),
    Titre("Exercice", Nature.ANNEE, 9),
    Titre("Commune", largeur=18),
    Titre("Temps", Nature.ENTIER, 7),
    Titre("Date", Nature.INSTANT, 17),
    Titre("Lieu", largeur=24),
    Titre("Dossiers", Nature.ENTIER, 9),
    Titre("Présents", Nature.ENTIER, 9),
    Titre("État", largeur=14),
)


@dataclass(frozen=True)
class Filtre:
    """Ce que l’adresse demande ; une valeur absurde ne filtre rien."""

    annee: int | None
    temps: int | None
    mots: str = ""
    tri: str = "recente"

    @classmethod
    def lu(cls, demande):
        temps, tri = entier(demande.get("temps")), demande.get("tri")
        mots = "".join(c for c in demande.get("q", "")[:LONGUEUR] if c.isprintable()).strip()
        return cls(
            entier(demande.get("annee")),
            temps if temps in Temps.values else None,
            mots,
            tri if tri in TRIS else "recente",
        )

    @property
    def est_pose(self):
        return bool(self.annee or self.temps or self.mots)


def annees_de(personne):
    return (
        Seance.objects.visibles_par(personne)
        .order_by("-campagne__annee")
        .values_list("campagne__annee", flat=True)
        .distinct()
    )


def seances_listees(personne, filtre):
    seances = Seance.objects.visibles_par(personne).select_related("campagne__convention__commune")
    if filtre.annee:
        seances = seances.filter(campagne__annee=filtre.annee)
    if filtre.temps:
        seances = seances.filter(temps=filtre.temps)
    inscrits = Count("inscriptions", filter=Q(inscriptions__retiree_le=None), distinct=True)
    presents = Count("presences", filter=Q(presences__est_present=True), distinct=True)
    seances = seances.annotate(inscrits=inscrits, presents=presents).order_by(*TRIS[filtre.tri][1])
    return [seance for seance in seances if _parle_de(seance, filtre.mots)] if filtre.mots else seances


def _parle_de(seance, mots):
    """Tous les mots cherchés, sourds aux accents ; quelques dizaines de séances se relisent sans index."""
    texte = assourdir(f"{seance.intitule} {seance.lieu} {seance.campagne} {seance.campagne.convention.commune}")
    return all(mot in texte for mot in assourdir(mots).split())


def pour_un_tableur(seances):
    """Les rangs de la liste, sous TITRES."""
    for seance in seances:
        yield (
            seance.intitule,
            seance.campagne.annee,
            seance.campagne.convention.commune.nom,
            seance.temps,
            seance.prevue_le,
            seance.lieu or None,
            seance.inscrits,
            seance.presents or None,
            seance.get_statut_display(),
        )


@dataclass(frozen=True)
class Empechement:
    """Une phrase qui dit ce qui bloque, et où aller pour y remédier."""

    sujet: str
    phrase: str
    adresse: str
    objet: object = None


def phrase_de(objet, phrase):
    return phrase if isinstance(objet, Seance) else f"{_nom(objet)} : {phrase[0].lower()}{phrase[1:]}"


def _nom(objet):
    return f"{objet.dossier.intitule}, {objet.financeur}" if isinstance(objet, Ligne) else str(objet)


def empechements_de(seance, inscriptions, **options):
    """Ce qui empêche d’acter, ligne par ligne, chacune avec sa page."""
    du_dossier = {inscription.dossier_id: inscription for inscription in inscriptions}
    return [
        Empechement(
            "" if isinstance(objet, Seance) else _nom(objet),
            phrase,
            _ou_remedier(seance, objet, phrase, du_dossier),
            objet,
        )
        for objet, phrases in actions.empechements(seance, **options).items()
        for phrase in phrases
    ]


def _ou_remedier(seance, objet, phrase, du_dossier):
    if isinstance(objet, Ligne):
        inscription = du_dossier.get(objet.dossier_id)
        return (
            f"{reverse('seances:decisions', args=[seance.pk, inscription.pk])}#ligne-{objet.pk}" if inscription else ""
        )
    if isinstance(objet, LienDeGuichet):
        return reverse("seances:lien-relire", args=[seance.pk, objet.pk])
    if isinstance(objet, Dossier):
        return reverse("seances:suites", args=[seance.pk])
    if "présence" in phrase:
        return reverse("seances:presences", args=[seance.pk])
    if "enjeu" in phrase:
        return reverse("campagnes:enjeux", args=[seance.campagne_id])
    return reverse("seances:inscrire", args=[seance.pk])


def guichets_de(seance, personne, est_equipe):
    """Les guichets dont cette personne peut emporter le dossier de séance : tous pour l’équipe, les siens pour un agent."""
    guichets = seance.campagne.financeurs.select_related("organisation")
    siens = Financeur.objects.de_la_personne(personne)
    return list(guichets if est_equipe else guichets.filter(pk__in=siens.values("pk")))


def controles(seance, personne):
    """Ce qui est prêt et ce qui bloque, avant d’acter."""
    inscriptions = list(inscriptions_de(seance))
    return controles_de(seance, personne, inscriptions, empechements_de(seance, inscriptions))


def page_de(seance, personne, demande=None):
    """Tout ce que montre la page d’une séance à cette personne ; un comité ouvert montre sa grille vive."""
    if seance.temps == Temps.FINANCEURS and seance.est_ouverte:
        return page_du_comite(seance, personne, demande)
    inscriptions = list(inscriptions_de(seance))
    visibles = set(
        Dossier.objects.visibles_par(personne).filter(inscriptions__seance=seance).values_list("pk", flat=True)
    )
    est_equipe = regles.equipe(seance, personne)
    comite = seance.temps == Temps.FINANCEURS
    presences = list(seance.presences.select_related("financeur__organisation"))
    return {
        "seance": seance,
        "inscriptions": inscriptions,
        "visibles": visibles,
        "est_equipe": est_equipe,
        "est_chef": regles.chef(seance, personne),
        "comite": comite,
        "est_ouverte": seance.statut == StatutSeance.OUVERTE,
        "offres": actions.offres_de_seance(seance, personne),
        "empechements": [] if seance.est_actee or not est_equipe else empechements_de(seance, inscriptions),
        "de_plus": 0,
        "presences": presences,
        "dossiers_de_seance": guichets_de(seance, personne, est_equipe) if comite else [],
        "presents": sum(presence.est_present for presence in presences),
        "grille": grille_de(inscriptions) if comite else None,
        "gages": gages_de(seance, personne, inscriptions) if comite else [],
        "enjeux": list(seance.campagne.enjeux_annonces.prefetch_related("quartiers"))
        if seance.temps == Temps.PERSPECTIVES
        else [],
    }


AU_PLUS = 40  # manques écrits un à un ; au-delà, on les compte : la grille les montre


def page_du_comite(seance, personne, demande):
    """La page d’un comité ouvert : des valeurs plutôt que des objets, deux cents dossiers y tiennent (docs/decisions/050)."""
    contexte = contexte_de_la_grille(seance, demande, personne, base=base_de(seance))
    est_equipe, vive = regles.equipe(seance, personne), contexte["vive"]
    generaux = empechements_de(seance, [], avec_les_decisions=False) if est_equipe else []
    phrases = [manque.phrase for manque in generaux] + [phrase for *_, phrase in vive.manques]
    decisions = [_manque(seance, *manque) for manque in vive.manques[: AU_PLUS if est_equipe else 0]]
    presences = list(seance.presences.select_related("financeur__organisation"))
    return contexte | {
        "seance": seance,
        "est_equipe": est_equipe,
        "est_chef": regles.chef(seance, personne),
        "comite": True,
        "est_ouverte": True,
        "offres": actions.offres_de_seance(seance, personne, phrases),
        "empechements": generaux + decisions,
        "de_plus": len(phrases) - len(generaux) - len(decisions) if est_equipe else 0,
        "presences": presences,
        "dossiers_de_seance": guichets_de(seance, personne, est_equipe),
        "presents": sum(presence.est_present for presence in presences),
    }


def _manque(seance, inscription, ligne, intitule, colonne, phrase):
    adresse = f"{reverse('seances:decisions', args=[seance.pk, inscription])}#ligne-{ligne}"
    return Empechement(f"{intitule}, {colonne}", phrase, adresse)
