"""SIRET, RNA, IBAN, codes de quartier : les vrais passent, une faute de frappe se voit."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from comptes import identifiants
from comptes.models import Organisation

CHIFFRES = "0123456789"


def avec_cle(debut):
    """Complète ces chiffres par leur clé de Luhn."""
    return next(debut + c for c in CHIFFRES if identifiants.luhn(debut + c))


SIRENS = st.text(CHIFFRES, min_size=8, max_size=8).map(avec_cle)
SIRETS = st.tuples(SIRENS, st.text(CHIFFRES, min_size=4, max_size=4)).map(lambda paire: avec_cle("".join(paire)))


@st.composite
def ibans(draw):
    compte = draw(st.text(CHIFFRES, min_size=23, max_size=23))
    cle = 98 - int(compte + "152700") % 97  # FR00 : F = 15, R = 27
    return f"FR{cle:02d}{compte}"


@given(SIRETS)
def test_un_siret_bien_forme_passe(siret):
    assert identifiants.siret(siret) == siret
    assert identifiants.siret(f" {siret[:3]} {siret[3:6]}\u00a0{siret[6:9]}\u202f{siret[9:]} ") == siret


@given(SIRETS, st.integers(0, 13), st.sampled_from(CHIFFRES))
def test_un_chiffre_faux_se_voit(siret, rang, chiffre):
    assume(siret[rang] != chiffre and not siret.startswith(identifiants.LA_POSTE))
    faux = siret[:rang] + chiffre + siret[rang + 1 :]
    assume(not faux.startswith(identifiants.LA_POSTE))
    with pytest.raises(ValidationError):
        identifiants.siret(faux)


@pytest.mark.parametrize("siret", ["35600000000048", "35600000049837"])
def test_la_poste_a_ses_deux_regles(siret):
    assert identifiants.siret(siret) == siret


def test_la_poste_n_a_pas_tous_les_droits():
    with pytest.raises(ValidationError, match="n’existe pas"):
        identifiants.siret("35600000000049")


@pytest.mark.parametrize(
    "faux", ["", "123", "1234567890123", "123456789012345", "ABCDEFGHIJKLMN", "²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴⁵", "\x00" * 14]
)
def test_un_siret_mal_forme_est_refuse(faux):
    with pytest.raises(ValidationError, match="14 chiffres"):
        identifiants.siret(faux)


@pytest.mark.parametrize("rna", ["W621000001", "w 621 000 001", "W2A0001234", "W2B0001234", "W9R1234567"])
def test_un_rna_passe_corse_et_outre_mer_comprises(rna):
    assert len(identifiants.rna(rna)) == 10


@pytest.mark.parametrize("faux", ["", "621000001", "W62100000", "W6210000012", "WA21000001", "W62100000X"])
def test_un_rna_mal_forme_est_refuse(faux):
    with pytest.raises(ValidationError):
        identifiants.rna(faux)


@given(ibans())
def test_un_iban_francais_passe(iban):
    par_quatre = " ".join(iban[i : i + 4] for i in range(0, 27, 4))
    assert identifiants.iban(par_quatre.lower()) == iban


@given(ibans(), st.integers(4, 26), st.sampled_from(CHIFFRES))
def test_un_iban_mal_recopie_se_voit(iban, rang, chiffre):
    assume(iban[rang] != chiffre)
    with pytest.raises(ValidationError, match="mal recopié"):
        identifiants.iban(iban[:rang] + chiffre + iban[rang + 1 :])


@pytest.mark.parametrize("faux", ["", "FR76", "FR1420041010050500013M0260", "XX" + "0" * 40])
def test_un_iban_trop_court_ou_trop_long_est_refuse(faux):
    with pytest.raises(ValidationError):
        identifiants.iban(faux)


@pytest.mark.parametrize("bic", ["PSSTFRPPLIL", "psstfrpp"])
def test_un_bic_passe(bic):
    assert identifiants.bic(bic) == bic.upper()


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("QP 06 20 08", "QP062008"),
        ("qp075019", "QP075019"),
        ("QN04901M", "QN04901M"),
        ("QN97414I", "QN97414I"),
        ("QP02A001", "QP02A001"),
    ],
)
def test_un_code_de_quartier_se_lit_comme_la_convention_l_ecrit(ecrit, lu):
    assert identifiants.code_qpv(ecrit) == lu


@pytest.mark.parametrize("faux", ["", "QP06208", "QP0620081", "QN04901", "QX062008", "QN0490MM"])
def test_un_code_de_quartier_mal_forme_est_refuse(faux):
    with pytest.raises(ValidationError):
        identifiants.code_qpv(faux)


def test_une_organisation_refuse_un_siret_ou_un_rna_faux(db):
    with pytest.raises(ValidationError) as refus:
        Organisation(nom="Essai", siret="12345678901234", rna="621").full_clean()
    assert set(refus.value.message_dict) == {"siret", "rna"}
    Organisation(nom="Essai", siret="35600000000048", rna="W621000001").full_clean()
