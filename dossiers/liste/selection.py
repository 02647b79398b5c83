"""Les dossiers cochés, d’une page à l’autre : la session les garde, sans JavaScript, et le mur les relit à chaque usage."""

_CLE = "selection_de_dossiers"
MAXIMUM = 5000
A_LA_FOIS = 1000  # au-delà, un formulaire ne les porte plus tous


def lire(request):
    """Les clés cochées, telles que gardées : qui s’en sert part de `visibles_par`."""
    return frozenset(cle for cle in request.session.get(_CLE, ()) if isinstance(cle, int))


def garder(request, cles):
    """Garde ces clés, et elles seules ; rend combien n’ont pas tenu."""
    cles = sorted(cles)
    if cles:
        request.session[_CLE] = cles[:MAXIMUM]
    else:
        request.session.pop(_CLE, None)
    return max(0, len(cles) - MAXIMUM)
