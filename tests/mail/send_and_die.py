"""Send what waits in a process of its own, which is killed at a step: `python -m tests.mail.send_and_die PORT STEP`."""

import sys
from types import SimpleNamespace
from typing import Any

import django

from tests.mail.fetch_and_die import deadly, die

STEPS = ("before hand_over", "after hand_over", "in the second", "before _take", "after _take")


def main(port: int, step: str) -> None:
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from amberdesk.mail import transport
    from amberdesk.mail.actions import send

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 20
    settings.AMBERDESK = SimpleNamespace(sends_mail=True, public_host="desk.example")
    match step.split():
        case ["in", "the", "second"]:
            transport.hand_over = _second(transport.hand_over)
        case [when, "hand_over"]:
            transport.hand_over = deadly(transport.hand_over, when)
        case [when, name]:
            setattr(send, name, deadly(getattr(send, name), when))
    send.send_waiting(timezone.now())


def _second(hand_over: Any) -> Any:
    done: list[object] = []

    def dying(mail: Any, line: Any) -> None:
        if done:
            die()
        done.append(hand_over(mail, line))

    return dying


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
