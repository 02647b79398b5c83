"""Ce que les sondes envoient : rien, du vraisemblable, de l’hostile."""

import uuid
from datetime import timedelta

from dossiers.models import Bilan, Dossier, Ligne, Partenariat, Piece, Scenario
from echanges.models import Import
from gouvernance.campagnes.forms import sceau_de
from gouvernance.papiers.courrier import empreinte_des_modeles
from programmation.models import Seance
from tests import fabriques
from tests.acces import imports
from tests.acces import table_suites as suites
from tests.acces.acteurs import TOUS
from workflows.journal import condense
from workflows.temps import aujourd_hui

LONG = "à" * 20_000
_HOSTILES = (
    "\0",
    "1" + "0" * 15,
    "NaN",
    "'; DROP TABLE dossiers_dossier; --",
    "<script>alert(1)</script>",
    LONG,
    "2027-02-30",
    "-1",
    "٣",
)
ADRESSE_HOSTILE = {
    "page": "-1e9",
    "tri": "\0",
    "q": "%00\0" + LONG[:300],
    "statut": "inconnu",
    "campagne": "9" * 30,
    "quartier": "' OR 1=1",
    "annee": "1e400",
    "temps": "٣",
    "format": "xml",
    "suivant": "//ailleurs.invalid",
    "enjeu": "\x07\x85",
    "next": "//x",
}


def vraisemblable(m, page, cle):
    """Tout ce que les formulaires d’ici demandent, avec la bonne version : si un droit manque, lui seul arrête."""
    jour = aujourd_hui()
    corps = {
        "version": _version(m, page, cle),
        "cle": str(uuid.uuid4()),
        "motif": "Un motif d’essai.",
        "demande": "Le RIB.",
        "echeance": jour + timedelta(days=20),
        "date_debut": jour,
        "date_fin": jour + timedelta(days=90),
        "bilan_du_le": jour + timedelta(days=400),
        "vote_le": jour,
        "vote_reference": "D 12",
        "engagement": "EJ 1",
        "report_souhaite_au": jour + timedelta(days=60),
        "montant": "12,50",
        "verse_le": jour,
        "reference": "Mandat 4",
        "intitule": "Un intitulé d’essai",
        "recit": "Quarante séances.",
        "charges_realisees": "1 200",
        "beneficiaires_total": "12",
        "organisation": m.asso_a.pk,
        "campagne": m.campagne_1.pk,
        "temps": "1",
        "prevue_le": "2029-03-01T14:00",
        "lieu": "Mairie",
        "titre": "Un enjeu d’essai",
        "pourquoi": "Une balade.",
        "dossiers": m.dossiers["recevable_a"].pk,
        "geste": "annuler",
        "nom": "Essai",
        "prenom": "Camille",
        "p": "1",
        "qui": m.asso_p.nom,
        "parties": "action",
        "nouveaute": "modifie",
        "part_texte": "Notre part.",
        "part_pourcent": "40",
        "part_du_porteur": "60",
        "compte": m.personnes["chef_1"].pk,
    }
    corps |= _propre_a(m, page, cle)
    return {nom: _en_texte(nom, valeur) for nom, valeur in corps.items()}


def _en_texte(nom, valeur):
    """Comme le navigateur l’enverrait : un fichier tel quel, plusieurs cases cochées, ou un texte."""
    return valeur if nom == "fichier" else [str(v) for v in valeur] if isinstance(valeur, list) else str(valeur)


def hostile(m, page, cle):
    """Les mêmes champs, chacun avec une valeur qu’aucun ne devrait accepter, et d’autres que nul ne demande."""
    noms = [*vraisemblable(m, page, cle), "statut", "depose_le", "par", "is_superuser", "id", "l0-montant"]
    return {nom: _HOSTILES[rang % len(_HOSTILES)] for rang, nom in enumerate(noms)}


def _version(m, page, cle):
    nom = cle.split("/")
    if page.startswith("echanges:"):
        return _de(Import, m.imports.get(nom[0]))
    if page.startswith("seances:scenario") and len(nom) == 2:
        return _de(Scenario, m.scenarios.get((nom[0], "prudent")))
    if page.startswith("seances:"):
        return _de(Seance, m.seances.get(nom[0]))
    if page.startswith("dossiers:bilan"):
        dossier = m.dossiers.get(nom[0])
        return Bilan.objects.filter(dossier=dossier).values_list("version", flat=True).first() or 0
    if page == "suites:corriger":
        return _de(Ligne, m.versements[nom[1]].ligne if nom[1] in m.versements else None)
    if page in ("dossiers:ligne-avancer", "dossiers:versement"):
        return _de(Ligne, m.lignes.get(tuple(nom[:2])))
    if page in ("dossiers:part-du-partenaire", "dossiers:partenariat-avancer"):
        return _de(Partenariat, m.partenariats.get(tuple(nom[:2])))
    return _de(Dossier, m.dossiers.get(nom[0]))


def _de(modele, objet):
    return modele.objects.values_list("version", flat=True).get(pk=objet.pk) if objet else 0


def _campagne(m, nom):
    """Les réglages d’une campagne, et le sceau de ceux que la page montrait."""
    connue = m.campagnes.get(nom)
    return {
        "convention": m.convention_1.pk,
        "annee": 2041,
        "depot_ouvre_le": "2040-10-01T09:00",
        "depot_ferme_le": "2040-12-01T12:00",
        "bilan_du_le": "2042-06-30",
        "brouillon_dort_apres": "10",
        "part_qpv_attendue": "50",
        "taux_public_maximal": "80",
        "delai_de_complement": "14",
        "financeurs": list(connue.financeurs.values_list("pk", flat=True)) if connue else [],
        "vu": sceau_de(connue) if connue else "",
    }


# Ce que demandent les formulaires de l’instruction, et eux seuls.
_INSTRUCTION = {
    "dossiers:noter": lambda m: {"texte": "Une note."},
    "dossiers:affecter": lambda m: {"referent": m.personnes["instructeur_1"].pk},
    "dossiers:etiqueter": lambda m: {"etiquettes": m.etiquette.pk},
    "dossiers:etiquettes": lambda m: {"convention": m.convention_1.pk, "texte": "Une étiquette", "ton": "ok"},
    "dossiers:messages": lambda m: {"texte": "Un message."},
    "dossiers:messages-lus": lambda m: {"jusqu_a": 10**9},
    "dossiers:proposition": lambda m: {"droit_commun": "0", "contrat_de_ville": "12"},
    "dossiers:avis": lambda m: {"sens": "favorable"},
    "dossiers:avis-demander": lambda m: {
        "organisation": "",
        "question": "Une question.",
        "echeance": "2029-03-01T14:00",
        "courriel": "essai@exemple.invalid",
    },
    "dossiers:ensemble": lambda m: {
        "dossiers": m.dossiers["depose_a"].pk,
        "geste": "affecter",
        "referent": m.personnes["instructeur_1"].pk,
        "confirmer": "1",
    },
}


# Ce que demandent les pages de qui parle pour un guichet.
_PARLE = {
    "ouverte_1": ("en_comite_a", "instructeur_1"),
    "preparee_1": ("prepare_a", "instructeur_1"),
    "ouverte_2": ("en_comite_z", "chef_2"),
}


def _un_retrait(m, nom):
    dossier, personne = _PARLE.get(nom[0], ("en_comite_a", "chef_1"))
    seance = nom[0] if nom[0] in _PARLE else "ouverte_1"
    return {"inscription": m.inscriptions[seance, dossier].pk, "personne": m.personnes[personne].pk}


def _un_avenant(m, nom):
    decision = m.decisions.get(tuple(nom[:2]))
    version = Ligne.objects.values_list("version", flat=True).get(pk=decision.ligne_id) if decision else 0
    return {
        "geste": "annuler",
        "pris_le": aujourd_hui(),
        "confirmer": "1",
        "vu": condense("annuler 0.00 0.00")[:16],
        "version": version,
    }


_COMITE = {
    "seances:lien": lambda m, nom: {"expire_le": f"{aujourd_hui() + timedelta(days=1)}T23:59"},
    "seances:pouvoir": lambda m, nom: {"donne_par": "Une voix", "donne_le": aujourd_hui(), "papier": "Un courriel"},
    "seances:retraits": _un_retrait,
    "seances:avenant": _un_avenant,
    "guichet:colonne": lambda m, nom: {"code": "000000"},
}


def _organisation(m, page, nom):
    """Ce qu’une personne taperait pour tenir son organisation, l’inviter ou entrer par un lien."""
    secret = "une longue phrase de passe"
    return {
        "organisations:modifier": {
            "nom": "Essai", "nature": "association", "objet_statutaire": "Un objet.", "siege_voie": "1 rue d’Essai",
            "siege_code_postal": "62400", "siege_commune": "Béville", "representant_nom": "Essai", "benevoles": "4",
            "a0_type": "Sport", "utilite_publique": "oui", "engagement_souscrit_le": "2024-03-01",
            "engagement_version": "2021-1947", "origine": "{}", "version": _de_l_organisation(m, nom),
        },
        "organisations:membres": {"courriel": "essai@exemple.invalid", "droit": "lecteur"},
        "organisations:membre": {"geste": "droit", "droit": "lecteur", "vu": "redacteur"},
        "organisations:invitation": {"geste": "retirer"},
        "comptes:invitation": {"mot_de_passe": secret, "mot_de_passe_bis": secret},
        "comptes:nouveau-mot-de-passe": {"new_password1": secret, "new_password2": secret},
    }.get(page, {})  # fmt: skip


def _de_l_organisation(m, nom):
    return m.organisations[nom[0]].version if nom[0] in m.organisations else 0


def _propre_a(m, page, cle):
    nom = cle.split("/")
    if page == "seances:decisions" and len(nom) == 2:
        lignes = [ligne for (dossier, _), ligne in m.lignes.items() if dossier == nom[1].split("+")[-1]]
        decisions = {ligne.pk: ligne.decisions.first() for ligne in lignes}
        champs = {"choix": "refuser", "motif": "Non."}
        saisi = {f"l{pk}-{champ}": valeur for pk in decisions for champ, valeur in champs.items()}
        return saisi | {f"l{pk}-version": decision.version if decision else 0 for pk, decision in decisions.items()}
    if page == "seances:case":
        paire = tuple(nom[-1].split("+")) if "+" in nom[-1] else (nom[1].split("+")[-1], nom[-1])
        decision = m.lignes[paire].decisions.first() if paire in m.lignes else None
        return {"saisie": "1 200,50", "version": decision.version if decision else 0}
    if page == "suites:bloc":
        return suites.corps_du_bloc(m, nom)
    if page == "suites:noter-un-acte":
        return {"nature": "convention", "signe_le": aujourd_hui(), "reference": "Convention d’essai"}
    if page == "suites:corriger":
        return {"nature": "acompte", "montant": "900"}
    if page.startswith("campagnes:enveloppe"):
        guichet = m.f9 if nom[0] == "campagne_2" else m.f1
        quartier = m.quartier_2 if nom[0] == "campagne_2" else m.quartier_1
        demande = m.lignes.get(("depose_z", "f9") if nom[0] == "campagne_2" else ("depose_a", "f1"))
        vers = m.enveloppes["f9" if nom[0] == "campagne_2" else "f1"]
        return {"montant": "99 000", "nature": "notifiee", "financeur": guichet.pk, "quartier": quartier.pk,
                "enjeu": "", "commentaire": "Lettre.", "vu": "0", "ligne": demande.pk, "vers": vers.pk}  # fmt: skip
    if page in ("dossiers:pieces", "dossiers:pieces-du-dossier"):
        courante = Piece.objects.filter(
            organisation=m.organisations.get(cle), type="statuts", est_courante=True
        ).first()
        au_dossier = cle in ("brouillon_a", "saisi_a", "brouillon_z")  # seul un brouillon reçoit une pièce de plus
        vue = "" if page.endswith("dossier") or courante is None else courante.pk
        return {"type": "devis" if au_dossier else "statuts", "vue": vue, "fichier": fabriques.televersement()}
    if page == "dossiers:piece-examen":
        return {
            "conforme": "non",
            "commentaire": "Page 2.",
            "version": m.pieces[nom[0]].version if nom[0] in m.pieces else 0,
        }
    if page == "papiers:modele":
        return {"objet": "Réponse", "corps": "{{ tableau_des_financeurs }} {{ motif }}", "version": 0}
    if page == "papiers:envoyer":
        convention = m.conventions["convention_2" if nom[0].endswith("2") else "convention_1"]
        return {"vu": empreinte_des_modeles(convention), "dossiers": m.dossiers["tu_a"].pk}
    if page == "seances:scenario":
        return {f"m{ligne.pk}": "12,50" for ligne in m.lignes.values()}
    if page == "seances:scenario-geste":
        return {"geste": "copier"}
    if page in _COMITE:
        return _COMITE[page](m, nom)
    if page == "seances:suites":
        return {f"i{inscription.pk}-note": "Dit." for inscription in m.inscriptions.values()}
    if page == "seances:ordre":
        return {f"i{inscription.pk}-ordre": "3" for inscription in m.inscriptions.values()}
    if page == "seances:presences":
        connues = m.seances[nom[0]].presences.all() if nom[0] in m.seances else ()
        return {"n0-nom": "Une invitée", **{f"p{presence.pk}-nom": "Relue" for presence in connues}}
    if page in ("campagnes:nouvelle", "campagnes:modifier"):
        return _campagne(m, nom[0])
    if page in _INSTRUCTION:
        return _INSTRUCTION[page](m)
    if page.startswith("organisations:") or page in ("comptes:invitation", "comptes:nouveau-mot-de-passe"):
        return _organisation(m, page, nom)
    if page == "comptes:mot-de-passe-oublie":
        return {"courriel": "essai@exemple.invalid"}
    if page == "dossiers:saisie":
        return {"porteur": m.asso_a.nom, "geste": "brouillon"}
    if page == "echanges:imports":
        return {"fichier": imports.fichier(m, TOUS)}
    if page == "echanges:colonnes" and nom[0] in m.imports:
        return {f"c{rang}": code for rang, code in m.imports[nom[0]].appariement.items()}
    if page == "echanges:essai" and nom[0] in m.imports:
        return {"empreinte": imports.empreinte(m, m.imports[nom[0]], "chef_2" if nom[0].endswith("2") else "chef_1")}
    if page == "dossiers:recopier":
        return {"geste": "numero", "numero_dauphin": "DA01200614", "depose_sur_dauphin_le": aujourd_hui()}
    if page == "relances:geste":
        return {"cle": m.envois["courriel_1"].cle}
    if page == "comptes:moi":
        return {"geste": "identite"}
    return {}
