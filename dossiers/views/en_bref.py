"""L’instruction en quelques mots, sur la page du dossier : comptes et dates en une requête, chacun n’y lit que sa part."""

from django.db.models import Aggregate, Count, F, Max, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat

from dossiers import regles
from dossiers.models import DemandeAvis, Dossier, Etiquette, Exemplaire, Message, NoteInterne, Proposition
from dossiers.statuts import AVANT_DECISION
from workflows.temps import maintenant

ENTRE, DANS = "\x1e", "\x1f"  # entre deux étiquettes, entre ton et texte : aucun texte d’ici ne porte ces signes


class Enfiler(Aggregate):
    """Les textes d’un groupe en un seul, sur les deux bases : une sous-requête de plus, pas une requête."""

    function, output_field = "STRING_AGG", TextField()
    template = f"%(function)s(%(expressions)s, '{ENTRE}')"

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT")


def en_bref(dossier, personne):
    """Pour le gabarit : `instruit`, `suit` (qui lit l’instruction), `fil_se_lit`, et les comptes qui s’y affichent."""
    suit, fil_se_lit = regles.suit_l_instruction(dossier, personne), regles.lit_le_fil(dossier, personne)
    instruit = regles.instruit(dossier, personne)
    lus = {"instruit": instruit, "suit": suit, "fil_se_lit": fil_se_lit}
    if suit or fil_se_lit:
        comptes = Dossier.objects.filter(pk=dossier.pk).annotate(**_comptes(personne))
        lus |= comptes.values(*_comptes(personne)).get()
        lus["a_change"] = suit and lus["exemplaires_gardes"] > 1 and dossier.statut in AVANT_DECISION
        posees = sorted(filter(None, (lus["etiquettes_lues"] or "").split(ENTRE)), key=lambda e: e.split(DANS)[1])
        lus["etiquettes"] = [Etiquette(ton=ton, texte=texte) for ton, texte in (e.split(DANS) for e in posees)]
    return lus


def _comptes(personne):
    """Des sous-requêtes : un compte ne multiplie pas l’autre."""
    avis, messages = DemandeAvis.objects.visibles_par(personne), Message.objects.non_lus_de(personne)
    return {
        "avis_attendus": _nombre(avis.attendus()),
        "avis_en_retard": _nombre(avis.attendus().filter(echeance__lt=maintenant())),
        "avis_rendus": _nombre(avis.filter(rendu_le__isnull=False)),
        "notes_internes_lues": _nombre(NoteInterne.objects.visibles_par(personne)),
        "non_lus": _nombre(messages),
        "etiquettes_lues": Subquery(
            Etiquette.objects.visibles_par(personne)
            .filter(dossiers=OuterRef("pk"))
            .order_by()
            .values("dossiers")
            .annotate(e=Enfiler(Concat(F("ton"), Value(DANS), F("texte"))))
            .values("e")
        ),
        "exemplaires_gardes": _nombre(Exemplaire.objects.all()),
        "complete_le": Subquery(
            Exemplaire.objects.filter(dossier=OuterRef("pk"))
            .order_by()
            .values("dossier")
            .annotate(m=Max("le"))
            .values("m")
        ),
    }


def _nombre(rangees):
    comptees = rangees.filter(dossier=OuterRef("pk")).order_by().values("dossier").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(comptees), 0)


def poser_les_propositions(lignes, dossier, personne):
    """Pose sur chaque ligne `proposee`, la dernière proposition si cette personne la lit ; jamais devant le porteur."""
    lues = {}
    if regles.suit_l_instruction(dossier, personne):
        ou = Q(ligne__in=[ligne.pk for ligne in lignes])
        lues = {p.ligne_id: p for p in Proposition.objects.visibles_par(personne).filter(ou).order_by("pk")}
    for ligne in lignes:
        ligne.proposee = lues.get(ligne.pk)
