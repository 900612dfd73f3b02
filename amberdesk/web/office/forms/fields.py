"""Fields for what people write by hand: opening hours, lengths of time, several numbers or addresses."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.customers import words
from amberdesk.customers.agreement_words import clock_text

_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_WINDOW = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
CLOSED = {"", "-", "–", "zamknięte", "closed"}
ALWAYS = {"całą dobę", "cala dobe", "24h", "24/7"}
_LENGTH = re.compile(r"(?:(\d{1,4}(?:[.,]\d{1,3})?)\s*h)?\s*(?:(\d{1,6})\s*min)?")
_COLON = re.compile(r"(\d+):([0-5]\d)")


def read_windows(text: str) -> list[list[int]]:
    """Return [[480, 960]] for "8:00-16:00"; several by commas; 22-6 passes midnight. Errors: ValidationError."""
    folded = text.strip().lower()
    if folded in CLOSED:
        return []
    if folded in ALWAYS:
        return [[0, 1440]]
    return [_read_window(part.strip()) for part in folded.split(",")]


def _read_window(text: str) -> list[int]:
    parts = _WINDOW.fullmatch(text)
    if not parts:
        raise forms.ValidationError(_("Wpisz godziny tak: 8:00-16:00 albo 8-12, 13-17."))
    hours = [int(parts[n]) for n in (1, 3)]
    minutes = [int(parts[n] or 0) for n in (2, 4)]
    if max(hours) > 24 or max(minutes) > 59:
        raise forms.ValidationError(_("Nie ma takiej godziny: %(text)s."), params={"text": text})
    opens, closes = (hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True))
    return [opens, closes if closes > opens else closes + 1440]


def write_windows(windows: Iterable[Iterable[int]]) -> str:
    """Return "8:00-12:00, 13:00-17:00"; "" for closed."""
    return ", ".join(f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in windows)


weekday = lazy(words.weekday, str)  # "pn." for 0, in the language of whoever reads


class WindowsField(forms.CharField):
    """A day's hours as text."""

    def prepare_value(self, value: Any) -> Any:
        return write_windows(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return read_windows(str(value or ""))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(_("Wpisz godziny tak: 8:00-16:00."))

    def run_validators(self, value: Any) -> None:
        """Leave what hours may be to the action."""


class LengthField(forms.CharField):
    """A length of time as people write it -> minutes; a bare number is hours."""

    def prepare_value(self, value: Any) -> Any:
        return spoken.duration(value * 60, get_language() or "pl") if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip().lower()
        if not text:
            return None
        if colon := _COLON.fullmatch(text):
            return int(colon[1]) * 60 + int(colon[2])
        if re.fullmatch(r"[\d.,]+", text):
            text += "h"
        parts = _LENGTH.fullmatch(text)
        if not parts or not any(parts.groups()):
            raise forms.ValidationError(_("Wpisz czas tak: 30 min, 4 h albo 1,5 h."))
        hours, minutes = parts.groups()
        return round(float((hours or "0").replace(",", ".")) * 60) + int(minutes or 0)

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Leave the limits to the action."""


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea({"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Leave what each line may be to the action."""


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Let a field offer these choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
