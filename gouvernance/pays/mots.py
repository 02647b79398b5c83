"""Les mots du pays : de quoi nommer sans jamais nommer personne ; chaque nom dit qu’il est inventé."""

PRENOMS = (
    "Aline Bruno Chloé Denis Élise Fatou Gaël Hélène Idris Jeanne Karim Léa Malo Nadia Omar Pia Rémi Sarah".split()
)
COMMUNES = "Valbois Rochemare Clairfond Montbrume Hauterive Saulnay Ferrande Bellecombe Orval Tremière".split()
QUARTIERS = "Les Tilleuls;La Garenne;Le Moulin;Les Écluses;La Pépinière;Le Haut-Pré;Les Verriers;Le Canal".split(";")
ASSOCIATIONS = (
    "Les Ateliers;La Fabrique;Le Relais;L’Élan;La Passerelle;Les Jardins;Le Cercle;La Ruche;Les Mots;Le Terrain".split(
        ";"
    )
)
DOMAINES = (
    "du sport pour tous;de la lecture;des familles;de l’emploi;de la santé;du numérique;de la culture;de l’été;"
    "de la parentalité;du logement".split(";")
)
ACTIONS = (
    "Mercredis en mouvement;Été à la médiathèque;Chantier éducatif;Café des parents;Forum de l’emploi;Santé de proximité;"
    "Jardin partagé;Théâtre au pied des tours;Coup de pouce numérique;Fête de quartier;École ouverte;Accès aux droits".split(
        ";"
    )
)
PHRASES = (
    "L’action va au-devant des habitants, sur la place et dans les halls, et leur propose un premier rendez-vous.",
    "Chaque séance réunit une douzaine de personnes et deux animateurs, dans un local prêté par un bailleur.",
    "Les familles sont associées au bilan : elles disent ce qui a servi, ce qui a manqué et ce qu’il faut changer.",
    "Un médiateur accompagne vers l’école, vers la mission locale ou vers le médecin celles et ceux qui le souhaitent.",
    "Le projet s’appuie sur le centre social, la médiathèque et le club voisin, qui ouvrent leurs créneaux.",
    "Nous visons la moitié de femmes, et un tiers de jeunes de moins de vingt-cinq ans, sans condition d’adhésion.",
    "En été, les ateliers sortent du quartier : une base de loisirs, un musée, une ferme pédagogique.",
)
MOTIF = "Motif fictif, écrit pour la mesure : le budget est à revoir."
ENJEUX = ("Des quartiers attentifs", "Des quartiers éducatifs", "Des quartiers où l’on travaille")
OBJECTIFS = ("Développer l’accès au sport", "Accompagner les parents", "Rapprocher de l’emploi", "Ouvrir la culture")
GUICHETS = (
    ("État fictif", "etat", "P147"), ("État fictif", "etat", "Ville vie vacances"), ("CAF fictive", "organisme_social", ""),
    ("Département fictif", "departement", ""), ("Région fictive", "region", ""), ("Agglomération fictive", "epci", ""),
    ("Bailleur fictif", "bailleur", ""), ("Agence de santé fictive", "etablissement_public", ""),
    ("Mission culture fictive", "etat", "Culture"),
)  # fmt: skip
ETIQUETTES = (("À revoir (fictif)", "attente"), ("Prioritaire (fictif)", "cours"))
