// Recopier dans Dauphin, aidé : un bouton « Copier » par valeur, une case qui se coche alors. Sans script, la valeur se sélectionne.
const liste = document.getElementById("liste-recopie");
const annonce = document.getElementById("copie");
if (liste && annonce) {
  const compte = liste.querySelector("[data-compte]");
  const compter = () => { compte.textContent = liste.querySelectorAll("input[name=fait]:checked").length; };
  // Le texte exact, même si la page n’a pas le droit d’écrire au presse-papiers : il reste alors sélectionné.
  const copier = async (champ) => {
    champ.focus();
    champ.select();
    try {
      await navigator.clipboard.writeText(champ.value);
      return true;
    } catch {
      return document.execCommand("copy");
    }
  };
  const dire = (texte) => { annonce.textContent = ""; requestAnimationFrame(() => { annonce.textContent = texte; }); };
  for (const bouton of liste.querySelectorAll("[data-copier]")) {
    bouton.hidden = false;
    const mot = bouton.firstChild;
    bouton.addEventListener("click", async () => {
      const fait = await copier(document.getElementById(bouton.dataset.copier));
      bouton.focus();
      dire(fait ? annonce.dataset.dit : "La valeur est sélectionnée : copiez-la avec Ctrl + C.");
      if (!fait) return;
      mot.textContent = "Copié";
      setTimeout(() => { mot.textContent = "Copier"; }, 4000);
      bouton.closest("li").querySelector("input[name=fait]").checked = true;
      compter();
      garder();
    });
  }
  // La liste se garde d’elle-même, un peu après le dernier geste ; le bouton la garde aussi, sans script.
  let attente;
  const garder = () => {
    clearTimeout(attente);
    attente = setTimeout(() => { fetch(liste.action, { method: "POST", body: new FormData(liste), redirect: "manual" }); }, 600);
  };
  liste.addEventListener("change", () => { compter(); garder(); });
}
