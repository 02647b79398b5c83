"""La vie d’un dossier semé : de son dépôt jusqu’à l’état qu’on lui destine, passage après passage."""

from datetime import timedelta
from decimal import Decimal

from dossiers import attestations
from dossiers.models import Attestation, Bilan, Decision, Exemplaire, Inscription
from dossiers.statuts import CATALOGUE, Statut, StatutBilan, StatutLigne
from gouvernance.pays import mots
from gouvernance.pays.a_cote import s_associer, suivre
from gouvernance.pays.fil import Fil
from workflows.envois import Envoi
from workflows.journal import canonique, condense
from workflows.temps import PARIS, maintenant

S, L, B = Statut, StatutLigne, StatutBilan
AU_COMITE = (S.EN_COMITE, S.PROGRAMME, S.AJOURNE, S.NON_RETENU, S.PRESENTE, S.MIS_EN_PERSPECTIVE, S.CLOS, S.DESISTE)
RETENUS = (S.PROGRAMME, S.PRESENTE, S.MIS_EN_PERSPECTIVE, S.CLOS, S.DESISTE)


class Vie:
    """Mène un projet jusqu’à `destin`, par les transitions que la machine déclare et dans leur ordre."""

    def __init__(self, projet, destin, gens, seances):
        self.p, self.destin, self.gens, self.seances = projet, destin, gens, seances
        self.dossier, (organisation, self.signataire) = projet.dossier, projet.porteur
        self.chef, (self.instructeur, _) = gens.equipes[projet.lieu.convention.pk]
        ville = projet.lieu.convention.pilote
        self.roles = {"signataire": f"signataire, {organisation}", "chef": f"chef de projet, {ville}",
                      "instructeur": f"instructeur, {ville}", "automate": "automate"}  # fmt: skip
        self.fil = Fil(self.dossier, gens.identites, self.dossier.modifie_le, projet.exercice.pas)
        self.inscription, self.decisions, self.envois, self.bilan = None, [], [], None
        self.attestations, self.exemplaire = [], None
        self.partenariat = s_associer(self)
        self._vivre()
        suivre(self)

    # Le récit ------------------------------------------------------------------------------------------

    def _vivre(self):
        if self.destin == S.BROUILLON:
            return
        if self.destin == S.ABANDONNE and self.dossier.pk % 2:
            self._du_porteur("abandonner", S.ABANDONNE, motif=mots.MOTIF)
            return
        self.dossier.depose_le = self._du_porteur("deposer", S.DEPOSE)
        self._garder_ce_qui_est_depose()
        self._prevenir("dossier.deposer")
        if self.destin == S.INCOMPLET or self.dossier.pk % 7 == 0:
            self._demander_des_complements()
        if self.destin == S.ABANDONNE:
            self._du_porteur("abandonner", S.ABANDONNE, motif=mots.MOTIF)
        if self.destin in (S.DEPOSE, S.INCOMPLET, S.ABANDONNE):
            return
        self._constater()
        if self.destin in AU_COMITE:
            self._passer_au_comite()

    def _garder_ce_qui_est_depose(self):
        """Les attestations mot pour mot, et un exemplaire du dossier, abrégé : assez pour que son empreinte se vérifie."""
        d, qui = self.dossier, f"{self.signataire}, {self.roles['signataire']}"
        faits = {"dossier": d, "par": self.signataire, "le": d.depose_le}
        textes = attestations.demandees(d.organisation)
        self.attestations = [
            Attestation(code=code, texte=texte, qualite=qui, **faits) for code, texte in textes.items()
        ]
        champs = [{"code": nom, "libelle": nom, "texte": getattr(d, nom)} for nom in ("intitule", "description")]
        contenu = [{"code": "action", "titre": "L’action (exemplaire fictif)", "champs": champs}]
        self.exemplaire = Exemplaire(rang=1, contenu=contenu, empreinte=condense(canonique(contenu)), **faits)

    def _demander_des_complements(self):
        echeance = max(self.fil.instant, maintenant().replace(microsecond=0)) + timedelta(days=14)
        self.dossier.demande_de_complements = "Un devis fictif, et le nombre de séances."
        donnees = {"demande": self.dossier.demande_de_complements, "echeance": echeance.isoformat()}
        self._de_l_equipe("demander_complements", S.INCOMPLET, donnees=donnees)
        self.dossier.echeance = echeance
        self._prevenir("dossier.demander_complements")
        if self.destin != S.INCOMPLET:
            self._du_porteur("completer", S.DEPOSE)
            self.dossier.echeance = None

    def _constater(self):
        irrecevable = self.destin == S.IRRECEVABLE
        for rang, ligne in enumerate(self.p.lignes):
            if irrecevable or (rang and rang % 5 == 4):
                ligne.motif = mots.MOTIF
                self._de_la_ligne("declarer_irrecevable", ligne, L.IRRECEVABLE, motif=mots.MOTIF)
            else:
                self._de_la_ligne("declarer_recevable", ligne, L.RECEVABLE)
        vers = S.IRRECEVABLE if irrecevable else S.RECEVABLE
        self._passer("constater_la_recevabilite", self.gens.automate, "automate", vers)
        self._prevenir("dossier.constater_la_recevabilite")

    def _passer_au_comite(self):
        comite = self.seances.pour(self.p, encore_ouverte=self.destin == S.EN_COMITE)
        self._de_l_equipe("inscrire", S.EN_COMITE, donnees={"seance": comite.pk})
        self.inscription = Inscription(
            pk=self.dossier.pk, seance=comite, dossier=self.dossier, ordre=self.dossier.numero % 30_000
        )
        if self.destin == S.EN_COMITE:
            return
        for ligne in [x for x in self.p.lignes if x.statut == L.RECEVABLE]:
            self._decider(ligne)
        issue = S.PROGRAMME if self.destin in RETENUS else self.destin
        self._du_chef("acter", issue)
        if issue == S.PROGRAMME:
            self.bilan = Bilan(pk=self.dossier.pk, dossier=self.dossier, du_le=self.p.exercice.bilan_du_le)
        if self.destin in (S.PROGRAMME, S.AJOURNE) and self.dossier.pk % 3 == 0:
            return  # actée, pas encore annoncée
        self._annoncer()
        if self.destin in RETENUS:
            self._realiser()

    def _decider(self, ligne):
        verbe = {S.AJOURNE: "ajourner", S.NON_RETENU: "refuser"}.get(self.destin, "accorder")
        montant = Decimal(0)
        if verbe == "accorder":
            montant = ligne.demande_contrat_de_ville * (ligne.pk % 4 + 1) // 4
            ligne.accorde_contrat_de_ville, ligne.accorde_droit_commun = montant, ligne.demande_droit_commun
        else:
            ligne.motif = mots.MOTIF
        vers = {"ajourner": L.AJOURNEE, "refuser": L.REFUSEE, "accorder": L.ACCORDEE}[verbe]
        self._de_la_ligne(verbe, ligne, vers, par="chef", motif=ligne.motif)
        self.decisions.append(
            Decision(
                inscription=self.inscription,
                ligne=ligne,
                choix=verbe,
                contrat_de_ville=montant,
                motif=ligne.motif,
                saisie_par=self.chef,
                saisie_le=self.fil.instant,
            )
        )

    def _annoncer(self):
        for ligne in self.p.lignes:
            if ligne.statut == L.ACCORDEE:
                ligne.vote_le = self.fil.instant.astimezone(PARIS).date()
                ligne.vote_reference = f"Délibération fictive {ligne.pk}"
                acte = {"vote_le": ligne.vote_le.isoformat(), "vote_reference": ligne.vote_reference}
                self._de_la_ligne("voter", ligne, L.VOTEE, donnees=acte)
            if ligne.statut in (L.VOTEE, L.REFUSEE):
                ligne.notifiee_le = self._de_la_ligne("notifier", ligne, ligne.statut)
        self.dossier.annonce_le = self._du_chef("annoncer", self.dossier.statut)
        self._prevenir("dossier.annoncer")

    def _realiser(self):
        if self.destin == S.DESISTE:
            self._du_porteur("se_desister", S.DESISTE, motif=mots.MOTIF)
            for ligne in [x for x in self.p.lignes if x.statut == L.VOTEE]:
                self._de_la_ligne("annuler", ligne, L.ANNULEE, par="automate", motif=mots.MOTIF)
            return
        if self.destin in CATALOGUE and self.destin != S.PROGRAMME:
            self._du_chef("presenter", S.PRESENTE)
        if self.destin == S.MIS_EN_PERSPECTIVE:
            self.dossier.suite_proposee = "reconduire"
            self._du_chef("mettre_en_perspective", S.MIS_EN_PERSPECTIVE, donnees={"suite": "reconduire"})
        if self.destin == S.CLOS:
            self._clore()

    def _clore(self):
        bilan, prevues = self.bilan, sum(x.montant for x in self.p.postes if x.sens == "charge")
        bilan.recit, bilan.charges_realisees = "L’action fictive a eu lieu.", prevues
        bilan.beneficiaires_total = self.dossier.beneficiaires_total
        bilan.recu_le = self._du_bilan("transmettre", "signataire", B.RECU)
        self._du_bilan("accepter", "instructeur", B.ACCEPTE)
        for ligne in [x for x in self.p.lignes if x.statut == L.VOTEE]:
            ligne.engagement = f"EJ-FICTIF-{ligne.pk}"
            self._de_la_ligne("engager", ligne, L.ENGAGEE, donnees={"engagement": ligne.engagement})
            self._de_la_ligne("solder", ligne, L.SOLDEE)
        self._de_l_equipe("clore", S.CLOS)

    # Les gestes ----------------------------------------------------------------------------------------

    def _passer(self, nom, par, role, vers, **faits):
        depuis = self.dossier.statut
        instant = self.fil.passer(nom, par, self.roles[role], str(depuis), str(vers), **faits)
        _poser(self.dossier, vers)
        return instant

    def _du_porteur(self, nom, vers, **faits):
        return self._passer(nom, self.signataire, "signataire", vers, **faits)

    def _de_l_equipe(self, nom, vers, **faits):
        return self._passer(nom, self.instructeur, "instructeur", vers, **faits)

    def _du_chef(self, nom, vers, **faits):
        return self._passer(nom, self.chef, "chef", vers, **faits)

    def _de_la_ligne(self, nom, ligne, vers, par="", **faits):
        agent = self.gens.agents[ligne.financeur.organisation_id]
        qui = {"chef": self.chef, "automate": self.gens.automate}.get(par, agent)
        role = self.roles.get(par) or f"agent, {ligne.financeur}"
        instant = self.fil.passer(nom, qui, role, str(ligne.statut), str(vers), ligne=ligne, **faits)
        _poser(ligne, vers)
        return instant

    def _du_bilan(self, nom, role, vers):
        par = self.signataire if role == "signataire" else self.instructeur
        instant = self.fil.passer(nom, par, self.roles[role], str(self.bilan.statut), str(vers), bilan=self.bilan)
        _poser(self.bilan, vers)
        return instant

    def _prevenir(self, regle):
        """Un courriel déjà remis au signataire, tel que le registre le garde."""
        envoi = Envoi(
            regle=regle, objet=f"dossier:{self.dossier.pk}", adresse=self.signataire.courriel, echeance=self.fil.instant,
            personne=self.signataire, perimetre=f"convention:{self.p.lieu.convention.pk}",
            pourquoi=f"vous êtes signataire pour {self.p.porteur[0]}", lien=self.dossier.get_absolute_url(),
            sujet=f"Votre dossier {self.dossier.reference} (fictif)", corps="Courriel fictif, jamais parti.",
            statut=Envoi.Statut.ENVOYEE, envoyee_le=self.fil.instant, cree_le=self.fil.instant,
        )  # fmt: skip
        self.envois.append(envoi.sceller())


def _poser(objet, statut):
    """Le statut d’un objet qui n’est pas encore en base, posé comme le fait la bibliothèque une fois une transition jouée."""
    objet._meta.get_field("statut").set_state(objet, str(statut))
