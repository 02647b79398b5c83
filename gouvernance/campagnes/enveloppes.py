"""Les enveloppes d’une campagne : le chef de projet les fixe ; les demandes en attente s’y rattachent."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import CHEF, ouvert_a
from dossiers.models import Ligne
from dossiers.statuts import StatutLigne
from gouvernance.campagnes.forms import EnveloppeForm
from gouvernance.campagnes.portes import campagne_du_chef
from programmation.models import Campagne, Enveloppe
from workflows.moteur import Blocage
from workflows.templatetags.ecriture import nombre

PAS_ENCORE_ACCORDEES = (StatutLigne.SOLLICITEE, StatutLigne.RECEVABLE, StatutLigne.AJOURNEE)
CHANGEE = "Quelqu’un a changé cette enveloppe entre-temps : elle est maintenant de {}. Relisez, puis recommencez."


@ouvert_a(CHEF)
@require_http_methods(["GET", "HEAD", "POST"])
def enveloppes(request, pk):
    campagne = campagne_du_chef(request, pk)
    donnees = request.POST if request.method == "POST" else None
    connues = {e.financeur_id: e for e in Enveloppe.objects.visibles_par(request.user).filter(campagne=campagne)}
    financeurs = campagne.financeurs.select_related("organisation")
    forms = [EnveloppeForm(donnees, financeur=f, enveloppe=connues.get(f.pk)) for f in financeurs]
    if donnees is not None and all([form.is_valid() for form in forms]) and _enregistrer(campagne, forms):
        messages.success(request, "Les enveloppes sont enregistrées.")
        return redirect("campagnes:campagne", pk)
    contexte = {"campagne": campagne, "forms": forms, "fautifs": [form for form in forms if form.errors]}
    return render(request, "campagnes/enveloppes.html", contexte)


def _enregistrer(campagne, forms):
    """Toutes les enveloppes, ou aucune, sous le verrou qui sert aussi à acter. Vrai si c’est écrit."""
    try:
        with transaction.atomic():
            Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
            verrouillees = (
                Enveloppe.objects.filter(campagne=campagne).order_by("pk").select_for_update(of=("self",), no_key=True)
            )
            actuelles = {enveloppe.financeur_id: enveloppe for enveloppe in verrouillees}
            for form in forms:
                _fixer(campagne, form, actuelles.get(form.financeur.pk))
    except Blocage as blocage:
        form.add_error("montant", blocage.motifs[0])
        return False
    return True


def _fixer(campagne, form, enveloppe):
    montant, nature = form.cleaned_data["montant"], form.cleaned_data["nature"]
    if montant is None:
        return
    if enveloppe is None:
        enveloppe = Enveloppe.objects.create(
            campagne=campagne, financeur=form.financeur, montant=montant, nature=nature
        )
        _rattacher_les_demandes(enveloppe)
    elif (montant, nature) != (enveloppe.montant, enveloppe.nature):
        _verifier(form, enveloppe, montant)
        enveloppe.montant, enveloppe.nature = montant, nature
        enveloppe.save(update_fields=["montant", "nature"])


def _verifier(form, enveloppe, montant):
    if form.data.get(f"{form.prefix}-vu") != f"{enveloppe.montant:.2f}":
        raise Blocage(CHANGEE.format(f"{nombre(enveloppe.montant)}\u202f€"))
    if montant < enveloppe.engage:
        raise Blocage(
            f"{nombre(enveloppe.engage)}\u202f€ sont déjà accordés sur cette enveloppe : elle ne descend pas plus bas."
        )


def _rattacher_les_demandes(enveloppe):
    """Les demandes déjà faites à ce financeur, et pas encore accordées, débiteront l’enveloppe."""
    lignes = Ligne.objects.filter(dossier__campagne=enveloppe.campagne, financeur=enveloppe.financeur, enveloppe=None)
    lignes.filter(statut__in=PAS_ENCORE_ACCORDEES).update(enveloppe=enveloppe)
