import threading
import time
from dataclasses import replace

import pytest
from django.db import connection

from amberdesk.mail.models import Mailbox
from amberdesk.phone.models import Exchange
from amberdesk.start.configuration import MailDoor
from amberdesk.wiring import lines
from amberdesk.wiring.lines import Line, hold_current, wanted
from tests.factories import make_network


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


def test_the_process_is_wanted_where_there_is_a_line_and_nowhere_else(django_assert_num_queries):
    network = make_network()
    makers = [
        lambda: Exchange.objects.create(name="A", code="a", kind="asterisk", key_id="a", active=False),
        lambda: Exchange.objects.create(name="B", code="b", kind="cti", key_id="a"),
        lambda: Mailbox.objects.create(network=network, address="a@example.pl"),
        lambda: Mailbox.objects.create(
            network=network, address="b@example.pl", host="imap.example.pl", active=False
        ),
        lambda: Exchange.objects.create(name="C", code="c", kind="asterisk", key_id="a"),
        lambda: Mailbox.objects.create(network=network, address="c@example.pl", host="imap.example.pl"),
    ]
    said = []
    for make in makers:
        row = make()
        with django_assert_num_queries(1):
            said.append(wanted())
        assert wanted() == bool(lines.asterisk_lines() + lines.mailbox_lines() + lines.door_lines())
        row.delete()

    assert said == [False, False, False, False, True, True]


def test_a_door_for_mail_is_a_line(settings):
    settings.AMBERDESK = replace(settings.AMBERDESK, mail_door=MailDoor("lmtp", "127.0.0.1", 2424))

    assert wanted() and [line.name.partition(":")[0] for line in lines.door_lines()] == ["lmtp"]
