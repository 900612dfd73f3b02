"""The tables that can be read: their columns, how people name them, and examples. Pure data."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the name of its fact, its headers in Polish and English, what it holds."""

    name: str
    pl: str
    en: str
    required: bool = False
    hint: Any = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of file."""

    kind: str
    title: Any
    columns: tuple[Column, ...]
    key: tuple[str, ...]  # what makes a row the same row
    examples: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def folded(text: str) -> str:
    """Return a header without case, accents, blanks and marks: "Kod placówki *" -> "kodplacowki"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(letter for letter in plain if letter.isalnum())


SEVERAL = _("Kilka po przecinku.")
NETWORK = Column("network", "Kod sieci", "Network code", True, _("Na przykład FAL."))
SITE = Column("site", "Kod placówki", "Site code", True)

NETWORKS = Table(
    "networks",
    _("Klienci"),
    (
        Column("code", "Kod sieci", "Network code", True, _("2–4 litery A–Z.")),
        Column("name", "Nazwa", "Name", True),
        Column("template", "Wzór umowy", "Agreement template", hint=_("8-16, 8-22 albo 24/7; puste: 8-16.")),
        Column("phone", "Infolinia", "Hotline"),
        Column("word", "Nazwa placówki", "Word for a site", hint=_("sklep, stacja, salon…")),
        Column("language", "Język", "Language", hint=_("pl, en albo uk.")),
        Column("remarks_email", "E-mail na uwagi", "E-mail for remarks"),
    ),
    ("code",),
    (("FAL", "Fala Market", "8-16", "58 620 11 00", "sklep", "pl", "uwagi@fala.example"),),
)
SITES = Table(
    "sites",
    _("Placówki"),
    (
        NETWORK,
        Column("code", "Kod placówki", "Site code", True),
        Column("name", "Nazwa", "Name", True),
        Column("street", "Ulica", "Street"),
        Column("postcode", "Kod pocztowy", "Postcode"),
        Column("city", "Miejscowość", "City"),
        Column("phones", "Telefony", "Phones", hint=SEVERAL),
        Column("hours", "Godziny otwarcia", "Opening hours", hint=_("Nazwa kalendarza z biura.")),
        Column("language", "Język", "Language"),
        Column("joined_on", "Obsługiwana od", "Joined on", hint=_("Data, na przykład 2026-01-31.")),
        Column("note", "Uwagi dla serwisu", "Note"),
    ),
    ("network", "code"),
    (
        (
            "FAL",
            "041",
            "Gdynia, Świętojańska",
            "Świętojańska 12",
            "81-368",
            "Gdynia",
            "58 620 11 22",
            "",
            "",
            "2026-01-01",
            "",
        ),
        (
            "FAL",
            "042",
            "Sopot, Monciak",
            "Bohaterów Monte Cassino 5",
            "81-704",
            "Sopot",
            "58 551 00 10, 500 600 700",
            "",
            "",
            "",
            "Klucz u ochrony",
        ),
    ),
)
DEVICES = Table(
    "devices",
    _("Urządzenia"),
    (
        NETWORK,
        SITE,
        Column("kind", "Rodzaj", "Kind", True, _("Kod albo nazwa kategorii, na przykład Drukarka fiskalna.")),
        Column("label", "Nazwa w sklepie", "Label", True, _("Na przykład Kasa 2.")),
        Column("model", "Model", "Model"),
        Column("serial", "Numer seryjny", "Serial number"),
    ),
    ("network", "site", "label", "kind"),
    (("FAL", "041", "Drukarka fiskalna", "Kasa 1", "Posnet Thermal XL2", "BDA0001234"),),
)
CONTACTS = Table(
    "contacts",
    _("Osoby kontaktowe"),
    (
        NETWORK,
        Column("site", "Kod placówki", "Site code", hint=_("Puste: osoba całej sieci.")),
        Column("name", "Imię i nazwisko", "Name", True),
        Column("position", "Stanowisko", "Position"),
        Column("phones", "Telefony", "Phones", hint=SEVERAL),
        Column("emails", "Adresy e-mail", "E-mails", hint=SEVERAL),
        Column("language", "Język", "Language"),
    ),
    ("network", "site", "name"),
    (("FAL", "041", "Anna Nowak", "kierowniczka", "58 620 11 22", "anna.nowak@fala.example", "pl"),),
)
PEOPLE = Table(
    "people",
    _("Ludzie"),
    (
        Column("name", "Imię i nazwisko", "Name", True),
        Column("email", "Adres e-mail", "E-mail", True),
        Column(
            "role",
            "Rola",
            "Role",
            True,
            _(
                "technik, koordynator, zastępca koordynatora, kierownik, administrator, przedstawiciel klienta"
            ),
        ),
        Column("phone", "Telefon", "Phone"),
        Column("language", "Język", "Language", hint=_("pl albo en.")),
        Column("team", "Zespół", "Team", hint=_("Nazwa zespołu, który już jest.")),
        Column(
            "network", "Kod sieci", "Network code", hint=_("Dla przedstawiciela, koordynatora i kierownika.")
        ),
    ),
    ("email",),
    (("Ewa Lis", "ewa.lis@jantar.example", "technik", "500 600 701", "pl", "Infolinia", ""),),
)
TABLES = {table.kind: table for table in (NETWORKS, SITES, DEVICES, CONTACTS, PEOPLE)}
