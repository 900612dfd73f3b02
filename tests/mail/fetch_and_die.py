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
)


def main(id: int, step: str) -> None:
    django.setup()
    from django.utils import timezone

    from amberdesk.mail.actions import fetch, take_in
    from amberdesk.mail.actions.state import token_of
    from amberdesk.mail.imap import signed_in
    from amberdesk.mail.models import Mailbox

    when, name = step.split()
    if when == "in":  # between the copy and the deletion, on servers that cannot move
        from imap_tools import BaseMailBox

        BaseMailBox.delete = die  # type: ignore[method-assign,assignment]
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


def die(*_args: Any, **_options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
