"""Les personnes du tableau : dix-huit, chacune à un titre et un seul, et les mots qui les réunissent.

Convention 1 : Béville, où déposent les associations A et B, que financent F1 (sollicité), la ville et F2 (non sollicité
par A). Convention 2 : Cévaux, où dépose l’association Z, que finance F9. Les deux partagent un quartier.
"""

ANONYME = "anonyme"  # personne n’est connecté
SANS_RATTACHEMENT = "sans_rattachement"  # un compte que personne n’a encore rattaché
LECTEUR_A = "lecteur_a"  # porteur de A, lecteur
REDACTEUR_A = "redacteur_a"  # porteur de A, rédacteur
SIGNATAIRE_A = "signataire_a"  # porteur de A, signataire
DEUX_ASSOS = "deux_assos"  # lectrice de A, signataire de B
SIGNATAIRE_Z = "signataire_z"  # porteur de Z, signataire (convention 2)
SIGNATAIRE_P = "signataire_p"  # porteur de P, signataire : P porte avec A certains de ses dossiers
INSTRUCTEUR_1 = "instructeur_1"  # équipe de la convention 1
CHEF_1 = "chef_1"  # chef de projet de la convention 1
CHEF_2 = "chef_2"  # chef de projet de la convention 2
COPILOTE = "copilote"  # agent de l’agglomération, copilote de la convention 1, sans guichet
AGENT_F1 = "agent_f1"  # agent d’un financeur que A sollicite
AGENT_F2 = "agent_f2"  # agent d’un financeur de la campagne 1 que A ne sollicite pas
AGENT_F9 = "agent_f9"  # agent d’un financeur de la campagne 2
ELUE = "elue"  # lecture, pour la ville de la convention 1
ADMIN = "admin"  # administratrice technique, sans rattachement
SUSPENDU = "suspendu"  # signataire de A dont le compte est désactivé pendant sa session

ACTEURS = (
    ANONYME, SANS_RATTACHEMENT, LECTEUR_A, REDACTEUR_A, SIGNATAIRE_A, DEUX_ASSOS, SIGNATAIRE_Z, SIGNATAIRE_P,
    INSTRUCTEUR_1, CHEF_1, CHEF_2, COPILOTE, AGENT_F1, AGENT_F2, AGENT_F9, ELUE, ADMIN, SUSPENDU,
)  # fmt: skip

TOUS = frozenset(ACTEURS)
NON_CONNECTES = frozenset({ANONYME, SUSPENDU})  # une session dont le compte est suspendu n’ouvre plus rien
CONNECTES = TOUS - NON_CONNECTES
PERSONNE = frozenset()

PORTEURS_A = frozenset({LECTEUR_A, REDACTEUR_A, SIGNATAIRE_A, DEUX_ASSOS})
PORTEURS_B = frozenset({DEUX_ASSOS})
PORTEURS_Z = frozenset({SIGNATAIRE_Z})
PORTEURS_P = frozenset({SIGNATAIRE_P})
PORTEURS = PORTEURS_A | PORTEURS_B | PORTEURS_Z | PORTEURS_P
EQUIPE_1 = frozenset({INSTRUCTEUR_1, CHEF_1})
EQUIPE_2 = frozenset({CHEF_2})
EQUIPES = EQUIPE_1 | EQUIPE_2
CHEFS = frozenset({CHEF_1, CHEF_2})
INVITES_1 = frozenset(
    {COPILOTE, AGENT_F1, AGENT_F2}
)  # les financeurs et copilotes que les séances de la campagne 1 réunissent
INVITES_2 = frozenset({AGENT_F9})
FINANCEURS = INVITES_1 | INVITES_2
