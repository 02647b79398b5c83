"""Les scénarios d’un comité : créer, copier, renommer, effacer, écrire les montants, choisir. À l’équipe seule."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers.actions.repartition import Montant
from dossiers.models import Ligne, MontantDeScenario, Scenario
from programmation import regles as regles_seance
from programmation.models import Seance, Temps
from workflows.moteur import PERIME, Blocage

SCENARIOS_AU_PLUS = 12
LONGUEUR_DU_NOM = 80
MEME_NOM = "Un scénario de cette séance porte déjà ce nom : donnez-en un autre."
ACTEE = "La séance est actée : ses scénarios restent comme ils sont."
CHOISI = "Ce scénario est choisi : choisissez-en un autre avant de l’effacer."


@transaction.atomic
def creer_un_scenario(seance, nom, *, par, modele=None):
    """Un scénario de plus, vide ou copié de `modele`. Rend le scénario. Lève `Blocage` ou `PermissionDenied`."""
    seance = _sous_verrou(seance.pk, par)
    if seance.temps != Temps.FINANCEURS:
        raise Blocage("Seul le comité des financeurs prépare des scénarios de montants.")
    if seance.scenarios.count() >= SCENARIOS_AU_PLUS:
        raise Blocage(f"Une séance garde {SCENARIOS_AU_PLUS} scénarios au plus : effacez-en un d’abord.")
    _nom_libre(seance, nom)
    nouveau = Scenario.objects.create(seance=seance, nom=nom, cree_par=par)
    for montant in modele.montants.all() if modele else ():
        montant.pk, montant.scenario, montant._state.adding = None, nouveau, True
        montant.save()
    return nouveau


def nom_de_copie(scenario):
    """« Prudent (copie) », « Prudent (copie 2) » : le premier nom libre."""
    pris = {nom.casefold() for nom in scenario.seance.scenarios.values_list("nom", flat=True)}
    for rang in range(1, SCENARIOS_AU_PLUS + 2):
        suffixe = " (copie)" if rang == 1 else f" (copie {rang})"
        nom = f"{scenario.nom[: LONGUEUR_DU_NOM - len(suffixe)]}{suffixe}"
        if nom.casefold() not in pris:
            break
    return nom


@transaction.atomic
def renommer_le_scenario(scenario, nom, *, par, version):
    frais = _scenario_sous_verrou(scenario, par, version)
    _nom_libre(frais.seance, nom, sauf=frais)
    frais.nom = nom
    _garder(frais)


@transaction.atomic
def effacer_le_scenario(scenario, *, par, version):
    frais = _scenario_sous_verrou(scenario, par, version)
    if frais.est_choisi:
        raise Blocage(CHOISI)
    frais.delete()


@transaction.atomic
def ecrire_les_montants(scenario, montants, *, par, version):
    """Écrit {clé de ligne: Montant, ou None pour n’en garder aucun} ; les autres lignes restent. En euros.

    Seules comptent les lignes de l’ordre du jour. Rend la version écrite. Lève `Blocage`, et alors rien n’est écrit.
    """
    frais = _scenario_sous_verrou(scenario, par, version)
    permises = set(lignes_de(frais.seance).values_list("pk", flat=True)) & set(montants)
    frais.montants.filter(ligne__in=permises).delete()
    MontantDeScenario.objects.bulk_create(
        MontantDeScenario(scenario=frais, ligne_id=ligne, **montants[ligne]._asdict())
        for ligne in sorted(permises)
        if montants[ligne] is not None
    )
    _garder(frais)
    return frais.version


@transaction.atomic
def choisir_le_scenario(scenario, *, par, version):
    """Le scénario que le comité a sous les yeux : un seul par séance, que le chef de projet choisit."""
    frais = _scenario_sous_verrou(scenario, par, version)
    if not regles_seance.chef(frais.seance, par):
        raise PermissionDenied
    frais.seance.scenarios.filter(est_choisi=True).exclude(pk=frais.pk).update(est_choisi=False)
    frais.est_choisi = True
    _garder(frais)


def montants_choisis(seance):
    """{clé de ligne: Montant} du scénario choisi, pour préremplir « proposé » dans la grille ; vide s’il n’y en a pas."""
    choisis = MontantDeScenario.objects.filter(scenario__seance=seance, scenario__est_choisi=True)
    return {
        ligne: Montant(cdv, dc) for ligne, cdv, dc in choisis.values_list("ligne", "contrat_de_ville", "droit_commun")
    }


def lignes_de(seance):
    """Les demandes que cette séance aurait à décider : dossiers inscrits, lignes recevables ou ajournées."""
    inscrits = seance.inscriptions.en_vigueur().values("dossier")
    return Ligne.objects.a_decider().filter(dossier__in=inscrits)


# Les portes ----------------------------------------------------------------------------------------------


def _sous_verrou(pk, par):
    seance = Seance.verrouiller(pk)
    par.relire_ses_droits()
    if not regles_seance.equipe(seance, par):
        raise PermissionDenied
    if seance.est_actee:
        raise Blocage(ACTEE)
    return seance


def _scenario_sous_verrou(scenario, par, version):
    """Le scénario tel qu’il est, la séance verrouillée ; refuse si quelqu’un y a écrit depuis."""
    seance = _sous_verrou(scenario.seance_id, par)
    frais = Scenario.objects.filter(pk=scenario.pk, seance=seance).first()
    if frais is None:
        raise Blocage("Ce scénario vient d’être effacé.")
    if int(version) != frais.version:
        raise Blocage(PERIME)
    frais.seance = seance
    return frais


def _garder(scenario):
    scenario.version += 1
    scenario.save()


def _nom_libre(seance, nom, sauf=None):
    autres = seance.scenarios.exclude(pk=sauf.pk) if sauf else seance.scenarios.all()
    if nom.casefold() in {autre.casefold() for autre in autres.values_list("nom", flat=True)}:
        raise Blocage(MEME_NOM)
