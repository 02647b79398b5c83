"""Confronter un fichier vérifié à ce qui est déjà chargé : le commun se complète, le passé ne se réécrit pas."""

from datetime import timedelta

from django.db.models import Max

from comptes.models import Organisation
from programmation.chargement.enonces import comparer
from programmation.chargement.fautes import Faute, FichierRefuse, citer
from programmation.models.contrat import Contrat, Convention
from programmation.models.strategie import ObjectifStrategique, Orientation
from programmation.models.territoire import Indicateur, Quartier
from programmation.texte import assourdir
from workflows.temps import aujourd_hui


def confronter(plan):
    """Refuse ce qui contredirait la base. Rend les écarts d’énoncés, prêts à écrire."""
    contrat = Contrat.objects.filter(nom=plan.contrat["nom"], agglomeration=plan.contrat["agglomeration"]).first()
    convention = Convention.objects.filter(commune__nom=plan.convention.commune).select_related("contrat").first()
    ecarts = list(comparer(plan, convention))
    fautes = [
        *_organisations(plan.convention),
        *_contrat(plan, contrat, convention),
        *(faute for enjeu in plan.enjeux for faute in _enjeu(enjeu, contrat)),
        *(faute for quartier in plan.quartiers for faute in _quartier(quartier, contrat, convention)),
        *_quartiers_oublies(plan, convention),
        *_passe(plan, convention, [ecart for ecart in ecarts if ecart.change]),
    ]
    if fautes:
        raise FichierRefuse(*fautes)
    return ecarts


def contredits(objet, champs):
    """Les champs renseignés des deux côtés et différents : (champ, en base, dans le fichier)."""
    couples = ((nom, getattr(objet, nom), valeur) for nom, valeur in champs.items())
    return [couple for couple in couples if couple[1] not in ("", None) and couple[2] not in ("", None, couple[1])]


def _organisations(convention):
    for lue in (convention.pilote, *convention.copilotes):
        connue = Organisation.objects.filter(nom=lue.nom, parent=None).first()
        for champ, en_base, lu in contredits(connue, lue.champs) if connue else ():
            yield Faute(lue.ligne, f"{citer(lue.nom)} existe déjà : {champ} y vaut {citer(en_base)}, non {citer(lu)}.")


def _contrat(plan, contrat, convention):
    if convention and convention.contrat != contrat:
        motif = f"la convention de {plan.convention.commune} relève déjà du contrat {citer(convention.contrat)}."
        yield Faute(plan.convention.ligne, motif)
    partage = contrat and contrat.conventions.exclude(commune__nom=plan.convention.commune).exists()
    for champ, en_base, lu in contredits(contrat, plan.contrat) if partage else ():
        motif = f"{citer(champ)} du contrat vaut {citer(en_base)} pour les autres communes, non {citer(lu)}."
        yield Faute(plan.ligne_du_contrat, motif)


def _enjeu(lu, contrat):
    """Les trois premiers niveaux appartiennent à toute l’agglomération : on y ajoute, on n’y change pas un mot."""
    enjeu = contrat and contrat.enjeux.filter(numero=lu.numero).first()
    if not enjeu:
        return
    if enjeu.libelle != lu.libelle:
        yield Faute(lu.ligne, f"l’enjeu {lu.numero} du contrat est {citer(enjeu.libelle)}, non {citer(lu.libelle)}.")
    orientations = {assourdir(o.libelle): o for o in Orientation.objects.filter(enjeu=enjeu)}
    strategiques = {
        assourdir(s.libelle): s for s in ObjectifStrategique.objects.filter(enjeu=enjeu).select_related("orientation")
    }
    for orientation in lu.orientations:
        yield from _autrement_ecrit(orientation, orientations)
        for strategique in orientation.strategiques:
            yield from _autrement_ecrit(strategique, strategiques)
            connu = strategiques.get(assourdir(strategique.libelle))
            if connu and connu.orientation and orientation.libelle not in ("", connu.orientation.libelle):
                motif = f"cet objectif stratégique relève de {citer(connu.orientation)}, non de {citer(orientation.libelle)}."
                yield Faute(strategique.ligne, motif)


def _autrement_ecrit(lu, connus):
    connu = connus.get(assourdir(lu.libelle))
    if lu.libelle and connu and connu.libelle != lu.libelle:
        yield Faute(lu.ligne, f"le contrat écrit {citer(connu.libelle)} : gardez ses mots, accents compris.")


def _quartier(lu, contrat, convention):
    quartier = Quartier.objects.filter(slug=lu.slug).select_related("contrat").first()
    if quartier is None:
        homonyme = contrat and contrat.quartiers.filter(nom=lu.champs["nom"]).first()
        if homonyme:
            yield Faute(lu.ligne, f"{citer(homonyme.nom)} est déjà chargé sous la clé {citer(homonyme.slug)}.")
        return
    if quartier.contrat != contrat:
        yield Faute(lu.ligne, f"la clé {citer(lu.slug)} désigne déjà un quartier du contrat {citer(quartier.contrat)}.")
    elif est_partage(quartier, convention):
        yield from _quartier_partage(lu, quartier)


def est_partage(quartier, convention):
    """Vrai si la convention d’une autre commune le décrit aussi : aucune des deux ne décide seule."""
    return quartier.conventions.exclude(pk=convention and convention.pk).exists()


def _quartier_partage(lu, quartier):
    for champ, en_base, valeur in contredits(quartier, lu.champs):
        motif = f"{citer(quartier.nom)} est décrit par une autre commune : {champ} y vaut {citer(en_base)}, non {citer(valeur)}."
        yield Faute(lu.ligne, motif)
    communes = set(quartier.communes.values_list("nom", flat=True))
    if communes != set(lu.communes):
        yield Faute(
            lu.ligne, f"{citer(quartier.nom)} s’étend sur {citer(', '.join(sorted(communes)))} : dites-le de même."
        )
    connues = {mesure.code: mesure for mesure in Indicateur.objects.filter(quartier=quartier, annee=lu.annee)}
    for mesure in lu.mesures:
        if mesure.code in connues and contredits(connues[mesure.code], mesure.champs):
            yield Faute(
                lu.ligne, f"la mesure {citer(mesure.code)} de {lu.annee} est déjà chargée avec d’autres chiffres."
            )


def _quartiers_oublies(plan, convention):
    if convention is None:
        return
    for quartier in convention.quartiers.exclude(slug__in=[lu.slug for lu in plan.quartiers]):
        motif = f"il manque le quartier {citer(quartier.nom)} : un fichier ne retire pas un quartier de la convention."
        yield Faute(0, motif)


def _passe(plan, convention, ecarts):
    """Reformuler vaut pour la suite : ni une année close, ni une version plus récente ne se réécrit."""
    dernier = convention and dernier_changement(convention)
    if not ecarts or not dernier:
        return
    effet, entrants = plan.prend_effet_le, [lu for ecart in ecarts for lu, _ in ecart.entrants]
    combien = sum(max(len(ecart.entrants), len(ecart.sortants)) for ecart in ecarts)
    lignes = ", ".join(str(lu.ligne) for lu in entrants[:5])
    change = f"ce fichier change {combien} énoncé(s)" + (f" (ligne(s) {lignes})" if lignes else "")
    sortants = [enonce for ecart in ecarts for enonce in ecart.sortants]
    if effet < dernier or any(enonce.valide_du >= effet for enonce in sortants):
        motif = (
            f"{change}, mais la version en vigueur date du {dernier:%d/%m/%Y} : donnez une date d’effet postérieure."
        )
        yield Faute(plan.ligne_d_effet, motif)
    elif effet.year < aujourd_hui().year:
        motif = f"{change} dès {effet.year}, une année passée : la date d’effet doit tomber en {aujourd_hui().year} ou après."
        yield Faute(plan.ligne_d_effet, motif)
    for ecart in ecarts:
        anciens = {getattr(enonce, ecart.case.champ) for enonce in ecart.sortants}
        for lu, _ in ecart.entrants:
            if lu.remplace and lu.remplace not in anciens:
                yield Faute(
                    lu.ligne,
                    f"{citer(lu.remplace)} n’est pas un objectif de cette case, ou y reste : rien à remplacer.",
                )


def dernier_changement(convention):
    """Le jour où la version en vigueur a été ouverte."""
    jours = []
    for enonces in (convention.constats, convention.enjeux_prioritaires, convention.objectifs):
        bornes = enonces.aggregate(ouvert=Max("valide_du"), clos=Max("valide_au"))
        jours += [bornes["ouvert"], bornes["clos"] and bornes["clos"] + timedelta(days=1)]
    return max(filter(None, jours), default=None)
