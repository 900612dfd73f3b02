"""What a network was promised, as plain values that rules can reckon with. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amberdesk.clock.hours import WorkingHours, is_open, next_change, next_opening
from amberdesk.customers.codes import Level, Target


@dataclass(frozen=True, slots=True)
class TargetTerms:
    """One target: how much time of `basis` ("coverage", "site", "always") we may take."""

    limit: timedelta
    basis: str
    warn_at: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """When so much of a target is used (percent; over 100: so much later), this one is told."""

    at: int
    priorities: frozenset[str]
    to: str  # codes.EscalateTo


@dataclass(frozen=True, slots=True)
class VersionTerms:
    """An agreement's version. `duty_hours` by channel and level: when that level does L1's work.

    accept_within: somebody says "Przyjmuję" in this time, else the next one is told; None: nobody need
    answer_within: a call on the hotline should be answered by then
    overflow_waiting, overflow_after: more callers wait, or one waits longer: L2 joins; None: never for that
    """

    id: int
    valid_from: date
    valid_until: date | None
    site_group_id: int | None
    device_kind: str
    coverage: WorkingHours  # somebody does L1's work, on any channel
    duty_hours: Mapping[tuple[str, str], WorkingHours]
    duty_notice: Mapping[str, str]
    matrix: Mapping[str, Mapping[str, str]]
    pauses: frozenset[str]
    targets: Mapping[tuple[str, str], TargetTerms]  # (priority, target)
    response_meaning: str
    close_after: timedelta
    verify_within: timedelta
    spared: frozenset[tuple[str, str]] = frozenset()  # (wait reason, target): goes on all the same
    escalation: tuple[Step, ...] = ()
    accept_within: timedelta | None = None
    answer_within: timedelta = timedelta(seconds=20)
    overflow_waiting: int | None = None
    overflow_after: timedelta | None = None

    def stops(self, reason: str, target: str) -> bool:
        """Return whether waiting for this reason stops the clock of a target."""
        return reason in self.pauses and (reason, target) not in self.spared

    def priority(self, impact: str, urgency: str) -> str:
        return self.matrix[impact][urgency]

    def target(self, priority: str, target: str) -> TargetTerms | None:
        return self.targets.get((priority, target))


@dataclass(frozen=True, slots=True)
class Terms:
    """All versions of all agreements of a network."""

    network_id: int
    versions: Mapping[int, VersionTerms]

    def applying(self, on: date, *, site_group_id: int | None, device_kind: str) -> VersionTerms:
        """Return the version valid on a date for such a site and device; the most specific one wins.

        Errors: NoAgreement when none is valid then.
        """
        fitting = [
            v
            for v in self.versions.values()
            if v.valid_from <= on
            and (v.valid_until is None or on < v.valid_until)
            and v.site_group_id in (None, site_group_id)
            and v.device_kind in ("", device_kind)
        ]
        if not fitting:
            raise NoAgreement(self.network_id, on)
        return max(
            fitting, key=lambda v: (v.device_kind != "", v.site_group_id is not None, v.valid_from, v.id)
        )


class NoAgreement(LookupError):
    """No agreement of the network holds on that date."""

    def __init__(self, network_id: int, on: date) -> None:
        super().__init__(f"network {network_id} has no agreement on {on}")
        self.network_id, self.on = network_id, on


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does L1's work. `until`: when that changes (None: never). `opens_at`: the next opening, when nobody does."""

    level: Level | None
    until: datetime | None
    opens_at: datetime | None


def duty(version: VersionTerms, channel: str, at: datetime) -> Duty:
    """Return who does L1's work on a channel at an instant: L1, L2 or nobody."""
    hours = {key: h for key, h in version.duty_hours.items() if key[0] in ("any", channel)}
    changes = [c for h in hours.values() if (c := next_change(h, at)) is not None]
    until = min(changes, default=None)
    for level in (Level.L1, Level.L2):
        if any(is_open(h, at) for (_, of), h in hours.items() if of == level):
            return Duty(level, until, None)
    openings = [o for h in hours.values() if (o := next_opening(h, at)) is not None]
    return Duty(None, until, min(openings, default=None))


def duty_under(
    terms: Terms, channel: str, at: datetime, *, on: date, site_group_id: int | None, device_kind: str
) -> Duty:
    """Return the duty as the version of the local date `on` says it, and as its successors do after its end.

    Errors: NoAgreement when no version holds on that date.
    """
    version = terms.applying(on, site_group_id=site_group_id, device_kind=device_kind)
    found = duty(version, channel, at)
    if version.valid_until is None:
        return found
    end = version.coverage.midnight(version.valid_until)
    if found.until is not None and found.until < end:
        return found
    try:
        after = duty_under(
            terms, channel, end, on=version.valid_until, site_group_id=site_group_id, device_kind=device_kind
        )
    except NoAgreement:
        return Duty(found.level, end, None)
    if found.level == after.level:
        return Duty(found.level, after.until, after.opens_at)
    return Duty(found.level, end, end if found.level is None else None)


TARGETS = (Target.RESPONSE, Target.SOLUTION)
