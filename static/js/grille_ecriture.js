// La grille vive, ce qui part : une case à la fois. Une écriture qui n’a pu partir reste dans sa case, se réessaie et se dit ; une
// case que deux personnes changent montre les deux valeurs. Rien ne se perd en silence.
(() => {
  const g = window.grilleVive;
  if (!g) return;
  const { cases, entetes, dire, noter } = g;
  const RETENU = `grille:${g.base}`, A_LA_FOIS = 3, file = [];
  const jeton = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  let en_vol = 0;

  // 1. Lire une frappe -----------------------------------------------------------------------------------
  const lu = (texte) => {  // « 1 234,50 » ou « 3 000 + 500 » → centimes, pour montrer ce qui bouge ; le serveur seul juge
    const parts = texte.split("+").map((p) => p.replace(/[\s€]/g, "").replace(",", "."));
    if (parts.length > 2 || parts.some((p) => !/^\d{1,9}(\.\d{1,2})?$/.test(p))) return null;
    return parts.map((p) => Math.round(parseFloat(p) * 100));
  };
  const frappe_de = (c, texte) => {
    const p = lu(texte);
    if (!p) return null;
    const d = p.length === 2 ? p[1] : c.k === "o" ? c.d : 0;
    return { m: p.length === 2 ? p[0] : Math.max(0, p[0] - d), d };
  };
  const nom_de = (c) => `${entetes[c.td.cellIndex].firstChild.textContent.trim()}, ${c.rang.tr.cells[0].firstElementChild?.textContent || ""}`;

  // 2. Écrire --------------------------------------------------------------------------------------------
  const retenir = () => {
    const restent = [...cases.values()].filter((c) => c.envoi).map((c) => [c.l, c.envoi.texte, c.envoi.version]);
    try { if (restent.length) sessionStorage.setItem(RETENU, JSON.stringify(restent)); else sessionStorage.removeItem(RETENU); } catch { /* stockage refusé : la page suffit */ }
  };
  const envoyer = (c, texte, version) => {
    c.garde = undefined;
    c.envoi = { texte, version: version ?? c.v, essais: 0 };
    c.frappe = frappe_de(c, texte);
    c.td.querySelector("b").textContent = texte;
    c.td.querySelector("b").className = "";
    g.bouger(c.rang);
    noter(c, "enregistrement…");
    retenir();
    if (!c.parti) { file.push(c); vider(); }
  };
  const vider = () => {
    while (en_vol < A_LA_FOIS && file.length) {
      const c = file.shift();
      if (!c.envoi || c.parti) continue;
      en_vol += 1;
      poster(c).finally(() => { en_vol -= 1; vider(); });
    }
  };
  const adresse = (c) => `${g.base}${c.rang.i}/${c.l}/`;
  const demander = (c, donnees) => fetch(adresse(c), { method: "POST", body: new URLSearchParams(donnees), credentials: "same-origin" });
  const poster = async (c) => {
    const envoi = c.envoi;
    c.parti = true;
    let statut = 0, reponse = {};
    try {
      const lue = await demander(c, { saisie: envoi.texte, version: envoi.version, csrfmiddlewaretoken: jeton() });
      statut = lue.redirected ? 401 : lue.status;
      if ((lue.headers.get("content-type") || "").includes("json")) reponse = await lue.json();
      else if (statut === 200) statut = 401;
    } catch { statut = 0; }
    c.parti = false;
    if (c.envoi !== envoi) {  // retapée entre-temps : la suivante part de ce qui vient d’être écrit
      if (statut === 200) c.envoi.version = c.v = reponse.case.v;
      file.push(c);
      return;
    }
    conclure(c, statut, reponse);
    retenir();
  };
  const conclure = (c, statut, reponse) => {
    if (statut === 200) return reussir(c, reponse);
    if (statut === 409) return disputer(c, reponse, c.envoi.texte);
    if (statut === 422) return refuser(c, reponse.texte);
    if (statut === 404 || statut === 400) return refuser(c, "Cette case ne s’écrit plus d’ici : rechargez la grille.");
    if (statut === 401 || statut === 403) { noter(c, "pas enregistré : session expirée", "tenue"); expirer(); return undefined; }
    return tenir(c);
  };
  const reussir = (c, reponse) => {
    const apres = c.apres;  // ce qu’un autre a écrit pendant que ceci partait
    c.envoi = null;
    const jauge = g.gages.get(c.e), lue = reponse.case;
    if (jauge && apres?.v !== lue.v) jauge.saisi += (lue.k === "o" ? g.centimes(lue.m) : 0) - (c.k === "o" ? c.m : 0);  // le suivi dira le juste
    g.appliquer(c, lue);
    noter(c, `enregistré à ${reponse.heure}`, "", 6000);
    if (apres) g.recevoir(apres);
    dire(`${nom_de(c)} : enregistré à ${reponse.heure}`, "ok");
  };
  const refuser = (c, phrase) => {
    c.garde = c.envoi.texte; c.envoi = null; c.frappe = null;
    if (c.apres) g.appliquer(c, c.apres); else g.bouger(c.rang);
    noter(c, `refusé : ${phrase}`, "fautive");
    dire(`${nom_de(c)} : ${phrase}`, "non");
  };
  const disputer = (c, reponse, texte) => {
    c.envoi = null;
    g.appliquer(c, reponse.case);
    noter(c, reponse.texte, "modifiee");
    g.prevenir(`${nom_de(c)} : ${reponse.texte} Vous tapiez « ${texte} ».`,
      [`Garder la vôtre, ${texte}`, () => { envoyer(c, texte); c.td.focus(); }], ["Prendre la sienne", () => { noter(c, ""); c.td.focus(); }]);
  };
  const tenir = (c) => {
    c.envoi.essais += 1;
    noter(c, "pas encore enregistré : gardé ici, nouvel essai", "tenue");
    dire("Une saisie n’est pas encore enregistrée : elle est gardée et se réessaie.", "attente");
    setTimeout(() => { if (c.envoi && !c.parti) { file.push(c); vider(); } }, Math.min(15000, 1000 * 2 ** c.envoi.essais));
  };
  const expirer = () => {
    dire("Votre session a expiré. Vos saisies sont gardées dans cet onglet.", "attente");
    document.querySelector("[data-etat]").append(" ", Object.assign(document.createElement("a"), { textContent: "Se reconnecter et reprendre", href: `/connexion/?next=${encodeURIComponent(location.pathname)}` }));
  };

  window.addEventListener("beforeunload", (e) => { if ([...cases.values()].some((c) => c.envoi || c.edite?.champ.value.trim())) e.preventDefault(); });
  Object.assign(g, { nom_de, frappe_de, envoyer, demander, adresse, reussir, expirer });

  // Ce qui n’avait pu partir se propose, et ne s’impose pas.
  let garde = null;
  try { garde = JSON.parse(sessionStorage.getItem(RETENU) || "null"); } catch { garde = null; }
  if (Array.isArray(garde) && garde.length) {
    g.prevenir(`${garde.length} saisie${garde.length > 1 ? "s" : ""} n’avai${garde.length > 1 ? "ent" : "t"} pas pu s’enregistrer.`,
      ["Les enregistrer", () => garde.forEach(([l, texte, version]) => { const c = cases.get(l); if (c && c.td.classList.contains("ecrit")) envoyer(c, texte, version); })],
      ["Les oublier", () => sessionStorage.removeItem(RETENU)]);
  }
})();
