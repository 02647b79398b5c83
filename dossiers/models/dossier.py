"""Le dossier : ce qu’une organisation propose de faire, et son chemin à travers les trois temps."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from comptes.models import Organisation
from dossiers import regles
from dossiers.models.filiation import Filiation
from dossiers.models.issues import (
    d_avant_l_abandon,
    d_avant_la_cloture,
    d_ou_il_vient,
    issue_de_la_recevabilite,
    issue_du_comite,
)
from dossiers.models.lecture import DossierQuerySet
from dossiers.models.portage import Portage
from dossiers.models.projet import Projet
from dossiers.models.totaux import Totaux
from dossiers.parties import LES_PIECES
from dossiers.statuts import AVANT_DECISION, DECIDES, EN_ACTION, VOTEES, Statut
from programmation.models import Campagne
from programmation.texte import assourdir
from workflows.adresses import adresse_de
from workflows.journal import Chaine
from workflows.moteur import ObjetAEtats, selon, transition
from workflows.temps import maintenant


class Dossier(Projet, Totaux, Filiation, Portage, ObjetAEtats, Chaine):
    class Suite(models.TextChoices):
        """L’avis de la ville au Temps 3 ; un porteur peut repartir de son dossier quoi qu’il dise."""

        RECONDUIRE = "reconduire", "Reconduire"
        CO_CONSTRUIRE = "co_construire", "Co-construire"
        TRANSFORMER = "transformer", "Transformer"
        ARRETER = "arreter", "Arrêter"

    LIENS = ("campagne__convention__pilote", "organisation")

    # D’où il vient ; ce qu’il dit de l’action est dans Projet
    campagne = models.ForeignKey(Campagne, models.PROTECT, related_name="dossiers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="dossiers", verbose_name="porteur")
    numero = models.PositiveIntegerField("numéro dans la campagne", editable=False)
    saisi_par_l_equipe = models.BooleanField(default=False, editable=False)
    # Le chemin
    statut = FSMField("statut", choices=Statut.choices, default=Statut.BROUILLON, protected=True, db_index=True)
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    cree_le = models.DateTimeField(default=maintenant, editable=False)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    modifie_le = models.DateTimeField(default=maintenant, editable=False)
    depose_le = models.DateTimeField("déposé le", null=True, editable=False)
    demande_de_complements = models.TextField("compléments demandés", blank=True, editable=False)
    echeance = models.DateTimeField("réponse attendue le", null=True, editable=False)
    parties_rouvertes = models.JSONField("parties à compléter", default=list, blank=True, editable=False)
    annonce_le = models.DateTimeField("décision annoncée le", null=True, editable=False)
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="dossiers_suivis", editable=False
    )
    # Après un accord partiel : le porteur confirme son plan, ou rouvre son budget pour le revoir
    plan_confirme_le = models.DateTimeField("plan de financement confirmé le", null=True, editable=False)
    revision_ouverte_le = models.DateTimeField("budget rouvert le", null=True, editable=False)
    suite_proposee = models.CharField(max_length=20, choices=Suite.choices, blank=True, editable=False)
    # La machinerie
    recherche = models.TextField(default="", editable=False)
    cle = models.UUIDField(null=True, unique=True, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-campagne__annee", "numero"]
        indexes = [
            # La liste se compte et se range sans lire une seule ligne de la table : tout ce que le mur regarde est ici.
            models.Index(
                fields=["campagne", "numero", "statut", "depose_le", "annonce_le", "saisi_par_l_equipe", "id"],
                name="liste_campagne",
            ),
            models.Index(fields=["organisation", "statut", "annonce_le", "campagne", "numero"], name="liste_porteur"),
            models.Index(
                fields=["campagne", "intitule"], condition=Q(annonce_le__isnull=False), name="liste_catalogue"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campagne", "numero"], name="un_numero_par_dossier"),
            models.UniqueConstraint(
                fields=["origine", "campagne"],
                condition=~Q(statut=Statut.ABANDONNE),
                name="un_dossier_par_action_et_campagne",
            ),
            models.CheckConstraint(name="statut_de_dossier_connu", condition=Q(statut__in=Statut.values)),
            models.CheckConstraint(
                name="un_dossier_depose_a_sa_date",
                condition=Q(statut__in=[Statut.BROUILLON, Statut.ABANDONNE]) | Q(depose_le__isnull=False),
            ),
            models.CheckConstraint(
                name="un_incomplet_a_son_echeance",
                condition=~Q(statut=Statut.INCOMPLET) | Q(echeance__isnull=False) & ~Q(demande_de_complements=""),
            ),
            models.CheckConstraint(
                name="fin_apres_debut",
                condition=Q(date_debut__isnull=True) | Q(date_fin__isnull=True) | Q(date_fin__gte=F("date_debut")),
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return adresse_de("dossiers:dossier", self.pk)

    def save(self, *args, **options):
        if options.get("update_fields") is None:
            self.composer_la_recherche()
        super().save(*args, **options)

    def composer_la_recherche(self):
        """Tient à jour ce que lit la recherche : les mots du dossier, sans accents ni casse, pareils sur toute base."""
        mots = (
            self.reference,
            self.numero_dauphin,
            self.intitule,
            self.organisation,
            self.organisation.sigle,
            self.description,
        )
        self.recherche = assourdir(" ".join(map(str, mots)))

    def role_de(self, personne):
        """Le titre que le journal recopie : il reste lisible quand la personne aura changé de fonction."""
        if personne.est_technique:
            return "automate"
        if regles.porteur(self, personne):
            return f"{'signataire' if regles.signataire(self, personne) else 'rédacteur'}, {self.organisation}"
        droit = "chef de projet" if regles.chef(self, personne) else "instructeur"
        return f"{droit}, {self.campagne.convention.pilote}"

    @property
    def reference(self):
        return f"{self.campagne.annee}-{self.numero:03d}"

    @property
    def financeurs_annonces(self):
        """Les financeurs dont l’accord est voté et notifié : le porteur n’apprend rien ici avant qu’on le lui dise."""
        return [x.financeur.nom_court for x in self.lignes.all() if x.statut in VOTEES and x.notifiee_le]

    @property
    def bilan_ou_rien(self):
        return getattr(self, "bilan", None)

    def statut_pour(self, personne):
        """Le statut que cette personne peut lire : une décision non annoncée se tait devant qui porte le dossier."""
        if self.statut in DECIDES and not self.annonce_le and regles.porte(self, personne):
            return Statut.EN_COMITE
        return Statut(self.statut)

    # La machine, qui se lit comme la procédure de la ville
    @transition("Déposer le dossier", de=[Statut.BROUILLON], vers=Statut.DEPOSE, par=regles.signataire,
                si=[regles.campagne_ouverte, *regles.PRET_A_DEPOSER, regles.parts_a_cent], fait="Déposé")  # fmt: skip
    def deposer(self):
        self.depose_le = maintenant()

    @transition("Enregistrer le dossier", de=[Statut.BROUILLON], vers=Statut.DEPOSE, par=regles.equipe_qui_a_saisi,
                si=[regles.numero_dauphin_connu, regles.objectif_choisi, regles.financeur_sollicite],
                fait="Enregistré")  # fmt: skip
    def enregistrer(self):
        self.depose_le = maintenant()

    @transition("Demander des compléments", de=[Statut.DEPOSE], vers=Statut.INCOMPLET, par=regles.equipe,
                saisie=("demande", "echeance", "parties", "pieces"), fait="Compléments demandés")  # fmt: skip
    def demander_complements(self, demande, echeance, parties=(), pieces=()):
        """Seul ce qui est demandé se rouvre ; rien de nommé, tout se rouvre. Le journal garde quelles pièces."""
        self.demande_de_complements, self.echeance = demande, echeance
        self.parties_rouvertes = [*parties, LES_PIECES] if pieces else list(parties)

    @transition("Annuler la demande de compléments", de=[Statut.INCOMPLET], vers=Statut.DEPOSE, par=regles.equipe,
                fait="Demande de compléments annulée")  # fmt: skip
    def annuler_la_demande(self):
        self.demande_de_complements, self.echeance, self.parties_rouvertes = "", None, []

    @transition("Envoyer les compléments", de=[Statut.INCOMPLET], vers=Statut.DEPOSE, par=regles.signataire_ou_equipe,
                si=[regles.complement_dans_les_temps, *regles.PRET_A_COMPLETER], fait="Complété")  # fmt: skip
    def completer(self):
        self.echeance, self.parties_rouvertes = None, []

    @transition("Constater la recevabilité", de=[Statut.DEPOSE],
                vers=selon(issue_de_la_recevabilite, [Statut.RECEVABLE, Statut.IRRECEVABLE]), par=regles.automate,
                si=[regles.chaque_ligne_a_sa_reponse], fait="Recevabilité constatée", bouton=False)  # fmt: skip
    def constater_la_recevabilite(self):
        """Se déduit des lignes : recevable dès que l’une l’est."""

    @transition("Rouvrir la recevabilité", de=[Statut.RECEVABLE, Statut.IRRECEVABLE], vers=Statut.DEPOSE, par=regles.chef,
                motivee=True, fait="Recevabilité rouverte")  # fmt: skip
    def rouvrir_la_recevabilite(self):
        """Les lignes reviennent à « sollicitée » (actions.rouvrir_la_recevabilite)."""

    @transition("Inscrire au comité des financeurs", de=[Statut.RECEVABLE, Statut.AJOURNE], vers=Statut.EN_COMITE,
                par=regles.equipe, fait="Inscrit au comité", bouton=False)  # fmt: skip
    def inscrire(self, **seance):
        """L’inscription dit à quelle séance (actions.inscrire)."""

    @transition("Retirer de l’ordre du jour", de=[Statut.EN_COMITE],
                vers=selon(d_ou_il_vient, [Statut.RECEVABLE, Statut.AJOURNE]),
                par=regles.equipe, motivee=True, fait="Retiré de l’ordre du jour", bouton=False)  # fmt: skip
    def retirer_de_l_ordre_du_jour(self, **seance):
        """Revient d’où il venait."""

    @transition("Acter la décision", de=[Statut.EN_COMITE],
                vers=selon(issue_du_comite, [Statut.PROGRAMME, Statut.AJOURNE, Statut.NON_RETENU]), par=regles.chef,
                si=[regles.chaque_ligne_est_decidee], fait="Décision actée", bouton=False)  # fmt: skip
    def acter(self):
        self.annonce_le = None

    @transition("Annoncer la décision au porteur", de=DECIDES, vers=None, par=regles.chef, si=[regles.decisions_notifiees],
                fait="Décision annoncée")  # fmt: skip
    def annoncer(self):
        self.annonce_le, self.plan_confirme_le = maintenant(), None

    @transition("Confirmer le plan de financement", de=EN_ACTION, vers=None, par=regles.confirme_le_plan,
                si=[regles.porteur_prevenu, regles.plan_pas_encore_confirme, regles.accord_partiel, regles.plan_equilibre],
                fait="Plan de financement confirmé")  # fmt: skip
    def confirmer_le_plan(self):
        """L’action se fait avec ce qui est accordé ; un budget rouvert se referme, un exemplaire en est gardé."""
        self.plan_confirme_le = maintenant()

    @transition("Rouvrir le budget", de=EN_ACTION, vers=None, par=regles.confirme_le_plan,
                si=[regles.porteur_prevenu, regles.plan_pas_encore_confirme, regles.accord_partiel,
                    regles.budget_pas_encore_rouvert],
                fait="Budget rouvert")  # fmt: skip
    def rouvrir_le_budget(self):
        """Le budget seul se récrit, sur ce qui est accordé ; ce qui fut déposé reste."""
        self.revision_ouverte_le = maintenant()

    @transition("Retenir par avenant", de=[Statut.NON_RETENU], vers=Statut.PROGRAMME, par=regles.chef, motivee=True,
                si=[regles.une_ligne_accordee], fait="Retenu par avenant")  # fmt: skip
    def retenir_par_avenant(self):
        """Un avenant daté ou le vote d’un financeur rend une ligne au dossier : une autre décision, à annoncer à son tour."""
        self.annonce_le = None

    @transition("Ne plus retenir", de=EN_ACTION, vers=Statut.NON_RETENU, par=regles.automate,
                si=[regles.plus_aucune_ligne_accordee], fait="N’est plus retenu", bouton=False)  # fmt: skip
    def ne_plus_retenir(self):
        """Le vote d’un financeur ou un avenant lui ôte sa dernière ligne : une autre décision, à annoncer à son tour."""
        self.annonce_le = None

    @transition("Présenter au comité de pilotage", de=[Statut.PROGRAMME], vers=Statut.PRESENTE, par=regles.chef,
                fait="Présenté au comité de pilotage", bouton=False)  # fmt: skip
    def presenter(self):
        self.annonce_le = self.annonce_le or maintenant()

    @transition("Mettre en perspective", de=[Statut.PROGRAMME, Statut.PRESENTE], vers=Statut.MIS_EN_PERSPECTIVE, par=regles.chef,
                fait="Mis en perspective", bouton=False)  # fmt: skip
    def mettre_en_perspective(self, suite):
        self.suite_proposee = suite
        self.annonce_le = self.annonce_le or maintenant()

    @transition("Reporter l’action", de=EN_ACTION, vers=None, par=regles.chef, motivee=True, si=[regles.porteur_prevenu],
                saisie=("date_debut", "date_fin", "bilan_du_le"), fait="Action reportée")  # fmt: skip
    def reporter(self, date_debut, date_fin, bilan_du_le):
        self.date_debut, self.date_fin = date_debut, date_fin

    @transition("Clore le dossier", de=EN_ACTION, vers=Statut.CLOS, par=regles.equipe,
                si=[regles.bilan_rendu, regles.rien_a_payer], fait="Clos")  # fmt: skip
    def clore(self):
        """Quel que soit le Temps tenu : le bilan et l’argent seuls comptent."""

    @transition("Rouvrir le dossier", de=[Statut.CLOS], vers=selon(d_avant_la_cloture, EN_ACTION), par=regles.chef,
                motivee=True, fait="Rouvert")  # fmt: skip
    def rouvrir(self):
        """Revient à l’état de son dernier passage avant la clôture."""

    @transition("Abandonner le dossier", de=AVANT_DECISION, vers=Statut.ABANDONNE, par=regles.signataire_ou_equipe,
                motivee=True, fait="Abandonné")  # fmt: skip
    def abandonner(self):
        """Le signataire, ou l’équipe sur sa parole écrite (le motif la cite)."""

    @transition("Rouvrir le dossier abandonné", de=[Statut.ABANDONNE],
                vers=selon(d_avant_l_abandon, [s for s in AVANT_DECISION if s != Statut.EN_COMITE]),
                par=regles.rouvre_un_abandon, motivee=True, si=[regles.campagne_non_close], fait="Abandon levé")  # fmt: skip
    def lever_l_abandon(self):
        """Rien de ce qui fut dit ne se dédit : l’abandon, son motif et ses courriels restent au journal."""

    @transition("Se désister", de=EN_ACTION, vers=Statut.DESISTE, par=regles.signataire, motivee=True,
                si=[regles.decision_annoncee], fait="Désistement")  # fmt: skip
    def se_desister(self):
        """Les lignes acquises s’annulent et rendent leur enveloppe (actions.se_desister)."""
