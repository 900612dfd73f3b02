"""What an agreement may say. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from amberdesk.customers import checks
from amberdesk.customers.codes import (
    Basis,
    Channel,
    Degree,
    Level,
    Priority,
    ResponseMeaning,
    Target,
    WaitReason,
)
from amberdesk.customers.hours import Cover
from amberdesk.customers.refusals import Refused
from amberdesk.customers.templates import Promise

TERMS = (
    "calendar",
    "matrix",
    "pauses",
    "response_meaning",
    "close_after_days",
    "verify_within_minutes",
    "duty_notice",
)
CHANNELS = frozenset({"any", *Channel})
LONGEST = 365 * 24 * 60


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
    if not 0 <= terms.get("close_after_days", 0) <= 90:
        raise Refused("out_of_range", "close_after_days", least=0, most=90)
    if not 1 <= terms.get("verify_within_minutes", 1) <= 1440:
        raise Refused("out_of_range", "verify_within_minutes", least=1, most=1440)


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
        if not 0 < promise.minutes <= LONGEST:
            raise Refused("out_of_range", "promises", least=1, most=LONGEST)
        if any(not 0 < share < 1 for share in promise.warn_at):
            raise Refused("warning_outside_target", "promises")
    if len({(p.priority, p.target) for p in promises}) < len(promises):
        raise Refused("promise_twice", "promises")
    return promises
