"""The form of a mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.customers.lists import all_networks
from amberdesk.mail.actions.set_up import FIELDS, WORDS_AT_MOST
from amberdesk.mail.connections import Security, SignIn
from amberdesk.mail.models import Mailbox
from amberdesk.mail.words import POLICIES
from amberdesk.web.base.forms import Form

SECURITIES = [
    (Security.TLS.value, _("TLS (zwykle port 993)")),
    (Security.STARTTLS.value, _("STARTTLS (zwykle port 143)")),
    (Security.PLAIN.value, _("bez szyfrowania, tylko na tym komputerze")),
]
SIGN_INS = [
    (SignIn.PASSWORD.value, _("hasłem")),
    (SignIn.MICROSOFT.value, _("Microsoft 365 (OAuth2)")),
    (SignIn.GOOGLE.value, _("Google (OAuth2)")),
]
KEPT = _("Zostaw puste, żeby nie zmieniać.")


def secret(label: Any) -> forms.CharField:
    """A password or key: it is never shown again."""
    hidden = forms.PasswordInput({"autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, max_length=4000, widget=hidden, strip=False)


def wording(label: Any) -> forms.CharField:
    """What a sender is told who is pointed to the form; empty: our own words."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Puste: nasze słowa. Odnośnik i podpis dopisujemy sami."),
    )


class Day(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MailboxForm(Form):
    """What an administrator enters; the action decides."""

    network: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Klient"))
    address = forms.CharField(
        label=_("Adres"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    sender_name = forms.CharField(
        label=_("Nazwa nadawcy"),
        required=False,
        max_length=120,
        help_text=_("Tak podpisany adres zobaczy klient w swojej poczcie. Puste: nazwa firmy."),
    )
    signature = forms.CharField(
        label=_("Podpis pod listami"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Puste: nazwa, telefon i adres firmy."),
    )
    takes_plus = forms.BooleanField(
        label=_("Serwer przyjmuje adresy z plusem"),
        required=False,
        help_text=_(
            "Poczta na adres z dopiskiem po plusie trafia do tej skrzynki. Odpowiedź znajdzie wtedy swoje zgłoszenie, nawet gdy program klienta gubi nagłówki."
        ),
    )
    policy = forms.ChoiceField(label=_("Nowe zgłoszenia"), choices=list(POLICIES.items()))
    next_policy = forms.ChoiceField(
        label=_("Później"), required=False, choices=[("", _("bez zmian")), *POLICIES.items()]
    )
    next_policy_on = Day(label=_("Od dnia"), required=False)
    form_address = forms.CharField(
        label=_("Adres formularza klienta"),
        required=False,
        max_length=300,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=_(
            "Puste: strona tego systemu. Nadawca ze znanej placówki i tak dostaje odnośnik swojej placówki."
        ),
    )
    wording_pl = wording(_("Odpowiedź z odnośnikiem do formularza, po polsku"))
    wording_en = wording(_("Odpowiedź z odnośnikiem do formularza, po angielsku"))
    wording_uk = wording(_("Odpowiedź z odnośnikiem do formularza, po ukraińsku"))
    trusted_servers = forms.CharField(
        label=_("Serwery, którym wierzymy"),
        required=False,
        max_length=400,
        help_text=_(
            "Nazwy z nagłówka Authentication-Results, po przecinku. Tylko one mówią, czy nadawca jest prawdziwy."
        ),
    )
    most_from_sender = forms.IntegerField(
        label=_("Najwięcej od nadawcy na godzinę"), min_value=1, max_value=10_000, initial=30
    )
    host = forms.CharField(
        label=_("Serwer IMAP"),
        required=False,
        max_length=253,
        help_text=_("Puste: pocztę przekazuje serwer poczty, niczego nie pobieramy."),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(label=_("Połączenie"), choices=SECURITIES)
    user = forms.CharField(
        label=_("Użytkownik"),
        required=False,
        max_length=250,
        help_text=_("Puste: adres skrzynki."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    sign_in = forms.ChoiceField(label=_("Logowanie"), choices=SIGN_INS)
    password = secret(_("Hasło"))
    tenant = forms.CharField(label=_("Organizacja w Microsoft 365"), required=False, max_length=100)
    client_id = forms.CharField(label=_("Identyfikator aplikacji (OAuth2)"), required=False, max_length=200)
    client_secret = secret(_("Sekret aplikacji (OAuth2)"))
    refresh_token = secret(_("Klucz odświeżania (OAuth2)"))
    inbox = forms.CharField(label=_("Folder z nową pocztą"), max_length=100, initial="INBOX")
    done_folder = forms.CharField(label=_("Folder z przyjętą pocztą"), max_length=100, initial="Amberdesk")
    held_folder = forms.CharField(
        label=_("Folder z wstrzymaną pocztą"), max_length=100, initial="Amberdesk-wstrzymane"
    )
    fetch_from = Day(
        label=_("Pobieraj pocztę od dnia"),
        required=False,
        help_text=_("Wcześniejsza poczta zostaje nietknięta. Puste: od dziś."),
    )
    active = forms.BooleanField(label=_("Włączona"), required=False, initial=True)

    def __init__(self, *args: Any, box: Mailbox | None = None, **options: Any) -> None:
        if box is not None:
            known = {name: getattr(box, name) for name in FIELDS}
            words = {f"wording_{code}": text for code, text in known.pop("wording").items()}
            options["initial"] = known | words | {"trusted_servers": ", ".join(box.trusted_servers)}
        super().__init__(*args, **options)
        self.fields["network"].queryset = all_networks()
        if box is not None:
            del self.fields["network"]
            for name in ("password", "client_secret", "refresh_token"):
                self.fields[name].help_text = KEPT

    def clean_trusted_servers(self) -> list[str]:
        """Return the names in lower case."""
        return [
            name for part in self.cleaned_data["trusted_servers"].split(",") if (name := part.strip().lower())
        ]
