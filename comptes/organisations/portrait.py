"""Le portrait d’une organisation : tout ce que sa fiche sait, lu en un nombre constant de requêtes."""

from dataclasses import dataclass, field

from comptes.models import Adresse, Agrement, Fiche, Interlocuteur, MoyensHumains, Organisation
from comptes.organisations.agrements import Agrements
from comptes.organisations.sections import Engagement, Identite, Situation
from comptes.organisations.sections_suite import Coordonnees, Interlocuteurs, Moyens, annee_comptee
from workflows.differences import brute, lisible

SECTIONS = {
    section.slug: section
    for section in (Identite, Coordonnees, Interlocuteurs, Situation, Moyens, Agrements, Engagement)
}
_ABSENT = "non renseigné"


@dataclass
class Portrait:
    organisation: Organisation
    fiche: Fiche
    siege: Adresse | None = None
    correspondance: Adresse | None = None
    representant: Interlocuteur | None = None
    charge: Interlocuteur | None = None
    moyens: MoyensHumains | None = None
    agrements: list = field(default_factory=list)

    @classmethod
    def de(cls, organisation):
        lignes = {a.usage: a for a in organisation.adresses.all()}
        lignes |= {i.role: i for i in organisation.interlocuteurs.all()}
        return cls(
            organisation,
            Fiche.de(organisation),
            moyens=organisation.moyens_humains.filter(annee=annee_comptee()).first(),
            agrements=list(Agrement.objects.filter(organisation=organisation)),
            **lignes,
        )


@dataclass(frozen=True)
class Volet:
    """Une section telle qu’on la lit : ce qui est dit, groupe par groupe ; vide, elle le dit."""

    slug: str
    titre: str
    groupes: list
    precision: str = ""
    avertissement: str = ""


def volets(organisation, portrait):
    """Toutes les sections, dans l’ordre de la fiche ; le contrat d’engagement ne regarde que les associations."""
    for slug, classe in SECTIONS.items():
        if slug != Engagement.slug or organisation.est_une_association:
            yield Volet(slug, classe.titre, _dits(classe(organisation=organisation)), **_a_savoir(slug, portrait))


def _a_savoir(slug, portrait):
    """Les moyens humains disent de quand ils datent, et ce qui surprend dans leurs nombres."""
    if slug != Moyens.slug:
        return {}
    avertissement = portrait.moyens.avertissement if portrait.moyens else ""
    return {"precision": f"au 31 décembre {annee_comptee()}", "avertissement": avertissement}


def _dits(formulaire):
    """[(titre du groupe, [(étiquette, texte)])] : ce qui a été répondu, et rien d’autre."""
    dits = []
    for groupe in formulaire.groupes():
        reponses = [(c.label, lisible(c.field, brute(c))) for c in groupe.champs]
        reponses = [(label, texte) for label, texte in reponses if texte and texte != _ABSENT]
        if reponses:
            dits.append((groupe.titre.removesuffix(" ?"), reponses))
    return dits
