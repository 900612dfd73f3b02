"""What a technician writes down of a call, beside the key that ends it."""

from datetime import timedelta
from math import ceil
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.codes import Channel, Degree, Level
from amberdesk.customers.finding import equipment_and_people, site_of
from amberdesk.customers.models import Category, Network, Site
from amberdesk.customers.queries import categories, networks
from amberdesk.customers.texts import text_in
from amberdesk.orders import words
from amberdesk.orders.actions.take_call import Step
from amberdesk.orders.category_words import category_word, first_aid, solution_choices
from amberdesk.orders.intake import Intake
from amberdesk.orders.surroundings import open_at
from amberdesk.people.models import Person
from amberdesk.phone.models import Call
from amberdesk.rosters.standing import Standing

FACT = "fact_"
USUAL = "user_help"  # the solution of a call without a category
A_MINUTE = timedelta(minutes=1)


class CallForm(forms.Form):
    """Who rings, about what, and what each ending may need; nothing but the description is ever asked for twice."""

    site = forms.IntegerField(widget=forms.HiddenInput, required=False)
    network: Any = forms.ModelChoiceField(
        None, label=lazy("Klient"), required=False, empty_label=lazy("wybierz")
    )
    contact: Any = forms.ModelChoiceField(
        None, label=lazy("Kto dzwoni"), required=False, empty_label=lazy("ktoś inny")
    )
    reporter_name = forms.CharField(label=lazy("Imię i nazwisko"), required=False, max_length=120)
    learn = forms.BooleanField(required=False)
    text = forms.CharField(
        label=lazy("Opis"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
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
    solution = forms.CharField(label=lazy("Co rozwiązało problem"), required=False, max_length=2000)
    order = forms.CharField(label=lazy("Otwarte zgłoszenie"), required=False, max_length=40)

    def __init__(self, call: Call, standing: Standing, data: Any = None, initial: Any = None) -> None:
        self.call, self.standing = call, standing
        super().__init__(data, initial=initial, auto_id="hl_%s")
        self.place = self._place()
        self.open_orders = open_at(self.place) if self.place else []
        self._offer()
        self.chosen = self._category()
        self._ask()

    def hush(self) -> None:
        """Say nothing of what is still missing: the form is only looked at."""
        self._errors = ErrorDict()

    @property
    def network_ids(self) -> frozenset[int]:
        """Whose call it can be: the hotline's network; without one any of the reader's."""
        return frozenset({self.call.network_id}) if self.call.network_id else self.standing.networks

    def _value(self, name: str) -> str:
        known = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(known or "")

    def _number(self, name: str) -> int:
        told = self._value(name)
        return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0

    def _place(self) -> Site | None:
        pk = self._number("site")
        return site_of(self.network_ids, pk) if pk else None

    def _offer(self) -> None:
        """Offer the devices, people and open orders of the chosen shop."""
        f: dict[str, Any] = self.fields
        f["network"].queryset = networks(self.network_ids)
        f["device"].queryset, f["contact"].queryset = equipment_and_people(self.place)
        f["category"].queryset = categories()
        f["category"].label_from_instance = category_word
        f["category"].empty_label = str(_("nie wiem"))
        f["impact"].choices = [(code, str(word)) for code, word in words.IMPACTS.items()]

    def _category(self) -> Category | None:
        """Return the chosen category; without a choice that of the chosen device."""
        pk, device = self._number("category"), self._number("device")
        found = self.fields["category"].queryset  # type: ignore[attr-defined]
        if pk:
            return found.filter(pk=pk).first()
        own = self.fields["device"].queryset.filter(pk=device).first() if device else None  # type: ignore[attr-defined]
        return found.filter(code=own.kind).first() if own else None

    def _ask(self) -> None:
        """Ask for what the category needs to be known, and offer what solves its problems."""
        choices = solution_choices(self.chosen)
        self.fields["code"].choices = choices  # type: ignore[attr-defined]
        codes = [code for code, _word in choices]
        usual = USUAL if self.chosen is None and USUAL in codes else codes[0]
        self.initial.setdefault("code", usual)
        if self.is_bound:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            if self.data.get("code") not in codes:
                self.data["code"] = usual  # type: ignore[index]
        if self.chosen and not self._number("category"):
            self.initial["category"] = self.chosen.pk
            if self.is_bound:
                self.data["category"] = str(self.chosen.pk)  # type: ignore[index]
        for fact in self.asked:
            told = text_in(fact["label"], get_language() or "pl")
            self.fields[FACT + fact["code"]] = forms.CharField(label=told, required=False, max_length=2000)

    @property
    def asked(self) -> list[dict[str, Any]]:
        return self.chosen.facts if self.chosen else []

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[FACT + fact["code"]] for fact in self.asked]

    @property
    def steps(self) -> list[str]:
        return first_aid(self.chosen)

    def clean(self) -> dict[str, Any]:
        d = super().clean() or {}
        only = list(networks(self.network_ids)[:2])
        d["of"] = (
            self.place.network if self.place else d.get("network") or (only[0] if len(only) == 1 else None)
        )
        if d.get("site") and self.place is None:
            self.add_error(None, _("Nie ma takiej placówki. Wyszukaj ją jeszcze raz."))
        return d

    def intake(self, at: Any) -> Intake | None:
        """Return what the caller reports; None while nobody knows for which customer."""
        d = self.cleaned_data
        network: Network | None = d["of"]
        if network is None:
            return None
        contact, text = d["contact"], d["text"].strip()
        subject = text.splitlines()[0] if text else ""
        known = contact or self.place
        return Intake(
            channel=Channel.HOTLINE,
            reference="",  # the call's own
            reported_at=at,
            network=network,
            site=self.place,
            device=d["device"],
            contact=contact,
            category=d["category"],
            impact=Degree(d["impact"]),
            subject=subject[:200],
            text=text,
            reporter_name=d["reporter_name"] or (contact.name if contact else self.call.caller_name),
            reporter_phone=self.call.caller,
            reporter_email=contact.emails[0] if contact and contact.emails else "",
            language=(known.language if known else "") or network.language,
        )

    def step(self, at: Any, to: Level, technician: Person | None) -> Step:
        """Return what resolving or handing over needs."""
        d = self.cleaned_data
        return Step(
            text=d["solution"].strip() or _("Rozwiązane w rozmowie telefonicznej."),
            code=d["code"],
            minutes=self._minutes(at),
            to=to,
            technician=technician,
            reason=d["text"],
            facts={f["code"]: d[FACT + f["code"]] for f in self.asked},
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
        return self._value("order") or only
