// Une partie du dossier, aidée : totaux pendant la frappe, objectifs des seuls quartiers cochés. Le serveur reste juge.
const formulaire = document.getElementById("dossier");
if (formulaire) {
  const lire = (texte) => {
    const brut = texte.replace(/[\s€]/g, "").replace(",", ".");
    return /^\d+(\.\d{1,2})?$/.test(brut) ? Math.round(Number(brut) * 100) : 0;
  };
  const ecrire = (centimes) => new Intl.NumberFormat("fr-FR", { minimumFractionDigits: centimes % 100 ? 2 : 0, maximumFractionDigits: 2 }).format(centimes / 100) + "\u202f€";
  const somme = (champs) => [...champs].reduce((total, champ) => total + lire(champ.dataset.montant ?? champ.value ?? ""), 0);
  // 1. Les totaux, et les écarts : chaque encadré dit quels côtés il compare
  const total = (vers) => somme(formulaire.querySelectorAll(`[data-vers=${vers}]`));
  const compter = () => {
    formulaire.querySelectorAll("[data-total]").forEach((sortie) => {
      const vers = sortie.dataset.total;
      sortie.textContent = ecrire(vers === "demande" ? somme(formulaire.querySelectorAll("#s-financeurs [data-vers]")) : total(vers));
    });
    formulaire.querySelectorAll("[data-ecart]").forEach((avis) => {
      const [un, autre] = avis.dataset.ecart.split(" "), [siPlus, siMoins] = avis.dataset.mots.split(" ");
      const ecart = total(un) - total(autre);
      avis.classList.toggle("ok", ecart === 0);
      avis.classList.toggle("attente", ecart !== 0);
      const phrase = ecart === 0 ? avis.dataset.egal : `Il manque ${ecrire(Math.abs(ecart))} de ${ecart > 0 ? siPlus : siMoins}.`;
      avis.querySelector("strong").textContent = phrase;
      // « Ce qui manque » parle du dernier enregistrement : pendant la frappe, il dit le même écart que cet encadré.
      document.querySelectorAll(`[data-cote] a[href$="#${avis.dataset.ancre}"]`).forEach((lien) => { lien.textContent = phrase; });
    });
  };
  formulaire.addEventListener("enregistre", compter);
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
  if (quartiers.length) {
    quartiers.forEach((q) => q.addEventListener("change", (e) => {
      montrer();
      const bloc = formulaire.querySelector(`[data-quartier="${e.target.value}"]`);
      if (bloc && e.target.checked) bloc.open = true;
    }));
    montrer();
  }
}
