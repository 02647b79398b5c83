"""L’arbre des objectifs tel qu’on le lit : enjeu, orientation, objectif stratégique, puis chaque quartier."""

from dataclasses import dataclass, field

from programmation.texte import assourdir

A_PRECISER = "Orientation à préciser"


@dataclass
class Rameau:
    """Un nœud de l’arbre : son titre, ce qu’il porte, et combien d’objectifs opérationnels en descendent."""

    titre: str
    objet: object = None
    enfants: list = field(default_factory=list)
    objectifs: list = field(default_factory=list)

    @property
    def nombre(self):
        return len(self.objectifs) + sum(enfant.nombre for enfant in self.enfants)

    @property
    def est_a_preciser(self):
        return self.titre == A_PRECISER


def dresser(strategiques, objectifs, *, elaguer):
    """Range les objectifs sous leurs objectifs stratégiques, dans l’ordre du document.

    `elaguer` retire ce qui ne porte rien : utile quand on cherche, trompeur quand on lit tout.
    """
    par_strategique = {}
    for objectif in objectifs:
        par_strategique.setdefault(objectif.objectif_strategique_id, []).append(objectif)
    enjeux = {}
    for strategique in strategiques:
        trouves = par_strategique.get(strategique.pk, [])
        if elaguer and not trouves:
            continue
        enjeu = enjeux.setdefault(strategique.enjeu_id, Rameau(str(strategique.enjeu), strategique.enjeu))
        titre = strategique.orientation.libelle if strategique.orientation else A_PRECISER
        orientation = next((rameau for rameau in enjeu.enfants if rameau.titre == titre), None)
        if orientation is None:
            orientation = Rameau(titre, strategique.orientation)
            enjeu.enfants.append(orientation)
        orientation.enfants.append(Rameau(strategique.libelle, strategique, objectifs=trouves))
    return list(enjeux.values())


def qui_parlent_de(recherche, objectifs):
    """Les objectifs dont le texte, ou celui des branches au-dessus, contient tous les mots cherchés."""
    mots = assourdir(recherche).split()
    return [objectif for objectif in objectifs if all(mot in _texte(objectif) for mot in mots)]


def _texte(objectif):
    strategique = objectif.objectif_strategique
    orientation = strategique.orientation.libelle if strategique.orientation else ""
    return assourdir(f"{objectif.libelle} {strategique.libelle} {orientation}")
