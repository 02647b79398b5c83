"""Écrire un fichier vérifié, d’un bloc ou pas du tout, et compter ce qui a changé."""

from collections import Counter
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from comptes.models import Organisation
from programmation.chargement.confrontation import confronter, est_partage
from programmation.chargement.fautes import Faute, FichierRefuse
from programmation.chargement.lecture import lire
from programmation.chargement.verification import verifier
from programmation.models.contrat import Commune, Contrat, Convention, Signataire
from programmation.models.strategie import Enjeu, ObjectifOperationnel, ObjectifStrategique, Orientation
from programmation.models.territoire import Constat, Indicateur, Quartier


def charger(chemin, *, seulement_verifier=False):
    """Lit, vérifie, confronte, puis écrit dans une seule transaction. Rend la convention et le compte des lignes."""
    plan = verifier(*lire(chemin))
    try:
        with transaction.atomic():
            # Deux chargements du même contrat passent l’un après l’autre.
            list(Contrat.objects.select_for_update().filter(nom=plan.contrat["nom"]))
            ecriture = Ecriture(plan)
            ecriture.ecrire(confronter(plan))
            transaction.set_rollback(seulement_verifier)
    except IntegrityError:
        motif = "Un autre chargement a écrit au même moment : rien n’est écrit, relancez la commande."
        raise FichierRefuse(Faute(0, motif)) from None
    return ecriture


class Ecriture:
    """Ce qu’il faut écrire, et le compte de ce qui l’a été."""

    def __init__(self, plan):
        self.plan, self.compte, self.convention = plan, Counter(), None
        self.quartiers, self.strategiques = {}, {}

    def ecrire(self, ecarts):
        contrat = self._contrat()
        self._convention(contrat)
        for lu in self.plan.quartiers:
            self._quartier(contrat, lu)
        for lu in self.plan.enjeux:
            self._enjeu(contrat, lu)
        for ecart in ecarts:
            self._enonces(ecart)

    def poser(self, modele, cles, champs, *, completer=False):
        """Crée la ligne, ou n’y change que ce qui diffère ; `completer` ne remplit que les blancs."""
        objet = modele.objects.filter(**cles).first()
        if objet is None:
            self.compte["créée"] += 1
            return modele.objects.create(**{**cles, **champs})
        change = [
            nom
            for nom, valeur in champs.items()
            if getattr(objet, nom) != valeur and not (completer and getattr(objet, nom) not in ("", None))
        ]
        for nom in change:
            setattr(objet, nom, champs[nom])
        if change:
            objet.save(update_fields=change)
        self.compte["modifiée" if change else "inchangée"] += 1
        return objet

    def relier(self, relation, objets):
        """Met à jour une relation multiple sans réécrire ce qui est déjà juste."""
        avant, apres = set(relation.all()), set(objets)
        if avant != apres:
            relation.set(apres)
            self.compte["reliée"] += len(avant ^ apres)

    def _contrat(self):
        cles = {cle: self.plan.contrat[cle] for cle in ("nom", "agglomeration")}
        autres = Convention.objects.filter(**{f"contrat__{cle}": valeur for cle, valeur in cles.items()})
        partage = autres.exclude(commune__nom=self.plan.convention.commune).exists()
        return self.poser(Contrat, cles, self.plan.contrat, completer=partage)

    def _convention(self, contrat):
        lue = self.plan.convention
        champs = {**lue.champs, "contrat": contrat, "pilote": self._organisation(lue.pilote)}
        commune = self.poser(Commune, {"nom": lue.commune}, {})
        self.convention = self.poser(Convention, {"commune": commune}, champs)
        self.relier(self.convention.copilotes, [self._organisation(copilote) for copilote in lue.copilotes])
        for ordre, (nom, fonction) in enumerate(lue.signataires, start=1):
            self.poser(Signataire, {"convention": self.convention, "nom": nom}, {"fonction": fonction, "ordre": ordre})
        retires, _ = self.convention.signataires.exclude(nom__in=[nom for nom, _ in lue.signataires]).delete()
        self.compte["retirée"] += retires

    def _organisation(self, lue):
        return self.poser(Organisation, {"nom": lue.nom, "parent": None}, lue.champs, completer=True)

    def _quartier(self, contrat, lu):
        connu = Quartier.objects.filter(slug=lu.slug).first()
        partage = bool(connu) and est_partage(connu, self.convention)
        quartier = self.poser(Quartier, {"contrat": contrat, "slug": lu.slug}, lu.champs, completer=partage)
        self.quartiers[lu.slug] = quartier
        self.relier(quartier.communes, [self.poser(Commune, {"nom": nom}, {}) for nom in lu.communes])
        self.relier(quartier.conventions, {*quartier.conventions.all(), self.convention})
        for mesure in lu.mesures:
            cles = {"quartier": quartier, "code": mesure.code, "annee": lu.annee}
            self.poser(Indicateur, cles, mesure.champs, completer=partage)

    def _enjeu(self, contrat, lu):
        enjeu = self.poser(Enjeu, {"contrat": contrat, "numero": lu.numero}, {"libelle": lu.libelle})
        for lue in lu.orientations:
            orientation = self._ranger(Orientation, enjeu, lue.libelle) if lue.libelle else None
            for strategique in lue.strategiques:
                champs = {"orientation": orientation}
                objectif = self._ranger(ObjectifStrategique, enjeu, strategique.libelle, **champs)
                self.strategiques[lu.numero, strategique.libelle] = objectif

    def _ranger(self, modele, enjeu, libelle, **champs):
        """Une ligne du commun : déjà là, elle garde sa place ; nouvelle, elle se met à la suite."""
        deja = modele.objects.filter(enjeu=enjeu)
        if not deja.filter(libelle=libelle).exists():
            champs["ordre"] = (deja.aggregate(dernier=Max("ordre"))["dernier"] or 0) + 1
        return self.poser(modele, {"enjeu": enjeu, "libelle": libelle}, champs, completer=True)

    def _enonces(self, ecart):
        for enonce, ordre in ecart.gardes:
            deplace = enonce.ordre != ordre
            if deplace:
                type(enonce).objects.filter(pk=enonce.pk).update(ordre=ordre)
            self.compte["modifiée" if deplace else "inchangée"] += 1
        veille = self.plan.prend_effet_le - timedelta(days=1)
        for enonce in ecart.sortants:
            enonce.valide_au = veille
            enonce.save(update_fields=["valide_au"])
            self.compte["close"] += 1
        for lu, ordre in ecart.entrants:
            ecart.case.modele.objects.create(
                convention=self.convention,
                ordre=ordre,
                valide_du=self.plan.prend_effet_le,
                remplace=ecart.remplace_par(lu, ordre),
                **{ecart.case.champ: lu.texte},
                **self._place(ecart.case),
            )
            self.compte["créée"] += 1

    def _place(self, case):
        place = {"quartier": self.quartiers[case.quartier]}
        if case.modele is Constat:
            place["nature"] = case.rubrique[0]
        elif case.modele is ObjectifOperationnel:
            place["objectif_strategique"] = self.strategiques[case.rubrique]
        return place
