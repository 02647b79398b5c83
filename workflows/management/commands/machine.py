"""`manage.py machine` : chaque machine en tableau et en graphe, lue dans le code et nulle part ailleurs."""

from django.core.management.base import BaseCommand, CommandError

from workflows import machines


class Command(BaseCommand):
    help = "Affiche chaque machine à états en tableau et en graphe Mermaid, lue dans le code."

    def add_arguments(self, parser):
        parser.add_argument(
            "modeles", nargs="*", help="Les machines voulues (dossier, ligne, bilan, seance) ; toutes sinon."
        )

    def handle(self, *args, modeles, **options):
        connus = {modele._meta.model_name: modele for modele in machines.modeles()}
        inconnus = [nom for nom in modeles if nom not in connus]
        if inconnus:
            raise CommandError(f"Machine inconnue : {', '.join(inconnus)}. Connues : {', '.join(connus)}.")
        for modele in [connus[nom] for nom in modeles] or connus.values():
            self._ecrire(modele)

    def _ecrire(self, modele):
        self.stdout.write(f"\n## {str(modele._meta.verbose_name).capitalize()}\n")
        self.stdout.write("| Transition | De | Vers | Par | Si | Motif |\n|---|---|---|---|---|---|")
        for t in machines.tableau(modele):
            vers = ", ".join(t.cibles) or "(inchangé)"
            si, motif = " ; ".join(t.conditions) or "—", "oui" if t.motivee else "—"
            self.stdout.write(f"| {t.nom} | {', '.join(t.sources)} | {vers} | {t.par} | {si} | {motif} |")
        self.stdout.write(f"\n```mermaid\n{machines.mermaid(modele)}\n```")
