"""What a planner can type."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import words
from amberdesk.people.models import Person
from amberdesk.rosters.words import SHIFT_KINDS

weekday = lazy(words.weekday, str)
WEEKDAYS = [(str(number), weekday(number)) for number in range(7)]
NOTHING, LONGEST_ABSENCE = timedelta(), timedelta(days=366)
TIME = forms.TimeInput({"type": "time"}, format="%H:%M")


class ShiftForm(forms.Form):
    """A shift, or the same one on some weekdays for some weeks."""

    person = forms.ChoiceField(label=_("Technik"))
    level = forms.ChoiceField(label=_("Linia wsparcia"), choices=list(words.LEVELS.items()))
    first_week = forms.DateField(
        label=_("Od dnia"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    weeks = forms.IntegerField(label=_("Ile tygodni"), min_value=1, max_value=53, initial=1)
    weekdays = forms.MultipleChoiceField(
        label=_("Dni"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        initial=["0", "1", "2", "3", "4"],
    )
    opens = forms.TimeField(label=_("Od"), widget=TIME, initial="08:00")
    closes = forms.TimeField(
        label=_("Do"), widget=TIME, initial="16:00", help_text=_("Wcześniej niż początek: następnego dnia.")
    )
    kind = forms.ChoiceField(label=_("Rodzaj"), choices=list(SHIFT_KINDS.items()))
    number = forms.CharField(
        label=_("Numer, pod który wtedy dzwonić"),
        max_length=40,
        required=False,
        help_text=_("Puste: numer technika."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, person.name) for key, person in self.people.items()]

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        person = self.people[typed["person"]]
        return {**typed, "person": person, "weekdays": [int(day) for day in typed["weekdays"]]}


class StandInForm(forms.Form):
    """Who works a shift instead: somebody who stands in, or somebody with whom it is swapped."""

    person = forms.ChoiceField(label=_("Zastępca"), required=False)
    other = forms.ChoiceField(label=_("Albo zamiana ze zmianą"), required=False)

    def __init__(
        self, *args: Any, people: Iterable[Person], shifts: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = {"person": [(pk, p.name) for pk, p in self.people.items()], "other": list(shifts)}
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("nikt")) if name == "person" else ("", _("bez zamiany")), *offered]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.errors and bool(typed.get("person")) == bool(typed.get("other")):
            raise forms.ValidationError(_("Wybierz zastępcę albo zmianę do zamiany."))
        return typed


class AbsenceForm(forms.Form):
    """Who is away, from the first to the last day."""

    person = forms.ChoiceField(label=_("Technik"))
    first = forms.DateField(label=_("Od dnia"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Do dnia"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, person.name) for key, person in self.people.items()]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        first, last = typed.get("first"), typed.get("last")
        if first and last and not (2000 <= first.year <= 2100 and NOTHING <= last - first <= LONGEST_ABSENCE):
            self.add_error("last", _("Ostatni dzień jest najwyżej rok po pierwszym i nie przed nim."))
        return typed

    @property
    def chosen(self) -> Person:
        return self.people[self.cleaned_data["person"]]
