"""Une personne sans souris : tout s’atteint de Tab en Tab, s’agit d’Entrée, d’Espace ou d’une flèche, et le foyer se voit."""

from playwright.sync_api import expect

from tests.navigateur.personne import Personne

PAS = 400  # touches Tab au plus pour atteindre quelque chose
_SENS = """(voulu) => {
    const ici = document.activeElement;
    const apres = ici === document.body || ici.compareDocumentPosition(voulu) & Node.DOCUMENT_POSITION_FOLLOWING;
    return apres ? "Tab" : "Shift+Tab";
}"""


class AuClavier(Personne):
    """Les mêmes gestes que `Personne`, sans rien qui pointe : ni clic, ni valeur posée d’office."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.page.on("filechooser", lambda _: None)  # dès l’entrée : sinon le premier choix s’ouvrirait hors de portée

    def atteindre(self, cible):
        """De Tab en Tab, vers l’avant ou vers l’arrière, jusqu’à l’élément (ou à l’un des boutons de son groupe)."""
        expect(cible).to_be_visible()
        voulu = cible.element_handle()
        sens = self.page.evaluate(_SENS, voulu)
        for _ in range(PAS):
            foyer = self.foyer(voulu)
            if foyer["est_atteint"]:
                assert foyer["se_voit"], f"le foyer ne se voit pas sur « {foyer['nom']} » ({self.page.url})"
                return voulu
            self.page.keyboard.press(sens)
            foyer = self.foyer(voulu)
            assert foyer["se_voit"] or foyer["est_dehors"], f"foyer perdu sur « {foyer['nom']} » ({self.page.url})"
        raise AssertionError(f"« {cible} » ne s’atteint pas au clavier ({self.page.url})")

    def frapper(self, touche, fois=1):
        for _ in range(fois):
            self.page.keyboard.press(touche)

    def _presser(self, bouton):
        self.gestes += 1
        self.atteindre(bouton)
        self.frapper("Enter")

    def _ecrire(self, champ, valeur):
        self.gestes += 1
        self.atteindre(champ)
        self.frapper("Control+a")
        self.page.keyboard.type(valeur)
        assert champ.input_value() == valeur

    def _cocher(self, case):
        """Une case se coche d’Espace ; dans un groupe de boutons, les flèches mènent à celui que l’on veut."""
        self.gestes += 1
        voulu = self.atteindre(case)
        if voulu.get_attribute("type") == "radio":
            self._descendre_jusqu_a(voulu)
        elif not case.is_checked():
            self.frapper("Space")
        assert case.is_checked()

    def _descendre_jusqu_a(self, bouton):
        for _ in range(PAS):
            if self.page.evaluate("(voulu) => document.activeElement === voulu", bouton):
                break
            self.frapper("ArrowDown")
        if not bouton.is_checked():  # un groupe où rien n’était choisi
            self.frapper("Space")

    def _choisir(self, liste, option):
        self.gestes += 1
        self.atteindre(liste)
        options = liste.locator("option").all_inner_texts()
        ecart = options.index(option) - options.index(liste.locator("option:checked").inner_text())
        self.frapper("ArrowDown" if ecart > 0 else "ArrowUp", fois=abs(ecart))
        assert liste.locator("option:checked").inner_text() == option

    def _joindre(self, champ, fichier):
        """Espace ouvre le choix du fichier ; ce choix-là est une fenêtre du système."""
        self.gestes += 1
        self.atteindre(champ)
        with self.page.expect_file_chooser() as fenetre:
            self.frapper("Space")
        fenetre.value.set_files(fichier)
