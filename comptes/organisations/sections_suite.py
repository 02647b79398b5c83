"""Les sections dont chaque champ vit dans une ligne à part : adresses, interlocuteurs, moyens humains."""

from django import forms

from comptes import identifiants
from comptes.models import Adresse, Interlocuteur, MoyensHumains
from comptes.organisations.champs import EtptField, NumeroField
from comptes.organisations.sections import Section
from workflows.champs import Texte
from workflows.saisies import EffectifField
from workflows.temps import aujourd_hui


class ParLignes(Section):
    """Une section faite de lignes nommées : le champ « siege_voie » est la voie de l’adresse du siège."""

    MODELE = None
    CLE = ""  # le champ qui distingue les lignes : l’usage d’une adresse, le rôle d’un interlocuteur
    LIGNES = ()
    CHAMPS = ()
    OBLIGATOIRES = {}  # sans quoi une ligne commencée ne se garde pas : {champ: ce qu’il faut écrire}

    def valeurs(self, organisation):
        connues = {getattr(ligne, self.CLE): ligne for ligne in self._lignes(organisation)}
        return {
            f"{cle}_{nom}": getattr(connues[cle], nom) for cle in self.LIGNES if cle in connues for nom in self.CHAMPS
        }

    def _lignes(self, organisation):
        return self.MODELE.objects.filter(organisation=organisation) if organisation.pk else ()

    def clean(self):
        saisie = super().clean()
        for cle in self.LIGNES:
            if not any(saisie.get(f"{cle}_{nom}") for nom in self.CHAMPS):
                continue
            for nom, phrase in self.OBLIGATOIRES.items():
                if not saisie.get(f"{cle}_{nom}") and f"{cle}_{nom}" not in self.errors:
                    self.add_error(f"{cle}_{nom}", phrase)
        return saisie

    def enregistrer(self, organisation):
        for cle in self.LIGNES:
            valeurs = {nom: self.cleaned_data[f"{cle}_{nom}"] for nom in self.CHAMPS}
            if any(valeurs.values()):
                self.MODELE.objects.update_or_create(organisation=organisation, **{self.CLE: cle}, defaults=valeurs)
            else:
                self.MODELE.objects.filter(organisation=organisation, **{self.CLE: cle}).delete()


def _voie():
    return Texte(label="Numéro et voie", max_length=255, required=False)


def _code_postal():
    return NumeroField(identifiants.code_postal, label="Code postal")


def _commune():
    return Texte(label="Commune", max_length=100, required=False)


def _code_insee():
    return NumeroField(identifiants.code_insee, label="Code INSEE de la commune", help_text="Si vous le connaissez.")


class Coordonnees(ParLignes):
    slug, titre = "coordonnees", "Coordonnées"
    MODELE, CLE, LIGNES = Adresse, "usage", tuple(Adresse.Usage.values)
    CHAMPS = ("voie", "code_postal", "commune", "code_insee")
    OBLIGATOIRES = {
        "voie": "Écrivez le numéro et la voie.",
        "code_postal": "Écrivez le code postal.",
        "commune": "Écrivez la commune.",
    }
    GROUPES = (
        ("Adresse du siège", [f"siege_{nom}" for nom in CHAMPS], False),
        ("Où vous écrire, si ce n’est pas au siège", [f"correspondance_{nom}" for nom in CHAMPS], True),
        ("Par courriel", ["courriel"], False),
    )

    siege_voie, correspondance_voie = _voie(), _voie()
    siege_code_postal, correspondance_code_postal = _code_postal(), _code_postal()
    siege_commune, correspondance_commune = _commune(), _commune()
    siege_code_insee, correspondance_code_insee = _code_insee(), _code_insee()
    courriel = forms.EmailField(
        label="Adresse électronique de l’organisation", max_length=254, required=False,
        help_text="De préférence une adresse qui ne change pas avec les personnes.",
        error_messages={"invalid": "Écrivez une adresse complète, comme contact@exemple.fr."},
    )  # fmt: skip

    def valeurs(self, organisation):
        return super().valeurs(organisation) | {"courriel": organisation.courriel}

    def enregistrer(self, organisation):
        organisation.courriel = self.cleaned_data["courriel"]
        super().enregistrer(organisation)


def _mot(label, longueur):
    return Texte(label=label, max_length=longueur, required=False)


def _telephone():
    return NumeroField(identifiants.telephone, label="Téléphone")


def _adresse_electronique():
    erreurs = {"invalid": "Écrivez une adresse complète, comme prenom.nom@exemple.fr."}
    return forms.EmailField(label="Adresse électronique", max_length=254, required=False, error_messages=erreurs)


class Interlocuteurs(ParLignes):
    slug, titre = "representant", "Interlocuteurs"
    chapeau = (
        "La personne qui engage l’organisation, et celle qui suit le dossier si c’en est une autre. Ces noms servent "
        "aux demandes de subvention ; l’équipe et les financeurs sollicités les lisent. Aucun autre dirigeant n’est demandé."
    )
    MODELE, CLE, LIGNES = Interlocuteur, "role", tuple(Interlocuteur.Role.values)
    CHAMPS = ("prenom", "nom", "fonction", "telephone", "courriel")
    OBLIGATOIRES = {"nom": "Écrivez le nom de cette personne."}
    GROUPES = (
        ("Représentant légal", [f"representant_{nom}" for nom in CHAMPS], False),
        ("Chargé du dossier, si c’est une autre personne", [f"charge_{nom}" for nom in CHAMPS], True),
    )

    representant_prenom, charge_prenom = _mot("Prénom", 80), _mot("Prénom", 80)
    representant_nom, charge_nom = _mot("Nom", 80), _mot("Nom", 80)
    representant_fonction, charge_fonction = _mot("Fonction", 120), _mot("Fonction", 120)
    representant_telephone, charge_telephone = _telephone(), _telephone()
    representant_courriel, charge_courriel = _adresse_electronique(), _adresse_electronique()


class Moyens(Section):
    slug, titre = "moyens", "Moyens humains"
    COMPTES = ("benevoles", "volontaires", "salaries", "emplois_aides", "mis_a_disposition", "adherents",
               "adherentes_femmes", "adherents_hommes")  # fmt: skip
    GROUPES = (
        ("", ["benevoles", "volontaires", "salaries", "etpt", "emplois_aides", "mis_a_disposition"], False),
        ("Adhérents", ["adherents", "adherentes_femmes", "adherents_hommes"], False),
    )

    benevoles = EffectifField(label="Bénévoles", required=False)
    volontaires = EffectifField(label="Volontaires (service civique…)", required=False)
    salaries = EffectifField(label="Salariés, au total", required=False)
    etpt = EtptField(label="Équivalents temps plein travaillés", help_text="Par exemple 2,5.")
    emplois_aides = EffectifField(label="Dont emplois aidés", required=False)
    mis_a_disposition = EffectifField(label="Agents mis à disposition ou détachés", required=False)
    adherents = EffectifField(label="Adhérents", required=False)
    adherentes_femmes = EffectifField(label="Dont femmes", required=False)
    adherents_hommes = EffectifField(label="Dont hommes", required=False)

    @property
    def chapeau(self):
        return f"Comptez au 31 décembre {annee_comptee()}. Des nombres, aucun nom ; zéro s’écrit 0."

    def valeurs(self, organisation):
        connus = MoyensHumains.objects.filter(organisation=organisation, annee=annee_comptee()).first()
        return {nom: getattr(connus, nom) for nom in self.base_fields} if connus else {}

    def clean(self):
        saisie = super().clean()
        self._pas_plus(saisie, ["emplois_aides"], "salaries", "salariés")
        self._pas_plus(saisie, ["adherentes_femmes", "adherents_hommes"], "adherents", "adhérents")
        return saisie

    def _pas_plus(self, saisie, parts, tout, mot):
        total, somme = saisie.get(tout), sum(saisie.get(part) or 0 for part in parts)
        if total is not None and somme > total:
            self.add_error(parts[0], f"{somme} dépasse le total de {total} {mot} : corrigez l’un des deux.")

    def enregistrer(self, organisation):
        MoyensHumains.objects.update_or_create(
            organisation=organisation, annee=annee_comptee(), defaults=dict(self.cleaned_data)
        )


def annee_comptee():
    """L’année dont on compte les moyens : la dernière close, au 31 décembre."""
    return aujourd_hui().year - 1
