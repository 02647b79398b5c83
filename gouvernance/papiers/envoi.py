"""Les lettres d’une séance : leur liste, l’aperçu de chacune, leur envoi d’un seul geste ; et la lettre partie, qui reste."""

import logging
import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes.acces import CHEF, CONNECTE, EQUIPE, ouvert_a
from dossiers import tasks
from dossiers.actions import ensemble as groupe
from dossiers.impression.lettre import apercu_en_pdf, blocs_de, lettre_en_pdf
from dossiers.models import Lettre
from dossiers.models.ensemble import Geste
from gouvernance.papiers import courrier
from gouvernance.papiers.portes import comite_acte_de_l_equipe
from gouvernance.papiers.views import fichier
from papiers.pdf import PapierImpossible
from papiers.tableur import FORMATS, emporter
from programmation import regles
from workflows.moteur import Blocage
from workflows.requete import cle_vue
from workflows.temps import maintenant

_journal = logging.getLogger(__name__)
TOUT_DE_SUITE = 10  # lettres envoyées dans la requête même ; le facteur fait le reste, ou « Continuer »
CHANGES = "Le texte d’un modèle a changé depuis que vous avez ouvert cette page. Relisez les lettres, puis recommencez."


@ouvert_a(EQUIPE)
@require_safe
def lettres(request, pk):
    """Une ligne par dossier : quelle lettre, combien, à qui, ce qui la bloque, quand elle est partie."""
    seance, filtre = comite_acte_de_l_equipe(request, pk), courrier.Filtre.lu(request.GET)
    toutes = courrier.annonces_de(seance, request.user)
    montrees = sorted(filter(filtre.garde, toutes), key=courrier.TRIS[filtre.tri][1])
    if request.GET.get("format") in FORMATS:
        return emporter(request.GET["format"], "lettres", courrier.TITRES, courrier.pour_un_tableur(montrees))
    comptes = {etat: sum(a.etat == etat for a in toutes) for etat in courrier.ETATS}
    contexte = {
        "seance": seance,
        "filtre": filtre,
        "annonces": montrees,
        "comptes": comptes,
        "etats": courrier.ETATS.items(),
    }
    contexte |= {
        "est_chef": regles.chef(seance, request.user),
        "tris": [(nom, dit) for nom, (dit, _) in courrier.TRIS.items()],
    }
    return render(request, "seances/lettres.html", contexte)


@ouvert_a(EQUIPE)
@require_safe
def apercu(request, pk, dossier):
    """La lettre telle qu’elle partirait maintenant ; `format=pdf` : sa page."""
    seance = comite_acte_de_l_equipe(request, pk)
    visibles = seance.inscriptions.visibles_par(request.user).en_vigueur().filter(dossier=dossier)
    inscription = get_object_or_404(
        visibles.select_related("dossier__organisation", "dossier__campagne__convention__pilote")
    )
    dossier = inscription.dossier
    sorte, objet, corps = courrier.apercu(dossier, seance, request.user)
    if request.GET.get("format") == "pdf" and sorte:
        return _en_pdf(
            request, lambda: apercu_en_pdf(dossier, objet, corps, maintenant()), f"apercu-{dossier.reference}"
        )
    contexte = {"seance": seance, "dossier": dossier, "sorte": sorte, "objet": objet, "blocs": blocs_de(corps)}
    contexte["tues"] = courrier.tues_par(dossier)
    return render(request, "seances/lettre_apercu.html", contexte)


@ouvert_a(CHEF)
@require_http_methods(["GET", "HEAD", "POST"])
def envoyer(request, pk):
    """GET : ce qui partira, à qui. POST : l’envoi se garde, puis chaque lettre part dans sa transaction, une seule fois."""
    seance = comite_acte_de_l_equipe(request, pk)
    if not regles.chef(seance, request.user):
        raise Http404
    pretes = [a for a in courrier.annonces_de(seance, request.user) if a.est_prete]
    vu = courrier.empreinte_des_modeles(seance.campagne.convention_id)
    if request.method == "POST":
        action = _lancer(request, seance, pretes, vu)
        return redirect(action) if action else redirect("papiers:envoyer", seance.pk)
    contexte = {"seance": seance, "pretes": pretes, "vu": vu, "courriels": sum(len(a.destinataires) for a in pretes)}
    contexte |= {
        "a_notifier": sum(len(a.a_notifier) for a in pretes),
        "sans_adresse": [a for a in pretes if not a.destinataires],
    }
    return render(request, "seances/lettres_envoyer.html", contexte)


def _lancer(request, seance, pretes, vu):
    """L’action groupée qui envoie, ou None avec la phrase qui dit pourquoi rien ne part."""
    cle, choisis = cle_vue(request) or uuid.uuid4(), set(request.POST.getlist("dossiers"))
    try:
        action = groupe.deja_confirmee(cle, Geste.ANNONCER, request.user)
        if action is None and request.POST.get("vu") != vu:
            raise Blocage(CHANGES)
        action = action or groupe.confirmer(
            Geste.ANNONCER,
            [a.dossier for a in pretes if str(a.dossier.pk) in choisis],
            par=request.user,
            donnees={"seance": seance.pk},
            precision=f"Lettres de « {seance} »",
            cle=cle,
        )
    except Blocage as blocage:
        messages.error(request, str(blocage))
        return None
    if groupe.poursuivre(action, au_plus=TOUT_DE_SUITE) == TOUT_DE_SUITE:
        transaction.on_commit(tasks.reveiller, robust=True)
    return action


@ouvert_a(CONNECTE)
@require_safe
def lettre(request, pk):
    """Une lettre partie : à qui, quand, avec quel texte. L’équipe et l’organisation à qui elle fut écrite la lisent."""
    visibles = Lettre.objects.visibles_par(request.user).select_related(
        "dossier__organisation", "dossier__campagne__convention__pilote", "seance", "par"
    )
    lue = get_object_or_404(visibles, pk=pk)
    if request.GET.get("format") == "pdf":
        return _en_pdf(request, lambda: lettre_en_pdf(lue), f"lettre-{lue.dossier.reference}-{lue.rang}")
    est_equipe = regles.equipe(lue.dossier, request.user)
    return render(
        request, "seances/lettre.html", {"lettre": lue, "blocs": blocs_de(lue.corps), "est_equipe": est_equipe}
    )


def _en_pdf(request, composer, nom):
    try:
        return fichier(composer(), "pdf", nom)
    except PapierImpossible:
        _journal.exception("La lettre « %s » ne se compose pas.", nom)
        return render(request, "seances/papier_impossible.html", status=503)
