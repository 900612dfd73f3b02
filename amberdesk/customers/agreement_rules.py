"""What an agreement may say. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from amberdesk.clock.hours import next_opening
from amberdesk.customers import checks
from amberdesk.customers.codes import (
    Basis,
    Channel,
    Degree,
    EscalateTo,
    Level,
    Priority,
    ResponseMeaning,
    Target,
    WaitReason,
)
from amberdesk.customers.hours import Cover, cover_hours
from amberdesk.customers.refusals import Refused
from amberdesk.customers.templates import Promise

TERMS = (
    "calendar",
    "matrix",
    "pauses",
    "pauses_only",
    "target_words",
    "escalation",
    "accept_within_minutes",
    "answer_within_seconds",
    "overflow_waiting",
    "overflow_minutes",
    "response_meaning",
    "close_after_days",
    "verify_within_minutes",
    "duty_notice",
)
CHANNELS = frozenset({"any", *Channel})
LONGEST = 365 * 24 * 60
LIMITS = {
    "close_after_days": (0, 90),
    "verify_within_minutes": (1, 1440),
    "accept_within_minutes": (1, 240),
    "answer_within_seconds": (5, 600),
    "overflow_waiting": (1, 999),
    "overflow_minutes": (1, 1440),
}
OPTIONAL = frozenset({"accept_within_minutes", "overflow_waiting", "overflow_minutes"})
LATEST = 300  # percent of a target at which somebody may still be told
WORD = 60  # letters of a contract's own word


def check_terms(terms: Mapping[str, Any]) -> None:
    """Refuse terms that no agreement has, and values that they cannot have."""
    if unknown := terms.keys() - set(TERMS):
        raise Refused("field_cannot_change", sorted(unknown)[0])
    if "matrix" in terms:
        check_matrix(terms["matrix"])
    if not set(terms.get("pauses", ())) <= set(WaitReason):
        raise Refused("unknown_choice", "pauses")
    if terms.get("response_meaning", ResponseMeaning.CONTACT) not in set(ResponseMeaning):
        raise Refused("unknown_choice", "response_meaning")
    for name, (least, most) in LIMITS.items():
        number = terms.get(name, least)
        if not (number is None and name in OPTIONAL) and not least <= number <= most:
            raise Refused("out_of_range", name, least=least, most=most)
    check_escalation(terms.get("escalation", ()))
    check_words(terms.get("target_words", {}))


def check_pauses_only(pauses: Collection[str], only: Mapping[str, Collection[str]]) -> None:
    """Refuse a reason that stops nothing at all, or that is narrowed to targets that there are not."""
    for reason, targets in only.items():
        if reason not in pauses or not targets or not set(targets) <= set(Target):
            raise Refused("pause_stops_nothing", "pauses")


def check_escalation(steps: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a step that tells nobody, or at no time, and the same one twice."""
    seen: set[tuple[int, str, str]] = set()
    for step in steps:
        priorities = set(step.get("priorities", ()))
        if not priorities or not priorities <= set(Priority) or step.get("to") not in set(EscalateTo):
            raise Refused("unknown_choice", "escalation")
        if not 1 <= step.get("at", 0) <= LATEST:
            raise Refused("out_of_range", "escalation", least=1, most=LATEST)
        told = {(step["at"], step["to"], priority) for priority in priorities}
        if told & seen:
            raise Refused("escalation_twice", "escalation")
        seen |= told


def check_words(words: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a word for a target that there is not, or one that is too long."""
    for target, texts in words.items():
        if target not in set(Target) or not set(texts) <= set(checks.LANGUAGES):
            raise Refused("unknown_choice", "target_words")
        for text in texts.values():
            checks.line(text, "target_words", WORD)


def check_matrix(matrix: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a matrix that has no priority for some impact and urgency."""
    for impact in Degree:
        for urgency in Degree:
            if matrix.get(impact, {}).get(urgency) not in set(Priority):
                raise Refused("matrix_incomplete", "matrix")


def check_coverage(covers: Iterable[Cover]) -> list[Cover]:
    """Return the rows. Refused: none at all, unknown channel or level, hours that are none, rows that contradict."""
    covers = list(covers)
    if not covers:
        raise Refused("coverage_missing", "coverage")
    for number, cover in enumerate(covers, 1):
        known = cover.channel in CHANNELS and cover.level in (Level.L1, Level.L2)
        if not known or not set(cover.weekdays) <= set(range(7)):
            raise Refused("unknown_choice", "coverage", row=number)
        if not cover.weekdays and not cover.on_holidays:
            raise Refused("coverage_without_days", "coverage", row=number)
        checks.windows([(cover.opens, cover.closes)], "coverage")
    return covers


def check_never_open(covers: Iterable[Cover], timezone: str, holidays: Collection[date], since: date) -> None:
    """Refuse coverage in which nobody is on duty for a whole year from a date on."""
    hours = cover_hours(covers, timezone, holidays)
    start = hours.midnight(since)
    opening = next_opening(hours, start)
    if opening is None or opening > start + timedelta(days=366):
        raise Refused("coverage_never_open", "coverage")


def check_promises(promises: Iterable[Promise]) -> list[Promise]:
    """Return the promises. Refused: unknown codes, no time at all, warnings outside 0-1, the same one twice."""
    promises = list(promises)
    for promise in promises:
        known = (
            promise.priority in set(Priority)
            and promise.target in set(Target)
            and promise.basis in set(Basis)
        )
        if not known:
            raise Refused("unknown_choice", "promises")
        if promise.minutes == 0:
            raise Refused("target_of_zero", "promises", priority=promise.priority)
        if not 0 < promise.minutes <= LONGEST:
            raise Refused("out_of_range", "promises", least=1, most=LONGEST)
        if any(not 0 < share < 1 for share in promise.warn_at):
            raise Refused("warning_outside_target", "promises")
        check_threshold(promise)
    if len({(p.priority, p.target) for p in promises}) < len(promises):
        raise Refused("promise_twice", "promises")
    return promises


def check_threshold(promise: Promise) -> None:
    """Refuse a monthly share that is none, and time for the late ones where none may be late."""
    share, late = promise.monthly_share, promise.late_minutes
    if share is not None and not 0 < share <= 100:
        raise Refused("out_of_range", "promises", least=1, most=100)
    if late is not None and (share is None or share == 100):
        raise Refused("nobody_may_be_late", "promises", priority=promise.priority)
    if late is not None and not 0 < late <= LONGEST:
        raise Refused("out_of_range", "promises", least=1, most=LONGEST)
