"""L’invitation d’agenda : un texte que tout agenda lit, qu’aucune saisie ne détourne, et qui suit la séance quand elle bouge."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import actions
from papiers.calendrier import RendezVous, a_emporter, echapper, invitation, plier
from tests import fabriques, lecture_pdf
from tests.comite_a_l_ecran import adresse
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.transports import courriel_de

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
INSTANT = datetime(2027, 1, 5, 9, tzinfo=UTC)
HOSTILE = 'Comité, "bis"; fin\r\nATTENDEE:mailto:intrus@exemple.invalid\nEND:VEVENT\\ \0\x85\u2028'


def rendez_vous(**champs):
    defauts = {"uid": "seance-1@exemple.invalid", "sequence": 3, "debut": fabriques.a_paris(2027, 3, 9, 14),
               "duree": timedelta(hours=3), "titre": "Comité des financeurs"}  # fmt: skip
    return RendezVous(**{**defauts, **champs})


def deplie(texte):
    return re.sub(r"\r\n[ ]", "", texte).removesuffix("\r\n").split("\r\n")


def proprietes(texte, nom):
    return [ligne for ligne in deplie(texte) if re.match(rf"{nom}[:;]", ligne)]


# Le texte ---------------------------------------------------------------------------------------------


def test_une_invitation_dit_qui_quand_ou():
    texte = invitation(rendez_vous(lieu="Mairie, salle 2"), de=("Ville", "ville@x.invalid"), a=("Élise", "e@x.invalid"),
                       ecrit_le=INSTANT)  # fmt: skip
    assert deplie(texte)[:5] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Contrat de ville//Programmation//FR",
                                 "CALSCALE:GREGORIAN", "METHOD:REQUEST"]  # fmt: skip
    for ligne in (
        "UID:seance-1@exemple.invalid",
        "SEQUENCE:3",
        "DTSTAMP:20270105T090000Z",
        "DTSTART:20270309T130000Z",  # 14 h à Paris, l’hiver
        "DTEND:20270309T160000Z",
        "LOCATION:Mairie\\, salle 2",
        'ORGANIZER;CN="Ville":mailto:ville@x.invalid',
    ):
        assert ligne in deplie(texte)
    assert proprietes(texte, "ATTENDEE")[0].endswith('RSVP=FALSE;CN="Élise":mailto:e@x.invalid')


def test_l_heure_d_ete_compte():
    texte = a_emporter(rendez_vous(debut=fabriques.a_paris(2027, 6, 9, 14)), ecrit_le=INSTANT)
    assert "DTSTART:20270609T120000Z" in deplie(texte)
    assert "METHOD:PUBLISH" in deplie(texte)
    assert not proprietes(texte, "ATTENDEE|ORGANIZER")


def test_une_saisie_hostile_reste_du_texte():
    texte = invitation(
        rendez_vous(titre=HOSTILE, lieu=HOSTILE, description=HOSTILE, uid="a b\r\nX:1", adresse="https://x\r\nX:2"),
        de=(HOSTILE, "v@x.invalid\r\nBCC:z"), a=(HOSTILE, "e@x.invalid"), ecrit_le=INSTANT,
    )  # fmt: skip
    lignes = deplie(texte)
    assert len(proprietes(texte, "ATTENDEE")) == 1
    assert lignes.count("END:VEVENT") == 1
    assert not [ligne for ligne in lignes if re.match(r"(X|BCC)[:;]", ligne)]
    assert not set(texte) & set("\0\x85\u2028")
    assert "\n" not in texte.replace("\r\n", "")


@given(st.text())
def test_toute_ligne_tient_en_75_octets_et_se_deplie_en_elle_meme(texte):
    ligne = f"SUMMARY:{echapper(texte)}"
    pliee = plier(ligne)
    assert all(len(morceau.encode()) <= 75 for morceau in pliee.split("\r\n"))
    assert re.sub(r"\r\n ", "", pliee) == f"{ligne}\r\n"
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", echapper(texte))  # rien ne sépare sans être échappé


def test_un_instant_sans_zone_est_refuse():
    with pytest.raises(ValueError, match="zone"):
        a_emporter(rendez_vous(debut=datetime(2027, 3, 9, 14)), ecrit_le=INSTANT)


# La convocation ---------------------------------------------------------------------------------------


def envois(regle):
    return list(Envoi.objects.filter(regle=regle).order_by("pk"))


def test_convoquer_envoie_a_chaque_agent_son_invitation(monde, agente, cheffe_de_projet):
    fabriques.agent(monde.caf, "Karim", "Caf")
    seance = fabriques.seance(monde.campagne, prevue_le=fabriques.a_paris(2027, 3, 9, 14), lieu="Hôtel de ville")
    actions.avancer(seance, "convoquer", par=cheffe_de_projet)
    partis = envois("seance.convoquer")
    assert {envoi.personne.prenom for envoi in partis} == {"Élise", "Karim"}
    premier = next(envoi for envoi in partis if envoi.personne == agente)
    assert f"UID:seance-{seance.pk}@" in premier.calendrier
    assert f"mailto:{agente.courriel}" in "".join(deplie(premier.calendrier))
    assert f"/seances/{seance.pk}/ordre-du-jour.pdf" in premier.corps
    message = message_from_bytes(courriel_de(premier).message().as_bytes())
    [invitation_jointe] = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    assert invitation_jointe.get_param("method") == "REQUEST"
    assert invitation_jointe.get_payload(decode=True).decode().replace("\r\n", "\n") == premier.calendrier.replace(
        "\r\n", "\n"
    )


def test_un_courriel_sans_rendez_vous_reste_un_simple_texte(depose):
    envoi = Envoi.objects.filter(regle="dossier.deposer").first()
    assert courriel_de(envoi).message().get_content_type() == "text/plain"


def test_une_date_qui_change_fait_une_invitation_de_rang_superieur(client, monde, agente, cheffe_de_projet):
    seance = fabriques.seance(monde.campagne, prevue_le=fabriques.a_paris(2027, 3, 9, 14))
    client.force_login(cheffe_de_projet)
    modifier(client, seance, prevue_le="2027-03-10T14:00")
    assert envois("seance.deplacer") == []  # rien n’était encore dit
    actions.avancer(frais(seance), "convoquer", par=cheffe_de_projet)
    modifier(client, seance, prevue_le="2027-03-10T14:00", intitule="Comité de mars")
    assert envois("seance.deplacer") == []  # ni la date ni le lieu n’ont changé
    assert "1 personne reçoit" in modifier(client, seance, prevue_le="2027-03-16T10:00")
    [premier], [second] = envois("seance.convoquer"), envois("seance.deplacer")
    assert rang(premier) < rang(second)
    assert proprietes(premier.calendrier, "UID") == proprietes(second.calendrier, "UID")
    assert "DTSTART:20270316T090000Z" in deplie(second.calendrier)
    assert "16 mars 2027" in second.sujet


def modifier(client, seance, **champs):
    champs = {"intitule": "Comité", "lieu": "", "version": frais(seance).version} | champs
    return client.post(adresse("modifier", seance.pk), champs, follow=True).content.decode()


def rang(envoi):
    return int(proprietes(envoi.calendrier, "SEQUENCE")[0].removeprefix("SEQUENCE:"))


# Emporter ---------------------------------------------------------------------------------------------


def test_chacun_ajoute_la_seance_a_son_agenda_sans_un_nom(client, comite, agente, porteuse):
    client.force_login(agente)
    reponse = client.get(adresse("agenda", comite.pk))
    assert reponse["Content-Type"].startswith("text/calendar")
    assert not proprietes(reponse.content.decode(), "ATTENDEE|ORGANIZER")
    client.force_login(porteuse)
    assert client.get(adresse("agenda", comite.pk)).status_code == 404


def test_l_ordre_du_jour_s_imprime_pour_qui_lit_la_seance(client, comite, agente, porteuse, a_part):
    client.force_login(agente)
    octets = client.get(adresse("ordre-du-jour", comite.pk)).content
    lu = lecture_pdf.texte(octets)
    for mot in ("Mercredis en mouvement", "Les Passerelles d’Essai", "Le Plateau", "4 000", "En tout", "6 000"):
        assert mot in lu
    client.force_login(porteuse)
    assert client.get(adresse("ordre-du-jour", comite.pk)).status_code == 404


def test_un_financeur_emporte_son_dossier_de_seance_et_celui_de_nul_autre(client, monde, comite, agente, a_part):
    fabriques.enveloppe(monde.campagne, monde.etat, 7777)
    client.force_login(agente)
    lu = lecture_pdf.texte(client.get(adresse("dossier-de-seance", comite.pk, monde.etat.pk)).content)
    for mot in ("7 777", "Vous proposez", "pas encore", "Des séances de sport", "Promouvoir l’activité physique"):
        assert mot in lu
    assert "1 500" not in lu  # l’enveloppe de la ville
    for autre in (monde.ville, monde.caf):
        assert client.get(adresse("dossier-de-seance", comite.pk, autre.pk)).status_code == 404
    preparee = fabriques.seance(monde.campagne)
    assert client.get(adresse("dossier-de-seance", preparee.pk, monde.etat.pk)).status_code == 404
