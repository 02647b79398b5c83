"""La démonstration : une année inventée, rejouée acte après acte par les vraies portes, à ses vraies heures."""
