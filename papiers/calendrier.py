"""Un rendez-vous en iCalendar (RFC 5545), tel que tout agenda le lit : échappé, plié à 75 octets, à l’heure universelle.

Ne connaît que des rendez-vous. Une ligne fabriquée dans un texte saisi reste du texte : rien de tapé n’ajoute une propriété.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpResponse

LONGUEUR = 75  # octets d’une ligne, fin de ligne non comprise
PRODUIT = "-//Contrat de ville//Programmation//FR"


@dataclass(frozen=True)
class RendezVous:
    """`uid` : le même toute la vie du rendez-vous ; `sequence` : croît à chaque changement ; `debut` : un instant."""

    uid: str
    sequence: int
    debut: datetime
    duree: timedelta
    titre: str
    lieu: str = ""
    description: str = ""
    adresse: str = ""  # la page où le lire


def invitation(rendez_vous, *, de, a, ecrit_le):
    """Le texte d’une invitation (METHOD:REQUEST) de `de` à `a` : deux (nom, adresse électronique)."""
    personnes = [
        ("ORGANIZER" + _nomme(de), f"mailto:{_sans_blanc(de[1])}"),
        ("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE" + _nomme(a), f"mailto:{_sans_blanc(a[1])}"),
    ]
    return _ecrire(rendez_vous, "REQUEST", ecrit_le, personnes)


def a_emporter(rendez_vous, *, ecrit_le):
    """Le texte du fichier que chacun ajoute à son agenda (METHOD:PUBLISH) : aucun nom de personne."""
    return _ecrire(rendez_vous, "PUBLISH", ecrit_le, [])


def reponse(texte, nom):
    """La réponse à télécharger."""
    rendue = HttpResponse(texte.encode(), content_type="text/calendar; charset=utf-8")
    rendue.headers["Content-Disposition"] = f'attachment; filename="{nom}.ics"'
    return rendue


def _ecrire(rendez_vous, methode, ecrit_le, personnes):
    lignes = [
        ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", PRODUIT), ("CALSCALE", "GREGORIAN"), ("METHOD", methode),
        ("BEGIN", "VEVENT"), ("UID", _sans_blanc(rendez_vous.uid)), ("SEQUENCE", str(int(rendez_vous.sequence))),
        ("DTSTAMP", _instant(ecrit_le)), ("DTSTART", _instant(rendez_vous.debut)),
        ("DTEND", _instant(rendez_vous.debut + rendez_vous.duree)), ("SUMMARY", echapper(rendez_vous.titre)),
        *((nom, echapper(texte)) for nom, texte in _facultatifs(rendez_vous) if texte),
        *personnes, ("STATUS", "CONFIRMED"), ("TRANSP", "OPAQUE"),
    ]  # fmt: skip
    if rendez_vous.adresse:
        lignes.append(("URL", _sans_blanc(rendez_vous.adresse)))
    lignes += [("END", "VEVENT"), ("END", "VCALENDAR")]
    return "".join(plier(f"{nom}:{valeur}") for nom, valeur in lignes)


def _facultatifs(rendez_vous):
    return (("LOCATION", rendez_vous.lieu), ("DESCRIPTION", rendez_vous.description))


def _instant(instant):
    """« 20270309T130000Z » : l’heure universelle ne dépend ni de l’agenda qui lit, ni du passage à l’heure d’été."""
    if instant.tzinfo is None:
        raise ValueError("Un instant porte toujours sa zone.")
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def echapper(texte):
    """Une valeur de texte : ce qui sépare est échappé, un retour à la ligne s’écrit « \\n », le reste invisible s’ôte."""
    texte = _sans_controle(texte.replace("\r\n", "\n").replace("\r", "\n"))
    for signe in ("\\", ";", ","):
        texte = texte.replace(signe, f"\\{signe}")
    return texte.replace("\n", "\\n")


def _nomme(personne):
    """« ;CN="…" » : un paramètre ne s’échappe pas, alors ce qui le fermerait s’ôte."""
    nom = " ".join(_sans_controle(personne[0]).replace('"', "’").split())
    return f';CN="{nom}"' if nom else ""


def _sans_controle(texte):
    return "".join(c for c in texte if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def _sans_blanc(texte):
    return "".join(_sans_controle(texte).split())


def plier(ligne):
    """La ligne et sa fin, coupée tous les 75 octets sans couper un signe ; la suite commence par une espace."""
    morceaux, courant, largeur = [], "", 0
    for signe in ligne:
        octets = len(signe.encode())
        if largeur + octets > LONGUEUR:
            morceaux.append(courant)
            courant, largeur = " ", 1
        courant, largeur = courant + signe, largeur + octets
    return "\r\n".join([*morceaux, courant]) + "\r\n"
