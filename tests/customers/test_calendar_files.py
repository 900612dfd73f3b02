"""Calendar files: what goes out comes back, and what is no such file is refused in words."""

from datetime import date

import pytest

from amberdesk.customers.ics import FileDay, read_days, write_days
from amberdesk.customers.refusals import Refused
from amberdesk.customers.words import REFUSALS
from tests.factories import NINE

ZONE = "Europe/Warsaw"
DAYS = [
    FileDay(date(2026, 3, 28), "Inwentaryzacja, część 1; \\ i „cudzysłów”", [[480, 720], [780, 1020]]),
    FileDay(date(2026, 3, 29), "Zmiana czasu", [[0, 1440]]),
    FileDay(date(2026, 10, 25), "Noc", [[1320, 1800]]),
    FileDay(date(2026, 12, 25), "Boże Narodzenie " + "ż" * 60, []),
]


def file(*events, calendar=True):
    lines = [f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT" for n, event in enumerate(events)]
    wrapped = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR"] if calendar else lines
    return "\r\n".join(wrapped).encode() + b"\r\n"


def test_what_is_written_is_read_back_the_same():
    content = write_days(DAYS, name="Sklepy", timezone=ZONE, mark="k@desk", at=NINE)

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert read_days(content, timezone=ZONE) == DAYS


def test_the_same_days_have_the_same_names_in_every_file():
    def uids(at):
        content = write_days(DAYS, name="Sklepy", timezone=ZONE, mark="k@desk", at=at)
        return [line for line in content.splitlines() if line.startswith(b"UID")]

    assert uids(NINE) == uids(NINE.replace(year=2027))
    assert len(set(uids(NINE))) == 5


def test_an_event_of_several_days_closes_each_of_them():
    days = read_days(
        file("DTSTART;VALUE=DATE:20260803\r\nDTEND;VALUE=DATE:20260806\r\nSUMMARY:Remont"), timezone=ZONE
    )

    assert days == [FileDay(date(2026, 8, n), "Remont", []) for n in (3, 4, 5)]


def test_hours_of_another_zone_are_read_on_our_wall_clock():
    days = read_days(
        file("DTSTART:20260803T220000Z\r\nDTEND:20260804T020000Z\r\nSUMMARY:Dostawa"), timezone=ZONE
    )

    assert days == [FileDay(date(2026, 8, 4), "Dostawa", [[0, 240]])]


def test_windows_that_overlap_in_a_file_are_one_window():
    event = "DTSTART:20260803T{}0000\r\nDTEND:20260803T{}0000\r\nSUMMARY:x"
    days = read_days(file(event.format("08", "12"), event.format("11", "15")), timezone=ZONE)

    assert days == [FileDay(date(2026, 8, 3), "x", [[480, 900]])]


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "not_a_calendar_file"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not_a_calendar_file"),
        (b"data;godziny\n2026-01-01;8-16\n", "not_a_calendar_file"),
        (file(), "file_without_days"),
        (file("DTSTART;VALUE=DATE:20260803", calendar=False), "not_a_calendar_file"),
        (file("DTSTART:20260803")[:-20], "not_a_calendar_file"),
        (file("SUMMARY:Bez daty"), "event_unreadable"),
        (file("DTSTART;VALUE=DATE:20260231\r\nSUMMARY:x"), "event_unreadable"),
        (file("DTSTART;VALUE=DATE:20260803\r\nDTEND:20260804T100000Z\r\nSUMMARY:x"), "event_unreadable"),
        (file("DTSTART:20260803T100000Z\r\nDTEND:20260804T100000\r\nSUMMARY:x"), None),
        (file("DTSTART;VALUE=DATE:20260803\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:x"), "event_repeats"),
        (file("DTSTART:20260803T100000\r\nDTEND:20260803T090000\r\nSUMMARY:x"), "event_without_length"),
        (file("DTSTART:20260803T100000\r\nDTEND:20260807T090000\r\nSUMMARY:x"), "event_without_length"),
        (
            file("DTSTART;VALUE=DATE:20260803\r\nDTEND;VALUE=DATE:20260801\r\nSUMMARY:x"),
            "event_without_length",
        ),
        (
            file("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20991231\r\nSUMMARY:x"),
            "event_without_length",
        ),
        (b"x" * 1_000_001, "file_too_large"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(content, code):
    if code is None:
        assert read_days(content, timezone=ZONE)
        return
    with pytest.raises(Refused) as refused:
        read_days(content, timezone=ZONE)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert code in REFUSALS
