"""Log a call or visit; write down what the customer said."""

from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.orders import actions, words
from amberdesk.web.orders.acts.base import ActForm, from_table, reason


class Contact(ActForm):
    """A call to the customer or a visit, and what came of it."""

    act = "contact"
    blames: ClassVar[dict[str, str]] = {"text_missing": "text", "text_too_long": "text", "way_unknown": "way"}
    way = forms.ChoiceField(label=lazy("Sposób"), widget=forms.RadioSelect, initial="call")
    reached = forms.BooleanField(label=lazy("Udało się skontaktować"), required=False, initial=True)
    text = reason(lazy("Co ustalono"), hint=lazy("Tekst zostaje w firmie, klient go nie zobaczy."))

    def prepare(self) -> None:
        self.choose("way", from_table(words.WAYS))

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        actions.contact(
            self.order, way=d["way"], reached=d["reached"], text=d["text"], by=self.seat.by, at=at
        )
        return _("Kontakt odnotowany.")


class Receive(ActForm):
    """What the customer said, in his name."""

    act = "receive"
    blames: ClassVar[dict[str, str]] = {"text_missing": "text", "text_too_long": "text"}
    channel = forms.ChoiceField(label=lazy("Skąd"), widget=forms.RadioSelect, initial="hotline")
    text = reason(lazy("Słowa klienta"), hint=lazy("Zobaczą je wszyscy, którzy śledzą zgłoszenie."), rows=4)

    def prepare(self) -> None:
        self.choose("channel", from_table(words.CHANNELS, ("hotline", "mail", "desk")))

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        actions.receive(self.order, text=d["text"], channel=d["channel"], by=self.seat.by, at=at)
        return _("Wiadomość od klienta zapisana.")
