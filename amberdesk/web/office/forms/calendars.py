"""Forms of calendars and categories."""

from datetime import timedelta
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.clock import spoken
from amberdesk.customers import lists, words
from amberdesk.customers.actions.calendars import MOST_DAYS, DifferingDay
from amberdesk.customers.models import Category
from amberdesk.customers.public_holidays import countries
from amberdesk.web.base.formats import pl_key
from amberdesk.web.office.forms.customers import DATE, ZONES
from amberdesk.web.office.forms.fields import LinesField, WindowsField, offer, read_windows, weekday

HOURS = _("Na przykład 8:00-16:00 albo 8-12, 13-17. Puste: zamknięte.")
DAYS = tuple(f"day{number}" for number in range(7))
SUNDAYS = _("Według polskiej ustawy, liczone z reguły. Godziny wpisane na konkretny dzień idą przed nią.")
REASON = _("Potrzebny, gdy data już minęła.")


class WeekForm(forms.Form):
    """Seven days of hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(spoken.tongue(words.reader()).weekdays):
            label = name.capitalize()
            self.fields[f"day{number}"] = WindowsField(
                label=label, required=False, help_text=HOURS if not number else ""
            )

    def week(self) -> list[list[list[int]]]:
        return [self.cleaned_data[f"day{number}"] for number in range(7)]

    def typed(self) -> list[list[list[int]] | None]:
        """Return what each day's field says now, sent or not; None where that cannot be read."""
        return [_read(self[name].value()) for name in DAYS]


def _read(text: Any) -> list[list[int]] | None:
    try:
        return read_windows(str(text or ""))
    except forms.ValidationError:
        return None


class CalendarForm(WeekForm):
    name = forms.CharField(
        label=_("Nazwa"), max_length=80, help_text=_("Na przykład Sklepy 6-22 albo Święta w Polsce.")
    )
    timezone = forms.ChoiceField(label=_("Strefa czasowa"), choices=ZONES, initial="Europe/Warsaw")


class NewWeekForm(WeekForm):
    valid_from = forms.DateField(label=_("Obowiązuje od"), widget=DATE)
    trading_sundays = forms.BooleanField(
        label=_("Zamknięte w niedziele niehandlowe"), required=False, help_text=SUNDAYS
    )
    reason = forms.CharField(label=_("Powód"), max_length=200, required=False, help_text=REASON)
    field_order: tuple[str, ...] = ("valid_from", *DAYS, "trading_sundays", "reason")


class OpeningForm(NewWeekForm):
    """When a shop is open. `hours`: "" nobody knows, OWN, or the id of a calendar."""

    OWN = "own"
    hours = forms.ChoiceField(label=_("Otwarta według"), required=False)
    field_order = ("hours", "valid_from", *DAYS, "trading_sundays", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendars = {str(calendar.pk): calendar for calendar in lists.calendars()}
        named = [(key, str(calendar)) for key, calendar in self.calendars.items()]
        offer(self, "hours", [("", _("nie wiemy")), (self.OWN, _("własne godziny, jak niżej")), *named])


class DayForm(forms.Form):
    on = forms.DateField(label=_("Dzień"), widget=DATE)
    name = forms.CharField(label=_("Nazwa"), max_length=80, help_text=_("Na przykład Inwentaryzacja."))
    windows = WindowsField(label=_("Godziny"), required=False, help_text=HOURS)
    holiday = forms.BooleanField(
        label=_("Święto: godziny wsparcia jak w święta"),
        required=False,
        help_text=_("Umowy liczą ten dzień jak święto."),
    )
    reason = forms.CharField(label=_("Powód"), max_length=200, required=False, help_text=REASON)


class RangeForm(forms.Form):
    """Days from one date to another that differ from their week."""

    first = forms.DateField(label=_("Pierwszy dzień"), widget=DATE)
    last = forms.DateField(label=_("Ostatni dzień"), widget=DATE)
    weekdays = forms.MultipleChoiceField(
        label=_("Dni tygodnia"),
        choices=[(str(number), weekday(number)) for number in range(7)],
        initial=[str(number) for number in range(7)],
        widget=forms.CheckboxSelectMultiple,
    )
    name = forms.CharField(label=_("Nazwa"), max_length=80, help_text=_("Na przykład Przed świętami."))
    windows = WindowsField(label=_("Godziny"), required=False, help_text=HOURS)
    replace = forms.BooleanField(label=_("Zastąp dni, które już się różnią"), required=False)
    reason = forms.CharField(label=_("Powód"), max_length=200, required=False, help_text=REASON)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", words.say("range_ends_before_it_starts"))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", words.say("too_many_days", {"most": MOST_DAYS}))
        elif not self.errors and not self.days_meant():
            self.add_error("weekdays", words.say("no_day_in_range"))
        return typed

    def days_meant(self) -> list[DifferingDay]:
        typed = self.cleaned_data
        days = [typed["first"] + timedelta(days=n) for n in range((typed["last"] - typed["first"]).days + 1)]
        return [
            DifferingDay(on, typed["name"], typed["windows"])
            for on in days
            if str(on.weekday()) in typed["weekdays"]
        ]


class FileForm(forms.Form):
    """A file of another calendar program."""

    file = forms.FileField(label=_("Plik ICS"), widget=forms.FileInput({"accept": ".ics,text/calendar"}))
    holiday = forms.BooleanField(
        label=_("Dni całodniowe to święta"),
        required=False,
        initial=True,
        help_text=_("Umowy liczą te dni jak święta."),
    )
    replace = forms.BooleanField(label=_("Zastąp dni, które już się różnią"), required=False)
    reason = forms.CharField(label=_("Powód"), max_length=200, required=False, help_text=REASON)


class YearForm(forms.Form):
    """A year and the country whose public holidays are proposed."""

    year = forms.IntegerField(label=_("Rok"), min_value=2000, max_value=2100)
    country = forms.ChoiceField(label=_("Kraj"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Locale.parse(words.reader()).territories
        codes = [(code, named.get(code, code)) for code in countries()]
        offer(self, "country", sorted(codes, key=lambda pair: pl_key(pair[1])))


class CategoryForm(forms.Form):
    """A category: who deals with it, what to ask, what to try."""

    name_pl = forms.CharField(label=_("Nazwa"), max_length=80)
    name_en = forms.CharField(label=_("Nazwa po angielsku"), max_length=80, required=False)
    name_uk = forms.CharField(label=_("Nazwa po ukraińsku"), max_length=80, required=False)
    code = forms.CharField(
        label=_("Kod"),
        max_length=40,
        help_text=_("Małe litery i podkreślenia, na przykład coffee_machine. Nie zmienia się."),
    )
    kind = forms.ChoiceField(label=_("Rodzaj"), choices=list(words.KINDS.items()))
    level = forms.ChoiceField(label=_("Kto zaczyna"), choices=list(words.LEVELS.items()))
    urgency = forms.ChoiceField(label=_("Pilność"), choices=list(words.DEGREES.items()), initial="medium")
    not_for_l1 = forms.BooleanField(
        label=_("Nie dla I linii"),
        required=False,
        help_text=_("Idzie od razu wyżej i liczy się osobno w raportach."),
    )
    questions = LinesField(
        label=_("O co zapytać przed przekazaniem"),
        required=False,
        help_text=_("Po jednym w wierszu. Gwiazdka na końcu: trzeba podać."),
    )
    first_aid = LinesField(
        label=_("Pierwsza pomoc dla sklepu"), required=False, help_text=_("Po jednym kroku w wierszu.")
    )
    first_aid_en = LinesField(label=_("Pierwsza pomoc po angielsku"), required=False)
    first_aid_uk = LinesField(label=_("Pierwsza pomoc po ukraińsku"), required=False)
    position = forms.IntegerField(label=_("Kolejność"), min_value=0, max_value=9999, initial=100)
    active = forms.BooleanField(label=_("W użyciu"), required=False, initial=True)

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": facts_of(category) if category else None, **kwargs})
        self.category = category
        del self.fields["code" if category else "active"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        steps = len(typed.get("first_aid", []))
        for name in ("first_aid_en", "first_aid_uk"):
            if typed.get(name) and len(typed[name]) != steps:
                self.add_error(name, _("Podaj tyle samo kroków, co po polsku, albo żadnego."))
        return typed

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        typed = dict(self.cleaned_data)
        steps = {
            "pl": typed.pop("first_aid"),
            "en": typed.pop("first_aid_en"),
            "uk": typed.pop("first_aid_uk"),
        }
        name = {code: typed.pop(f"name_{code}") for code in ("pl", "en", "uk")}
        questions = typed.pop("questions")
        return {
            **typed,
            "name": name,
            "facts": read_facts(questions, self.category.facts if self.category else []),
            "first_aid": [
                {code: texts[place] for code, texts in steps.items() if texts}
                for place in range(len(steps["pl"]))
            ],
        }


def facts_of(category: Category) -> dict[str, Any]:
    plain = ("kind", "level", "urgency", "not_for_l1", "position", "active")
    aid = {code: [step[code] for step in category.first_aid if step.get(code)] for code in ("pl", "en", "uk")}
    whole = {code: steps if len(steps) == len(category.first_aid) else [] for code, steps in aid.items()}
    return {
        **{name: getattr(category, name) for name in plain},
        **{f"name_{code}": category.name.get(code, "") for code in ("pl", "en", "uk")},
        "questions": [f["label"].get("pl", "") + (" *" if f["required"] else "") for f in category.facts],
        "first_aid": aid["pl"],
        "first_aid_en": whole["en"],
        "first_aid_uk": whole["uk"],
    }


def read_facts(lines: list[str], kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return hand-over facts from lines; a line that was there keeps its code and its other languages."""
    known = {fact["label"].get("pl"): fact for fact in kept}
    used = {fact["code"] for fact in kept}
    facts = []
    for line in lines:
        label, required = line.rstrip("* "), line.endswith("*")
        fact = known.get(label) or {"code": _free_code(used), "label": {"pl": label}}
        facts.append({**fact, "required": required})
    return facts


def _free_code(used: set[str]) -> str:
    number = 1
    while f"fact_{number}" in used:
        number += 1
    used.add(f"fact_{number}")
    return f"fact_{number}"
