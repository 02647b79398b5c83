"""Les commandes du sommet : la démonstration."""
