"""Ce qui a changé dans une grille depuis la dernière fois : une requête indexée quand rien ne bouge, cinq quand on écrit."""

from collections import defaultdict

from django.db.models import Count, F, Q, Sum

from dossiers.models import Decision, Ligne
from dossiers.statuts import A_DECIDER, ACQUISES
from gouvernance.financeurs.cases import case_lue, en_texte
from gouvernance.financeurs.feuille import curseur_de, empreinte, instant_de
from programmation.models import Enveloppe

AU_PLUS = 2000  # cases rendues d’un coup : une grille entière


def changements_de(seance, depuis, personne=None, lien=None):
    """Les cases écrites depuis le curseur `depuis`, et le curseur d’après. La séance vient de `avec_son_empreinte`.

    Rend {"empreinte", "curseur", "cases", "gages"}, prêt à partir en JSON ; montants en euros, en texte. D’un lien, sa colonne.
    """
    ecrites = Decision.objects.filter(inscription__seance=seance, inscription__retiree_le=None)
    if instant := instant_de(depuis):
        ecrites = ecrites.filter(saisie_le__gt=instant)
    if lien:
        ecrites = ecrites.filter(ligne__financeur=lien.financeur_id)
    ecrites = list(ecrites.select_related("saisie_par", "lien", "pouvoir").order_by("saisie_le")[:AU_PLUS])
    curseur = max([depuis, *(curseur_de(decision.saisie_le) for decision in ecrites)])
    suivi = {"empreinte": empreinte(seance), "curseur": curseur, "cases": [case_lue(d) for d in ecrites], "gages": []}
    if curseur > depuis:
        suivi |= {"gages": gages_en_texte(seance, personne, lien)} | totaux_de(seance, lien)
    return suivi


def totaux_de(seance, lien=None):
    """Ce qu’accorde chaque financeur (en euros), tous dossiers, et combien de décisions restent à prendre."""
    ici = {"inscription__seance": seance, "inscription__retiree_le": None}
    lignes = Ligne.objects.filter(dossier__inscriptions__seance=seance, dossier__inscriptions__retiree_le=None)
    decisions = Decision.objects.filter(**ici)
    if lien:
        lignes = lignes.filter(financeur=lien.financeur_id)
        decisions = decisions.filter(ligne__financeur=lien.financeur_id)
    totaux, attendus = defaultdict(int), 0
    a_decider = Count("pk", filter=Q(statut__in=A_DECIDER))
    deja = Sum(F("accorde_contrat_de_ville") + F("accorde_droit_commun"), filter=Q(statut__in=ACQUISES))
    for financeur, combien, montant in lignes.order_by().values_list("financeur").annotate(n=a_decider, m=deja):
        totaux[str(financeur)] += (montant or 0) if seance.est_ouverte else 0  # actée : ses décisions le disent
        attendus += combien
    decide, dites = Sum(F("contrat_de_ville") + F("droit_commun")), Count("pk", filter=Q(ligne__statut__in=A_DECIDER))
    for financeur, montant, combien in decisions.order_by().values_list("ligne__financeur").annotate(m=decide, n=dites):
        totaux[str(financeur)] += montant or 0
        attendus -= combien
    totaux["tout"] = sum(totaux.values())
    return {"totaux": {cle: en_texte(total) for cle, total in totaux.items()}, "a_decider": attendus}


def gages_en_texte(seance, personne=None, lien=None):
    """Ce que vaut, ce qu’a engagé et ce que voit saisi chaque enveloppe lisible."""
    if lien:
        enveloppes = Enveloppe.objects.filter(financeur=lien.financeur_id, campagne=seance.campagne_id)
    else:
        enveloppes = Enveloppe.objects.visibles_par(personne).filter(campagne=seance.campagne_id)
    saisies = Decision.objects.filter(
        inscription__seance=seance, inscription__retiree_le=None, ligne__statut__in=A_DECIDER,
        ligne__enveloppe__in=enveloppes,
    ).order_by().values_list("ligne__enveloppe").annotate(total=Sum("contrat_de_ville"))  # fmt: skip
    saisies = dict(saisies)
    return [
        {
            "e": e.pk,
            "montant": en_texte(e.montant),
            "engage": en_texte(e.engage),
            "saisi": en_texte(saisies.get(e.pk)),
        }
        for e in enveloppes
    ]
