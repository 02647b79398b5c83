"""Temps 2 et 3 : ce qui s’est dit de chaque dossier et, au Temps 3, la suite que la ville propose."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, ouvert_a
from dossiers.models import Dossier
from gouvernance.seances.portes import encore_modifiable, seance_de_l_equipe
from programmation.models import Temps
from workflows.champs import Habille, Texte
from workflows.moteur import Blocage, modifier
from workflows.requete import version_vue


class SuiteForm(Habille, forms.Form):
    suite = forms.ChoiceField(label="Suite proposée", choices=[("", "À décider"), *Dossier.Suite.choices], required=False,
                              error_messages={"invalid_choice": "Choisissez l’une des suites de la liste."})  # fmt: skip
    note = Texte(label="Ce qui s’est dit", lignes=2, max_length=4000, required=False)

    def __init__(self, *args, inscription, **options):
        self.inscription = inscription
        initial = {"suite": inscription.suite, "note": inscription.note}
        super().__init__(*args, prefix=f"i{inscription.pk}", initial=initial, **options)
        if inscription.seance.temps != Temps.PERSPECTIVES:
            del self.fields["suite"]


@ouvert_a(EQUIPE)
@require_http_methods(["GET", "HEAD", "POST"])
def suites(request, pk):
    seance = seance_de_l_equipe(request, pk)
    if seance.temps == Temps.FINANCEURS:
        raise Http404
    donnees = request.POST if request.method == "POST" else None
    liste, erreurs = _forms(seance, donnees), ()
    if donnees is not None and all([form.is_valid() for form in liste]):
        try:
            _enregistrer(seance, liste, version_vue(request))
        except Blocage as blocage:
            erreurs = blocage.motifs
        else:
            messages.success(request, "Ce qui s’est dit est enregistré.")
            return redirect(seance)
    contexte = {
        "seance": seance,
        "forms": liste,
        "erreurs": erreurs,
        "fautifs": [form for form in liste if form.errors],
    }
    return render(request, "seances/suites.html", contexte)


def _forms(seance, donnees):
    inscriptions = seance.inscriptions.en_vigueur()
    inscriptions = inscriptions.select_related("dossier__organisation", "dossier__campagne", "seance")
    return [SuiteForm(donnees, inscription=inscription) for inscription in inscriptions]


def _enregistrer(seance, liste, version):
    with modifier(seance, version=version) as fraiche:
        encore_modifiable(fraiche)
        for form in liste:
            for champ, valeur in form.cleaned_data.items():
                setattr(form.inscription, champ, valeur)
            form.inscription.save(update_fields=list(form.cleaned_data) or None)
