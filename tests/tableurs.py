"""Les tableurs des récits d’import : leurs colonnes, leurs lignes justes, et le fichier tel qu’un tableur l’enregistre."""

import csv
import html
import io

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from echanges.models import Import

COLONNES = (
    "N° Dauphin", "Titre de l’action", "Organisme", "SIRET", "RNA", "Exercice", "Statut", "Quartier(s)", "Objectif",
    "Tranche d’âge", "Bénéficiaires", "Dont QPV", "Date de début", "Date de fin", "Résumé", "Financeur", "Montant demandé",
    "Ville de Béville, contrat de ville : contrat de ville", "Contact",
)  # fmt: skip
RANG = {nom: rang for rang, nom in enumerate(COLONNES)}


def siret(rang):
    """Un SIRET dont les deux clés sont justes : le n-ième."""
    siren = _cle(f"{10_000_000 + rang:08d}")
    return _cle(f"{siren}0001")


def _cle(chiffres):
    total = sum(
        (d * 2 - 9 if d * 2 > 9 else d * 2) if place % 2 == 0 else d
        for place, d in enumerate(int(c) for c in reversed(chiffres))
    )
    return f"{chiffres}{-total % 10}"


def ligne(annee, rang, **changements):
    """Une ligne juste, la n-ième, comme la taperait l’équipe ; `changements` : {titre de la colonne: valeur}."""
    justes = {
        "N° Dauphin": f"DA{rang:08d}", "Titre de l’action": f"Action n° {rang}", "Organisme": f"Association n° {rang % 40}",
        "SIRET": siret(rang % 40), "Exercice": annee, "Statut": "Transmise", "Quartier(s)": "Le Plateau",
        "Objectif": "Développer la pratique sportive", "Tranche d’âge": "Primaire ; Collège", "Bénéficiaires": 120,
        "Dont QPV": "90", "Date de début": f"01/02/{annee}", "Date de fin": f"{annee}-12-15",
        "Résumé": "Des séances.\nChaque mercredi.",
        "Financeur": "État, P147", "Montant demandé": "1 234,50", COLONNES[17]: 500, "Contact": "06 00 00 00 00",
    } | changements  # fmt: skip
    return [justes.get(nom, "") for nom in COLONNES]


def en_xlsx(lignes, colonnes=COLONNES, avant=()):
    """Un classeur XLSX ; `avant` : des lignes posées au-dessus des titres."""
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    feuille = classeur.add_worksheet("Dossiers")
    for numero, rangee in enumerate([*avant, colonnes, *lignes]):
        for place, valeur in enumerate(rangee):
            if valeur != "":
                feuille.write(numero, place, valeur)
    classeur.close()
    return tampon.getvalue()


def en_csv(lignes, colonnes=COLONNES, separateur=";", encodage="utf-8-sig"):
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=separateur).writerows([colonnes, *lignes])
    return tampon.getvalue().encode(encodage)


def deposer(client, campagne, contenu, nom="dossiers.xlsx", **champs):
    """Dépose un fichier par la page, et rend la réponse."""
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(reverse("echanges:imports"), {"campagne": campagne.pk, "fichier": fichier, **champs})


def apparier(client, recu, **choix):
    """Confirme les colonnes telles qu’elles sont proposées, avec ces choix : {c0: code, q_cloturee: réponse}."""
    donnees = {f"c{rang}": code for rang, code in recu.appariement.items()} | {"version": recu.version} | choix
    return client.post(reverse("echanges:colonnes", args=[recu.pk]), donnees)


def jusqu_a_l_essai(client, campagne, contenu, nom="dossiers.xlsx", **choix):
    """Dépose, apparie, et rend l’import et la page de son essai."""
    assert deposer(client, campagne, contenu, nom).status_code == 302
    recu = Import.objects.latest("pk")
    assert apparier(client, recu, **choix).status_code == 302
    recu.refresh_from_db()
    return recu, client.get(reverse("echanges:essai", args=[recu.pk]))


def importer(client, recu, page):
    """Le bouton de l’essai : écrit ce que cette page a montré."""
    empreinte = page.context["etude"].empreinte
    return client.post(reverse("echanges:essai", args=[recu.pk]), {"version": recu.version, "empreinte": empreinte})


def texte(reponse):
    """Ce qui se lit de la page, les espaces insécables de la typographie valant des espaces."""
    return html.unescape(reponse.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def issues(page):
    """{issue: nombre de lignes}, telles que l’essai les annonce."""
    return dict(page.context["etude"].comptes)
