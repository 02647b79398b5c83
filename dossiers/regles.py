"""Qui peut, et sous quelle condition, en toutes lettres : les prédicats des machines du dossier."""

from comptes.models import Droit, Qualite
from dossiers.statuts import A_DECIDER, ACQUISES, FINIES, Statut, StatutBilan, StatutLigne
from workflows.moteur import garde
from workflows.templatetags.ecriture import echeance
from workflows.temps import maintenant

# 1. Qui ? ----------------------------------------------------------------------------------------------


def signataire(dossier, personne):
    """La personne que son organisation a chargée de déposer et de retirer."""
    return personne.agit_comme(Qualite.PORTEUR, dossier.organisation_id, Droit.SIGNATAIRE)


def redacteur(dossier, personne):
    return personne.agit_comme(Qualite.PORTEUR, dossier.organisation_id, Droit.REDACTEUR, Droit.SIGNATAIRE)


def porteur(dossier, personne):
    return personne.agit_comme(Qualite.PORTEUR, dossier.organisation_id)


def equipe(dossier, personne):
    """L’équipe politique de la ville de la commune pilote."""
    return personne.agit_comme(Qualite.EQUIPE, dossier.campagne.convention.pilote_id)


def chef(dossier, personne):
    return personne.agit_comme(Qualite.EQUIPE, dossier.campagne.convention.pilote_id, Droit.CHEF)


def automate(objet, personne):
    """Les passages qui se déduisent des faits : le compte technique les prononce, jamais une personne."""
    return personne.est_technique


def signataire_ou_equipe(dossier, personne):
    return signataire(dossier, personne) or equipe(dossier, personne)


def equipe_qui_a_saisi(dossier, personne):
    """L’équipe, pour un dossier qu’elle a saisi elle-même et que son organisation n’a pas repris."""
    return dossier.saisi_par_l_equipe and equipe(dossier, personne)


def redige(dossier, personne):
    """Qui écrit dans un brouillon, ou dans un dossier rouvert pour complément."""
    if dossier.statut == Statut.BROUILLON and equipe_qui_a_saisi(dossier, personne):
        return True
    return dossier.statut in (Statut.BROUILLON, Statut.INCOMPLET) and redacteur(dossier, personne)


def guichet(ligne, personne):
    """L’agent du financeur lui-même."""
    return personne.agit_comme(Qualite.FINANCEUR, ligne.financeur.organisation_id)


def ligne_de_la_ville(ligne):
    return ligne.financeur.organisation_id == ligne.dossier.campagne.convention.pilote_id


def repond_pour_le_guichet(ligne, personne):
    """Le financeur pour sa ligne ; l’équipe pour celle de la ville ; le chef de projet pour un absent (consigné)."""
    if guichet(ligne, personne) or chef(ligne.dossier, personne):
        return True
    return ligne_de_la_ville(ligne) and equipe(ligne.dossier, personne)


def chef_de_la_ligne(ligne, personne):
    return chef(ligne.dossier, personne)


def chef_ou_automate(ligne, personne):
    return automate(ligne, personne) or chef(ligne.dossier, personne)


def signataire_du_bilan(bilan, personne):
    return signataire(bilan.dossier, personne)


def equipe_du_bilan(bilan, personne):
    return equipe(bilan.dossier, personne)


# 2. Le dossier est-il prêt ? ---------------------------------------------------------------------------


def _hors_delai(dossier):
    campagne = dossier.campagne
    if maintenant() < campagne.depot_ouvre_le:
        return f"Le dépôt ouvre le {echeance(campagne.depot_ouvre_le)}."
    return f"Le dépôt est clos depuis le {echeance(campagne.depot_ferme_le)} : ce dossier reste un brouillon."


@garde(_hors_delai)
def campagne_ouverte(dossier):
    """Une seule règle : reçu à temps si l’horloge du serveur marque au plus la clôture, délai de grâce compris."""
    return dossier.campagne.recoit_a(maintenant())


@garde("La description du projet est vide : dites en quelques phrases ce que vous ferez.")
def projet_decrit(dossier):
    return bool(dossier.intitule.strip() and dossier.description.strip())


@garde("Aucun quartier n’est choisi : cochez au moins un quartier.")
def quartier_choisi(dossier):
    return dossier.quartiers.exists()


@garde("Aucun objectif principal n’est choisi parmi ceux de vos quartiers.")
def objectif_choisi(dossier):
    return dossier.objectif_principal_id is not None


@garde("Aucune tranche d’âge n’est cochée.")
def tranche_choisie(dossier):
    return dossier.tranches_age.exists()


@garde("Les dates de l’action manquent : indiquez son début et sa fin.")
def dates_connues(dossier):
    return bool(dossier.date_debut and dossier.date_fin)


@garde("Le nombre de bénéficiaires manque : une estimation suffit.")
def beneficiaires_estimes(dossier):
    return bool(dossier.beneficiaires_total)


@garde("Aucun financeur n’est sollicité : indiquez au moins un montant demandé.")
def financeur_sollicite(dossier):
    return dossier.total_demande > 0


def _desequilibre(dossier):
    ecart = abs(dossier.charges - dossier.produits)
    if not dossier.charges:
        return "Le budget est vide : inscrivez au moins une charge."
    sens = "produits" if dossier.charges > dossier.produits else "charges"
    montant = f"{ecart:,.2f}".replace(",", "\u202f").replace(".", ",").removesuffix(",00")
    return f"Le budget n’est pas équilibré : il manque {montant}\u202f€ de {sens}. Les produits doivent égaler les charges."


@garde(_desequilibre)
def budget_equilibre(dossier):
    """Total des charges = total des produits : un budget équilibré est exigé au dépôt (docs/metier.md §10)."""
    return dossier.charges > 0 and dossier.charges == dossier.produits


PRET_A_DEPOSER = (
    projet_decrit,
    quartier_choisi,
    objectif_choisi,
    tranche_choisie,
    dates_connues,
    beneficiaires_estimes,
    financeur_sollicite,
    budget_equilibre,
)


@garde("Le numéro Dauphin manque : il tient lieu d’attestation pour un dossier saisi par l’équipe.")
def numero_dauphin_connu(dossier):
    return bool(dossier.numero_dauphin)


@garde(
    lambda dossier: (
        f"Le délai pour compléter est passé depuis le {echeance(dossier.echeance)}. Demandez à l’équipe de le prolonger."
    )
)
def complement_dans_les_temps(dossier):
    """L’échéance de la demande seule compte, jamais celle de la campagne."""
    return dossier.echeance is not None and maintenant() <= dossier.echeance


@garde("Toutes les lignes n’ont pas leur réponse de recevabilité.")
def chaque_ligne_a_sa_reponse(dossier):
    return not dossier.lignes.filter(statut=StatutLigne.SOLLICITEE).exists()


@garde("Le comité n’a pas décidé de toutes les lignes.")
def chaque_ligne_est_decidee(dossier):
    return not dossier.lignes.filter(statut=StatutLigne.RECEVABLE).exists()


@garde("Aucune ligne n’est accordée.")
def une_ligne_accordee(dossier):
    return dossier.lignes.filter(statut__in=ACQUISES).exists()


@garde("Une ligne reste accordée.")
def plus_aucune_ligne_accordee(dossier):
    return not une_ligne_accordee(dossier)


@garde("Une décision votée ou refusée n’est pas encore notifiée par son financeur.")
def decisions_notifiees(dossier):
    a_notifier = (StatutLigne.ACCORDEE, StatutLigne.VOTEE, StatutLigne.REFUSEE, StatutLigne.ENGAGEE)
    return not dossier.lignes.filter(statut__in=a_notifier, notifiee_le__isnull=True).exists()


@garde("Le bilan n’est pas accepté, et la non-réalisation n’est pas attestée.")
def bilan_rendu(dossier):
    return dossier.bilan_ou_rien is not None and dossier.bilan_ou_rien.statut in (
        StatutBilan.ACCEPTE,
        StatutBilan.NON_REALISE,
    )


@garde("Il reste une subvention à voter, à payer, à annuler ou à récupérer.")
def rien_a_payer(dossier):
    return not dossier.lignes.exclude(statut__in=FINIES).exists()


@garde("Le dossier est au comité des financeurs. Pour le retirer maintenant, écrivez à l’équipe.")
def decision_annoncee(dossier):
    """Tant que la décision n’est pas annoncée, le porteur la lit « en comité » : rien de ce qui la suit ne lui est ouvert."""
    return dossier.annonce_le is not None


@garde("Le porteur ne connaît pas encore la décision : annoncez-la d’abord.")
def porteur_prevenu(dossier):
    """La même condition, dite à l’équipe : un courriel de report apprendrait au porteur que son action est retenue."""
    return decision_annoncee(dossier)


# 3. La ligne est-elle prête ? --------------------------------------------------------------------------


@garde("Le dossier n’est pas au stade de la recevabilité.")
def dossier_en_recevabilite(ligne):
    return ligne.dossier.statut == Statut.DEPOSE


@garde("Le dossier n’est pas inscrit au comité des financeurs.")
def dossier_en_comite(ligne):
    return ligne.dossier.statut == Statut.EN_COMITE


@garde("L’enveloppe du financeur ne suffit pas.")
def enveloppe_suffit(ligne):
    """Sûre sous le seul verrou que prend `acter` : personne d’autre n’accorde."""
    return ligne.enveloppe is None or ligne.saisie.get("contrat_de_ville", 0) <= ligne.enveloppe.reste


@garde("La réserve n’est pas levée.")
def reserve_levee(ligne):
    return not ligne.est_sous_reserve


@garde("Cette ligne n’est pas sous réserve.")
def sous_reserve(ligne):
    return ligne.est_sous_reserve


@garde("Les versements n’égalent pas le montant accordé.")
def tout_est_verse(ligne):
    return ligne.total_verse == ligne.accorde


@garde("La décision est déjà notifiée.")
def pas_encore_notifiee(ligne):
    return ligne.notifiee_le is None


@garde("Cette ligne attend encore une décision.")
def ligne_decidee(ligne):
    return ligne.statut not in A_DECIDER


# 4. Le bilan est-il prêt ? -----------------------------------------------------------------------------


@garde("La décision du comité ne vous est pas encore annoncée.")
def decision_du_bilan_annoncee(bilan):
    return decision_annoncee(bilan.dossier)


@garde("Les charges réalisées manquent.")
def charges_realisees_connues(bilan):
    return bilan.charges_realisees is not None


@garde("Le nombre de personnes touchées manque.")
def publics_realises_connus(bilan):
    return bilan.beneficiaires_total is not None


@garde("Le récit de l’action est vide : quelques phrases suffisent.")
def recit_ecrit(bilan):
    return bool(bilan.recit.strip())
