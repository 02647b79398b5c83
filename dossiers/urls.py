"""Les adresses des dossiers : la liste, la page, le formulaire, le bilan, et une adresse par passage."""

from django.urls import include, path

from dossiers import views

app_name = "dossiers"
_DOSSIERS = [
    path("", views.liste, name="liste"),
    path("colonnes/", views.colonnes_de_la_liste, name="colonnes"),
    path("vues/", views.vues, name="vues"),
    path("vues/<int:pk>/", views.vue, name="vue"),
    path("selection/", views.choisir, name="choisir"),
    path("nouveau/", views.nouveau, name="nouveau"),
    path("saisie/", views.saisir, name="saisie"),
    path("saisie/porteurs/", views.chercher_un_porteur, name="porteurs"),
    path("saisie/jumeaux/", views.chercher_un_jumeau, name="jumeaux"),
    # L’instruction, les avis, les messages, les gestes d’ensemble
    path("ensemble/", views.ensemble, name="ensemble"),
    path("ensemble/<int:pk>/", views.ensemble_suivi, name="ensemble-suivi"),
    path("etiquettes/", views.etiquettes, name="etiquettes"),
    path("organisations/<int:pk>/passe/", views.passe, name="passe"),
    path("avis/<int:pk>/", views.avis, name="avis"),
    path("avis/<int:pk>/annuler/", views.annuler_avis, name="avis-annuler"),
    path("avis/lien/<slug:jeton>/", views.avis_lien, name="avis-lien"),
    path("<int:pk>/instruction/", views.instruction, name="instruction"),
    path("<int:pk>/instruction/notes/", views.noter, name="noter"),
    path("<int:pk>/instruction/referent/", views.affecter, name="affecter"),
    path("<int:pk>/instruction/etiquettes/", views.etiqueter, name="etiqueter"),
    path("<int:pk>/instruction/avis/", views.demander_avis, name="avis-demander"),
    path("<int:pk>/changements/", views.changements, name="changements"),
    path("<int:pk>/messages/", views.fil, name="messages"),
    path("<int:pk>/messages/lus/", views.messages_lus, name="messages-lus"),
    path("<int:pk>/", views.dossier, name="dossier"),
    path("<int:pk>/modifier/", views.modifier_dossier, name="modifier"),
    path("<int:pk>/modifier/<slug:partie>/", views.modifier_dossier, name="partie"),
    path("<int:pk>/tout/", views.tout_lire, name="tout-lire"),
    path("<int:pk>/relire/", views.relire, name="relire"),
    path("<int:pk>/relire/prevenir/", views.prevenir, name="prevenir"),
    path("<int:pk>/recevabilite/<slug:transition>/", views.repondre, name="repondre"),
    path("<int:pk>/lignes/<int:ligne>/versement/", views.versement, name="versement"),
    path("<int:pk>/lignes/<int:ligne>/proposition/", views.proposition, name="proposition"),
    path("<int:pk>/lignes/<int:ligne>/<slug:transition>/", views.ligne_avancer, name="ligne-avancer"),
    path("<int:pk>/bilan/", views.bilan, name="bilan"),
    path("<int:pk>/bilan/<slug:transition>/", views.bilan_avancer, name="bilan-avancer"),
    path("<int:pk>/reprise/lue/", views.reprise_lue, name="reprise-lue"),
    path("<int:pk>/reconduire/", views.reconduire, name="reconduire"),
    path("<int:pk>/annee-suivante/", views.annee_suivante, name="annee-suivante"),
    path("<int:pk>/partenaires/", views.partenaires, name="partenaires"),
    path("<int:pk>/partenaires/part/", views.part_du_porteur, name="part-du-porteur"),
    path("<int:pk>/partenaires/<int:partenariat>/", views.part_du_partenaire, name="part-du-partenaire"),
    path(
        "<int:pk>/partenaires/<int:partenariat>/<slug:transition>/",
        views.partenariat_avancer,
        name="partenariat-avancer",
    ),
    path("<int:pk>/pieces/", views.pieces_du_dossier, name="pieces-du-dossier"),
    path("pieces/<int:pk>/", views.piece, name="piece"),
    path("pieces/<int:pk>/examen/", views.piece_examen, name="piece-examen"),
    path("<int:pk>/dossier.pdf", views.dossier_pdf, name="dossier-pdf"),
    path("<int:pk>/recepisse.pdf", views.recepisse_pdf, name="recepisse-pdf"),
    path("<int:pk>/exemplaire.json", views.exemplaire_json, name="exemplaire-json"),
    path("<int:pk>/recopier/", views.recopier, name="recopier"),
    # En dernier : les mots ci-dessus ne sont pas des transitions.
    path("<int:pk>/<slug:transition>/", views.avancer, name="avancer"),
]
urlpatterns = [
    path("dossiers/", include(_DOSSIERS)),
    path("organisations/<int:pk>/pieces/", views.pieces, name="pieces"),
]
