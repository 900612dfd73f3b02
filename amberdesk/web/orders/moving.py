"""Move a single message to the order where it belongs."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from amberdesk.orders import actions, words
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.orders.surroundings import message_of
from amberdesk.web.orders import parts
from amberdesk.web.orders.answers import done, is_fragment
from amberdesk.web.orders.numbers import order_meant
from amberdesk.web.orders.seat import Seat, internal_only, seated


class Move(forms.Form):
    """Where to."""

    to = forms.CharField(
        label=lazy("Numer zgłoszenia, do którego należy ta wiadomość"),
        max_length=40,
        help_text=lazy("Cały numer albo tylko końcówka, na przykład 4217-1."),
    )

    def __init__(self, seat: Seat, data: Any = None) -> None:
        self.seat = seat
        super().__init__(data, auto_id="move_%s")

    def clean_to(self) -> Any:
        found = order_meant(self.seat, self.cleaned_data["to"])
        if found is None:
            raise forms.ValidationError(words.say("no_such_order", {}))
        return found


@require_http_methods(["GET", "POST"])
@seated
@internal_only
def move(seat: Seat, message: int) -> HttpResponse:
    """Ask where to, and move it."""
    found = message_of(seat.order, message)
    if found is None or "move" not in seat.rights:
        raise Http404
    form = Move(seat, seat.request.POST if seat.request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                actions.move_message(found, to=form.cleaned_data["to"], by=seat.by, at=seat.at)
            except (Refused, Forbidden) as refusal:
                form.add_error("to", words.refusal(refusal))
            else:
                told = {"number": form.cleaned_data["to"].number}
                return done(
                    seat.request, seat.order.number, _("Wiadomość przeniesiona do %(number)s.") % told
                )
    name = "orders/_move.html" if is_fragment(seat.request) else "orders/move.html"
    return render(seat.request, name, {**parts.common(seat), "form": form, "message": found}, status=status)
