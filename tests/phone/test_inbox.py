"""What is heard while the database is away waits in order, and only so much of it."""

from datetime import timedelta

from amberdesk.phone.inbox import Inbox
from tests.factories import NINE


def events(*names: int) -> list[dict[str, str]]:
    return [{"Event": str(name)} for name in names]


def test_what_came_first_is_kept_first_and_stays_until_it_is_kept() -> None:
    inbox = Inbox()
    inbox.put(events(1, 2), NINE)
    inbox.put(events(3), NINE)

    assert inbox.first(2) == inbox.first(2) == events(1, 2)
    inbox.drop(2)
    assert inbox.first(9) == events(3) and len(inbox) == 1 and inbox.spilled_at is None


def test_a_full_inbox_keeps_the_oldest_and_knows_since_when_it_lost_some() -> None:
    inbox = Inbox(most=2)
    inbox.put(events(1), NINE)
    inbox.put(events(2, 3), NINE + timedelta(seconds=1))
    inbox.put(events(4), NINE + timedelta(seconds=2))

    assert inbox.first(9) == events(1, 2)
    assert inbox.spilled_at == NINE + timedelta(seconds=1)
    inbox.drop(1)
    inbox.put(events(5), NINE + timedelta(seconds=3))
    assert inbox.first(9) == events(2, 5)
