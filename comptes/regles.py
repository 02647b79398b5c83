"""Qui peut quoi d’une organisation, en mots (docs/metier.md §15). Rien ici ne connaît les dossiers."""

from comptes.models.adhesions import Adhesion, Droit, Qualite
from comptes.models.organisations import Organisation

CE_QUE_PERMET = {
    Droit.LECTEUR: "lire les dossiers et la fiche de l’organisation.",
    Droit.REDACTEUR: "lire et écrire les dossiers, sans les déposer.",
    Droit.SIGNATAIRE: "écrire et déposer les dossiers, tenir la fiche de l’organisation et inviter d’autres membres.",
}


def signataire(organisation, personne):
    return personne.agit_comme(Qualite.PORTEUR, organisation.pk, Droit.SIGNATAIRE)


def membre(organisation, personne):
    return personne.agit_comme(Qualite.PORTEUR, organisation.pk)


def equipe(organisation, personne):
    """L’équipe de la convention où cette organisation a un dossier."""
    return Organisation.objects.suivies_par(personne).filter(pk=organisation.pk).exists()


def signataires(organisation):
    """Les signataires qui peuvent encore entrer : un compte suspendu ne tient pas une organisation."""
    return Adhesion.objects.filter(
        organisation=organisation,
        qualite=Qualite.PORTEUR,
        droit=Droit.SIGNATAIRE,
        utilisateur__is_active=True,
        utilisateur__est_technique=False,
    )


def role_de(organisation, personne):
    """À quel titre cette personne agit ici, tel que le journal le recopie."""
    titre = next((d for o, q, d in personne.rattachements if o == organisation.pk and q == Qualite.PORTEUR), None)
    return f"{Droit(titre).label.lower()}, {organisation.nom_court}" if titre else "équipe politique de la ville"
