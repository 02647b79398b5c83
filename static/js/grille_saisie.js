// La grille vive, ce que l’on tape : au clavier comme dans un tableur, case par case, et le détail d’une case dans son dialogue.
(() => {
  const g = window.grilleVive;
  if (!g) return;
  const { table, corps, cases, gages, entetes, chiffres, euros, dire, noter, nom_de, frappe_de, envoyer, demander, adresse, reussir, expirer } = g;
  const dialogue = document.getElementById("detail-case");
  let active = null, libre = false;

  // 1. Se déplacer -------------------------------------------------------------------------------------
  const case_de = (td) => (td?.dataset.c ? cases.get(td.dataset.c.split(";", 1)[0]) : null);
  const ecrit = (td) => !!td?.classList.contains("ecrit");
  const viser = (td, focus = true) => {
    if (!td) return;
    if (active) active.tabIndex = -1;
    active = td;
    td.tabIndex = 0;
    if (!ecrit(td)) td.setAttribute("aria-readonly", "true");
    if (focus) { td.focus({ preventScroll: true }); td.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    document.querySelector("[data-detail]").hidden = !case_de(td);
  };
  const voisine = (td, dr, dc) => {
    const rang = corps.rows[td.parentNode.sectionRowIndex + dr];
    const i = td.cellIndex + dc;
    return rang && i >= 1 && i <= entetes.length - 2 ? rang.cells[i] : null;
  };
  const suivante = (td, sens) => {  // la prochaine case que l’on peut écrire, rang après rang
    const toutes = [...corps.querySelectorAll("td.ecrit")], i = toutes.indexOf(td);
    if (i >= 0) return toutes[i + sens] || null;
    return sens > 0 ? toutes.find((x) => td.compareDocumentPosition(x) & 4) : toutes.reverse().find((x) => td.compareDocumentPosition(x) & 2);
  };

  // 2. Taper ---------------------------------------------------------------------------------------------
  const editer = (td, debut) => {
    const c = case_de(td);
    if (!c || c.edite) return;
    if (!ecrit(td)) { dire(entetes[td.cellIndex].dataset.pourquoi || "Cette case ne s’écrit pas : le détail dit pourquoi.", "attente"); return; }
    const vu = c.garde ?? (c.k === "o" ? (c.d ? `${chiffres(c.m)} + ${chiffres(c.d)}` : chiffres(c.m)) : "");
    const champ = Object.assign(document.createElement("input"), { type: "text", inputMode: "decimal", autocomplete: "off", maxLength: 40, value: debut ?? vu });
    champ.setAttribute("aria-label", `${nom_de(c)} : montant décidé`);
    champ.setAttribute("aria-describedby", `e-${c.l}`);
    const plus = Object.assign(document.createElement("button"), { type: "button", className: "plus", tabIndex: -1, textContent: "…" });
    plus.setAttribute("aria-label", "Détail de la case");
    c.edite = { champ, plus, vu };
    td.classList.add("saisie");
    td.querySelector("b").hidden = true;
    td.prepend(champ, plus);
    apercevoir(c);
    champ.focus();
    if (debut === undefined) champ.select();
    champ.addEventListener("input", () => apercevoir(c));
    champ.addEventListener("blur", (e) => { if (c.edite && e.relatedTarget !== plus) valider(c); });
    plus.addEventListener("click", () => { quitter(c); detailler(c); });
  };
  const apercevoir = (c) => {
    c.frappe = frappe_de(c, c.edite.champ.value);
    g.bouger(c.rang);
    const jauge = gages.get(c.e);
    const reste = jauge && c.frappe ? g.reste_de(jauge) : null;
    noter(c, reste === null ? "en saisie" : reste < 0 ? `en saisie, dépasse de ${euros(-reste)}` : `en saisie, reste ${chiffres(reste)}`, reste < 0 ? "fautive" : "");
  };
  const quitter = (c) => {
    if (!c.edite) return;
    const { champ, plus } = c.edite;
    c.edite = null; c.frappe = null;
    champ.remove(); plus.remove();
    c.td.classList.remove("saisie");
    c.td.querySelector("b").hidden = false;
    if (c.apres) g.appliquer(c, c.apres); else g.peindre(c);
    noter(c, "");
    g.bouger(c.rang);
  };
  const valider = (c) => {
    const { champ, vu } = c.edite, texte = champ.value.trim();
    const change = texte !== vu.trim() || c.garde !== undefined;
    if (change) c.apres = null;  // ce que l’autre a écrit reviendra par le refus, avec les deux valeurs
    quitter(c);
    if (!change) return;
    if (/^[ra]$/i.test(texte)) { detailler(c, texte.toLowerCase() === "r" ? "refuser" : "ajourner"); return; }
    envoyer(c, texte);
  };

  // 3. Le détail d’une case ------------------------------------------------------------------------------
  const detailler = async (c, choix = "") => {
    if (!c) return;
    try {
      const reponse = await fetch(`${adresse(c)}${choix ? `?choix=${choix}` : ""}`, { credentials: "same-origin" });
      if (reponse.redirected) { expirer(); return; }
      if (!reponse.ok) { dire("Ce détail ne se lit plus : rechargez la grille.", "attente"); return; }
      dialogue.innerHTML = await reponse.text();  // un fragment que notre serveur a rendu
    } catch { dire("Le réseau ne répond pas : le détail s’ouvrira quand il sera revenu.", "attente"); return; }
    dialogue.showModal();
    const premier = choix ? dialogue.querySelector("textarea[name$=motif]") : dialogue.querySelector("input:checked, input[type=radio]");
    (premier || dialogue.querySelector("h2")).focus();
    dialogue.querySelectorAll("[data-fermer]").forEach((b) => b.addEventListener("click", () => dialogue.close()));
    dialogue.addEventListener("close", () => viser(c.td), { once: true });
    dialogue.querySelector("[data-detail-form]")?.addEventListener("submit", (e) => { e.preventDefault(); noter_le_detail(c, e.target); });
  };
  const noter_le_detail = async (c, form) => {
    const refus = form.querySelector("[data-refus]"), bouton = form.querySelector("[type=submit]");
    const dire_ici = (texte) => { refus.textContent = texte; refus.hidden = !texte; };
    bouton.setAttribute("aria-busy", "true");
    try {
      const lue = await demander(c, new FormData(form));
      const reponse = (lue.headers.get("content-type") || "").includes("json") ? await lue.json() : {};
      if (lue.status === 200 && reponse.case) { reussir(c, reponse); dialogue.close(); return; }
      dire_ici(reponse.texte || "Cette décision n’a pas pu s’enregistrer : reconnectez-vous dans un autre onglet, puis recommencez.");
      if (reponse.detail) form.querySelector("[data-champs]").innerHTML = reponse.detail;
      if (lue.status === 409) {
        g.appliquer(c, reponse.case);
        form.elements.version.value = reponse.case.v;
        dire_ici(`${reponse.texte} Votre saisie est encore là : notez-la de nouveau pour remplacer la sienne, ou fermez.`);
      }
      (form.querySelector("[aria-invalid=true]") || refus).focus();
    } catch { dire_ici("Le réseau ne répond pas. Votre saisie est encore là : recommencez dans un instant."); } finally { bouton.removeAttribute("aria-busy"); }
  };

  // 4. Les gestes ----------------------------------------------------------------------------------------
  const FLECHES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const est_le_detail = (e) => (e.altKey && e.key === "ArrowDown") || (e.shiftKey && e.key === "F2");
  const aller = (td, e) => viser(e.key === "Tab" ? suivante(td, e.shiftKey ? -1 : 1) : voisine(td, e.shiftKey || e.key === "ArrowUp" ? -1 : 1, 0) || td);
  const en_saisie = (e, c) => {
    if (e.key === "Escape") { quitter(c); c.garde = undefined; viser(c.td); } else if (est_le_detail(e)) { quitter(c); detailler(c); } else if (e.key === "Enter" || e.key === "ArrowUp" || e.key === "ArrowDown" || (e.key === "Tab" && suivante(c.td, e.shiftKey ? -1 : 1))) {
      valider(c);
      if (!dialogue.open) aller(c.td, e);
    } else return;
    e.preventDefault();
  };
  const en_marche = (e, td) => {
    const c = case_de(td), fleche = FLECHES[e.key];
    if (est_le_detail(e)) detailler(c);
    else if (fleche && !e.altKey) viser(e.ctrlKey ? bout(td, fleche) : voisine(td, ...fleche));
    else if (e.key === "Enter") aller(td, e);
    else if (e.key === "Tab" && !libre && suivante(td, e.shiftKey ? -1 : 1)) aller(td, e);
    else if (e.key === "Escape") { libre = true; if (c?.garde !== undefined) { c.garde = undefined; g.peindre(c); noter(c, ""); } dire("Tab sort maintenant de la grille."); } else if (e.key === "F2") editer(td);
    else if (e.key === "Delete" || e.key === "Backspace") editer(td, "");
    else if (/^[ra]$/i.test(e.key) && ecrit(td) && !e.ctrlKey && !e.metaKey) detailler(c, e.key.toLowerCase() === "r" ? "refuser" : "ajourner");
    else if (e.key.length === 1 && e.key !== " " && !e.ctrlKey && !e.metaKey && !e.altKey) editer(td, e.key);
    else return;
    e.preventDefault();
  };
  const bout = (td, [dr, dc]) => { let ici = td, la; while ((la = voisine(ici, dr, dc))) ici = la; return ici; };
  table.addEventListener("keydown", (e) => {
    const td = e.target.closest("tbody td");
    if (!td) return;
    if (e.key !== "Tab" && e.key !== "Escape") libre = false;
    const c = case_de(td);
    if (c?.edite) en_saisie(e, c); else if (e.target === td) en_marche(e, td);
  });
  table.addEventListener("pointerup", (e) => {
    const td = e.target.closest("tbody td");
    if (!td || e.target.closest("input, button, a") || td.cellIndex > entetes.length - 2) return;
    const deja = td === active && document.activeElement === td;
    libre = false;
    viser(td);
    if (ecrit(td) && (deja || e.pointerType === "touch")) editer(td);
  });
  table.addEventListener("focusin", (e) => { const td = e.target.closest("tbody td"); if (td && td !== active) viser(td, false); });
  table.addEventListener("copy", (e) => {
    const c = document.activeElement === active && case_de(active);
    if (c) { e.clipboardData.setData("text/plain", chiffres(g.recu(c))); e.preventDefault(); }
  });
  table.addEventListener("paste", (e) => {
    const depart = e.target.closest("tbody td"), texte = e.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!depart || (e.target !== depart && !/[\t\n]/.test(texte))) return;
    e.preventDefault();
    const ouverte = case_de(depart);
    if (ouverte?.edite) quitter(ouverte);
    let posees = 0, tues = 0;
    texte.split("\n").forEach((rang, dr) => rang.split("\t").forEach((valeur, dc) => {
      const td = voisine(depart, dr, dc);
      if (!valeur.trim()) return;
      if (ecrit(td)) { envoyer(case_de(td), valeur.trim()); posees += 1; } else tues += 1;
    }));
    viser(depart);
    dire(`${posees} case${posees > 1 ? "s" : ""} collée${posees > 1 ? "s" : ""}${tues ? ` ; ${tues} hors de votre colonne, laissée${tues > 1 ? "s" : ""}` : ""}.`, tues ? "attente" : "cours");
  });
  document.querySelector("[data-detail]").addEventListener("click", () => detailler(case_de(active)));

  table.setAttribute("role", "grid");
  table.setAttribute("aria-describedby", "aide-clavier");
  viser(corps.querySelector("td.ecrit") || corps.querySelector("td.c"), false);
  document.querySelector("[data-filtres]")?.addEventListener("change", (e) => { if (e.target.matches("select, [type=checkbox]")) e.currentTarget.requestSubmit(); });
})();
