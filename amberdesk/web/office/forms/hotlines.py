"""Forms of hotlines, exchanges and phones."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import lists
from amberdesk.phone import lists as phone_lists
from amberdesk.phone import words
from amberdesk.phone.exchanges import COLUMNS, Kind, read_settings, report_settings
from amberdesk.phone.models import Exchange, Hotline
from amberdesk.rosters import lists as rosters
from amberdesk.web.office.forms.fields import LinesField, offer

OFF = {"autocomplete": "off", "spellcheck": "false"}


class HotlineForm(forms.Form):
    network = forms.ChoiceField(label=_("Klient"))
    number = forms.CharField(
        label=_("Numer"), max_length=40, widget=forms.TextInput({"type": "tel", "autocomplete": "off"})
    )
    label = forms.CharField(
        label=_("Opis"), max_length=80, required=False, help_text=_("Gdy klient ma kilka numerów.")
    )
    exchange = forms.ChoiceField(label=_("Centrala"), required=False)
    queue = forms.CharField(
        label=_("Kolejka w centrali"),
        max_length=80,
        required=False,
        widget=forms.TextInput(OFF),
        help_text=_(
            "Tylko Asterisk: nazwa z queues.conf, na przykład fal. Kogo najpierw, najdłuższe czekanie, ilu może czekać "
            "i przekazanie na numer ustawia on sam; stąd bierzemy czas dzwonienia, notatki i oddzwonienie."
        ),
    )
    strategy = forms.ChoiceField(label=_("Do kogo dzwonić najpierw"))
    ring_seconds = forms.IntegerField(label=_("Jeden telefon dzwoni (sekund)"), initial=12)
    wrap_up_seconds = forms.IntegerField(label=_("Na notatki po rozmowie (sekund)"), initial=30)
    patience_seconds = forms.IntegerField(
        label=_("Najdłuższe czekanie (sekund)"), initial=600, help_text=_("Potem proponujemy oddzwonienie.")
    )
    places = forms.IntegerField(label=_("Ilu może czekać"), initial=20)
    callback_minutes = forms.IntegerField(
        label=_("Oddzwonić w ciągu (minut)"), initial=30, help_text=_("W godzinach wsparcia z umowy.")
    )
    elsewhere = forms.CharField(
        label=_("Gdy nikt nie odbierze, przekaż na numer"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
        help_text=_("Poza godzinami umowy i gdy nikogo nie ma. Puste: dzwoniący słyszy, kiedy odbierzemy."),
    )
    active = forms.BooleanField(label=_("Infolinia działa"), required=False, initial=True)

    def __init__(self, *args: Any, hotline: Hotline | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": facts_of(hotline) if hotline else None, **kwargs})
        self.exchanges = {str(x.pk): x for x in phone_lists.exchanges() if x.active}
        self.networks = {str(n.pk): n for n in lists.all_networks() if n.active}
        offer(self, "exchange", [("", _("żadna")), *((key, x.name) for key, x in self.exchanges.items())])
        offer(self, "network", [(key, n.name) for key, n in self.networks.items()])
        offer(self, "strategy", list(words.STRATEGIES.items()))
        del self.fields["network" if hotline else "active"]

    def facts(self) -> dict[str, Any]:
        """Return what was typed with rows for ids."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "network"}
        return {**typed, "exchange": self.exchanges.get(typed["exchange"])}


def facts_of(hotline: Hotline) -> dict[str, Any]:
    facts = {name: getattr(hotline, name) for name in HotlineForm.base_fields if name != "network"}
    return {**facts, "exchange": str(hotline.exchange_id or "")}


class ExchangeForm(forms.Form):
    """What every exchange has; the rest comes with its kind."""

    name = forms.CharField(label=_("Nazwa"), max_length=80)
    code = forms.SlugField(
        label=_("Kod"),
        max_length=20,
        widget=forms.TextInput(OFF),
        help_text=_("W adresach i przed numerami połączeń; nie zmienia się."),
    )
    active = forms.BooleanField(label=_("Centrala działa"), required=False, initial=True)
    SETTINGS: tuple[str, ...] = ()

    def __init__(self, *args: Any, exchange: Exchange | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": self.usual(exchange), **kwargs})
        del self.fields["code" if exchange else "active"]

    def usual(self, exchange: Exchange | None) -> dict[str, Any]:
        """Return what the form shows before anybody types."""
        kept = read_settings(self.kind(), exchange.settings if exchange else {})
        facts = {name: getattr(kept, name) for name in self.SETTINGS if name != "password"}
        return facts | ({"name": exchange.name, "active": exchange.active} if exchange else {})

    @classmethod
    def kind(cls) -> str:
        return next(kind for kind, form in FORMS.items() if form is cls)

    def facts(self) -> dict[str, Any]:
        """Return what was typed, the settings of the kind apart."""
        typed = self.cleaned_data
        own: dict[str, Any] = {name: typed[name] for name in ("name", "code", "active") if name in typed}
        return {**own, "settings": self.settings(typed)}

    def settings(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        return {name: typed[name] for name in self.SETTINGS}


class ApiForm(ExchangeForm):
    SETTINGS = ("push_url",)
    push_url = forms.CharField(
        label=_("Adres centrali dla odpowiedzi"),
        max_length=400,
        required=False,
        widget=forms.URLInput(OFF),
        help_text=_("Tu wysyłamy, do kogo dzwonić, gdy ktoś się zwolni. Puste: centrala pyta sama."),
    )


class CtiForm(ExchangeForm):
    pass


class AsteriskForm(ExchangeForm):
    SETTINGS = ("host", "port", "tls", "user", "password", "contexts", "dial_context", "queue_log")
    host = forms.CharField(label=_("Komputer z Asteriskiem"), max_length=255, widget=forms.TextInput(OFF))
    port = forms.IntegerField(label=_("Port AMI"), initial=5038)
    tls = forms.BooleanField(label=_("Połączenie szyfrowane (TLS)"), required=False)
    user = forms.CharField(
        label=_("Użytkownik"), max_length=80, widget=forms.TextInput(OFF), help_text=_("Z manager.conf.")
    )
    password = forms.CharField(
        label=_("Hasło"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Puste: zostaje to, które jest."),
    )
    contexts = LinesField(
        label=_("Konteksty, którymi wchodzą połączenia"), help_text=_("Po jednym w wierszu.")
    )
    dial_context = forms.CharField(
        label=_("Kontekst naszych rozmów"),
        max_length=80,
        required=False,
        widget=forms.TextInput(OFF),
        help_text=_("Do dzwonienia jednym kliknięciem. Puste: bez niego."),
    )
    queue_log = forms.CharField(
        label="queue_log",
        max_length=400,
        required=False,
        widget=forms.TextInput(OFF),
        help_text=_("Ścieżka albo adres: stąd uzupełniamy to, co działo się bez łącza."),
    )


COLUMN_NAMES = {
    "at": _("Kolumna: data i godzina"),
    "time": _("Kolumna: godzina, gdy jest osobno"),
    "caller": _("Kolumna: kto dzwonił"),
    "number": _("Kolumna: na jaki numer"),
    "agent": _("Kolumna: kto odebrał"),
    "result": _("Kolumna: wynik"),
    "wait": _("Kolumna: czas czekania"),
    "talk": _("Kolumna: czas rozmowy"),
    "id": _("Kolumna: numer połączenia"),
}


class ReportForm(ExchangeForm):
    """The profile of an operator's report; each column takes several headers, one a line."""

    SETTINGS = ("moment", "zone", "encoding", "answered", "missed")
    moment = forms.CharField(
        label=_("Zapis daty i godziny"),
        max_length=40,
        widget=forms.TextInput(OFF),
        help_text=_("%d dzień, %m miesiąc, %Y rok, %H godzina, %M minuty, %S sekundy."),
    )
    zone = forms.CharField(label=_("Strefa czasowa"), max_length=40, widget=forms.TextInput(OFF))
    encoding = forms.ChoiceField(
        label=_("Kodowanie"),
        choices=[
            ("auto", _("rozpoznaj")),
            ("utf-8", "UTF-8"),
            ("cp1250", "Windows-1250"),
            ("iso-8859-2", "ISO-8859-2"),
        ],
    )
    answered = LinesField(label=_("Tak zapisane są odebrane"))
    missed = LinesField(label=_("Tak zapisane są nieodebrane"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = report_settings(self.initial.get("kept", {}))
        for name in COLUMNS:
            needed = name in ("at", "caller", "number")
            field = LinesField(label=COLUMN_NAMES[name], required=needed, widget=forms.Textarea({"rows": 2}))
            field.initial = kept.columns.get(name, ())
            self.fields[f"column_{name}"] = field

    def usual(self, exchange: Exchange | None) -> dict[str, Any]:
        return super().usual(exchange) | {"kept": exchange.settings if exchange else {}}

    def settings(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        columns = {name: list(typed[f"column_{name}"]) for name in COLUMNS}
        return super().settings(typed) | {"columns": columns}


FORMS: dict[str, type[ExchangeForm]] = {
    Kind.API: ApiForm,
    Kind.ASTERISK: AsteriskForm,
    Kind.CTI: CtiForm,
    Kind.REPORT: ReportForm,
}


class PhoneForm(forms.Form):
    person = forms.ChoiceField(label=_("Technik"))
    agent = forms.CharField(
        label=_("Nazwa w centrali"),
        max_length=80,
        widget=forms.TextInput(OFF),
        help_text=_("Na przykład PJSIP/t1, 201 albo 600 100 200: tak, jak podaje ją centrala."),
    )
    address = forms.CharField(
        label=_("Adres do dzwonienia"),
        max_length=120,
        required=False,
        widget=forms.TextInput(OFF),
        help_text=_("Puste: ta sama nazwa."),
    )

    def __init__(self, *args: Any, rings: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rings:
            del self.fields["address"]
        self.people = {str(p.pk): p for p in rosters.technicians()}
        offer(self, "person", [(key, p.name) for key, p in self.people.items()])

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "person": self.people[self.cleaned_data["person"]]}
