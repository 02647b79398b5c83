// Joindre une pièce en voyant l’envoi avancer. Sans JavaScript, le formulaire part comme un autre et tout marche aussi.
(() => {
  const dire = (formulaire, texte) => {
    let zone = formulaire.querySelector("[role=status]");
    if (!zone) {
      zone = document.createElement("p");
      zone.setAttribute("role", "status");
      zone.className = "petit mt-2 mb-0";
      formulaire.append(zone);
    }
    zone.textContent = texte;
  };

  const barre = (formulaire) => {
    const cadre = document.createElement("div");
    cadre.className = "progress mt-2";
    cadre.setAttribute("role", "progressbar");
    cadre.setAttribute("aria-label", "Avancement de l’envoi");
    cadre.setAttribute("aria-valuemin", "0");
    cadre.setAttribute("aria-valuemax", "100");
    const pleine = document.createElement("div");
    pleine.className = "progress-bar";
    cadre.append(pleine);
    formulaire.append(cadre);
    return (part) => {
      cadre.setAttribute("aria-valuenow", part);
      pleine.style.width = `${part}%`;
    };
  };

  // La page de refus remplace le contenu : les phrases du serveur sont les mêmes avec et sans JavaScript.
  const remplacer = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    (document.querySelector("main [role=alert]") || document.querySelector("main")).focus();
  };

  const suivre = (adresse) => {
    window.location.assign(adresse);
    if (new URL(adresse, window.location.href).pathname === window.location.pathname) window.location.reload();
  };

  document.addEventListener("submit", (e) => {
    const formulaire = e.target;
    if (!formulaire.matches(".televersement") || e.defaultPrevented) return;
    const fichier = formulaire.querySelector("input[type=file]").files[0];
    if (!fichier) return;
    e.preventDefault();
    if (formulaire.dataset.envoi) return;
    formulaire.dataset.envoi = "1";
    formulaire.querySelectorAll("[role=progressbar]").forEach((b) => b.remove());
    const avancer = barre(formulaire);
    avancer(0);
    dire(formulaire, "Envoi en cours…");
    const requete = new XMLHttpRequest();
    const finir = (texte) => {
      delete formulaire.dataset.envoi;
      delete formulaire.dataset.parti;
      formulaire.querySelectorAll("[role=progressbar]").forEach((b) => b.remove());
      dire(formulaire, texte);
    };
    requete.upload.addEventListener("progress", (p) => {
      if (!p.lengthComputable) return;
      const part = Math.round((p.loaded * 100) / p.total);
      avancer(part);
      if (part === 100) dire(formulaire, "Envoi terminé. Le fichier est en cours de vérification…");
    });
    requete.addEventListener("load", () => {
      if (requete.status === 204) suivre(requete.getResponseHeader("X-Suite"));
      else if (new URL(requete.responseURL).pathname !== new URL(formulaire.action).pathname) window.location.assign(requete.responseURL);
      else if (requete.responseText.includes("<main")) remplacer(requete.responseText);
      else finir("Le serveur n’a pas répondu comme prévu. Rien n’est gardé : recommencez.");
    });
    requete.addEventListener("error", () => finir("L’envoi s’est interrompu. Rien n’est gardé : vérifiez votre connexion, puis recommencez."));
    requete.open("POST", formulaire.action);
    requete.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    requete.send(new FormData(formulaire));
  });
})();
