// La grille vive, ce que l’on voit : totaux, enveloppes et plans de financement bougent à la frappe, et ce que les autres
// écrivent arrive en deux secondes. Sans lui, la page se lit et se recharge ; la saisie est dans grille_saisie.js.
(() => {
  const table = document.getElementById("grille-vive");
  if (!table) return;
  const FINE = "\u202f", RYTHME = 1500, CACHE = 10000, MONTRE = 25000;
  const corps = table.tBodies[0], base = table.dataset.base, est_projetee = !!document.querySelector(".projection");
  const cases = new Map(), gages = new Map(), pieds = new Map(), etat = document.querySelector("[data-etat]");
  const entetes = [...table.tHead.rows[0].cells];
  let curseur = table.dataset.curseur, empreinte = table.dataset.empreinte;
  const restent = Number(table.dataset.restants);

  const chiffres = (c) => {
    const n = Math.abs(c), centimes = n % 100;
    return `${c < 0 ? "−" : ""}${String(Math.floor(n / 100)).replace(/\B(?=(\d{3})+$)/g, FINE)}${centimes ? `,${String(centimes).padStart(2, "0")}` : ""}`;
  };
  const centimes = (texte) => Math.round(Number(texte) * 100);
  const euros = (c) => `${chiffres(c)}${FINE}€`;
  const heure = (us) => { const d = new Date(us / 1000); return `${d.getHours()} h${d.getMinutes() ? ` ${String(d.getMinutes()).padStart(2, "0")}` : ""}`; };
  const dire = (texte, ton = "") => etat?.replaceChildren(Object.assign(document.createElement("span"), { className: ton && `forme ${ton}`, textContent: texte }));

  // Lire : chaque case porte « ligne ; version ; choix ; contrat ; droit commun ; demandé ; proposé ; enveloppe ; à décider ».
  const recu = (c) => (c.k === "o" || (c.k === "-" && !c.a) ? c.m + c.d : 0);
  const montre = (c) => (c.frappe ? c.frappe.m + c.frappe.d : recu(c));
  const attend = (c) => (c.a && c.k === "-" && !c.frappe ? 1 : 0);
  const lire = (td, rang) => {
    const [l, v, k, m, d, demande, propose, e, a] = td.dataset.c.split(";");
    const c = { td, rang, l, v: +v, k, m: centimes(m), d: centimes(d), demande: centimes(demande), propose: centimes(propose), e, a: +a, f: entetes[td.cellIndex].dataset.f };
    c.compte = recu(c); c.attendait = attend(c);
    cases.set(l, c);
    return c;
  };
  const indexer = () => {
    for (const tr of corps.rows) {
      if (tr.dataset.lu) continue;
      tr.dataset.lu = "1";
      const rang = { tr, i: tr.dataset.i, cases: [] };
      for (const td of tr.cells) if (td.dataset.c) rang.cases.push(lire(td, rang));
    }
  };

  // Peindre --------------------------------------------------------------------------------------------
  const MOTS = { r: ["Refusé", "forme non"], j: ["Ajourné", "forme pause"] };
  const peindre = (c) => {
    const b = c.td.querySelector("b");
    const [mot, ton] = attend(c) ? ["à décider", "forme attente"] : MOTS[c.k] || [chiffres(recu(c)), ""];
    b.textContent = mot; b.className = ton;
    c.td.classList.toggle("tardif", !!attend(c));
  };
  const noter = (c, texte, classe = "", duree = 0) => {
    let etat = c.td.querySelector("small.etat");
    clearTimeout(c.minuterie);
    c.td.classList.remove("modifiee", "fautive", "tenue");
    if (!texte) { etat?.remove(); c.td.classList.remove("dit"); return; }
    if (!etat) { etat = Object.assign(document.createElement("small"), { className: "etat", id: `e-${c.l}` }); c.td.append(etat); }
    etat.textContent = texte;
    c.td.classList.add("dit");
    if (classe) c.td.classList.add(classe);
    if (duree) c.minuterie = setTimeout(() => noter(c, ""), duree);
  };
  const plan = (rang) => {
    let demande = 0, accorde = 0, attendus = 0;
    for (const c of rang.cases) { demande += c.demande; accorde += montre(c); attendus += attend(c); }
    rang.tr.querySelector(".total b").textContent = chiffres(accorde);
    const p = rang.tr.querySelector(".plan");
    if (!p) return;
    const qui = `${attendus} financeur${attendus > 1 ? "s n’ont" : " n’a"} pas décidé`, reste = demande - accorde;
    p.textContent = reste > 0 ? `il manque ${euros(reste)} : ${attendus ? qui : "tous ont décidé"}` : attendus ? `demande couverte : ${qui}` : "demande couverte";
  };
  const reste_de = (g) => g.montant - g.engage - g.saisi - [...cases.values()].reduce((t, c) => t + (c.e === g.e && c.frappe ? c.frappe.m - (c.k === "o" ? c.m : 0) : 0), 0);
  const jauger = () => {
    const restes = new Map();
    for (const g of gages.values()) {
      const reste = reste_de(g), part = g.montant ? (g.montant - reste) / g.montant : 0, presque = reste >= 0 && part >= 0.95;
      const vu = restes.get(g.f) || { reste: 0, passe: false };
      restes.set(g.f, { reste: vu.reste + reste, passe: vu.passe || reste < 0 });
      const fort = g.li.querySelector("[data-reste]"), jauge = g.li.querySelector(".jauge");
      fort.textContent = reste < 0 ? `dépassée de ${euros(-reste)}` : euros(reste);
      fort.className = reste < 0 ? "forme non" : "";
      g.li.querySelector("[data-presque]").hidden = !presque;
      jauge.classList.toggle("attente", reste < 0 || presque);
      jauge.setAttribute("aria-label", `${g.li.dataset.nom} : ${Math.round(part * 100)} % de l’enveloppe`);
      jauge.querySelector("rect").setAttribute("width", `${Math.min(part * 100, 100).toFixed(1)}%`);
    }
    for (const [f, { reste, passe }] of restes) {
      const petit = pieds.get(f)?.td.querySelector("small");
      if (petit) { petit.textContent = passe ? "enveloppe dépassée" : `reste ${chiffres(reste)}`; petit.className = passe ? "forme non" : ""; }
    }
  };
  const totaliser = () => {
    let tout = pieds.get("tout").n, attendus = pieds.attendus;
    const ecarts = new Map();
    for (const c of cases.values()) {
      const ecart = montre(c) - c.compte;
      if (ecart) { ecarts.set(c.f, (ecarts.get(c.f) || 0) + ecart); tout += ecart; }
      attendus += attend(c) - c.attendait;
    }
    for (const [f, pied] of pieds) pied.td.querySelector("b").textContent = chiffres(f === "tout" ? tout : pied.n + (ecarts.get(f) || 0));
    const reste = document.querySelector("[data-a-decider]");
    if (reste) reste.textContent = attendus > 0 ? `${attendus} à prendre` : "";
  };
  const bouger = (rang) => { plan(rang); jauger(); totaliser(); };
  const recevoir_les_gages = (lus) => {
    for (const lu of lus) { const g = gages.get(String(lu.e)); if (g) Object.assign(g, { montant: centimes(lu.montant), engage: centimes(lu.engage), saisi: centimes(lu.saisi) }); }
  };
  const appliquer = (c, lu) => {
    Object.assign(c, { v: lu.v, k: lu.k, m: centimes(lu.m), d: centimes(lu.d), frappe: null, apres: null });
    peindre(c);
    const i = c.td.querySelector("small i");
    if (lu.r && !i) c.td.querySelector("small").append(Object.assign(document.createElement("i"), { textContent: "sous réserve" }));
    bouger(c.rang);
  };
  const valeur = (lu) => ({ o: euros(centimes(lu.m) + centimes(lu.d)), r: "un refus", j: "un ajournement" })[lu.k];

  // Suivre ---------------------------------------------------------------------------------------------
  const prevenir = (texte, ...gestes) => {
    const zone = document.querySelector("[data-avis]"), avis = Object.assign(document.createElement("div"), { className: "avis attente" });
    avis.append(Object.assign(document.createElement("p"), { textContent: texte }));
    for (const [mot, faire] of gestes) {
      const bouton = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-sm me-2", textContent: mot });
      bouton.addEventListener("click", () => { avis.remove(); faire(); });
      avis.append(bouton);
    }
    zone.append(avis);
    return avis;
  };
  const changer_de_forme = (nouvelle) => {
    if (nouvelle === empreinte) return;
    const actee = nouvelle.startsWith("actee");
    empreinte = nouvelle;
    if (est_projetee) { location.reload(); return; }
    prevenir(actee ? "La séance vient d’être actée : plus rien ne s’y saisit." : "L’ordre du jour, un retrait ou un pouvoir vient de changer.", ["Recharger la grille", () => location.reload()]);
  };
  const recevoir = (lu) => {
    const c = cases.get(String(lu.l));
    if (!c || lu.v <= c.v) return;
    if (c.parti || c.edite) { c.apres = lu; if (c.edite) noter(c, `${lu.par} vient d’écrire ${valeur(lu)}`, "modifiee"); return; }
    appliquer(c, lu);
    noter(c, `${heure(lu.le)}, ${lu.par}`, "modifiee", MONTRE);
  };
  const suivre = async () => {
    let dans = document.hidden ? CACHE : RYTHME;
    try {
      const reponse = await fetch(`${base}changements/?depuis=${curseur}`, { credentials: "same-origin" });
      if (reponse.redirected || !(reponse.headers.get("content-type") || "").includes("json")) {
        dire(reponse.redirected ? "Votre session a expiré : reconnectez-vous dans un autre onglet." : "La grille ne se met plus à jour : rechargez la page.", "attente");
        dans = CACHE;
      } else {
        const lu = await reponse.json();
        if (suivre.coupe) { dire("Le réseau répond de nouveau.", "ok"); suivre.coupe = false; }
        curseur = lu.curseur;
        recevoir_les_gages(lu.gages);
        lu.cases.forEach(recevoir);
        if (lu.totaux) {
          for (const c of cases.values()) { c.compte = recu(c); c.attendait = c.a && c.k === "-" ? 1 : 0; }
          for (const [f, pied] of pieds) pied.n = centimes(lu.totaux[f] || 0);
          pieds.attendus = lu.a_decider;
          jauger(); totaliser();
        }
        changer_de_forme(lu.empreinte);
      }
    } catch {
      suivre.coupe = true;
      dire("Le réseau ne répond pas. Ce que vous tapez est gardé, et partira dès qu’il revient.", "attente");
      dans = CACHE / 2;
    }
    suivre.minuterie = setTimeout(suivre, dans);
  };
  const charger_la_suite = async () => {
    if (!restent) return;
    const reponse = await fetch(`${base}rangs/?${table.dataset.demande}&debut=${table.dataset.fin}`, { credentials: "same-origin" });
    if (!reponse.ok || reponse.redirected) return;  // le lien « Afficher les autres » reste
    corps.insertAdjacentHTML("beforeend", await reponse.text());  // des rangs que notre serveur a rendus
    document.querySelector("[data-suite]")?.remove();
    indexer();
  };

  for (const li of document.querySelectorAll("[data-g]")) {
    const [montant, engage, saisi] = li.dataset.g.split(";").map(centimes);
    gages.set(li.dataset.e, { li, e: li.dataset.e, f: li.dataset.f, montant, engage, saisi });
  }
  for (const td of table.tFoot.rows[0].querySelectorAll("[data-pied]")) pieds.set(td.dataset.pied, { td, n: centimes(td.dataset.n) });
  pieds.attendus = Number(table.dataset.attendus);
  indexer();
  window.grilleVive = { table, corps, base, cases, gages, entetes, centimes, chiffres, euros, valeur, dire, noter, peindre, bouger, appliquer, recevoir, recevoir_les_gages, prevenir, montre, recu, attend, reste_de };
  charger_la_suite().catch(() => {});
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { clearTimeout(suivre.minuterie); suivre(); } });
  suivre.minuterie = setTimeout(suivre, RYTHME);
})();
