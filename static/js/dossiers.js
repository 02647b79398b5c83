// Le formulaire d’un dossier, aidé : totaux pendant la frappe, objectifs des seuls quartiers cochés. Le serveur reste juge.
const formulaire = document.getElementById("dossier");
if (formulaire) {
  const lire = (texte) => {
    const brut = texte.replace(/[\s€]/g, "").replace(",", ".");
    return /^\d+(\.\d{1,2})?$/.test(brut) ? Math.round(Number(brut) * 100) : 0;
  };
  const ecrire = (centimes) => new Intl.NumberFormat("fr-FR", { minimumFractionDigits: centimes % 100 ? 2 : 0, maximumFractionDigits: 2 }).format(centimes / 100) + "\u202f€";
  const total = (vers) => [...formulaire.querySelectorAll(`[data-vers=${vers}]`)].reduce((somme, champ) => somme + lire(champ.dataset.montant ?? champ.value ?? ""), 0);
  // 1. Les totaux et l’écart
  const compter = () => {
    const charges = total("charges"), produits = total("produits"), ecart = charges - produits;
    document.getElementById("charges").textContent = ecrire(charges);
    document.getElementById("produits").textContent = ecrire(produits);
    const avis = formulaire.querySelector("[data-ecart]");
    avis.classList.toggle("ok", ecart === 0);
    avis.classList.toggle("attente", ecart !== 0);
    avis.firstElementChild.textContent = ecart === 0 ? "Le budget est équilibré." : `Il manque ${ecrire(Math.abs(ecart))} de ${ecart > 0 ? "produits" : "charges"}.`;
  };
  let attente;
  formulaire.addEventListener("input", (e) => {
    if (!e.target.matches(".somme")) return;
    clearTimeout(attente);
    attente = setTimeout(compter, 250);
  });
  // 2. Les objectifs des quartiers cochés
  const quartiers = [...formulaire.querySelectorAll("input[name=quartiers]")];
  const montrer = () => {
    const choisis = new Set(quartiers.filter((q) => q.checked).map((q) => q.value));
    formulaire.querySelectorAll("[data-quartier]").forEach((bloc) => { bloc.hidden = !choisis.has(bloc.dataset.quartier); });
    formulaire.querySelector("[data-sans-quartier]").hidden = choisis.size > 0;
  };
  quartiers.forEach((q) => q.addEventListener("change", (e) => {
    montrer();
    const bloc = formulaire.querySelector(`[data-quartier="${e.target.value}"]`);
    if (bloc && e.target.checked) bloc.open = true;
  }));
  montrer();
  // 3. Quitter sans avoir enregistré : le navigateur prévient
  let change = false;
  formulaire.addEventListener("input", () => { change = true; });
  formulaire.addEventListener("submit", () => { change = false; });
  window.addEventListener("beforeunload", (e) => { if (change) e.preventDefault(); });
}
