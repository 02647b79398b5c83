"""axe, sur la page telle qu’on la lit : les replis ouverts le temps de l’examen, puis remis comme ils étaient."""

from pathlib import Path

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
CRITERES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_EXAMEN = """async (criteres) => {
    const replis = [...document.querySelectorAll("details:not([open])")];
    replis.forEach((repli) => { repli.open = true; });
    try {
        const constat = await axe.run(document, {runOnly: {type: "tag", values: criteres}, resultTypes: ["violations"]});
        return constat.violations.map((v) => [v.id, v.help, v.nodes.map((n) => `${n.target.join(" ")}  ${n.any.concat(n.all, n.none).map((c) => c.message).join(" ; ")}`)]);
    } finally {
        replis.forEach((repli) => { repli.open = false; });
    }
}"""


def manquements(page):
    """Les manquements de la page, un par ligne : la règle, puis chaque élément fautif."""
    page.evaluate(AXE)
    return [
        f"{regle} ({aide}) : {cible}" for regle, aide, cibles in page.evaluate(_EXAMEN, CRITERES) for cible in cibles
    ]
