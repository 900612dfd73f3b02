"""The forms of one's ways and of the gateway."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from amberdesk.reach import words
from amberdesk.reach.models import Gateway, Way
from amberdesk.reach.rules import FORMS, KINDS, LONGEST_WAIT, METHODS, PUSH, SMS, VOICE, Manner

LEAST = [
    ("P1", lazy("tylko P1")),
    ("P2", lazy("P1 i P2")),
    ("P3", lazy("P1, P2 i P3")),
    ("P4", lazy("wszystkie")),
]
USUAL = {PUSH: 0, SMS: 2, VOICE: 5}  # minutes after the letter
EXAMPLE = '{"to": "{to}", "message": "{text}", "channel": "{kind}", "id": "{key}"}'
GATEWAY = ("url", "method", "form", "body", "header", "active")


class WayForm(forms.Form):
    """One way beside e-mail, in use or not."""

    on = forms.BooleanField(label=lazy("Używaj"), required=False)
    after = forms.IntegerField(
        label=lazy("Po ilu minutach od listu"),
        min_value=0,
        max_value=LONGEST_WAIT,
        help_text=lazy("0: razem z listem. Kto przyjmie wcześniej, tego nie zawołamy."),
    )
    least = forms.ChoiceField(label=lazy("Dla jakich zgłoszeń"), choices=LEAST)
    opens = forms.TimeField(label=lazy("Od godziny"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    closes = forms.TimeField(
        label=lazy("Do godziny"),
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=lazy("Ta sama co „od”: całą dobę. P1 na Twojej zmianie wołamy o każdej porze."),
    )

    def __init__(self, kind: str, sent: Any = None, *, way: Way | None = None) -> None:
        self.kind, self.title = kind, words.KINDS[kind]
        usual = Manner(kind, USUAL[kind], "P1") if way is None else way.manner
        values = {
            "on": way is not None,
            "after": usual.after,
            "least": usual.least,
            "opens": time(*divmod(usual.opens, 60)),
            "closes": time(*divmod(usual.closes, 60)),
        }
        super().__init__(sent, prefix=kind, initial=values)

    def manner(self) -> Manner | None:
        """Return the way; None when it is not used."""
        d = self.cleaned_data
        if not d["on"]:
            return None
        opens, closes = (d[name].hour * 60 + d[name].minute for name in ("opens", "closes"))
        return Manner(self.kind, d["after"], d["least"], opens, closes)


class GatewayForm(forms.Form):
    """What an administrator enters; the action decides."""

    url = forms.CharField(
        label=lazy("Adres bramki"),
        max_length=400,
        widget=forms.URLInput,
        help_text=lazy("Adresy sieci wewnętrznej są odrzucane."),
    )
    method = forms.ChoiceField(label=lazy("Metoda"), choices=[(m, m) for m in METHODS])
    form = forms.ChoiceField(label=lazy("Postać treści"), choices=[(f, words.FORMS[f]) for f in FORMS])
    body = forms.CharField(
        label=lazy("Treść"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=lazy(
            "Wstawiamy {to}: numer, {text}: wiadomość, {kind}: sms albo voice, {key}: klucz, ten sam w każdej próbie."
        ),
    )
    header = forms.CharField(
        label=lazy("Nagłówek z sekretem"),
        max_length=60,
        required=False,
        help_text=lazy("Na przykład Authorization."),
    )
    secret = forms.CharField(
        label=lazy("Sekret"),
        max_length=1000,
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=lazy("Wartość nagłówka, na przykład Bearer i klucz. Puste: zostaje ten, który jest."),
    )
    active = forms.BooleanField(label=lazy("Włączona"), required=False)

    def __init__(self, sent: Any = None, *, gateway: Gateway | None) -> None:
        values: dict[str, Any] = {"body": EXAMPLE, "active": True}
        if gateway is not None:
            values = {name: getattr(gateway, name) for name in GATEWAY}
        super().__init__(sent, initial=values)


def way_forms(ways: list[Way], sent: Any = None) -> list[WayForm]:
    """Return a form for each kind of way."""
    known = {way.kind: way for way in ways}
    return [WayForm(kind, sent, way=known.get(kind)) for kind in KINDS]
