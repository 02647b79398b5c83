"""Un fichier fautif ou hostile est refusé en français, ligne par ligne, sans rien écrire."""

import pytest

from tests.fichiers_de_convention import ligne_de, redacteur, refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def variante(tmp_path):
    return redacteur(tmp_path)


# Les fautes, nommées avec leur ligne ----------------

FAUTES = {
    "clé inconnue": ('statut = "QPV"', 'statu = "QPV"', 'statu = "QPV"', "vouliez-vous écrire « statut »"),
    "statut inconnu": ('statut = "QIC"', 'statut = "ZUS"', 'statut = "ZUS"', "choisissez parmi : QPV, QIC"),
    "texte vide": ('"Jardin potager 3P"', '"  "', '  "  ",', "ce texte est vide"),
    "texte trop long": ('"La jeunesse"', f'"{"a" * 300}"', "aaaa", "300 caractères, 255 au plus"),
    "doublon": (
        '"Réhabiliter les friches"]',
        '"Désimperméabiliser les espaces autant que possible"]',
        None,
        "écrit deux fois",
    ),
    "nombre": ("pauvrete = 46.1", 'pauvrete = "46,1"', '"46,1"', "attend un nombre"),
    "pourcentage": ("pauvrete = 46.1", "pauvrete = 461", "= 461", "ne dépasse pas 100"),
    "négatif": ("surface = 70", "surface = -70", "= -70", "positif"),
    "infini": ("surface = 70", "surface = inf", "= inf", "positif"),
    "ni vrai ni faux": ("surface = 70", "surface = true", "surface = true", "attend un nombre"),
    "décimales": ("surface = 70", "surface = 70.123", "70.123", "deux décimales"),
    "date": ("signee_le = 2024-07-09 ", 'signee_le = "juillet" ', '"juillet"', "attend une date"),
    "date impossible": ("signee_le = 2024-07-09 ", "signee_le = 2024-02-31 ", "2024-02-31", "cette date n’existe pas"),
    "code": ('"QP 06 20 08"', '"QP 6 20 08"', '"QP 6 20 08"', "QP062008"),
    "code d’un QIC": (
        'statut = "QIC"',
        'statut = "QIC"\ncode_2014 = "QP062010"',
        'statut = "QIC"',
        "pas de code national",
    ),
    "commune étrangère": (
        'communes = ["Béthune", "Verquin"]',
        'communes = ["Verquin"]',
        '["Verquin"]',
        "ne s’étend pas sur",
    ),
    "quartier inconnu": (
        'catorive = ["Permettre',
        'catorives = ["Permettre',
        "catorives",
        "vouliez-vous écrire « catorive »",
    ),
    "orientation sans nom": ("a_preciser = true", "a_preciser = false", None, "il manque « libelle »"),
    "enjeu en double": ("numero = 3", "numero = 2", None, "l’enjeu 2 est déjà écrit ligne"),
    "indicateur inconnu": ("surface = 56", "superficie = 56", "superficie", "est inconnue ici"),
    "caractère invisible": ('"Jardin potager 3P"', '"Jardin\\u00ad potager"', "u00ad", "U+00AD est interdit"),
    "caractère nul": ('"Jardin potager 3P"', '"Jardin\\u0000potager"', "u0000", "U+0000 est interdit"),
    "clé répétée": ("surface = 70", "surface = 70\nsurface = 71", "surface = 71", "déjà écrite plus haut"),
    "guillemet": ('nom = "Catorive"', 'nom = "Catorive', 'nom = "Catorive', "guillemet"),
    "fin avant signature": (
        "valable_jusqu_au = 2030-12-31",
        "valable_jusqu_au = 2020-12-31",
        "2020-12-31",
        "avant d’être signée",
    ),
    "nature": ('nature = "epci"', 'nature = "agglo"', '"agglo"', "choisissez parmi"),
}


@pytest.mark.parametrize("faute", FAUTES)
def test_chaque_faute_est_nommee_avec_sa_ligne(faute, variante):
    ancien, nouveau, repere, motif = FAUTES[faute]
    fichier = variante((ancien, nouveau))
    message = refus(fichier)
    assert motif in message
    assert "rien n’est écrit" in message
    if repere:
        reprochee = next(ligne for ligne in message.split("\n") if motif in ligne)
        assert f"ligne {ligne_de(fichier, repere)} :" in reprochee


def test_toutes_les_fautes_se_disent_en_une_fois(variante):
    message = refus(
        variante(('statut = "QIC"', 'statut = "ZUS"'), ("surface = 70", "surface = -1"), ("numero = 3", "numero = 0"))
    )
    assert "3 fautes" in message


HOSTILES = {
    "vide": (b"", "Ce fichier est vide."),
    "blanc": (b" \n\n", "Ce fichier est vide."),
    "démesuré": (b"# " + b"a" * 600_000, "dépasse 256 Kio"),
    "latin-1": ("a = 1\nnom = 'Béthune'\n".encode("latin-1"), "ligne 2 : ce caractère n’est pas de l’UTF-8"),
    "utf-16": ("nom = 'x'".encode("utf-16"), "n’est pas de l’UTF-8"),
    "nul": (b"nom = 'x'\nautre = '\0'\n", "ligne 2 : caractère nul interdit"),
    "binaire": (bytes(range(256)), "ligne"),
    "imbriqué": (b"a = 1\nb = " + b"[" * 1000 + b"]" * 1000, "ligne 2 : cette ligne imbrique trop"),
    "clé sans fin": (b"a" + b".a" * 1000 + b" = 1", "ligne 1 : cette ligne imbrique trop"),
    "nombre démesuré": (b"a = 0x" + b"f" * 3900 + b"\nb = " + b"9" * 3990, "inconnue"),
    "nombre sans fin": (b"a = " + b"9" * 3900, "la clé « a » est inconnue"),
    "ligne sans fin": (b"a = '" + b"x" * 5000 + b"'", "ligne 1 : cette ligne dépasse 4000 caractères"),
    "autre chose": (b"<?xml version='1.0'?>\n<convention/>", "ligne 1"),
    "rien d’utile": (b"a = 1\n", "il manque « contrat »"),
    "faux genre": (b"contrat = 3\nquartier = 'x'\nenjeu = [1]\n", "« contrat » attend une rubrique"),
    "marque d’ordre": (b"\xef\xbb\xbfa = 1\n", "ligne 1 : la clé « a » est inconnue"),
}


@pytest.mark.parametrize("sorte", HOSTILES)
def test_un_fichier_hostile_est_refuse_en_francais(sorte, tmp_path):
    contenu, motif = HOSTILES[sorte]
    fichier = tmp_path / "hostile.toml"
    fichier.write_bytes(contenu)
    assert motif in refus(fichier)


def test_un_chemin_qui_ne_mene_pas_a_un_fichier_est_refuse(tmp_path):
    assert "Ce fichier n’existe pas." in refus(tmp_path / "absent.toml")
    assert "ne mène pas à un fichier" in refus(tmp_path)
    assert "ne mène pas à un fichier" in refus("/dev/zero")
