"""Fetch a mailbox in a process of its own, which is killed at a step: `python -m tests.mail.fetch_and_die ID STEP`."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

STEPS = (
    "before take",
    "after take",
    "before read",
    "after read",
    "before put_away",
    "after put_away",
    "in put_away",
    "in expunging",
)


def main(id: int, step: str) -> None:
    django.setup()
    from django.utils import timezone

    from amberdesk.mail import imap
    from amberdesk.mail.actions import fetch, take_in
    from amberdesk.mail.actions.state import token_of
    from amberdesk.mail.imap import signed_in
    from amberdesk.mail.models import Mailbox

    when, name = step.split()
    if step == "in put_away":  # between the copy and the deletion, on servers that cannot move
        imap._delete = die
    elif step == "in expunging":  # marked as deleted, and still there
        imap._tell = dying_of("EXPUNGE", imap._tell)
    else:
        module = take_in if name == "read" else fetch
        setattr(module, name, deadly(getattr(module, name), when))
    box = Mailbox.objects.select_related("network").get(pk=id)
    with signed_in(box, token_of) as line:
        fetcher = fetch.Fetcher(box, timezone.now)
        fetcher.begin(line)
        fetcher.round(line)


def deadly(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    """Return the function that is killed before or after it has done its work."""

    def dying(*args: Any, **options: Any) -> Any:
        if when == "after":
            function(*args, **options)
        die()

    return dying


def dying_of(command: str, tell: Callable[..., Any]) -> Callable[..., Any]:
    """Return what tells the server commands, and is killed by one of them."""

    def telling(line: Any, told: str, *about: Any) -> Any:
        return die() if told == command else tell(line, told, *about)

    return telling


def die(*_args: Any, **_options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
