"""What a planner can type."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import words
from amberdesk.people.models import Person
from amberdesk.rosters.words import SHIFT_KINDS

weekday = lazy(words.weekday, str)
WEEKDAYS = [(str(number), weekday(number)) for number in range(7)]
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
