"""Importer pour de bon : l’étude est refaite sous verrou, puis tout s’écrit en une transaction, ou rien."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from comptes.models import Organisation, Qualite
from dossiers import actions, regles
from dossiers.models import Dossier, Ligne
from echanges.differences import HORS_DU_DOSSIER, MULTIPLES
from echanges.etude import Issue, etudier
from echanges.lignes import PARTS
from echanges.models import Import, RangImporte
from programmation.models import Campagne
from workflows.moteur import Blocage, modifier
from workflows.temps import maintenant

A_CHANGE = "Des données ont changé depuis cet essai : rien n’est écrit. Relisez le nouvel essai, puis importez."
FAUTIF = "Des lignes sont fautives : rien n’est écrit. Corrigez le tableur, puis déposez-le de nouveau."
EN_MEME_TEMPS = (
    "Quelqu’un a écrit les mêmes données au même instant : rien n’est écrit. Relisez l’essai, puis recommencez."
)
LOT = 500


def importer(import_recu, *, par, empreinte):
    """Écrit ce que l’essai a montré (`empreinte`), et rend l’import. Rejoué, il rend le même sans rien écrire.

    Lève `Blocage` (avec la phrase) ou `PermissionDenied` ; alors rien n’est écrit.
    """
    try:
        return _importer(import_recu, par, empreinte)
    except IntegrityError:
        raise Blocage(EN_MEME_TEMPS) from None


@transaction.atomic
def _importer(import_recu, par, empreinte):
    par.relire_ses_droits()
    campagne = Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=import_recu.campagne_id)
    import_recu = Import.verrouiller(import_recu.pk)
    if not par.agit_comme(Qualite.EQUIPE, campagne.convention.pilote_id):
        raise PermissionDenied
    if import_recu.ecrit_le:
        return import_recu
    etude = etudier(import_recu, par)
    if etude.fautes:
        raise Blocage(FAUTIF)
    if etude.empreinte != empreinte:
        raise Blocage(A_CHANGE)
    Organisation.objects.bulk_create(etude.nouvelles, batch_size=LOT)
    _creer([rang for rang in etude.rangs if rang.issue == Issue.CREE], import_recu.campagne, par)
    for rang in etude.rangs:
        if rang.issue == Issue.CHANGE:
            _changer(rang, par)
    actions.enregistrer_ensemble([rang.dossier for rang in etude.rangs if rang.sera_enregistre], par=par)
    return _consigner(import_recu, etude, par)


# Créer --------------------------------------------------------------------------------------------------


def _creer(rangs, campagne, par):
    """Les nouveaux dossiers, leurs listes et leurs demandes : quelques requêtes, quel qu’en soit le nombre."""
    for rang in rangs:
        rang.dossier = Dossier(organisation=rang.organisation, **_simples(rang))
    actions.ouvrir_ensemble(campagne, [rang.dossier for rang in rangs], par=par)
    for nom in MULTIPLES:
        champ = Dossier._meta.get_field(nom)
        liens = champ.remote_field.through
        autre = champ.m2m_reverse_field_name()
        liens.objects.bulk_create(
            [
                liens(dossier=rang.dossier, **{autre: objet})
                for rang in rangs
                for objet in rang.lue.valeurs.get(nom) or ()
            ],
            batch_size=LOT,
        )
    Ligne.objects.bulk_create(
        [
            Ligne(dossier=rang.dossier, financeur=financeur, **_parts(parts))
            for rang in rangs
            for financeur, parts in rang.lue.demandes.items()
            if any(parts.values())
        ],
        batch_size=LOT,
    )


def _simples(rang):
    return {
        code: valeur
        for code, valeur in rang.lue.valeurs.items()
        if code not in MULTIPLES and code not in HORS_DU_DOSSIER
    }


def _parts(parts):
    return {PARTS[part]: montant for part, montant in parts.items()}


# Changer ------------------------------------------------------------------------------------------------


def _changer(rang, par):
    """Un brouillon de l’équipe, et lui seul ; la version lue à l’essai est comparée."""
    with modifier(rang.dossier, version=rang.dossier.version) as frais:
        if not (regles.equipe_qui_a_saisi(frais, par) and regles.redige(frais, par)):
            raise Blocage(f"{frais.reference} ne s’écrit plus : rien n’est écrit.")
        for code, valeur in _simples(rang).items():
            setattr(frais, code, valeur)
        for nom in MULTIPLES:
            if nom in rang.lue.valeurs:
                getattr(frais, nom).set(rang.lue.valeurs[nom])
        frais.organisation = rang.organisation or frais.organisation
        frais.modifie_par, frais.modifie_le = par, maintenant()
        actions.saisir_les_demandes(frais, {f: _parts(parts) for f, parts in rang.lue.demandes.items()})
    rang.dossier = frais


# Garder la trace ----------------------------------------------------------------------------------------


def _consigner(import_recu, etude, par):
    recus = []
    for rang in etude.rangs:
        recu = rang.lue.rang
        recu.issue, recu.dossier = rang.issue, rang.dossier
        recus.append(recu)
    RangImporte.objects.bulk_update(recus, ["issue", "dossier"], batch_size=200)
    comptes = Counter(str(rang.issue) for rang in etude.rangs)
    import_recu.comptes = dict(comptes) | {"organisations": len(etude.nouvelles)}
    import_recu.ecrit_le, import_recu.par = maintenant(), par
    import_recu.version += 1
    import_recu.save(update_fields=["comptes", "ecrit_le", "par", "version"])
    return import_recu
