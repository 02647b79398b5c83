"""Une photo, une image : décodée en entier, redressée, puis réécrite sans rien de ce qui n’est pas l’image."""

import errno
import zipfile
from pathlib import Path

from PIL import Image, ImageOps

from papiers.recus.genres import ABIME, DOUBLE, Refus, cache_une_page

DISQUE_PLEIN = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
PIXELS = 40_000_000
TROP_GRANDE = (
    "Cette image dépasse 40 millions de points. Réduisez-la (une photo de 4 000 × 3 000 suffit), puis recommencez."
)
_FIN = {"jpg": b"\xff\xd9", "png": b"IEND\xaeB`\x82"}
_FORMAT = {"jpg": "JPEG", "png": "PNG"}


def controler(chemin, code, propre):
    """Réécrit l’image en `propre`, sans métadonnées (ni lieu, ni appareil), orientation appliquée. Lève `Refus`."""
    octets = Path(chemin).read_bytes()
    if _FIN[code] not in octets:
        raise Refus(ABIME)
    if cache_une_page(octets) or b"%PDF-" in octets or zipfile.is_zipfile(chemin):
        raise Refus(DOUBLE)
    Image.MAX_IMAGE_PIXELS = None  # la borne est la nôtre, et elle se dit
    try:
        _verifier(chemin, code)
        with Image.open(chemin, formats=[_FORMAT[code]]) as image:
            image.load()
            _ecrire(ImageOps.exif_transpose(image), code, propre)
    except Refus:
        raise
    except (OSError, SyntaxError, ValueError, ZeroDivisionError) as faute:
        if getattr(faute, "errno", None) in DISQUE_PLEIN:
            raise
        raise Refus(ABIME) from faute
    return code


def _verifier(chemin, code):
    """La taille d’abord, avant de décoder un seul point ; puis les sommes de contrôle."""
    with Image.open(chemin, formats=[_FORMAT[code]]) as image:
        if image.width * image.height > PIXELS:
            raise Refus(TROP_GRANDE)
        image.verify()


def _ecrire(image, code, propre):
    """Les points seuls passent dans une image neuve : ni EXIF, ni GPS, ni commentaire, ni vignette, ni profil."""
    if code == "jpg":
        image = image if image.mode in ("RGB", "L") else image.convert("RGB")
    elif image.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    nue = Image.frombytes(image.mode, image.size, image.tobytes())
    nue.save(propre, _FORMAT[code], **({"quality": 90} if code == "jpg" else {}))
