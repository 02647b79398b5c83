"""Ce que les récits trouvent déjà fait : l’action de l’an passé jusqu’à son annonce, et ce que la base en dit ensuite."""

from datetime import timedelta

from django.utils.text import slugify

from comptes.models import Droit, Qualite, Utilisateur
from dossiers import actions
from dossiers.models import Dossier, Piece
from programmation.models import Campagne, Convention, Enveloppe, Financeur, Quartier
from tests import fabriques
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.temps import PARIS, aujourd_hui, maintenant


def compte(prenom, nom, organisation, qualite, droit):
    """Une personne qui peut entrer ; rend son adresse."""
    courriel = f"{slugify(prenom)}.{slugify(nom)}@exemple.invalid"
    qui = fabriques.personne(prenom, nom, courriel=courriel, password=fabriques.MOT_DE_PASSE)
    fabriques.rattacher(qui, organisation, qualite, droit)
    return qui.courriel


def campagne_de_l_annee(convention):
    """La campagne de l’année en cours, ouverte au dépôt : celle d’avant la campagne des récits."""
    ouverte = {"depot_ferme_le": maintenant() + timedelta(days=1)}
    campagne = Campagne.objects.filter(convention=convention, annee=maintenant().year).first()
    campagne = campagne or fabriques.campagne(convention, maintenant().year)
    Campagne.objects.filter(pk=campagne.pk).update(**ouverte)
    campagne.financeurs.set(Financeur.objects.all())
    return frais(campagne)


def doter(campagne, montants):
    """L’enveloppe de chaque financeur, telle qu’il lui reste tant d’euros : d’autres récits ont pu la débiter."""
    for guichet, reste in montants.items():
        enveloppe, _ = Enveloppe.objects.get_or_create(campagne=campagne, financeur=guichet, defaults={"montant": 0})
        enveloppe.montant = enveloppe.engage + reste
        enveloppe.save()


def brouillon(campagne, association, porteuse, intitule):
    quartier = Quartier.objects.get(nom="Mont Liébaut")
    guichets = Financeur.objects.filter(dispositif__in=["P147", "contrat de ville"])
    return fabriques.dossier(
        campagne, association, porteuse, intitule=intitule, demandes={guichet: 2000 for guichet in guichets},
        quartiers=[quartier], objectif_=quartier.objectifs.first(),
    )  # fmt: skip


def passer(*noms):
    """Une association par nom, sa signataire, et son action de l’an passé, programmée et annoncée. {nom: courriel}."""
    campagne = campagne_de_l_annee(Convention.objects.get(commune__nom="Béthune"))
    cheffe = Utilisateur.objects.get(prenom="Camille")
    courriels, seance = {}, fabriques.seance(campagne, 1, "Comité de l’an passé")
    doter(campagne, dict.fromkeys(campagne.financeurs.all(), 10_000))
    fabriques.presence(seance)
    inscriptions = []
    for nom in noms:
        association = fabriques.organisation(f"L’Essor d’Essai, {nom}")
        courriels[nom] = compte("Mina", f"Essai {nom}", association, Qualite.PORTEUR, Droit.SIGNATAIRE)
        porteuse = Utilisateur.objects.get(courriel=courriels[nom])
        dossier = brouillon(campagne, association, porteuse, f"Les mercredis, {nom}")
        actions.avancer(dossier, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe)
        inscriptions.append(actions.inscrire(seance, frais(dossier), par=cheffe))
    acter(fabriques.ouvrir(seance, cheffe), inscriptions, cheffe)
    Campagne.objects.filter(pk=campagne.pk).update(depot_ferme_le=maintenant() - timedelta(days=1))
    return courriels


def acter(seance, inscriptions, cheffe):
    """Chaque ligne accordée, la séance actée une fois, puis chaque décision votée, notifiée, annoncée."""
    lignes = [(inscription, ligne) for inscription in inscriptions for ligne in inscription.dossier.lignes.all()]
    for inscription, ligne in lignes:
        actions.saisir(inscription, ligne, par=cheffe, choix="accorder", contrat_de_ville=1500)
    assert (refus := actions.acter(seance, par=cheffe)) == {}, refus
    for _, ligne in lignes:
        actions.avancer(
            ligne, "voter", par=cheffe, donnees={"vote_le": aujourd_hui(), "vote_reference": "Acte d’essai"}
        )
        actions.avancer(ligne, "notifier", par=cheffe)
    for inscription in inscriptions:
        actions.avancer(frais(inscription.dossier), "annoncer", par=cheffe)


def relever_en_entier(intitule):
    """Ce que la base sait du dossier qui porte ce nom : son départ, son argent, ses pièces, et ce qui en fut envoyé."""
    dossier = Dossier.objects.get(intitule=intitule)
    return {
        "numero": dossier.pk,
        "reference": dossier.reference,
        "statut": dossier.statut,
        "organisation": str(dossier.organisation),
        "precedent": dossier.precedent and dossier.precedent.intitule,
        "besoin": dossier.besoin,
        "objectifs_vises": dossier.objectifs_vises,
        "description": dossier.description,
        "beneficiaires": dossier.beneficiaires_total,
        "objectif": str(dossier.objectif_principal),
        "charges": float(dossier.charges),
        "produits": float(dossier.produits),
        "demandes": {str(x.financeur): float(x.demande_contrat_de_ville) for x in dossier.lignes.all()},
        "indicateurs": list(dossier.indicateurs.values_list("libelle", "valeur_precedente", "cible")),
        "attestations": dossier.attestations.count(),
        "pieces": sorted(Piece.objects.filter(organisation=dossier.organisation).values_list("type", "nom")),
        "exemplaires": [_exemplaire(e) for e in dossier.exemplaires.all()],
        "passages": [p.transition for p in dossier.passages.order_by("pk")],
        "envois": list(Envoi.objects.filter(regle="dossier.deposer").values_list("adresse", "objet")),
    }


def _exemplaire(exemplaire):
    recu = exemplaire.le.astimezone(PARIS)
    return {
        "par": exemplaire.par.nom_complet,
        "heure": f"{recu.year} à {recu.hour} h {recu.minute:02d}",
        "empreinte": exemplaire.empreinte,
        "est_intact": exemplaire.est_intact(),
    }
