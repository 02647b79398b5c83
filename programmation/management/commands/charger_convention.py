"""manage.py charger_convention FICHIER : met en base la convention d’une commune, ou dit pourquoi non."""

from django.core.management.base import BaseCommand, CommandError

from programmation.chargement import FichierRefuse, charger

FAUTES_MAX = 50
VERBES = ("créée", "modifiée", "reliée", "close", "retirée", "inchangée")


class Command(BaseCommand):
    help = "Charge la convention d’une commune (fichier TOML) : tout, ou rien. Relancée, elle ne change rien."

    def add_arguments(self, parser):
        parser.add_argument("fichier", help="le fichier TOML, par exemple programmation/donnees/bethune.toml")
        parser.add_argument("--verifier", action="store_true", help="vérifie et compte, sans rien écrire")

    def handle(self, *, fichier, verifier, **_):
        try:
            ecriture = charger(fichier, seulement_verifier=verifier)
        except FichierRefuse as refus:
            raise CommandError(self._refus(fichier, refus.fautes)) from None
        self.stdout.write(f"{ecriture.convention} ({fichier})")
        comptes = ", ".join(_accorder(ecriture.compte[verbe], verbe) for verbe in VERBES)
        self.stdout.write(f"Lignes : {comptes}.")
        for ligne in _contenu(ecriture.plan):
            self.stdout.write(ligne)
        if verifier:
            self.stdout.write("Vérification seule : rien n’a été écrit.")
        elif not sum(nombre for verbe, nombre in ecriture.compte.items() if verbe != "inchangée"):
            self.stdout.write("Ce fichier était déjà chargé : rien n’a changé.")

    def _refus(self, fichier, fautes):
        lignes = [f"{fichier} : {len(fautes)} faute{'s' if len(fautes) > 1 else ''}, rien n’est écrit."]
        lignes += [f"  {faute}" for faute in fautes[:FAUTES_MAX]]
        if len(fautes) > FAUTES_MAX:
            lignes.append(f"  … et {len(fautes) - FAUTES_MAX} autres.")
        return "\n".join(lignes)


def _accorder(nombre, verbe):
    return f"{nombre} {verbe}{'s' if nombre > 1 else ''}"


def _contenu(plan):
    """Ce que le fichier contient, à recompter sur le document."""
    orientations = [orientation for enjeu in plan.enjeux for orientation in enjeu.orientations]
    strategiques = [strategique for orientation in orientations for strategique in orientation.strategiques]
    par_quartier = {
        lu.champs["nom"]: sum(len(strategique.operationnels.get(lu.slug, ())) for strategique in strategiques)
        for lu in plan.quartiers
    }
    yield (
        f"Le fichier compte {len(plan.enjeux)} enjeux, {sum(bool(o.libelle) for o in orientations)} orientations, "
        f"{len(strategiques)} objectifs stratégiques et {sum(par_quartier.values())} objectifs opérationnels."
    )
    for nom, nombre in par_quartier.items():
        yield f"  {nom} : {nombre}"
