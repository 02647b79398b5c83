"""Deux personnes sur le même formulaire : la seconde est prévenue, voit ce qui diffère, et choisit champ par champ."""

from workflows.differences import differences, garder_l_enregistre, instantane, relire
from workflows.moteur import PERIME


def postees(request, vierge):
    """Ce qui est tapé, où les champs cochés « garder » reprennent la valeur enregistrée (`vierge` : le formulaire de la base)."""
    return garder_l_enregistre(request.POST, request.POST.getlist("garder"), vierge)


def ecarts_avec(request, formulaire, vierge, version_vue, version):
    """Les écarts à montrer si quelqu’un a écrit entre-temps ; le refus est alors dit en tête du formulaire."""
    if not formulaire.is_bound or version_vue == version:
        return []
    if PERIME not in formulaire.non_field_errors():
        formulaire.add_error(None, PERIME)
    return differences(formulaire, vierge, relire(request.POST.get("origine")))


def ailleurs_seulement(request, vierge):
    """Vrai si ce que cette page montrait est encore ce que la base connaît : l’autre personne a écrit ailleurs.

    Une page ouverte vide le dit aussi (« {} ») ; une page qui ne dit rien de ce qu’elle montrait n’en profite pas.
    """
    origine = request.POST.get("origine")
    return bool(origine) and relire(origine) == relire(instantane(vierge))
