"""L’instruction en quelques mots, sur la page du dossier : comptes et dates en une requête, chacun n’y lit que sa part."""

from collections import Counter

from django.db.models import Case, CharField, DateTimeField, F, Value, When
from django.db.models.functions import Cast

from dossiers import regles
from dossiers.models import DemandeAvis, Etiquette, Exemplaire, Message, NoteInterne, Proposition
from dossiers.statuts import AVANT_DECISION
from workflows.composee import composee
from workflows.temps import maintenant


def en_bref(dossier, personne):
    """Pour le gabarit : `instruit`, `suit` (qui lit l’instruction), `fil_se_lit`, et les comptes qui s’y affichent."""
    suit, fil_se_lit = regles.suit_l_instruction(dossier, personne), regles.lit_le_fil(dossier, personne)
    instruit = regles.instruit(dossier, personne)
    lus = {"instruit": instruit, "suit": suit, "fil_se_lit": fil_se_lit}
    if suit or fil_se_lit:
        faits = _faits.tous(dossier.pk, personne)
        nombres = Counter(quoi for quoi, *_ in faits)
        lus |= {nom: nombres[quoi] for nom, quoi in _COMPTES.items()}
        lus["avis_en_retard"] = sum(quoi == "attendu" and le < maintenant() for quoi, _, _, le in faits)
        lus["complete_le"] = max((le for quoi, _, _, le in faits if quoi == "exemplaire"), default=None)
        lus["a_change"] = suit and nombres["exemplaire"] > 1 and dossier.statut in AVANT_DECISION
        posees = sorted((texte, ton) for quoi, ton, texte, _ in faits if quoi == "etiquette")
        lus["etiquettes"] = [Etiquette(ton=ton, texte=texte) for texte, ton in posees]
    return lus


_COMPTES = {"avis_attendus": "attendu", "avis_rendus": "rendu", "notes_internes_lues": "note", "non_lus": "message"}


@composee
def _faits(dossier, personne):
    """[(ce que c’est, ton, texte, date)] de ce que cette personne lit autour du dossier : une réunion, une requête."""
    avis = DemandeAvis.objects.visibles_par(personne).filter(dossier=dossier, annulee_le=None)
    ou_en_est_l_avis = Case(When(rendu_le=None, then=_mot("attendu")), default=_mot("rendu"))
    premiers, *autres = (
        avis.order_by().values_list(ou_en_est_l_avis, _mot(""), _mot(""), F("echeance")),
        _dates("note", NoteInterne.objects.visibles_par(personne).filter(dossier=dossier), "le"),
        _dates("message", Message.objects.non_lus_de(personne).filter(dossier=dossier), "le"),
        _dates("exemplaire", Exemplaire.objects.filter(dossier=dossier), "le"),
        Etiquette.objects.visibles_par(personne)
        .filter(dossiers=dossier)
        .order_by()
        .values_list(_mot("etiquette"), "ton", "texte", Cast(None, DateTimeField())),
    )
    return premiers.union(*autres, all=True)


def _dates(quoi, rangees, champ):
    return rangees.order_by().values_list(_mot(quoi), _mot(""), _mot(""), F(champ))


def _mot(texte):
    return Value(texte, CharField())


def poser_les_propositions(lignes, dossier, personne):
    """Pose sur chaque ligne `proposee`, la dernière proposition si cette personne la lit ; jamais devant le porteur."""
    lues = {}
    if regles.suit_l_instruction(dossier, personne):
        lues = {p.ligne_id: p for p in _propositions.tous(dossier.pk, personne)}
    for ligne in lignes:
        ligne.proposee = lues.get(ligne.pk)


@composee
def _propositions(dossier, personne):
    return Proposition.objects.visibles_par(personne).filter(ligne__dossier=dossier).order_by("pk")
