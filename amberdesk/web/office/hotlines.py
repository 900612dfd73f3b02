"""Hotlines: the numbers that are dialled."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amberdesk.customers.phones import readable
from amberdesk.phone import lists, words
from amberdesk.phone.actions.hotlines import add_hotline, change_hotline
from amberdesk.phone.models import Hotline
from amberdesk.web.office.doors import actor_of, found, office
from amberdesk.web.office.forms.hotlines import HotlineForm
from amberdesk.web.office.pages import address, form_page, show


@office
@require_safe
def hotlines(request: HttpRequest) -> HttpResponse:
    """List hotlines and exchanges."""
    return show(
        request,
        "hotlines",
        "hotlines",
        title=_("Infolinie"),
        hotlines=[(hotline, words.strategy(hotline.strategy)) for hotline in lists.hotlines()],
        exchanges=[(exchange, words.kind(exchange.kind)) for exchange in lists.exchanges()],
        kinds=[(kind, name, words.ABOUT_KINDS[kind]) for kind, name in words.KINDS.items()],
    )


@office
def add(request: HttpRequest) -> HttpResponse:
    """Give a network a number."""
    form = HotlineForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda typed: add_hotline(
            form.networks[typed["network"]], form.facts(), by=actor_of(request), at=now()
        ),
        title=_("Nowa infolinia"),
        section="hotlines",
        back=address("office:hotlines"),
    )


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change a hotline."""
    hotline = found(Hotline, id)
    form = HotlineForm(request.POST or None, hotline=hotline)
    return form_page(
        request,
        form,
        lambda _typed: change_hotline(hotline, form.facts(), by=actor_of(request), at=now()),
        title=f"{hotline.network.name}, {readable(hotline.number)}",
        section="hotlines",
        back=address("office:hotlines"),
    )
