"""Ce qui traverse plusieurs objets : avancer et ses suites, ouvrir un dossier, répondre pour toutes les lignes."""

from django.db import transaction
from django.db.models import F, prefetch_related_objects

from comptes.models import Utilisateur
from dossiers import courriels, regles
from dossiers.actions.courrier import ecrire_la_lettre
from dossiers.actions.depot import garder_un_exemplaire
from dossiers.actions.enveloppes import rattacher_aux_enveloppes
from dossiers.models import Dossier, Inscription, Ligne
from dossiers.models.journal import PassageDossier
from dossiers.statuts import ACQUISES, EN_ACTION, Statut, StatutBilan, StatutLigne
from programmation.models import Campagne, Enveloppe, StatutSeance, Temps
from workflows.envois import Envoi
from workflows.moteur import Blocage, franchir, franchir_sous_verrou, peut_franchir
from workflows.tasks import sonner
from workflows.temps import maintenant


def automate():
    """Le compte technique au nom duquel se prononcent les passages dérivés."""
    return Utilisateur.objects.technique("automate")


def avancer(objet, nom, *, par, **faits):
    """Franchit une transition, en tire les suites, et inscrit dans la même transaction ce qu’il faudra en dire et à qui.

    Rend le passage. Lève `Blocage` ou `PermissionDenied` ; alors rien n’est écrit.
    """
    with transaction.atomic():
        return _avancer_dans(objet, nom, par=par, **faits)


def _avancer_dans(objet, nom, *, par, **faits):
    """La même chose, dans la transaction que tient l’appelant."""
    if touche_les_enveloppes(type(objet), nom):
        _verrouiller_les_enveloppes(objet)
    return avancer_sous_verrou(type(objet).verrouiller(objet.pk), nom, par=par, **faits)


def avancer_sous_verrou(objet, nom, *, par, version=None, motif="", donnees=None, cle=None):
    """La même chose, pour un objet que l’appelant vient de lire sous verrou, dans la transaction qu’il tient."""
    passage = franchir_sous_verrou(objet, nom, par=par, version=version, motif=motif, donnees=donnees, cle=cle)
    if passage.rejoue:
        return passage
    suite = _SUITES.get((type(objet), nom))
    if suite:
        suite(passage)
    dire(passage)
    return passage


def touche_les_enveloppes(modele, nom):
    """Vrai si ce geste sur un dossier touche à ses enveloppes, qui se verrouillent alors avant lui."""
    return (modele, nom) in _TOUCHENT_LES_ENVELOPPES


def dire(passage):
    """Inscrit les envois qu’appelle un passage ; la sonnette ne fait que réveiller l’expéditeur, elle peut se perdre."""
    if Envoi.objects.inscrire(courriels.apres(passage)):
        transaction.on_commit(lambda: sonner(), robust=True)


# 1. Les suites d’un passage ----------------------------------------------------------------------------


def _verrouiller_les_enveloppes(dossier):
    """Toujours enveloppe → dossier → ligne, sinon deux gestes s’attendraient l’un l’autre."""
    list(Enveloppe.objects.filter(lignes__dossier=dossier).order_by("pk").select_for_update(of=("self",), no_key=True))


def _apres_le_depot(passage):
    rattacher_aux_enveloppes(passage.objet)
    garder_un_exemplaire(passage)


def _constater_la_recevabilite(passage):
    """Dès que chaque ligne a sa réponse, l’état du dossier s’en déduit."""
    dossier = passage.objet  # la racine que la porte vient de verrouiller, et d’écrire
    if dossier.statut != Statut.DEPOSE:
        return
    prefetch_related_objects([dossier], "lignes")
    if regles.chaque_ligne_a_sa_reponse(dossier):
        avancer_sous_verrou(dossier, "constater_la_recevabilite", par=automate())


def _solliciter_de_nouveau(passage):
    repondues = (StatutLigne.RECEVABLE, StatutLigne.IRRECEVABLE, StatutLigne.SANS_OBJET)
    for ligne in passage.objet.lignes.filter(statut__in=repondues):
        franchir(ligne, "solliciter_de_nouveau", par=automate())


def _quitter_le_comite(passage):
    """Un dossier abandonné n’est plus à l’ordre du jour : resté là, il empêcherait d’acter tous les autres."""
    if passage.depuis == Statut.EN_COMITE:
        en_vigueur = Inscription.objects.en_vigueur().filter(dossier=passage.objet, seance__temps=Temps.FINANCEURS)
        en_vigueur.exclude(seance__statut=StatutSeance.ACTEE).update(retiree_le=maintenant())


def redemander_le_plan(passage):
    """Une décision changée après l’annonce, une fois notifiée, fait un autre plan : le porteur le confirme de nouveau."""
    confirmes = Dossier.objects.filter(pk=passage.objet_id, annonce_le__isnull=False, plan_confirme_le__isnull=False)
    confirmes.update(plan_confirme_le=None, version=F("version") + 1)


def _annuler_les_lignes(passage):
    for ligne in passage.objet.lignes.filter(statut__in=ACQUISES).exclude(statut=StatutLigne.SOLDEE):
        franchir(ligne, "annuler", par=automate(), motif=f"Désistement du porteur : {passage.motif}")


def _ne_plus_retenir_au_besoin(passage):
    """Une action attestée non réalisée garde son état : elle se clôt, elle n’a pas été écartée."""
    dossier = Dossier.objects.get(pk=passage.objet_id)
    if dossier.bilan_ou_rien and dossier.bilan.statut == StatutBilan.NON_REALISE:
        return
    if dossier.statut in EN_ACTION and regles.plus_aucune_ligne_accordee(dossier):
        franchir(dossier, "ne_plus_retenir", par=automate())


def _reporter_le_bilan(passage):
    bilan = passage.objet.bilan_ou_rien
    if bilan:
        bilan.du_le, bilan.report_souhaite_au = passage.donnees["bilan_du_le"], None
        bilan.save(update_fields=["du_le", "report_souhaite_au"])


_SUITES = {
    (Dossier, "deposer"): _apres_le_depot,
    (Dossier, "enregistrer"): _apres_le_depot,
    (Dossier, "completer"): garder_un_exemplaire,
    (Dossier, "annoncer"): ecrire_la_lettre,
    (Dossier, "confirmer_le_plan"): garder_un_exemplaire,
    (Ligne, "notifier"): redemander_le_plan,
    (Dossier, "rouvrir_la_recevabilite"): _solliciter_de_nouveau,
    (Dossier, "abandonner"): _quitter_le_comite,
    (Dossier, "se_desister"): _annuler_les_lignes,
    (Dossier, "reporter"): _reporter_le_bilan,
    (Ligne, "declarer_recevable"): _constater_la_recevabilite,
    (Ligne, "declarer_irrecevable"): _constater_la_recevabilite,
    (Ligne, "declarer_sans_objet"): _constater_la_recevabilite,
    (Ligne, "refuser_au_vote"): _ne_plus_retenir_au_besoin,
    (Ligne, "annuler"): _ne_plus_retenir_au_besoin,
}
_TOUCHENT_LES_ENVELOPPES = {(Dossier, "se_desister"), (Dossier, "rouvrir_la_recevabilite")}


# 2. Ouvrir, répondre -----------------------------------------------------------------------------------


@transaction.atomic
def ouvrir_un_dossier(campagne, organisation, *, par, intitule, saisi_par_l_equipe=False, **champs):
    """Crée un brouillon numéroté dans sa campagne. Le verrou de la campagne garde les numéros sans trou ni doublon."""
    Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
    dernier = Dossier.objects.filter(campagne=campagne).order_by("-numero").values_list("numero", flat=True).first()
    return Dossier.objects.create(
        campagne=campagne,
        organisation=organisation,
        numero=(dernier or 0) + 1,
        intitule=intitule,
        saisi_par_l_equipe=saisi_par_l_equipe,
        cree_par=par,
        modifie_par=par,
        cree_le=maintenant(),
        modifie_le=maintenant(),
        **champs,
    )


@transaction.atomic
def repondre_pour_toutes(dossier, nom, *, par, motif="", cle=None):
    """Donne la même réponse de recevabilité à toutes les lignes pour lesquelles cette personne répond.

    Rend le nombre de lignes répondues. Lève `Blocage` s’il n’y en a aucune.
    """
    _verrouiller_les_enveloppes(dossier)
    if cle and PassageDossier.objects.filter(cle=cle, par=par, transition=nom, objet=dossier).exists():
        return 0
    lignes = [
        ligne
        for ligne in dossier.lignes.filter(statut=StatutLigne.SOLLICITEE).select_related(
            "financeur__organisation", "dossier__campagne__convention"
        )
        if peut_franchir(ligne, nom, par)
    ]
    if not lignes:
        raise Blocage("Aucune ligne n’attend votre réponse.")
    for rang, ligne in enumerate(lignes):
        _avancer_dans(ligne, nom, par=par, motif=motif, cle=cle if rang == 0 else None)
    return len(lignes)
