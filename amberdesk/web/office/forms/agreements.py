"""The form of what an agreement says from a date on."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import lists, words
from amberdesk.customers.codes import PROMISED, Degree, Priority, Target, WaitReason
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import AgreementVersion, Network
from amberdesk.web.office.forms.customers import DATE
from amberdesk.web.office.forms.fields import WindowsField, offer, weekday

SPARE_ROWS = 2
ALL = "all"
LANGUAGES = (("pl", _("po polsku")), ("en", _("po angielsku")))
WEEKDAYS = [(str(number), weekday(number)) for number in range(7)] + [("holidays", _("święta"))]


class AgreementForm(forms.Form):
    """A new agreement, from a template."""

    name = forms.CharField(label=_("Nazwa"), max_length=120)
    template = forms.ChoiceField(label=_("Wzór"), choices=list(words.TEMPLATES.items()))
    valid_from = forms.DateField(label=_("Obowiązuje od"), widget=DATE)
    site_group = forms.ChoiceField(
        label=_("Tylko grupa placówek"), required=False, help_text=_("Umowa węższa idzie przed ogólną.")
    )
    device_kind = forms.ChoiceField(label=_("Tylko urządzenia"), required=False)

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in lists.groups_of(network)}
        kinds = [(c.code, words.said(c.name)) for c in lists.all_categories() if c.active]
        offer(
            self,
            "site_group",
            [
                ("", _("wszystkie")),
                *((k, g.name) for k, g in self.groups.items()),
            ],
        )
        offer(self, "device_kind", [("", _("wszystkie")), *kinds])

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "site_group": self.groups.get(self.cleaned_data["site_group"])}


class CoverForm(forms.Form):
    """One row of coverage; an empty one counts for nothing."""

    days = forms.MultipleChoiceField(
        label=_("Dni"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    hours = WindowsField(
        label=_("Godziny"), required=False, widget=forms.TextInput({"placeholder": "8:00-16:00"})
    )
    level = forms.ChoiceField(label=_("Kto odpowiada"), choices=[(x, words.LEVELS[x]) for x in ("L1", "L2")])
    channel = forms.ChoiceField(label=_("Kanał"), choices=list(words.CHANNELS.items()))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if bool(typed.get("days")) != bool(typed.get("hours")) and not self.errors:
            field = "hours" if typed.get("days") else "days"
            self.add_error(field, _("Podaj dni i godziny albo zostaw cały wiersz pusty."))
        return typed

    def covers(self) -> list[Cover]:
        typed = self.cleaned_data
        if not typed:
            return []  # a spare row that nobody touched
        days = tuple(sorted(int(day) for day in typed["days"] if day != "holidays"))
        holidays = "holidays" in typed["days"]
        return [
            Cover(typed["channel"], typed["level"], days, opens, closes, holidays)
            for opens, closes in typed["hours"]
        ]


CoverFormSet = forms.formset_factory(CoverForm, extra=SPARE_ROWS, max_num=30, validate_max=True)


def cover_rows(covers: Iterable[Cover]) -> list[dict[str, Any]]:
    """Return the initial rows of the formset."""
    return [
        {
            "days": [str(day) for day in cover.weekdays] + (["holidays"] if cover.on_holidays else []),
            "hours": [[cover.opens, cover.closes]],
            "level": cover.level,
            "channel": cover.channel,
        }
        for cover in covers
    ]


def pause_choices() -> list[tuple[str, Any]]:
    """Return what a waiting may stop: nothing, all clocks, or the clock of one target."""
    each = [(target.value, _("tylko: %(target)s") % {"target": words.TARGETS[target]}) for target in PROMISED]
    return [("", _("niczego")), (ALL, _("wszystkie terminy")), *each]


class TermsForm(forms.Form):
    """Everything else that a version says."""

    valid_from = forms.DateField(label=_("Nowa wersja obowiązuje od"), widget=DATE)
    calendar = forms.ChoiceField(label=_("Święta według kalendarza"))
    response_meaning = forms.ChoiceField(label=_("Czas reakcji to"), choices=list(words.MEANINGS.items()))
    close_after_days = forms.IntegerField(
        label=_("Zamknięcie po rozwiązaniu (dni)"), min_value=0, max_value=90
    )
    verify_within_minutes = forms.IntegerField(
        label=_("Weryfikacja regułą po (minut)"), min_value=1, max_value=1440
    )
    accept_within_minutes = forms.IntegerField(
        label=_("„Przyjmuję” w ciągu (minut)"),
        min_value=1,
        max_value=240,
        required=False,
        help_text=_("Potem dowiaduje się następna osoba z listy. Puste: nikt nie musi przyjmować."),
    )
    answer_within_seconds = forms.IntegerField(
        label=_("Telefon odebrany w ciągu (sekund)"), min_value=5, max_value=600
    )
    overflow_waiting = forms.IntegerField(
        label=_("II linia dołącza, gdy czeka więcej niż (osób)"), min_value=1, max_value=999, required=False
    )
    overflow_minutes = forms.IntegerField(
        label=_("II linia dołącza, gdy ktoś czeka dłużej niż (minut)"),
        min_value=1,
        max_value=1440,
        required=False,
    )
    notice_pl = forms.CharField(
        label=_("Co mówimy poza godzinami"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    notice_en = forms.CharField(
        label=_("To samo po angielsku"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, version: AgreementVersion, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": terms_of(version), **kwargs})
        self.calendars = {str(calendar.pk): calendar for calendar in lists.calendars()}
        offer(self, "calendar", [(key, c.name) for key, c in self.calendars.items()])
        for reason in WaitReason:
            self.fields[f"pause_{reason}"] = forms.ChoiceField(
                label=_("Oczekiwanie %(reason)s zatrzymuje") % {"reason": words.WAITS[reason]},
                choices=pause_choices(),
                required=False,
            )
        for target in PROMISED:
            for code, language in LANGUAGES:
                self.fields[f"word_{target}_{code}"] = forms.CharField(
                    label=f"{words.TARGETS[target]} ({language})", required=False, max_length=60
                )
        for impact in Degree:
            for urgency in Degree:
                self.fields[f"{impact}_{urgency}"] = forms.ChoiceField(
                    label=f"{words.IMPACTS[impact]}, {words.DEGREES[urgency]}",
                    choices=[(p.value, p.value) for p in Priority],
                    initial=version.matrix[impact][urgency],
                )

    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in TERM_FIELDS]

    def pause_fields(self) -> list[forms.BoundField]:
        return [self[f"pause_{reason}"] for reason in WaitReason]

    def word_fields(self) -> list[forms.BoundField]:
        return [self[f"word_{target}_{code}"] for target in PROMISED for code, _language in LANGUAGES]

    def matrix_rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(words.IMPACTS[i], [self[f"{i}_{u}"] for u in Degree]) for i in Degree]

    def _said(self, target: Target) -> dict[str, str]:
        """Return the contract's own word for a target by language."""
        texts = {code: self.cleaned_data[f"word_{target}_{code}"] for code, _language in LANGUAGES}
        return {code: text for code, text in texts.items() if text}

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        notice = {code: typed[f"notice_{code}"] for code in ("pl", "en") if typed[f"notice_{code}"]}
        return {
            **{name: typed[name] for name in TERM_FIELDS if not name.startswith("notice")},
            "calendar": self.calendars[typed["calendar"]],
            "duty_notice": notice,
            "pauses": [reason.value for reason in WaitReason if typed[f"pause_{reason}"]],
            "pauses_only": {
                reason.value: [typed[f"pause_{reason}"]]
                for reason in WaitReason
                if typed[f"pause_{reason}"] not in ("", ALL)
            },
            "target_words": {target.value: said for target in PROMISED if (said := self._said(target))},
            "matrix": {i.value: {u.value: typed[f"{i}_{u}"] for u in Degree} for i in Degree},
        }


TERM_FIELDS = (
    *("valid_from", "calendar", "response_meaning", "close_after_days", "verify_within_minutes"),
    *("accept_within_minutes", "answer_within_seconds", "overflow_waiting", "overflow_minutes"),
    *("notice_pl", "notice_en"),
)


def terms_of(version: AgreementVersion) -> dict[str, Any]:
    """Return the values with which the form of the next version begins."""
    names = [name for name in TERM_FIELDS if name not in ("valid_from", "calendar", "notice_pl", "notice_en")]
    notice = {f"notice_{code}": version.duty_notice.get(code, "") for code, _language in LANGUAGES}
    pauses = {f"pause_{reason}": version.pauses_only.get(reason, [ALL])[0] for reason in version.pauses}
    own = {
        f"word_{target}_{code}": text
        for target, texts in version.target_words.items()
        for code, text in texts.items()
    }
    kept = {name: getattr(version, name) for name in names}
    return {**kept, **notice, **pauses, **own, "calendar": str(version.calendar_id)}
