"""Le moteur : une machine à états se déclare d’une phrase et se franchit par une seule porte."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import django_fsm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db import transaction as bdd

from workflows.composee import composee
from workflows.temps import a_l_instant, maintenant

_rang = count()
PERIME = "Quelqu’un l’a modifié depuis que vous l’avez ouvert. Relisez, puis recommencez : rien n’a été écrasé."


class Blocage(Exception):
    """Un refus qui a des mots : chaque motif dit ce qui bloque et quoi faire."""

    def __init__(self, *motifs):
        self.motifs = motifs
        super().__init__(" ".join(str(motif) for motif in motifs))


def garde(motif):
    """Donne à une condition la phrase que lira l’usager quand elle n’est pas remplie.

    `motif` : la phrase, ou une fonction de l’objet qui la compose (une date, un montant, une liste).
    """

    def nommer(condition):
        condition.motif = motif
        return condition

    return nommer


def transition(libelle, *, de, vers, par, si=(), motivee=False, fait="", saisie=(), bouton=True):
    """Une transition django-fsm qui se lit : de … vers … par … si …, motivée ou non.

    `vers` : un état, None (l’état ne change pas) ou `selon(fonction, états)` quand l’issue se déduit des faits.
    `fait` : la tournure passée qu’affiche le journal (« Déposé ») ; `saisie` : les données demandées à qui agit ;
    `bouton` : faux pour les passages dérivés ou prononcés en séance, qu’aucun bouton n’offre.
    """
    return django_fsm.transition(
        "statut",
        source=list(de),
        target=vers,
        permission=par,
        conditions=list(si),
        custom={
            "libelle": libelle,
            "fait": fait or libelle,
            "motivee": motivee,
            "saisie": tuple(saisie),
            "bouton": bouton,
            "rang": next(_rang),
        },
    )


def selon(fonction, etats):
    """Une issue dérivée : `fonction(objet)` rend l’un des `etats`."""
    return django_fsm.GET_STATE(lambda objet, **_: fonction(objet), states=list(etats))


class StatutProtege(models.QuerySet):
    """Un statut ne s’écrit que par la porte : aucun raccourci de requête ne la contourne."""

    def _refuser(self, champs):
        if "statut" in champs:
            raise TypeError("Le statut ne s’écrit pas : il se franchit (workflows.moteur.franchir).")

    def update(self, **champs):
        self._refuser(champs)
        return super().update(**champs)

    def bulk_update(self, objs, fields, batch_size=None):
        self._refuser(fields)
        return super().bulk_update(objs, fields, batch_size)

    def create(self, **champs):
        self._refuser(champs)
        return super().create(**champs)

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        depart = self.model._meta.get_field("statut").default
        if any(objet.statut != depart for objet in objs):
            self._refuser({"statut"})
        return super().bulk_create(objs, *args, **kwargs)


class Versionne(models.Model):
    """Un objet que deux personnes modifient sans s’écraser : sa version se compte, et il se relit sous verrou."""

    version = models.PositiveIntegerField(default=0, editable=False)
    LIENS = ()  # ce que les gardes et les règles regardent toujours : lu avec l’objet, en une requête

    class Meta:
        abstract = True

    @classmethod
    def verrouiller(cls, pk):
        """Relit l’objet sous verrou. Une pièce verrouille d’abord sa racine (fiabilité : toujours le même ordre)."""
        return cls._verrouille(pk=pk)

    @classmethod
    def _verrouille(cls, **cle):
        """L’objet que désigne cette clé, relu sous verrou ; lève `DoesNotExist`."""
        ((nom, valeur),) = cle.items()
        if (lu := _sous_verrou.premier(valeur, modele=cls, nom=nom)) is None:
            raise cls.DoesNotExist
        return lu


def sous_verrou(objets):
    """Ces objets (QuerySet), lus sous verrou avec ce que leurs règles regardent ; ce qu’ils citent ne se verrouille pas."""
    liens = objets.model.LIENS or (None,)
    return objets.select_related(*liens).select_for_update(of=("self",), no_key=True).order_by()


@composee
def _sous_verrou(cle, *, modele, nom):
    return sous_verrou(modele.objects.filter(**{nom: cle}))


class ObjetAEtats(django_fsm.FSMModelMixin, Versionne):
    """Ce que le moteur attend d’un objet : un statut, une version, une racine de journal, un rôle pour l’acteur."""

    saisie = {}  # les données du formulaire en cours, pour les gardes qui les jugent et le corps qui les garde

    class Meta:
        abstract = True

    @property
    def racine(self):
        """L’objet qui porte la chaîne du journal (lui-même, sauf pour une ligne ou un bilan)."""
        return self

    def role_de(self, personne):
        """À quel titre cette personne agit ici, tel que le journal le recopie."""
        raise NotImplementedError

    def sujet_du_passage(self):
        """La clé étrangère qui, dans le journal de la racine, désigne cette pièce ; rien pour la racine."""
        return {}


@dataclass(frozen=True)
class Offre:
    """Ce qu’une personne peut faire maintenant d’un objet, ou pourquoi pas encore."""

    nom: str
    libelle: str
    motivee: bool
    saisie: tuple
    manques: tuple = field(default=())

    @property
    def possible(self):
        return not self.manques


def transitions_de(modele):
    """Toutes les transitions déclarées d’un modèle, dans l’ordre du texte."""
    declarees = modele._meta.get_field("statut").get_all_transitions(modele)
    return sorted(declarees, key=lambda t: (t.custom["rang"], str(t.source)))


def _depuis_ici(objet):
    return [t for t in transitions_de(type(objet)) if t.source == objet.statut]


def phrase_de(condition, objet):
    """La phrase d’une garde, composée pour cet objet."""
    return condition.motif(objet) if callable(condition.motif) else condition.motif


def manques_de(conditions, objet):
    """Les phrases des gardes que cet objet ne remplit pas, dans l’ordre où on les donne."""
    return tuple(phrase_de(condition, objet) for condition in conditions if not condition(objet))


def _manques(objet, t):
    return manques_de(t.conditions, objet)


def offres(objet, personne):
    """Ce que cette personne peut faire maintenant, avec les raisons de ce qui n’est pas encore possible."""
    return [
        Offre(t.name, t.custom["libelle"], t.custom["motivee"], t.custom["saisie"], _manques(objet, t))
        for t in _depuis_ici(objet)
        if t.custom["bouton"] and t.has_perm(objet, personne)
    ]


def peut_franchir(objet, nom, personne):
    """Vrai si cette personne verrait ce bouton, possible ou non."""
    return any(t.name == nom and t.has_perm(objet, personne) for t in _depuis_ici(objet))


@contextmanager
def modifier(objet, *, version):
    """Le temps d’une modification de fond : verrouille, refuse si quelqu’un a écrit depuis, compte une version.

    Rend l’objet frais ; l’appelant y pose ses valeurs. Lève `Blocage`, et alors rien n’est écrit.
    """
    with bdd.atomic():
        frais = type(objet).verrouiller(objet.pk)
        if int(version) != frais.version:
            raise Blocage(PERIME)
        yield frais
        frais.version += 1
        frais.save()


def franchir(objet, nom, *, par, **faits):
    """Franchit une transition dans une transaction à elle, et rend le passage ; `franchir_dans` dit le reste."""
    with bdd.atomic():
        return franchir_dans(objet, nom, par=par, **faits)


def franchir_dans(objet, nom, *, par, **faits):
    """Verrouille, relit, puis franchit. L’appelant tient la transaction."""
    return franchir_sous_verrou(type(objet).verrouiller(objet.pk), nom, par=par, **faits)


def franchir_sous_verrou(objet, nom, *, par, version=None, motif="", donnees=None, cle=None):
    """Vérifie, franchit, enregistre, consigne — et rend le passage. L’appelant vient de verrouiller l’objet en le lisant.

    `version` : celle que la personne avait sous les yeux ; `cle` : la clé du formulaire rendu, qui fait qu’un double
    clic ou un renvoi rend le même passage. Lève `Blocage` (avec les phrases) ou `PermissionDenied`.
    """
    donnees = donnees or {}
    par.relire_ses_droits()
    motif = motif.strip()
    objet.saisie = {**donnees, "motif": motif}
    journal = objet.racine.passages
    if deja := journal.model.deja_consigne(cle):
        if (deja.par_id, deja.transition, deja.sujet) != (par.pk, nom, objet):
            raise Blocage("Ce formulaire a déjà servi. Rechargez la page, puis recommencez.")
        deja.rejoue = True
        return deja
    if version is not None and int(version) != objet.version:
        raise Blocage(PERIME)
    t = next((t for t in _depuis_ici(objet) if t.name == nom), None)
    if t is None:
        raise Blocage("Cette action n’est plus possible : l’état a changé entre-temps.")
    if not t.has_perm(objet, par):
        raise PermissionDenied
    depuis = objet.statut
    with a_l_instant(maintenant()):  # les gardes se lisent ici, puis dans la bibliothèque : à la même heure
        if manques := _manques(objet, t):
            raise Blocage(*manques)
        if t.custom["motivee"] and not motif:
            raise Blocage("Un motif est attendu.")
        getattr(objet, nom)(**donnees)
    objet.version += 1
    if objet is not objet.racine:
        objet.save()
    return journal.model.consigner(  # qui écrit la racine, une fois : son nouvel état et la tête de sa chaîne
        objet.racine,
        par=par,
        role=objet.role_de(par),
        transition=nom,
        depuis=depuis,
        vers=objet.statut,
        motif=motif,
        donnees=donnees,
        cle=cle,
        en_entier=objet is objet.racine,
        **objet.sujet_du_passage(),
    )
