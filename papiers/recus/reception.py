"""La réception d’un envoi : chaque fichier s’arrête à la limite, le disque plein se dit, rien ne s’accumule en mémoire."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

FOIS = 5  # un envoi de plus de cinq fois la limite n’est pas une étourderie : on n’en lit rien
TROP_LOURD, PAS_ECRIT = "trop_lourd", "pas_ecrit"


class ReceptionBornee(TemporaryFileUploadHandler):
    """Écrit chaque fichier sur le disque, jamais au-delà de la limite.

    Un fichier que l’on n’a pas pu prendre est passé ; `request.refus_de_reception` dit lequel et pourquoi : {champ: raison}.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > FOIS * settings.FICHIER_OCTETS_MAX + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("Cet envoi dépasse de loin ce que le site reçoit.")

    def new_file(self, *args, **options):
        self.recus = 0
        try:
            super().new_file(*args, **options)
        except OSError:
            self._passer(PAS_ECRIT)

    def receive_data_chunk(self, raw_data, start):
        self.recus += len(raw_data)
        if self.recus > settings.FICHIER_OCTETS_MAX:
            self._passer(TROP_LOURD)
        try:
            self.file.write(raw_data)
            self.file.flush()
        except OSError:
            self._passer(PAS_ECRIT)

    def _passer(self, raison):
        """Oublie ce fichier ; le reste du formulaire se lit, pour que ce qui est tapé ne soit pas perdu."""
        refus = self.request.__dict__.setdefault("refus_de_reception", {})
        refus[self.field_name] = raison
        with suppress(OSError, AttributeError):
            self.file.close()
        raise SkipFile
