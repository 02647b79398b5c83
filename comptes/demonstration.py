"""La démonstration : entrer en un geste sous chaque rôle. Ces vues n’existent pas hors de la démonstration."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from comptes.acces import DEMONSTRATION, ouvert_a
from comptes.models import Droit, Qualite, Utilisateur
from comptes.portier import DOMAINE_DE_DEMONSTRATION

_A_ESSAYER = {
    (
        Qualite.EQUIPE,
        Droit.CHEF,
    ): "Déclarer un dossier recevable, demander un complément, préparer une séance et l’acter, fixer les enveloppes.",
    (
        Qualite.EQUIPE,
        Droit.INSTRUCTEUR,
    ): "Instruire les dossiers, saisir un dossier reçu sur Dauphin, préparer l’ordre du jour et la présence.",
    (
        Qualite.FINANCEUR,
        Droit.AGENT,
    ): "Répondre sur la recevabilité de ses lignes, saisir ses décisions en séance, suivre son enveloppe.",
    (
        Qualite.PORTEUR,
        Droit.SIGNATAIRE,
    ): "Écrire un dossier, voir ce qui manque, le déposer, répondre à un complément, rendre un bilan.",
    (Qualite.PORTEUR, Droit.REDACTEUR): "Écrire un dossier que la personne signataire déposera.",
    (Qualite.PORTEUR, Droit.LECTEUR): "Lire les dossiers de son organisation, sans y écrire.",
    (Qualite.LECTURE, Droit.LECTEUR): "Lire la programmation de l’année et le calendrier.",
}
_SANS_TITRE = "Voir ce que lit une personne que personne n’a encore rattachée."
_ADMINISTRATION = "Gérer les comptes et les réglages ; aucun dossier ne se lit de là."
_ORDRE = [Qualite.EQUIPE, Qualite.FINANCEUR, Qualite.PORTEUR, Qualite.LECTURE]


@dataclass(frozen=True)
class Compte:
    """Un compte de la démonstration, et ce qu’il permet d’essayer."""

    personne: Utilisateur
    titres: list
    a_essayer: str
    rang: int

    @property
    def est_principal(self):
        """Un compte par rôle a une adresse facile ; celle des autres personnes est « prénom.nom »."""
        return "." not in self.personne.courriel.removesuffix(DOMAINE_DE_DEMONSTRATION)


def _personnes():
    return Utilisateur.objects.filter(courriel__endswith=DOMAINE_DE_DEMONSTRATION, is_active=True, est_technique=False)


def _comptes():
    trouves = [_compte(p) for p in _personnes().prefetch_related("adhesions__organisation")]
    return sorted(trouves, key=lambda compte: (compte.rang, compte.personne.nom))


def _compte(personne):
    adhesions = sorted(personne.adhesions.all(), key=lambda a: _ORDRE.index(a.qualite))
    titres = [f"{a.get_droit_display()}, {a.organisation}" for a in adhesions]
    if not adhesions:
        a_essayer = _ADMINISTRATION if personne.is_staff else _SANS_TITRE
        return Compte(
            personne, ["Administration"] if personne.is_staff else ["Aucun rattachement"], a_essayer, len(_ORDRE)
        )
    premiere = adhesions[0]
    return Compte(personne, titres, _A_ESSAYER[premiere.qualite, premiere.droit], _ORDRE.index(premiere.qualite))


@ouvert_a(DEMONSTRATION)
def demonstration(request):
    comptes = _comptes()
    contexte = {
        "principaux": [compte for compte in comptes if compte.est_principal],
        "autres": [compte for compte in comptes if not compte.est_principal],
    }
    return render(request, "comptes/demonstration.html", contexte)


@ouvert_a(DEMONSTRATION)
@require_POST
def entrer(request):
    numero = request.POST.get("compte", "")
    personne = get_object_or_404(
        _personnes(), pk=numero if numero.isascii() and numero.isdigit() and len(numero) < 10 else None
    )
    login(request, personne)
    messages.success(request, f"Vous êtes maintenant {personne.nom_complet}.")
    return redirect("accueil")
