"""Un pays fictif, semé d’un bloc : de quoi mesurer les pages à mille, dix mille ou cent mille dossiers.

Ici, et ici seulement, des dossiers naissent déjà loin de leur brouillon, sans passer par la porte : mener dix mille
dossiers par elle prendrait une heure. `ecriture` le fait, sur une base vierge et à qui le demande en toutes lettres ;
chaque ligne respecte les contraintes de la base, et chaque journal se vérifie comme s’il avait été vécu.
"""
