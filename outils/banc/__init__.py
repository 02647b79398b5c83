"""Le banc : mesure les pages d’un pays fictif contre un plancher demandé en alternance (docs/decisions/030)."""
