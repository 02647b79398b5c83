"""Ce qu’un porteur écrit : le brouillon d’un dossier fictif, complet et équilibré, prêt à déposer."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from dossiers.models import Dossier, IndicateurDeResultat, Lieu, Ligne, PosteBudgetaire
from dossiers.models.budget import Sens, plan_comptable
from gouvernance.pays import mots
from programmation.models import Thematique, TrancheAge
from programmation.texte import assourdir

DIX_GUICHETS = 40  # un dossier sur tant sollicite tous les guichets
_CHARGES, _PRODUITS = (tuple(code for code, _ in plan_comptable()[sens]) for sens in (Sens.CHARGE, Sens.PRODUIT))


@dataclass
class Projet:
    """Un dossier et tout ce qui l’accompagne, avant d’être écrit."""

    lieu: object
    exercice: object
    dossier: Dossier
    porteur: tuple  # (organisation, signataire)
    lignes: list = field(default_factory=list)
    postes: list = field(default_factory=list)
    liens: list = field(default_factory=list)
    rangs: list = field(default_factory=list)  # lieux et indicateurs


class Plume:
    """Rédige des brouillons, chacun avec sa clé ; les clés se suivent."""

    def __init__(self, tirage):
        self.tirage, self._dossier, self._ligne, self._numeros = tirage, 0, 0, {}
        self._tranches = list(TrancheAge.objects.values_list("pk", flat=True))
        self._thematiques = list(Thematique.objects.values_list("pk", flat=True)) or [None]

    def rediger(self, lieu, exercice, campagne, porteur):
        self._dossier += 1
        self._numeros[campagne.pk] = numero = self._numeros.get(campagne.pk, 0) + 1
        organisation, signataire = porteur
        rang = self.tirage.randrange(len(lieu.quartiers))
        public = self.tirage.randrange(20, 400)
        dossier = Dossier(
            pk=self._dossier, campagne=campagne, organisation=organisation, numero=numero,
            intitule=f"{self.tirage.choice(mots.ACTIONS)}, {lieu.quartiers[rang].nom.split(' de ')[0]} (action fictive)",
            description=" ".join(self.tirage.sample(mots.PHRASES, 5)) + " Dossier fictif.",
            besoin=mots.PHRASES[0], objectifs_vises=mots.PHRASES[5], moyens_materiels="Une salle fictive.",
            thematique_id=self.tirage.choice(self._thematiques), dont_qic=public // 6,
            objectif_principal=self.tirage.choice(lieu.objectifs[rang]),
            date_debut=date(exercice.annee, 1, 15), date_fin=date(exercice.annee, 12, 15), beneficiaires_total=public,
            dont_qpv=public * 2 // 3, cree_par=signataire, modifie_par=signataire,
            cree_le=exercice.ouvre_le + timedelta(hours=self.tirage.randrange(24 * 30)),
        )  # fmt: skip
        dossier.modifie_le = dossier.cree_le + timedelta(days=3)
        dossier.recherche = _mots_cherches(dossier, organisation)
        projet = Projet(lieu, exercice, dossier, porteur)
        self._solliciter(projet)
        self._lier(projet, lieu.quartiers[rang], lieu.objectifs[rang])
        projet.rangs = [
            Lieu(dossier=dossier, nom="Salle fictive", quartier=lieu.quartiers[rang]),
            IndicateurDeResultat(dossier=dossier, libelle="Personnes venues au moins trois fois", cible=public),
        ]
        return projet

    def _solliciter(self, projet):
        guichets = projet.lieu.guichets
        if projet.dossier.pk % DIX_GUICHETS:
            guichets = self.tirage.sample(guichets, self.tirage.randrange(1, 4))
        demandes = [Decimal(self.tirage.randrange(10, 90) * 100) for _ in guichets]
        for guichet, demande in zip(guichets, demandes, strict=True):
            self._ligne += 1
            commun = demande / 4 if guichet.ordre % 3 == 0 else Decimal(0)
            projet.lignes.append(
                Ligne(
                    pk=self._ligne,
                    dossier=projet.dossier,
                    financeur=guichet,
                    demande_contrat_de_ville=demande - commun,
                    demande_droit_commun=commun,
                )
            )
        propre = Decimal(1000)
        charges, total = self.tirage.sample(_CHARGES, 5), sum(demandes) + propre
        parts = [total // 10 * part for part in (1, 1, 2, 2)]
        montants = [*parts, total - sum(parts)]
        comptes = [("charge", compte, montant) for compte, montant in zip(charges, montants, strict=True)]
        projet.postes = [
            PosteBudgetaire(dossier=projet.dossier, sens=sens, compte=compte, montant=montant)
            for sens, compte, montant in [*comptes, ("produit", self.tirage.choice(_PRODUITS), propre)]
        ]

    def _lier(self, projet, quartier, objectifs):
        pk = projet.dossier.pk
        autre = self.tirage.choice(projet.lieu.quartiers)
        projet.liens = [Dossier.quartiers.through(dossier_id=pk, quartier_id=q) for q in {quartier.pk, autre.pk}]
        secondaire = self.tirage.choice(objectifs)
        projet.liens.append(Dossier.objectifs_secondaires.through(dossier_id=pk, objectifoperationnel_id=secondaire.pk))
        for tranche in self.tirage.sample(self._tranches, 2):
            projet.liens.append(Dossier.tranches_age.through(dossier_id=pk, trancheage_id=tranche))


def _mots_cherches(dossier, organisation):
    """Les mêmes mots que `Dossier.save` : l’écriture en masse ne l’appelle pas (tests/test_pays.py les compare)."""
    lus = (
        dossier.reference,
        dossier.numero_dauphin,
        dossier.intitule,
        organisation,
        organisation.sigle,
        dossier.description,
    )
    return assourdir(" ".join(map(str, lus)))
