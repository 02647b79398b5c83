"""La maison tient : verrous sans adresse, processus écrits une fois, refus dits en une ligne, règles qui mordent."""

import ast
import importlib.util
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

RACINE = Path(__file__).resolve().parent.parent


def outil(nom):
    """Un script de outils/, importé sans être lancé."""
    spec = importlib.util.spec_from_file_location(f"outil_{nom}", RACINE / "outils" / f"{nom}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def epingles(verrou):
    return set(re.findall(r"^([a-z0-9-]+==\S+)", (RACINE / verrou).read_text(), re.MULTILINE))


# Les verrous


def test_un_verrou_donne_des_empreintes_et_aucune_adresse():
    assert list(outil("verifier").verrous_fautifs()) == []


def test_chaque_verrou_reprend_les_versions_du_plus_petit():
    assert epingles("requirements.txt") <= epingles("requirements-demo.txt") <= epingles("requirements-dev.txt")


def test_chaque_dependance_demandee_est_verrouillee():
    for nom in ("requirements", "requirements-demo", "requirements-dev"):
        verrou = {epingle.split("==")[0] for epingle in epingles(f"{nom}.txt")}
        demandes = re.findall(r"^([A-Za-z][A-Za-z0-9-]*)", (RACINE / f"{nom}.in").read_text(), re.MULTILINE)
        assert {demande.lower() for demande in demandes} <= verrou


def test_chaque_dependance_servie_a_sa_raison():
    raisons = (RACINE / "docs" / "decisions" / "010-dependances.md").read_text().lower()
    for nom in ("requirements", "requirements-demo"):
        for demande in re.findall(r"^([A-Za-z][A-Za-z0-9-]*)", (RACINE / f"{nom}.in").read_text(), re.MULTILINE):
            assert f"`{demande.lower()}" in raisons, f"{demande} n’a pas de raison"


# Les processus, écrits une seule fois dans outils/lancer


def commandes_de_compose():
    services = yaml.safe_load((RACINE / "docker-compose.yml").read_text())["services"]
    return {nom: services[nom]["command"] for nom in ("web", "worker", "beat")}


def test_docker_et_la_demonstration_lancent_les_memes_processus():
    superviseur = (RACINE / "outils" / "superviseur.conf").read_text()
    lancer = (RACINE / "outils" / "lancer").read_text()
    for nom, commande in commandes_de_compose().items():
        assert commande == ["outils/lancer", nom]
        assert f"[program:{nom}]\ncommand = {' '.join(commande)}\n" in superviseur
        assert f"  {nom})" in lancer


def test_l_image_lance_le_web_et_sonde_sa_sante():
    dockerfile = (RACINE / "Dockerfile").read_text()
    assert 'CMD ["outils/lancer", "web"]' in dockerfile
    assert 'CMD ["python", "outils/sante.py"]' in dockerfile
    assert re.search(r"^USER 10001$", dockerfile, re.MULTILINE)


# Les refus d’un départ, en une ligne


def refus(capfd, appel):
    """La ligne que lit la personne, seule."""
    with pytest.raises(SystemExit) as sortie:
        appel()
    phrase = sortie.value.code if isinstance(sortie.value.code, str) else capfd.readouterr().err.rstrip("\n")
    assert "\n" not in phrase
    return phrase


def test_un_ancien_python_sait_lire_le_script_qui_le_refuse():
    ast.parse((RACINE / "outils" / "preparer.py").read_text(), feature_version=(3, 5))


def test_un_ancien_python_est_refuse(monkeypatch, capfd):
    preparer = outil("preparer")
    monkeypatch.setattr(preparer, "MINIMUM", (3, 99))
    monkeypatch.setattr(preparer.shutil, "which", lambda _: None)
    assert "Python 3.11 ou plus récent est nécessaire" in refus(capfd, lambda: preparer.verifier_python([]))


def test_le_module_venv_absent_dit_quoi_installer(monkeypatch, capfd):
    preparer = outil("preparer")
    monkeypatch.setattr(preparer.importlib.util, "find_spec", lambda _: None)
    assert "sudo apt install python3-venv" in refus(capfd, preparer.verifier_venv)


def test_une_installation_ratee_dit_ou_lire_le_detail(monkeypatch, capfd):
    preparer = outil("preparer")
    monkeypatch.setattr(preparer, "lancer", lambda _: 1)
    assert "var/journaux/installation.log" in refus(capfd, lambda: preparer.installer("demo"))


def test_le_second_depart_n_installe_rien(monkeypatch, tmp_path):
    preparer = outil("preparer")
    monkeypatch.setattr(preparer, "VENV", str(tmp_path))
    monkeypatch.setattr(preparer, "lancer", lambda _: 0)
    assert not preparer.est_installe("demo")
    preparer.installer("dev")
    assert preparer.est_installe("demo")
    monkeypatch.setattr(preparer, "empreinte", lambda _: "un autre verrou")
    assert not preparer.est_installe("demo")


def test_un_port_pris_est_refuse_avant_tout():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Le port {port} est déjà pris.*make demo PORT="):
            outil("demo").verifier_port(port)


@pytest.mark.parametrize("texte", ["abc", "0", "65536", "-1", "8000 ", "²"])
def test_un_port_mal_ecrit_est_refuse(texte):
    with pytest.raises(SystemExit, match="n’est pas un port"):
        outil("demo").lire_port(texte)


# Les essais eux-mêmes


@pytest.mark.parametrize(("est_ci", "est_rate"), [(True, True), (False, False)])
def test_un_service_absent_se_dit_et_fait_echouer_la_fusion(monkeypatch, est_ci, est_rate):
    essais = outil("essais")
    monkeypatch.setattr(essais, "EST_CI", est_ci)
    temps = essais.Temps("Redis", "services", manque="Redis ne répond pas.")
    temps.jouer()
    assert (temps.est_rate, temps.bilan) == (est_rate, "NON JOUÉ : Redis ne répond pas.")


# Ce que le navigateur reçoit


def test_aucun_fichier_servi_ne_renvoie_ailleurs():
    for fichier in (RACINE / "static").rglob("*"):
        if fichier.suffix in (".css", ".js", ".svg"):
            texte = fichier.read_text()
            assert "sourceMappingURL" not in texte
            assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", texte)


# Les règles de la maison


@pytest.mark.parametrize(
    ("code", "raison"),
    [
        ("def f():\n    import os", "pas d’import dans une fonction"),
        ("Dossier.objects.update(statut='clos')", "contourne la machine"),
        ("d.__dict__['statut'] = 'clos'", "contourne la protection"),
        ("x = timezone.now()", "l’heure se lit"),
        ("x = models.DateTimeField(default=timezone.now)", "l’heure se lit"),
        ("x = date.today()", "l’heure se lit"),
        ("x = float(montant)", "Decimal"),
        ("x = models.FloatField()", "Decimal"),
        ("relancer.apply_async(countdown=3600)", "une échéance se lit dans la base"),
        ("from django.db.models.signals import post_save", "pas de logique par signal"),
        ('x = "L\'action est close."', "apostrophe typographique"),
    ],
)
def test_une_ecriture_defendue_est_refusee_avec_sa_raison(code, raison):
    [(_, phrase)] = outil("regles_maison").refus_du_code("dossiers/actions.py", code)
    assert raison in phrase


def test_une_ecriture_permise_passe():
    code = '"""L\'usage."""\nfrom workflows.temps import maintenant\nx = "L’action"\nd.update(note=1)\n'
    assert outil("regles_maison").refus_du_code("dossiers/actions.py", code) == []


@pytest.mark.parametrize(
    ("gabarit", "raison"),
    [
        ("<p>{{ texte|safe }}</p>", "HTML étranger"),
        ('<p style="color: red">', "CSP"),
        ('<a onclick="f()">', "CSP"),
        ("<script>f()</script>", "CSP"),
        ('<link href="https://ailleurs.example/a.css">', "aucune requête ne quitte la page"),
        ("<p>L'action</p>", "apostrophe typographique"),
    ],
)
def test_un_gabarit_fautif_est_refuse_avec_sa_raison(gabarit, raison):
    [(_, phrase)] = outil("regles_maison").refus_du_gabarit("templates/page.html", gabarit)
    assert raison in phrase


@pytest.mark.parametrize(
    "gabarit",
    [
        '<a href="https://ailleurs.example/">L’action</a>',
        "<script src=\"{% static 'js/page.js' %}\" defer></script>",
        "{% if d'autres %}{% endif %}",
    ],
)
def test_un_gabarit_juste_passe(gabarit):
    assert list(outil("regles_maison").refus_du_gabarit("templates/page.html", gabarit)) == []


def test_le_lanceur_refuse_un_processus_inconnu():
    fini = subprocess.run([RACINE / "outils" / "lancer", "tout"], capture_output=True, text=True, check=False)
    assert (fini.returncode, fini.stderr.strip()) == (2, "Usage : outils/lancer web|worker|beat")


def test_la_liste_des_gabarits_a_former_ne_peut_que_raccourcir():
    liste = (RACINE / "outils/gabarits_a_former.txt").read_text(encoding="utf-8").split()
    assert len(liste) <= 78
    assert all((RACINE / gabarit).is_file() for gabarit in liste)
