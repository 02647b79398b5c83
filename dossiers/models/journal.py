"""Le journal d’un dossier : une seule chaîne pour lui, ses lignes et son bilan."""

from django.db import models

from comptes.models import Organisation, Qualite
from dossiers.models.bilan import Bilan
from dossiers.models.dossier import Dossier
from dossiers.models.ligne import Ligne
from dossiers.models.partenariat import Partenariat
from workflows.journal import Passage

# Ce qu’un porteur fait de son dossier. Qui est aussi de l’équipe ou d’un financeur n’y montre pas ses autres actes.
ACTES_DU_PORTEUR = (
    "deposer",
    "completer",
    "abandonner",
    "confirmer_le_plan",
    "rouvrir_le_budget",
    "se_desister",
    "transmettre",
    "attester_la_non_realisation",
    "demander_d_autres_dates",
    "inviter",
    "ecarter",
    "noter_dauphin",
    "prevenir_le_signataire",
    "reconduire",
)
ACTES_DU_PARTENAIRE = ("confirmer", "decliner", "se_retirer")


class PassageQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe lit tout le journal ; le financeur, ses lignes ; le porteur et le partenaire, les actes des leurs."""
        if not personne.is_authenticated:
            return self.none()
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        financeur = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        lus = models.Q(objet__campagne__convention__pilote__in=equipe)
        lus |= models.Q(ligne__financeur__organisation__in=financeur)
        if not personne.est_a_titre(Qualite.PORTEUR):
            return self.filter(lus)
        porteur = Organisation.objects.ou_agit(personne, Qualite.PORTEUR)
        des_siens = models.Exists(
            porteur.filter(pk=models.OuterRef("objet__organisation"), adhesions__utilisateur=models.OuterRef("par"))
        )
        du_partenaire = models.Exists(
            porteur.filter(
                pk=models.OuterRef("partenariat__organisation"), adhesions__utilisateur=models.OuterRef("par")
            )
        )
        return self.filter(
            lus
            | models.Q(transition__in=ACTES_DU_PORTEUR) & des_siens
            | models.Q(transition__in=ACTES_DU_PARTENAIRE) & du_partenaire
        )


class PassageDossier(Passage):
    """Un passage du dossier, ou de l’une de ses pièces."""

    SUJETS = ("ligne", "bilan", "partenariat")
    lettre = None  # celle que cette annonce vient d’écrire (actions.courrier) : le courriel en porte le texte

    objet = models.ForeignKey(Dossier, models.PROTECT, related_name="passages")
    ligne = models.ForeignKey(Ligne, models.PROTECT, null=True, related_name="passages_propres")
    bilan = models.ForeignKey(Bilan, models.PROTECT, null=True, related_name="passages_propres")
    partenariat = models.ForeignKey(Partenariat, models.PROTECT, null=True, related_name="passages_propres")

    objects = PassageQuerySet.as_manager()

    class Meta(Passage.Meta):
        verbose_name = "dossier"
        constraints = [models.UniqueConstraint(fields=["objet", "rang"], name="un_rang_par_passage_de_dossier")]

    def contenu(self):
        """Sans partenariat, le contenu est celui d’avant qu’il y en eût : les chaînes déjà écrites restent vraies."""
        contenu = super().contenu()
        if self.partenariat_id is None:
            del contenu["sujet"]["partenariat"]
        return contenu
