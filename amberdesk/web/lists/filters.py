"""From the address of a list to what it shows. Every name and value that an address may have stands here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.codes import Level, Priority, WaitReason
from amberdesk.customers.queries import site_ids_like
from amberdesk.orders.order_filter import OrderFilter, at_levels, without_technician
from amberdesk.orders.states import OPEN, State
from amberdesk.orders.words import PRIORITIES, REASONS, STATES
from amberdesk.web.base.forms import Form
from amberdesk.web.lists.reader import Reader

EVERY = "all"
ME, TEAM, NOBODY = "me", "team", "none"
INTERNAL = (
    "level",
    "assignee",
    "tag",
    "mentions",
    "unread",
)  # what the customer's side neither sees nor asks
SORTS = {
    "due": lazy("najbliższy termin"),
    "new": lazy("najnowsze"),
    "old": lazy("najstarsze"),
    "priority": lazy("priorytet"),
}


class FilterForm(Form):
    """The conditions of a list. An unknown value is told and narrows nothing."""

    state = forms.ChoiceField(label=lazy("Stan"), required=False)
    level = forms.ChoiceField(label=lazy("Poziom"), required=False)
    priority = forms.ChoiceField(label=lazy("Priorytet"), required=False)
    network = forms.ChoiceField(label=lazy("Klient"), required=False)
    site = forms.CharField(label=lazy("Placówka"), required=False, max_length=60)
    category = forms.ChoiceField(label=lazy("Kategoria"), required=False)
    assignee = forms.ChoiceField(label=lazy("Technik"), required=False)
    wait = forms.ChoiceField(label=lazy("Oczekuje"), required=False)
    tag = forms.CharField(label=lazy("Etykieta"), required=False, max_length=40)
    reported_from = forms.DateField(
        label=lazy("Zgłoszone od"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reported_to = forms.DateField(
        label=lazy("Zgłoszone do"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    overdue = forms.BooleanField(label=lazy("Tylko po terminie"), required=False)
    unread = forms.BooleanField(label=lazy("Tylko z nową wiadomością"), required=False)
    mentions = forms.BooleanField(label=lazy("Tylko tam, gdzie mnie wezwano"), required=False)
    sort = forms.ChoiceField(label=lazy("Kolejność"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        reader: Reader,
        categories: Mapping[int, str],
        people: list[tuple[int, str]],
    ) -> None:
        super().__init__(data)
        self.reader = reader
        anything = ("", _("dowolny"))
        choices: dict[str, list[tuple[Any, Any]]] = {
            "state": [("", _("otwarte")), *STATES.items(), (EVERY, _("wszystkie"))],
            "level": [anything, *((level.value, level.value) for level in Level)],
            "priority": [anything, *((p.value, PRIORITIES[p.value]) for p in Priority)],
            "network": [("", _("wszyscy")), *((n.code, n.name) for n in reader.networks)],
            "category": [("", _("dowolna")), *((str(pk), name) for pk, name in categories.items())],
            "assignee": [
                ("", _("ktokolwiek")), (ME, _("ja")), (TEAM, _("mój zespół")), (NOBODY, _("nikt")),
                *((str(pk), name) for pk, name in people),
            ],
            "wait": [("", _("bez znaczenia")), *((w.value, REASONS[w.value]) for w in WaitReason)],
            "sort": list(SORTS.items()),
        }  # fmt: skip
        for name, values in choices.items():
            self.fields[name].choices = values
        for name in () if reader.internal else INTERNAL:
            del self.fields[name]
        if len(reader.networks) == 1:
            del self.fields["network"]
        self.is_valid()

    def given(self, name: str) -> Any:
        """Return a value that was understood; "" for none."""
        return self.cleaned_data.get(name) or ""

    @property
    def address(self) -> str:
        """Return what was understood as the query of an address, always in the same order."""
        values = {name: self.given(name) for name in self.fields}
        return urlencode(
            {n: "1" if v is True else v for n, v in values.items() if v and (n, v) != ("sort", "due")}
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the sorting is asked for."""
        return any(self.given(name) for name in self.fields if name != "sort")

    @property
    def sorted_by(self) -> str:
        return str(self.given("sort") or "due")

    @property
    def network_ids(self) -> list[int]:
        code = self.given("network")
        return [n.pk for n in self.reader.networks if code in ("", n.code)]

    def wanted(self) -> OrderFilter:
        """Return what the list shows."""
        found = replace(
            self._whose(),
            priorities=_set(self.given("priority")),
            wait_reasons=_set(self.given("wait")),
            category_id=int(self.given("category") or 0) or None,
            tag=self.given("tag").strip().lower().lstrip("#"),
            unread=bool(self.given("unread")),
            mentioned_id=self.reader.person.pk if self.given("mentions") else None,
            overdue_at=self.reader.at if self.given("overdue") else None,
            reported_from=_midnight(self.given("reported_from")),
            reported_before=_midnight(self.given("reported_to"), days=1),
        )
        if level := self.given("level"):
            found = replace(found, levels=frozenset({level}))
        if site := self.given("site").strip():
            found = replace(found, site_ids=frozenset(site_ids_like(site, self.network_ids)))
        return replace(found, states=self._states())

    def _whose(self) -> OrderFilter:
        """Return the filter for the chosen technician, for nobody's, or for what stands at the reader's levels."""
        who = self.given("assignee")
        if who == NOBODY:
            return without_technician()
        if who == TEAM:
            return at_levels(self.reader.levels)
        if not who:
            return OrderFilter()
        return OrderFilter(assignee_id=self.reader.person.pk if who == ME else int(who))

    def _states(self) -> frozenset[str]:
        state = self.given("state")
        if state == EVERY:
            return frozenset()
        return frozenset({State(state).value}) if state else frozenset(OPEN)


def _set(value: str) -> frozenset[str]:
    return frozenset({value}) if value else frozenset()


def _midnight(on: date | str, *, days: int = 0) -> datetime | None:
    """Return the beginning of a day, or of a later one, on the reader's clock."""
    return make_aware(datetime.combine(on, time()) + timedelta(days=days)) if isinstance(on, date) else None
