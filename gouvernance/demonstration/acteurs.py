"""Les organisations, les guichets et les comptes de la démonstration, retrouvés ensuite par leur clé."""

from django.contrib.auth.hashers import make_password
from django.utils.functional import cached_property
from django.utils.text import slugify

from comptes.models import Adhesion, Droit, Nature, Organisation, Qualite, Utilisateur
from comptes.portier import DOMAINE_DE_DEMONSTRATION
from gouvernance.demonstration.lecture import lire
from programmation.models import Financeur

_PORTEURS = {"signataires": Droit.SIGNATAIRE, "redacteurs": Droit.REDACTEUR, "lecteurs": Droit.LECTEUR}


def adresse(nom):
    return f"{nom}{DOMAINE_DE_DEMONSTRATION}"


def comptes_principaux():
    """(rôle, adresse) d’un compte par rôle, dans l’ordre où on les présente."""
    return [(compte["role"], adresse(compte["adresse"])) for compte in lire("acteurs")["compte"] if "role" in compte]


class Acteurs:
    """Crée tout le monde, d’un mot de passe condensé une seule fois."""

    def __init__(self, conventions):
        self.conventions, self.organisations, self.guichets, self.membres = conventions, {}, {}, {}
        self._condense = make_password(lire("acteurs")["mot_de_passe"])
        self._fiches = {compte["nom"]: compte for compte in lire("acteurs")["compte"]}
        self._connus = {}
        for cle, convention in conventions.items():
            self.organisations[cle] = convention.pilote
        for fiche in lire("acteurs")["organisation"]:
            self._porteur(**fiche)
        for ordre, fiche in enumerate(lire("acteurs")["financeur"], start=1):
            self._guichet(ordre, **fiche)
        self._guichet_de_l_autre_commune()
        for fiche in lire("acteurs")["compte"]:
            self._titre(**fiche)

    def personne(self, nom):
        """Le compte de cette personne, créé la première fois qu’on la nomme."""
        if nom not in self._connus:
            prenom, reste = nom.split(" ", 1)
            fiche = self._fiches.get(nom, {})
            courriel = adresse(fiche.get("adresse") or f"{slugify(prenom)}.{slugify(reste)}")
            administre = fiche.get("administre", False)
            self._connus[nom] = Utilisateur.objects.create(
                courriel=courriel, prenom=prenom, nom=reste, password=self._condense,
                is_staff=administre, is_superuser=administre,
            )  # fmt: skip
        return self._connus[nom]

    @cached_property
    def cles(self):
        """La clé d’un guichet d’après son numéro."""
        return {guichet.pk: cle for cle, guichet in self.guichets.items()}

    def signataire(self, cle):
        return self.membres[cle][0]

    def redacteur(self, cle):
        """Qui tient la plume : la rédactrice s’il y en a une, sinon la signataire."""
        return self.membres[cle][-1]

    def chef(self, convention):
        return self._de_l_equipe(convention, Droit.CHEF)

    def instructeur(self, convention):
        return self._de_l_equipe(convention, Droit.INSTRUCTEUR)

    def agent(self, guichet):
        """L’agent de ce guichet, ou rien : alors l’équipe répond, et le journal le dit."""
        agents = Adhesion.objects.filter(organisation=guichet.organisation_id, qualite=Qualite.FINANCEUR)
        adhesion = agents.select_related("utilisateur").first()
        return adhesion and adhesion.utilisateur

    def _de_l_equipe(self, convention, droit):
        equipe = Adhesion.objects.filter(organisation=convention.pilote_id, qualite=Qualite.EQUIPE, droit=droit)
        return equipe.select_related("utilisateur").get().utilisateur

    def _porteur(self, cle, nom, siege="", nature=Nature.ASSOCIATION, sigle="", **noms):
        organisation = Organisation.objects.create(
            nom=nom, sigle=sigle, nature=nature, parent=self.organisations.get(siege)
        )
        self.organisations[cle], self.membres[cle] = organisation, []
        for role, droit in _PORTEURS.items():
            for membre in noms.get(role, ()):
                self._rattacher(self.personne(membre), organisation, Qualite.PORTEUR, droit)
                if droit != Droit.LECTEUR:
                    self.membres[cle].append(self.personne(membre))

    def _guichet(self, ordre, cle, nom, nature="", pilote=False, copilote=""):
        convention = self.conventions["bethune"]
        if pilote:
            organisation = convention.pilote
        elif copilote:
            organisation = convention.copilotes.get(nature=copilote)
        else:
            organisation = Organisation(nature=nature, nom=nom)
            organisation.save()
        self.organisations[cle] = organisation
        self.guichets[cle] = Financeur.objects.create(organisation=organisation, libelle=nom, ordre=ordre)

    def _guichet_de_l_autre_commune(self):
        pilote = self.conventions["valdoux"].pilote
        self.guichets["ville-valdoux"] = Financeur.objects.create(organisation=pilote, ordre=len(self.guichets) + 1)

    def _titre(self, nom, titre=(), **_):
        personne = self.personne(nom)
        if titre:
            organisation, qualite, droit = titre
            self._rattacher(personne, self.organisations[organisation], qualite, droit)

    @staticmethod
    def _rattacher(personne, organisation, qualite, droit):
        Adhesion.objects.create(utilisateur=personne, organisation=organisation, qualite=qualite, droit=droit)
