"""L’accueil d’un porteur : ce que l’on attend de lui, et où en est chacun de ses dossiers."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, CharField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from comptes.models import Droit, Organisation, Qualite
from dossiers import regles
from dossiers.models import Bilan, Dossier, IndicateurDeResultat, Lieu, Ligne, MoyenHumain, PosteBudgetaire
from dossiers.models.budget import Sens
from dossiers.parties import TITRES
from dossiers.relances import regles_manquantes
from dossiers.statuts import Statut, StatutBilan
from gouvernance.accueil.calendrier import AU_PLUS
from gouvernance.accueil.taches import Tache, le_jour
from programmation.models import Campagne
from workflows.composee import composee
from workflows.temps import maintenant

RECENTS = 30  # dossiers montrés ici ; la liste les a tous


@dataclass(frozen=True)
class MonDossier:
    """Un dossier, l’état que son porteur peut lire, et ce qui lui manque s’il s’écrit encore."""

    dossier: Dossier
    statut: Statut
    manques: list
    attend: str
    se_reconduit: bool = False


def ecrit_pour_quelqu_un(personne):
    return any(q == Qualite.PORTEUR and droit != Droit.LECTEUR for _, q, droit in personne.rattachements)


def campagnes_du_porteur(dossiers):
    """Celles où il a un dossier, et celles dont le dépôt est ouvert ou à venir : une campagne est publique."""
    return _campagnes.tous({dossier.campagne_id for dossier in dossiers}, maintenant())


@composee
def _campagnes(siennes, instant):
    voulues = Campagne.objects.en_cours().filter(Q(pk__in=siennes) | Q(depot_ferme_le__gte=instant))
    return voulues.select_related("convention__commune")[:AU_PLUS]


def mes_dossiers(personne):
    """Les dossiers de ses organisations, les plus récents d’abord, en un nombre constant de requêtes."""
    dossiers = _siens.tous(Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR))
    _sommer(dossiers)
    suivis = _suivis(dossiers)
    return [_mon_dossier(dossier, personne, suivis) for dossier in dossiers]


@composee
def _siens(porteurs):
    """Ceux de ces organisations : la part du mur que lui ouvrent les siennes (`sous_la_main`), et elle seule."""
    siens = Dossier.objects.sous_la_main(porteurs, (), ())
    siens = siens.select_related("campagne__convention", "organisation", "bilan").defer(*_JAMAIS_LUS)
    siens = siens.annotate(**{fait: _lie(modele) for fait, modele in _CE_QUE_REGARDENT_LES_GARDES.items()})
    return siens.order_by("-campagne__annee", "-modifie_le")[:RECENTS]


def _suivis(dossiers):
    """{racine du fil: dernière année où l’action a un dossier vivant} : on reconduit le dernier, pas ceux d’avant."""
    vivants = [d for d in dossiers if d.statut != Statut.ABANDONNE]
    return {d.racine_du_fil: d.campagne.annee for d in sorted(vivants, key=lambda d: d.campagne.annee)}


_JAMAIS_LUS = ("recherche", "demande_de_complements", "campagne__convention__gouvernance")  # de longs textes


_CE_QUE_REGARDENT_LES_GARDES = {
    "a_un_quartier": Dossier.quartiers.through,
    "a_une_tranche_d_age": Dossier.tranches_age.through,
    "a_un_lieu": Lieu,
    "a_des_moyens_humains": MoyenHumain,
    "a_un_indicateur": IndicateurDeResultat,
}


def _lie(modele):
    """Vrai pour un dossier que cite l’un de ces objets : les gardes du dépôt n’en demandent pas plus.

    Le premier trouvé, et non `EXISTS` : d’un `EXISTS`, la base fait volontiers une table de hachage de tous les objets du
    pays, pour trente dossiers à montrer.
    """
    trouve = modele.objects.filter(dossier=OuterRef("pk")).order_by().values(est=Value(True))[:1]
    return Coalesce(Subquery(trouve, output_field=BooleanField()), Value(False))


def _sommer(dossiers):
    """Pose les totaux du budget de tous ces dossiers, en une requête : les gardes du dépôt les lisent sans rien demander."""
    totaux = {d.pk: dict.fromkeys([*Sens, "demande"], Decimal(0)) for d in dossiers}
    for pk, quoi, total in _sommes.tous(list(totaux)):
        totaux[pk][quoi] = total
    for dossier in dossiers:
        total = totaux[dossier.pk]
        dossier.charges, dossier.total_demande = total["charge"], total["demande"]
        dossier.produits = total["produit"] + total["demande"]
        dossier.emplois_volontaires, dossier.contributions_volontaires = total["emploi"], total["contribution"]


@composee
def _sommes(dossiers):
    postes = PosteBudgetaire.objects.filter(dossier__in=dossiers).order_by().values_list("dossier", "sens")
    lignes = Ligne.objects.filter(dossier__in=dossiers).order_by().values_list("dossier", Value("demande", CharField()))
    demandes = lignes.annotate(total=Sum(F("demande_droit_commun") + F("demande_contrat_de_ville")))
    return postes.annotate(total=Sum("montant")).union(demandes, all=True)


def _mon_dossier(dossier, personne, suivis):
    statut = dossier.statut_pour(personne)
    ecrit = statut == Statut.BROUILLON and dossier.campagne.recoit_a(maintenant())
    manques, passe = regles_manquantes(dossier) if ecrit else [], not dossier.campagne.recoit_a(maintenant())
    passe = passe and dossier.campagne.annee == suivis.get(dossier.racine_du_fil)
    reprend = passe and regles.reconduit(dossier, personne) and not regles.convention_en_cours(dossier)
    return MonDossier(dossier, statut, manques, _ATTENTES.get(statut, ""), reprend and statut != Statut.BROUILLON)


_ATTENTES = {
    Statut.DEPOSE: "L’équipe et les financeurs disent si le dossier est recevable.",
    Statut.RECEVABLE: "Il sera inscrit au comité des financeurs.",
    Statut.EN_COMITE: "Le comité des financeurs décide, puis la décision vous est annoncée.",
    Statut.AJOURNE: "Le comité y reviendra à une prochaine séance.",
    Statut.PROGRAMME: "L’action se réalise, puis vient son bilan.",
    Statut.PRESENTE: "L’action se réalise, puis vient son bilan.",
    Statut.MIS_EN_PERSPECTIVE: "Le bilan, puis la clôture.",
}


def taches_du_porteur(siens):
    """Ce qui est attendu : compléments, brouillons à déposer avant la clôture, bilans."""
    for mien in siens:
        dossier = mien.dossier
        adresse, campagne = dossier.get_absolute_url(), dossier.campagne
        if mien.statut == Statut.INCOMPLET:
            rouvertes = ", ".join(TITRES[partie] for partie in dossier.parties_rouvertes if partie in TITRES)
            detail = f"{dossier.intitule} · à compléter : {rouvertes}" if rouvertes else dossier.intitule
            yield Tache("Envoyer les compléments demandés", detail, adresse, le_jour(dossier.echeance))
        elif mien.statut == Statut.BROUILLON and campagne.recoit_a(maintenant()):
            manque = (
                f"il manque {len(mien.manques)} chose{'s' if len(mien.manques) > 1 else ''}"
                if mien.manques
                else "prêt à déposer"
            )
            libelle = "Finir et déposer le brouillon" if mien.manques else "Déposer le dossier"
            yield Tache(libelle, f"{dossier.intitule} · {manque}", adresse, le_jour(campagne.depot_ferme_le))
        bilan = dossier.bilan_ou_rien
        if bilan and bilan.statut in (StatutBilan.ATTENDU, StatutBilan.A_COMPLETER) and mien.statut != Statut.EN_COMITE:
            yield _bilan(bilan, dossier)


def _bilan(bilan: Bilan, dossier):
    corrige = bilan.statut == StatutBilan.A_COMPLETER
    return Tache(
        "Corriger le bilan" if corrige else "Rendre le bilan",
        f"{dossier.intitule} · {dossier.reference}",
        bilan.get_absolute_url(),
        bilan.du_le,
    )
