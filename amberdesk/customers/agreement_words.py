"""What an agreement says, in sentences that its signatories understand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.customers import promise_words, words
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import AgreementVersion, Calendar
from amberdesk.customers.queries import covers_of
from amberdesk.customers.texts import text_in


def sentences(version: AgreementVersion) -> list[str]:
    """Return all that the version says, to be held beside the paper: when it holds, who works when, how fast."""
    return [
        validity(version),
        *coverage_sentences(covers_of(version)),
        holiday_sentence(version.calendar),
        _("Poza tymi godzinami nikt nie dyżuruje; zgłaszający dowiaduje się, kiedy odpowie technik."),
        *notice_sentences(version),
        _("Czas reakcji to %(meaning)s.") % {"meaning": words.MEANINGS[version.response_meaning]},
        *promise_words.sentences(version),
        *matrix_sentences(version.matrix),
        pause_sentence([reason for reason in version.pauses if reason not in version.pauses_only]),
        *narrow_pause_sentences(version.pauses_only),
        *escalation_sentences(version.escalation),
        *overflow_sentences(version),
        closing_sentence(version.close_after_days),
        verification_sentence(version.verify_within_minutes),
        answer_sentence(version.answer_within_seconds),
    ]


def validity(version: AgreementVersion) -> str:
    """Return "Obowiązuje od 1.01.2026 do 31.12.2026." with the last day on which it holds."""
    since = day_text(version.valid_from)
    if version.valid_until is None:
        return _("Obowiązuje od %(since)s, bezterminowo.") % {"since": since}
    last = date.fromordinal(version.valid_until.toordinal() - 1)
    return _("Obowiązuje od %(since)s do %(last)s.") % {"since": since, "last": day_text(last)}


def day_text(on: date) -> str:
    return f"{on.day}.{on.month:02}.{on.year}"


def coverage_sentences(covers: Iterable[Cover]) -> list[str]:
    """Return a sentence a row: "Poniedziałek–piątek 8:00–16:00: I linia wsparcia."."""
    return [
        _capital(f"{cover_text(cover)}: {words.level(cover.level)}{_channel(cover)}.") for cover in covers
    ]


def cover_text(cover: Cover) -> str:
    days = weekdays_text(cover.weekdays)
    if cover.on_holidays:
        days = _("%(days)s i święta") % {"days": days} if days else _("święta")
    return f"{days} {window_text(cover.opens, cover.closes)}"


def _channel(cover: Cover) -> str:
    return "" if cover.channel == "any" else f" ({words.CHANNELS[cover.channel]})"


def weekdays_text(weekdays: Sequence[int]) -> str:
    """Return "poniedziałek–piątek, niedziela" for (0, 1, 2, 3, 4, 6)."""
    names = spoken.tongue(get_language() or "pl").weekdays
    runs = [
        [day for _place, day in run]
        for _gap, run in groupby(enumerate(sorted(weekdays)), lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}" for run in runs)


def window_text(opens: int, closes: int) -> str:
    """Return "8:00–16:00"; past midnight "22:00–6:00", a whole day "całą dobę"."""
    if (opens, closes) == (0, 1440):
        return _("całą dobę")
    return f"{clock_text(opens)}–{clock_text(closes)}"


def clock_text(minutes: int) -> str:
    """Return "8:00" for 480, "24:00" for 1440, "6:00" for 1800."""
    shown = minutes if minutes <= 1440 else minutes - 1440
    return f"{shown // 60}:{shown % 60:02}"


def notice_sentences(version: AgreementVersion) -> list[str]:
    notice = text_in(version.duty_notice, get_language() or "pl")
    return [_("Zgłaszający słyszy wtedy: „%(text)s”") % {"text": notice}] if notice else []


def holiday_sentence(calendar: Calendar) -> str:
    return _("Święta i strefa czasowa: kalendarz „%(name)s” (%(zone)s).") % {
        "name": calendar.name,
        "zone": calendar.timezone,
    }


def matrix_sentences(matrix: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return a sentence a priority: "P1, gdy: nie można sprzedawać i pilność wysoka; ..."."""
    cells: dict[str, list[str]] = defaultdict(list)
    for impact, row in matrix.items():
        for urgency, priority in row.items():
            told = {"impact": words.IMPACTS[impact], "urgency": words.DEGREES[urgency]}
            cells[priority].append(_("%(impact)s i pilność %(urgency)s") % told)
    return [
        _("%(priority)s, gdy: %(when)s.") % {"priority": priority, "when": "; ".join(cells[priority])}
        for priority in sorted(cells)
    ]


def narrow_pause_sentences(only: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a sentence for each waiting that stops some of the targets."""
    return [
        _("Oczekiwanie %(reason)s zatrzymuje tylko: %(targets)s.")
        % {
            "reason": words.WAITS[reason],
            "targets": ", ".join(str(words.TARGETS[target]) for target in targets),
        }
        for reason, targets in sorted(only.items())
    ]


def escalation_sentences(steps: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return whom we tell when: "P1, P2: po 90 % terminu wie kierownik."."""
    return [
        _("%(priorities)s: po %(share)s %% terminu dowiaduje się %(who)s.")
        % {"priorities": ", ".join(step["priorities"]), "share": step["at"], "who": words.TELLS[step["to"]]}
        for step in sorted(steps, key=lambda step: (step["at"], step["to"]))
    ]


def overflow_sentences(version: AgreementVersion) -> list[str]:
    """Return when somebody must accept, and when L2 joins L1."""
    told = []
    if count := version.accept_within_minutes:
        told.append(
            ngettext(
                "Kto nie przyjmie w %(count)s minutę, po nim dowiaduje się następny.",
                "Kto nie przyjmie w %(count)s minut, po nim dowiaduje się następny.",
                count,
            )
            % {"count": count}
        )
    if count := version.overflow_waiting:
        told.append(_("II linia dołącza, gdy w kolejce czeka więcej osób niż %(count)s.") % {"count": count})
    if count := version.overflow_minutes:
        told.append(
            _("II linia dołącza, gdy ktoś czeka dłużej niż %(length)s.")
            % {"length": spoken.duration(count * 60, get_language() or "pl")}
        )
    return told


def pause_sentence(pauses: Sequence[str]) -> str:
    """Return which waiting stops all clocks."""
    if not pauses:
        return _("Żadne oczekiwanie nie zatrzymuje terminów.")
    reasons = ", ".join(str(words.WAITS[reason]) for reason in pauses)
    return _("Terminy stoją, gdy zgłoszenie oczekuje: %(reasons)s.") % {"reasons": reasons}


def closing_sentence(days: int) -> str:
    return ngettext(
        "Rozwiązane zgłoszenie zamyka się samo po %(count)s dniu.",
        "Rozwiązane zgłoszenie zamyka się samo po %(count)s dniach.",
        days,
    ) % {"count": days}


def verification_sentence(minutes: int) -> str:
    return ngettext(
        "Zgłoszenie niezweryfikowane przez %(count)s minutę dostaje poziom i priorytet swojej kategorii.",
        "Zgłoszenie niezweryfikowane przez %(count)s minut dostaje poziom i priorytet swojej kategorii.",
        minutes,
    ) % {"count": minutes}


def answer_sentence(seconds: int) -> str:
    return ngettext(
        "Telefon na infolinii odbieramy w ciągu %(count)s sekundy.",
        "Telefon na infolinii odbieramy w ciągu %(count)s sekund.",
        seconds,
    ) % {"count": seconds}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
