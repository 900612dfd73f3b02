"""What an agreement says, in sentences that its signatories understand."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.customers import words
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import AgreementVersion
from amberdesk.customers.queries import covers_of
from amberdesk.customers.texts import text_in


def sentences(version: AgreementVersion) -> list[str]:
    """Return what the version says: when it holds, who works when, what its times mean. Its targets are a table."""
    return [
        validity(version),
        *coverage_sentences(covers_of(version)),
        _("Poza tymi godzinami nikt nie dyżuruje; zgłaszający dowiaduje się, kiedy odpowie technik."),
        *notice_sentences(version),
        _("Czas reakcji to %(meaning)s.") % {"meaning": words.MEANINGS[version.response_meaning]},
        pause_sentence(version.pauses),
        closing_sentence(version.close_after_days),
        verification_sentence(version.verify_within_minutes),
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
    return [_capital(f"{_when(cover)}: {words.level(cover.level)}{_channel(cover)}.") for cover in covers]


def _when(cover: Cover) -> str:
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


def pause_sentence(pauses: Sequence[str]) -> str:
    """Return which waiting stops the clocks."""
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


def promise_rows(version: AgreementVersion) -> list[dict[str, str]]:
    """Return a row a priority: response and solution as "8 h w godzinach wsparcia", and the warnings."""
    language = get_language() or "pl"
    targets = {(t.priority, t.target): t for t in version.targets.all()}
    rows = []
    for priority in sorted({priority for priority, _target in targets}):
        row = {"priority": priority}
        for target in words.TARGETS:
            if kept := targets.get((priority, target)):
                row[target] = f"{spoken.duration(kept.minutes * 60, language)} {words.BASES[kept.basis]}"
                row["warnings"] = ", ".join(f"{round(share * 100)} %" for share in sorted(kept.warn_at))
        rows.append(row)
    return rows


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
