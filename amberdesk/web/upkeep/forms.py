"""Days for which personal data is kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.retention import KINDS, LEAST, MOST, PROPOSED, Days

LABELS = {
    "messages": lazy("Treść zgłoszeń i wiadomości"),
    "files": lazy("Załączniki"),
    "contacts": lazy("Kto zgłaszał: nazwiska, telefony, adresy"),
    "mails": lazy("Treść wysłanych listów"),
    "callers": lazy("Kto dzwonił: numery i nazwy"),
}

SINCE = {
    "order": lazy("Dni od zakończenia zgłoszenia. Puste: bez końca. Często: %(days)s."),
    "callers": lazy("Dni od połączenia. Puste: bez końca. Często: %(days)s."),
}


class DaysForm(forms.Form):
    """The company's days; an empty field keeps for good."""

    def __init__(self, *args: Any, kept: Days, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in KINDS:
            self.fields[kind] = forms.IntegerField(
                label=LABELS[kind],
                required=False,
                min_value=LEAST,
                max_value=MOST,
                initial=kept.get(kind),
                help_text=SINCE.get(kind, SINCE["order"]) % {"days": PROPOSED[kind]},
            )

    def days(self) -> dict[str, int | None]:
        return {kind: self.cleaned_data[kind] for kind in KINDS}


class OtherDaysForm(forms.Form):
    """An agreement's own days; an empty field leaves what the company says, 0 keeps for good."""

    def __init__(self, *args: Any, kept: Days, company: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in KINDS:
            usual = company.get(kind)
            words = lazy("Puste: jak w firmie (%(days)s). 0: bez końca.") % {"days": usual or "∞"}
            self.fields[kind] = forms.IntegerField(
                label=LABELS[kind],
                required=False,
                min_value=0,
                max_value=MOST,
                initial=(kept[kind] or 0) if kind in kept else None,
                help_text=words,
            )

    def days(self) -> dict[str, int | None]:
        given = self.cleaned_data
        return {kind: given[kind] or None for kind in KINDS if given[kind] is not None}
