"""Les pièces d’une organisation et d’un dossier : ce qui est attendu, ce qui est là ; joindre, remplacer, lire, examiner."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.acces import EQUIPE, FINANCEUR, PORTEUR, ouvert_a, titres_de
from comptes.models import Qualite
from dossiers import actions, regles
from dossiers.actions.pieces import coffre
from dossiers.forms.pieces import FormulaireExamen, FormulairePiece, limite_en_mots
from dossiers.models import Piece, pieces_attendues, pieces_de_l_organisation, pieces_demandees
from dossiers.models.piece import dossiers_a_pieces, organisations_a_pieces
from dossiers.pieces import MODELES, joint_a_l_organisation, joint_au_dossier, lit_les_pieces
from dossiers.views import communs
from papiers.recus import GENRES
from workflows.moteur import Blocage

METHODES = ["GET", "HEAD", "POST"]
ENTETES = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "none",
}
NON_TRAITE, TROP_LOURD = 422, 413


@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def pieces(request, pk):
    """Les pièces d’une organisation, qui servent à tous ses dossiers."""
    organisation = get_object_or_404(organisations_a_pieces(request.user), pk=pk)
    return _joindre(request, organisation) if request.method == "POST" else _montrer(request, organisation)


@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def pieces_du_dossier(request, pk):
    """Celles de son organisation, et les siennes."""
    dossier = _dossier(request, pk)
    if request.method == "POST":
        return _joindre(request, dossier.organisation, dossier)
    return _montrer(request, dossier.organisation, dossier)


@ouvert_a(PORTEUR, EQUIPE, FINANCEUR)
@require_safe
def piece(request, pk):
    """Le fichier, en téléchargement seulement ; le droit se vérifie à chaque fois."""
    lue = get_object_or_404(Piece.objects.visibles_par(request.user), pk=pk)
    try:
        fichier = coffre().ouvrir(lue.fichier) if lue.est_saine else None
    except FileNotFoundError:
        fichier = None
    if fichier is None:
        raise Http404
    reponse = FileResponse(fichier, as_attachment=True, filename=lue.nom, content_type=GENRES[lue.genre].mime)
    for entete, valeur in ENTETES.items():
        reponse.headers[entete] = valeur
    return reponse


@ouvert_a(EQUIPE)
@require_POST
def piece_examen(request, pk):
    """Conforme ou non, par l’équipe ; le retour se fait là d’où l’on vient."""
    lue = get_object_or_404(
        Piece.objects.examinables_par(request.user).select_related("organisation", "dossier"), pk=pk
    )
    dossier = lue.dossier_id or _numero(request.POST.get("retour"))
    dossier = _dossier(request, dossier) if dossier else None
    formulaire = FormulaireExamen(request.POST, piece=lue)
    if formulaire.is_valid():
        lus = formulaire.cleaned_data
        try:
            avis = {"conforme": lus["conforme"] == "oui", "commentaire": lus["commentaire"]}
            actions.examiner(lue, par=request.user, version=communs.saisie(request)["version"], **avis)
            messages.success(request, f"{lue.get_type_display()} : votre avis est enregistré, le porteur le lit.")
            return redirect(f"{_adresse(lue.organisation, dossier)}#{lue.modele.ancre}")
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return _montrer(request, lue.organisation, dossier, formulaire, NON_TRAITE)


# Joindre -------------------------------------------------------------------------------------------------


def _joindre(request, organisation, dossier=None):
    """Refusé à qui n’écrit pas ici, comme une page absente ; à qui écrit, avec une phrase au champ du fichier."""
    if not _ecrit(organisation, dossier, request.user):
        raise Http404
    modele = MODELES.get(request.POST.get("type"))
    if modele is None or (modele.du_dossier and dossier is None):
        return _montrer(request, organisation, dossier, statut=NON_TRAITE, plainte="Ce type de pièce n’existe pas ici.")
    refus = getattr(request, "refus_de_reception", {}).get("fichier", "")
    remplacee = _numero(request.POST.get("vue"))
    formulaire = FormulairePiece(request.POST, request.FILES, modele=modele, refus=refus, remplacee=remplacee)
    if formulaire.is_valid():
        try:
            jointe = actions.joindre(
                formulaire.cleaned_data["fichier"], modele=modele, organisation=organisation, dossier=dossier,
                par=request.user, vue=formulaire.cleaned_data["vue"], cle=communs.saisie(request)["cle"],
                **formulaire.faits(),
            )  # fmt: skip
            return _apres(request, jointe, f"{_adresse(organisation, dossier)}#{modele.ancre}")
        except Blocage as blocage:
            formulaire.refuser(blocage)
        except PermissionDenied:
            raise Http404 from None
    statut = TROP_LOURD if formulaire.est_trop_lourd else NON_TRAITE
    return _montrer(request, organisation, dossier, formulaire, statut)


def _apres(request, jointe, suite):
    if jointe.est_saine:
        messages.success(request, f"{jointe.get_type_display()} : « {jointe.nom} » est joint.")
    else:
        messages.warning(request, f"« {jointe.nom} » est reçu ; il se lira une fois vérifié par l’antivirus.")
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return HttpResponse(status=204, headers={"X-Suite": suite})
    return redirect(suite)


# Montrer -------------------------------------------------------------------------------------------------


def _montrer(request, organisation, dossier=None, fautif=None, statut=200, plainte=""):
    """La page ; `fautif` : le formulaire à rendre tel qu’il fut rempli, à sa place."""
    personne = request.user
    attendues = pieces_attendues(dossier, personne) if dossier else pieces_de_l_organisation(organisation, personne)
    examinables = _examinables(attendues, personne)
    for attendue in attendues:
        attendue.examens = [
            fautif if getattr(fautif, "piece", None) == lue else FormulaireExamen(piece=lue)
            for lue in attendue.visibles
            if lue.pk in examinables
        ]
        attendue.formulaires = list(_formulaires(attendue, organisation, dossier, personne, fautif))
    contexte = {
        "organisation": organisation,
        "dossier": dossier,
        "formulaire": fautif,
        "plainte": plainte,
        "de_l_organisation": [a for a in attendues if not a.modele.du_dossier],
        "du_dossier": [a for a in attendues if a.modele.du_dossier],
        "pieces_demandees": pieces_demandees(dossier) if dossier else [],
        "manquent": [a for a in attendues if a.manque],
        "limite": limite_en_mots(),
        "adresse": _adresse(organisation, dossier),
        "est_equipe": EQUIPE in titres_de(personne),
        "est_porteur": personne.agit_comme(Qualite.PORTEUR, organisation.pk),
        "ecrit": _ecrit(organisation, dossier, personne),
        "redige": dossier is not None and regles.redige(dossier, personne),
    }
    return render(request, "dossiers/pieces.html", contexte, status=statut)


def _formulaires(attendue, organisation, dossier, personne, fautif):
    """Un formulaire par type ; pour un type qui s’accumule, un par pièce à remplacer et un pour en ajouter."""
    modele = attendue.modele
    cibles = [*attendue.courantes, None] if modele.plusieurs else [attendue.courante]
    for cible in cibles:
        if not _peut_joindre(modele, organisation, dossier, personne, cible):
            continue
        numero = cible and cible.pk
        du_meme = isinstance(fautif, FormulairePiece) and fautif.modele == modele
        if du_meme and (not modele.plusieurs or fautif.initial["vue"] == numero):
            fautif.cible = cible
            yield fautif
        else:
            formulaire = FormulairePiece(modele=modele, remplacee=numero)
            formulaire.cible = cible
            yield formulaire


def _peut_joindre(modele, organisation, dossier, personne, remplacee):
    if modele.du_dossier:
        return joint_au_dossier(dossier, personne, remplacee)
    return joint_a_l_organisation(organisation, personne, modele)


def _ecrit(organisation, dossier, personne):
    """Vrai si cette personne peut joindre quelque chose ici, ne serait-ce qu’une pièce de l’organisation."""
    if any(joint_a_l_organisation(organisation, personne, m) for m in MODELES.values() if not m.du_dossier):
        return True
    return dossier is not None and joint_au_dossier(dossier, personne)


def _examinables(attendues, personne):
    lues = [lue.pk for attendue in attendues for lue in attendue.visibles]
    return set(Piece.objects.examinables_par(personne).filter(pk__in=lues).values_list("pk", flat=True))


def _dossier(request, pk):
    dossiers = dossiers_a_pieces(request.user).select_related("organisation", "campagne__convention__pilote")
    return get_object_or_404(dossiers, pk=pk)


def _adresse(organisation, dossier):
    if dossier:
        return reverse("dossiers:pieces-du-dossier", args=[dossier.pk])
    return reverse("dossiers:pieces", args=[organisation.pk])


def _numero(texte):
    """Une clé postée, ou rien si elle n’en a pas la forme."""
    texte = texte or ""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 13 else None


def resume_des_pieces(dossier, personne):
    """Pour la page du dossier : ses pièces attendues, ou rien à qui ne les lit pas."""
    return pieces_attendues(dossier) if lit_les_pieces(dossier, personne) else None
