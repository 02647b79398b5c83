"""Qui voit quel dossier, et ce que les listes en lisent : le mur entre les porteurs est ici, et nulle part ailleurs."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from comptes.models import Organisation, Qualite
from dossiers.statuts import CATALOGUE, DECIDES, Statut, StatutPartenariat
from programmation.models import Campagne, Quartier
from programmation.texte import assourdir
from workflows.moteur import StatutProtege

_AU_CATALOGUE = Q(statut__in=CATALOGUE) & Q(annonce_le__isnull=False)


def _copilotees(organisations):
    """Les conventions que l’une de ces organisations copilote (État, agglomération) : elles y lisent tout."""
    return Campagne.convention.field.related_model.objects.filter(copilotes__in=organisations)


class DossierQuerySet(StatutProtege):
    def visibles_par(self, personne):
        """Le mur entre les porteurs : toute vue commence ici (docs/metier.md §12, qui voit quoi)."""
        if not personne.is_authenticated:
            return self.none()
        lecture = Organisation.objects.ou_agit(personne, Qualite.LECTURE)
        return self.filter(self._lus_en_entier(personne) | Q(campagne__convention__pilote__in=lecture) & _AU_CATALOGUE)

    def lus_en_entier_par(self, personne):
        """Ceux que cette personne lit avec leurs montants ; des autres qu’elle voit, elle n’a que le catalogue."""
        return self.filter(self._lus_en_entier(personne)) if personne.is_authenticated else self.none()

    def lus_ou_proposes_a(self, personne):
        """Ceux qu’elle lit en entier, et ceux que l’une de ses organisations est invitée à porter : l’essentiel seul."""
        if not personne.is_authenticated:
            return self.none()
        partenariats = self.model._meta.get_field("partenariats").related_model.objects
        siennes = Organisation.objects.ou_agit(personne, Qualite.PORTEUR)
        invites = partenariats.filter(statut=StatutPartenariat.INVITE, organisation__in=siennes, dossier=OuterRef("pk"))
        return self.filter(self._lus_en_entier(personne) | Exists(invites))

    def _lus_en_entier(self, personne):
        equipe = Organisation.objects.ou_agit(personne, Qualite.EQUIPE)
        porteur = Organisation.objects.ou_agit(personne, Qualite.PORTEUR)
        financeur = Organisation.objects.ou_agit(personne, Qualite.FINANCEUR)
        lignes = self.model._meta.get_field("lignes").related_model.objects
        sollicite = Exists(lignes.filter(dossier=OuterRef("pk"), financeur__organisation__in=financeur))
        partage = Exists(
            Quartier.communes.through.objects.filter(
                commune__convention__pilote__in=equipe,
                quartier__dossiers=OuterRef("pk"),
            )
        )
        depose = ~Q(statut=Statut.BROUILLON) & ~Q(statut=Statut.ABANDONNE, depose_le=None)
        return (
            self._portes_par(porteur)
            | Q(campagne__convention__pilote__in=equipe) & (depose | Q(saisi_par_l_equipe=True))
            | depose & partage
            | depose & (sollicite | Q(campagne__convention__in=_copilotees(financeur)))
        )

    def _portes_par(self, organisations):
        """Ceux de ces organisations, et ceux dont l’une d’elles est partenaire confirmée (docs/metier.md §17)."""
        partenariats = self.model._meta.get_field("partenariats").related_model.objects
        confirmes = partenariats.filter(statut=StatutPartenariat.CONFIRME, organisation__in=organisations)
        return Q(organisation__in=organisations) | Exists(confirmes.filter(dossier=OuterRef("pk")))

    def redigeables_par(self, personne):
        """Ceux dont cette personne est porteuse, pour son accueil."""
        return self.filter(organisation__in=Organisation.objects.ou_agit(personne, Qualite.PORTEUR))

    def au_catalogue(self):
        """Ce que tout le monde peut lire : les actions retenues, une fois la décision annoncée."""
        return self.filter(_AU_CATALOGUE)

    def deposes(self):
        return self.exclude(depose_le=None)

    def brouillons(self):
        return self.filter(statut=Statut.BROUILLON)

    def a_completer_avant(self, instant):
        return self.filter(statut=Statut.INCOMPLET, echeance__lte=instant)

    def dont_le_texte_dit(self, texte):
        """Ceux dont l’intitulé, le porteur, la description ou la référence contient chacun de ces mots."""
        mots = assourdir(texte).split()
        return self.filter(*[Q(recherche__contains=mot) for mot in mots])

    def avec_statut_lisible(self, personne):
        """Ajoute `statut_lu` : qui porte un dossier lit « En comité » tant que la décision ne lui est pas annoncée."""
        porteur = Organisation.objects.ou_agit(personne, Qualite.PORTEUR)
        tues = Q(statut__in=DECIDES, annonce_le=None) & self._portes_par(porteur)
        tait = When(tues, then=Value(Statut.EN_COMITE.value))
        return self.annotate(statut_lu=Case(tait, default=F("statut"), output_field=models.CharField()))

    def avec_montants(self, personne=None):
        """Ajoute `demande` et `obtenu`, en euros, par sous-requêtes (une ligne par financeur).

        `personne` : qui lit ; un porteur ne compte comme obtenu que ce qui lui est notifié.
        """
        lignes = self.model._meta.get_field("lignes").related_model.objects
        obtenu = lignes.somme_accordee(OuterRef("pk"))
        if personne is not None:
            porteur = Organisation.objects.ou_agit(personne, Qualite.PORTEUR)
            notifie = lignes.filter(notifiee_le__isnull=False).somme_accordee(OuterRef("pk"))
            obtenu = Case(When(self._portes_par(porteur), then=notifie), default=obtenu)
        return self.annotate(demande=lignes.somme_demandee(OuterRef("pk")), obtenu=obtenu)
