"""Ce que disent les papiers d’avant la séance : l’ordre du jour, et le dossier de séance d’un financeur. Montants en euros."""

from dossiers import actions
from gouvernance.seances.axes import enjeu_de, objectif_de
from gouvernance.seances.totaux import ZERO, demandes_de, totaux_de
from papiers.pdf import papier
from programmation.models import Enveloppe, Temps
from workflows.templatetags.courrier import en_euros
from workflows.templatetags.ecriture import echeance, jour, nombre
from workflows.typographie import composer

A_JOUR = "Cet ordre du jour est celui du moment où il fut demandé : la page de la séance dit le dernier."


def ordre_du_jour_en_pdf(seance):
    """Les octets de l’ordre du jour, le même pour tous ceux qui lisent la séance. Lève `PapierImpossible`."""
    inscrits = inscrits_de(seance)
    donnees = _entete(seance, f"Ordre du jour : {seance.intitule}", "Ordre du jour")
    donnees |= {"rangs": _rangs(inscrits), "totaux": _totaux(inscrits), "argent": seance.temps == Temps.FINANCEURS}
    return papier("ordre_du_jour", donnees, instant=seance.convoquee_le or seance.prevue_le)


def dossier_de_seance_en_pdf(seance, financeur):
    """Les octets du dossier de séance de ce financeur : ses demandes, ses enveloppes, une page par dossier qui le sollicite."""
    inscrits = inscrits_de(seance)
    siens = [(rang, i, ligne) for rang, i in inscrits for ligne in demandes_de(i) if ligne.financeur_id == financeur.pk]
    proposes = actions.propositions_de([ligne.pk for _, _, ligne in siens])
    donnees = _entete(seance, f"Dossier de séance : {financeur}", f"Dossier de séance · {financeur}")
    donnees |= {
        "financeur": str(financeur),
        "enveloppes": _enveloppes(seance, financeur),
        "siennes": [_rang_de_la_demande(rang, i, ligne, proposes) for rang, i, ligne in siens],
        "total": en_euros(sum((ligne.demande for _, _, ligne in siens), ZERO)),
        "rangs": _rangs(inscrits),
        "pages": [_page(rang, i) for rang, i, _ in siens],
    }
    return papier("dossier_de_seance", donnees, instant=seance.convoquee_le or seance.prevue_le)


def inscrits_de(seance):
    """[(rang, inscription)] de l’ordre du jour, lu avec ses dossiers et leurs demandes."""
    lues = seance.inscriptions.en_vigueur().select_related(
        "dossier__organisation", "dossier__campagne__convention__commune",
        "dossier__objectif_principal__objectif_strategique__enjeu",
    ).prefetch_related("dossier__quartiers", "dossier__tranches_age", "dossier__lignes__financeur__organisation")  # fmt: skip
    return list(enumerate(lues, start=1))


def _entete(seance, titre, entete):
    pilote = str(seance.campagne.convention.pilote)
    phrases = [f"{seance.get_temps_display()}, campagne {seance.campagne.annee}.", f"Le {echeance(seance.prevue_le)}."]
    phrases += [f"Lieu : {seance.lieu}."] if seance.lieu else []
    return {
        "titre": composer(titre), "auteur": pilote, "sujets": ["ordre du jour", str(seance.campagne.annee)],
        "entete": f"{entete} · {seance.intitule}", "mention": "", "pied": composer(f"{pilote}\n{A_JOUR}"),
        "phrases": [composer(phrase) for phrase in phrases],
    }  # fmt: skip


def _rangs(inscrits):
    return [{"cellules": [str(rang), *_dossier(i.dossier), _demandes(i)]} for rang, i in inscrits]


def _dossier(dossier):
    quartiers = ", ".join(quartier.nom for quartier in dossier.quartiers.all())
    return f"{dossier.intitule}\n{dossier.reference} · {dossier.organisation}", quartiers or "non renseigné"


def _demandes(inscription):
    lignes = demandes_de(inscription)
    return "\n".join(f"{ligne.financeur.nom_court} : {en_euros(ligne.demande)}" for ligne in lignes) or "aucune"


def _totaux(inscrits):
    """Un rang par financeur sollicité, puis l’ensemble."""
    return [
        {
            "cellules": [
                str(t.financeur or "En tout"), str(t.demandes),
                *map(en_euros, (t.contrat_de_ville, t.droit_commun, t.montant)),
            ],
            "fort": t.financeur is None,
        }
        for t in totaux_de(i for _, i in inscrits)
    ]  # fmt: skip


def _enveloppes(seance, financeur):
    siennes = Enveloppe.objects.filter(campagne=seance.campagne, financeur=financeur)
    siennes = siennes.select_related("quartier", "enjeu").order_by("quartier__nom", "enjeu__numero")
    return [
        {"cellules": [e.reserve or "Générale", e.get_nature_display(), *map(en_euros, (e.montant, e.engage, e.reste))]}
        for e in siennes
    ]


def _rang_de_la_demande(rang, inscription, ligne, proposes):
    propose = proposes.get(ligne.pk)
    return {
        "cellules": [
            str(rang), _dossier(inscription.dossier)[0], en_euros(ligne.demande_contrat_de_ville),
            en_euros(ligne.demande_droit_commun), en_euros(propose.total) if propose else "pas encore",
        ]
    }  # fmt: skip


def _page(rang, inscription):
    """Une page par dossier : de quoi décider sans ouvrir le dossier entier."""
    dossier, demandes = inscription.dossier, demandes_de(inscription)
    champs = (
        ("Porteur", str(dossier.organisation)),
        ("Référence", dossier.reference),
        ("Quartiers", ", ".join(quartier.nom for quartier in dossier.quartiers.all())),
        ("Tranches d’âge", ", ".join(str(tranche) for tranche in dossier.tranches_age.all())),
        ("Enjeu", enjeu_de(dossier)),
        ("Objectif", objectif_de(dossier)),
        ("Dates", _dates(dossier)),
        ("Bénéficiaires", _publics(dossier)),
        ("Demandé à chacun", "\n".join(f"{ligne.financeur} : {en_euros(ligne.demande)}" for ligne in demandes)),
        ("Demandé en tout", en_euros(sum((ligne.demande for ligne in demandes), ZERO))),
    )
    return {
        "titre": f"{rang}. {dossier.intitule}",
        "champs": [{"libelle": libelle, "texte": texte} for libelle, texte in champs],
        "textes": [
            {"titre": titre, "texte": texte}
            for titre, texte in (("Le besoin", dossier.besoin), ("L’action", dossier.description))
            if texte
        ],
    }


def _dates(dossier):
    if not dossier.date_debut or not dossier.date_fin:
        return ""
    return f"du {jour(dossier.date_debut)} au {jour(dossier.date_fin)}"


def _publics(dossier):
    if dossier.beneficiaires_total is None:
        return ""
    qpv = f", dont {nombre(dossier.dont_qpv)} habitants de QPV" if dossier.dont_qpv is not None else ""
    return f"{nombre(dossier.beneficiaires_total)}{qpv}"
