"""Troisième acte : l’argent, le bilan, la clôture ; et ce que les autres en lisent."""

from tests.navigateur.depot import INTITULE


def payer(qui, dossier, guichet, engagement, montant):
    """Engage, verse en une fois (le montant est proposé), solde."""
    qui.aller(dossier)
    qui.suivre(f"Engager la dépense : {guichet}")
    qui.remplir({"Numéro d’engagement": engagement})
    qui.cliquer("Engager la dépense")
    qui.suivre(f"Enregistrer un versement : {guichet}")
    qui.lit(f"sur {montant} € accordés")
    qui.remplir({"Référence": f"Virement {engagement}"})
    qui.cliquer("Enregistrer le versement")
    qui.cliquer(f"Solder : {guichet}")
    qui.lit(f"Versé : {montant} € sur {montant} €")


def transmettre_le_bilan(porteuse, dossier):
    porteuse.aller(dossier)
    porteuse.suivre("Ouvrir le bilan")
    assert "Le récit de l’action est vide" in porteuse.essuyer_un_refus("Transmettre le bilan")
    porteuse.remplir(
        {
            "Ce qui a été fait": "Trente séances, deux sorties.",
            "Charges réalisées, en euros": "6 940,50",
            "Personnes touchées, au total": "131",
            "Dont habitants d’un QPV": "104",
        }
    )
    porteuse.cliquer("Enregistrer le bilan")
    porteuse.cliquer("Transmettre le bilan")
    porteuse.lit("Reçu", "6 940,50 €")


def accepter_et_clore(cheffe, dossier):
    cheffe.aller(dossier)
    assert "Le bilan n’est pas accepté" in cheffe.essuyer_un_refus("Clore le dossier")
    cheffe.suivre("Ouvrir le bilan")
    cheffe.cliquer("Accepter le bilan")
    cheffe.suivre("Dossiers", dans=cheffe.contenu)
    cheffe.suivre(INTITULE)
    cheffe.cliquer("Clore le dossier")
    cheffe.lit("Tout est justifié et payé : le dossier est clos.")


def lire_le_programme(elue):
    """L’action, ni les montants, ni le journal."""
    elue.suivre("Lire la programmation")
    elue.suivre(INTITULE)
    elue.lit("encadrées par deux éducatrices")
    elue.ne_lit_pas("3 500")
    elue.ne_lit_pas("5 500")
    elue.ne_lit_pas("Journal")


def lire_les_actions(passant, decor):
    passant.aller("/")
    passant.suivre("Les actions financées")
    passant.lit(INTITULE, decor.quartier)
    passant.ne_lit_pas("3 500")
    passant.menu("Objectifs")
    passant.menu("Quartiers")
    passant.suivre(decor.quartier, dans=passant.contenu, exact=True)
