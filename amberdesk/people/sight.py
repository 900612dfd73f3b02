"""What the open pages of a person may follow."""

from collections.abc import Iterable

from amberdesk.outbox.publish import announce


def lose_sight(persons: Iterable[int]) -> None:
    """Let the open pages of persons whose rights shrink ask again, at commit, what they may follow."""
    for person in persons:
        announce("revoke", f"person:{person}")
