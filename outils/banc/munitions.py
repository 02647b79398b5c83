"""Ce que le banc dépense : des dossiers à déposer, à déclarer recevables, à faire compléter, menés par les vraies portes."""

from datetime import date
from decimal import Decimal

from comptes.models import Adhesion, Droit, Organisation, Qualite, Utilisateur
from dossiers import actions, attestations
from dossiers.models import Dossier, IndicateurDeResultat, Lieu, Ligne, PosteBudgetaire
from programmation.models import Thematique, TrancheAge
from workflows.tasks import sans_sonner


class Munitions:
    """Fabrique des brouillons complets dans une campagne ouverte, pour une organisation à tant de destinataires."""

    def __init__(self, campagne):
        self.campagne = campagne
        self.guichets = list(campagne.financeurs.select_related("organisation").order_by("ordre")[:3])
        self.quartier = campagne.convention.quartiers.first()
        self.objectif = self.quartier.objectifs.first()
        self.tranche = TrancheAge.objects.first()

    def organisation(self, nom, personnes):
        """Une organisation fictive et ses personnes : un signataire, puis des rédacteurs. Rend (organisation, signataire)."""
        organisation = Organisation.objects.create(nom=f"{nom} (fictif)")
        gens = [
            Utilisateur.objects.create(
                courriel=f"{nom}.{rang}@banc.invalid".lower(), prenom="Alix", nom=f"Fictif {nom}"
            )
            for rang in range(max(1, personnes))
        ]
        for rang, qui in enumerate(gens):
            droit = Droit.REDACTEUR if rang else Droit.SIGNATAIRE
            Adhesion.objects.create(utilisateur=qui, organisation=organisation, qualite=Qualite.PORTEUR, droit=droit)
        return organisation, gens[0]

    def brouillons(self, nombre, porteur):
        with sans_sonner():
            return [self._brouillon(*porteur) for _ in range(nombre)]

    def deposes(self, nombre, porteur):
        with sans_sonner():
            dossiers = [self._brouillon(*porteur) for _ in range(nombre)]
            for dossier in dossiers:
                actions.avancer(dossier, "deposer", par=porteur[1])
        return [Dossier.objects.get(pk=dossier.pk) for dossier in dossiers]

    def _brouillon(self, organisation, signataire):
        dossier = actions.ouvrir_un_dossier(
            self.campagne, organisation, par=signataire, intitule="Action fictive du banc", description="Dossier fictif.",
            objectif_principal=self.objectif, beneficiaires_total=50, date_debut=date(self.campagne.annee, 1, 15),
            date_fin=date(self.campagne.annee, 12, 15), besoin="Besoin fictif.", objectifs_vises="But fictif.", dont_qpv=30,
            dont_qic=5, moyens_materiels="Une salle fictive.", thematique=Thematique.objects.first(),
        )  # fmt: skip
        dossier.quartiers.add(self.quartier)
        dossier.tranches_age.add(self.tranche)
        PosteBudgetaire.objects.create(dossier=dossier, sens="charge", compte="604", montant=Decimal(3000))
        for guichet in self.guichets:
            Ligne.objects.create(dossier=dossier, financeur=guichet, demande_contrat_de_ville=Decimal(1000))
        Lieu.objects.create(dossier=dossier, nom="Salle fictive", quartier=self.quartier)
        IndicateurDeResultat.objects.create(dossier=dossier, libelle="Personnes venues", cible=50)
        actions.attester(dossier, attestations.demandees(organisation), par=signataire)
        return dossier
