"""Les fiches, les membres et les invitations des organisations du monde ; chacun de leurs mots est un canari."""

from datetime import timedelta

from comptes import liens
from comptes.models import Adhesion, Adresse, Agrement, Droit, Fiche, Interlocuteur, MoyensHumains, Qualite
from comptes.organisations import invitations
from comptes.organisations.sections_suite import annee_comptee
from tests import fabriques
from tests.acces import droits
from workflows.temps import maintenant

_SIGNATAIRES = {"asso_a": "signataire_a", "asso_b": "deux_assos", "asso_z": "signataire_z"}


def remplir(m):
    m.organisations = {"asso_a": m.asso_a, "asso_b": m.asso_b, "asso_z": m.asso_z}
    for nom, organisation in m.organisations.items():
        _fiche(m, nom, organisation)
    _membres(m)
    m.jetons_personnels = {"a_une_inconnue": _invitation(m), "de_l_oublieuse": _oubli()}


def _fiche(m, nom, organisation):
    """L’identité voyage avec le dossier : qui en lit un en entier la lit. Les personnes, non."""
    lisent = droits.LISENT_L_ORGANISATION[nom]
    avec_un_dossier = lisent.union(*(qui for dossier, qui in droits.LISENT.items() if dossier[-1] == nom[-1]))

    def mot(quoi):
        return m.jetons.mot(f"{nom}, {quoi}", lisent)

    def identite(quoi):
        return m.jetons.mot(f"{nom}, {quoi}", avec_un_dossier)

    Fiche.objects.create(
        organisation=organisation, objet_statutaire=identite("objet statutaire"), reseau=identite("réseau")
    )
    Adresse.objects.create(
        organisation=organisation,
        usage="siege",
        voie=identite("voie"),
        code_postal="62400",
        commune=identite("commune"),
    )
    Interlocuteur.objects.create(
        organisation=organisation, role="representant", nom=mot("représentant"), fonction=mot("fonction"),
        courriel=f"{mot('adresse du représentant')}@exemple.invalid",
    )  # fmt: skip
    Agrement.objects.create(organisation=organisation, type=identite("agrément"))
    MoyensHumains.objects.create(
        organisation=organisation,
        annee=annee_comptee(),
        benevoles=int(m.jetons.montant(f"{nom}, bénévoles", avec_un_dossier)),
    )


def _membres(m):
    """{(organisation, personne): rattachement}, et l’invitation en attente de chaque organisation."""
    porteurs = Adhesion.objects.filter(qualite=Qualite.PORTEUR)
    m.membres = {
        (nom, qui): porteurs.get(organisation=organisation, utilisateur=m.personnes[qui])
        for nom, organisation in m.organisations.items()
        for qui in {"asso_a": ("redacteur_a", "signataire_a"), "asso_b": ("deux_assos",)}.get(nom, ("signataire_z",))
    }
    m.attendues = {}
    for nom, organisation in m.organisations.items():
        attendue = m.jetons.mot(f"{nom}, adresse invitée", droits.LISENT_LE_JOURNAL_DE[nom])
        invitation = invitations.inviter(
            organisation, f"{attendue}@exemple.invalid", Droit.LECTEUR, par=m.personnes[_SIGNATAIRES[nom]]
        )
        m.attendues[nom, "attendue"] = invitation


def _invitation(m):
    """Le lien d’une invitation à une adresse sans compte : qui le tient l’ouvre."""
    invitation = invitations.inviter(
        m.asso_a, "inconnue@exemple.invalid", Droit.LECTEUR, par=m.personnes["signataire_a"]
    )
    return liens.jeton_d_invitation(invitation)


def _oubli():
    """Le lien d’une personne qui a oublié son mot de passe."""
    return liens.jeton_d_oubli(fabriques.personne("Oubli", "Essai"), maintenant() + timedelta(days=1))
