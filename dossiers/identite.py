"""Ce qu’un dossier dit de son organisation : tout ce qui s’imprime et se recopie d’elle vient d’ici (docs/metier.md §15, §18).

L’identité se garde avec l’exemplaire ; les interlocuteurs, non : ce sont des personnes, lues à l’instant et de qui le peut.
Jamais de coordonnées bancaires.
"""

from dataclasses import dataclass

from comptes.models import Adresse, Fiche, Interlocuteur
from workflows.templatetags.ecriture import jour, nombre

ENFANTS_DE_L_ORGANISATION = ("adresses", "agrements", "moyens_humains")
_COMPTES = (
    ("benevoles", "Bénévoles"),
    ("volontaires", "Volontaires"),
    ("salaries", "Salariés"),
    ("etpt", "Équivalents temps plein travaillés"),
    ("emplois_aides", "Dont emplois aidés"),
    ("mis_a_disposition", "Agents mis à disposition"),
    ("adherents", "Adhérents"),
)


@dataclass(frozen=True)
class Champ:
    """Un champ : son code, stable d’une année à l’autre ; son libellé ; ce qu’on y lit (vide s’il n’est pas renseigné)."""

    code: str
    libelle: str
    texte: str


def identite(organisation):
    """Les numéros toujours, et de la fiche ce qui y est dit : un champ vide qui ne la concerne pas ne se montre pas."""
    toujours = (
        Champ("organisation", "Organisation", organisation.nom),
        Champ("sigle", "Sigle", organisation.sigle),
        Champ("nature", "Nature de l’organisme", organisation.get_nature_display()),
        Champ("siret", "SIRET", organisation.siret),
        Champ("rna", "Numéro RNA", organisation.rna),
        Champ("courriel", "Adresse électronique", organisation.courriel),
        Champ("adresse_siege", "Adresse du siège", _adresse(organisation, Adresse.Usage.SIEGE)),
    )
    return (*toujours, *(champ for champ in _de_la_fiche(organisation) if champ.texte))


def interlocuteurs(organisation):
    """Le représentant légal et la personne chargée du dossier, tels qu’ils sont aujourd’hui ; rien s’ils ne sont pas nommés."""
    connus = {i.role: i for i in organisation.interlocuteurs.all()}
    roles = ((Interlocuteur.Role.REPRESENTANT, "representant"), (Interlocuteur.Role.CHARGE, "charge_du_dossier"))
    return tuple(champ for role, code in roles if role in connus for champ in _personne(connus[role], code))


def _personne(qui, code):
    libelle = qui.get_role_display()
    champs = (
        Champ(f"{code}_nom", libelle, str(qui)),
        Champ(f"{code}_fonction", f"{libelle}, fonction", qui.fonction),
        Champ(f"{code}_telephone", f"{libelle}, téléphone", qui.telephone),
        Champ(f"{code}_courriel", f"{libelle}, adresse électronique", qui.courriel),
    )
    return [champ for champ in champs if champ.texte]


def _adresse(organisation, usage):
    return next((str(adresse) for adresse in organisation.adresses.all() if adresse.usage == usage), "")


def _de_la_fiche(organisation):
    f = Fiche.de(organisation)
    correspondance = _adresse(organisation, Adresse.Usage.CORRESPONDANCE)
    yield Champ("adresse_correspondance", "Adresse de correspondance", correspondance)
    yield Champ("site_web", "Site web", f.site_web)
    yield Champ("objet_statutaire", "Objet statutaire", f.objet_statutaire)
    yield Champ("forme_juridique", "Forme juridique", f.forme_juridique)
    yield Champ("naf", "Code NAF", f.naf)
    yield Champ("creee_le", "Créée le", _jour(f.creee_le))
    yield Champ("publiee_au_jo_le", "Publiée au Journal officiel le", _jour(f.publiee_au_jo_le))
    yield Champ("recepisse", "Récépissé de préfecture", f.recepisse)
    yield Champ("registre", "Registre des associations", _registre(f))
    yield Champ("agrements", "Agréments", "\n".join(map(_agrement, organisation.agrements.all())))
    yield Champ("utilite_publique", "Reconnue d’utilité publique", _oui_ou_non(f.utilite_publique))
    yield Champ("assujettie", "Assujettie aux impôts commerciaux", _oui_ou_non(f.impots_commerciaux))
    yield Champ("commissaire_aux_comptes", "A un commissaire aux comptes", _oui_ou_non(f.commissaire_aux_comptes))
    yield Champ("aides_publiques", "Aides publiques sur trois exercices", f.get_aides_publiques_display())
    yield Champ("reseau", "Réseau d’affiliation", f.reseau)
    yield Champ("adherents_personnes_morales", "Adhérents personnes morales", f.adherents_personnes_morales)
    souscrit = f"{_jour(f.engagement_souscrit_le)}" if f.engagement_souscrit_le else ""
    yield Champ("cer_souscrit_le", "Contrat d’engagement républicain souscrit le", souscrit)
    yield from _moyens(organisation)


def _moyens(organisation):
    """Le dernier compte connu, avec l’année où il fut fait."""
    dernier = next(iter(organisation.moyens_humains.all()), None)
    for nom, libelle in _COMPTES if dernier else ():
        valeur = getattr(dernier, nom)
        texte = "" if valeur is None else nombre(valeur)
        yield Champ(nom, f"{libelle}, au 31 décembre {dernier.annee}", texte)


def _registre(f):
    if not f.a_son_registre:
        return ""
    return (
        f"{f.registre_tribunal}, volume {f.registre_volume}, folio {f.registre_folio}, {_jour(f.registre_inscrite_le)}"
    )


def _agrement(agrement):
    details = (agrement.attribue_par, _jour(agrement.attribue_le), agrement.numero and f"n° {agrement.numero}")
    return ", ".join(filter(None, (agrement.type, *details)))


def _jour(valeur):
    return str(jour(valeur)) if valeur else ""


def _oui_ou_non(valeur):
    return {True: "oui", False: "non"}.get(valeur, "")
