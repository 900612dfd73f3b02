"""Alarms as sentences in the reader's language."""

from datetime import datetime, tzinfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.mail.words import trouble as mailbox_trouble
from amberdesk.reports.alarms import Alarm


def sentence(alarm: Alarm, now: datetime, zone: tzinfo) -> str:
    """Return what is wrong and since when."""
    p = alarm.params
    since = spoken.moment(p["since"], now, zone, get_language() or "pl") if "since" in p else ""
    match alarm.code:
        case "mail_stuck":
            waiting = ngettext("%(n)s list czeka", "%(n)s listów czeka", p["waiting"]) % {"n": p["waiting"]}
            return _("Poczta nie wychodzi od %(since)s, %(waiting)s.") % {"since": since, "waiting": waiting}
        case "mailbox_lost":
            told = {"address": p["address"], "since": since, "trouble": mailbox_trouble(p["trouble"])}
            return _("Skrzynka %(address)s nie jest pobierana od %(since)s: %(trouble)s.") % told
        case "mailbox_silent":
            return _(
                "Do skrzynki %(address)s nic nie przyszło od %(since)s, zwykle o tej porze przychodzi."
            ) % {
                "address": p["address"],
                "since": since,
            }
        case "mail_held_more":
            return (
                _(
                    "Skrzynka %(address)s: z ostatniej doby wstrzymano %(held)s z %(came)s, to więcej niż zwykle."
                )
                % p
            )
        case "mail_circling":
            return (
                _(
                    "Poczta może krążyć: %(who)s, w godzinę przyszło %(came)s, potwierdzeń wyszło %(went)s. Zobacz, czy to nie program."
                )
                % p
            )
        case "exchange_lost":
            return _("Brak zdarzeń z centrali %(name)s od %(since)s. Połączenia mogą być nieznane.") % {
                "name": p["name"],
                "since": since,
            }
        case "worker_late":
            return _("Praca w tle stoi od %(since)s: poczta, wyszukiwanie i liczby nie są na bieżąco.") % {
                "since": since
            }
        case "clocks_apart":
            return (
                _("Zegary programu i bazy danych różnią się o %(seconds)s s. Terminy mogą być niedokładne.")
                % p
            )
        case "clocks_drifted":
            return _(
                "Terminy zapisane przy zgłoszeniach różniły się od historii: %(count)s. Odczytano je na nowo; zobacz: amberdesk check."
            ) % {"count": p["count"]}
        case "deliveries_dead":
            return (
                _("Zadania w tle, których nie udało się dokończyć: %(count)s. Zobacz: amberdesk check.") % p
            )
        case "job_failing":
            return _("Nie działa zadanie okresowe: %(jobs)s.") % p
        case "backup_failed":
            return _("Kopia zapasowa z %(since)s się nie udała. Zobacz: amberdesk check.") % {"since": since}
    if p["ever"]:
        return _("Ostatnia kopia zapasowa jest z %(since)s.") % {"since": since}
    return _("Nie ma jeszcze żadnej kopii zapasowej.")
