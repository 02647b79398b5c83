"""Recevoir une partie du formulaire : l’enregistrer, la reprendre si elle est fausse, ou dire que quelqu’un a écrit entre-temps.

Deux façons d’arriver ici : le bouton, qui attend une page ; l’enregistrement au fil de la frappe, qui attend une phrase.
"""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from dossiers import actions, regles
from dossiers.forms.parties import FORMULAIRES
from dossiers.parties import PARTIES
from dossiers.views import communs
from workflows.concurrence import ailleurs_seulement, ecarts_avec, postees
from workflows.differences import garder_l_enregistre, instantane
from workflows.moteur import PERIME, Blocage, modifier
from workflows.templatetags.ecriture import heure
from workflows.temps import maintenant

AU_FIL = "X-Au-Fil"  # l’en-tête de l’enregistrement au fil de la frappe


def ne_s_ecrit_plus(dossier, personne):
    return f"Ce dossier ne s’écrit plus : il est « {dossier.statut_pour(personne).label} »."


def recevoir(request, dossier, partie, montrer):
    """Un envoi de cette partie. `montrer` rend la page quand il faut y revenir."""
    classe, vierge = FORMULAIRES[partie], FORMULAIRES[partie](dossier=dossier)
    ajouter = request.POST.get("ajouter", "")
    formulaire = classe(postees(request, vierge), dossier=dossier, ajouter=ajouter)
    version = communs.saisie(request)["version"]
    if version is not None and 0 <= version < dossier.version and ailleurs_seulement(request, vierge):
        version = dossier.version  # l’autre personne a écrit dans une autre partie : rien ne se contredit
    if AU_FIL in request.headers:
        return _au_fil(request, dossier, partie, formulaire, vierge, version)
    if formulaire.is_valid():
        try:
            ecrire(dossier, partie, formulaire, version, request.user)
            return _suite(request, dossier, partie, ajouter)
        except Blocage as blocage:
            formulaire.refuser(blocage)
            dossier = communs.ouvrir_en_entier(request, dossier.pk)
    return montrer(request, dossier, partie, formulaire, version)


def ecrire(dossier, partie, formulaire, version, par):
    """Pose une partie sur le dossier verrouillé. Lève `Blocage` ; alors rien n’est écrit."""
    par.relire_ses_droits()
    with modifier(dossier, version=-1 if version is None else version) as frais:
        if not regles.redige(frais, par):
            raise Blocage(ne_s_ecrit_plus(frais, par))
        if not regles.partie_ouverte(frais, partie):
            raise Blocage("Cette partie n’est pas à compléter : l’équipe n’a rouvert que celles qu’elle demande.")
        formulaire.enregistrer(frais)
        actions.oublier_les_attestations(frais)
        frais.modifie_par, frais.modifie_le = par, maintenant()


def _suite(request, dossier, partie, ajouter):
    """Où mène l’enregistrement : la même partie, la suivante, ou la relecture."""
    ici = reverse("dossiers:partie", args=[dossier.pk, partie])
    if ajouter:
        return redirect(f"{ici}?ajouter={ajouter}#liste-{ajouter}" if ajouter.isidentifier() else ici)
    messages.success(request, "Enregistré.")
    if "relire" in request.POST and regles.budget_en_revision(dossier):
        return redirect(dossier)
    if "relire" in request.POST:
        return redirect("dossiers:relire", dossier.pk)
    vers = request.POST.get("vers", "")
    return redirect("dossiers:partie", dossier.pk, vers) if vers in PARTIES else redirect(ici)


# Au fil de la frappe -------------------------------------------------------------------------------------


def _au_fil(request, dossier, partie, formulaire, vierge, version):
    """Garde tout ce qui est juste ; ce qui est faux ou à moitié tapé reste à l’écran, et se dit."""
    fautifs = [] if formulaire.is_valid() else [nom for nom in formulaire.errors if nom in formulaire.fields]
    if fautifs:
        juste = garder_l_enregistre(formulaire.data, fautifs, vierge)
        formulaire = FORMULAIRES[partie](juste, dossier=dossier)
    if not formulaire.is_valid():
        return JsonResponse(
            {"texte": "Pas encore enregistré : corrigez ce qui est signalé.", "fautifs": fautifs}, status=422
        )
    try:
        ecrire(dossier, partie, formulaire, version, request.user)
    except Blocage as blocage:
        return _refus(request, dossier, formulaire, version, blocage)
    ecrit = communs.ouvrir_en_entier(request, dossier.pk)
    reste = [formulaire.fields[nom].label for nom in fautifs if formulaire.fields[nom].label]
    texte = f"Enregistré à {heure(ecrit.modifie_le)}" + (f", sauf : {', '.join(reste)}" if reste else "")
    origine = instantane(FORMULAIRES[partie](dossier=ecrit))
    return JsonResponse(
        {
            "texte": texte,
            "version": ecrit.version,
            "origine": origine,
            "fautifs": fautifs,
            "cote": _cote(request, ecrit),
        }
    )


def _refus(request, dossier, formulaire, version, blocage):
    """Quelqu’un a écrit les mêmes champs : les deux versions, à choisir champ par champ. Rien n’est écrasé."""
    dossier = communs.ouvrir_en_entier(request, dossier.pk)
    reponse = {"texte": " ".join(map(str, blocage.motifs)), "version": dossier.version}
    if PERIME in blocage.motifs:
        enregistre = type(formulaire)(dossier=dossier)
        ecarts = ecarts_avec(request, formulaire, enregistre, version, dossier.version)
        contexte = {"ecarts": ecarts, "objet": dossier}
        reponse["ecarts"] = render_to_string("composants/ecarts.html", contexte, request)
    return JsonResponse(reponse, status=409)


def _cote(request, dossier):
    contexte = {"dossier": dossier} | communs.cote(dossier, communs.manques_au_depot(dossier), request.user)
    gabarit = "_avant_de_confirmer" if contexte["en_revision"] else "_ce_qui_manque"
    return render_to_string(f"dossiers/{gabarit}.html", contexte, request)
