"""The dialogs of the board."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amberdesk.customers.codes import Degree, Kind, Level, Priority
from amberdesk.customers.models import Category
from amberdesk.customers.texts import text_in
from amberdesk.orders.actions.verify import SCOPES
from amberdesk.orders.words import IMPACTS, KINDS, LEVELS, PRIORITIES, URGENCIES
from amberdesk.orders.words import SCOPES as SCOPE_WORDS
from amberdesk.web.base.forms import Form

Choices = list[tuple[Any, Any]]
AGAIN = {
    "hx-include": "closest form",
    "hx-target": "#dialog-body",
    "hx-params": "not csrfmiddlewaretoken",
    "hx-sync": "closest form:replace",
}


class GivenForm(Form):
    """To whom: a level, and perhaps one of its technicians."""

    asks_again: ClassVar[tuple[str, ...]] = ("level",)  # choosing another one fetches the dialog anew

    level = forms.ChoiceField(label=_("Poziom"), widget=forms.RadioSelect)
    technician = forms.ChoiceField(label=_("Technik"), required=False)

    def __init__(self, *args: Any, here: str, levels: Choices, technicians: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.asks_again:
            self.fields[name].widget.attrs |= {"hx-get": here, "hx-vals": f'{{"changed": "{name}"}}', **AGAIN}
        self.fields["level"].choices = levels
        self.fields["technician"].choices = technicians

    @property
    def given_level(self) -> Level:
        return Level(self.cleaned_data["level"])

    @property
    def technician_id(self) -> int | None:
        return int(self.cleaned_data["technician"]) if self.cleaned_data.get("technician") else None


class VerifyForm(GivenForm):
    """What an order is about, how bad it is, under which terms, and who shall do it."""

    asks_again = ("category", "impact", "urgency", "scope", "level")

    category = forms.ChoiceField(label=_("Kategoria"), required=False)
    kind = forms.ChoiceField(label=_("Rodzaj"), choices=[(k.value, KINDS[k.value]) for k in Kind])
    impact = forms.ChoiceField(
        label=_("Czy można sprzedawać?"),
        choices=[(d.value, IMPACTS[d.value]) for d in Degree],
        widget=forms.RadioSelect,
    )
    urgency = forms.ChoiceField(
        label=_("Pilność"), choices=[(d.value, URGENCIES[d.value]) for d in Degree], widget=forms.RadioSelect
    )
    scope = forms.ChoiceField(
        label=_("Zakres"), choices=[(s, SCOPE_WORDS[s]) for s in SCOPES], widget=forms.RadioSelect
    )
    scope_accepted_by = forms.CharField(
        label=_("Kto po stronie klienta zgodził się na koszt"), required=False, max_length=120
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    field_order = (
        "category",
        "kind",
        "impact",
        "urgency",
        "scope",
        "scope_accepted_by",
        "level",
        "technician",
        "version",
    )

    def __init__(self, *args: Any, categories: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "pl"
        named = [(c.pk, text_in(c.name, language)) for c in categories]
        self.fields["category"].choices = [("", _("nieustalona")), *named]
        self.categories = {str(c.pk): c for c in categories}

    @property
    def checked(self) -> dict[str, Any]:
        """Return what the action takes."""
        found = self.cleaned_data
        return {
            "category": self.categories.get(found["category"]),
            "kind": Kind(found["kind"]),
            "impact": Degree(found["impact"]),
            "urgency": Degree(found["urgency"]),
            "scope": found["scope"],
            "scope_accepted_by": found["scope_accepted_by"],
        }


class PriorityForm(forms.Form):
    """A priority against the matrix, and why."""

    priority = forms.ChoiceField(
        label=_("Priorytet"),
        choices=[(p.value, PRIORITIES[p.value]) for p in Priority],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Powód"),
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        help_text=_("Zostanie w historii jako notatka wewnętrzna."),
    )


def level_choices(levels: tuple[str, ...]) -> Choices:
    return [(level, f"{level} · {LEVELS[level]}") for level in levels]
