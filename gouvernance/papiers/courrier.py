"""Les lettres d’une séance actée, lues en un nombre constant de requêtes : prêtes, bloquées, parties."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from dossiers import actions, destinataires, lettres
from dossiers.models import Dossier, Lettre, Ligne
from dossiers.statuts import ACQUISES, StatutLigne
from papiers.tableur import Nature, Titre
from programmation.models import SorteDeLettre
from programmation.texte import assourdir
from workflows.temps import maintenant

LONGUEUR = 100
ETATS = {"prete": "Prête", "bloquee": "Attend", "partie": "Partie"}
TONS = {"prete": "cours", "bloquee": "attente", "partie": "ok"}
TRIS = {
    "ordre": ("Ordre du jour", lambda lettre: lettre.rang),
    "porteur": ("Porteur", lambda lettre: assourdir(lettre.dossier.organisation.nom)),
    "sorte": (
        "Sorte de lettre",
        lambda lettre: (list(SorteDeLettre).index(lettre.sorte) if lettre.sorte else 9, lettre.rang),
    ),
    "etat": ("État", lambda lettre: (list(ETATS).index(lettre.etat), lettre.rang)),
}
TITRES = (
    Titre("Référence", largeur=11), Titre("Action", largeur=40), Titre("Porteur", largeur=30), Titre("Lettre", largeur=18),
    Titre("Accordé", Nature.EUROS, 14), Titre("Destinataires", Nature.ENTIER, 13), Titre("État", largeur=10),
    Titre("Partie le", Nature.INSTANT, 17), Titre("Ce qui bloque", largeur=60),
)  # fmt: skip


@dataclass(frozen=True)
class Annonce:
    """La lettre d’un dossier : sa sorte, son montant, à qui, ce qui l’empêche, et la dernière partie."""

    rang: int
    dossier: Dossier
    sorte: SorteDeLettre | None
    montant: Decimal
    a_notifier: list[str]
    destinataires: list
    empechement: str
    partie: Lettre | None

    @property
    def etat(self):
        if not self.empechement:
            return "prete"
        return "partie" if self.dossier.annonce_le else "bloquee"

    @property
    def ton(self):
        return TONS[self.etat]

    @property
    def mot(self):
        return ETATS[self.etat]

    @property
    def est_prete(self):
        return self.etat == "prete"


@dataclass(frozen=True)
class Filtre:
    """Ce que l’adresse demande ; une valeur absurde ne filtre rien."""

    mots: str = ""
    etat: str = ""
    tri: str = "ordre"

    @classmethod
    def lu(cls, demande):
        mots = "".join(c for c in demande.get("q", "")[:LONGUEUR] if c.isprintable()).strip()
        etat, tri = demande.get("etat", ""), demande.get("tri", "")
        return cls(mots, etat if etat in ETATS else "", tri if tri in TRIS else "ordre")

    def garde(self, annonce):
        texte = assourdir(f"{annonce.dossier.reference} {annonce.dossier.intitule} {annonce.dossier.organisation}")
        return self.etat in ("", annonce.etat) and all(mot in texte for mot in assourdir(self.mots).split())


def annonces_de(seance, personne):
    """Une annonce par dossier de l’ordre du jour, dans son ordre. Sept requêtes."""
    lignes = Ligne.objects.select_related("financeur__organisation")
    inscriptions = (
        seance.inscriptions.visibles_par(personne)
        .en_vigueur()
        .select_related("dossier__organisation", "dossier__campagne")
    )
    dossiers = [i.dossier for i in inscriptions.prefetch_related(Prefetch("dossier__lignes", lignes))]
    empeches = actions.empechements_d_envoi(dossiers, seance)
    parties = actions.lettres_parties(seance, dossiers)
    gens = destinataires.redacteurs_par_organisation({d.organisation_id for d in dossiers})
    return [
        _annonce(rang, d, gens.get(d.organisation_id, []), empeches.get(d.pk, ""), parties.get(d.pk))
        for rang, d in enumerate(dossiers, start=1)
    ]


def _annonce(rang, dossier, gens, empechement, partie):
    lignes = list(dossier.lignes.all())
    a_notifier = [str(x.financeur) for x in lignes if lettres.se_notifie(x) and x.notifiee_le is None]
    sorte = lettres.sorte_de(dossier, lignes)
    accorde = sum((x.accorde for x in lignes if x.statut in ACQUISES), 0)  # l’équipe lit aussi ce qui n’est pas voté
    return Annonce(rang, dossier, sorte, Decimal(accorde), a_notifier, sorted(map(str, gens)), empechement, partie)


def pour_un_tableur(annonces):
    """Les rangs de la liste, sous TITRES."""
    for a in annonces:
        yield (
            a.dossier.reference,
            a.dossier.intitule,
            a.dossier.organisation.nom,
            a.sorte.label if a.sorte else None,
            a.montant,
            len(a.destinataires),
            a.mot,
            a.partie.le if a.partie else None,
            a.empechement or None,
        )


def apercu(dossier, seance, par):
    """(sorte, objet, corps) de la lettre que l’on enverrait maintenant ; sorte vide si rien n’est à dire."""
    lignes = list(dossier.lignes.select_related("financeur__organisation"))
    sorte = lettres.sorte_de(dossier, lignes)
    if sorte is None:
        return None, "", ""
    valeurs = lettres.valeurs_de(dossier, lignes, seance, par=par, le=maintenant())
    return sorte, *lettres.rediger_la_lettre(lettres.modeles_de(dossier.campagne.convention_id)[sorte], valeurs)


def tues_par(dossier):
    """Les financeurs dont l’aperçu ne dit rien encore : accordés, mais pas votés."""
    return [
        str(ligne.financeur)
        for ligne in dossier.lignes.filter(statut=StatutLigne.ACCORDEE).select_related("financeur__organisation")
    ]


def empreinte_des_modeles(convention):
    """L’empreinte des quatre textes : l’envoi s’arrête s’ils ont changé depuis qu’on les a relus."""
    modeles = lettres.modeles_de(convention)
    return lettres.empreinte_du_texte(
        "", "\n".join(f"{sorte}\n{objet}\n{corps}" for sorte, (objet, corps) in modeles.items())
    )
