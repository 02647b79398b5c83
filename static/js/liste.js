// La liste, aidée : cocher toute la page, et garder chaque case sans bouton. Sans lui, « Garder les cases cochées » suffit.
const choisir = document.getElementById("choisir");
if (choisir) {
  const barre = document.getElementById("choisis"), compte = barre.querySelector("[data-compte]");
  const cases = [...choisir.querySelectorAll("tbody input[name=dossiers]")], toutes = choisir.querySelector("[data-toutes]");
  const ailleurs = Number(barre.dataset.ailleurs);
  toutes.closest("label").hidden = false;
  choisir.querySelectorAll("button[value=garder], button[value=page]").forEach((b) => { b.hidden = true; });
  const dire = () => {
    const ici = cases.filter((c) => c.checked).length, n = ici + ailleurs;
    toutes.checked = ici === cases.length;
    toutes.indeterminate = ici > 0 && ici < cases.length;
    const pluriel = n > 1 ? "s" : "";
    compte.textContent = n ? `${n} dossier${pluriel} coché${pluriel}${ailleurs ? `, dont ${ailleurs} sur d’autres pages` : ""}` : "Aucun dossier coché";
  };
  let attente;
  const garder = () => {
    clearTimeout(attente);
    attente = setTimeout(() => {
      const corps = new FormData(choisir);
      corps.append("geste", "garder");
      fetch(choisir.action, { method: "POST", body: new URLSearchParams(corps), redirect: "manual", keepalive: true });
    }, 200);
  };
  choisir.addEventListener("change", (e) => {
    if (e.target === toutes) cases.forEach((c) => { c.checked = toutes.checked; });
    dire();
    garder();
  });
  dire();
}
