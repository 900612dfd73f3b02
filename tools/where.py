"""`./desk where WORD`: where something begins: an address, an event, a job, a line, a command. Without a word: all."""

import inspect
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amberdesk.settings")
os.environ.setdefault("AMBERDESK_SECRET_KEY", "only-for-looking-around-serves-nobody")

import django
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parent.parent


def main(words: list[str]) -> int:
    """Print every beginning that mentions the word; return 0 if there was one."""
    django.setup()
    word = words[0].lower() if words else ""
    found = [line for line in beginnings() if word in line.lower()]
    print("\n".join(found) if found else f"Nothing begins with or mentions {word!r}.")
    return 0 if found else 1


def beginnings() -> Iterator[str]:
    from amberdesk.wiring.lines import SOURCES
    from amberdesk.wiring.switchboard import SWITCHBOARD
    from amberdesk.wiring.timetable import TIMETABLE

    yield from addresses(get_resolver().url_patterns, "/")
    for kind, subscribers in SWITCHBOARD.items():
        for subscriber in subscribers:
            yield row("event", kind, subscriber.function)
        if not subscribers:
            yield f"{'event':8} {kind:52} nobody"
    for job in TIMETABLE:
        yield row("time", f"every {job.every}", job.run)
    for source in SOURCES:
        yield row("line", source.__name__, source)
    for name, app in sorted(get_commands().items()):
        if str(app).startswith("amberdesk."):
            yield f"{'command':8} {name:52} {str(app).replace('.', '/')}/management/commands/{name}.py"


def addresses(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        address = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield row("address", address, pattern.callback)


def row(reason: str, name: str, function: Callable[..., Any]) -> str:
    function = inspect.unwrap(getattr(function, "view_class", function))
    place = Path(inspect.getsourcefile(function) or "?")
    shown = place.relative_to(ROOT) if place.is_relative_to(ROOT / "amberdesk") else place.name
    return f"{reason:8} {name:52} {shown}:{inspect.getsourcelines(function)[1]} {function.__name__}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
