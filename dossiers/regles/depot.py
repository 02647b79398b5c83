"""Le dossier est-il prêt à être déposé ? Une phrase par manque, que le formulaire, la machine et le rappel disent pareil."""

from functools import wraps

from dossiers import attestations
from workflows.moteur import garde
from workflows.templatetags.ecriture import FINE, echeance, nombre
from workflows.temps import maintenant


def en_euros(montant):
    return f"{nombre(montant)}{FINE}€"


def _hors_delai(dossier):
    campagne = dossier.campagne
    if maintenant() < campagne.depot_ouvre_le:
        return f"Le dépôt ouvre le {echeance(campagne.depot_ouvre_le)}."
    return f"Le dépôt est clos depuis le {echeance(campagne.depot_ferme_le)} : ce dossier reste un brouillon."


@garde(_hors_delai)
def campagne_ouverte(dossier):
    """Une seule règle : reçu à temps si l’horloge du serveur marque au plus la clôture, délai de grâce compris."""
    return dossier.campagne.recoit_a(maintenant())


@garde("Le besoin n’est pas dit : qu’avez-vous constaté, et d’où le savez-vous ?")
def besoin_dit(dossier):
    return bool(dossier.besoin.strip())


@garde("Ce que l’action veut changer n’est pas dit : une ou deux phrases suffisent.")
def objectifs_dits(dossier):
    return bool(dossier.objectifs_vises.strip())


@garde("La description du projet est vide : dites en quelques phrases ce que vous ferez.")
def projet_decrit(dossier):
    return bool(dossier.intitule.strip() and dossier.description.strip())


@garde("La thématique n’est pas choisie.")
def thematique_choisie(dossier):
    return dossier.thematique_id is not None


@garde("Aucun quartier n’est choisi : cochez au moins un quartier.")
def quartier_choisi(dossier):
    return dossier.a_un_quartier


@garde("Aucun objectif principal n’est choisi parmi ceux de vos quartiers.")
def objectif_choisi(dossier):
    return dossier.objectif_principal_id is not None


@garde("Aucun lieu n’est indiqué : où l’action se passe-t-elle ?")
def lieu_indique(dossier):
    return dossier.a_un_lieu


@garde("Aucune tranche d’âge n’est cochée.")
def tranche_choisie(dossier):
    return dossier.a_une_tranche_d_age


@garde("Les dates de l’action manquent : indiquez son début et sa fin.")
def dates_connues(dossier):
    return bool(dossier.date_debut and dossier.date_fin)


def _hors_de_l_exercice(dossier):
    annee = dossier.campagne.annee
    return (
        f"L’action déborde de l’année civile {annee} : dites qui l’a accepté, ou corrigez les dates "
        "(l’année scolaire se demande avant le dépôt)."
    )


@garde(_hors_de_l_exercice)
def calendrier_accepte(dossier):
    """L’exercice est l’année civile ; l’année scolaire n’est admise qu’avec un accord (docs/metier.md §8)."""
    if not dates_connues(dossier):
        return True  # ce manque-là est déjà dit
    dans_l_exercice = {dossier.date_debut.year, dossier.date_fin.year} == {dossier.campagne.annee}
    return dans_l_exercice or bool(dossier.derogation_accordee_par.strip())


@garde("Le nombre de bénéficiaires manque : une estimation suffit.")
def beneficiaires_estimes(dossier):
    return bool(dossier.beneficiaires_total)


@garde("La part des habitants de QPV et de QIC manque : écrivez 0 s’il n’y en a pas.")
def publics_repartis(dossier):
    return dossier.dont_qpv is not None and dossier.dont_qic is not None


@garde("Les moyens ne sont pas dits : indiquez au moins le matériel, ou des personnes.")
def moyens_dits(dossier):
    return bool(dossier.moyens_materiels.strip()) or dossier.a_des_moyens_humains


@garde("Aucun indicateur n’est fixé : que compterez-vous pour savoir si l’action a réussi ?")
def indicateur_fixe(dossier):
    return dossier.a_un_indicateur


@garde("Aucun financeur n’est sollicité : indiquez au moins un montant demandé.")
def financeur_sollicite(dossier):
    return dossier.total_demande > 0


def _desequilibre(dossier):
    ecart = abs(dossier.charges - dossier.produits)
    if not dossier.charges:
        return "Le budget est vide : inscrivez au moins une charge."
    sens = "produits" if dossier.charges > dossier.produits else "charges"
    return f"Le budget n’est pas équilibré : il manque {en_euros(ecart)} de {sens}. Les produits doivent égaler les charges."


@garde(_desequilibre)
def budget_equilibre(dossier):
    """Total des charges = total des produits : un budget équilibré est exigé au dépôt (docs/metier.md §10)."""
    return dossier.charges > 0 and dossier.charges == dossier.produits


def _valorisation_inegale(dossier):
    ecart = abs(dossier.emplois_volontaires - dossier.contributions_volontaires)
    cote = "contributions (87)" if dossier.emplois_volontaires > dossier.contributions_volontaires else "emplois (86)"
    return f"Les contributions volontaires ne sont pas égales : il manque {en_euros(ecart)} d’{cote}.".replace(
        "d’contributions", "de contributions"
    )


@garde(_valorisation_inegale)
def valorisation_equilibree(dossier):
    """Σ 86 = Σ 87 : ce qui est donné est aussi employé (docs/metier.md §10)."""
    return dossier.emplois_volontaires == dossier.contributions_volontaires


@garde("Les attestations ne sont pas données : un signataire les coche au moment de relire et de déposer.")
def attestations_donnees(dossier):
    """Toutes celles que demande la nature de l’organisation, par l’un de ses signataires (docs/metier.md §19)."""
    donnees = {attestation.code for attestation in dossier.attestations.all()}
    return set(attestations.demandees(dossier.organisation)) <= donnees


# Ce que le formulaire entier exige, dans l’ordre où l’on y pense. Les attestations viennent en dernier : on relit d’abord.
PRET_A_RELIRE = (
    besoin_dit,
    objectifs_dits,
    projet_decrit,
    thematique_choisie,
    quartier_choisi,
    objectif_choisi,
    lieu_indique,
    tranche_choisie,
    beneficiaires_estimes,
    publics_repartis,
    dates_connues,
    calendrier_accepte,
    moyens_dits,
    financeur_sollicite,
    budget_equilibre,
    valorisation_equilibree,
    indicateur_fixe,
)
PRET_A_DEPOSER = (*PRET_A_RELIRE, attestations_donnees)


def _hors_saisie_rapide(condition):
    """La même règle, dont un dossier saisi par l’équipe est dispensé : son numéro Dauphin en tient lieu."""

    @wraps(condition)
    def ou_saisi(dossier):
        return dossier.saisi_par_l_equipe or condition(dossier)

    return ou_saisi


PRET_A_COMPLETER = tuple(_hors_saisie_rapide(condition) for condition in PRET_A_RELIRE)
