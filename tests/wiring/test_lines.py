import threading
import time
from dataclasses import replace

import pytest
from django.db import connection

from amberdesk.wiring import lines
from amberdesk.wiring.lines import Line, hold_current


@pytest.fixture(autouse=True)
def _ours(db, settings, monkeypatch):
    """Lines open connections of their own, to the test's database."""
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={parts['HOST']}"
    settings.AMBERDESK = replace(settings.AMBERDESK, database_direct_url=url)
    monkeypatch.setattr(lines, "PAUSE", 0.05)


class Held:
    """A line that notes who holds it."""

    def __init__(self) -> None:
        self.now, self.most, self.times = 0, 0, 0
        self.broken = False

    def hold_on(self, stop: threading.Event) -> None:
        self.now += 1
        stop.wait()
        self.now -= 1

    def hold(self, stop: threading.Event) -> None:
        self.now += 1
        self.most, self.times = max(self.most, self.now), self.times + 1
        try:
            if self.broken:
                raise ConnectionResetError
            stop.wait(0.1)
        finally:
            self.now -= 1


def until(true, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def run(*machines: list[Line], seconds: float) -> None:
    stop = threading.Event()
    threads = [
        threading.Thread(target=hold_current, args=(lambda m=machine: m, stop)) for machine in machines
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_a_line_has_one_holder_whoever_else_wants_it():
    mailbox = Held()
    machine = [Line("imap:serwis@example.pl", mailbox.hold)]

    run(machine, machine, machine, seconds=1)

    assert mailbox.most == 1
    assert mailbox.times > 1  # given up, it was taken again


def test_a_line_that_breaks_is_taken_up_again_and_breaks_no_other():
    broken, whole = Held(), Held()
    broken.broken = True

    run([Line("ami:centrala", broken.hold), Line("imap:serwis@example.pl", whole.hold)], seconds=1)

    assert broken.times > 1 and whole.times >= 1


def test_lines_come_and_go_while_others_are_held():
    first, second, stop = Held(), Held(), threading.Event()
    machine = [Line("ami:first", first.hold_on)]
    thread = threading.Thread(target=hold_current, args=(lambda: list(machine), stop))
    thread.start()
    until(lambda: first.now == 1)

    machine[:] = [Line("ami:second", second.hold_on)]

    until(lambda: (first.now, second.now) == (0, 1))
    stop.set()
    thread.join(10)
    assert not thread.is_alive() and second.now == 0
