"""Les mesures P1 à P15 : ce que l’on demande, à qui, et la valeur à ne pas dépasser (docs/decisions/030)."""

import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from outils.banc import visiteurs
from outils.banc.arithmetique import Cible
from outils.banc.chronometre import Chronometre
from outils.banc.client import Client
from outils.banc.comite import grand_comite
from outils.banc.munitions import Munitions

ABSENT = "pas encore"
CENT = {"lignes": 100}  # le réglage de la liste qui montre cent rangs par page
TABLEUR = "spreadsheetml"
VINGT = "reference,intitule,porteur,statut,quartiers,enjeu,objectif,tranches,demande,demande_contrat,obtenu,financeurs,charges," \
    "thematique,debut,fin,beneficiaires,qpv,depose_le,exercice"  # fmt: skip


@dataclass
class Ligne:
    """Une ligne du tableau : ce qui fut mesuré, et ses cibles ; ou pourquoi ce ne l’est pas."""

    nom: str
    serie: object = None
    cibles: list = field(default_factory=list)
    note: str = ""


class Banc:
    def __init__(self, site, connexion, coups):
        self.site, self.coups = site, coups
        self.chrono = Chronometre(site, connexion, coups)
        self.convention = visiteurs.grande_convention()
        self.chef = visiteurs.visiteur(site.port, visiteurs.personne(visiteurs.CHEF))
        self.copilote = visiteurs.visiteur(site.port, visiteurs.personne(visiteurs.COPILOTE))
        self.munitions = Munitions(visiteurs.campagne_ouverte(self.convention))

    def jouer(self):
        yield Ligne("F0 le plancher", self.chrono.etalon)
        yield from self.listes()
        yield from self.pages()
        yield from self.gestes()
        yield from self.emporter()
        yield from self.comite()
        yield self.foule()
        yield self.memoire()

    # P1, P2, P3 ----------------------------------------------------------------------------------------

    def listes(self):
        premiere = None
        for qui, client in (("équipe", self.chef), ("copilote", self.copilote)):
            serie = self.chrono.lire(client, "/dossiers/", attendu="<tbody")
            premiere = premiere or serie
            yield _ligne(f"P1 liste de 25, {qui}", serie, rapport=15, requetes=12, octets=80_000)
            yield self._liste_de_cent(qui, client)
        for nom, filtre, rapport in (
            ("P2 facette et texte", {"q": "MEDIATHEQUE ete", "statut": "presente"}, 20),
            ("P2 texte large", {"q": "action"}, 40),
        ):
            serie = self.chrono.lire(self.chef, f"/dossiers/?{urlencode(filtre)}", attendu="<tbody")
            yield _ligne(nom, serie, rapport=rapport)
        serie = self.chrono.lire(self.chef, "/dossiers/?page=999999", attendu="<tbody")
        depuis = serie.rapport[0] / premiere.rapport[0]
        yield Ligne("P3 dernière page", serie, [Cible("× première", depuis, 1.5)])

    def _liste_de_cent(self, qui, client):
        adresse = f"/dossiers/?{urlencode(CENT)}"
        if client.demander(adresse).corps.count(b"<tr") < 100:
            return Ligne(f"P1 liste de 100, {qui}", note=ABSENT)
        return _ligne(
            f"P1 liste de 100, {qui}", self.chrono.lire(client, adresse, attendu="<tbody"), rapport=15, requetes=12
        )

    # P4, P5 --------------------------------------------------------------------------------------------

    def pages(self):
        fourni, maigre = visiteurs.dossier_fourni(self.convention), visiteurs.dossier_maigre(self.convention)
        serie = self.chrono.lire(self.chef, fourni.get_absolute_url(), attendu="Journal")
        autre = self.chef.demander(maigre.get_absolute_url(), compter=True)
        note = f"{fourni.passages_nombre} passages ; {autre.entetes['X-Requetes']} requêtes à une ligne"
        yield _ligne("P4 dossier, 10 lignes", serie, note=note, rapport=12, requetes=15)
        for nombre, courriel in ((30, visiteurs.PORTEUR_DE_30), (150, visiteurs.PORTEUR_DE_150)):
            client = visiteurs.visiteur(self.site.port, visiteurs.personne(courriel))
            serie = self.chrono.lire(client, "/", attendu="Mes dossiers")
            yield _ligne(f"P5 accueil du porteur, {nombre}", serie, rapport=10, requetes=10)

    # P6, P7 --------------------------------------------------------------------------------------------

    def gestes(self):
        nombre = self.coups + 3  # un essai compté, deux pour rien
        porteur = self.munitions.organisation("Depot", 1)
        dossiers = self.munitions.brouillons(nombre, porteur)
        client = visiteurs.visiteur(self.site.port, porteur[1])
        yield _ligne("P6 déposer un dossier", self._avancer(client, dossiers, "deposer"), rapport=8, requetes=16)
        dossiers = self.munitions.deposes(nombre, porteur)
        lignes = [dossier.lignes.get(financeur=self.munitions.guichets[0]) for dossier in dossiers]
        serie = self.chrono.agir(self.copilote_de_sa_ligne(), [
            (f"{ligne.dossier.get_absolute_url()}lignes/{ligne.pk}/declarer_recevable/", _saisie(ligne)) for ligne in lignes
        ])  # fmt: skip
        yield _ligne("P7 déclarer recevable (agent)", serie, rapport=6, requetes=12)
        for combien in (0, 20):
            serie = self._demander_des_complements(combien, nombre)
            yield _ligne(f"P7 demander des compléments, {combien} dest.", serie, rapport=6, requetes=12)

    def copilote_de_sa_ligne(self):
        """L’agent du premier guichet : l’État est ici copilote et financeur, comme dans la vie."""
        agent = self.munitions.guichets[0].organisation.adhesions.get(qualite="financeur").utilisateur
        return visiteurs.visiteur(self.site.port, agent)

    def _demander_des_complements(self, combien, nombre):
        porteur = self.munitions.organisation(f"Complements{combien}", combien)
        dossiers = self.munitions.deposes(nombre, porteur)
        if not combien:
            porteur[0].adhesions.all().delete()
        saisie = {"demande": "Un devis fictif.", "echeance": self.munitions.campagne.depot_ferme_le.date().isoformat()}
        return self._avancer(self.chef, dossiers, "demander_complements", **saisie)

    def _avancer(self, client, dossiers, transition, **saisie):
        gestes = [(f"{d.get_absolute_url()}{transition}/", _saisie(d) | saisie) for d in dossiers]
        return self.chrono.agir(client, gestes)

    # P15 ------------------------------------------------------------------------------------------------

    def comite(self):
        """Deux cents dossiers, dix financeurs : ce qui se dessine d’abord, le tout, ce qui n’a pas changé, une case écrite."""
        seance, cases = grand_comite(self.convention, visiteurs.personne(visiteurs.CHEF))
        page, grille = seance.get_absolute_url(), f"{seance.get_absolute_url()}grille/"
        serie = self.chrono.lire(self.chef, page, attendu="data-c=")
        yield _ligne("P15 grille 200 × 10, cinquante rangs", serie, rapport=40)
        serie = self.chrono.lire(self.chef, f"{page}?tout=1", attendu="data-c=")
        yield _ligne("P15 grille 200 × 10, entière", serie, rapport=120)
        curseur = int(time.time() + 3600) * 1_000_000
        serie = self.chrono.lire(self.chef, f"{grille}changements/?depuis={curseur}", attendu="curseur")
        yield Ligne("P15 rien de neuf dans la grille", serie)
        saisie = {"saisie": "1 234,50", "version": 0}
        gestes = [(f"{grille}{inscription}/{ligne}/", saisie) for inscription, ligne in cases[: self.coups + 3]]
        yield _ligne("P15 une case écrite", self.chrono.agir(self.chef, gestes, statut=200), rapport=6)

    # P8, P9, P12, P13 ----------------------------------------------------------------------------------

    def emporter(self):
        avant, _ = self.site.memoire()
        serie = self.chrono.emporter(self.copilote, _fichier("csv"))
        apres, _ = self.site.memoire()
        nombre = serie.rangs
        cibles = [
            Cible("secondes", serie.secondes_au_calme, 0.8 * max(1, nombre / 10_000)),
            Cible("premier octet ×", serie.premier_octet, 10),
            Cible("Mio", max(0, apres - avant), 20),
        ]
        colonnes = f"{len(VINGT.split(','))} colonnes"
        yield Ligne(f"P8 CSV, {nombre} dossiers", serie, cibles, colonnes)
        reponse = self.copilote.demander(_fichier("xlsx"))
        if TABLEUR not in reponse.entetes.get("Content-Type", ""):
            yield Ligne("P9 XLSX", note=ABSENT)
            return
        avant, _ = self.site.memoire()
        serie = self.chrono.emporter(self.copilote, _fichier("xlsx"))
        cibles = [Cible("secondes", serie.secondes_au_calme, 4 * max(1, nombre / 10_000)),
                  Cible("Mio", max(0, self.site.memoire()[0] - avant), 60)]  # fmt: skip
        yield Ligne("P9 XLSX", serie, cibles, colonnes)

    def foule(self):
        """Huit personnes à la fois sur la liste : au moins un vingtième du débit du plancher, et aucune erreur."""
        cookie = visiteurs.session(visiteurs.personne(visiteurs.CHEF))
        debits = [
            self.chrono.debit([Client(self.site.port, cookie) for _ in range(8)], adresse)
            for adresse in ("/plancher/", "/dossiers/")
        ]
        note = f"{debits[1]:.0f} requêtes par seconde, contre {debits[0]:.0f}"
        return Ligne("P12 liste, 8 personnes à la fois", None, [Cible("plancher ÷", debits[0] / debits[1], 20)], note)

    def memoire(self):
        residente, haute = self.site.memoire()
        return Ligne("P13 mémoire d’un ouvrier", None, [Cible("Mio", haute, 120)], f"{residente:.0f} Mio à la fin")


def _fichier(format_):
    return f"/dossiers/?{urlencode({'format': format_, 'colonnes': VINGT})}"


def _saisie(objet):
    return {"version": objet.version, "cle": uuid.uuid4()}


def _ligne(nom, serie, *, note="", rapport=0, requetes=0, octets=0):
    cibles = [Cible("×", serie.rapport[0], rapport)]
    if requetes:
        cibles.append(Cible("req.", serie.requetes, requetes))
    if octets:
        cibles.append(Cible("ko", serie.octets / 1000, octets / 1000))
    return Ligne(nom, serie, cibles, note)
