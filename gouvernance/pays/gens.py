"""Les gens du pays : équipes, agents, porteurs ; leurs rattachements, et le nom sous lequel le journal les connaît."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from comptes.models import Adhesion, Droit, Organisation, Qualite, Utilisateur
from gouvernance.pays import mots
from gouvernance.pays.ecriture import ecrire, recaler
from workflows.journal import Identite, condense

DOSSIERS_PAR_PORTEUR = 8


class Gens:
    """Peuple les lieux. Les mots de passe sont inutilisables : personne ne se connecte, la mesure pose ses sessions."""

    def __init__(self, lieux, tirage, combien_de_dossiers):
        self.tirage, self.personnes, self.adhesions, self.identites = tirage, [], [], {}
        self.automate = Utilisateur.objects.technique("automate")
        self.identites[self.automate.pk] = self._identite(self.automate)
        self._cle = Utilisateur.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self.equipes = {lieu.convention.pk: self._equipe(rang, lieu) for rang, lieu in enumerate(lieux, 1)}
        self.agents = self._agents(lieux)
        self.porteurs = self._porteurs(max(12, combien_de_dossiers // DOSSIERS_PAR_PORTEUR))
        ecrire([*self.personnes, *self.adhesions])
        ecrire(list(self.identites.values()))
        recaler([Utilisateur, Organisation, Identite])

    def _personne(self, adresse, organisation, qualite, droit):
        self._cle += 1
        nom = f"Fictif {self._cle:05d}"
        qui = Utilisateur(
            pk=self._cle,
            courriel=f"{adresse}@pays.invalid",
            prenom=self.tirage.choice(mots.PRENOMS),
            nom=nom,
            password=UNUSABLE_PASSWORD_PREFIX,
        )
        self.personnes.append(qui)
        self.identites[qui.pk] = self._identite(qui)
        self.adhesions.append(Adhesion(utilisateur=qui, organisation=organisation, qualite=qualite, droit=droit))
        return qui

    def _identite(self, personne):
        sel, nom = f"{self.tirage.getrandbits(128):032x}", personne.nom_complet
        return Identite(pk=personne.pk, personne=personne, nom=nom, sel=sel, condense=condense(sel + nom))

    def _equipe(self, rang, lieu):
        """(chef de projet, instructeurs) d’une convention."""
        ville = lieu.convention.pilote
        chef = self._personne(f"chef.{rang}", ville, Qualite.EQUIPE, Droit.CHEF)
        instructeurs = (f"instructeur.{rang}.{n}" for n in (1, 2))
        return chef, [self._personne(nom, ville, Qualite.EQUIPE, Droit.INSTRUCTEUR) for nom in instructeurs]

    def _agents(self, lieux):
        """Un agent par organisation qui finance ; celui de la première est aussi copilote : il lit tout."""
        organisations = {g.organisation_id: g.organisation for lieu in lieux for g in lieu.guichets}
        return {
            pk: self._personne(f"agent.{rang}", organisation, Qualite.FINANCEUR, Droit.AGENT)
            for rang, (pk, organisation) in enumerate(sorted(organisations.items()), 1)
        }

    def _porteurs(self, nombre):
        """[(organisation, signataire)] : chacune a aussi un rédacteur."""
        cle = Organisation.objects.order_by("-pk").values_list("pk", flat=True)[0]
        organisations = [Organisation(pk=cle + rang, nom=self._nom(rang)) for rang in range(1, nombre + 1)]
        ecrire(organisations)
        porteurs = []
        for rang, organisation in enumerate(organisations, 1):
            signataire = self._personne(f"porteur.{rang}", organisation, Qualite.PORTEUR, Droit.SIGNATAIRE)
            self._personne(f"redacteur.{rang}", organisation, Qualite.PORTEUR, Droit.REDACTEUR)
            porteurs.append((organisation, signataire))
        return porteurs

    def _nom(self, rang):
        return f"{self.tirage.choice(mots.ASSOCIATIONS)} {self.tirage.choice(mots.DOMAINES)} n° {rang} (fictif)"
