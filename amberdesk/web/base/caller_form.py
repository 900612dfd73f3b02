"""What is asked about somebody who calls: from where, about what, how bad it is."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.codes import Degree
from amberdesk.customers.finding import equipment_and_people, site_of
from amberdesk.customers.models import Category, Network, Site
from amberdesk.customers.queries import categories, networks
from amberdesk.orders.category_words import category_word, first_aid, solution_choices
from amberdesk.orders.intake import Intake
from amberdesk.orders.words import IMPACTS
from amberdesk.web.base.forms import FactForm
from amberdesk.web.base.numbers import whole


class CallerForm(FactForm):
    """The caller's shop, device and trouble; what is chosen of them decides what else is asked."""

    site = forms.IntegerField(widget=forms.HiddenInput, required=False)
    network: Any = forms.ModelChoiceField(
        None, label=lazy("Klient"), required=False, empty_label=lazy("wybierz")
    )
    contact: Any = forms.ModelChoiceField(
        None, label=lazy("Kto dzwoni"), required=False, empty_label=lazy("ktoś inny")
    )
    reporter_name = forms.CharField(label=lazy("Imię i nazwisko"), required=False, max_length=120)
    device: Any = forms.ModelChoiceField(
        None,
        label=lazy("Urządzenie"),
        required=False,
        blank=True,
        empty_label=lazy("żadne z tych"),
        widget=forms.RadioSelect,
    )
    category: Any = forms.ModelChoiceField(None, label=lazy("Kategoria"), required=False)
    impact = forms.ChoiceField(label=lazy("Skutek w sklepie"), widget=forms.RadioSelect, initial="medium")
    code = forms.ChoiceField(label=lazy("Rozwiązanie"), required=False)

    def __init__(self, network_ids: Collection[int], data: Any, **more: Any) -> None:
        self.network_ids = network_ids
        super().__init__(data, **more)
        self.place = self._place()
        self.offer()
        self.chosen = self._category()
        self.offer_solutions(solution_choices(self.chosen))
        if self.chosen and not self.number("category"):
            self.put("category", self.chosen.pk)
        self.ask(self.chosen, required=False)

    def value(self, name: str) -> str:
        """Return what stands in a field now, typed or initial."""
        known = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(known or "")

    def number(self, name: str) -> int | None:
        return whole(self.value(name))

    def put(self, name: str, value: Any) -> None:
        """Let a field have a value that was not typed."""
        self.initial[name] = value
        if self.is_bound:
            self.data = self.data.copy()
            self.data[name] = str(value)

    def _place(self) -> Site | None:
        pk = self.number("site")
        return site_of(self.network_ids, pk) if pk else None

    def offer(self) -> None:
        """Offer the networks, and the devices and people of the chosen site."""
        f = self.fields
        f["network"].queryset = networks(self.network_ids)
        f["device"].queryset, f["contact"].queryset = equipment_and_people(self.place)
        f["category"].queryset = categories()
        f["category"].label_from_instance = category_word
        f["category"].empty_label = str(_("nie wiem"))
        f["impact"].choices = [(code, str(word)) for code, word in IMPACTS.items()]

    def offer_solutions(self, choices: list[tuple[str, str]]) -> None:
        """Offer what solves problems of the chosen category."""
        self.fields["code"].choices = choices

    def _category(self) -> Category | None:
        """Return the chosen category; without a choice that of the chosen device."""
        pk, device = self.number("category"), self.number("device")
        found = self.fields["category"].queryset
        if pk:
            return found.filter(pk=pk).first()
        own = self.fields["device"].queryset.filter(pk=device).first() if device else None
        return found.filter(code=own.kind).first() if own else None

    @property
    def steps(self) -> list[str]:
        return first_aid(self.chosen)

    def clean(self) -> dict[str, Any]:
        """Add `of`: for which customer, as far as that is known."""
        d = super().clean() or {}
        only = list(networks(self.network_ids)[:2])
        d["of"] = (
            self.place.network if self.place else d.get("network") or (only[0] if len(only) == 1 else None)
        )
        if d.get("site") and self.place is None:
            self.add_error(None, _("Nie ma takiej placówki. Wyszukaj ją jeszcze raz."))
        return d

    def reported(self, network: Network, at: datetime, *, caller: str = "", **told: Any) -> Intake:
        """Return what the caller reports. `caller`: his name if nobody asked for it; `told`: what only one form asks."""
        d = self.cleaned_data
        contact = d["contact"]
        known = [one.language for one in (contact, self.place) if one]
        return Intake(
            reported_at=at,
            network=network,
            site=self.place,
            device=d["device"],
            contact=contact,
            category=d["category"],
            impact=Degree(d["impact"]),
            reporter_name=d["reporter_name"] or (contact.name if contact else caller),
            reporter_email=contact.emails[0] if contact and contact.emails else "",
            language=next(filter(None, known), network.language),
            **told,
        )
