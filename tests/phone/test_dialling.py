"""By a click our own phone rings first, then the exchange calls the number."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone import dialling
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.phone.dialling import NotDialled, dial, phone_to_dial
from tests.factories import NINE, make_person
from tests.phone.ami import Ami

pytestmark = pytest.mark.django_db
FACTS = {"host": "127.0.0.1", "user": "amberdesk", "password": "bursztyn", "dial_context": "from-internal"}


@pytest.fixture
def ami() -> Iterator[Ami]:
    """A manager interface in a thread of its own."""
    made, ready, stop = Ami(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with made.open():
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait(10)
    yield made
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


def test_our_phone_rings_and_the_exchange_calls_the_number(ami: Ami) -> None:
    ewa = make_person("technician")
    facts = FACTS | {"port": ami.port}
    made = add_exchange(name="A", code="a", kind="asterisk", settings=facts, by=MACHINE, at=NINE)
    assert phone_to_dial(ewa) is None
    assign_phone(made, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)
    phone = phone_to_dial(ewa)
    assert phone is not None

    dial(phone, "+48600100200")

    (asked,) = ami.asked("Originate")
    assert (asked["Channel"], asked["Exten"], asked["Context"]) == (
        "PJSIP/t1",
        "+48600100200",
        "from-internal",
    )


def test_without_a_line_or_with_a_bad_number_nobody_is_called(
    ami: Ami, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialling, "PATIENCE", 0.3)
    ewa = make_person("technician")
    facts = FACTS | {"port": ami.port, "password": "wrong"}
    made = add_exchange(name="A", code="a", kind="asterisk", settings=facts, by=MACHINE, at=NINE)
    phone = assign_phone(made, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)

    for number in ("+48600100200", "600\r\nAction: Originate", "*72", ""):
        with pytest.raises(NotDialled):
            dial(phone, number)
    assert ami.asked("Originate") == []
