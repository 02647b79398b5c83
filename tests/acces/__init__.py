"""Qui peut quoi, prouvé : un monde de deux communes, dix-huit personnes, un tableau écrit à la main, des sondes."""
