// L’enregistrement au fil de la frappe : deux secondes après le dernier geste, la partie s’enregistre, et l’heure se dit.
// Session expirée, réseau coupé : ce qui est tapé reste dans cet onglet, et se reprend en y revenant.
for (const page of document.querySelectorAll("form[data-au-fil]")) {
  const PAUSE = 2000, RETENU = `retenu:${location.pathname}`;
  const etat = document.querySelector("[data-etat]");
  const dire = (texte, ton) => {
    etat.replaceChildren(Object.assign(document.createElement("span"), { className: `forme ${ton}`, textContent: texte }));
  };
  const saisies = () => [...new FormData(page)].filter(([nom]) => !["csrfmiddlewaretoken", "version", "origine"].includes(nom));
  let change = false, minuterie, enCours = false, aEnvoyer;

  const retenir = () => { try { sessionStorage.setItem(RETENU, JSON.stringify(saisies())); } catch { /* stockage refusé : la page suffit */ } };
  const oublier = () => { try { sessionStorage.removeItem(RETENU); } catch { /* idem */ } };

  const poser = (html, ou) => {
    const zone = document.querySelector(ou);
    if (zone && html !== undefined) zone.innerHTML = html;  // un fragment que notre serveur a rendu
  };
  const signaler = (fautifs) => {
    page.querySelectorAll("[data-fautif]").forEach((champ) => { delete champ.dataset.fautif; champ.removeAttribute("aria-invalid"); champ.classList.remove("is-invalid"); });
    (fautifs || []).forEach((nom) => page.querySelectorAll(`[name="${CSS.escape(nom)}"]`).forEach((champ) => {
      champ.dataset.fautif = "1"; champ.setAttribute("aria-invalid", "true"); champ.classList.add("is-invalid");
    }));
  };
  const expiree = () => {
    retenir();
    dire("Votre session a expiré. Ce que vous avez tapé est gardé dans cet onglet.", "attente");
    const lien = Object.assign(document.createElement("a"), { textContent: "Se reconnecter et reprendre", href: `/connexion/?next=${encodeURIComponent(location.pathname)}` });
    etat.append(" ", lien);
    change = false;
  };
  const enregistrer = async () => {
    if (!change || enCours) return;
    enCours = true; change = false;
    dire("Enregistrement…", "cours");
    try {
      const reponse = await fetch(page.action, { method: "POST", body: new FormData(page), headers: { "X-Au-Fil": "1" }, credentials: "same-origin" });
      if (reponse.redirected || !(reponse.headers.get("content-type") || "").includes("json")) { expiree(); return; }
      const lu = await reponse.json();
      signaler(lu.fautifs);
      if (reponse.status === 409) { retenir(); poser(lu.ecarts, "[data-ecarts]"); dire(lu.texte, "attente"); if (lu.version !== undefined) page.elements.version.value = lu.version; return; }
      if (!reponse.ok) { retenir(); dire(lu.texte, "attente"); return; }
      page.elements.version.value = lu.version; page.elements.origine.value = lu.origine;
      poser(lu.cote, "[data-cote]"); poser("", "[data-ecarts]");
      page.dispatchEvent(new Event("enregistre"));
      dire(lu.texte, lu.fautifs.length ? "attente" : "ok");
      if (lu.fautifs.length) retenir(); else oublier();
    } catch {
      retenir(); change = true;
      dire("Le réseau ne répond pas. Ce que vous avez tapé est gardé dans cet onglet.", "attente");
    } finally {
      enCours = false;
      if (aEnvoyer !== undefined) page.requestSubmit(aEnvoyer);
      else if (change) minuterie = setTimeout(enregistrer, PAUSE * 5);
    }
  };
  const bientot = (e) => {
    if (e.target.closest("[data-ecarts]")) return;
    change = true;
    clearTimeout(minuterie);
    minuterie = setTimeout(enregistrer, PAUSE);
  };
  page.addEventListener("input", bientot);
  // Pressé pendant un enregistrement : le bouton attend qu’il finisse, sinon la personne se contredirait elle-même.
  page.addEventListener("submit", (e) => {
    clearTimeout(minuterie);
    if (enCours) { e.preventDefault(); aEnvoyer = e.submitter; return; }
    change = false; oublier();
  });
  window.addEventListener("beforeunload", (e) => { if (change) { retenir(); e.preventDefault(); } });

  // Ce qui fut retenu ici se propose, et ne s’impose pas.
  let garde = null;
  try { garde = JSON.parse(sessionStorage.getItem(RETENU) || "null"); } catch { garde = null; }
  if (Array.isArray(garde) && JSON.stringify(garde) !== JSON.stringify(saisies())) {
    const bouton = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-sm", textContent: "Reprendre ce que j’avais tapé" });
    const avis = Object.assign(document.createElement("div"), { className: "avis attente" });
    const phrase = Object.assign(document.createElement("p"), { textContent: "Des changements n’avaient pas pu être enregistrés. Ils sont encore dans cet onglet." });
    avis.append(phrase, bouton);
    page.before(avis);
    bouton.addEventListener("click", () => {
      const valeurs = new Map();
      garde.forEach(([nom, valeur]) => valeurs.set(nom, [...(valeurs.get(nom) || []), valeur]));
      for (const champ of page.elements) {
        if (!champ.name || ["csrfmiddlewaretoken", "version", "origine"].includes(champ.name)) continue;
        const reprises = valeurs.get(champ.name) || [];
        if (champ.type === "checkbox" || champ.type === "radio") champ.checked = reprises.includes(champ.value);
        else if (champ.type !== "submit" && champ.type !== "button" && reprises.length) champ.value = reprises[0];
      }
      avis.remove();
      page.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
