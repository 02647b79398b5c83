"""Les dossiers du monde, menés par les vraies portes jusqu’à leur dépôt ; chacun de leurs mots est un canari."""

from datetime import timedelta

from dossiers import actions
from dossiers.actions.partenariats import ecrire_sa_part, inviter
from dossiers.models import Partenariat
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
    campagne = champs.pop("campagne", m.campagne_2 if deuxieme else m.campagne_1)
    propose = annonce | droits.PROPOSES.get(nom, droits.PERSONNE)
    auteur = m.personnes[{"a": "signataire_a", "b": "deux_assos", "z": "signataire_z"}[nom[-1]]]
    cree = fabriques.dossier(
        campagne, getattr(m, f"asso_{nom[-1]}"), par or auteur,
        intitule=jetons.mot(f"{nom}, intitulé", agenda | propose | interroges),
        description=jetons.mot(f"{nom}, description", entier | propose | interroges),
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
    _d_une_annee_a_l_autre(m)
    _a_plusieurs(m)
    for rang in range(SERIE):
        _deposer(m, droits.serie(rang), "f1")


def _d_une_annee_a_l_autre(m):
    """Une première année de convention, une action à reconduire, et une qui suit celle de l’année d’avant."""
    annee = m.campagne_0.annee
    convention = {"periode": "pluriannuelle", "cpo_debut": annee, "cpo_fin": annee + 2}
    _deposer(m, "convention_a", "f1", campagne=m.campagne_0, **convention)
    _deposer(m, "passe_a", "f1", campagne=m.campagne_0)
    _deposer(m, "ancien_a", "ville", campagne=m.campagne_0)


def _a_plusieurs(m):
    """Ce que A porte avec P : une invitation qui attend, un brouillon, un dossier déposé (que P a d’abord décliné)."""
    ancien = m.dossiers["ancien_a"]
    _dossier(m, "invite_a", "f1")
    _inviter(m, "invite_a")
    _dossier(m, "cobrouillon_a", "f1")
    _associer(m, "cobrouillon_a")
    suite = _dossier(m, "suite_a", "f1", precedent=ancien, origine=ancien)
    motif = m.jetons.mot("suite_a, motif de P", droits.PORTEURS_A | droits.PORTEURS_P | droits.EQUIPE_1)
    actions.avancer(_inviter(m, "suite_a"), "decliner", par=m.personnes["signataire_p"], motif=motif)
    _associer(m, "suite_a")
    fabriques.signer(suite, suite.cree_par)
    actions.avancer(suite, "deposer", par=suite.cree_par)


def _inviter(m, nom):
    lisent = droits.LISENT[nom] | droits.PORTEURS_P
    attente = m.jetons.mot(f"{nom}, ce qu’il attend de P", lisent)
    invite = inviter(m.dossiers[nom], m.asso_p, par=m.personnes["signataire_a"], attente=attente)
    m.partenariats[nom, "p"] = invite
    return invite


def _associer(m, nom):
    """P confirme, et dit sa part."""
    signataire = m.personnes["signataire_p"]
    actions.avancer(_inviter(m, nom), "confirmer", par=signataire)
    confirme = Partenariat.objects.get(pk=m.partenariats[nom, "p"].pk)
    texte, euros = (
        m.jetons.mot(f"{nom}, part de P", droits.LISENT[nom]),
        m.jetons.montant(f"{nom}, part de P", droits.LISENT[nom]),
    )
    ecrire_sa_part(confirme, par=signataire, version=confirme.version, texte=texte, pourcent=None, euros=euros)
    m.partenariats[nom, "p"] = Partenariat.objects.get(pk=confirme.pk)


def associe_puis_recevable(m, nom, *guichets):
    """Un dossier porté avec P, déposé, et que chaque guichet a dit recevable."""
    cree = _dossier(m, nom, *guichets)
    _associer(m, nom)
    fabriques.signer(cree, cree.cree_par)
    actions.avancer(cree, "deposer", par=cree.cree_par)
    for guichet in guichets:
        actions.avancer(m.lignes[nom, guichet], "declarer_recevable", par=chef_de(m, nom))


def _rouvrir(m, chef):
    """Un dossier rouvert par le chef : son motif est au journal, que l’équipe seule lit en entier."""
    recevable(m, "rouvert_a", "f1", "ville")
    motif = m.jetons.mot("motif de réouverture", droits.EQUIPE_1)
    actions.avancer(m.dossiers["rouvert_a"], "rouvrir_la_recevabilite", par=chef, motif=motif)
    for guichet in ("f1", "ville"):
        actions.avancer(m.lignes["rouvert_a", guichet], "declarer_recevable", par=chef)
