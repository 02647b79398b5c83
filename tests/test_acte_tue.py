"""L’acte tué net au milieu, sur PostgreSQL : rien, ou tout ; et les courses d’un comité : deux actes, une révocation, des codes.

Vingt morts : `ACTES_TUES=20`. Par défaut quatre : la moitié sur un ordre SQL tiré au hasard, puis à un instant tiré au hasard.
"""

import os
import random
import signal
import time
from decimal import Decimal

import pytest
from django.db import connection, transaction

from dossiers import actions
from dossiers.actions.decisions import LIEN_FERME
from dossiers.models import Bilan, Decision, Dossier, Ligne, PassageDossier
from dossiers.sceau import fautes_du_sceau
from programmation.models import LienDeGuichet, PassageSeance
from tests import fabriques
from tests.conftest import frais
from tests.test_courses import ensemble as au_meme_instant
from tests.test_courses import relue
from workflows.envois import Envoi
from workflows.journal import anomalies
from workflows.moteur import Blocage

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
MORTS = int(os.environ.get("ACTES_TUES", "4"))
MONTANTS = (Decimal(100), Decimal(200), Decimal("300.50"), Decimal(50))


@pytest.fixture
def prete(monde, seance, en_seance, cheffe_de_projet):
    """Quatre dossiers décidés, un lien de l’État en vigueur ; il ne manque que l’acte."""
    for montant in MONTANTS:
        en_seance(montant=montant)
    LienDeGuichet.objects.create(
        seance=seance, financeur=monde.etat, nom="Rose", graine="a" * 32, jeton_condense="b" * 64, code_condense="c" * 64,
        expire_le=fabriques.maintenant() + fabriques.timedelta(hours=1), cree_par=cheffe_de_projet,
    )  # fmt: skip
    return seance


def etat(seance):
    """« rien », « tout », ou ce qui se contredit."""
    engage = sum(e.engage for e in seance.campagne.enveloppes.all())
    faits = (
        frais(seance).statut,
        set(Ligne.objects.values_list("statut", flat=True)),
        set(Dossier.objects.values_list("statut", flat=True)),
        engage,
        Bilan.objects.count(),
        PassageSeance.objects.filter(transition="acter").count(),
        LienDeGuichet.objects.en_vigueur().count(),
    )
    rien = ("ouverte", {"recevable"}, {"en_comite"}, 0, 0, 0, 1)
    tout = ("actee", {"accordee"}, {"programme"}, sum(MONTANTS), len(MONTANTS), 1, 0)
    assert anomalies(PassageDossier) == anomalies(PassageSeance) == []
    if faits == tout:
        assert fautes_du_sceau(frais(seance)) == []
    return "rien" if faits == rien else "tout" if faits == tout else faits


def compter_les_ordres(seance, par):
    """Combien d’ordres SQL demande l’acte, et combien de secondes ; défait aussitôt."""
    ordres, depart = [], time.monotonic()

    def noter(executer, sql, *suite):
        ordres.append(sql)
        return executer(sql, *suite)

    with connection.execute_wrapper(noter), transaction.atomic():
        assert actions.acter(seance, par=par) == {}
        transaction.set_rollback(True)
    return len(ordres), time.monotonic() - depart


def acter_et_mourir(seance, par, a_l_ordre=0):
    """Dans un autre processus : acte, et se tue après cet ordre ; sans lui, va au bout s’il n’est tué d’ailleurs."""
    vus = []

    def guetter(executer, sql, *suite):
        fait = executer(sql, *suite)
        vus.append(sql)
        if len(vus) == a_l_ordre:
            os.kill(os.getpid(), signal.SIGKILL)
        return fait

    with connection.execute_wrapper(guetter):
        actions.acter(seance, par=par)


def tuer(seance, par, ordres, duree, hasard, sur_un_ordre):
    """Une mort : sur un ordre tiré au hasard, ou de l’extérieur à un instant tiré au hasard. Rend le signal qui l’a finie."""
    a_l_ordre, instant = hasard.randint(1, ordres - 2), hasard.uniform(0, duree * 0.7)
    connection.close()
    if not (enfant := os.fork()):
        try:
            acter_et_mourir(seance, par, a_l_ordre if sur_un_ordre else 0)
        finally:
            os._exit(0)
    if not sur_un_ordre:
        time.sleep(instant)
        os.kill(enfant, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1])


def test_tue_au_milieu_l_acte_n_a_rien_fait_ou_a_tout_fait(prete, cheffe_de_projet, record_property):
    graine = random.SystemRandom().randrange(10**9)
    record_property("graine", graine)
    hasard, issues = random.Random(graine), []
    ordres, duree = compter_les_ordres(prete, cheffe_de_projet)
    for mort in range(MORTS):
        fin = tuer(prete, relue(cheffe_de_projet), ordres, duree, hasard, sur_un_ordre=mort < (MORTS + 1) // 2)
        issues.append(etat(prete))
        assert issues[-1] in ("rien", "tout"), f"graine {graine}, mort {mort} : {issues[-1]}"
        if issues[-1] == "tout":
            break
        assert fin == -signal.SIGKILL
    record_property("issues", issues)
    if issues[-1] == "rien":
        assert actions.acter(prete, par=cheffe_de_projet) == {}
    assert etat(prete) == "tout"
    assert Envoi.objects.filter(regle__endswith="acter").count() == 0


def test_deux_actes_au_meme_instant_n_en_font_qu_un(prete, cheffe_de_projet):
    par = [relue(cheffe_de_projet) for _ in range(4)]
    rendus = au_meme_instant(*[lambda p=p: actions.acter(prete, par=p) for p in par])
    assert rendus.count({}) == 1
    assert all("plus possible" in str(rendu) or "actée" in str(rendu) for rendu in rendus if rendu != {})
    assert etat(prete) == "tout"


def test_une_revocation_au_milieu_des_saisies_ferme_tout_net(monde, comite, inscription, cheffe_de_projet):
    demain = fabriques.maintenant() + fabriques.timedelta(hours=1)
    lien, jeton, code = actions.ouvrir_un_lien(comite, monde.etat, par=cheffe_de_projet, nom="Rose", expire_le=demain)
    lien = actions.entrer_par_le_lien(jeton, code)
    ligne = inscription.dossier.lignes.get(financeur=monde.etat)

    def ecrire():
        time.sleep(random.uniform(0, 0.15))
        return actions.saisir(inscription, ligne, lien=lien, choix="accorder", contrat_de_ville=random.randint(1, 99))

    def revoquer():
        time.sleep(0.07)
        return actions.revoquer_le_lien(lien, par=relue(cheffe_de_projet))

    rendus = au_meme_instant(*[ecrire] * 7, revoquer)
    assert rendus[-1] is True
    assert all(isinstance(r, Decision) or (isinstance(r, Blocage) and r.motifs == (LIEN_FERME,)) for r in rendus[:-1])
    ecrites = [r for r in rendus[:-1] if isinstance(r, Decision)]
    ferme_le = frais(lien).revoque_le
    assert all(decision.saisie_le <= ferme_le for decision in ecrites)
    assert (Decision.objects.get(ligne=ligne).version if ecrites else 0) == len(ecrites)  # pas une de perdue


def test_mille_essais_au_meme_instant_n_en_valent_que_cinq(monde, comite, inscription, cheffe_de_projet):
    demain = fabriques.maintenant() + fabriques.timedelta(hours=1)
    lien, jeton, code = actions.ouvrir_un_lien(comite, monde.etat, par=cheffe_de_projet, nom="Rose", expire_le=demain)
    faux = [f"{(int(code) + n) % 1_000_000:06d}" for n in range(1, 25)]

    def essayer():
        return [_essai(jeton, f) for f in faux]

    rendus = [r for un in au_meme_instant(*[essayer] * 8) for r in un]
    assert sum("n’est pas celui" in r for r in rendus) == 5
    assert frais(lien).essais == 5
    assert _essai(jeton, code) == LIEN_FERME


def _essai(jeton, code):
    try:
        return actions.entrer_par_le_lien(jeton, code)
    except Blocage as blocage:
        return str(blocage)
