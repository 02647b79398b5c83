"""Le récépissé d’un envoi : la date, l’heure, la personne, à quel titre, et l’empreinte de ce qui fut reçu."""

from dossiers.fiche import Champ
from dossiers.impression.cerfa import ALTERE, pied
from dossiers.impression.lecture import Envoi, envois_de
from papiers.pdf import papier
from workflows.templatetags.ecriture import echeance, le
from workflows.typographie import composer

FAITS = {
    "deposer": "Dépôt du dossier",
    "enregistrer": "Enregistrement du dossier par l’équipe",
    "completer": "Envoi des compléments",
    "confirmer_le_plan": "Confirmation du plan de financement",
}
VERIFIER = (
    "Sur la page du dossier, téléchargez « Ce qui fut envoyé, tel quel » : c’est un fichier de texte, exemplaire.json.",
    "Calculez son empreinte SHA-256 : « certutil -hashfile exemplaire.json SHA256 » sous Windows, « shasum -a 256 "
    "exemplaire.json » sous macOS ou Linux.",
    "Comparez-la, signe pour signe, à celle de ce récépissé. Pareilles : rien n’a changé depuis l’envoi.",
)


def recepisse_en_pdf(imprime):
    """Les octets du récépissé d’un exemplaire. Lève `papiers.pdf.PapierImpossible`."""
    return papier("recepisse", donnees_du_recepisse(imprime), instant=imprime.instant)


def donnees_du_recepisse(imprime):
    exemplaire, reference = imprime.exemplaire, imprime.champs["reference"][1]
    envois = _envois(imprime)
    envoi = envois[exemplaire.rang - 1]
    return {
        "titre": composer(f"Récépissé : {FAITS[envoi.transition].lower()} {reference}"),
        "auteur": str(imprime.dossier.campagne.convention.pilote),
        "sujets": ["récépissé", "demande de subvention", reference],
        "entete": f"Récépissé · dossier {reference}",
        "mention": "",
        "pied": pied(imprime),
        "phrases": [composer(phrase) for phrase in _phrases(imprime, envoi)],
        "champs": [{"libelle": composer(c.libelle), "texte": c.texte} for c in _champs(imprime, envoi)],
        "empreinte_phrases": [composer(phrase) for phrase in _sur_l_empreinte(exemplaire)],
        "empreinte": exemplaire.empreinte,
        "empreinte_courte": exemplaire.empreinte_courte,
        "verifier": [composer(phrase) for phrase in VERIFIER],
        "rangs": [_rang(e, envois[e.rang - 1]) for e in imprime.dossier.exemplaires.filter(rang__lte=exemplaire.rang)],
    }


def _envois(imprime):
    """Un envoi par exemplaire ; à défaut du journal, ce que l’exemplaire dit lui-même."""
    lus, dossier = envois_de(imprime.dossier), imprime.dossier
    for exemplaire in dossier.exemplaires.select_related("par")[len(lus) :]:
        transition = "deposer" if exemplaire.rang == 1 else "completer"
        lus.append(Envoi(str(exemplaire.par), dossier.role_de(exemplaire.par), transition, exemplaire.le))
    return lus


def _phrases(imprime, envoi):
    pilote = imprime.dossier.campagne.convention.pilote
    yield f"{pilote} a reçu, le {echeance(imprime.exemplaire.le)}, l’envoi décrit ci-dessous."
    yield "Ce récépissé constate une réception. Il ne dit rien de la recevabilité du dossier, ni de la décision des financeurs."
    if envoi.transition == "enregistrer":
        yield "L’équipe politique de la ville a saisi ce dossier elle-même, d’après ce que l’organisation a déposé ailleurs."
    if not imprime.exemplaire.est_intact():
        yield ALTERE


def _champs(imprime, envoi):
    for code in ("reference", "intitule", "organisation", "siret", "campagne"):
        yield Champ(code, *imprime.champs[code])
    yield Champ("fait", "Ce qui est reçu", FAITS[envoi.transition])
    yield Champ("le", "Date et heure de réception", str(echeance(imprime.exemplaire.le)))
    yield Champ("par", "Envoyé par", envoi.nom)
    yield Champ("qualite", "En qualité de", envoi.role)
    yield Champ("rang", "Rang de l’envoi", str(imprime.exemplaire.rang))
    if imprime.champs.get("numero_dauphin", ("", ""))[1]:
        yield Champ("numero_dauphin", *imprime.champs["numero_dauphin"])


def _sur_l_empreinte(exemplaire):
    yield (
        "L’empreinte est un condensé (SHA-256) de tout ce qui fut envoyé, champ par champ, attestations comprises. "
        "Un seul signe changé la changerait toute. Gardez ce récépissé : lui seul, hors de ce site, fait foi de ce qui fut reçu."
    )
    yield "Sa forme courte, à lire au téléphone, puis sa forme entière :"


def _rang(exemplaire, envoi):
    fait = f"{exemplaire.rang}. {FAITS[envoi.transition]}"
    return {"cellules": [fait, str(le(exemplaire.le)), envoi.nom, exemplaire.empreinte_courte]}
