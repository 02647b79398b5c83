"""La feuille de présence : qui était attendu, qui est venu. L’équipe la tient, les participants la lisent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, ouvert_a
from gouvernance.seances.forms import PLACES_VIDES, PresenceForm
from gouvernance.seances.portes import encore_modifiable, seance_de_l_equipe
from programmation.models import Presence
from workflows.moteur import PERIME, Blocage, modifier
from workflows.requete import version_vue

PERSONNES_AU_PLUS = 300


@ouvert_a(EQUIPE)
@require_http_methods(["GET", "HEAD", "POST"])
def presences(request, pk):
    seance = seance_de_l_equipe(request, pk)
    forms = _forms(seance, request.POST if request.method == "POST" else None)
    erreurs = (PERIME,) if request.method == "POST" and version_vue(request) != seance.version else ()
    if request.method == "POST" and not erreurs and all([form.is_valid() for form in forms]):
        try:
            with modifier(seance, version=version_vue(request)) as fraiche:
                encore_modifiable(fraiche)
                _enregistrer(fraiche, forms)
        except Blocage as blocage:
            erreurs = blocage.motifs
        else:
            messages.success(request, "La présence est enregistrée.")
            return redirect("seances:presences" if "encore" in request.POST else "seances:seance", pk)
    fautifs = [form for form in forms if form.errors]
    contexte = {"seance": seance, "forms": forms, "fautifs": fautifs, "erreurs": erreurs}
    return render(request, "seances/presences.html", contexte)


def _forms(seance, donnees):
    """Une ligne par personne connue, puis des lignes blanches ; les organismes des financeurs y sont proposés."""
    connues = list(seance.presences.all()[:PERSONNES_AU_PLUS])
    forms = [PresenceForm(donnees, instance=presence, prefix=f"p{presence.pk}") for presence in connues]
    organismes = [] if connues else [str(f) for f in seance.campagne.financeurs.select_related("organisation")]
    places = min(max(PLACES_VIDES, len(organismes)), PERSONNES_AU_PLUS - len(connues))
    for place in range(places):
        nouvelle = Presence(seance=seance, ordre=len(connues) + place + 1)
        forms.append(PresenceForm(donnees, instance=nouvelle, prefix=f"n{place}"))
    for form, organisme in zip(forms, organismes, strict=False):
        form.initial["organisme"] = organisme
    return forms


def _enregistrer(seance, forms):
    for form in forms:
        if form.cleaned_data["retirer"]:
            if form.instance.pk:
                form.instance.delete()
        elif form.cleaned_data["nom"]:
            form.instance.seance = seance
            form.save()
