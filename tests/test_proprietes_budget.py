"""Le budget, sur des grilles tirées au hasard : les totaux sont ceux de la base, et l’équilibre se juge au centime."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import regles
from dossiers.forms.parties import FORMULAIRES
from dossiers.models.budget import Sens, plan_comptable
from tests.conftest import frais

CENTIMES = st.decimals(min_value=0, max_value=Decimal("999999.99"), places=2)
COMPTES = [(sens, code) for sens, comptes in plan_comptable().items() for code, _ in comptes]
GRILLES = st.dictionaries(st.sampled_from(COMPTES), CENTIMES, max_size=20)


def ecrire(montant):
    """Comme une personne l’écrirait : « 1 234,50 »."""
    return f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",")


def remplir(dossier, grille, demandes):
    """Tape la grille, l’enregistre, et rend le formulaire avec le dossier relu."""
    tape = {f"compte_{code}": ecrire(montant) for (_, code), montant in grille.items()}
    for financeur, (droit, contrat) in demandes.items():
        tape |= {f"droit_{financeur.pk}": ecrire(droit), f"contrat_{financeur.pk}": ecrire(contrat)}
    formulaire = FORMULAIRES["budget"](tape, dossier=frais(dossier))
    assert formulaire.is_valid(), formulaire.errors
    formulaire.enregistrer(dossier)
    return formulaire, frais(dossier)


@pytest.fixture
def essayer(monde, dossier):
    """Un essai sur une grille, défait ensuite."""

    def jouer(grille, demandes, verifier):
        with transaction.atomic():
            verifier(*remplir(dossier, grille, dict(zip((monde.etat, monde.ville, monde.caf), demandes, strict=False))))
            transaction.set_rollback(True)

    return jouer


TIRAGE = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
DEMANDES = st.lists(st.tuples(CENTIMES, CENTIMES), max_size=3)


def test_les_totaux_de_l_ecran_sont_ceux_de_la_base(essayer):
    @TIRAGE
    @given(GRILLES, DEMANDES)
    def jouer(grille, demandes):
        def verifier(formulaire, dossier):
            attendus = {sens: sum((m for (s, _), m in grille.items() if s == sens), Decimal(0)) for sens in Sens}
            attendus[Sens.PRODUIT] += sum((d + c for d, c in demandes), Decimal(0))
            lus = (dossier.charges, dossier.produits, dossier.emplois_volontaires, dossier.contributions_volontaires)
            assert lus == tuple(attendus.values())
            assert [formulaire.total(sens) for sens in Sens] == list(attendus.values())
            assert regles.budget_equilibre(dossier) == (lus[0] > 0 and lus[0] == lus[1])
            assert regles.valorisation_equilibree(dossier) == (lus[2] == lus[3])

        essayer(grille, demandes, verifier)

    jouer()


def test_un_centime_suffit_a_desequilibrer(essayer):
    @TIRAGE
    @given(st.decimals(min_value=Decimal("0.02"), max_value=Decimal("999999.99"), places=2), st.sampled_from([1, -1]))
    def jouer(montant, sens):
        def verifier(_, dossier):
            assert regles.budget_equilibre(dossier)
            dossier.postes.filter(sens="produit").update(montant=montant + sens * Decimal("0.01"))
            ecart = frais(dossier)
            assert not regles.budget_equilibre(ecart)
            assert "il manque 0,01" in regles.budget_equilibre.motif(ecart)

        essayer({(Sens.CHARGE, "604"): montant, (Sens.PRODUIT, "756"): montant}, [], verifier)

    jouer()


def test_une_part_s_arrondit_sans_jamais_mentir():
    @given(
        st.decimals(min_value=0, max_value=10**9, places=2),
        st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2),
    )
    def jouer(part, tout):
        lu = regles.pourcentage(part, tout)
        assert abs(Decimal(lu) - part * 100 / tout) <= Decimal("0.5")

    jouer()
    assert regles.pourcentage(Decimal(5), Decimal(0)) is None
    assert regles.pourcentage(None, Decimal(5)) is None
