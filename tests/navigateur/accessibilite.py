"""axe, sur la page telle qu’on la lit : les replis ouverts le temps de l’examen, puis remis comme ils étaient."""

from pathlib import Path

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
CRITERES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
CONTRASTES = {"type": "rule", "values": ["color-contrast"]}
_EXAMEN = """async (choix) => {
    const replis = [...document.querySelectorAll("details:not([open])")];
    replis.forEach((repli) => { repli.open = true; });
    try {
        const constat = await axe.run(document, {runOnly: choix, resultTypes: ["violations"]});
        const dire = (n) => `${n.target.join(" ")}  ${[...n.any, ...n.all, ...n.none].map((c) => c.message).join(" ; ")}`;
        return constat.violations.flatMap((v) => v.nodes.map((n) => `${v.id} (${v.help}) : ${dire(n)}`));
    } finally {
        replis.forEach((repli) => { repli.open = false; });
    }
}"""


def manquements(page, choix=CRITERES):
    """Les manquements de la page, un par ligne : la règle, l’élément fautif, la raison."""
    page.evaluate(AXE)
    return page.evaluate(_EXAMEN, choix)


def contrastes_dans_le_noir(page):
    """La même page, pour qui a choisi le thème sombre : seules les couleurs changent."""
    page.emulate_media(color_scheme="dark")
    try:
        return manquements(page, CONTRASTES)
    finally:
        page.emulate_media(color_scheme="light")
