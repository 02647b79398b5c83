"""Les tables du moteur : l’identité des acteurs et le registre des envois."""

from workflows.envois import Envoi
from workflows.journal import Identite

__all__ = ["Envoi", "Identite"]
