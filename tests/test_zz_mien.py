import pytest
from tests.acces import monde as fabrique
from tests.acces.acteurs import ACTEURS
from tests.acces.sondes import Porte
from tests.test_matrice import PLAN, TABLE, MUTATIONS
pytestmark = [pytest.mark.django_db]
MIENNES = set("instruction noter affecter etiqueter avis-demander proposition changements messages messages-lus avis avis-annuler avis-lien passe etiquettes ensemble ensemble-suivi".split())
SONDES = [s for s in PLAN if s.page.removeprefix("dossiers:") in MIENNES or (s.cle in ("depose_a", "interroge_a", "brouillon_a/lever_l_abandon", "saisi_a/lever_l_abandon", "depose_a/lever_l_abandon", "tu_a/lever_l_abandon") and s.page in ("dossiers:dossier", "dossiers:avancer")) or s.page in ("accueil",)]

@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker):
    with fabrique.pose(django_db_blocker) as m:
        yield m

def test_tout(monde):
    print(len(SONDES))
    fautes = []
    ecrits = set()
    for acteur in ACTEURS:
        porte = Porte(monde, acteur)
        for s in SONDES:
            fautes += porte.juger(TABLE, s)
            if s.corps == "vraisemblable" and porte.ecritures and acteur in (TABLE[s.page].ecrivent or {}).get(s.cle, ()):
                ecrits.add(s.page)
    manquent = {f"dossiers:{m}" for m in MIENNES if TABLE[f"dossiers:{m}"].ecrivent} - ecrits
    assert not fautes and not manquent, "\n".join(fautes[:80]) + f"\n{len(fautes)} fautes ; n’écrivent pas : {manquent}"

@pytest.mark.parametrize("regle", [r for r, (_, _, page) in MUTATIONS.items() if page.removeprefix("dossiers:") in MIENNES])
def test_oter(monde, monkeypatch, regle):
    oter, acteur, page = MUTATIONS[regle]
    oter(monkeypatch)
    porte = Porte(monde, acteur)
    assert any(porte.juger(TABLE, s) for s in PLAN if s.page == page)
