"""Les transports : comment un courriel quitte la maison, par un relais SMTP ou, en démonstration, nulle part.

Un transport sait deux choses : `remettre(courriel, avant_le_point)` et `relais_connait(message_id)`. Entre le corps
et le point final, il appelle `avant_le_point` : c’est là que l’expéditeur écrit en base que le point va partir.
"""

import re
import smtplib
import ssl
import time
from contextlib import contextmanager, suppress
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.module_loading import import_string

from workflows.liens import reveler


class RefusTemporaire(Exception):
    """Le relais demande d’attendre (4xx), ou la liaison a été coupée avant le point."""


class RefusDefinitif(Exception):
    """Le relais ne prendra jamais ce courriel (5xx sur l’adresse ou le contenu)."""


class RelaisInjoignable(Exception):
    """Le relais ne répond pas ou ne nous accepte pas : aucun courriel n’y est pour rien."""


class IssueInconnue(Exception):
    """Le point est parti, la réponse n’est pas venue : nul ne sait encore si le courriel est pris."""


def transport_en_service():
    """Le transport que désigne le réglage TRANSPORT."""
    return import_string(settings.TRANSPORT)()


def courriel_de(envoi):
    """Le message MIME d’un envoi : son Message-ID ne change pas d’un essai à l’autre."""
    entetes = {"Message-ID": envoi.message_id, "Auto-Submitted": "auto-generated"}
    courriel = EmailMultiAlternatives(
        envoi.sujet, reveler(envoi), settings.DEFAULT_FROM_EMAIL, [envoi.adresse], headers=entetes
    )
    if envoi.calendrier:  # une autre forme du même message : l’agenda y reconnaît une invitation
        courriel.attach_alternative(envoi.calendrier, "text/calendar; method=REQUEST; component=VEVENT")
    return courriel


class Boite:
    """La démonstration : rien ne sort, l’envoi se lit sur la page « Courriels »."""

    def remettre(self, courriel, avant_le_point):
        avant_le_point()

    def relais_connait(self, message_id):
        return True


class Smtp:
    """Un relais SMTP, dont la remise s’arrête une fois entre le corps et le point final."""

    patience_au_point = 60  # secondes : au-delà (processus gelé), le point ne part plus, le bail a pu passer à un autre

    def relais_connait(self, message_id):
        """Vrai, faux, ou None quand aucun journal du relais n’est branché (héritez pour en brancher un)."""
        return None

    def remettre(self, courriel, avant_le_point):
        mime = courriel.message().as_bytes(linesep="\r\n")
        corps = re.sub(rb"(?m)^\.", b"..", mime)
        if not corps.endswith(b"\r\n"):
            corps += b"\r\n"
        with self._liaison() as relais:
            self._jusqu_au_corps(relais, courriel, corps)
            depart = time.monotonic()
            avant_le_point()
            if time.monotonic() - depart > self.patience_au_point:
                raise RefusTemporaire("l’expéditeur est resté gelé avant le point final")
            self._point_final(relais)

    @contextmanager
    def _liaison(self):
        """Ouvre la liaison ; tout refus d’ici vise le relais ou nos réglages, jamais un courriel."""
        options = {"timeout": settings.EMAIL_TIMEOUT, "local_hostname": DNS_NAME.get_fqdn()}
        if settings.EMAIL_USE_SSL:
            options["context"] = ssl.create_default_context()
        classe = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        try:
            relais = classe(settings.EMAIL_HOST, settings.EMAIL_PORT, **options)
        except (OSError, smtplib.SMTPException) as erreur:
            raise RelaisInjoignable(str(erreur)) from erreur
        try:
            self._saluer(relais)
            yield relais
        finally:
            relais.close()

    def _saluer(self, relais):
        try:
            relais.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                relais.starttls(context=ssl.create_default_context())  # un certificat se vérifie
                relais.ehlo()
            if settings.EMAIL_HOST_USER:
                relais.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except (OSError, smtplib.SMTPException) as erreur:
            raise RelaisInjoignable(str(erreur)) from erreur

    def _jusqu_au_corps(self, relais, courriel, corps):
        expediteur = parseaddr(sanitize_address(courriel.from_email, "utf-8"))[1]
        options = ["BODY=8BITMIME"] if relais.has_extn("8bitmime") else []
        try:
            if (reponse := relais.mail(expediteur, options))[0] != 250:
                raise RelaisInjoignable(_texte(reponse))  # c’est nous qu’il refuse, pas le destinataire
            _exiger(relais.rcpt(sanitize_address(courriel.to[0], "utf-8")), 250, 251)
            _exiger(relais.docmd("DATA"), 354)
            relais.send(corps)
        except (OSError, smtplib.SMTPException) as erreur:
            raise RefusTemporaire(f"liaison coupée avant le point : {erreur}") from erreur

    def _point_final(self, relais):
        try:
            relais.send(b".\r\n")
            reponse = relais.getreply()
        except (OSError, smtplib.SMTPException) as erreur:
            raise IssueInconnue(f"liaison coupée après le point : {erreur}") from erreur
        _exiger(reponse, 250)
        with suppress(OSError, smtplib.SMTPException):
            relais.putcmd("quit")


def _texte(reponse):
    code, texte = reponse
    return f"{code} {texte.decode('utf-8', 'replace')}"[:500]


def _exiger(reponse, *attendus):
    if reponse[0] in attendus:
        return
    raise (RefusDefinitif if 500 <= reponse[0] < 600 else RefusTemporaire)(_texte(reponse))
