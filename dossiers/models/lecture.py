"""Qui voit quel dossier, et ce que les listes en lisent : le mur entre les porteurs est ici, et nulle part ailleurs."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from comptes.models import Organisation, Qualite
from dossiers.models.portee import ouvre, portee_de
from dossiers.statuts import CATALOGUE, DECIDES, EN_ACTION, Statut, StatutBilan, StatutPartenariat
from programmation.texte import assourdir
from workflows.moteur import StatutProtege
from workflows.temps import aujourd_hui

_AU_CATALOGUE = Q(statut__in=CATALOGUE) & Q(annonce_le__isnull=False)
_DEPOSE = ~Q(statut=Statut.BROUILLON) & ~Q(statut=Statut.ABANDONNE, depose_le=None)
_PERSONNE = Q(pk__in=[])


class DossierQuerySet(StatutProtege):
    def visibles_par(self, personne):
        """Le mur entre les porteurs : toute vue commence ici (docs/metier.md §12, qui voit quoi)."""
        if not personne.is_authenticated:
            return self.none()
        condition, lecture = self._lus_en_entier(personne), portee_de(personne).lecture
        return self.filter(condition | Q(campagne__in=lecture) & _AU_CATALOGUE if ouvre(lecture) else condition)

    def sous_la_main_de(self, personne):
        """Une part de `visibles_par`, lue en entier et vite demandée : les siens, ceux de sa ville, ceux de ses guichets.

        Pour ouvrir un dossier : le mur entier ne se bâtit que pour qui n’y trouve pas le sien (docs/decisions/042).
        """
        cles = Organisation.objects.cles_ou_agit
        return self.sous_la_main(*(cles(personne, q) for q in (Qualite.PORTEUR, Qualite.EQUIPE, Qualite.FINANCEUR)))

    def sous_la_main(self, porteurs, equipes, financeurs):
        """La même part, pour qui agit au titre de ces organisations (des clés)."""
        deposes = _parmi(campagne__convention__pilote=equipes)
        if financeurs:
            lignes = self.model._meta.get_field("lignes").related_model.objects
            deposes |= Exists(lignes.filter(dossier=OuterRef("pk"), financeur__organisation__in=financeurs))
        saisis = _parmi(campagne__convention__pilote=equipes) & Q(saisi_par_l_equipe=True)
        return self.filter(_parmi(organisation=porteurs) | saisis | deposes & _DEPOSE)

    def lus_en_entier_par(self, personne):
        """Ceux que cette personne lit avec leurs montants ; des autres qu’elle voit, elle n’a que le catalogue."""
        return self.filter(self._lus_en_entier(personne)) if personne.is_authenticated else self.none()

    def lus_ou_proposes_a(self, personne):
        """Ceux qu’elle lit en entier, et ceux que l’une de ses organisations est invitée à porter : l’essentiel seul."""
        if not personne.is_authenticated:
            return self.none()
        invites = self._de_ses_partenariats(portee_de(personne), StatutPartenariat.INVITE)
        return self.filter(self._lus_en_entier(personne) | invites)

    def portes_par(self, personne):
        """Ceux que cette personne porte, seule ou en partenaire : elle ne les instruit pas, et n’en lit pas l’instruction."""
        return self.filter(self._portes_par(portee_de(personne)))

    def _portes_par(self, portee):
        """Ceux de ses organisations, et ceux dont l’une d’elles est partenaire confirmée (docs/metier.md §22)."""
        return _parmi(organisation=portee.porteur) | self._de_ses_partenariats(portee, StatutPartenariat.CONFIRME)

    def _de_ses_partenariats(self, portee, statut):
        if not portee.porteur:
            return _PERSONNE
        return Q(pk__in=self._partages(portee, statut))

    def _partages(self, portee, statut):
        partenariats = self.model._meta.get_field("partenariats").related_model.objects
        return partenariats.filter(statut=statut, organisation__in=portee.porteur).order_by().values("dossier_id")

    def _tus_devant(self, personne):
        """Les dossiers que cette personne porte, seule ou à plusieurs, et dont la décision, prise, ne lui est pas annoncée."""
        portee = portee_de(personne)
        tus = Q(statut__in=DECIDES, annonce_le=None)
        return self._portes_par(portee) & tus if portee.porteur else _PERSONNE

    def _lus_en_entier(self, personne):
        """Par l’organisation et la campagne, que des index servent ; par les lignes, si elle parle pour un guichet."""
        portee = portee_de(personne)
        siens = _parmi(organisation=portee.porteur) | _parmi(campagne=portee.equipe) & Q(saisi_par_l_equipe=True)
        de_la_campagne = (_parmi(campagne=portee.equipe) | _parmi(campagne=portee.copilote)) & _DEPOSE
        direct = siens | de_la_campagne | self._des_quartiers_partages(portee) & _DEPOSE
        partages = self._partages(portee, StatutPartenariat.CONFIRME)
        # Une réunion de clés, et non un « OU » : la base va chercher chaque part par son index.
        directs = self.model.objects.filter(direct).order_by().values("pk")
        if not ouvre(portee.guichets):
            return Q(pk__in=directs.union(partages)) if portee.porteur else direct
        lignes = self.model._meta.get_field("lignes").related_model.objects
        sollicites = lignes.filter(financeur__in=portee.guichets).order_by().values("dossier_id")
        if not any(map(ouvre, (portee.porteur, portee.equipe, portee.copilote))):
            return Q(pk__in=sollicites) & _DEPOSE
        if not portee.porteur:
            return Q(pk__in=directs.union(sollicites)) & (siens | _DEPOSE)
        return Q(pk__in=directs.union(sollicites, partages)) & (siens | Q(pk__in=partages) | _DEPOSE)

    def _des_quartiers_partages(self, portee):
        """Ceux d’une autre commune du contrat qui touchent un quartier de la sienne."""
        if not ouvre(portee.voisines):
            return _PERSONNE
        touche = self.model.quartiers.through.objects.filter(dossier=OuterRef("pk"), quartier__in=portee.quartiers)
        return Q(campagne__in=portee.voisines) & Exists(touche)

    def redigeables_par(self, personne):
        """Ceux dont cette personne est porteuse, pour son accueil."""
        return self.filter(organisation__in=Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR))

    def au_catalogue(self):
        """Ce que tout le monde peut lire : les actions retenues, une fois la décision annoncée."""
        return self.filter(_AU_CATALOGUE)

    def deposes(self):
        return self.exclude(depose_le=None)

    def brouillons(self):
        return self.filter(statut=Statut.BROUILLON)

    def a_completer_avant(self, instant):
        return self.filter(statut=Statut.INCOMPLET, echeance__lte=instant)

    def qui_doivent_un_bilan(self):
        """Ceux dont le bilan est attendu et n’est pas venu à sa date."""
        attendus = [StatutBilan.ATTENDU, StatutBilan.A_COMPLETER]
        return self.filter(statut__in=EN_ACTION, bilan__statut__in=attendus, bilan__du_le__lt=aujourd_hui())

    def dont_le_texte_dit(self, texte):
        """Ceux dont l’intitulé, le porteur, la description ou la référence contient chacun de ces mots."""
        mots = assourdir(texte).split()
        return self.filter(*[Q(recherche__contains=mot) for mot in mots])

    def avec_statut_lisible(self, personne):
        """Ajoute `statut_lu` : qui porte un dossier lit « En comité » tant que la décision ne lui est pas annoncée."""
        tait = When(self._tus_devant(personne), then=Value(Statut.EN_COMITE.value))
        return self.annotate(statut_lu=Case(tait, default=F("statut"), output_field=models.CharField()))

    def lus_comme(self, statuts, personne):
        """Ceux dont cette personne lit l’un de ces statuts : une décision tue se cherche « En comité »."""
        tus = self._tus_devant(personne)
        dits = Q(statut__in=statuts)
        if tus == _PERSONNE:
            return self.filter(dits)
        return self.filter(dits & ~tus | tus if Statut.EN_COMITE in statuts else dits & ~tus)

    def avec_montants(self, personne=None):
        """Ajoute `demande` et `obtenu`, en euros, par sous-requêtes (une ligne par financeur).

        `personne` : qui lit ; un porteur ne compte comme obtenu que ce qui lui est notifié.
        """
        lignes = self.model._meta.get_field("lignes").related_model.objects
        obtenu = lignes.somme_accordee(OuterRef("pk"))
        if personne is not None:
            portes = self._portes_par(portee_de(personne))
            notifie = lignes.filter(notifiee_le__isnull=False).somme_accordee(OuterRef("pk"))
            obtenu = Case(When(portes, then=notifie), default=obtenu)
        return self.annotate(demande=lignes.somme_demandee(OuterRef("pk")), obtenu=obtenu)


def _parmi(**cles):
    """« organisation parmi celles-ci » ; sans aucune, une condition que nul ne remplit et qui s’efface d’un « OU »."""
    ((champ, valeurs),) = cles.items()
    return Q(**{f"{champ}__in": valeurs}) if ouvre(valeurs) else _PERSONNE
