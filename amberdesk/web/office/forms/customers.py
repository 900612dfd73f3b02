"""Forms of the company, networks, sites, devices and contacts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import lists, words
from amberdesk.customers.models import Network
from amberdesk.customers.texts import text_in
from amberdesk.web.office.forms.fields import LinesField, offer

ZONES = [
    (zone, zone)
    for zone in (
        *("Europe/Warsaw", "Europe/Berlin", "Europe/Bratislava", "Europe/Bucharest", "Europe/Budapest"),
        *("Europe/Dublin", "Europe/Kyiv", "Europe/London", "Europe/Prague", "Europe/Vilnius", "UTC"),
    )
]
LANGUAGES = list(words.LANGUAGES.items())
TEL = forms.TextInput({"type": "tel", "autocomplete": "off"})
DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def text(label: Any, limit: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, **more)


class CompanyForm(forms.Form):
    name = text(_("Nazwa firmy"), widget=forms.TextInput({"autocomplete": "organization"}))
    phone = text(_("Telefon"), 40, required=False, widget=TEL)
    email = forms.EmailField(label=_("Adres e-mail"), required=False, max_length=254)
    timezone = forms.ChoiceField(label=_("Strefa czasowa"), choices=ZONES)


class NetworkForm(forms.Form):
    """What we know of a customer. Code and agreement only when it is new."""

    name = text(_("Nazwa sieci"), help_text=_("Tak, jak mówią o sobie, na przykład Fala Market."))
    code = text(
        _("Kod"),
        4,
        help_text=_("2–4 litery A–Z. Zaczyna każdy numer zgłoszenia i nigdy się nie zmienia."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    template = forms.ChoiceField(
        label=_("Umowa na początek"),
        choices=list(words.TEMPLATES.items()),
        help_text=_("Godziny i terminy zmienisz potem na stronie umowy."),
    )
    phone = text(
        _("Numer infolinii"),
        40,
        required=False,
        widget=TEL,
        help_text=_("Widać go na formularzu i na kartkach z kodem QR."),
    )
    word = text(_("Jak nazywają placówkę"), 30, initial="sklep", help_text=_("sklep, placówka, stacja…"))
    language = forms.ChoiceField(label=_("Język"), choices=LANGUAGES, initial="pl")
    timezone = forms.ChoiceField(label=_("Strefa czasowa"), choices=ZONES, initial="Europe/Warsaw")
    remarks_email = forms.EmailField(
        label=_("Adres na uwagi po naprawie"),
        required=False,
        max_length=254,
        help_text=_("Puste: uwagi dostają koordynatorzy."),
    )
    email_required = forms.BooleanField(label=_("Formularz wymaga adresu e-mail"), required=False)
    note_pl = text(_("Wskazówka na formularzu"), 400, required=False, widget=forms.Textarea({"rows": 2}))
    active = forms.BooleanField(label=_("Obsługujemy tę sieć"), required=False, initial=True)

    def __init__(self, *args: Any, network: Network | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": facts_of(network) if network else None, **kwargs})
        self.network = network
        for name in ("code", "template") if network else ("active",):
            del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        typed = dict(self.cleaned_data)
        word, note = typed.pop("word"), typed.pop("note_pl")
        kept = self.network.form_settings if self.network else {}
        typed["form_settings"] = kept | {
            "email_required": typed.pop("email_required"),
            "note": _note(kept.get("note") or {}, note),
        }
        if self.network is None or word != self.network.site_word.get("pl"):
            typed["site_word"] = words.site_words(word)
        return typed


def _note(kept: dict[str, str], polish: str) -> dict[str, str]:
    """Return the form's hint with other Polish words; without them there is none."""
    return {**kept, "pl": polish} if polish else {}


def facts_of(network: Network) -> dict[str, Any]:
    names = ("name", "phone", "language", "timezone", "remarks_email", "active")
    return {name: getattr(network, name) for name in names} | {
        "word": text_in(network.site_word, "pl"),
        "email_required": network.form_settings.get("email_required", False),
        "note_pl": network.form_settings.get("note", {}).get("pl", ""),
    }


class SiteForm(forms.Form):
    code = text(_("Kod placówki"), 20, help_text=_("Tak, jak pisze go sieć, na przykład 041."))
    name = text(_("Nazwa"), help_text=_("Na przykład Gdynia, Świętojańska."))
    street = text(_("Ulica i numer"), required=False)
    postcode = text(_("Kod pocztowy"), 12, required=False)
    city = text(_("Miejscowość"), 80, required=False)
    phones = LinesField(
        label=_("Telefony"),
        required=False,
        help_text=_("Po jednym w wierszu. Po nich poznamy, skąd dzwonią."),
    )
    group = forms.ChoiceField(label=_("Grupa placówek"), required=False)
    hours = forms.ChoiceField(label=_("Godziny otwarcia"), required=False, help_text=_("Z kalendarzy biura."))
    language = forms.ChoiceField(label=_("Język"), required=False, choices=[("", _("jak sieć")), *LANGUAGES])
    joined_on = forms.DateField(label=_("Obsługiwana od"), required=False, widget=DATE)
    note = forms.CharField(
        label=_("Uwagi dla serwisu"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Klucze, parking, alarm. Klient tego nie widzi."),
    )

    def __init__(self, *args: Any, network: Network, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in lists.groups_of(network)}
        self.calendars = {str(calendar.pk): calendar for calendar in lists.calendars()}
        options: dict[str, dict[str, Any]] = {"group": self.groups, "hours": self.calendars}
        for name, rows in options.items():
            offer(self, name, [("", _("brak")), *((key, str(row)) for key, row in rows.items())])
        if not is_new:  # they have a form of their own
            del self.fields["hours"]

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        chosen: dict[str, Any] = {"group": self.groups.get(typed["group"])}
        if "hours" in typed:
            chosen["hours"] = self.calendars.get(typed["hours"])
        return {**typed, **chosen}


class DeviceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Rodzaj"))
    label = text(
        _("Nazwa w sklepie"), 80, help_text=_("Na przykład Kasa 2. Tę nazwę widzi sklep na kafelku.")
    )
    model = text(_("Model"), 80, required=False)
    serial = text(_("Numer seryjny"), 80, required=False)
    active = forms.BooleanField(label=_("W użyciu"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(c.code, words.said(c.name)) for c in lists.all_categories() if c.active]
        offer(self, "kind", kinds)
        if is_new:
            del self.fields["active"]


class ContactForm(forms.Form):
    name = text(_("Imię i nazwisko"))
    position = text(_("Stanowisko"), 80, required=False)
    phones = LinesField(label=_("Telefony"), required=False, help_text=_("Po jednym w wierszu."))
    emails = LinesField(
        label=_("Adresy e-mail"),
        required=False,
        help_text=_("Po jednym w wierszu. Adres wpisany przez biuro uznajemy za potwierdzony."),
    )
    language = forms.ChoiceField(
        label=_("Język"), required=False, choices=[("", _("jak placówka")), *LANGUAGES]
    )
    note = forms.CharField(
        label=_("Uwagi dla serwisu"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    active = forms.BooleanField(label=_("Nadal tam pracuje"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["active"]


class LeaveForm(forms.Form):
    on = forms.DateField(label=_("Pierwszy dzień bez obsługi"), widget=DATE)


class GroupForm(forms.Form):
    name = text(_("Nazwa grupy"), 80, help_text=_("Na przykład Hipermarkety albo Pomorze."))
    sites = forms.MultipleChoiceField(
        label=_("Placówki"), required=False, widget=forms.CheckboxSelectMultiple
    )
