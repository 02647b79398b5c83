"""Les tables du moteur : l’identité des acteurs, le registre des envois, le battement."""

from workflows.battement import Battement
from workflows.envois import Envoi
from workflows.journal import Identite

__all__ = ["Battement", "Envoi", "Identite"]
