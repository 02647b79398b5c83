"""Le journal : chaque passage est écrit une fois, enchaîné au précédent, et jamais retouché.

Une chaîne par objet racine (un dossier avec ses lignes et son bilan ; une séance). Chaque passage porte le
SHA-256 de son contenu et de l’empreinte du passage d’avant ; la racine garde le rang et l’empreinte du
dernier, si bien qu’une ligne ôtée à la fin se voit aussi. Le nom de l’acteur n’entre dans l’empreinte que par un
condensé salé : le clair et le sel vivent à part (Identite), où un effacement peut les vider sans rompre la chaîne.
"""

import hashlib
import json
import secrets
import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from workflows.composee import composee
from workflows.temps import maintenant

ORIGINE = "0" * 64
_SANS_SEL = ("id", "personne_id", "nom", "condense")
_EPOQUE = datetime(1970, 1, 1, tzinfo=UTC)


def condense(texte):
    """Le SHA-256 d’un texte, en hexadécimal."""
    return hashlib.sha256(texte.encode()).hexdigest()


def canonique(contenu):
    """Le JSON qui ne dépend ni de l’ordre des clés ni de la locale : c’est lui que l’on condense."""
    return json.dumps(contenu, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def microsecondes(instant):
    """L’instant en microsecondes depuis l’époque UTC : un texte local serait faux sous une autre zone."""
    ecart = instant - _EPOQUE
    return (ecart.days * 86_400 + ecart.seconds) * 1_000_000 + ecart.microseconds


class Identite(models.Model):
    """Le nom qu’avait une personne quand elle a agi, et son sel ; l’effacement vide les deux."""

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="identites")
    nom = models.CharField(max_length=255, blank=True)
    sel = models.CharField(max_length=32, blank=True)
    condense = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["personne", "condense"], name="identite_unique")]

    def __str__(self):
        return self.nom or "nom effacé"

    @classmethod
    def de(cls, personne):
        """L’identité courante d’une personne : celle de son nom d’aujourd’hui, créée au premier acte."""
        nom = personne.nom_complet
        (lu, cle, sceau), personne.identite_lue = personne.identite_lue or ("", None, ""), None
        if lu != nom:
            connue = _connue.premier(personne.pk, nom)
        else:  # lue avec ses droits, sous le même verrou
            connue = cle and cls.from_db(personne._state.db, _SANS_SEL, [cle, personne.pk, nom, sceau])
        if connue:
            return connue
        sel = secrets.token_hex(16)
        return cls.objects.create(personne=personne, nom=nom, sel=sel, condense=condense(sel + nom))


@composee
def _connue(personne, nom):
    return Identite.objects.filter(personne=personne, nom=nom).order_by("pk")


class Chaine(models.Model):
    """Ce qu’une racine garde de son journal : combien de passages, et l’empreinte du dernier."""

    passages_nombre = models.PositiveIntegerField(default=0, editable=False)
    passages_tete = models.CharField(max_length=64, default=ORIGINE, editable=False)

    class Meta:
        abstract = True


class Passage(models.Model):
    """Un franchissement consigné. Les héritiers ajoutent `objet`, la racine de la chaîne."""

    rang = models.PositiveIntegerField(editable=False)
    transition = models.CharField(max_length=60)
    depuis = models.CharField(max_length=50)
    vers = models.CharField(max_length=50)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=200)
    identite = models.ForeignKey(Identite, models.PROTECT, related_name="+")
    identite_condense = models.CharField(max_length=64)
    motif = models.TextField(blank=True)
    donnees = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    le = models.DateTimeField()
    cle = models.UUIDField(null=True, unique=True, editable=False)
    empreinte_precedente = models.CharField(max_length=64)
    empreinte = models.CharField(max_length=64)

    EST_UN_JOURNAL = True  # la base refuse d’y modifier ou d’y effacer une ligne (workflows.declencheurs)
    rejoue = False  # vrai quand la porte rend un passage déjà consigné (double clic, renvoi du formulaire)
    SUJETS = ()  # les clés étrangères qui disent de quelle pièce de la racine il s’agit (ligne, bilan…)

    class Meta:
        abstract = True
        ordering = ["rang"]

    def __str__(self):
        return f"{self.rang}. {self.transition}"

    @property
    def sujet(self):
        """L’objet qui a changé d’état : une pièce de la racine, ou la racine elle-même."""
        return next((getattr(self, nom) for nom in self.SUJETS if getattr(self, f"{nom}_id")), self.objet)

    def contenu(self):
        """Tout ce que l’empreinte couvre."""
        return {
            "chaine": [self._meta.label_lower, self.objet_id],
            "rang": self.rang,
            "sujet": {nom: getattr(self, f"{nom}_id") for nom in self.SUJETS},
            "transition": self.transition,
            "depuis": self.depuis,
            "vers": self.vers,
            "par": self.par_id,
            "role": self.role,
            "identite": self.identite_condense,
            "motif": self.motif,
            "donnees": self.donnees,
            "le": microsecondes(self.le),
            "cle": str(self.cle or ""),
            "precedente": self.empreinte_precedente,
        }

    @classmethod
    def deja_consigne(cls, cle):
        """Le passage que ce formulaire a déjà donné, s’il y en a un."""
        return _de_cle.premier(uuid.UUID(str(cle)), journal=cls) if cle else None

    def calculer_empreinte(self):
        return condense(canonique(self.contenu()))

    @classmethod
    def consigner(cls, racine, *, par, role, en_entier=False, **faits):
        """Ajoute un passage au bout de la chaîne. La racine doit être verrouillée par l’appelant.

        `en_entier` : la racine s’écrit avec tout ce qui vient d’y changer, et non sa seule tête de chaîne.
        """
        identite = Identite.de(par)
        faits["donnees"] = json.loads(canonique(faits.get("donnees") or {}))
        passage = cls(
            objet=racine,
            rang=racine.passages_nombre + 1,
            empreinte_precedente=racine.passages_tete,
            par=par,
            role=role[:200],
            identite=identite,
            identite_condense=identite.condense,
            le=maintenant(),
            **faits,
        )
        passage.empreinte = passage.calculer_empreinte()
        passage.save(force_insert=True)
        racine.passages_nombre, racine.passages_tete = passage.rang, passage.empreinte
        racine.save(update_fields=None if en_entier else ["passages_nombre", "passages_tete"])
        return passage


@composee
def _de_cle(cle, *, journal):
    return journal.objects.filter(cle=cle).order_by()


def anomalies(modele):
    """Parcourt un journal et rend une phrase par passage altéré, manquant ou déplacé.

    `modele` : un héritier de Passage. Ne charge qu’une chaîne à la fois en mémoire.
    """
    racines = modele._meta.get_field("objet").related_model
    tetes = {
        pk: (nombre, tete) for pk, nombre, tete in racines.objects.values_list("pk", "passages_nombre", "passages_tete")
    }
    attendu, objet, precedente = 1, None, ORIGINE
    phrases, vus = [], {}
    for passage in (
        modele.objects.select_related("identite").order_by("objet_id", "rang", "pk").iterator(chunk_size=1000)
    ):
        if passage.objet_id != objet:
            objet, attendu, precedente = passage.objet_id, 1, ORIGINE
        ou = f"{modele._meta.verbose_name} {passage.objet_id}, passage {passage.rang}"
        if passage.rang != attendu:
            phrases.append(f"{ou} : le passage {attendu} manque ou n’est plus à sa place.")
        elif passage.empreinte_precedente != precedente:
            phrases.append(f"{ou} : ne suit pas le passage d’avant.")
        if passage.empreinte != passage.calculer_empreinte():
            phrases.append(f"{ou} : le contenu a été altéré.")
        if passage.identite.nom and condense(passage.identite.sel + passage.identite.nom) != passage.identite_condense:
            phrases.append(f"{ou} : le nom de l’acteur a été altéré.")
        attendu, precedente = passage.rang + 1, passage.empreinte
        vus[passage.objet_id] = (passage.rang, passage.empreinte)
    for pk, (nombre, tete) in tetes.items():
        if vus.get(pk, (0, ORIGINE)) != (nombre, tete):
            phrases.append(
                f"{modele._meta.verbose_name} {pk} : la fin du journal ne correspond pas ({nombre} passages attendus)."
            )
    return phrases
