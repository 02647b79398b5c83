"""Lire comme une personne : toutes les pages, la liste d’un bout à l’autre, une page dépouillée de ce qui lui est propre."""

import re
from urllib.parse import urlencode

from django.urls import reverse

from workflows.envois import Envoi


def pages(monde, ou=""):
    """Toutes les pages d’un objet, pour qui voudrait les lire une à une ; `ou` : d’une salle seulement."""
    return [chemin for chemin in _pages(monde) if chemin.startswith(f"/{ou}")]


def _pages(monde):
    noms = ("dossier", "modifier", "relire", "bilan", "partenaires", "instruction", "messages")
    for nom in (f"dossiers:{nom}" for nom in noms):
        yield from (reverse(nom, args=[d.pk]) for d in monde.dossiers.values())
    yield from (reverse("dossiers:pieces-du-dossier", args=[d.pk]) for d in monde.dossiers.values())
    yield from (reverse("dossiers:pieces", args=[o.pk]) for o in monde.organisations.values())
    yield from (piece.get_absolute_url() for piece in monde.pieces.values())
    noms = "images scenarios seance presences suites modifier inscrire guichets retraits avenants rangs changements projeter"
    for nom in (f"seances:{nom}" for nom in noms.split()):
        yield from (reverse(nom, args=[s.pk]) for s in monde.seances.values())
    yield from (reverse("seances:scenario", args=[s.seance_id, s.pk]) for s in monde.scenarios.values())
    yield from (reverse("seances:decisions", args=[i.seance_id, i.pk]) for i in monde.inscriptions.values())
    for (_, dossier), i in monde.inscriptions.items():
        lignes = (ligne for (demande, _), ligne in monde.lignes.items() if demande == dossier)
        yield from (reverse("seances:case", args=[i.seance_id, i.pk, ligne.pk]) for ligne in lignes)
    for nom in ("papiers:papiers", "papiers:lettres", "papiers:envoyer"):
        yield from (reverse(nom, args=[s.pk]) for s in monde.seances.values())
    yield from (reverse("papiers:papier", args=[s.pk, "releve", "docx"]) for s in monde.seances.values())
    yield from (reverse("papiers:lettre", args=[x.pk]) for x in monde.lettres.values())
    yield from (reverse("seances:pouvoir-papier", args=[p.seance_id, p.pk]) for p in monde.pouvoirs.values())
    for nom in ("campagnes:campagne", "campagnes:enveloppes"):
        yield from (reverse(nom, args=[c.pk]) for c in monde.campagnes.values())
    for nom in ("suites:chaine", "suites:actes", "suites:versements"):
        yield from (reverse(nom, args=[c.pk]) for c in monde.campagnes.values())
    for nom in ("organisations:fiche", "organisations:membres"):
        yield from (reverse(nom, args=[o.pk]) for o in monde.organisations.values())
    yield from (reverse("organisations:modifier", args=[o.pk, "representant"]) for o in monde.organisations.values())
    for nom in ("echanges:import", "echanges:colonnes", "echanges:essai"):
        yield from (reverse(nom, args=[i.pk]) for i in monde.imports.values())
    yield from (reverse("relances:message", args=[e.pk]) for e in Envoi.objects.all())
    yield from (avis.get_absolute_url() for avis in monde.avis.values())
    seules = "accueil dossiers:liste dossiers:vues dossiers:colonnes organisations:liste relances:liste comptes:moi"
    yield from map(reverse, seules.split())


def liste(porte, **demande):
    """Les dossiers que montre la liste, toutes pages réunies, et le texte de ces pages."""
    trouves, texte, page = set(), "", 1
    while page < 9:
        reponse = porte.frapper("GET", f"{reverse('dossiers:liste')}?{urlencode(demande | {'page': page})}")
        assert reponse.status_code == 200
        ici = {int(pk) for pk in re.findall(r'href="/dossiers/(\d+)/"', reponse.texte)}
        texte += reponse.texte
        trouves, page = trouves | ici, page + 1
        if f"page={page}" not in reponse.texte:
            break
    return trouves, texte


def nue(porte, monde, nom):
    """La page d’un dossier sans ce qui n’est qu’à lui : ses mots, ses montants, ses numéros, ses dates."""
    texte = porte.frapper("GET", reverse("dossiers:dossier", args=[monde.dossiers[nom].pk])).texte
    texte = re.sub(r'value="[^"]*"|id="[^"]*"|href="[^"]*"|action="[^"]*"|datetime="[^"]*"', "", texte)
    return re.sub(r"Canari\d{4}x|\d[\d\s\u202f\u00a0,]*", "·", texte)
