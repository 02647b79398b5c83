"""Les dossiers du monde, menés par les vraies portes jusqu’à leur dépôt ; chacun de leurs mots est un canari."""

from datetime import timedelta

from dossiers import actions
from tests import fabriques
from tests.acces import droits
from workflows.temps import maintenant

SERIE = 14  # dossiers ordinaires de A, pour que les listes aient plusieurs pages


def _dossier(m, nom, *guichets, lieu="plateau", par=None, **champs):
    """Un brouillon de l’organisation que dit la dernière lettre de son nom ; chacun de ses mots est un canari."""
    entier, jetons = droits.LISENT[nom], m.jetons
    agenda, annonce = entier | droits.ORDRE_DU_JOUR.get(nom, droits.PERSONNE), droits.ANNONCES.get(nom, droits.PERSONNE)
    interroges = droits.INTERROGES.get(nom, droits.PERSONNE)  # ils lisent l’action, pas les montants
    deuxieme = nom.endswith("_z")
    campagne = m.campagne_2 if deuxieme else m.campagne_1
    auteur = m.personnes[{"a": "signataire_a", "b": "deux_assos", "z": "signataire_z"}[nom[-1]]]
    cree = fabriques.dossier(
        campagne, getattr(m, f"asso_{nom[-1]}"), par or auteur,
        intitule=jetons.mot(f"{nom}, intitulé", agenda | annonce | interroges),
        description=jetons.mot(f"{nom}, description", entier | annonce | interroges),
        demandes={m.guichets[g]: jetons.montant(f"{nom}, demandé à {g}", agenda) for g in guichets},
        quartiers=[m.quartiers[lieu]],
        objectif_=m.objectifs["ilots_2" if deuxieme and lieu == "ilots" else lieu],
        **champs,
    )  # fmt: skip
    cree.postes.filter(sens="charge").update(montant=sum(x.demande for x in cree.lignes.all()) + 1000)
    m.dossiers[nom] = cree
    m.lignes |= {(nom, g): cree.lignes.get(financeur=m.guichets[g]) for g in guichets}
    return cree


def _deposer(m, nom, *guichets, **champs):
    cree = _dossier(m, nom, *guichets, **champs)
    actions.avancer(cree, "deposer", par=cree.cree_par)


def recevable(m, nom, *guichets, **champs):
    _deposer(m, nom, *guichets, **champs)
    for guichet in guichets:
        actions.avancer(m.lignes[nom, guichet], "declarer_recevable", par=chef_de(m, nom))


def chef_de(m, nom):
    """Le chef de projet de ce dossier ou de cette séance : « _z » et « _2 » sont de la seconde convention."""
    return m.personnes["chef_2" if nom.endswith(("_z", "_2")) else "chef_1"]


def deposer_tout(m):
    j, chef = m.jetons, m.personnes["chef_1"]
    _dossier(m, "brouillon_a", "f1", "ville")
    _dossier(m, "brouillon_b", "f2")
    _dossier(m, "brouillon_z", "f9")
    _dossier(m, "saisi_a", "f1", "ville", par=chef, saisi_par_l_equipe=True, numero_dauphin="DA01200614")
    abandonne = _dossier(m, "abandonne_a", "f1")
    motif = j.mot("abandonne_a, motif", droits.LISENT["abandonne_a"])
    actions.avancer(abandonne, "abandonner", par=abandonne.cree_par, motif=motif)
    _deposer(m, "depose_a", "f1", "ville")
    _deposer(m, "partage_a", "f1", "ville", lieu="ilots")
    _deposer(m, "interroge_a", "f1", "ville")
    _deposer(m, "depose_b", "f2")
    _deposer(m, "depose_z", "f9", "ville_2", lieu="rive")
    _deposer(m, "partage_z", "f9", lieu="ilots")
    _deposer(m, "incomplet_a", "f1", "ville")
    manque = j.mot("incomplet_a, ce qui manque", droits.LISENT["incomplet_a"])
    demande = {"demande": manque, "echeance": maintenant() + timedelta(days=9)}
    actions.avancer(m.dossiers["incomplet_a"], "demander_complements", par=chef, donnees=demande)
    _rouvrir(m, chef)
    for rang in range(SERIE):
        _deposer(m, droits.serie(rang), "f1")


def _rouvrir(m, chef):
    """Un dossier rouvert par le chef : son motif est au journal, que l’équipe seule lit en entier."""
    recevable(m, "rouvert_a", "f1", "ville")
    motif = m.jetons.mot("motif de réouverture", droits.EQUIPE_1)
    actions.avancer(m.dossiers["rouvert_a"], "rouvrir_la_recevabilite", par=chef, motif=motif)
    for guichet in ("f1", "ville"):
        actions.avancer(m.lignes["rouvert_a", guichet], "declarer_recevable", par=chef)
