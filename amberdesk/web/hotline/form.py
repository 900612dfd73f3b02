"""What a technician writes down of a call, beside the key that ends it."""

from datetime import timedelta
from math import ceil
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.codes import Channel, Level
from amberdesk.customers.models import Network
from amberdesk.orders import words
from amberdesk.orders.actions.take_call import Step
from amberdesk.orders.intake import Intake
from amberdesk.orders.surroundings import open_at
from amberdesk.people.models import Person
from amberdesk.phone.models import Call
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.caller_form import CallerForm

USUAL = "user_help"  # the solution of a call without a category
A_MINUTE = timedelta(minutes=1)


class CallForm(CallerForm):
    """Who rings, about what, and what each ending may need; nothing but the description is ever asked for twice."""

    learn = forms.BooleanField(required=False)
    text = forms.CharField(
        label=lazy("Opis"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    solution = forms.CharField(label=lazy("Co rozwiązało problem"), required=False, max_length=2000)
    order = forms.CharField(label=lazy("Otwarte zgłoszenie"), required=False, max_length=40)

    field_order = ("site", "network", "contact", "reporter_name", "text")

    def __init__(self, call: Call, standing: Standing, data: Any = None, initial: Any = None) -> None:
        self.call = call
        whose = frozenset({call.network_id}) if call.network_id else standing.networks
        super().__init__(whose, data, initial=initial, auto_id="hl_%s")
        self.open_orders = open_at(self.place) if self.place else []

    def offer_solutions(self, choices: list[tuple[str, str]]) -> None:
        """Offer what solves such problems; one of them is always chosen."""
        super().offer_solutions(choices)
        codes = [code for code, _word in choices]
        usual = USUAL if self.chosen is None and USUAL in codes else codes[0]
        if self.value("code") not in codes:
            self.put("code", usual)

    def intake(self, at: Any) -> Intake | None:
        """Return what the caller reports; None while nobody knows for which customer."""
        d = self.cleaned_data
        network: Network | None = d["of"]
        if network is None:
            return None
        text = d["text"].strip()
        subject = text.splitlines()[0] if text else ""
        return self.reported(
            network,
            at,
            caller=self.call.caller_name,
            channel=Channel.HOTLINE,
            reference="",  # the call's own
            subject=subject[:200],
            text=text,
            reporter_phone=self.call.caller,
        )

    @property
    def language(self) -> str:
        """The customer's language: the caller's own, else his shop's, else his network's."""
        d = self.cleaned_data
        known = [one.language for one in (d["contact"], self.place, d["of"]) if one]
        return next(filter(None, known), "")

    def step(self, at: Any, to: Level, technician: Person | None) -> Step:
        """Return what resolving or handing over needs."""
        d = self.cleaned_data
        return Step(
            text=d["solution"].strip() or words.solved_by_phone(self.language),
            code=d["code"],
            minutes=self._minutes(at),
            to=to,
            technician=technician,
            reason=d["text"],
            facts=self.facts,
        )

    def _minutes(self, at: Any) -> int:
        """Return how long the talk has taken, in begun minutes."""
        call = self.call
        if call.talk_ms is not None:
            return max(1, ceil(call.talk_ms / 60_000))
        talked = at - call.answered_at if call.answered_at and call.ended_at is None else A_MINUTE
        return min(max(1, ceil(talked / A_MINUTE)), 12 * 60)

    def picked(self) -> str:
        """Return the number of the open order to which words go: the one chosen, or the only one there is."""
        only = self.open_orders[0].number if len(self.open_orders) == 1 else ""
        return self.value("order") or only
