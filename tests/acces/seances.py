"""Les séances du monde et ce qui suit : décisions saisies, actées, tues, annoncées ; subvention versée, bilan rendu."""

from datetime import date

from dossiers import actions
from dossiers.actions.versements import verser
from dossiers.models import Dossier, Inscription, Lettre, Ligne
from tests import fabriques
from tests.acces import droits
from tests.acces.depots import associe_puis_recevable, chef_de, recevable
from workflows.temps import aujourd_hui


def _seance(m, nom, temps, *inscrits):
    jetons, campagne = m.jetons, m.campagne_2 if nom.endswith("_2") else m.campagne_1
    lisent = droits.LISENT_LA_SEANCE[nom]
    creee = fabriques.seance(
        campagne, temps, f"Séance {jetons.mot(f'{nom}, intitulé', droits.CALENDRIER.get(nom, lisent))}",
        lieu=jetons.mot(f"{nom}, lieu", lisent),
    )  # fmt: skip
    m.seances[nom] = creee
    fabriques.presence(creee, jetons.mot(f"{nom}, présent", lisent))
    for dossier in inscrits:
        inscrite = actions.inscrire(creee, m.dossiers[dossier], par=chef_de(m, nom))
        if temps != 1:
            Inscription.objects.filter(pk=inscrite.pk).update(note=jetons.mot(f"{nom}, note sur {dossier}", lisent))
        m.inscriptions[nom, dossier] = inscrite
    return creee


def _ouvrir(m, nom):
    m.seances[nom] = fabriques.ouvrir(m.seances[nom], chef_de(m, nom))


def _decider(m, seance, dossier, guichet, choix):
    """Saisit une décision en séance ; le montant ou le motif est un canari de qui lira la décision."""
    quoi, ligne = f"{dossier}, {choix} par {guichet}", m.lignes[dossier, guichet]
    lisent = droits.LISENT_LA_SEANCE[seance] | droits.LISENT_LA_DECISION.get(dossier, droits.PERSONNE)
    valeurs = {"motif": m.jetons.mot(f"{quoi}, motif", lisent)}
    if choix == "accorder":
        valeurs["contrat_de_ville"] = m.jetons.montant(f"{quoi}, montant", lisent)
    actions.saisir(
        m.inscriptions[seance, dossier], Ligne.objects.get(pk=ligne.pk), par=chef_de(m, dossier), choix=choix, **valeurs
    )


def tenir_les_comites(m):
    chef, chef_2 = m.personnes["chef_1"], m.personnes["chef_2"]
    for nom in ("recevable_a", "prepare_a", "en_comite_a", "tu_a", "refus_tu_a", "annonce_a", "bilan_a"):
        recevable(m, nom, "f1", "ville")
    associe_puis_recevable(m, "cotu_a", "f1", "ville")
    for nom in ("tu_z", "annonce_z", "en_comite_z"):
        recevable(m, nom, "f9", "ville_2", lieu="rive")
    for seance, decides, par in (
        ("actee_1", ("tu_a", "annonce_a", "bilan_a", "cotu_a"), chef),
        ("actee_2", ("tu_z", "annonce_z"), chef_2),
    ):
        refuses = ("refus_tu_a",) if par == chef else ()
        _seance(m, seance, 1, *decides, *refuses)
        _ouvrir(m, seance)
        premier, ville = ("f1", "ville") if par == chef else ("f9", "ville_2")
        for nom in decides:
            _decider(m, seance, nom, premier, "accorder")
        for nom in refuses:
            _decider(m, seance, nom, premier, "refuser")
        for nom in (*decides, *refuses):
            _decider(m, seance, nom, ville, "refuser")
        assert actions.acter(m.seances[seance], par=par) == {}
    _seance(m, "preparee_1", 1, "prepare_a")
    _seance(m, "preparee_2", 1)
    _seance(m, "ouverte_1", 1, "en_comite_a", "recevable_a")
    _ouvrir(m, "ouverte_1")
    _decider(m, "ouverte_1", "en_comite_a", "f1", "accorder")
    _decider(m, "ouverte_1", "en_comite_a", "ville", "refuser")
    motif = m.jetons.mot("motif de retrait", droits.EQUIPE_1)
    actions.retirer(m.inscriptions["ouverte_1", "recevable_a"], par=chef, motif=motif)
    _seance(m, "ouverte_2", 1, "en_comite_z")
    _ouvrir(m, "ouverte_2")
    _decider(m, "ouverte_2", "en_comite_z", "f9", "accorder")
    m.scenarios = {
        (nom, "prudent"): _scenario(m, nom, dossier)
        for nom, dossier in (("ouverte_1", "en_comite_a"), ("ouverte_2", "en_comite_z"))
    }
    _suivre_ce_qui_manque(m)


def _scenario(m, seance, dossier):
    """Un scénario de l’équipe : son nom et chacun de ses montants sont des canaris."""
    equipe = droits.LISENT_LA_SEANCE[seance] & droits.EQUIPES
    cree = actions.creer_un_scenario(
        m.seances[seance], m.jetons.mot(f"{seance}, nom du scénario", equipe), par=chef_de(m, seance)
    )
    lignes = actions.lignes_de(m.seances[seance]).filter(dossier=m.dossiers[dossier].pk)
    montants = {x.pk: actions.Montant(m.jetons.montant(f"{seance}, scénario {x.pk}", equipe)) for x in lignes}
    actions.ecrire_les_montants(cree, montants, par=chef_de(m, seance), version=0)
    return cree


def _suivre_ce_qui_manque(m):
    """Ce qui manque à un plan entamé (demandé moins décidé) se lit de qui lit la séance ; annoncé, de qui lit le dossier."""
    for (seance, nom), inscription in m.inscriptions.items():
        demande = sum(ligne.demande for ligne in Ligne.objects.filter(dossier=inscription.dossier_id))
        reste = demande - sum(decision.montant for decision in inscription.decisions.all())
        lecteurs = droits.LISENT_LA_SEANCE[seance] | (droits.LISENT[nom] if nom in droits.ANNONCES else set())
        if reste != demande and 10_000 <= reste < 100_000:
            m.jetons.suivre(f"{nom}, ce qui manque", reste, lecteurs)


def tenir_les_temps_2_et_3(m):
    chef = m.personnes["chef_1"]
    for nom, guichets in (
        ("annonce_a", ("f1", "ville")),
        ("bilan_a", ("f1", "ville")),
        ("annonce_z", ("f9", "ville_2")),
    ):
        _voter(m, nom, guichets[0])
        for guichet in guichets:
            actions.avancer(m.lignes[nom, guichet], "notifier", par=chef_de(m, nom))
        actions.avancer(m.dossiers[nom], "annoncer", par=chef_de(m, nom))
    m.lettres = {f"lettre_{nom[-1]}": Lettre.objects.get(dossier=m.dossiers[nom]) for nom in ("annonce_a", "annonce_z")}
    _voter(m, "tu_a", "f1")
    _seance(m, "pilotage_1", 2, "annonce_a")
    actions.avancer(m.seances["pilotage_1"], "convoquer", par=chef)
    _seance(m, "perspectives_1", 3, "bilan_a")
    m.enjeux = {"enjeu_1": fabriques.enjeu_annuel(m.campagne_1), "enjeu_2": fabriques.enjeu_annuel(m.campagne_2)}
    _ouvrir(m, "perspectives_1")


def _voter(m, nom, guichet):
    reference = m.jetons.mot(f"{nom}, délibération", droits.LISENT_LA_DECISION[nom])
    donnees = {"vote_le": aujourd_hui(), "vote_reference": reference}
    actions.avancer(m.lignes[nom, guichet], "voter", par=chef_de(m, nom), donnees=donnees)


def payer_et_rendre_compte(m):
    """Une subvention engagée et en partie versée ; un bilan rendu."""
    lisent, ligne = droits.LISENT_LA_DECISION["bilan_a"], m.lignes["bilan_a", "f1"]
    engagement = {"engagement": m.jetons.mot("bilan_a, engagement", lisent)}
    actions.avancer(ligne, "engager", par=m.personnes["agent_f1"], donnees=engagement)
    reference = m.jetons.mot("bilan_a, versement", lisent)
    verse = verser(
        Ligne.objects.get(pk=ligne.pk),
        par=m.personnes["agent_f1"],
        montant=1000,
        verse_le=aujourd_hui(),
        reference=reference,
    )
    m.versements = {"verse_a": verse}
    for nom in ("annonce_a", "bilan_a"):
        bilan = Dossier.objects.get(pk=m.dossiers[nom].pk).bilan
        bilan.recit = m.jetons.mot(f"{nom}, récit du bilan", droits.LISENT[nom])
        bilan.charges_realisees = m.jetons.montant(f"{nom}, charges réalisées", droits.LISENT[nom])
        bilan.beneficiaires_total, bilan.du_le = 131, date(2030, 6, 30)
        bilan.save()
    actions.avancer(m.dossiers["bilan_a"].bilan, "transmettre", par=m.personnes["signataire_a"])
