"""Chaque page, à chaque titre, sur l’écran le plus étroit : rien ne déborde, axe ne trouve rien, de jour ni de nuit."""

import pytest

from tests.navigateur.accessibilite import contrastes_dans_le_noir

pytestmark = pytest.mark.navigateur
ETROIT = {"width": 320, "height": 640}
PAGES = {
    "": """/ /connexion/ /quartiers/ /quartiers/mont-liebaut/ /objectifs/ /actions/ /aide/ /accessibilite/
        /donnees-personnelles/ /mot-de-passe/ {invitation} {oubli}
        {avis_lien}""",
    "porteuse": """/ /moi/ /dossiers/ /dossiers/nouveau/ {brouillon} {brouillon}modifier/ {brouillon}modifier/territoire/
        {brouillon}modifier/publics/ {brouillon}modifier/moyens/ {brouillon}modifier/budget/ {brouillon}modifier/indicateurs/
        {brouillon}modifier/demande/ {brouillon}relire/ {brouillon}abandonner/ {incomplet} {incomplet}modifier/
        {programme} {programme}bilan/ {programme}bilan/demander_d_autres_dates/ {programme}se_desister/ {brouillon}pieces/""",
    "porteuse au fil du dossier": """/suites/mes-subventions/ {depose} {depose}messages/ {complete}
        {complete}abandonner/ {programme}reconduire/ {programme}annee-suivante/ {programme}recopier/ {programme}pieces/
        {incomplet}modifier/budget/ {incomplet}relire/ {partenaires} /dossiers/colonnes/ /dossiers/vues/?q=visite
        /dossiers/?filtres=1""",
    "partenaire": "/ /dossiers/ {brouillon} {partenaires} {part}",
    "porteuse chez elle": """{organisation} {organisation}modifier/identite/ {organisation}modifier/coordonnees/
        {organisation}modifier/representant/ {organisation}modifier/situation/ {organisation}modifier/moyens/
        {organisation}modifier/agrements/ {organisation}modifier/engagement/ {organisation}membres/ {membre}
        {organisation}pieces/""",
    "cheffe": """/ /organisations/?q=essai {organisation} {organisation}membres/ /dossiers/
        /dossiers/?statut=depose&q=visite /dossiers/?filtres=1&statut=depose /dossiers/colonnes/ /dossiers/vues/?q=visite
        /dossiers/saisie/ /echanges/import/ {depose}recopier/ {depose} {depose}pieces/ {depose}tout/ {depose}demander_complements/
        {programme} {programme}reporter/ {programme}bilan/ /relances/ /machines/""",
    "cheffe en instruction": """{depose}instruction/ {depose}instruction/avis/ {depose}messages/ {depose}changements/
        /dossiers/etiquettes/ /dossiers/ensemble/ {depose} {complete} {complete}changements/ {ensemble}
        {ensemble}&geste=affecter {ensemble_suivi} {passe} {avis} {avis}annuler/ {ligne}proposition/
        {ligne}declarer_irrecevable/ {ligne_votee}engager/ {depose}recevabilite/declarer_irrecevable/""",
    "cheffe à l’import": """/echanges/import/ {import_colonnes} {import_essai} {import_essai}?voir=cree
        {import_rendu} /dossiers/vues/""",
    "cheffe en séance": """/seances/ /seances/nouvelle/ {comite} {comite}modifier/ {comite}inscrire/ {comite}presences/
        {comite_inscription} {comite_inscription}retirer/ {pilotage} {pilotage}suites/ {pilotage}acter/
        {perspectives} {perspectives}suites/ {acte}""",
    "cheffe après le comité": """{suites} {suites}actes/ {suites}versements/ {guichet}voter/ {guichet}notifier/ {guichet}engager/
        {guichet}verser/""",
    "cheffe et ses papiers": """{acte}papiers/ {comite}papiers/ {acte}lettres/ {acte}lettres/envoyer/ {apercu} {modeles}
        {modeles}non_retenu/ {lettre}""",
    "cheffe en campagne": """/campagnes/ /campagnes/nouvelle/ {campagne} {campagne}modifier/ {campagne}enveloppes/
        {campagne}enjeux/""",
    "agente": """/ /dossiers/ {depose} {depose}instruction/ {depose}changements/ {complete}changements/ {depose}pieces/ {avis}
        {passe} {ligne}proposition/ /dossiers/?filtres=1 /dossiers/colonnes/ /seances/ {comite} {comite_inscription}""",
    "elue": "/ /dossiers/ {programme}",
}


@pytest.mark.parametrize("qui", PAGES)
def test_chaque_page_tient_sur_un_petit_ecran(entrer, lieux, qui):
    personne = entrer(qui.split(" ")[0], taille=ETROIT)
    reproches = {}
    for chemin in PAGES[qui].format(**vars(lieux)).split():
        personne.aller(chemin)
        assert personne.page.get_by_role("heading", level=1).count() == 1, chemin
        reproches[chemin] = contrastes_dans_le_noir(personne.page)
        if personne.debordement() > 0:
            reproches[chemin].append(f"déborde de {personne.debordement()} pixels")
    assert {chemin: motifs for chemin, motifs in reproches.items() if motifs} == {}


def test_une_adresse_inconnue_se_dit_en_francais(entrer):
    passant = entrer()
    assert passant.page.goto("/rien-ici/").status == 404
    passant.lit("Cette page n’existe pas")
    passant.examiner()
    passant.cris.clear()  # le navigateur signale lui-même la réponse 404
