"""Déposer un fichier : le lire à part, reconnaître ses colonnes, garder ses lignes ; aucun dossier n’est encore touché."""

from collections import defaultdict

from django.db import transaction

from echanges import lecture
from echanges.colonnes import IGNOREE, apparier, colonnes_de, dictionnaire, sourd
from echanges.models import AppariementRetenu, Import, RangImporte
from echanges.referentiel import financeurs_de


def deposer(campagne, fichier, *, par, cle=None):
    """Lit ce fichier et rend son `Import`, colonnes appariées d’avance. Lève `lecture.FichierRefuse`, et rien n’est écrit."""
    colonnes = colonnes_de(campagne, financeurs_de(campagne))
    mots = dictionnaire(colonnes)
    tableau = lecture.lire(fichier.read(), reconnues=lambda textes: sum(sourd(t) in mots for t in textes if t))
    return _garder(campagne, fichier, tableau, colonnes, par, cle)


@transaction.atomic
def _garder(campagne, fichier, tableau, colonnes, par, cle):
    retenus = dict(AppariementRetenu.objects.filter(convention=campagne.convention).values_list("entete", "colonne"))
    recu = Import.objects.create(
        campagne=campagne,
        par=par,
        nom_du_fichier=nom_lisible(fichier.name),
        taille=fichier.size,
        empreinte=tableau.empreinte,
        genre=tableau.genre,
        entetes=list(tableau.entetes),
        ligne_des_entetes=tableau.ligne_des_entetes,
        appariement={str(rang): code for rang, code in apparier(tableau.entetes, colonnes, retenus).items()},
        cle=cle,
    )
    fusions = defaultdict(list)
    for ligne, colonne in tableau.fusions:
        fusions[ligne].append(colonne)
    RangImporte.objects.bulk_create(
        [
            RangImporte(
                import_recu=recu, ligne=rang.ligne, brut=list(rang.textes), fusionnees=sorted(fusions[rang.ligne])
            )
            for rang in tableau.rangs
        ],
        batch_size=500,
    )
    return recu


def nom_lisible(nom):
    """Le nom d’un fichier sans rien d’invisible, borné : il s’affiche, il n’ouvre rien."""
    return "".join(c for c in nom if c.isprintable())[-200:] or "sans nom"


@transaction.atomic
def retenir_les_colonnes(recu, choix):
    """Garde l’appariement de cet import, et s’en souvient pour le prochain. `choix` : {rang: code, vide si elle ne sert pas}."""
    recu.appariement = {str(rang): code for rang, code in choix.items() if code != IGNOREE}
    recu.est_apparie = True
    for rang, code in choix.items():
        if entete := sourd(recu.entetes[rang]):
            AppariementRetenu.objects.update_or_create(
                convention=recu.campagne.convention, entete=entete, defaults={"colonne": code}
            )


@transaction.atomic
def oublier(recu):
    """Efface un fichier qui n’a rien écrit, et dit s’il l’a fait. Sous verrou : un import en train de s’écrire reste."""
    frais = Import.objects.select_for_update(of=("self",)).filter(pk=recu.pk).first()
    if frais and frais.ecrit_le is None:
        frais.delete()
    return frais is None or frais.pk is None
