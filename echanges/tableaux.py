"""Les tableurs que l’import rend : le modèle à remplir, et les lignes fautives à corriger."""

import csv
import io

import xlsxwriter

from echanges import statuts
from echanges.colonnes import colonnes_de
from echanges.referentiel import financeurs_de
from papiers.tableur import cellule
from programmation.models import ObjectifOperationnel, Quartier, TrancheAge

DU_MODELE = ("numero_dauphin", "intitule", "porteur", "siret", "rna", "statut", "quartiers", "objectif_principal", "tranches_age",
             "beneficiaires_total", "dont_qpv", "dont_qic", "date_debut", "date_fin", "description")  # fmt: skip
LISEZ_MOI = (
    "Une ligne par dossier, dans la feuille « Dossiers ». Ne fusionnez aucune cellule.",
    "Les colonnes se reconnaissent à leur titre ; leur ordre est libre, et celles qui ne servent pas s’ôtent.",
    "Une cellule vide n’efface rien. Ne nommez aucun bénéficiaire : comptez des groupes.",
    "Le numéro Dauphin désigne le dossier : importer deux fois le même fichier ne change rien.",
    "Avec son numéro, son objectif et un montant, un dossier est enregistré comme déposé ; sinon il reste un brouillon.",
    "Un dossier déjà déposé n’est jamais changé par un import : les différences se montrent, rien de plus.",
    "Tout s’importe, ou rien : tant qu’une ligne est fautive, aucune n’est écrite.",
)


def modele(campagne):
    """Le classeur XLSX à remplir pour cette campagne : « Dossiers » (les titres), « Lisez-moi », « Listes »."""
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    gras = classeur.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    texte = classeur.add_format({"text_wrap": True, "valign": "top"})
    connues = colonnes_de(campagne, financeurs_de(campagne))
    colonnes = [connues[code] for code in DU_MODELE] + [c for code, c in connues.items() if ":" in code]
    feuille = classeur.add_worksheet("Dossiers")
    feuille.freeze_panes(1, 2)
    feuille.set_column(0, len(colonnes) - 1, 22)
    feuille.write_row(0, 0, [colonne.libelle for colonne in colonnes], gras)
    _lisez_moi(classeur.add_worksheet("Lisez-moi"), campagne, connues, gras, texte)
    _listes(classeur.add_worksheet("Listes"), campagne, gras)
    classeur.close()
    return tampon.getvalue()


def _lisez_moi(feuille, campagne, colonnes, gras, texte):
    feuille.set_column(0, 0, 34)
    feuille.set_column(1, 2, 60)
    feuille.write(0, 0, f"Importer des dossiers : {campagne}", gras)
    for rang, phrase in enumerate(LISEZ_MOI, start=1):
        feuille.merge_range(rang, 0, rang, 2, phrase, texte)
    haut = len(LISEZ_MOI) + 2
    feuille.write_row(haut, 0, ["Colonne", "Ce qu’elle contient", "Exemple"], gras)
    for rang, colonne in enumerate(colonnes.values(), start=haut + 1):
        feuille.write_row(rang, 0, [colonne.libelle, colonne.aide, colonne.exemple], texte)


def _listes(feuille, campagne, gras):
    """Les mots que les listes fermées acceptent cette année."""
    convention = campagne.convention
    objectifs = (
        ObjectifOperationnel.objects.de_la_convention(convention).de_l_annee(campagne.annee).select_related("quartier")
    )
    listes = {
        "Quartiers": [q.nom for q in Quartier.objects.de_la_convention(convention)],
        "Objectifs": [o.libelle for o in objectifs],
        "Quartier de l’objectif": [o.quartier.nom for o in objectifs],
        "Tranches d’âge": [t.libelle for t in TrancheAge.objects.all()],
        "Statuts Dauphin": list(dict.fromkeys(s.libelle for s in statuts.connus().values())),
    }
    feuille.set_column(0, len(listes) - 1, 40)
    for colonne, (titre, mots) in enumerate(listes.items()):
        feuille.write(0, colonne, titre, gras)
        feuille.write_column(1, colonne, mots)


def fautes(recu, etude):
    """Le CSV des lignes fautives : leur numéro, ce qui ne va pas, puis la ligne telle que reçue. Rien ne s’y exécute."""
    par_ligne = {}
    for faute in etude.fautes:
        par_ligne.setdefault(faute.ligne, []).append(f"{faute.colonne} : {faute.raison}")
    tampon = io.StringIO()
    tampon.write("\ufeff")
    ecrivain = csv.writer(tampon, delimiter=";")
    ecrivain.writerow([cellule(t) for t in ("Ligne du tableur", "Ce qui ne va pas", *recu.entetes)])
    for rang in etude.rangs:
        if rang.ligne in par_ligne:
            ecrivain.writerow(
                [cellule(t) for t in (str(rang.ligne), " | ".join(par_ligne[rang.ligne]), *rang.lue.rang.brut)]
            )
    return tampon.getvalue()
