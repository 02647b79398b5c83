"""Les numéros d’une organisation ou d’un quartier, de SIRET en code postal : on les nettoie, on les vérifie.

Chaque fonction rend le numéro sous sa forme canonique (sans espace, en capitales) ou lève ValidationError avec une
phrase qui dit quoi corriger. Les règles viennent de docs/metier.md §14.
"""

import re

from django.core.exceptions import ValidationError

LA_POSTE = "356000000"
_RNA = re.compile(r"W\d[A-Z\d]\d{7}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_NAF = re.compile(r"[0-9]{4}[A-Z]")
_COMMUNE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
_TELEPHONE = re.compile(r"(\+[0-9]{8,15}|[0-9]{10})")
QPV_2014 = re.compile(r"QP(\d{3}|02[AB])\d{3}")
QPV_2024 = re.compile(r"QN(\d{3}|02[AB])\d{2}[A-Z]")
LONGUEUR_IBAN_FRANCAIS = 27


def compact(texte):
    """Le numéro sans espaces d’aucune sorte, ni points, ni tirets, en capitales."""
    return re.sub(r"[\s.\-\u00a0\u202f]", "", str(texte)).upper()


def luhn(chiffres):
    """Vrai si la clé de Luhn est bonne : en partant de la droite, un chiffre sur deux est doublé."""
    doubles = [int(c) * 2 if rang % 2 else int(c) for rang, c in enumerate(reversed(chiffres))]
    return sum(d - 9 if d > 9 else d for d in doubles) % 10 == 0


def siret(texte):
    """Quatorze chiffres, clé de Luhn sur les quatorze et sur le SIREN.

    Les établissements de La Poste, trop nombreux pour leur clé, ont aussi le droit à une somme multiple de cinq.
    """
    numero = compact(texte)
    if not re.fullmatch(r"[0-9]{14}", numero):
        raise ValidationError("Un SIRET a 14 chiffres : recopiez-le de votre avis de situation.", code="siret")
    somme_de_la_poste = numero.startswith(LA_POSTE) and sum(map(int, numero)) % 5 == 0
    if not luhn(numero[:9]) or not (luhn(numero) or somme_de_la_poste):
        raise ValidationError(
            "Ce SIRET n’existe pas : un de ses chiffres est faux ou deux sont inversés.", code="siret"
        )
    return numero


def rna(texte):
    """Le numéro d’association : W, un chiffre, un chiffre ou une lettre (2A et 2B en Corse), sept chiffres."""
    numero = compact(texte)
    if not _RNA.fullmatch(numero):
        raise ValidationError("Un numéro RNA commence par W et compte dix caractères, comme W621000000.", code="rna")
    return numero


def iban(texte):
    """Le numéro de compte : clé 97 ; vingt-sept caractères s’il est français."""
    numero = compact(texte)
    if not _IBAN.fullmatch(numero) or (numero.startswith("FR") and len(numero) != LONGUEUR_IBAN_FRANCAIS):
        raise ValidationError(
            "Cet IBAN n’a pas la bonne longueur : recopiez-le de votre relevé d’identité bancaire.", code="iban"
        )
    if int("".join(str(int(c, 36)) for c in numero[4:] + numero[:4])) % 97 != 1:
        raise ValidationError("Cet IBAN est faux : un de ses caractères est mal recopié.", code="iban")
    return numero


def bic(texte):
    numero = compact(texte)
    if not _BIC.fullmatch(numero):
        raise ValidationError("Un BIC compte huit ou onze caractères.", code="bic")
    return numero


def code_qpv(texte):
    """Le code d’un quartier prioritaire : QP + département + rang (2014), ou QN + département + rang + lettre (2024)."""
    numero = compact(texte)
    if not (QPV_2014.fullmatch(numero) or QPV_2024.fullmatch(numero)):
        raise ValidationError("Un code de quartier s’écrit comme QP062008 ou QN04901M.", code="qpv")
    return numero


def code_postal(texte):
    """Cinq chiffres."""
    numero = compact(texte)
    if not re.fullmatch(r"[0-9]{5}", numero):
        raise ValidationError("Un code postal a cinq chiffres, comme 62400.", code="code_postal")
    return numero


def code_insee(texte):
    """Le code officiel d’une commune, qui n’est pas son code postal ; 2A et 2B en Corse."""
    numero = compact(texte)
    if not _COMMUNE.fullmatch(numero):
        raise ValidationError(
            "Un code INSEE de commune a cinq caractères : ce n’est pas le code postal.", code="code_insee"
        )
    return numero


def naf(texte):
    """Le code d’activité de l’Insee : quatre chiffres et une lettre."""
    numero = compact(texte)
    if not _NAF.fullmatch(numero):
        raise ValidationError("Un code NAF a quatre chiffres et une lettre, comme 9499Z.", code="naf")
    return numero


def telephone(texte):
    """Dix chiffres en France, ou + et l’indicatif ; espaces, points et tirets se comprennent."""
    numero = re.sub(r"[()/]", "", compact(texte))
    if not _TELEPHONE.fullmatch(numero):
        raise ValidationError(
            "Un numéro de téléphone a dix chiffres, ou commence par + et l’indicatif.", code="telephone"
        )
    return numero
