"""What somebody supposes of an agreement: the rows as they are, to be changed."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import words
from amberdesk.customers.codes import Priority, Target
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import AgreementVersion
from amberdesk.customers.queries import covers_of, promises_of
from amberdesk.customers.templates import WARN_AT, Promise

DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput({"type": "time"}, format="%H:%M")
LONGEST = 366  # days of a period
USUAL = (Target.RESPONSE, Target.SOLUTION)  # can be supposed of any agreement; others where it promises them
_weekday = lazy(words.weekday, str)
WEEKDAYS = [(str(number), _weekday(number)) for number in range(7)] + [("holidays", _("święta"))]
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class PeriodForm(forms.Form):
    """Which agreement, and the orders of which past time."""

    version = forms.ChoiceField(label=_("Umowa"))
    since = forms.DateField(label=_("Zgłoszone od"), widget=DATE)
    until = forms.DateField(label=_("do (włącznie)"), widget=DATE)

    def __init__(self, *args: Any, versions: Iterable[AgreementVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(v.pk): v for v in versions}
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, name_of(v)) for key, v in self.versions.items()]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        for name in ("since", "until"):
            if typed.get(name) and not 2000 <= typed[name].year <= 2100:
                self.add_error(name, _("Podaj rok od 2000 do 2100."))
                since = None
        if since and until and until < since:
            self.add_error("until", _("Koniec okresu jest przed początkiem."))
        elif since and until and (until - since).days >= LONGEST:
            self.add_error("until", _("Najwyżej rok naraz."))
        return typed


def name_of(version: AgreementVersion) -> str:
    """Return "Fala Market · Umowa · od 2026-01-01"."""
    agreement = version.agreement
    return f"{agreement.network.name} · {agreement.name} · {gettext('od')} {version.valid_from}"


def target_name(target: str) -> str:
    """Return "Czas reakcji"."""
    name = str(words.TARGETS[target])
    return name[:1].upper() + name[1:]


class CoverForm(forms.Form):
    """One row of coverage; one without days does not count. 0:00 at the end is midnight."""

    days = forms.MultipleChoiceField(
        label=_("Dni"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=_("od"), required=False, widget=TIME)
    closes = forms.TimeField(label=_("do"), required=False, widget=TIME)
    level = forms.ChoiceField(label=_("Kto odpowiada"), choices=[(x, words.LEVELS[x]) for x in ("L1", "L2")])
    channel = forms.ChoiceField(label=_("Kanał"), choices=list(words.CHANNELS.items()))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("days") and not self.errors:
            for name in ("opens", "closes"):
                if typed.get(name) is None:
                    self.add_error(name, _("Podaj godzinę."))
        return typed

    def cover(self) -> Cover | None:
        typed = self.cleaned_data
        if not typed.get("days"):
            return None
        opens, closes = _minutes(typed["opens"]), _minutes(typed["closes"])
        days = tuple(sorted(int(day) for day in typed["days"] if day != "holidays"))
        later = closes if closes > opens else closes + 1440
        return Cover(typed["channel"], typed["level"], days, opens, later, "holidays" in typed["days"])


CoverFormSet = forms.formset_factory(CoverForm, extra=2, max_num=30, validate_max=True, absolute_max=40)


def cover_rows(version: AgreementVersion) -> list[dict[str, Any]]:
    """Return the version's coverage as the rows of the formset."""
    return [
        {
            "days": [str(day) for day in cover.weekdays] + (["holidays"] if cover.on_holidays else []),
            "opens": _time(cover.opens),
            "closes": _time(cover.closes),
            "level": cover.level,
            "channel": cover.channel,
        }
        for cover in covers_of(version)
    ]


class PromisesForm(forms.Form):
    """How fast we would be, in hours; and which days would be free in the period."""

    holidays = forms.CharField(
        label=_("Dni wolne w tym okresie"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Daty, po jednej w wierszu: 2026-12-24. Dopisz albo skreśl."),
    )

    def __init__(
        self, *args: Any, version: AgreementVersion, since: date, until: date, **kwargs: Any
    ) -> None:
        self.period = since, until
        self.free = {day.date for day in version.calendar.days.all() if day.holiday}
        self.kept = {(p.priority, p.target): p for p in promises_of(version)}
        here = sorted(day for day in self.free if since <= day <= until)
        super().__init__(*args, initial={"holidays": "\n".join(map(str, here))}, **kwargs)
        self.targets = [t for t in Target if t in USUAL or any(target == t for _p, target in self.kept)]
        for priority in Priority:
            for target in self.targets:
                kept = self.kept.get((priority.value, target.value))
                self.fields[f"{priority}_{target}"] = forms.FloatField(
                    label=f"{priority}: {words.TARGETS[target]}",
                    required=False,
                    min_value=0.02,
                    max_value=8760,
                    initial=round(kept.minutes / 60, 2) if kept else None,
                    widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
                )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(p.value, [self[f"{p}_{target}"] for target in self.targets]) for p in Priority]

    def clean_holidays(self) -> frozenset[date]:
        found = set()
        for text in re.split(r"[\s,;]+", self.cleaned_data["holidays"].strip()):
            if not text:
                continue
            try:
                found.add(_date(text))
            except ValueError:
                raise forms.ValidationError(
                    _("To nie jest data: %(text)s. Wpisz ją tak: 2026-12-24."), params={"text": text[:20]}
                ) from None
        since, until = self.period
        return frozenset(found | {day for day in self.free if not since <= day <= until})

    def promises(self) -> tuple[Promise, ...]:
        wanted = ((priority.value, target.value) for priority in Priority for target in self.targets)
        return tuple(promise for key in wanted if (promise := self._promise(*key)))

    def names(self) -> list[str]:
        """Return the targets in words, as the columns show them."""
        return [target_name(target) for target in self.targets]

    def _promise(self, priority: str, target: str) -> Promise | None:
        hours, kept = self.cleaned_data[f"{priority}_{target}"], self.kept.get((priority, target))
        if hours is None:
            return None
        if kept:
            return kept._replace(minutes=round(hours * 60))
        basis = next((p.basis for p in self.kept.values()), "coverage")
        return Promise(priority, target, round(hours * 60), basis, WARN_AT)


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
