"""Les pièces : jointes une fois pour tous les dossiers, remplacées et jamais perdues, lues de ceux qui peuvent, examinées."""

import html
import re
import socket
import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Droit
from dossiers import actions
from dossiers.models import Dossier, Ligne, Piece, pieces_attendues, pieces_qui_manquent
from dossiers.models.piece import Etat, dossiers_a_pieces, organisations_a_pieces
from dossiers.pieces import MODELES, SEUIL_COMPTES_CERTIFIES, Situation, lit_les_pieces
from tests import fabriques, fichiers
from tests.conftest import frais
from workflows.moteur import Blocage
from workflows.temps import a_l_instant, aujourd_hui

pytestmark = pytest.mark.django_db


@pytest.fixture
def de(client):
    def entrer(personne):
        client.force_login(personne)
        return client

    return entrer


@pytest.fixture
def adresse(monde):
    return reverse("dossiers:pieces", args=[monde.association.pk])


def sous_la_porte(ligne, statut):
    """Pose l’état d’une ligne en SQL : l’essai ne rejoue pas le comité."""
    with connection.cursor() as curseur:
        curseur.execute("UPDATE dossiers_ligne SET statut = %s WHERE id = %s", [statut, ligne.pk])


def envoi(type_="statuts", fichier=None, **champs):
    return {
        "type": type_,
        "fichier": fichier or fabriques.televersement(),
        "vue": "",
        "cle": str(uuid.uuid4()),
        **champs,
    }


def texte(reponse):
    return html.unescape(reponse.content.decode())


def contenu(reponse):
    return b"".join(reponse.streaming_content)


def nue(reponse, cle):
    """La page sans ce qui change à chaque rendu : le jeton du formulaire, l’adresse demandée."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", texte(reponse)).replace(f"/{cle}/", "/…/")


def examen(piece, conforme="oui", **champs):
    return {"conforme": conforme, "commentaire": "", "version": piece.version, "cle": str(uuid.uuid4()), **champs}


# 1. Joindre ----------------------------------------------------------------------------------------------


def test_une_piece_jointe_a_l_organisation_sert_a_chacun_de_ses_dossiers(de, porteuse, adresse, monde, dossier):
    reponse = de(porteuse).post(adresse, envoi(), follow=True)
    assert "piece.pdf » est joint" in texte(reponse).replace("\xa0", " ")
    page = texte(de(porteuse).get(reverse("dossiers:pieces-du-dossier", args=[dossier.pk])))
    assert "piece.pdf" in page
    piece = Piece.objects.get()
    assert (piece.organisation, piece.dossier, piece.etat, piece.genre) == (monde.association, None, "saine", "pdf")
    assert (piece.ajoutee_par, len(piece.empreinte), piece.taille) == (porteuse, 64, len(fichiers.pdf()))


def test_un_devis_se_joint_a_un_dossier_et_il_y_en_a_plusieurs(de, porteuse, dossier):
    ici = reverse("dossiers:pieces-du-dossier", args=[dossier.pk])
    for _ in range(2):
        de(porteuse).post(ici, envoi("devis"))
    assert Piece.objects.filter(dossier=dossier, type="devis", est_courante=True).count() == 2


def test_une_piece_remplacee_reste_dans_l_historique(de, porteuse, adresse):
    de(porteuse).post(adresse, envoi(fichier=fabriques.televersement(fichiers.pdf("ancienne"), "ancienne.pdf")))
    ancienne = Piece.objects.get()
    de(porteuse).post(
        adresse, envoi(fichier=fabriques.televersement(fichiers.pdf("neuve"), "neuve.pdf"), vue=ancienne.pk)
    )
    neuve = Piece.objects.get(est_courante=True)
    assert neuve.remplace == ancienne
    page = texte(de(porteuse).get(adresse))
    assert "Versions précédentes (1)" in page
    assert b"ancienne" in contenu(de(porteuse).get(ancienne.get_absolute_url()))
    assert b"neuve" in contenu(de(porteuse).get(neuve.get_absolute_url()))


def test_deux_remplacements_de_la_meme_piece_le_second_apprend_le_premier(de, porteuse, adresse, monde):
    ancienne = fabriques.piece(monde.association, porteuse)
    de(porteuse).post(adresse, envoi(vue=ancienne.pk))
    reponse = de(porteuse).post(adresse, envoi(vue=ancienne.pk))
    assert reponse.status_code == 422
    assert "Quelqu’un l’a modifié" in texte(reponse)
    assert Piece.objects.count() == 2


def test_un_double_clic_ne_joint_qu_une_piece(de, porteuse, adresse):
    meme = str(uuid.uuid4())
    for _ in range(2):
        assert de(porteuse).post(adresse, envoi(cle=meme)).status_code == 302
    assert Piece.objects.count() == 1


def test_la_base_refuse_deux_pieces_courantes_du_meme_type(monde, porteuse):
    piece = fabriques.piece(monde.association, porteuse)
    piece.pk, piece.fichier = None, "f" * 48
    with pytest.raises(IntegrityError), transaction.atomic():
        piece.save(force_insert=True)


def test_sans_javascript_comme_avec_la_reponse_dit_la_suite(de, porteuse, adresse):
    reponse = de(porteuse).post(adresse, envoi(), headers={"X-Requested-With": "XMLHttpRequest"})
    assert (reponse.status_code, reponse.headers["X-Suite"]) == (204, f"{adresse}#piece-statuts")
    assert de(porteuse).post(adresse, envoi("rapport", exercice="2025")).headers["Location"].endswith("#piece-rapport")


# 2. Ce qui se refuse, au champ, sans rien garder ------------------------------------------------------------


REFUS = {
    "rien n’est choisi": ({"fichier": ""}, 422, "Choisissez un fichier"),
    "vide": ({"fichier": b""}, 422, "Ce fichier est vide"),
    "une page web": ({"fichier": b"<html><script>alert(1)</script>"}, 422, "pas d’un format que l’on reçoit"),
    "un texte au lieu d’un fichier": ({"fichier": "bonjour"}, 422, "Choisissez un fichier"),
    "un type inconnu": ({"type": "inconnu"}, 422, "n’existe pas ici"),
    "un type de dossier, sans dossier": ({"type": "devis"}, 422, "n’existe pas ici"),
    "sans exercice": ({"type": "comptes"}, 422, "Indiquez l’année"),
    "exercice hostile": ({"type": "comptes", "exercice": "20226"}, 422, "année à quatre chiffres"),
    "sans date": ({"type": "pv_ag"}, 422, "Indiquez la date"),
    "le 30 février": ({"type": "pv_ag", "datee_du": "30/02/2026"}, 422, "n’est pas une date"),
    "une date à venir": ({"type": "pv_ag", "datee_du": "31/12/2099"}, 422, "pas encore eu lieu"),
    "une version d’ailleurs": ({"vue": "999999"}, 422, "Quelqu’un l’a modifié"),
    "une version absurde": ({"vue": "' OR 1=1"}, 422, ""),
}


@pytest.mark.parametrize("nom", REFUS)
def test_un_refus_dit_pourquoi_et_ne_garde_rien(de, porteuse, adresse, nom):
    champs, statut, phrase = REFUS[nom]
    if isinstance(champs.get("fichier"), bytes):
        champs = {**champs, "fichier": fabriques.televersement(champs["fichier"])}
    reponse = de(porteuse).post(adresse, envoi() | champs)
    assert reponse.status_code == statut
    assert phrase in texte(reponse)
    assert texte(reponse).count("Erreur") >= 1
    assert not Piece.objects.exists()


def test_ce_qui_est_tape_reste_quand_le_fichier_est_refuse(de, porteuse, adresse):
    reponse = de(porteuse).post(adresse, envoi("comptes", fabriques.televersement(b"non"), exercice="2025"))
    page = reponse.content.decode()
    assert 'value="2025"' in page
    champ = re.search(r'<input[^>]*id="id_piece-comptes_fichier"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in champ
    assert "id_piece-comptes_fichier_error" in champ


def test_un_octet_de_trop_se_refuse_et_pas_un_de_moins(de, porteuse, adresse, settings):
    settings.FICHIER_OCTETS_MAX = 1024 * 1024
    juste = fichiers.pdf("a" * (1024 * 1024))
    juste = fichiers.pdf("a" * (1024 * 1024 - (len(juste) - 1024 * 1024)))
    assert len(juste) == 1024 * 1024
    reponse = de(porteuse).post(adresse, envoi(fichier=fabriques.televersement(juste + b"\n")))
    assert reponse.status_code == 413
    assert "pèse plus de 1 Mo" in texte(reponse)
    assert "id_piece-statuts_fichier_error" in reponse.content.decode()
    assert not Piece.objects.exists()
    assert de(porteuse).post(adresse, envoi(fichier=fabriques.televersement(juste))).status_code == 302


def test_un_envoi_demesure_n_est_pas_meme_lu(de, porteuse, adresse, settings):
    settings.FICHIER_OCTETS_MAX = 100_000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    reponse = de(porteuse).post(adresse, envoi(fichier=fabriques.televersement(b"a" * 700_000)))
    assert reponse.status_code in (400, 413)
    assert "Rien n’a été enregistré" in texte(reponse)


def test_la_limite_se_lit_sur_la_page(de, porteuse, adresse):
    assert "10 Mo au plus" in texte(de(porteuse).get(adresse))


# 3. Lire ------------------------------------------------------------------------------------------------


def test_un_fichier_ne_se_sert_qu_en_telechargement(de, porteuse, monde):
    piece = fabriques.piece(monde.association, porteuse, nom="Statuts « signés ».pdf")
    reponse = de(porteuse).get(piece.get_absolute_url(), headers={"Range": "bytes=0-3"})
    entetes = reponse.headers
    assert reponse.status_code == 200
    assert contenu(reponse) == fichiers.pdf()
    assert entetes["Content-Disposition"].startswith("attachment; filename*=utf-8''Statuts")
    assert entetes["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in entetes["Content-Security-Policy"]
    assert (entetes["Content-Type"], entetes["Accept-Ranges"]) == ("application/pdf", "none")
    assert entetes["Cache-Control"] == "no-store"


def test_le_droit_se_verifie_a_chaque_fois(de, porteuse, monde):
    piece = fabriques.piece(monde.association, porteuse)
    navigateur = de(porteuse)
    assert navigateur.get(piece.get_absolute_url()).status_code == 200
    porteuse.adhesions.all().delete()
    assert navigateur.get(piece.get_absolute_url()).status_code == 404


@pytest.fixture
def lecteurs(monde, porteuse, redacteur, voisin, cheffe_de_projet, instructeur, agente):
    elue = fabriques.personne("Odile", "Élue")
    fabriques.rattacher(elue, monde.convention.pilote, "lecture", "lecteur")
    return {
        "porteuse": porteuse, "rédacteur": redacteur, "voisin": voisin, "cheffe": cheffe_de_projet,
        "instructeur": instructeur, "agente": agente, "caf": fabriques.agent(monde.caf), "élue": elue,
        "admin": fabriques.personne("Ada", "Admin", is_staff=True, is_superuser=True),
    }  # fmt: skip


def qui_lit(piece, lecteurs):
    return {nom for nom, personne in lecteurs.items() if Piece.objects.visibles_par(personne).filter(pk=piece.pk)}


def test_avant_le_depot_les_pieces_ne_se_lisent_que_de_l_organisation(monde, porteuse, dossier, lecteurs):
    piece = fabriques.piece(monde.association, porteuse)
    devis = fabriques.piece(monde.association, porteuse, "devis", dossier_=dossier)
    assert qui_lit(piece, lecteurs) == qui_lit(devis, lecteurs) == {"porteuse", "rédacteur"}


def test_apres_le_depot_l_equipe_et_les_financeurs_sollicites_les_lisent(monde, porteuse, dossier, lecteurs):
    piece = fabriques.piece(monde.association, porteuse)
    devis = fabriques.piece(monde.association, porteuse, "devis", dossier_=dossier)
    actions.avancer(dossier, "deposer", par=porteuse)
    attendus = {"porteuse", "rédacteur", "cheffe", "instructeur", "agente"}
    assert qui_lit(piece, lecteurs) == qui_lit(devis, lecteurs) == attendus


def test_le_rib_se_lit_du_signataire_et_de_qui_paie(
    monde, porteuse, dossier, lecteurs, en_seance, seance, cheffe_de_projet
):
    rib = fabriques.piece(monde.association, porteuse, "rib")
    assert qui_lit(rib, lecteurs) == {"porteuse"}
    actions.avancer(dossier, "deposer", par=porteuse)
    assert qui_lit(rib, lecteurs) == {"porteuse", "cheffe"}  # l’État est sollicité : il ne paie pas encore
    actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe_de_projet)
    inscription = actions.inscrire(seance, frais(dossier), par=cheffe_de_projet)
    etat, ville = dossier.lignes.order_by("financeur__ordre")
    actions.saisir(inscription, etat, par=cheffe_de_projet, choix="accorder", contrat_de_ville=4000)
    actions.saisir(inscription, ville, par=cheffe_de_projet, choix="refuser", motif="Plus de crédits.")
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    assert qui_lit(rib, lecteurs) == {"porteuse", "cheffe", "agente"}


def test_saisir_un_dossier_au_nom_d_une_organisation_n_ouvre_pas_son_compte_bancaire(monde, voisin, cheffe_de_projet):
    """Sinon une saisie rapide suffirait : il y faut un dossier qu’elle a déposé, ou une subvention à lui payer."""
    rib, statuts = (fabriques.piece(monde.voisine, voisin, type_) for type_ in ("rib", "statuts"))
    saisi = fabriques.dossier(
        monde.campagne, monde.voisine, cheffe_de_projet, demandes={monde.ville: 100}, quartiers=[monde.quartier],
        objectif_=monde.objectif, saisi_par_l_equipe=True, numero_dauphin="DA01200614",
    )  # fmt: skip
    actions.avancer(saisi, "enregistrer", par=cheffe_de_projet)
    assert list(Piece.objects.visibles_par(cheffe_de_projet)) == [statuts]
    assert list(Piece.objects.examinables_par(cheffe_de_projet)) == [statuts]
    Ligne.objects.filter(dossier=saisi).update(accorde_contrat_de_ville=100, accorde_droit_commun=0)
    sous_la_porte(saisi.lignes.get(), "accordee")
    assert rib in Piece.objects.visibles_par(cheffe_de_projet)


def test_qui_ne_lit_pas_le_rib_apprend_seulement_qu_il_est_la(de, monde, porteuse, redacteur, adresse):
    fabriques.piece(monde.association, porteuse, "rib", nom="FR76 secret.pdf")
    page = texte(de(redacteur).get(adresse))
    assert "Cette pièce est jointe." in page
    assert "FR76" not in page


def test_seul_le_signataire_joint_un_rib(de, redacteur, adresse):
    assert de(redacteur).post(adresse, envoi("rib")).status_code == 404
    assert de(redacteur).post(adresse, envoi("statuts")).status_code == 302


def test_un_lecteur_lit_et_ne_joint_pas(de, monde, adresse):
    lectrice = fabriques.membre(monde.association, Droit.LECTEUR, "Lise", "Lectrice")
    assert 'type="file"' not in de(lectrice).get(adresse).content.decode()
    assert de(lectrice).post(adresse, envoi()).status_code == 404
    assert not Piece.objects.exists()


def test_etrangere_ou_absente_la_reponse_est_la_meme(de, voisin, monde, porteuse):
    piece = fabriques.piece(monde.association, porteuse)
    navigateur = de(voisin)
    for nom, cle in (("dossiers:piece", piece.pk), ("dossiers:pieces", monde.association.pk)):
        vue, absente = navigateur.get(reverse(nom, args=[cle])), navigateur.get(reverse(nom, args=[987654]))
        assert vue.status_code == absente.status_code == 404
        assert nue(vue, cle) == nue(absente, 987654)


def test_les_pages_et_les_listes_disent_la_meme_chose(monde, depose, lecteurs):
    ouvrent = {nom for nom, p in lecteurs.items() if organisations_a_pieces(p).filter(pk=monde.association.pk)}
    lisent = {nom for nom, p in lecteurs.items() if dossiers_a_pieces(p).filter(pk=depose.pk)}
    assert ouvrent == lisent == {"porteuse", "rédacteur", "cheffe", "instructeur", "agente"}


@pytest.mark.parametrize("saisi", [False, True])
def test_la_regle_et_le_mur_des_pieces_disent_la_meme_chose(monde, depose, porteuse, lecteurs, saisi):
    """La page d’un dossier juge d’après ce qu’elle tient ; les autres pages, d’après la base."""
    fabriques.dossier(
        monde.campagne, monde.association, porteuse, demandes={monde.etat: 1000}, quartiers=[monde.quartier],
        objectif_=monde.objectif,
    )  # fmt: skip
    Dossier.objects.update(saisi_par_l_equipe=saisi)
    for objet in Dossier.objects.all():
        lisent = {nom for nom, p in lecteurs.items() if dossiers_a_pieces(p).filter(pk=objet.pk)}
        assert {nom for nom, p in lecteurs.items() if lit_les_pieces(objet, p)} == lisent != set()


# 4. Ce qui est attendu, et jusqu’à quand cela vaut -----------------------------------------------------------


def exigees(**faits):
    defauts = {"est_association": True, "a_un_rna": True, "premiere_demande": True}
    situation = Situation(**(defauts | faits))
    return {type_.value for type_, modele in MODELES.items() if modele.exigee(situation)}


def test_ce_qui_se_demande_suit_la_situation():
    assert exigees() == {"rib", "avis_siren", "pv_ag", "comptes", "budget"}
    assert exigees(a_un_rna=False) - exigees() == {"statuts", "recepisse"}
    assert exigees(premiere_demande=False) == {"rib", "pv_ag", "comptes", "budget", "rapport"}
    assert exigees(demande=SEUIL_COMPTES_CERTIFIES + 1) - exigees() == {"commissaire"}
    assert exigees(demande=SEUIL_COMPTES_CERTIFIES) == exigees()
    assert exigees(saisi_par_l_equipe=True) - exigees() == {"attestation"}
    assert exigees(est_association=False) == {"rib", "avis_siren"}


def test_un_proces_verbal_vaut_dix_huit_mois(monde, porteuse, settings):
    piece = fabriques.piece(monde.association, porteuse, "pv_ag", datee_du=date(2024, 8, 31))
    assert piece.perime_le == date(2026, 2, 28)
    with a_l_instant(fabriques.a_paris(2026, 2, 28, 23, 59)):
        assert not piece.est_perimee
    with a_l_instant(fabriques.a_paris(2026, 3, 1, 0, 1)):
        assert piece.est_perimee
    settings.PIECES_PV_MOIS = 12
    assert piece.perime_le == date(2025, 8, 31)


def test_les_comptes_valent_jusqu_a_ceux_de_l_exercice_suivant(monde, porteuse):
    comptes = fabriques.piece(monde.association, porteuse, "comptes", exercice=2025)
    assert comptes.perime_le == date(2027, 6, 30)
    assert fabriques.piece(monde.association, porteuse, "rib").perime_le is None


def test_ce_qui_manque_est_perime_ou_non_conforme_se_dit_avec_un_lien(monde, porteuse, depose, cheffe_de_projet):
    fabriques.piece(monde.association, porteuse, "pv_ag", datee_du=aujourd_hui() - timedelta(days=900))
    statuts = fabriques.piece(monde.association, porteuse, "statuts")
    actions.examiner(statuts, par=cheffe_de_projet, conforme=False, commentaire="Page 2 illisible.", version=0)
    phrases = dict(pieces_qui_manquent(depose))
    ici = reverse("dossiers:pieces-du-dossier", args=[depose.pk])
    assert phrases[f"{ici}#piece-rib"] == "RIB : à joindre."
    assert "non conforme" in phrases[f"{ici}#piece-statuts"]
    assert "ne vaut plus depuis le" in phrases[f"{ici}#piece-pv_ag"]


def test_une_piece_manquante_avertit_et_ne_retient_pas_le_depot(de, dossier, porteuse):
    page = texte(de(porteuse).get(dossier.get_absolute_url()))
    assert "Ouvrir les pièces" in page
    assert "À joindre" in page
    actions.avancer(dossier, "deposer", par=porteuse)
    assert frais(dossier).statut == "depose"


# 5. L’équipe examine ----------------------------------------------------------------------------------------


def test_l_equipe_dit_non_conforme_et_le_porteur_lit_pourquoi(de, monde, porteuse, depose, instructeur, adresse):
    piece = fabriques.piece(monde.association, porteuse)
    avis = examen(piece, "non", commentaire="La page 2 manque.")
    reponse = de(instructeur).post(reverse("dossiers:piece-examen", args=[piece.pk]), avis, follow=True)
    assert "votre avis est enregistré" in texte(reponse)
    page = texte(de(porteuse).get(adresse))
    assert "La page 2 manque." in page
    assert "Louis Marle" not in page  # le porteur lit l’équipe ; l’équipe sait qui
    assert "Louis Marle" in texte(de(instructeur).get(adresse))
    piece = frais(piece)
    assert (piece.conforme, piece.examinee_par) == (False, instructeur)


def test_un_avis_defavorable_sans_un_mot_se_refuse(de, monde, porteuse, depose, instructeur):
    piece = fabriques.piece(monde.association, porteuse)
    reponse = de(instructeur).post(reverse("dossiers:piece-examen", args=[piece.pk]), examen(piece, "non"))
    assert reponse.status_code == 422
    assert "Dites au porteur ce qui ne convient pas" in texte(reponse)
    assert frais(piece).conforme is None


def test_deux_avis_a_la_fois_le_second_relit(de, monde, porteuse, depose, instructeur):
    piece = fabriques.piece(monde.association, porteuse)
    ici = reverse("dossiers:piece-examen", args=[piece.pk])
    de(instructeur).post(ici, examen(piece))
    reponse = de(instructeur).post(ici, examen(piece, "non", commentaire="Trop tard."))
    assert reponse.status_code == 422
    assert "Quelqu’un l’a modifié" in texte(reponse)
    assert frais(piece).conforme is True


def test_ni_le_porteur_ni_un_financeur_n_examinent(de, monde, porteuse, depose, agente):
    piece = fabriques.piece(monde.association, porteuse)
    for personne in (porteuse, agente):
        assert de(personne).post(reverse("dossiers:piece-examen", args=[piece.pk]), examen(piece)).status_code == 404
    assert frais(piece).conforme is None


def test_le_rib_s_examine_du_chef_seul(monde, porteuse, depose, instructeur, cheffe_de_projet):
    rib = fabriques.piece(monde.association, porteuse, "rib")
    assert not Piece.objects.examinables_par(instructeur).exists()
    assert list(Piece.objects.examinables_par(cheffe_de_projet)) == [rib]


def test_apres_le_depot_seule_une_piece_non_conforme_se_remplace_au_dossier(
    de, monde, porteuse, dossier, cheffe_de_projet
):
    devis = fabriques.piece(monde.association, porteuse, "devis", dossier_=dossier)
    actions.avancer(dossier, "deposer", par=porteuse)
    ici = reverse("dossiers:pieces-du-dossier", args=[dossier.pk])
    assert de(porteuse).post(ici, envoi("devis", vue=devis.pk)).status_code == 404
    actions.examiner(devis, par=cheffe_de_projet, conforme=False, commentaire="Non daté.", version=0)
    assert de(porteuse).post(ici, envoi("devis", vue=devis.pk)).status_code == 302
    assert not frais(devis).est_courante


@pytest.fixture
def antivirus(tmp_path):
    """Un antivirus d’essai, qui parle comme ClamAV et reconnaît le mot EICAR."""
    chemin = tmp_path / "clamd.sock"
    serveur = socket.socket(socket.AF_UNIX)
    serveur.bind(str(chemin))
    serveur.listen()
    threading.Thread(target=_repondre, args=[serveur], daemon=True).start()
    yield f"unix://{chemin}"
    serveur.shutdown(socket.SHUT_RDWR)
    serveur.close()


def _repondre(serveur):
    while True:
        try:
            prise, _ = serveur.accept()
        except OSError:
            return
        with prise, prise.makefile("rb") as flux:
            assert flux.read(10) == b"zINSTREAM\0"
            octets = b""
            while taille := int.from_bytes(flux.read(4), "big"):
                octets += flux.read(taille)
            prise.sendall(b"stream: Essai.EICAR FOUND\0" if b"EICAR" in octets else b"stream: OK\0")


# 6. L’antivirus, les quarantaines ---------------------------------------------------------------------------


def test_sans_antivirus_regle_l_inspection_suffit(monde, porteuse):
    assert fabriques.piece(monde.association, porteuse).etat == Etat.SAINE


def test_un_antivirus_muet_met_en_quarantaine_et_rien_ne_se_lit(de, monde, porteuse, settings, tmp_path, adresse):
    settings.CLAMAV_URL = f"unix://{tmp_path}/personne.sock"
    piece = fabriques.piece(monde.association, porteuse)
    assert piece.etat == Etat.QUARANTAINE
    assert de(porteuse).get(piece.get_absolute_url()).status_code == 404
    assert "Pas encore vérifiée par l’antivirus" in texte(de(porteuse).get(adresse))


def test_l_antivirus_revenu_libere_ou_refuse(monde, porteuse, settings, tmp_path, antivirus):
    settings.CLAMAV_URL = f"unix://{tmp_path}/personne.sock"
    saine = fabriques.piece(monde.association, porteuse)
    infectee = fabriques.piece(monde.association, porteuse, "rib", texte="EICAR")
    settings.CLAMAV_URL = antivirus
    assert actions.ranger_les_pieces()["libérées"] == 1
    saine, infectee = frais(saine), frais(infectee)
    assert (saine.etat, infectee.etat, infectee.est_courante) == (Etat.SAINE, Etat.REFUSEE, False)
    assert "Essai.EICAR" in infectee.motif


def test_un_fichier_infecte_se_refuse_des_l_envoi(monde, porteuse, settings, antivirus):
    settings.CLAMAV_URL = antivirus
    with pytest.raises(Blocage, match=r"Essai\.EICAR"):
        fabriques.piece(monde.association, porteuse, texte="EICAR")
    assert fabriques.piece(monde.association, porteuse).etat == Etat.SAINE
    assert Piece.objects.count() == 1


# 7. Le coût d’une page --------------------------------------------------------------------------------------


def requetes(navigateur, adresse):
    with CaptureQueriesContext(connection) as vues:
        assert navigateur.get(adresse).status_code == 200
    return len(vues)


def test_une_page_coute_autant_avec_une_piece_qu_avec_dix(de, monde, porteuse, depose, cheffe_de_projet, adresse):
    du_dossier = reverse("dossiers:pieces-du-dossier", args=[depose.pk])
    fabriques.piece(monde.association, porteuse)
    pages = [(p, a) for p in (porteuse, cheffe_de_projet) for a in (adresse, du_dossier, depose.get_absolute_url())]
    avant = [requetes(de(p), a) for p, a in pages]
    for type_, faits in (("rib", {}), ("comptes", {"exercice": 2025}), ("budget", {"exercice": 2026}), ("pouvoir", {})):
        piece = fabriques.piece(monde.association, porteuse, type_, **faits)
        fabriques.piece(monde.association, porteuse, type_, vue=piece.pk, **faits)
        actions.examiner(Piece.objects.get(remplace=piece), par=cheffe_de_projet, conforme=True, version=0)
    assert [requetes(de(p), a) for p, a in pages] == avant
    assert len(pieces_attendues(depose)) > 5
