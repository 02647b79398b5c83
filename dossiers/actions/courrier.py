"""Écrire la lettre d’une annonce, dans sa transaction : le texte du modèle, à qui il part, son empreinte."""

from dossiers import destinataires, lettres
from dossiers.models import Lettre
from programmation.models import Seance, StatutSeance, Temps


def comite_de(dossier):
    """Le dernier comité acté qui a décidé de ce dossier ; None s’il fut décidé hors d’ici."""
    decide = {"inscriptions__dossier": dossier, "inscriptions__retiree_le": None}
    actes = Seance.objects.filter(temps=Temps.FINANCEURS, statut=StatutSeance.ACTEE, **decide)
    return actes.order_by("-actee_le", "-pk").first()


def ecrire_la_lettre(passage):
    """Garde la lettre que dit cette annonce, et la pose sur le passage : le courriel qui suit en porte le texte.

    Un dossier que nul comité d’ici n’a décidé n’a pas de lettre : son porteur reçoit le courriel d’annonce seul.
    """
    dossier, seance = passage.objet, comite_de(passage.objet)
    lignes = list(dossier.lignes.select_related("financeur__organisation"))
    sorte = lettres.sorte_de(dossier, lignes)
    if seance is None or sorte is None:
        return
    modele = lettres.modeles_de(dossier.campagne.convention_id)[sorte]
    valeurs = lettres.valeurs_de(dossier, lignes, seance, par=passage.par, le=passage.le)
    objet, corps = lettres.rediger_la_lettre(modele, valeurs)
    deja = Lettre.objects.filter(dossier=dossier, seance=seance).count()
    passage.lettre = Lettre.objects.create(
        dossier=dossier, seance=seance, rang=deja + 1, sorte=sorte, objet=objet, corps=corps,
        empreinte=lettres.empreinte_du_texte(objet, corps), par=passage.par, le=passage.le,
        destinataires=[[str(qui), qui.courriel] for qui in destinataires.redacteurs(dossier)],
    )  # fmt: skip
