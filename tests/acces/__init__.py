"""Qui peut quoi, prouvé : un monde de deux communes, dix-sept personnes, un tableau écrit à la main, des sondes."""
