"""L’accueil de chacun, les machines telles que le code les déclare, l’état de santé, et les pages qui expliquent."""

from django.db import DatabaseError
from django.http import JsonResponse
from django.shortcuts import render

from comptes.acces import EQUIPE, PUBLIC, ouvert_a
from comptes.contexte import qualite_principale
from comptes.models import Qualite
from gouvernance.accueil import accueils
from gouvernance.accueil.machines import machines_vues_par
from gouvernance.accueil.sante import pouls
from workflows.temps import aujourd_hui

ACCUEILS = {
    Qualite.EQUIPE: ("accueil/equipe.html", accueils.de_l_equipe),
    Qualite.FINANCEUR: ("accueil/financeur.html", accueils.du_financeur),
    Qualite.PORTEUR: ("accueil/porteur.html", accueils.du_porteur),
    Qualite.LECTURE: ("accueil/lecture.html", accueils.de_la_lecture),
}


@ouvert_a(PUBLIC)
def accueil(request):
    """Une adresse, une page par titre ; qui n’en a aucun lit quoi faire."""
    sans_titre = "accueil/sans_rattachement.html" if request.user.is_authenticated else "accueil/public.html"
    gabarit, composer = ACCUEILS.get(qualite_principale(request.user), (sans_titre, accueils.du_public))
    return render(request, gabarit, {"aujourd_hui": aujourd_hui()} | composer(request.user))


@ouvert_a(EQUIPE)
def machines(request):
    return render(request, "accueil/machines.html", {"machines": machines_vues_par(request.user)})


@ouvert_a(PUBLIC)
def sante(request):
    """Un processus qui répond ne prouve rien : on dit la base, et le plus vieux courriel qui attend."""
    try:
        constat = pouls()
    except DatabaseError:
        constat = {"base": "injoignable", "va_bien": False}
    return JsonResponse(constat, status=200 if constat["va_bien"] else 503, headers={"Cache-Control": "no-store"})


@ouvert_a(PUBLIC)
def aide(request):
    return render(request, "accueil/aide.html")


@ouvert_a(PUBLIC)
def accessibilite(request):
    return render(request, "accueil/accessibilite.html")


@ouvert_a(PUBLIC)
def donnees_personnelles(request):
    return render(request, "accueil/donnees_personnelles.html")
