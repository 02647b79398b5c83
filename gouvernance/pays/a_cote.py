"""Ce qui entoure un dossier semé : ses pièces, son référent, ses étiquettes, ses propositions, son partenaire."""

from datetime import timedelta

from dossiers.models import Etiquette, Partenariat, Piece, Proposition
from dossiers.pieces import Type
from dossiers.statuts import Statut, StatutLigne, StatutPartenariat
from gouvernance.pays import mots
from workflows.journal import condense
from workflows.temps import maintenant

ANCIENNETE = timedelta(days=200)
A_PLUSIEURS, SANS_REFERENT, ETIQUETE = 20, 4, 3  # un dossier sur tant
_DE_L_ORGANISATION = (Type.RIB, Type.STATUTS, Type.PV_AG, Type.COMPTES, Type.BUDGET)
_DU_DOSSIER = (Type.PROJET, Type.DEVIS, Type.DEVIS, Type.AUTRE, Type.AUTRE)
_PROPOSEES = (StatutLigne.RECEVABLE, StatutLigne.ACCORDEE, StatutLigne.REFUSEE, StatutLigne.AJOURNEE)


class ACote:
    """Fabrique ce qui s’attache aux dossiers d’un lieu ; rien n’en est écrit ici."""

    def __init__(self, lieux, gens):
        self.gens, self._piece = gens, 0
        self.etiquettes = [
            Etiquette(pk=2 * rang + n, convention=lieu.convention, texte=texte, ton=ton)
            for rang, lieu in enumerate(lieux)
            for n, (texte, ton) in enumerate(mots.ETIQUETTES, 1)
        ]
        self._du_lieu = {
            lieu.convention.pk: self.etiquettes[2 * rang : 2 * rang + 2] for rang, lieu in enumerate(lieux)
        }

    def des_porteurs(self):
        """Les pièces de chaque organisation : elles servent à tous ses dossiers."""
        for organisation, signataire in self.gens.porteurs:
            for type_ in _DE_L_ORGANISATION:
                yield self._une_piece(organisation, signataire, type_, maintenant() - ANCIENNETE)

    def pieces(self, vie):
        """Cinq pièces à un dossier déposé ; avec celles de son organisation, la page en montre dix."""
        d = vie.dossier
        for type_ in _DU_DOSSIER if d.depose_le else ():
            yield self._une_piece(d.organisation, vie.signataire, type_, d.modifie_le, dossier=d)

    def _une_piece(self, organisation, par, type_, le, **faits):
        self._piece += 1
        return Piece(
            organisation=organisation, type=type_, nom=f"piece-fictive-{self._piece}.pdf", genre="pdf", etat="saine",
            fichier=f"fictif-{self._piece}", taille=12_345, empreinte=condense(f"fictif {self._piece}"),
            ajoutee_par=par, ajoutee_le=le, **faits,
        )  # fmt: skip

    def etiqueter(self, vie):
        """Une étiquette sur trois dossiers déposés."""
        if vie.dossier.depose_le and vie.dossier.pk % ETIQUETE == 0:
            etiquette = self._du_lieu[vie.p.lieu.convention.pk][vie.dossier.pk % 2]
            yield Etiquette.dossiers.through(etiquette_id=etiquette.pk, dossier_id=vie.dossier.pk)

    def propositions(self, vie):
        """Ce que chaque guichet a proposé de ses demandes recevables, si le dossier est allé au comité."""
        for ligne in vie.p.lignes if vie.inscription else ():
            if ligne.statut in _PROPOSEES:
                agent = self.gens.agents[ligne.financeur.organisation_id]
                yield Proposition(
                    ligne=ligne, contrat_de_ville=ligne.demande_contrat_de_ville, par=agent,
                    role=f"agent, {ligne.financeur}", le=vie.dossier.depose_le + timedelta(days=1),
                )  # fmt: skip


def suivre(vie):
    """Un référent à qui est déposé, sauf à quelques-uns : la ville en cherche toujours."""
    dossier = vie.dossier
    if dossier.statut != Statut.BROUILLON and dossier.depose_le and dossier.pk % SANS_REFERENT:
        dossier.referent = vie.instructeur


def s_associer(vie):
    """Un dossier sur vingt se construit à deux : invité, puis confirmé, comme la machine le veut. Rend le partenariat."""
    d, (autre, signataire) = vie.dossier, vie.gens.porteurs[vie.dossier.pk % len(vie.gens.porteurs)]
    if d.pk % A_PLUSIEURS or autre.pk == d.organisation_id:
        return None
    sien = Partenariat(pk=d.pk, dossier=d, organisation=autre, attente="Une salle fictive.", invite_par=vie.signataire)
    invite, confirme = StatutPartenariat.INVITE, StatutPartenariat.CONFIRME
    sien.invite_le = vie.fil.passer(
        "inviter", vie.signataire, vie.roles["signataire"], str(sien.statut), str(invite), partenariat=sien
    )
    sien.repondu_le = vie.fil.passer(
        "confirmer", signataire, f"signataire, {autre}", str(invite), str(confirme), partenariat=sien
    )
    sien._meta.get_field("statut").set_state(sien, str(confirme))
    return sien
