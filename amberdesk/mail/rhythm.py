"""When a mailbox is silent too long, and when too much of its mail is held: against its own usual ways. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WEEK = timedelta(days=7)
WEEKS = 4  # that are looked back on
LEAST = 3  # mails that came in the same stretch of every one of them; fewer tell nothing
LATELY = timedelta(days=1)
LEAST_HELD = 5  # mails of the last day; fewer tell nothing
HIGH = 0.2  # share of held mail that is worth a word ...
RISE = 2.0  # ... and how much higher than usual it is


def silence_begins(last: datetime, now: datetime) -> datetime:
    """Return since when nothing came, as far as it can be compared: a week at most."""
    return max(last, now - WEEK)


def is_silent(same_stretch: Sequence[int]) -> bool:
    """Tell whether a silence is unusual.

    same_stretch: how many mails came in the same stretch of each of the last WEEKS weeks, the same days and hours.
    One week in which as little came (a holiday, a young mailbox) makes the silence usual.
    """
    return len(same_stretch) == WEEKS and min(same_stretch) >= LEAST


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many mails so many were held, or failed."""

    held: int
    came: int

    @property
    def of_all(self) -> float:
        return self.held / self.came if self.came else 0.0


def rises(lately: Share, usual: Share) -> bool:
    """Tell whether more of the last day's mail is held than is usual. What the policy holds is not counted."""
    return lately.held >= LEAST_HELD and lately.of_all >= HIGH and lately.of_all >= RISE * usual.of_all
