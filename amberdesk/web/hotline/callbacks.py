"""Working on the promises to ring back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amberdesk.customers.refusals import Refused
from amberdesk.phone import call_words as words
from amberdesk.phone.actions.ring_back import drop_callback, note_try, take_callback
from amberdesk.phone.mine import callbacks_for
from amberdesk.web.hotline.seat import Seat, seated

ACTS = ("take", "missed", "done", "drop")


@require_POST
@seated
def act(seat: Seat, id: int, act: str) -> HttpResponse:
    """Take a promise, note that nobody answered, that it is kept, or that nobody rings any more."""
    callback = callbacks_for(seat.standing).filter(pk=id).first()
    if callback is None:
        raise Http404
    try:
        if act == "take":
            take_callback(callback, by=seat.by, at=seat.at)
            return redirect("hotline:call", callback.call_id) if callback.call_id else _back(seat)
        if act == "drop":
            drop_callback(callback, reason=seat.request.POST.get("reason", ""), by=seat.by, at=seat.at)
        else:
            note_try(callback, reached=act == "done", by=seat.by, at=seat.at)
    except Refused as refusal:
        messages.error(seat.request, words.sentence(refusal))
    else:
        messages.success(seat.request, _said(act))
    return _back(seat)


def _back(seat: Seat) -> HttpResponse:
    return redirect("roster:duty" if seat.request.POST.get("back") == "duty" else "hotline:hotline")


def _said(act: str) -> str:
    return {
        "missed": _("Zapisane: nikt nie odebrał. Oddzwonienie czeka dalej."),
        "done": _("Oddzwonienie wykonane."),
        "drop": _("Nie będziemy oddzwaniać."),
    }[act]
