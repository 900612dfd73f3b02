"""An operator's call report: what was told by hand is matched, what nobody told of is a call, twice is once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.actions.set_up import add_exchange, change_exchange
from amberdesk.phone.actions.take_report import take_report
from amberdesk.phone.actions.talk import hang_up, start_talk
from amberdesk.phone.adapters.report import BadEntry, Entry, read_entry
from amberdesk.phone.endings import Ending
from amberdesk.phone.exchanges import ReportSettings
from amberdesk.phone.mine import unfinished
from amberdesk.phone.models import Call, CallBack, Exchange, Hotline, Phone, Segment, Told
from amberdesk.web.office.imports.jobs import run_imports
from amberdesk.web.office.imports.reading import Unreadable
from amberdesk.web.office.imports.report import read_report
from tests.factories import NINE, make_company, make_network, make_person, make_technician
from tests.orders.shop import actor

pytestmark = pytest.mark.django_db
CELLS = {
    "at": "02.03.2026 09:00:00",
    "caller": "600100200",
    "number": "58 620 11 00",
    "result": "Odebrane",
    "wait": "0:00:07",
    "talk": "1:05",
}
MINUTE = timedelta(minutes=1)
HEADER = "Data i godzina;Numer A;Numer B;Status;Czas oczekiwania;Czas rozmowy"


def entry(**said: str) -> Entry:
    return read_entry(CELLS | said, ReportSettings(), NINE + timedelta(hours=1))


@pytest.fixture
def exchange() -> Exchange:
    make_company()
    return add_exchange(name="Orange", code="orange", kind="report", settings={}, by=MACHINE, at=NINE)


@pytest.fixture
def hotline(exchange: Exchange) -> Hotline:
    return Hotline.objects.create(
        network=make_network(template="24/7"), number="+48586201100", exchange=exchange
    )


@pytest.fixture
def ewa(hotline: Hotline) -> Person:
    made = make_technician("L1", hotline.network, name="Ewa Lis")
    Phone.objects.create(exchange=hotline.exchange, agent=f"p{made.pk}", person=made)
    return made


def take(exchange: Exchange, *entries: Entry, at: datetime = NINE + timedelta(hours=1)) -> int:
    return take_report(exchange, entries, by=MACHINE, at=at)


def test_a_row_is_read_by_the_clock_on_the_wall() -> None:
    found = entry()

    assert (found.at, found.answered) == (NINE, True)
    assert (found.wait, found.talk) == (timedelta(seconds=7), timedelta(seconds=65))
    assert entry(at="02.03.2026", time="09:00").at == NINE
    assert entry(at="2026-03-02 09:00:00").at == NINE


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ({"at": "wczoraj"}, "at"),
        ({"at": "03.03.2026 09:00:00"}, "at"),
        ({"at": "02.03.2020 09:00:00"}, "at"),
        ({"number": ""}, "number"),
        ({"talk": "długo"}, "talk"),
        ({"wait": "-5"}, "wait"),
        ({"talk": "99:00:00"}, "talk"),
        ({"result": "???", "talk": ""}, "result"),
    ],
)
def test_a_row_that_cannot_be_read_says_which_cell(said: dict[str, str], fact: str) -> None:
    with pytest.raises(BadEntry) as bad:
        entry(**said)
    assert bad.value.fact == fact


def test_without_a_known_result_the_talk_says_whether_somebody_answered() -> None:
    assert entry(result="").answered and not entry(result="", talk="0").answered
    assert not entry(result="nieodebrane", talk="1:00").answered


def test_what_nobody_told_of_is_a_call_as_coarse_as_its_report(exchange: Exchange, hotline: Hotline) -> None:
    assert take(exchange, entry()) == 1

    call = Call.objects.get()
    assert (call.outcome, call.coarse, call.wait_ms, call.talk_ms) == ("answered", True, 7000, 65_000)
    assert (call.network, call.caller, call.answered_by) == (hotline.network, "+48600100200", None)


def test_a_talk_that_nobody_of_ours_told_of_is_somebody_s_to_care_for(
    exchange: Exchange, hotline: Hotline, ewa: Person
) -> None:
    start_talk(hotline, person=ewa, number="+48600100203", at=NINE)
    told_by_hand, his, nobodys = (
        entry(caller="600100203", wait="0"),
        entry(caller="600100201", agent=f"p{ewa.pk}"),
        entry(agent="Konsultant 7"),
    )
    take(exchange, told_by_hand, his, nobodys)

    promise = CallBack.objects.get()
    assert (promise.number, promise.cause, promise.state) == ("+48600100200", "unknown", "open")
    hers = {call.caller for call in unfinished(ewa, NINE + timedelta(hours=1))}
    assert hers == {"+48600100201", "+48600100203"}
    take(exchange, told_by_hand, his, nobodys)
    assert CallBack.objects.count() == 1


def test_such_a_talk_is_cared_for_by_saying_what_it_came_to(
    exchange: Exchange, hotline: Hotline, ewa: Person
) -> None:
    take(exchange, entry())
    said = Said(ending=Ending.NO_ORDER, reason="information")
    end_call(Call.objects.get(), said, by=actor(ewa), at=NINE + timedelta(hours=1))

    assert CallBack.objects.get().state == "done"


def test_a_talk_of_long_ago_is_nobody_s_care(exchange: Exchange, hotline: Hotline) -> None:
    take(exchange, entry(), at=NINE + timedelta(days=8))

    assert Call.objects.get().outcome == "answered" and not CallBack.objects.exists()


def test_two_rows_of_one_second_are_two_calls_and_the_same_row_twice_is_one(
    exchange: Exchange, hotline: Hotline
) -> None:
    row = "02.03.2026 09:00:00;zastrzeżony;586201100;"
    lines = [
        HEADER,
        f"{row}Odebrane;0:00:07;0:01:05",
        f"{row}Nieodebrane;0:00:20;",
        f"{row}Nieodebrane;0:00:20;",
    ]

    def entries() -> list[Entry]:
        rows = read_report("r.csv", "\n".join(lines).encode(), exchange)
        return [read_entry(one.cells, ReportSettings(), NINE + timedelta(hours=1)) for one in rows]

    take(exchange, *{one.mark: one for one in entries()}.values())
    assert sorted(Call.objects.values_list("outcome", "wait_ms")) == [
        ("abandoned", 20_000),
        ("answered", 7000),
    ]
    assert take(exchange, *{one.mark: one for one in entries()}.values()) == 0


def test_the_report_s_talk_length_is_the_talk_s_whenever_the_key_was_pressed(
    exchange: Exchange, hotline: Hotline, ewa: Person
) -> None:
    late = start_talk(hotline, person=ewa, number="+48600100200", at=NINE + timedelta(seconds=50))
    hang_up(late, at=NINE + 9 * MINUTE)
    early = start_talk(hotline, person=ewa, number="+48600100201", at=NINE + 20 * MINUTE)
    hang_up(early, at=NINE + 20 * MINUTE + timedelta(seconds=30))
    take(exchange, entry(), entry(at="02.03.2026 09:20:00", caller="600100201"))

    assert set(Call.objects.values_list("wait_ms", "talk_ms", "answered_by")) == {(7000, 65_000, ewa.pk)}
    assert set(Segment.objects.values_list("person", flat=True)) == {ewa.pk}


def test_the_same_report_twice_changes_nothing(exchange: Exchange, hotline: Hotline, ewa: Person) -> None:
    start_talk(hotline, person=ewa, number="+48600100200", at=NINE + timedelta(seconds=20))
    rows = [entry(), entry(caller="600100201", result="nieodebrane", talk="")]
    assert take(exchange, *rows) == 2
    before = list(Call.objects.order_by("pk").values()), Told.objects.count(), CallBack.objects.count()

    assert take(exchange, *rows, at=NINE + timedelta(hours=5)) == 0
    assert (
        list(Call.objects.order_by("pk").values()),
        Told.objects.count(),
        CallBack.objects.count(),
    ) == before


def test_a_call_told_by_hand_is_the_report_s_call_and_keeps_who_answered(
    exchange: Exchange, hotline: Hotline, ewa: Person
) -> None:
    told = start_talk(hotline, person=ewa, number="+48600100200", at=NINE + timedelta(seconds=20))
    hang_up(told, at=NINE + 5 * MINUTE)
    take(exchange, entry())

    call = Call.objects.get()
    assert (call.pk, call.answered_by) == (told.pk, ewa)
    assert (call.offered_at, call.ended_at) == (NINE, NINE + timedelta(seconds=72))


def test_calls_are_matched_by_number_and_nearest_time_each_once(
    exchange: Exchange, hotline: Hotline, ewa: Person
) -> None:
    said: dict[str, Any] = {"person": ewa, "number": "+48600100200"}
    first = start_talk(hotline, **said, at=NINE)
    second = start_talk(hotline, **said, at=NINE + MINUTE)
    other = start_talk(hotline, person=ewa, number="+48600999999", at=NINE + 2 * MINUTE)
    late = start_talk(hotline, **said, at=NINE + 20 * MINUTE)
    take(exchange, entry(at="02.03.2026 09:01:00", wait="0", id="b"), entry(wait="0", id="a"))

    told = Told.objects.filter(source_id__startswith="report:")
    reported = set(told.values_list("call_key", flat=True))
    assert reported == {first.key, second.key}
    assert Call.objects.count() == 4 and {other.key, late.key}.isdisjoint(reported)


def test_a_call_told_by_hand_without_a_number_is_found_by_its_time(
    exchange: Exchange, hotline: Hotline, ewa: Person
) -> None:
    start_talk(hotline, person=ewa, at=NINE + timedelta(seconds=10))
    take(exchange, entry())

    assert Call.objects.get().caller == "+48600100200"


def test_a_missed_call_is_matched_with_nothing_and_is_rung_back(
    exchange: Exchange, hotline: Hotline, ewa: Person
) -> None:
    start_talk(hotline, person=ewa, number="+48600100200", at=NINE)
    take(exchange, entry(caller="600100201", result="nieodebrane", talk="", wait="0:00:40"))

    missed = Call.objects.get(caller="+48600100201")
    assert (missed.outcome, missed.wait_ms) == ("abandoned", 40_000)


def test_what_the_report_does_not_tell_stays_unknown(exchange: Exchange, hotline: Hotline) -> None:
    take(
        exchange, entry(wait="", talk=""), entry(caller="zastrzeżony", result="nieodebrane", wait="", talk="")
    )

    answered, missed = Call.objects.order_by("-outcome", "pk").order_by("outcome").reverse()
    assert (answered.outcome, answered.wait_ms, answered.talk_ms) == ("answered", None, None)
    assert Told.objects.filter(call_key=answered.key, what="call.offered", at=NINE).exists()
    assert answered.ended_at is not None
    assert (missed.outcome, missed.wait_ms, missed.caller) == ("abandoned", None, "")


def test_a_report_may_have_titles_before_and_sums_behind_and_be_in_windows_letters(
    exchange: Exchange,
) -> None:
    lines = [
        "Raport połączeń infolinii",
        "Okres;01.03.2026-02.03.2026",
        HEADER,
        "02.03.2026 09:00:00;600100200;586201100;Odebrane;0:00:07;0:01:05",
        "02.03.2026 09:10:00;zastrzeżony;586201100;Nieodebrane;0:00:20;0:00:00",
        "Razem;;;2;;",
    ]
    rows = read_report("raport.csv", "\n".join(lines).encode("cp1250"), exchange)

    assert [row.number for row in rows] == [4, 5]
    assert rows[1].cells["caller"] == "zastrzeżony"


@pytest.mark.parametrize("content", [b"", b"a;b;c\n1;2;3", HEADER.encode(), b"\x00\xff\xfe" * 10, b'"a;b'])
def test_a_file_that_is_no_report_is_refused(exchange: Exchange, content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_report("raport.csv", content, exchange)


def test_a_profile_names_columns_and_words_of_another_operator(exchange: Exchange) -> None:
    profile = {
        "columns": {"at": ["Start"], "caller": ["Kto"], "number": ["Dokąd"], "result": ["R"]},
        "moment": "%Y/%m/%d %H:%M",
        "answered": ["tak"],
        "missed": ["nie"],
    }
    row = change_exchange(exchange, {"settings": profile}, by=MACHINE, at=NINE)
    (found,) = read_report("r.csv", "Start;Kto;Dokąd;R\n2026/03/02 09:00;1;2;nie".encode(), row)

    assert found.cells == {
        "at": "2026/03/02 09:00",
        "caller": "1",
        "number": "2",
        "result": "nie",
        "exchange": "orange",
    }


def send(client: Client, exchange: Exchange, *rows: str) -> Any:
    file = SimpleUploadedFile("raport.csv", "\n".join([HEADER, *rows]).encode())
    return client.post(f"/office/exchanges/{exchange.pk}/report/", {"file": file})


def test_the_office_tries_a_report_then_takes_it_in(
    client: Client, exchange: Exchange, hotline: Hotline
) -> None:
    client.force_login(make_person("administrator"))
    at = (now() - timedelta(hours=3)).strftime("%d.%m.%Y %H:%M:%S")
    row = f"{at};600100200;586201100;nieodebrane;0:00:30;"
    page = send(client, exchange, row)["Location"]

    assert run_imports(now()) == 1
    assert "Nowych wierszy: 1." in client.get(page).content.decode() and not Call.objects.exists()
    client.post(f"{page}write/")
    assert run_imports(now()) == 1
    assert "nowych 1" in client.get(page).content.decode()
    assert Call.objects.get().outcome == "abandoned"
    assert Call.objects.get().network == hotline.network


def test_the_office_is_told_what_is_wrong_with_a_row(client: Client, exchange: Exchange) -> None:
    client.force_login(make_person("administrator"))
    page = send(client, exchange, "kiedyś;600100200;586201100;nieodebrane;;")["Location"]
    run_imports(now())

    said = client.get(page).content.decode()
    assert "Nie da się odczytać daty" in said and "Data i godzina" in said
    assert not Call.objects.exists()
