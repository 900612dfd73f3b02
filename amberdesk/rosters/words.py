"""The words and sentences about teams and shifts, in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from amberdesk.customers import words as customers
from amberdesk.customers.refusals import Refused

STATUSES = {
    "available": pgettext_lazy("status", "dostępny"),
    "ringing": pgettext_lazy("status", "dzwoni"),
    "on_call": pgettext_lazy("status", "rozmawia"),
    "wrap_up": pgettext_lazy("status", "notuje po rozmowie"),
    "break": pgettext_lazy("status", "przerwa"),
    "away": pgettext_lazy("status", "poza biurkiem"),
    "off": pgettext_lazy("status", "po pracy"),
}
SHIFT_KINDS = {"work": lazy("Zmiana"), "standby": lazy("Dyżur")}
REFUSALS = {
    "team_name_taken": lazy("Zespół „%(name)s” już jest."),
    "only_technicians_join": lazy("Do zespołu należą technicy; %(name)s ma inną rolę."),
    "lead_on_l2_only": lazy("Prowadzącego ma tylko zespół II linii wsparcia."),
    "lead_not_member": lazy("Prowadzący musi należeć do zespołu; %(name)s nie należy."),
    "no_team_of_level": lazy("%(name)s nie należy do żadnego zespołu: %(level)s."),
    "shift_ends_before_it_starts": lazy("Koniec zmiany musi być po jej początku."),
    "shift_too_long": lazy("Zmiana trwa najwyżej dobę."),
    "shift_without_days": lazy("Wybierz dni tygodnia."),
    "shift_has_begun": lazy("Ta zmiana już się zaczęła i zostaje w grafiku."),
    "shift_is_over": lazy("Ta zmiana już minęła."),
    "already_his": lazy("To już jest zmiana: %(name)s."),
    "swap_of_levels": lazy("Zamienić można tylko zmiany tej samej linii wsparcia."),
    "shifts_overlap": lazy("%(name)s ma już wtedy zmianę: %(since)s–%(until)s."),
}


def sentence(refusal: Refused, timezone: str = "Europe/Warsaw") -> str:
    """Return why something was refused; codes of the customers room included."""
    if refusal.code not in REFUSALS:
        return customers.sentence(refusal)
    zone, about = ZoneInfo(timezone), dict(refusal.about)
    if refusal.code == "shifts_overlap":
        about |= {"since": _short(about["starts_at"], zone), "until": _short(about["ends_at"], zone)}
    if "level" in about:
        about["level"] = customers.level(about["level"])
    return str(REFUSALS[refusal.code]) % about


def _short(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return _("%(day)s.%(month)s, %(hour)s") % {
        "day": local.day,
        "month": f"{local.month:02}",
        "hour": f"{local.hour}:{local.minute:02}",
    }
