"""Les pièces de la démonstration : fabriquées au chargement, fictives et qui le disent, jointes par la vraie porte."""

import io
from functools import partial

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from dossiers import actions
from dossiers.models import Piece
from dossiers.pieces import MODELES
from gouvernance.demonstration.lecture import lire
from workflows.temps import maintenant

MENTION = "Document fictif, fabriqué pour la démonstration."


def prevoir_les_pieces(monde):
    """Chacune à son jour, et l’avis de l’équipe une semaine après."""
    for fiche in lire("pieces")["piece"]:
        monde.recit.prevoir(monde.calendrier.a(fiche["depuis"], "18:20", ouvre=False), partial(_joindre, monde, fiche))
        if "avis" in fiche:
            monde.recit.prevoir(monde.calendrier.a(fiche["depuis"] + 8, "10:15"), partial(_examiner, monde, fiche))


def _joindre(monde, fiche):
    faits = {}
    if "exercice" in fiche:
        faits["exercice"] = monde.calendrier.annee + fiche["exercice"]
    if "datee" in fiche:
        faits["datee_du"] = monde.calendrier.le(fiche["datee"])
    fabriquer = _image if fiche["nom"].endswith(".png") else _pdf
    fichier = SimpleUploadedFile(fiche["nom"], fabriquer(fiche["lignes"]))
    organisation = monde.acteurs.organisations[fiche["organisation"]]
    par = monde.acteurs.signataire(fiche["organisation"])
    actions.joindre(fichier, modele=MODELES[fiche["type"]], organisation=organisation, par=par, **faits)


def _examiner(monde, fiche):
    avis = dict(fiche["avis"])
    convention = monde.acteurs.conventions["bethune"]
    par = monde.acteurs.chef(convention) if avis.pop("par", "") else monde.acteurs.instructeur(convention)
    organisation = monde.acteurs.organisations[fiche["organisation"]]
    piece = Piece.objects.courantes().get(organisation=organisation, type=fiche["type"])
    actions.examiner(piece, par=par, version=piece.version, **avis)


def _pdf(lignes):
    titre, *suite = lignes
    corps = [f"#set document(title: {_cite(titre)}, date: none)", '#set text(lang: "fr")', f"#heading({_cite(titre)})"]
    corps += [f"#par({_cite(ligne)})" for ligne in [*suite, MENTION, f"{maintenant():%Y}"]]
    return typst.compile("\n".join(corps).encode(), format="pdf")


def _cite(texte):
    return '"' + texte.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _image(lignes):
    image = Image.new("RGB", (720, 300), "white")
    trait = ImageDraw.Draw(image)
    for rang, ligne in enumerate([*lignes, MENTION]):
        trait.text((30, 30 + 60 * rang), ligne, fill="black", font_size=24)
    tampon = io.BytesIO()
    image.save(tampon, "PNG")
    return tampon.getvalue()
