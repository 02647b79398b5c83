"""Les sondes : chaque adresse du tableau, chaque objet, chaque verbe ; et le jugement de chaque réponse."""

import io
import re
import zipfile
from dataclasses import dataclass
from functools import partial

from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from tests import lecture_pdf
from tests.acces import corps, jetons
from tests.acces.acteurs import NON_CONNECTES, PERSONNE

ABSENT, ABSURDE = 999_999_999, 10**30
_PARAMETRES = {
    "public:quartier": ("slug",),
    "relances:apercu": ("cle",),
    "dossiers:partie": ("pk", "partie"),
    "dossiers:avancer": ("pk", "transition"),
    "dossiers:repondre": ("pk", "transition"),
    "dossiers:ligne-avancer": ("pk", "ligne", "transition"),
    "dossiers:versement": ("pk", "ligne"),
    "dossiers:part-du-partenaire": ("pk", "partenariat"),
    "dossiers:partenariat-avancer": ("pk", "partenariat", "transition"),
    "dossiers:bilan-avancer": ("pk", "transition"),
    "dossiers:proposition": ("pk", "ligne"),
    "dossiers:avis-lien": ("jeton",),
    "seances:avancer": ("pk", "transition"),
    "seances:decisions": ("pk", "inscription"),
    "seances:retirer": ("pk", "inscription"),
    "seances:case": ("pk", "inscription", "ligne"),
    "seances:dossier-de-seance": ("pk", "financeur"),
    "seances:scenario": ("pk", "scenario"),
    "seances:scenario-geste": ("pk", "scenario"),
    "seances:scenario-choisir": ("pk", "scenario"),
    "seances:lien": ("pk", "financeur"),
    "seances:pouvoir": ("pk", "financeur"),
    "seances:lien-relire": ("pk", "lien"),
    "seances:lien-revoquer": ("pk", "lien"),
    "seances:pouvoir-papier": ("pk", "pouvoir"),
    "seances:retrait-lever": ("pk", "retrait"),
    "seances:me-retirer": ("pk", "inscription"),
    "seances:avenant": ("pk", "decision"),
    "guichet:colonne": ("jeton",),
    "guichet:decider": ("jeton", "inscription"),
    "comptes:invitation": ("jeton",),
    "comptes:nouveau-mot-de-passe": ("jeton",),
    "organisations:modifier": ("pk", "section"),
    "organisations:membre": ("pk", "membre"),
    "organisations:invitation": ("pk", "invitation"),
    "suites:chaine": ("campagne",),
    "suites:actes": ("campagne",),
    "suites:versements": ("campagne",),
    "suites:bloc": ("campagne", "financeur", "geste"),
    "suites:noter-un-acte": ("campagne", "organisation", "financeur"),
    "suites:corriger": ("campagne", "versement"),
    "campagnes:enveloppe": ("pk", "enveloppe"),
    "campagnes:enveloppe-demandes": ("pk", "enveloppe"),
    "campagnes:enjeu": ("pk", "enjeu"),
    "campagnes:retirer-enjeu": ("pk", "enjeu"),
    "papiers:papier": ("pk", "papier", "forme"),
    "papiers:extrait": ("pk", "guichet", "forme"),
    "papiers:apercu": ("pk", "dossier"),
    "papiers:modele": ("pk", "sorte"),
}
_MEUBLES = {"dossiers": "dossiers", "seances": "seances", "campagnes": "campagnes", "relances": "envois",
            "organisations": "organisations", "echanges": "imports", "papiers": "seances"}  # fmt: skip
_MEUBLES_A_PART = {
    "dossiers:vue": "vues",
    "dossiers:pieces": "organisations",
    "dossiers:piece": "pieces",
    "dossiers:piece-examen": "pieces",
    "dossiers:avis": "avis",
    "dossiers:avis-annuler": "avis",
    "dossiers:passe": "organisations",
    "dossiers:ensemble-suivi": "groupes",
    "papiers:lettre": "lettres",
    "papiers:modeles": "conventions",
    "papiers:modele": "conventions",
}
# Le second objet de l’adresse est à deux : le sien, et celui où on le cherche.
_A_DEUX = (
    "ligne",
    "inscription",
    "scenario",
    "partenariat",
    "membre",
    "invitation",
    "lien",
    "pouvoir",
    "retrait",
    "decision",
)
# Devant la connexion, ce que la personne a elle-même envoyé lui est rendu : ni une fuite, ni une différence.
_RENDU = re.compile(r'name="(?:next|retenu)" value="[^"]*"')
_JETON = re.compile(r'value="[A-Za-z0-9]{64}"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
_ECRIT = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sonde:
    page: str
    cle: str
    verbe: str
    corps: str = ""  # vide, vraisemblable, hostile

    def __str__(self):
        return f"{self.verbe} {self.page} [{self.cle}] {self.corps}".strip()


# 1. Quelles sondes ---------------------------------------------------------------------------------------


def plan(table):
    """Toutes les sondes du tableau ; pour chaque page, l’absent d’abord : les refus lui seront comparés."""
    for nom, page in table.items():
        cles = list((page.lisent or {}) | (page.ecrivent or {}))
        if cles != [""]:
            for rang, cle in enumerate(_absents(nom, cles[0])):
                yield from _essais(nom, cle, tout=not rang)  # un absent en vaut un autre : tous les verbes au premier
        for cle in cles:
            yield from _essais(nom, cle, tout=cle in page.details, lue=page.lisent is None or cle in page.lisent)


def _absents(page, cle):
    """Des objets qui n’existent pas, à la place du premier puis du deuxième de l’adresse."""
    premier, *suite = cle.split("/")
    if suite and _PARAMETRES[page][0] == "pk" and _PARAMETRES[page][1] in _A_DEUX:
        yield "/".join([premier, "absent", *suite[1:]])
        suite[0] = f"{premier}+{suite[0]}"
    for mot in ("absent", "absurde"):
        yield "/".join([mot, *suite])


def _essais(page, cle, tout, lue=True):
    if lue:
        yield Sonde(page, cle, "GET")
    yield Sonde(page, cle, "POST", "vraisemblable")
    if tout:
        yield from (Sonde(page, cle, verbe) for verbe in ("HEAD", "PUT", "DELETE"))
        yield from (Sonde(page, cle, verbe, "hostile") for verbe in ("GET", "POST"))
        yield Sonde(page, cle, "POST")


# 2. Où et quoi -------------------------------------------------------------------------------------------


def adresse(m, page, cle):
    if not cle:
        return reverse(page)
    noms = _PARAMETRES.get(page, ("pk",))
    return reverse(page, kwargs={nom: _valeur(m, page, nom, cle.split("/"), rang) for rang, nom in enumerate(noms)})


def _valeur(m, page, nom, morceaux, rang):
    mot = morceaux[rang] if rang < len(morceaux) else "absent"
    if nom in ("transition", "partie", "section", "papier", "forme", "sorte", "geste"):
        return mot
    if mot in ("absent", "absurde"):
        numero = ABSENT if mot == "absent" else ABSURDE
        return str(numero) if nom in ("slug", "cle", "jeton") else numero
    if nom in ("campagne", "organisation", "financeur", "versement"):
        du_monde = {"campagne": m.campagnes, "organisation": m.organisations, "financeur": m.guichets}
        return (du_monde | {"versement": m.versements})[nom][mot].pk
    if nom == "slug":
        return m.quartiers[mot].slug
    if nom == "jeton":
        return m.jetons_personnels.get(mot, mot)
    if nom == "cle":
        return m.apercus[mot]
    if nom in ("guichet", "dossier"):
        return getattr(m, f"{nom}s")[mot].pk
    if nom == "pk":
        return getattr(m, _MEUBLES_A_PART.get(page) or _MEUBLES[page.split(":")[0]])[mot].pk
    if page == "seances:case" and nom == "ligne":
        paire = tuple(mot.split("+")) if "+" in mot else (morceaux[1].split("+")[-1], mot)
        return m.lignes[paire].pk if paire in m.lignes else ABSENT
    # « depose_z+f9 » : la demande d’un autre dossier que celui de l’adresse.
    paire = tuple(mot.split("+")) if "+" in mot else (morceaux[0], mot)
    if nom == "enjeu":
        return m.enjeux[mot].pk
    if nom == "financeur":
        return m.guichets[mot].pk
    if nom == "enveloppe":
        return m.enveloppes[mot].pk
    meubles = {"ligne": m.lignes, "inscription": m.inscriptions, "partenariat": m.partenariats}
    meubles |= {"scenario": m.scenarios}
    meubles |= {"membre": m.membres, "invitation": m.attendues, "lien": m.liens, "pouvoir": m.pouvoirs}
    meubles |= {"retrait": m.retraits, "decision": m.decisions}
    return meubles[nom][paire].pk


# 3. Frapper à la porte -----------------------------------------------------------------------------------


class Porte:
    """Une personne devant le site : sa session, et ce que chacune de ses requêtes écrit."""

    def __init__(self, m, acteur):
        self.m, self.acteur, self.ecritures, self.nombre, self.references = m, acteur, [], 0, {}
        client = Client()
        if acteur in m.personnes:
            client.force_login(m.personnes[acteur])
        self.biscuits = {nom: biscuit.value for nom, biscuit in client.cookies.items()}
        self.site = BaseHandler()  # tout le site, mais sans la copie des contextes que fait le client de test
        self.site.load_middleware()
        # Le monde intact : on y revient après chaque écriture ; une sonde qui n’a rien écrit n’a rien à défaire.
        m.point = transaction.savepoint()

    def _guetter(self, executer, sql, parametres, plusieurs, contexte):
        if _ECRIT.match(sql):
            self.ecritures.append(sql)
        return executer(sql, parametres, plusieurs, contexte)

    def frapper(self, verbe, chemin, donnees=None, ensuite=None):
        """La réponse, son corps lu ; ce qui fut écrit est défait. `ensuite` lit la base avant : `reponse.faits`."""
        self.ecritures, self.nombre = [], self.nombre + 1
        usine = RequestFactory()
        usine.cookies.load(self.biscuits)
        requete = getattr(usine, verbe.lower())(chemin, donnees)
        requete._dont_enforce_csrf_checks = True
        with connection.execute_wrapper(self._guetter):
            reponse = self.site.get_response(requete)
            reponse.texte = _lire(reponse)
            reponse.faits = ensuite and ensuite()
        if self.ecritures or reponse.status_code >= 500:
            transaction.savepoint_rollback(self.m.point)
        return reponse

    def sonder(self, sonde):
        chemin = adresse(self.m, sonde.page, sonde.cle)
        reponse = self.frapper(sonde.verbe, chemin, _donnees(self.m, sonde))
        reponse.chemin = chemin
        return reponse

    # 4. Juger --------------------------------------------------------------------------------------------

    def juger(self, table, sonde):
        """Les phrases de ce qui ne va pas ; aucune si la réponse est celle du tableau."""
        reponse = self.sonder(sonde)
        page = table[sonde.page]
        fautes = list(self._fautes(page, sonde, reponse))
        fuites = self.m.jetons.indiscretions(
            _RENDU.sub("", reponse.texte) + reponse.headers.get("Location", ""), self.acteur
        )
        fautes += [f"laisse lire : {fuite}" for fuite in fuites]
        return [f"{self.acteur} · {sonde} → {reponse.status_code} : {faute}" for faute in fautes]

    def _fautes(self, page, sonde, reponse):
        permis = self.acteur in _attendus(page, sonde)
        if reponse.status_code >= 500:
            yield "une panne"
        if self.ecritures and (not permis or sonde.verbe != "POST"):
            yield f"a écrit : {self.ecritures[0][:90]}"
        if not permis or _muet(page, sonde):
            yield from self._refus(page, sonde, reponse)
        elif reponse.status_code not in (200, 302, 400, 422, 429) or _vers_la_connexion(reponse):
            yield "devait s’ouvrir"

    def _refus(self, page, sonde, reponse):
        if reponse.status_code == 405 or (self.acteur in page.renvoie and _vers_la_connexion(reponse)):
            return
        lit = page.lisent is not None and self.acteur in page.lisent.get(sonde.cle, PERSONNE)
        if lit and _muet(page, sonde):
            return  # un verbe que la page ne connaît pas, traité comme une lecture
        connexion = self.acteur in NON_CONNECTES and _vers_la_connexion(reponse)
        if reponse.status_code != 404 and not connexion:
            yield "devait se refuser"
        genre = (sonde.page, sonde.verbe, sonde.corps)
        sceau = _sceau(reponse)
        if sceau != self.references.setdefault(genre, sceau):
            yield "ne répond pas comme pour un objet absent"


def _lire(reponse):
    """Le texte d’une réponse ; d’un papier, celui que l’on y lirait, et les mots de ses octets : une fuite est une fuite."""
    octets = reponse.getvalue()
    if octets.startswith(b"PK"):  # un classeur ou un DOCX : tout ce qu’il contient
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            return " ".join(archive.read(nom).decode(errors="replace") for nom in archive.namelist())
    if not octets.startswith(b"%PDF-"):
        return octets.decode(errors="replace")
    return f"{lecture_pdf.texte(octets)} {' '.join(jetons.MOT.findall(octets.decode('latin-1')))}"


def _attendus(page, sonde):
    if sonde.verbe in ("GET", "HEAD"):
        return (page.lisent or {}).get(sonde.cle, PERSONNE)
    if sonde.verbe == "POST":
        return (page.ecrivent or {}).get(sonde.cle, PERSONNE)
    return PERSONNE


def _muet(page, sonde):
    """La page ne connaît pas ce verbe."""
    if sonde.verbe in ("GET", "HEAD"):
        return page.lisent is None
    return sonde.verbe != "POST" or page.ecrivent is None


def _vers_la_connexion(reponse):
    """Un envoi sans session reçoit la page de connexion elle-même, qui porte ce qui était tapé."""
    return reponse.status_code == 401 or (
        reponse.status_code == 302 and reponse.headers["Location"].startswith("/connexion/")
    )


def _donnees(m, sonde):
    if sonde.verbe == "GET" and sonde.corps == "hostile":
        return corps.ADRESSE_HOSTILE
    return {"vraisemblable": partial(corps.vraisemblable, m), "hostile": partial(corps.hostile, m)}.get(
        sonde.corps, lambda *_: {} if sonde.verbe in ("GET", "HEAD", "POST") else ""
    )(sonde.page, sonde.cle)


def _sceau(reponse):
    """Ce que la personne voit, sans ce qui change à chaque rendu : l’adresse demandée, les jetons de formulaire."""
    texte = _JETON.sub("", _RENDU.sub("", reponse.texte)).replace(reponse.chemin, "…")
    return reponse.status_code, reponse.headers.get("Location", "").replace(reponse.chemin, "…"), texte
