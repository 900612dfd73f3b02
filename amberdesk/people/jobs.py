"""What time does to sessions and links."""

from datetime import datetime

from amberdesk.people.actions.sweep import sweep as delete_the_dead


def sweep(now: datetime) -> int:
    """Delete sessions, links and failed attempts that are past; return how many."""
    return delete_the_dead(now)
