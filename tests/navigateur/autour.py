"""Ce qui entoure un dossier, pour les visites : partenaire, avis, messages, étiquette, compléments, geste d’ensemble, imports."""

import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from comptes.models import Organisation, Utilisateur
from dossiers import actions
from dossiers.actions import ensemble, partenariats
from dossiers.models import Dossier, Etiquette, Vue
from dossiers.models.ensemble import Geste
from echanges import depot, ecriture, etude
from programmation.models import Quartier
from tests import tableurs
from tests.conftest import frais
from workflows.moteur import modifier
from workflows.temps import maintenant

COLONNES = ("N° Dauphin", "Titre de l’action", "Organisme", "SIRET", "Exercice", "Statut", "Quartier(s)", "Objectif",
            "Financeur", "Montant demandé")  # fmt: skip


def autour(campagne, porteuse, cheffe):
    """L’adresse de chaque sorte de page que ces échanges ouvrent."""
    connus = {d.intitule.removeprefix("Visite, "): d for d in Dossier.objects.filter(intitule__startswith="Visite, ")}
    Vue.objects.create(personne=cheffe, equipe=campagne.convention.pilote, nom="À examiner", parametres="statut=depose")
    return (
        _a_plusieurs(connus["brouillon"], porteuse)
        | _en_instruction(connus["depose"], porteuse, cheffe)
        | _a_la_ligne(connus)
        | _complete(connus["complete"], porteuse, cheffe)
        | _d_ensemble([connus["depose"], connus["incomplet"]], cheffe)
        | _imports(campagne, cheffe)
    )


def _a_plusieurs(brouillon, porteuse):
    """Un partenaire a confirmé ; sa part est à écrire."""
    partenaire = Utilisateur.objects.get(prenom="Paule")
    relais = Organisation.objects.get(nom="Le Relais d’Essai")
    invite = partenariats.inviter(brouillon, relais, par=porteuse, attente="Prêter une salle.")
    actions.avancer(invite, "confirmer", par=partenaire)
    pages = f"{brouillon.get_absolute_url()}partenaires/"
    return {"partenaires": pages, "part": f"{pages}{invite.pk}/"}


def _en_instruction(depose, porteuse, cheffe):
    """Un message de chaque côté, une note, une étiquette ; un avis demandé au financeur, un autre par un lien."""
    actions.ecrire(depose, "Le gymnase est réservé.", par=porteuse)
    actions.ecrire(frais(depose), "Merci ; pour quelles heures ?", par=cheffe)
    actions.noter(depose, "Voir avec le service des sports.", par=cheffe)
    actions.affecter(depose, cheffe, par=cheffe)
    etiquette = Etiquette.objects.create(convention=depose.campagne.convention, texte="À revoir")
    actions.etiqueter(depose, [etiquette], par=cheffe)
    demande = {"par": cheffe, "question": "L’action est-elle cohérente ?", "echeance": maintenant() + timedelta(days=9)}
    etat = Organisation.objects.get(nom__startswith="État")
    avis = actions.demander_avis(depose, organisation=etat, **demande)
    par_lien = actions.demander_avis(depose, nom="Service des sports", courriel="sports@exemple.invalid", **demande)
    passe = f"/dossiers/organisations/{depose.organisation_id}/passe/"
    return {"avis": avis.get_absolute_url(), "avis_lien": f"/dossiers/avis/lien/{par_lien.jeton}/", "passe": passe}


def _a_la_ligne(connus):
    depose, programme = connus["depose"], connus["programme"]
    return {
        "ligne": f"{depose.get_absolute_url()}lignes/{depose.lignes.first().pk}/",
        "ligne_votee": f"{programme.get_absolute_url()}lignes/{programme.lignes.first().pk}/",
    }


def _complete(dossier, porteuse, cheffe):
    """Des compléments demandés, donnés : il y a une différence à lire."""
    donnees = {"demande": "Dites qui encadre.", "echeance": maintenant() + timedelta(days=5), "parties": ["action"]}
    actions.avancer(dossier, "demander_complements", par=cheffe, donnees=donnees)
    with modifier(frais(dossier), version=frais(dossier).version) as relu:
        relu.description = "Des séances de sport, encadrées par deux éducatrices, chaque mercredi."
    actions.avancer(frais(dossier), "completer", par=porteuse)
    return {}


def _d_ensemble(dossiers, cheffe):
    action = ensemble.confirmer(
        Geste.AFFECTER, dossiers, par=cheffe, donnees={"referent": cheffe.pk}, precision=str(cheffe), cle=uuid.uuid4()
    )
    ensemble.poursuivre(action)
    choisis = "&".join(f"dossiers={dossier.pk}" for dossier in dossiers)
    return {"ensemble": f"/dossiers/ensemble/?{choisis}", "ensemble_suivi": action.get_absolute_url()}


def _imports(campagne, cheffe):
    """Un tableur à chacun de ses pas : ses colonnes, son essai fautif, son compte rendu."""
    adresses, objectif = {}, str(Quartier.objects.get(nom="Mont Liébaut").objectifs.first())
    for rang, (pas, statut) in enumerate((("colonnes", "Transmise"), ("essai", "Peut-être"), ("rendu", "Transmise"))):
        rangee = [f"DA0900000{rang}", f"Visite d’un tableur, {pas}", f"Association visitée n° {rang}"]
        rangee += [
            tableurs.siret(80 + rang),
            campagne.annee,
            statut,
            "Mont Liébaut",
            objectif,
            "Ville de Béthune",
            "1 000",
        ]
        fichier = SimpleUploadedFile(f"{pas}.xlsx", tableurs.en_xlsx([rangee], COLONNES))
        recu = depot.deposer(campagne, fichier, par=cheffe)
        recu.est_apparie = pas != "colonnes"
        recu.save()
        adresses[f"import_{pas}"] = f"/echanges/import/{recu.pk}/{'' if pas == 'rendu' else f'{pas}/'}"
        if pas == "rendu":
            lue = etude.etudier(recu, cheffe)
            ecriture.importer(recu, par=cheffe, empreinte=lue.empreinte)
    return adresses
