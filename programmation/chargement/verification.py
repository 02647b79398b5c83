"""Vérifier tout le fichier avant d’écrire quoi que ce soit : l’en-tête, le contrat, la convention, puis le reste."""

from comptes.models import Nature
from programmation.chargement.arbre import lire_les_enjeux
from programmation.chargement.fautes import FichierRefuse, citer
from programmation.chargement.plan import ConventionLue, FichierLu, OrganisationLue
from programmation.chargement.quartiers import lire_le_catalogue, lire_les_quartiers
from programmation.chargement.rubrique import Rubrique

ANNEES = (2014, 2100)


def verifier(contenu, reperes):
    """Rend le plan de chargement, ou refuse avec toutes les fautes du fichier."""
    fautes = []
    fichier = Rubrique(contenu, (), reperes, fautes)
    effet = fichier.date("prend_effet_le")
    contrat = _contrat(fichier.table("contrat"))
    convention = _convention(fichier.table("convention"))
    catalogue = lire_le_catalogue(fichier)
    quartiers = lire_les_quartiers(fichier, catalogue, convention.commune if convention else "")
    enjeux = lire_les_enjeux(fichier, {quartier.slug for quartier in quartiers})
    fichier.finir()
    if effet and convention and not fautes:
        _verifier_les_dates(effet, contrat, convention, fichier)
    if fautes:
        raise FichierRefuse(*fautes)
    return FichierLu(
        prend_effet_le=effet,
        ligne_d_effet=reperes.ligne(("prend_effet_le",)),
        contrat=contrat,
        ligne_du_contrat=reperes.ligne(("contrat",)),
        convention=convention,
        quartiers=quartiers,
        enjeux=enjeux,
    )


def _verifier_les_dates(effet, contrat, convention, fichier):
    champs = convention.champs
    if champs["valable_jusqu_au"] <= champs["signee_le"]:
        fichier.reprocher("la convention finit avant d’être signée.", "convention", "valable_jusqu_au")
    if champs["valable_jusqu_au"] > contrat["fin_le"]:
        fichier.reprocher("la convention ne dure pas plus que le contrat.", "convention", "valable_jusqu_au")
    if not champs["signee_le"] <= effet <= champs["valable_jusqu_au"]:
        fichier.reprocher("la date d’effet tombe hors de la convention (de sa signature à sa fin).", "prend_effet_le")


def _contrat(rubrique):
    if rubrique is None:
        return None
    champs = {
        "nom": rubrique.texte("nom", maxi=200),
        "agglomeration": rubrique.texte("agglomeration", maxi=200),
        "sigle": rubrique.texte("sigle", maxi=30, facultatif=True),
        "debut_annee": rubrique.entier("debut_annee", *ANNEES),
        "fin_le": rubrique.date("fin_le"),
        "description": rubrique.texte("description", maxi=2000, facultatif=True),
    }
    rubrique.finir()
    return champs


def _convention(rubrique):
    if rubrique is None:
        return None
    lue = ConventionLue(
        commune=rubrique.texte("commune", maxi=120),
        champs={
            "signee_le": rubrique.date("signee_le"),
            "signee_a": rubrique.texte("signee_a", maxi=120),
            "valable_jusqu_au": rubrique.date("valable_jusqu_au"),
            "gouvernance": rubrique.texte("gouvernance", maxi=5000, facultatif=True, lignes=True),
        },
        pilote=_organisation(rubrique.table("pilote")),
        copilotes=tuple(map(_organisation, rubrique.tables("copilote", facultatif=True))),
        signataires=tuple(_signataires(rubrique)),
        ligne=rubrique.ligne(),
    )
    rubrique.finir()
    return lue


def _organisation(rubrique):
    if rubrique is None:
        return None
    nom = rubrique.texte("nom")
    champs = {
        "sigle": rubrique.texte("sigle", maxi=60, facultatif=True),
        "nature": rubrique.choix("nature", Nature.values),
    }
    rubrique.finir()
    return OrganisationLue(nom, champs, rubrique.ligne())


def _signataires(convention):
    vus = set()
    for rubrique in convention.tables("signataire"):
        nom, fonction = rubrique.texte("nom", maxi=120), rubrique.texte("fonction", maxi=500)
        rubrique.finir()
        if nom in vus:
            rubrique.reprocher(f"{citer(nom)} signe deux fois.", "nom")
        vus.add(nom)
        yield nom, fonction
