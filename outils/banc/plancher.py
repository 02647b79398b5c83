"""F0, le plancher : une requête indexée et un gabarit d’une ligne. Tout le reste se compte en multiples de lui."""

from django.http import HttpResponse
from django.template import Context, Template
from django.utils.functional import SimpleLazyObject

from comptes.acces import PUBLIC, ouvert_a
from comptes.models import Organisation

_GABARIT = SimpleLazyObject(lambda: Template("<p>{{ organisation.nom }}</p>"))


@ouvert_a(PUBLIC)
def plancher(request):
    organisation = Organisation.objects.order_by("pk").get(pk=1)
    return HttpResponse(_GABARIT.render(Context({"organisation": organisation})))
