// Ce que les pages gagnent avec JavaScript ; sans lui, tout marche aussi.
// 1. Un formulaire ne part qu’une fois : le serveur le garantit (clé), l’écran le montre.
document.addEventListener("submit", (e) => {
  const bouton = e.submitter;
  if (!bouton || e.target.method !== "post" || e.defaultPrevented) return;
  if (e.target.dataset.parti) { e.preventDefault(); return; }
  e.target.dataset.parti = "1";
  setTimeout(() => { delete e.target.dataset.parti; }, 8000);
});
// 2. Un bouton empêché n’agit pas : il mène à la phrase qui dit pourquoi.
document.addEventListener("click", (e) => {
  const bouton = e.target.closest("button[aria-disabled=true]");
  if (!bouton) return;
  e.preventDefault();
  document.getElementById(bouton.getAttribute("aria-describedby"))?.scrollIntoView({ block: "nearest" });
});
// 3. Une frise plus large que l’écran s’ouvre sur aujourd’hui.
for (const repere of document.querySelectorAll(".region .frise .repere")) {
  const region = repere.closest(".region");
  const ecart = repere.getBoundingClientRect().left - region.getBoundingClientRect().left;
  region.scrollLeft = ecart - region.clientWidth / 2;
}
