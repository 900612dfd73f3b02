"""What the styleguide shows."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(label=_("Opisz krótko"), help_text=_("Jedno zdanie wystarczy."), max_length=200)
    kind = forms.ChoiceField(label=_("Rodzaj"), choices=[("failure", _("Awaria")), ("service", _("Usługa"))])
    selling = forms.ChoiceField(
        label=_("Czy można sprzedawać?"),
        choices=[("yes", _("tak")), ("partly", _("częściowo")), ("no", _("nie"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Opis"), widget=forms.Textarea, required=False)
    quiet = forms.BooleanField(label=_("Nie wysyłaj wiadomości do sklepu"), required=False)


def timeline(at: datetime) -> list[tuple[str, str, datetime, str, str]]:
    """Return entries of each kind: kind, who, when, what, text."""
    return [
        ("event", "Ewa Lis", at - timedelta(hours=3), gettext("przydzieliła do L1"), ""),
        (
            "theirs",
            "Anna Nowak",
            at - timedelta(hours=2),
            gettext("przez formularz"),
            "Drukarka nie drukuje paragonów.",
        ),
        (
            "ours",
            "Ewa Lis",
            at - timedelta(hours=1),
            gettext("odpowiedziała"),
            "Proszę sprawdzić, czy świeci dioda.",
        ),
        ("note", "Tomasz Kot", at, "", "Ten model miał już dwa razy uszkodzoną głowicę."),
    ]
