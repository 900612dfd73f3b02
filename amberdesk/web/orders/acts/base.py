"""What the forms of all acts share."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.clock.sla import Reading
from amberdesk.orders import words
from amberdesk.orders.models import Order
from amberdesk.web.base.forms import Form
from amberdesk.web.orders.seat import Seat

LONGEST = 100_000  # characters; the rule in orders decides, this only keeps browsers from sending more
Choices = list[tuple[str, Any]]
WHY = lazy("Powód")


class ActForm(Form):
    """One act on one order. `perform` calls the action and returns what to say when it is done."""

    act: ClassVar[str]
    template: ClassVar[str] = "orders/_act.html"
    danger: ClassVar[bool] = False
    previews: ClassVar[bool] = False  # whether changes in it show what the clocks would say
    blames: ClassVar[dict[str, str]] = {}  # code of a refusal -> the field that it is about
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, seat: Seat, data: Any = None, files: Any = None) -> None:
        self.seat, self.order = seat, seat.order
        super().__init__(data, files, auto_id=f"{self.act}_%s", initial=self.starts_with())
        self.fields["version"].initial = self.order.version
        self.prepare()

    def starts_with(self) -> dict[str, Any]:
        """Return the values with which an empty form begins."""
        return {}

    def prepare(self) -> None:
        """Fit the fields to the order."""

    def perform(self, at: datetime) -> str:
        """Call the action. Raises what it raises."""
        raise NotImplementedError

    def preview(self) -> dict[str, Reading]:
        """Return what the clocks would show after the act."""
        return {}

    @property
    def title(self) -> str:
        return words.act(self.act)

    @property
    def submit(self) -> str:
        return self.title

    @property
    def turn(self) -> dict[str, Any]:
        """Who acts and on which version: the arguments that every versioned act takes."""
        return {"by": self.seat.by, "expected": self.cleaned_data.get("version") or self.order.version}

    def blame(self, refusal: Exception) -> None:
        """Put the sentence of a refusal at the field that it is about."""
        code = getattr(refusal, "code", "")
        field = self.blames.get(code) or _USUAL.get(code)
        self.add_error(field if field in self.fields else None, words.refusal(refusal))

    def choose(self, field: str, choices: Choices) -> None:
        """Set the choices of a field."""
        self.fields[field].choices = choices

    def value_of(self, field: str) -> str:
        """Return what stands in a field now, typed or initial, without what the database cannot ask for."""
        return str(self[field].value() or "").replace("\0", "")


_USUAL = {"text_missing": "reason", "text_too_long": "reason"}


def from_table(table: Any, codes: Any = None) -> Choices:
    """Return a table of words as choices."""
    return [(code, str(word)) for code, word in table.items() if codes is None or code in codes]


def reason(label: Any = WHY, *, required: bool = True, hint: Any = "", rows: int = 3) -> forms.CharField:
    """Return a field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, help_text=hint, max_length=LONGEST, widget=widget)


def moment(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateTimeField:
    """Return a field for a date and time."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(
        label=label, required=required, help_text=hint, widget=widget, input_formats=["%Y-%m-%dT%H:%M"]
    )


def done(order: Order, act: str) -> str:
    """Return what is said after an act that changed the state."""
    return _("%(act)s: gotowe. Zgłoszenie ma stan „%(state)s”.") % {
        "act": words.act(act),
        "state": words.state(order.state, order.wait_reason),
    }
