"""The form of a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.lists import all_networks
from amberdesk.orders.events import KINDS
from amberdesk.web.base.forms import Form
from amberdesk.web.webhooks.words import kind
from amberdesk.webhooks.access import CUSTOMER_KINDS
from amberdesk.webhooks.models import Webhook

FIELDS = ("name", "url", "network", "internal", "include_text", "kinds", "active")


class HookForm(Form):
    """What an administrator enters; the action decides."""

    name = forms.CharField(label=lazy("Nazwa"), max_length=80)
    url = forms.CharField(
        label=lazy("Adres"),
        max_length=400,
        widget=forms.URLInput,
        help_text=lazy("Adres systemu, który ma być powiadamiany. Adresy sieci wewnętrznej są odrzucane."),
    )
    network: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None,
        label=lazy("Klient"),
        required=False,
        empty_label=lazy("wszyscy klienci"),
        help_text=lazy("Tylko zgłoszenia tego klienta."),
    )
    internal = forms.BooleanField(
        label=lazy("To nasz własny system: wyślij też to, czego klient nie widzi (poziomy, przekazania)"),
        required=False,
    )
    include_text = forms.BooleanField(
        label=lazy("Dołącz tematy i treść publicznych wiadomości (dane osobowe)"), required=False
    )
    kinds = forms.MultipleChoiceField(
        label=lazy("Zdarzenia"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy(
            "Nic nie zaznaczono: wszystkie, o których wolno powiadamiać. Gwiazdka: tylko dla naszego własnego systemu."
        ),
    )
    active = forms.BooleanField(label=lazy("Włączony"), required=False, initial=True)

    def __init__(self, *args: Any, hook: Webhook | None = None, **options: Any) -> None:
        if hook is not None:
            options["initial"] = {name: getattr(hook, name) for name in FIELDS}
        super().__init__(*args, **options)
        self.fields["network"].queryset = all_networks()
        self.fields["kinds"].choices = [(k, _label(k)) for k in KINDS]
        if hook is None:
            del self.fields["active"]


def _label(code: str) -> str:
    return kind(code) if code in CUSTOMER_KINDS else f"{kind(code)} *"
