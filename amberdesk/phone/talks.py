"""Who talked with the caller from when to when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amberdesk.phone.happenings import Happening, What

LONGEST_AGENT = 80


@dataclass(frozen=True, slots=True)
class Talk:
    """One person's part of the talk. `ended_at` None: it goes on, or its end was never told."""

    agent: str
    started_at: datetime
    ended_at: datetime | None


def talks_of(
    told: Sequence[Happening], answered: Happening | None, ended: Happening | None, answered_by: str = ""
) -> tuple[Talk, ...]:
    """Return the parts of the talk by their start, by the legs where the source tells them.

    Whoever answered (`answered_by`) talks, whether the source tells a leg of his or only of those who joined. Only
    hang-ups of legs say who talked how long: an exchange may credit the second person's talk to the first. A leg is his
    for whom its ring was begun: to the exchange it may be only a line of the carrier.
    """
    if answered is None:
        return ()
    joined = {_leg(h): h for h in reversed(told) if h.what == What.LEG_ANSWERED}  # the earliest stands
    rung = {h.ring: h.agent for h in reversed(told) if h.what == What.STARTED and h.ring and h.agent}
    left = {_leg(h): h for h in reversed(told) if h.what == What.LEG_ENDED}
    if not joined:
        return _by_transfers(told, answered, ended, answered_by)
    found = []
    if answered_by and all(answered_by not in (h.agent, _leg(h), rung.get(h.ring)) for h in joined.values()):
        gone = [h for h in left.values() if answered_by in (h.agent, _leg(h)) and h.at >= answered.at]
        end = min(gone, key=lambda h: h.at) if gone else ended
        found.append(Talk(answered_by, answered.at, end.at if end and end.at >= answered.at else None))
    for leg, start in joined.items():
        end = left.get(leg) or ended
        at = end.at if end and end.at >= start.at else None
        found.append(Talk((rung.get(start.ring) or start.agent or leg)[:LONGEST_AGENT], start.at, at))
    return tuple(sorted(found, key=lambda talk: (talk.started_at, talk.agent)))


def _leg(h: Happening) -> str:
    return h.ring or h.agent


def _by_transfers(
    told: Sequence[Happening], answered: Happening, ended: Happening | None, answered_by: str
) -> tuple[Talk, ...]:
    """Return the parts as cut by transfers, for a source that tells no legs."""
    passed = sorted(
        (h for h in told if h.what == What.TRANSFERRED and h.at >= answered.at), key=lambda h: (h.at, h.id)
    )
    starts = [(answered.at, answered.agent or answered_by), *((h.at, h.target or h.agent) for h in passed)]
    end = ended.at if ended and ended.at >= starts[-1][0] else None
    ends = [*(at for at, _ in starts[1:]), end]
    return tuple(Talk(agent, at, until) for (at, agent), until in zip(starts, ends, strict=True))
