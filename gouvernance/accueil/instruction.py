"""Ce que l’instruction ajoute à « À faire » : avis, messages, référents, propositions qui manquent ; en requêtes constantes."""

from django.urls import reverse

from dossiers.liste.attentes import EN_EXAMEN
from dossiers.models import DemandeAvis, Inscription, Ligne, Proposition, non_lus_par_dossier
from dossiers.statuts import A_DECIDER, StatutLigne
from gouvernance.accueil.equipe import liste_des_dossiers
from gouvernance.accueil.taches import AU_PLUS, Tache, le_jour, les_premiers, ou_ensemble
from programmation.models import StatutSeance, Temps
from workflows.temps import aujourd_hui, maintenant


def _detail(dossier):
    return f"{dossier.intitule} · {dossier.organisation.nom_court}"


# L’équipe ------------------------------------------------------------------------------------------------


def taches_de_l_equipe(chantier):
    """Avis en retard, messages non lus, dossiers sans référent, propositions qui manquent avant une séance."""
    return [
        *_avis_en_retard(chantier),
        *messages_non_lus(chantier.personne),
        *_sans_referent(chantier),
        *_sans_proposition(chantier),
    ]


def _avis_en_retard(chantier):
    avis = DemandeAvis.objects.visibles_par(chantier.personne).attendus()
    avis = avis.filter(dossier__in=chantier.attendent("avis_en_retard").values("pk"), echeance__lt=maintenant())
    avis = list(avis.select_related("organisation", "dossier__organisation"))
    taches = [
        Tache(f"Relancer {a.a_qui} : avis non rendu", _detail(a.dossier), a.get_absolute_url(), le_jour(a.echeance))
        for a in avis
    ]
    # Un dossier peut en attendre plusieurs : ensemble, ce sont les dossiers que l’on compte, comme leur liste.
    dossiers = list({a.dossier_id: tache for a, tache in reversed(list(zip(avis, taches, strict=True)))}.values())
    if len(taches) <= AU_PLUS or len(dossiers) <= AU_PLUS:
        return taches
    return ou_ensemble(dossiers[::-1], "dossiers attendent un avis en retard", liste_des_dossiers("avis_en_retard"))


def _sans_referent(chantier):
    premiers = les_premiers(chantier.attendent("sans_referent"))
    taches = [
        Tache("Choisir qui suit ce dossier", _detail(d), reverse("dossiers:instruction", args=[d.pk])) for d in premiers
    ]
    adresse = liste_des_dossiers("sans_referent")
    return ou_ensemble(taches, "dossiers en examen n’ont pas de référent", adresse, premiers)


def _sans_proposition(chantier):
    """Une ligne par séance à venir : combien de demandes inscrites n’ont aucun montant proposé."""
    seances = [s for s in chantier.seances if s.temps == Temps.FINANCEURS and s.statut != StatutSeance.ACTEE]
    for seance, nombre in _manquantes(seances, Ligne.objects.all()):
        demandes = "Une demande inscrite n’a" if nombre == 1 else f"{nombre} demandes inscrites n’ont"
        yield Tache(
            f"{demandes} aucun montant proposé", str(seance), seance.get_absolute_url(), le_jour(seance.prevue_le)
        )


def _manquantes(seances, lignes):
    """[(séance, nombre)] des demandes à décider, inscrites, sans proposition ; deux requêtes."""
    inscriptions = Inscription.objects.en_vigueur().filter(seance__in=[s.pk for s in seances])
    ou = dict(inscriptions.values_list("dossier", "seance"))
    proposees = Proposition.objects.filter(ligne__dossier__in=ou).values("ligne")
    nues = lignes.filter(dossier__in=ou, statut__in=A_DECIDER).exclude(pk__in=proposees).order_by()
    comptes = {}
    for dossier in nues.values_list("dossier", flat=True):
        comptes[ou[dossier]] = comptes.get(ou[dossier], 0) + 1
    return [(s, comptes[s.pk]) for s in seances if s.pk in comptes]


# Le financeur --------------------------------------------------------------------------------------------


def taches_du_financeur(personne, guichets, seances):
    """Les avis qu’on lui demande, et ses demandes sans montant proposé avant une séance convoquée."""
    avis = DemandeAvis.objects.visibles_par(personne).attendus().filter(dossier__statut__in=EN_EXAMEN)
    a_rendre = [
        Tache("Rendre l’avis demandé", _detail(a.dossier), a.get_absolute_url(), le_jour(a.echeance))
        for a in avis.select_related("dossier__organisation")
    ]
    taches = ou_ensemble(a_rendre, "avis vous sont demandés", reverse("dossiers:liste"))
    a_venir = [s for s in seances if s.temps == Temps.FINANCEURS and s.statut == StatutSeance.CONVOQUEE]
    siennes = Ligne.objects.filter(financeur__in=guichets).exclude(statut=StatutLigne.SOLLICITEE)
    for seance, nombre in _manquantes(a_venir, siennes):
        quoi = "Proposer un montant" if nombre == 1 else f"Proposer un montant pour {nombre} demandes"
        taches.append(Tache(quoi, str(seance), seance.get_absolute_url(), le_jour(seance.prevue_le)))
    return taches


# Le porteur et l’équipe : le fil -------------------------------------------------------------------------


def messages_non_lus(personne):
    """Une ligne par dossier où un message attend d’être lu, en une requête."""
    taches = []
    for pk, intitule, nom, sigle, nombre in non_lus_par_dossier(personne):
        quoi = "Lire un message" if nombre == 1 else f"Lire {nombre} messages"
        adresse = reverse("dossiers:messages", args=[pk])
        taches.append(Tache(quoi, f"{intitule} · {sigle or nom}", adresse, aujourd_hui()))
    return ou_ensemble(taches, "dossiers où un message attend d’être lu", liste_des_dossiers("message_non_lu"))
