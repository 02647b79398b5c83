"""Les séances du pays : un comité des financeurs par campagne décidée, et un comité ouvert pour ce qui reste."""

from itertools import count

from gouvernance.pays.fil import Fil
from programmation.models import Presence, Seance, StatutSeance, Temps


class Seances:
    """Bâtit les séances des campagnes qui ont eu leur comité ; leurs clés et leurs journaux se suivent."""

    def __init__(self, lieux, gens):
        self.gens, self._cles, self.toutes, self.fils, self.presences = gens, count(1), [], [], []
        self.actees, self.ouvertes = {}, {}
        for lieu in lieux:
            for exercice, campagne in lieu.campagnes:
                if exercice.ecart <= 0:
                    self.actees[campagne.pk] = self._tenir(lieu, exercice, campagne, StatutSeance.ACTEE)
                if exercice.ecart == 0:
                    self.ouvertes[campagne.pk] = self._tenir(lieu, exercice, campagne, StatutSeance.OUVERTE)

    def pour(self, projet, *, encore_ouverte):
        """Où ce projet se décide : le comité acté de sa campagne, ou le complémentaire, qui siège encore."""
        return (self.ouvertes if encore_ouverte else self.actees)[projet.dossier.campagne_id]

    def _tenir(self, lieu, exercice, campagne, statut):
        chef, _ = self.gens.equipes[lieu.convention.pk]
        quoi = "Comité des financeurs" if statut == StatutSeance.ACTEE else "Comité complémentaire"
        seance = Seance(
            pk=next(self._cles), campagne=campagne, temps=Temps.FINANCEURS, intitule=f"{quoi} {campagne.annee} (fictif)",
            prevue_le=exercice.comite_le, lieu="Salle fictive", statut=statut,
        )  # fmt: skip
        fil, role = (
            Fil(seance, self.gens.identites, exercice.comite_le, exercice.pas),
            f"chef de projet, {lieu.convention.pilote}",
        )
        seance.convoquee_le = fil.passer("convoquer", chef, role, "preparee", "convoquee")
        seance.ouverte_le = fil.passer("ouvrir", chef, role, "convoquee", "ouverte")
        if statut == StatutSeance.ACTEE:
            seance.actee_le = fil.passer("acter", chef, role, "ouverte", "actee")
        self.toutes.append(seance)
        self.fils.append(fil)
        self.presences.append(Presence(seance=seance, nom="Aline Fictive", organisme="État fictif", est_present=True))
        return seance
