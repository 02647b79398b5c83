"""Le cadre d’une année : contrat, territoire, stratégie, campagne, séances ; aucun dossier."""

from programmation.models.campagne import Campagne, Enveloppe, Financeur, VersionEnveloppe  # noqa: F401
from programmation.models.contrat import Commune, Contrat, Convention, Signataire  # noqa: F401
from programmation.models.enjeu_annuel import EnjeuAnnuel  # noqa: F401
from programmation.models.lien_de_guichet import LienDeGuichet  # noqa: F401
from programmation.models.listes import Dispositif, GroupeDeTravail, Thematique  # noqa: F401
from programmation.models.modele_de_lettre import ModeleDeLettre, SorteDeLettre  # noqa: F401
from programmation.models.seance import PassageSeance, Presence, Seance, StatutSeance, Temps  # noqa: F401
from programmation.models.strategie import Enjeu, ObjectifOperationnel, ObjectifStrategique, Orientation  # noqa: F401
from programmation.models.territoire import Constat, EnjeuPrioritaire, Indicateur, Quartier, TrancheAge, Unite  # noqa: F401
