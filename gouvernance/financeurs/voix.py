"""Au nom de qui une personne décide d’une ligne en séance, et ce qui l’en empêche : lu une fois pour toute la page."""

from django.urls import reverse

from dossiers import regles
from dossiers.actions.decisions import MEMBRE, RECUSE, SANS_POUVOIR
from dossiers.models import Pouvoir, Recusation


class Voix:
    """Les pouvoirs d’une séance et les retraits d’une personne, en deux requêtes."""

    def __init__(self, seance, personne):
        self.seance, self.personne = seance, personne
        self.pouvoirs = {p.financeur_id: p for p in Pouvoir.objects.filter(seance=seance).select_related("par")}
        siens = Recusation.objects.en_vigueur().filter(inscription__seance=seance, personne=personne)
        self.retraits = set(siens.values_list("inscription_id", flat=True))

    def parle_pour_un_absent(self, ligne):
        return not regles.guichet(ligne, self.personne) and not regles.ligne_de_la_ville(ligne)

    def pouvoir(self, ligne):
        """Le pouvoir sur lequel cette personne décide de la ligne ; rien si elle parle pour son propre guichet."""
        return self.pouvoirs.get(ligne.financeur_id) if self.parle_pour_un_absent(ligne) else None

    def manque(self, ligne):
        """Vrai si cette personne n’y décide que pour un absent, dont nul n’a noté la parole."""
        return self.parle_pour_un_absent(ligne) and ligne.financeur_id not in self.pouvoirs

    def empechement(self, inscription, ligne):
        """Pourquoi cette personne ne décide pas de cette ligne ; rien si elle le peut. Les phrases de la porte."""
        if regles.porte(ligne.dossier, self.personne):
            return MEMBRE
        if inscription.pk in self.retraits:
            return RECUSE
        return SANS_POUVOIR.format(ligne.financeur) if self.manque(ligne) else ""

    def ou_remedier(self, ligne):
        """La page où l’équipe note la parole d’un absent, si c’est ce qui manque."""
        return reverse("seances:pouvoir", args=[self.seance.pk, ligne.financeur_id]) if self.manque(ligne) else ""
