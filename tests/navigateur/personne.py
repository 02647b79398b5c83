"""Une personne devant son écran : elle lit, clique et tape ; chaque page où elle passe est examinée sans qu’on y pense."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.navigateur.accessibilite import manquements

PATIENCE = 10_000  # millisecondes
LARGE = {"width": 1280, "height": 900}

_FOYER = """(voulu) => {
    const e = document.activeElement, style = getComputedStyle(e), boite = e.getBoundingClientRect();
    const etiquettes = [...(e.labels || [])].map((l) => l.textContent).join(" ");
    const nom = (e.getAttribute("aria-label") || etiquettes || e.textContent || e.id).trim();
    const cerne = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const est_la = e !== document.body && boite.width > 0 && boite.bottom > 0 && boite.top < innerHeight;
    const dans_le_groupe = voulu?.type === "radio" && e.type === "radio" && e.name === voulu.name && e.form === voulu.form;
    return {nom, se_voit: cerne && est_la, est_dehors: e === document.body, est_atteint: e === voulu || dans_le_groupe};
}"""


def motif(texte):
    """Une même phrase, quelles que soient ses espaces (ordinaires, insécables, fines)."""
    return re.compile(r"\s+".join(re.escape(mot) for mot in texte.split()))


class Personne:
    """Un navigateur à elle. Rien d’ailleurs n’y entre, rien n’y crie, et axe n’y trouve rien à redire."""

    def __init__(self, navigateur, adresse, *, avec_script=True, taille=LARGE, theme="light"):
        self.adresse, self.avec_script = adresse, avec_script
        self.contexte = navigateur.new_context(
            base_url=adresse,
            java_script_enabled=avec_script,
            viewport=taille,
            color_scheme=theme,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )
        self.contexte.set_default_timeout(PATIENCE)
        self.page = self.contexte.new_page()
        self.cris, self.dehors = [], []  # ce que la console a dit, les adresses d’ailleurs
        self.pages, self.vues = 0, 0  # pages venues, pages examinées
        self.gestes = 0  # boutons pressés, champs remplis, cases cochées, choix faits
        self._ecouter()

    def _ecouter(self):
        hote = urlsplit(self.adresse).netloc
        self.page.on(
            "console", lambda m: m.type in ("error", "warning") and self.cris.append(f"{self.page.url} : {m.text}")
        )
        self.page.on("pageerror", lambda erreur: self.cris.append(f"{self.page.url} : {erreur}"))
        self.page.on("dialog", lambda fenetre: (self.cris.append(fenetre.message or fenetre.type), fenetre.accept()))
        self.page.on("request", lambda r: self._sort_de(hote, r.url) and self.dehors.append(r.url))
        self.page.on("domcontentloaded", lambda _: self._compter())

    @staticmethod
    def _sort_de(hote, adresse):
        lue = urlsplit(adresse)
        return lue.scheme not in ("data", "about") and lue.netloc != hote

    def _compter(self):
        self.pages += 1

    # Aller et lire -----------------------------------------------------------------------------------------

    def aller(self, chemin):
        reponse = self.page.goto(chemin)
        assert reponse.status == 200, f"{chemin} répond {reponse.status}"
        self.examiner()
        return self

    def relire(self):
        self.page.reload()
        self.examiner()

    def examiner(self):
        """Appelé après chaque geste ; n’examine que si une page est venue."""
        self.page.wait_for_load_state("load")
        if self.vues == self.pages:
            return
        self.vues = self.pages
        if not self.avec_script:  # axe est un script : ces pages-là sont les mêmes, examinées chez les autres
            return
        trouves = manquements(self.page)
        assert not trouves, f"{self.page.title()} ({self.page.url})\n" + "\n".join(trouves)

    def examiner_encore(self):
        """Après un script qui a remplacé le contenu sans qu’une page vienne."""
        self.vues -= 1
        self.examiner()

    @property
    def titre(self):
        return self.page.title()

    @property
    def chemin(self):
        return urlsplit(self.page.url).path

    @property
    def contenu(self):
        return self.page.get_by_role("main")

    def lit(self, *phrases, dans=None):
        for phrase in phrases:
            expect(dans or self.contenu).to_contain_text(motif(phrase))

    def ne_lit_pas(self, *phrases):
        for phrase in phrases:
            expect(self.page.locator("body")).not_to_contain_text(motif(phrase))

    # Agir --------------------------------------------------------------------------------------------------

    def cliquer(self, nom, dans=None, role="button", exact=False):
        """Presse un bouton par son nom, et attend la page qu’il amène."""
        with self.page.expect_event("domcontentloaded"):
            self._presser(self.bouton(nom, dans, role, exact=exact))
        self.examiner()

    def presser(self, nom, dans=None, role="button"):
        """Presse un bouton qui n’amène pas de page : il change celle-ci, ou télécharge."""
        self._presser(self.bouton(nom, dans, role))

    def telecharger(self, nom, dans=None):
        """Les octets qu’un lien fait descendre."""
        with self.page.expect_download() as recu:
            self.presser(nom, dans, role="link")
        return recu.value.path().read_bytes()

    def bouton(self, nom, dans=None, role="button", exact=False):
        return (dans or self.page).get_by_role(role, name=nom if exact else motif(nom), exact=exact)

    def suivre(self, nom, dans=None, exact=False):
        self.cliquer(nom, dans, role="link", exact=exact)

    def menu(self, entree):
        """Une entrée du menu, en haut de toute page."""
        self.suivre(entree, dans=self.page.get_by_role("navigation", name="Navigation principale"), exact=True)

    def essuyer_un_refus(self, nom):
        """Un bouton empêché : il dit pourquoi, et n’agit pas quand on le presse quand même."""
        bouton, avant = self.bouton(nom), self.page.url
        expect(bouton).to_have_attribute("aria-disabled", "true")
        raison = self.page.locator(f"#{bouton.get_attribute('aria-describedby')}")
        expect(raison).to_be_visible()
        bouton.press("Enter")
        bouton.click(force=True)
        assert self.page.url == avant
        assert self.vues == self.pages
        return raison.inner_text()

    def remplir(self, champs, dans=None):
        """{étiquette: valeur} ; l’étiquette suffit à trouver le champ."""
        for etiquette, valeur in champs.items():
            self._ecrire(self.champ(etiquette, dans), str(valeur))

    def champ(self, etiquette, dans=None):
        return (dans or self.contenu).get_by_label(motif(etiquette)).first

    def cocher(self, etiquette, dans=None):
        self._cocher(self.champ(etiquette, dans))

    def choisir(self, etiquette, option, dans=None):
        """Dans une liste déroulante, l’option qui porte ce nom."""
        self._choisir(self.champ(etiquette, dans), option)

    def joindre(self, etiquette, fichier, dans=None):
        self._joindre(self.champ(etiquette, dans), fichier)

    # Les gestes eux-mêmes : à la souris ici ; `AuClavier` les refait sans elle

    def _presser(self, bouton):
        self.gestes += 1
        bouton.click()

    def _ecrire(self, champ, valeur):
        self.gestes += 1
        champ.fill(valeur)

    def _cocher(self, case):
        self.gestes += 1
        case.check()

    def _choisir(self, liste, option):
        self.gestes += 1
        liste.select_option(label=option)

    def _joindre(self, champ, fichier):
        self.gestes += 1
        champ.set_input_files(fichier)

    def se_connecter(self, courriel, mot_de_passe):
        self.aller("/connexion/")
        self.remplir({"Adresse": courriel, "Mot de passe": mot_de_passe})
        self.cliquer("Se connecter", dans=self.contenu)
        assert self.page.get_by_role("button", name="Se déconnecter").is_visible()

    def foyer(self, voulu=None):
        """Ce qui a le foyer : son nom, s’il se voit, s’il est dehors (nulle part), et si c’est bien l’élément voulu."""
        return self.page.evaluate(_FOYER, voulu)

    def tabuler_jusqu_a(self, nom, au_plus=60):
        """Au clavier seul : avance de Tab en Tab, sans jamais perdre le foyer de vue."""
        for _ in range(au_plus):
            self.page.keyboard.press("Tab")
            foyer = self.foyer()
            assert foyer["se_voit"], f"le foyer ne se voit pas sur « {foyer['nom']} » ({self.page.url})"
            if motif(nom).search(foyer["nom"]):
                return
        raise AssertionError(f"« {nom} » ne s’atteint pas au clavier ({self.page.url})")

    def valider(self):
        """Presse Entrée sur ce qui a le foyer, et attend la page."""
        with self.page.expect_event("domcontentloaded"):
            self.page.keyboard.press("Enter")
        self.examiner()

    def debordement(self):
        """De combien de pixels la page dépasse la largeur de l’écran."""
        return self.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")

    # Finir -------------------------------------------------------------------------------------------------

    def saluer(self):
        """À la fin : rien n’a crié, rien n’est sorti, toute page venue a été examinée."""
        assert self.cris == []
        assert self.dehors == []
        assert self.vues == self.pages, "une page est passée sans être examinée"
        self.contexte.close()
