"""Le récit : des gestes datés, joués l’un après l’autre dans l’ordre de l’heure, pour que le journal dise vrai."""

from workflows.temps import a_l_instant


class Recit:
    def __init__(self):
        self._gestes = []

    def prevoir(self, instant, geste):
        """Un geste sans argument, à cet instant ; à égalité, l’ordre de l’inscription décide."""
        self._gestes.append((instant, len(self._gestes), geste))

    def jouer(self):
        for instant, _, geste in sorted(self._gestes, key=lambda prevu: prevu[:2]):
            with a_l_instant(instant):
                geste()


class Fil:
    """La suite des gestes d’un même objet : aucun ne précède le précédent, même un vendredi avancé."""

    def __init__(self, recit, calendrier, pas):
        self.recit, self.calendrier, self.pas, self.dernier = recit, calendrier, pas, None

    def noter(self, instant, geste):
        if self.dernier:
            instant = min(max(instant, self.dernier + self.pas), self.calendrier.instant)
        self.dernier = instant
        self.recit.prevoir(instant, geste)
