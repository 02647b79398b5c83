"""Ce qu’on attend d’une organisation et de son dossier, pièce par pièce : ce qui est là, ce qui manque, et pourquoi."""

from dataclasses import dataclass, field

from django.urls import reverse

from dossiers.models.dossier import Dossier
from dossiers.models.piece import Piece
from dossiers.models.projet import TypeDeDemande
from dossiers.pieces import MODELES, Modele, Situation
from workflows.composee import composee
from workflows.templatetags.ecriture import jour

# Le ton et les mots de chaque état (thème : une forme, un mot, une couleur).
_MOTS = {
    "manque": ("attente", "À joindre"),
    "facultative": ("", "Si besoin"),
    "quarantaine": ("pause", "En attente de vérification"),
    "non_conforme": ("non", "Non conforme"),
    "perimee": ("attente", "Périmée"),
    "conforme": ("ok", "Conforme"),
    "jointe": ("cours", "Jointe, pas encore examinée"),
}
_A_REFAIRE = ("manque", "non_conforme", "perimee")


@dataclass
class Attendue:
    """Un type de pièce attendu ou possible, ses versions, la courante d’abord ; `lues` : celles que l’on peut lire."""

    modele: Modele
    est_exigee: bool
    versions: list = field(default_factory=list)
    lues: frozenset = frozenset()

    @property
    def courantes(self):
        return [piece for piece in self.versions if piece.est_courante]

    @property
    def courante(self):
        return next(iter(self.courantes), None)

    @property
    def visibles(self):
        return [piece for piece in self.courantes if piece.pk in self.lues]

    @property
    def est_cachee(self):
        """Elle est là, et cette personne n’a pas à la lire."""
        return bool(self.courantes) and not self.visibles

    @property
    def anciennes(self):
        return [piece for piece in self.versions if not piece.est_courante and piece.pk in self.lues]

    @property
    def etat(self):
        piece = self.courante
        if piece is None:
            return "manque" if self.est_exigee else "facultative"
        if not piece.est_saine:
            return "quarantaine"
        if any(autre.conforme is False for autre in self.courantes):
            return "non_conforme"
        if piece.est_perimee:
            return "perimee"
        return "conforme" if piece.conforme else "jointe"

    @property
    def ton(self):
        return _MOTS[self.etat][0]

    @property
    def mots(self):
        return _MOTS[self.etat][1]

    @property
    def manque(self):
        """La phrase de ce qui manque ; vide si rien n’est à faire."""
        if self.etat == "manque":
            return f"{self.modele.libelle} : à joindre."
        if self.etat == "non_conforme":
            return f"{self.modele.libelle} : non conforme selon l’équipe, à remplacer."
        if self.etat == "perimee":
            return f"{self.modele.libelle} : ne vaut plus depuis le {jour(self.courante.perime_le)}, à remplacer."
        return ""


def pieces_attendues(dossier, personne=None):
    """Les `Attendue` d’un dossier : celles de son organisation, puis les siennes. Quatre requêtes, quel qu’en soit le nombre.

    `personne` : ne donne à lire que ce qu’elle peut lire ; sans elle, on ne dit que ce qui est là et ce qui manque.
    """
    renouvelle = dossier.type_demande == TypeDeDemande.RENOUVELLEMENT
    renouvelle = renouvelle or bool(_un_autre.tous(dossier.organisation_id, dossier.pk))
    situation = Situation.de(
        dossier.organisation, premiere_demande=not renouvelle, demande=dossier.total_demande,
        saisi_par_l_equipe=dossier.saisi_par_l_equipe,
    )  # fmt: skip
    return _confronter(situation, _siennes.tous(dossier.organisation_id, dossier.pk), personne, MODELES.values())


@composee
def _un_autre(organisation, dossier):
    """Un autre dossier que cette organisation a déposé, s’il y en a un."""
    autres = Dossier.objects.deposes().filter(organisation=organisation).exclude(pk=dossier).order_by()
    return autres.values_list("pk")[:1]


@composee
def _siennes(organisation, dossier):
    pieces = Piece.objects.filter(organisation=organisation, dossier=None) | Piece.objects.filter(dossier=dossier)
    return pieces.select_related("ajoutee_par", "examinee_par")


def pieces_de_l_organisation(organisation, personne=None):
    """Les `Attendue` d’une organisation, hors de tout dossier."""
    premiere = not Dossier.objects.deposes().filter(organisation=organisation).exists()
    situation = Situation.de(organisation, premiere_demande=premiere)
    pieces = Piece.objects.filter(organisation=organisation, dossier=None).select_related("ajoutee_par", "examinee_par")
    return _confronter(situation, pieces, personne, [m for m in MODELES.values() if not m.du_dossier])


def pieces_qui_manquent(dossier, attendues=None):
    """[(adresse avec ancre, phrase)] : ce qui manque, est périmé ou non conforme. Avertit au dépôt, ne le retient pas."""
    adresse = reverse("dossiers:pieces-du-dossier", args=[dossier.pk])
    attendues = pieces_attendues(dossier) if attendues is None else attendues
    return [(f"{adresse}#{a.modele.ancre}", a.manque) for a in attendues if a.manque]


def _confronter(situation, pieces, personne, modeles):
    pieces, lues = list(pieces), frozenset()
    if personne is not None:
        visibles = Piece.objects.visibles_par(personne).filter(pk__in=[piece.pk for piece in pieces])
        lues = frozenset(visibles.values_list("pk", flat=True))
    par_type = {}
    for piece in pieces:
        par_type.setdefault(piece.type, []).append(piece)
    return [
        Attendue(modele, modele.exigee(situation), par_type.get(modele.type, []), lues)
        for modele in modeles
        if modele.exigee(situation) or modele.utile(situation) or modele.type in par_type
    ]
