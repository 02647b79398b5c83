"""Ce que les récits fabriquent : des personnes, une convention, des dossiers menés par les vraies portes jusqu’où il faut."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from comptes.models import Adhesion, Droit, Nature, Organisation, Qualite, Utilisateur
from dossiers import actions, attestations
from dossiers.models import Attestation, IndicateurDeResultat, Lieu, Ligne, PosteBudgetaire
from dossiers.pieces import MODELES
from programmation.models import (
    Campagne,
    Commune,
    Contrat,
    Convention,
    Enjeu,
    EnjeuAnnuel,
    Enveloppe,
    Financeur,
    ObjectifOperationnel,
    ObjectifStrategique,
    Orientation,
    Presence,
    Quartier,
    Seance,
    Thematique,
    TrancheAge,
)
from tests import fichiers
from workflows.temps import PARIS, aujourd_hui, maintenant

_rang = count(1)
MOT_DE_PASSE = "une longue phrase de passe"


def a_paris(annee, mois, jour, heure=12, minute=0):
    return datetime(annee, mois, jour, heure, minute, tzinfo=PARIS)


def personne(prenom="Camille", nom="Essai", **champs):
    champs.setdefault("courriel", f"{prenom}.{nom}.{next(_rang)}@exemple.invalid".lower().replace(" ", ""))
    return Utilisateur.objects.create_user(prenom=prenom, nom=nom, password=champs.pop("password", None), **champs)


def organisation(nom="Association", nature=Nature.ASSOCIATION, **champs):
    return Organisation.objects.create(nom=nom, nature=nature, **champs)


def rattacher(qui, a, qualite, droit):
    return Adhesion.objects.create(utilisateur=qui, organisation=a, qualite=qualite, droit=droit)


def membre(organisation_, droit=Droit.SIGNATAIRE, prenom="Nadia", nom="Ferrand"):
    qui = personne(prenom, nom)
    rattacher(qui, organisation_, Qualite.PORTEUR, droit)
    return qui


def equipier(convention_, droit=Droit.CHEF, prenom="Camille", nom="Dhaene"):
    qui = personne(prenom, nom)
    rattacher(qui, convention_.pilote, Qualite.EQUIPE, droit)
    return qui


def agent(financeur_, prenom="Élise", nom="Lenoir"):
    qui = personne(prenom, nom)
    rattacher(qui, financeur_.organisation, Qualite.FINANCEUR, Droit.AGENT)
    return qui


def contrat(**champs):
    defauts = {"nom": "Contrat d’essai", "agglomeration": f"Agglomération {next(_rang)}", "debut_annee": 2024}
    return Contrat.objects.create(**{**defauts, "fin_le": date(2030, 12, 31), **champs})


def convention(nom="Béville", contrat_=None):
    """Une commune, sa convention et son pilote. Une ville inventée."""
    return Convention.objects.create(
        contrat=contrat_ or contrat(),
        commune=Commune.objects.create(nom=nom),
        pilote=organisation(f"Ville de {nom}", Nature.COMMUNE),
        signee_le=date(2024, 7, 9),
        signee_a=nom,
        valable_jusqu_au=date(2030, 12, 31),
    )


def quartier(convention_, nom="Le Plateau", statut="QPV", communes=()):
    rang = next(_rang)
    q = Quartier.objects.create(contrat=convention_.contrat, nom=nom, slug=f"quartier-{rang}", statut=statut)
    q.communes.set([convention_.commune, *communes])
    q.conventions.add(convention_)
    return q


def objectif(convention_, quartier_, libelle="Développer la pratique sportive"):
    enjeu, _ = Enjeu.objects.get_or_create(
        contrat=convention_.contrat, numero=1, defaults={"libelle": "Des quartiers attentifs"}
    )
    orientation, _ = Orientation.objects.get_or_create(enjeu=enjeu, libelle="Rendre les habitants acteurs")
    strategique, _ = ObjectifStrategique.objects.get_or_create(
        enjeu=enjeu, orientation=orientation, libelle="Promouvoir l’activité physique"
    )
    return ObjectifOperationnel.objects.create(
        convention=convention_,
        quartier=quartier_,
        objectif_strategique=strategique,
        libelle=libelle,
        valide_du=date(2024, 7, 9),
    )


def campagne(convention_, annee=None, **champs):
    """Une campagne dont le dépôt est ouvert : depuis un mois, pour un mois."""
    instant = maintenant()
    annee = annee or instant.year + 1
    defauts = {
        "depot_ouvre_le": instant - timedelta(days=30),
        "depot_ferme_le": instant + timedelta(days=30),
        "bilan_du_le": date(annee + 1, 6, 30),
    }
    return Campagne.objects.create(convention=convention_, annee=annee, **{**defauts, **champs})


def financeur(nom="État", nature=Nature.ETAT, organisation_=None, dispositif="", ordre=1, campagnes=()):
    guichet = Financeur.objects.create(
        organisation=organisation_ or organisation(nom, nature), dispositif=dispositif, ordre=ordre
    )
    for c in campagnes:
        c.financeurs.add(guichet)
    return guichet


def enveloppe(campagne_, financeur_, montant=10_000):
    return Enveloppe.objects.create(campagne=campagne_, financeur=financeur_, montant=Decimal(montant))


def dossier(
    campagne_, organisation_, par, *, demandes, quartiers, objectif_, intitule="Mercredis en mouvement", **champs
):
    """Un brouillon prêt à déposer : `demandes` = {financeur: montant demandé au contrat de ville, en euros}."""
    total = sum(demandes.values())
    defauts = {
        "besoin": "Les familles du quartier disent ne rien trouver le mercredi.",
        "objectifs_vises": "Que chaque enfant bouge une fois par semaine.",
        "description": "Des séances de sport et de découverte, chaque mercredi.",
        "thematique": Thematique.objects.first(),
        "objectif_principal": objectif_,
        "date_debut": date(campagne_.annee, 2, 1),
        "date_fin": date(campagne_.annee, 12, 15),
        "beneficiaires_total": 120,
        "dont_qpv": 90,
        "dont_qic": 0,
        "moyens_materiels": "Un gymnase, du petit matériel.",
    }
    nouveau = actions.ouvrir_un_dossier(campagne_, organisation_, par=par, intitule=intitule, **{**defauts, **champs})
    nouveau.quartiers.set(quartiers)
    nouveau.tranches_age.set(TrancheAge.objects.filter(code__in=["primaire"]) or TrancheAge.objects.all()[:1])
    Lieu.objects.create(dossier=nouveau, nom="Gymnase municipal")
    IndicateurDeResultat.objects.create(dossier=nouveau, libelle="Enfants inscrits", unite="enfants", cible=60)
    signer(nouveau, par)
    PosteBudgetaire.objects.create(dossier=nouveau, sens="charge", compte="604", montant=total + 1000)
    PosteBudgetaire.objects.create(dossier=nouveau, sens="produit", compte="756", montant=1000)
    for guichet, montant in demandes.items():
        Ligne.objects.create(dossier=nouveau, financeur=guichet, demande_contrat_de_ville=Decimal(montant))
    return nouveau


def signer(dossier_, par):
    """Les attestations d’un brouillon, telles que son signataire les coche en déposant."""
    Attestation.objects.bulk_create(
        Attestation(dossier=dossier_, code=code, texte=texte, par=par, qualite=f"{par}, signataire")
        for code, texte in attestations.demandees(dossier_.organisation).items()
    )


def televersement(octets=None, nom="piece.pdf"):
    """Ce qu’envoie un navigateur ; sans octets, un petit PDF."""
    return SimpleUploadedFile(nom, fichiers.pdf() if octets is None else octets)


def piece(organisation_, par, type_="statuts", *, dossier_=None, texte="Fictif", nom="piece.pdf", **faits):
    """Une pièce jointe par la vraie porte ; `texte` se lit dans les octets du fichier."""
    modele = MODELES[type_]
    return actions.joindre(
        televersement(fichiers.pdf(texte), nom), modele=modele, organisation=organisation_, dossier=dossier_, par=par, **faits
    )  # fmt: skip


def seance(campagne_, temps=1, intitule="Comité des financeurs", **champs):
    return Seance.objects.create(
        campagne=campagne_, temps=temps, intitule=intitule, prevue_le=champs.pop("prevue_le", maintenant()), **champs
    )


def presence(seance_, nom="Élise Lenoir", est_present=True):
    return Presence.objects.create(seance=seance_, nom=nom, organisme="État", est_present=est_present)


def enjeu_annuel(campagne_, titre="Que chaque enfant trouve une activité près de chez lui"):
    return EnjeuAnnuel.objects.create(
        campagne=campagne_, exercice=campagne_.annee + 1, titre=titre, pourquoi="Balade urbaine de juin."
    )


def ouvrir(seance_, par):
    """Convoque puis ouvre une séance ; les financeurs qui n’y viennent pas ont donné leur parole à la ville."""
    actions.avancer(seance_, "convoquer", par=par)
    actions.avancer(seance_, "ouvrir", par=par)
    for financeur_ in seance_.campagne.financeurs.exclude(organisation=seance_.campagne.convention.pilote):
        pouvoir(seance_, financeur_, par)
    return Seance.objects.get(pk=seance_.pk)


def pouvoir(seance_, financeur_, par):
    return actions.noter_un_pouvoir(
        seance_,
        financeur_,
        par=par,
        donne_par="Une directrice fictive",
        donne_le=aujourd_hui(),
        papier="Courriel du matin",
    )


def annoncer(ligne, par):
    """Vote, notifie et annonce la décision d’un dossier à une seule ligne ; rend le dossier."""
    acte = {"vote_le": date(ligne.dossier.campagne.annee, 4, 1), "vote_reference": "Délibération 12"}
    actions.avancer(ligne, "voter", par=par, donnees=acte)
    actions.avancer(ligne, "notifier", par=par)
    actions.avancer(ligne.dossier, "annoncer", par=par)
    return type(ligne.dossier).objects.get(pk=ligne.dossier_id)
