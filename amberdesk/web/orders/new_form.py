"""The form of an order that we place for a caller."""

from typing import Any
from uuid import uuid4

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
from amberdesk.orders.actions.take_call import Next, Step
from amberdesk.orders.category_words import category_word, first_aid, solution_choices
from amberdesk.orders.intake import Intake
from amberdesk.rosters.standing import Standing
from amberdesk.web.orders.acts.base import from_table, reason
from amberdesk.web.orders.parts import whole

FACT = "fact_"
WHO = ("contact", "reporter_name", "reporter_phone")
WHAT = ("subject", "text", "category", "impact")
NEXTS = {
    Next.PLACE: lazy("Tylko zarejestruj"),
    Next.TAKE: lazy("Biorę"),
    Next.RESOLVE: lazy("Rozwiązane w rozmowie"),
    Next.HAND_OVER: lazy("Przekaż dalej"),
}


class NewOrder(forms.Form):
    """Who calls, what is broken, and what happens next."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    site = forms.IntegerField(widget=forms.HiddenInput, required=False)
    network: Any = forms.ModelChoiceField(
        None, label=lazy("Klient"), required=False, empty_label=lazy("wybierz")
    )
    contact: Any = forms.ModelChoiceField(
        None, label=lazy("Kto dzwoni"), required=False, empty_label=lazy("ktoś inny")
    )
    reporter_name = forms.CharField(label=lazy("Imię i nazwisko"), required=False, max_length=120)
    reporter_phone = forms.CharField(label=lazy("Telefon"), required=False, max_length=40)
    device: Any = forms.ModelChoiceField(
        None,
        label=lazy("Urządzenie"),
        required=False,
        blank=True,
        empty_label=lazy("żadne z tych"),
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(label=lazy("Skąd"), widget=forms.RadioSelect, initial=Channel.HOTLINE.value)
    subject = forms.CharField(label=lazy("Co się dzieje"), max_length=200)
    text = reason(lazy("Szczegóły"), required=False, rows=3)
    category: Any = forms.ModelChoiceField(None, label=lazy("Kategoria"), required=False)
    impact = forms.ChoiceField(label=lazy("Skutek w sklepie"), widget=forms.RadioSelect, initial="medium")
    next = forms.ChoiceField(label=lazy("Co dalej"), widget=forms.RadioSelect, initial=Next.TAKE.value)
    solution = reason(
        lazy("Co rozwiązało problem"), required=False, hint=lazy("Tę wiadomość dostanie klient.")
    )
    code = forms.ChoiceField(label=lazy("Rozwiązanie"), required=False)
    minutes = forms.IntegerField(label=lazy("Czas pracy w minutach"), required=False, min_value=0, initial=5)
    to = forms.ChoiceField(label=lazy("Do kogo"), required=False, initial="L2")
    reason = reason(lazy("Dlaczego przekazujesz"), required=False, rows=2)

    def __init__(self, standing: Standing, data: Any = None, initial: Any = None) -> None:
        self.standing = standing
        super().__init__(data, initial={"token": uuid4().hex, **(initial or {})}, auto_id="new_%s")
        self.place = self._place()
        self._offer()
        self.chosen = self._category()
        self._ask()

    def hush(self) -> None:
        """Say nothing of what is still missing: the form is only looked at."""
        self._errors = ErrorDict()

    def _value(self, name: str) -> str:
        known = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(known or "")

    def _place(self) -> Site | None:
        pk = whole(self._value("site"))
        return site_of(self.standing.networks, pk) if pk else None

    def _offer(self) -> None:
        """Offer the networks, and the devices and people of the chosen site."""
        f: dict[str, Any] = self.fields
        f["network"].queryset = networks(self.standing.networks)
        f["device"].queryset, f["contact"].queryset = equipment_and_people(self.place)
        f["category"].queryset = categories()
        f["category"].label_from_instance = category_word
        f["category"].empty_label = str(_("nie wiem"))
        f["channel"].choices = from_table(words.CHANNELS, ("hotline", "desk"))
        f["impact"].choices = from_table(words.IMPACTS)
        f["next"].choices = [(code.value, str(word)) for code, word in NEXTS.items()]
        f["to"].choices = [(x.value, words.word(words.LEVELS, x)) for x in (Level.L2, Level.L3)]

    def _category(self) -> Category | None:
        """Return the chosen category; without a choice that of the chosen device."""
        pk, device = whole(self._value("category")), whole(self._value("device"))
        found = self.fields["category"].queryset  # type: ignore[attr-defined]
        if pk:
            return found.filter(pk=pk).first()
        own = self.fields["device"].queryset.filter(pk=device).first() if device else None  # type: ignore[attr-defined]
        return found.filter(code=own.kind).first() if own else None

    def _ask(self) -> None:
        """Ask for what the category needs to be known and offers as solutions."""
        self.fields["code"].choices = [("", str(_("wybierz"))), *solution_choices(self.chosen)]  # type: ignore[attr-defined]
        if self.chosen and not whole(self._value("category")):
            self.initial["category"] = self.chosen.pk
            if self.is_bound:
                self.data = self.data.copy()  # type: ignore[attr-defined]
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
        only = list(self.fields["network"].queryset[:2])  # type: ignore[attr-defined]
        network = (
            self.place.network if self.place else d.get("network") or (only[0] if len(only) == 1 else None)
        )
        if d.get("site") and self.place is None:
            self.add_error(None, _("Nie ma takiej placówki. Wyszukaj ją jeszcze raz."))
        elif network is None:
            self.add_error("network", _("Wybierz placówkę albo chociaż klienta."))
        d["of"] = network
        return d

    def intake(self, at: Any, person: int) -> Intake:
        """Return what the caller reports."""
        d = self.cleaned_data
        network: Network = d["of"]
        contact = d["contact"]
        return Intake(
            channel=Channel(d["channel"]),
            reference=f"desk:{person}:{d['token']}",
            reported_at=at,
            network=network,
            site=self.place,
            device=d["device"],
            contact=contact,
            category=d["category"],
            impact=Degree(d["impact"]),
            subject=d["subject"],
            text=d["text"] or d["subject"],
            reporter_name=d["reporter_name"] or (contact.name if contact else ""),
            reporter_phone=d["reporter_phone"],
            reporter_email=contact.emails[0] if contact and contact.emails else "",
            language=(contact.language if contact else "")
            or (self.place.language if self.place else "")
            or network.language,
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
            facts={f["code"]: d[FACT + f["code"]] for f in self.asked},
        )
