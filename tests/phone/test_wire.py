"""The manager interface's bytes, however they are cut into packets."""

from asyncio import Transport

import pytest
from panoramisk.message import Message

from amberdesk.phone.wire import Wire, plain

EVENT = "Event: Newchannel\r\nCallerIDName: Żółw Ćma 🐢\r\nExten: 48221000001\r\n\r\n"


class Heard:
    save_stream = None

    def __init__(self) -> None:
        self.events: list[dict[str, str]] = []

    def dispatch(self, message: Message) -> None:
        self.events.append(plain(message))


def wire() -> tuple[Wire, Heard]:
    made, heard = Wire(), Heard()
    made.connection_made(Transport())
    made.encoding, made.factory = "utf8", heard
    return made, heard


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7])
def test_a_letter_whose_bytes_come_in_two_packets_stays_whole(piece: int) -> None:
    made, heard = wire()
    body = ("Asterisk Call Manager/9.0.0\r\n" + EVENT * 2).encode()
    for start in range(0, len(body), piece):
        made.data_received(body[start : start + piece])

    assert [event["CallerIDName"] for event in heard.events] == ["Żółw Ćma 🐢"] * 2


def test_bytes_that_are_no_letters_cost_nothing_but_themselves() -> None:
    made, heard = wire()
    made.data_received("Event: Newchannel\r\nCallerIDName: Łoś\r\n\r\n".encode("cp1250") + EVENT.encode())

    assert [event["CallerIDName"] for event in heard.events] == ["\ufffdo\ufffd", "Żółw Ćma 🐢"]


def test_a_new_line_begins_without_half_a_letter_of_the_one_before() -> None:
    made, heard = wire()
    made.data_received(EVENT.encode()[:34])
    made.connection_made(Transport())
    made.factory = heard  # type: ignore[assignment]
    made.data_received(EVENT.encode())

    assert [event["CallerIDName"] for event in heard.events] == ["Żółw Ćma 🐢"]
