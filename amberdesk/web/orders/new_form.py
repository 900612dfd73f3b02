"""The form of an order that we place for a caller."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.codes import Channel, Level
from amberdesk.orders import words
from amberdesk.orders.actions.take_call import Next, Step
from amberdesk.orders.intake import Intake
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.caller_form import CallerForm
from amberdesk.web.orders.acts.base import from_table, reason

NEXTS = {
    Next.PLACE: lazy("Tylko zarejestruj"),
    Next.TAKE: lazy("Biorę"),
    Next.RESOLVE: lazy("Rozwiązane w rozmowie"),
    Next.HAND_OVER: lazy("Przekaż dalej"),
}


class NewOrder(CallerForm):
    """Who calls, what is broken, and what happens next."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reporter_phone = forms.CharField(label=lazy("Telefon"), required=False, max_length=40)
    channel = forms.ChoiceField(label=lazy("Skąd"), widget=forms.RadioSelect, initial=Channel.HOTLINE.value)
    subject = forms.CharField(label=lazy("Co się dzieje"), max_length=200)
    text = reason(lazy("Szczegóły"), required=False, rows=3)
    next = forms.ChoiceField(label=lazy("Co dalej"), widget=forms.RadioSelect, initial=Next.TAKE.value)
    solution = reason(
        lazy("Co rozwiązało problem"), required=False, hint=lazy("Tę wiadomość dostanie klient.")
    )
    minutes = forms.IntegerField(label=lazy("Czas pracy w minutach"), required=False, min_value=0, initial=5)
    to = forms.ChoiceField(label=lazy("Do kogo"), required=False, initial="L2")
    reason = reason(lazy("Dlaczego przekazujesz"), required=False, rows=2)

    field_order = (
        *("network", "contact", "reporter_name", "reporter_phone", "device", "channel"),
        *("subject", "text", "category", "impact", "next", "solution", "code"),
    )

    def __init__(self, standing: Standing, data: Any = None, initial: Any = None) -> None:
        known = {"token": uuid4().hex, **(initial or {})}
        super().__init__(standing.networks, data, initial=known, auto_id="new_%s")

    def offer(self) -> None:
        super().offer()
        f = self.fields
        f["channel"].choices = from_table(words.CHANNELS, ("hotline", "desk"))
        f["next"].choices = [(code.value, str(word)) for code, word in NEXTS.items()]
        f["to"].choices = [(x.value, words.word(words.LEVELS, x)) for x in (Level.L2, Level.L3)]

    def offer_solutions(self, choices: list[tuple[str, str]]) -> None:
        super().offer_solutions([("", str(_("wybierz"))), *choices])

    def clean(self) -> dict[str, Any]:
        d = super().clean()
        if d["of"] is None and not d.get("site"):
            self.add_error("network", _("Wybierz placówkę albo chociaż klienta."))
        return d

    def intake(self, at: Any, person: int) -> Intake:
        """Return what the caller reports."""
        d = self.cleaned_data
        return self.reported(
            d["of"],
            at,
            channel=Channel(d["channel"]),
            reference=f"desk:{person}:{d['token']}",
            subject=d["subject"],
            text=d["text"] or d["subject"],
            reporter_phone=d["reporter_phone"],
        )

    def step(self) -> Step:
        """Return what happens next."""
        d = self.cleaned_data
        return Step(
            next=Next(d["next"]),
            text=d["solution"],
            code=d["code"],
            minutes=d["minutes"] or 0,
            to=Level(d["to"] or "L2"),
            reason=d["reason"],
            facts=self.facts,
        )
