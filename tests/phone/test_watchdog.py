"""Calls whose end nobody told are given up, and an exchange that is silent for longer than chance allows is said."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event
from amberdesk.phone.actions import forget
from amberdesk.phone.actions.forget import forget_deliveries
from amberdesk.phone.actions.give_up import open_calls
from amberdesk.phone.actions.hear import hear, lose
from amberdesk.phone.actions.set_up import change_exchange
from amberdesk.phone.actions.take_in import note_told
from amberdesk.phone.events import ExchangeChanged
from amberdesk.phone.happenings import Happening, What
from amberdesk.phone.jobs import give_up_calls, read_unread, watch_exchanges
from amberdesk.phone.lost import lost_time
from amberdesk.phone.models import Call, CallBack, Delivery, Exchange, Hotline, Told
from amberdesk.phone.now import hotlines_now
from amberdesk.phone.queries import are_heard, silent_exchanges
from amberdesk.phone.recording import record
from amberdesk.phone.silence import is_silent, same_hours
from tests.factories import NINE, make_network

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def exchange(db: None) -> Exchange:
    return Exchange.objects.create(
        name="Centrala", code="pbx", kind="api", key_id="a", heard_since=NINE - 30 * timedelta(days=1)
    )


def tell(exchange: Exchange, call: str, what: What, at: datetime) -> None:
    note_told(exchange, [(call, Happening(id=f"{call}:{what}", what=what, at=at))], received_at=at, at=at)


def silent_events() -> list[str]:
    return list(
        Event.objects.filter(kind__startswith="exchange.").order_by("pk").values_list("kind", flat=True)
    )


def test_a_caller_of_whom_nothing_is_told_is_given_up_when_nobody_would_wait_longer(
    exchange: Exchange,
) -> None:
    tell(exchange, "k1", What.OFFERED, NINE)
    tell(exchange, "k2", What.OFFERED, NINE)
    tell(exchange, "k2", What.ENDED, NINE + MINUTE)
    tell(exchange, "k3", What.OFFERED, NINE)
    tell(exchange, "k3", What.ANSWERED, NINE + MINUTE)

    assert give_up_calls(NINE + 15 * MINUTE) == 0
    assert give_up_calls(NINE + 16 * MINUTE) == 1
    assert give_up_calls(NINE + 2 * HOUR) == 0
    assert give_up_calls(NINE + 2 * HOUR + 2 * MINUTE) == 1
    assert give_up_calls(NINE + 3 * HOUR) == 0
    outcomes = {"pbx:k1": "incomplete", "pbx:k2": "abandoned", "pbx:k3": "answered"}
    assert dict(Call.objects.values_list("key", "outcome")) == outcomes


def test_an_asterisk_that_is_heard_says_itself_which_callers_wait(exchange: Exchange) -> None:
    exchange.kind = "asterisk"
    exchange.save()
    tell(exchange, "k1", What.OFFERED, NINE)

    assert give_up_calls(NINE + HOUR) == 0
    lose(exchange, since=NINE, at=NINE + HOUR)
    assert give_up_calls(NINE + HOUR) == 1


def test_what_ran_when_the_desk_went_for_days_is_given_up_when_it_is_back(exchange: Exchange) -> None:
    hotline = Hotline.objects.create(network=make_network(), number="+48586201199", exchange=exchange)
    offered = Happening(id="k1:o", what=What.OFFERED, at=NINE, number=hotline.number, caller="600100200")
    note_told(exchange, [("k1", offered)], received_at=NINE, at=NINE)
    tell(exchange, "k2", What.OFFERED, NINE)
    tell(exchange, "k2", What.ANSWERED, NINE + MINUTE)

    assert set(open_calls(exchange, before=NINE + 3 * DAY)) == {"k1", "k2"}
    assert give_up_calls(NINE + 3 * DAY) == 2
    assert Call.objects.get(key="pbx:k1").outcome == "incomplete"
    assert CallBack.objects.get().number == "+48600100200"
    assert Call.objects.get(key="pbx:k2").ended_at == NINE + 3 * DAY


def test_a_talk_that_was_given_up_is_over_and_its_length_unknown(exchange: Exchange) -> None:
    tell(exchange, "k1", What.OFFERED, NINE)
    tell(exchange, "k1", What.ANSWERED, NINE + MINUTE)
    give_up_calls(NINE + 4 * HOUR)

    call = Call.objects.get()
    assert (call.outcome, call.talk_ms, call.ended_at) == ("answered", None, NINE + 4 * HOUR)

    tell(exchange, "k1", What.ENDED, NINE + 2 * MINUTE)
    call.refresh_from_db()
    assert (call.talk_ms, call.ended_at) == (60_000, NINE + 2 * MINUTE)


def test_what_was_kept_and_not_read_is_read_later(exchange: Exchange) -> None:
    Delivery.objects.create(exchange=exchange, received_at=NINE, body=b"[]")

    assert read_unread(NINE + timedelta(seconds=5)) == 0
    assert read_unread(NINE + MINUTE) == 1
    assert read_unread(NINE + MINUTE) == 0


def busy(exchange: Exchange, weeks: int = 4) -> None:
    """Let ten calls an hour have come in the last weeks' mornings."""
    calls = [
        Call(
            key=f"pbx:{w}.{m}",
            exchange=exchange,
            offered_at=NINE - w * WEEK + m * MINUTE,
            outcome="abandoned",
        )
        for w in range(1, weeks + 1)
        for m in range(0, 180, 6)
    ]
    Call.objects.bulk_create(calls)


def test_an_exchange_is_silent_when_that_is_no_chance_any_more(exchange: Exchange) -> None:
    busy(exchange)
    tell(exchange, "last", What.OFFERED, NINE)

    assert watch_exchanges(NINE + 30 * MINUTE) == 0  # five calls would have come: it happens
    assert watch_exchanges(NINE + 45 * MINUTE) == 1
    assert watch_exchanges(NINE + 60 * MINUTE) == 0
    assert Exchange.objects.get().lost_at == NINE

    exchange.refresh_from_db()
    tell(exchange, "next", What.OFFERED, NINE + 61 * MINUTE)
    assert Exchange.objects.get().lost_at is None
    assert silent_events() == ["exchange.silent", "exchange.heard"]


def test_where_few_calls_come_silence_says_nothing(exchange: Exchange) -> None:
    tell(exchange, "last", What.OFFERED, NINE)

    assert watch_exchanges(NINE + 5 * HOUR) == 0


def test_in_the_first_week_an_early_silence_is_seen_by_the_days_before(exchange: Exchange) -> None:
    """Weeks in which it was not heard yet are no weeks without calls, and a Sunday is no Monday."""
    friday = NINE - timedelta(days=3)
    Exchange.objects.update(heard_since=friday - 2 * HOUR)
    for minutes in range(0, 180, 6):
        tell(exchange, f"y{minutes}", What.OFFERED, friday + minutes * MINUTE)
    tell(exchange, "last", What.OFFERED, NINE)

    assert watch_exchanges(NINE + 30 * MINUTE) == 0
    assert watch_exchanges(NINE + 50 * MINUTE) == 1


def test_a_week_in_which_the_exchange_was_lost_is_no_week_without_calls(exchange: Exchange) -> None:
    busy(exchange, weeks=2)
    lose(exchange, since=NINE - 4 * WEEK - HOUR, at=NINE - 4 * WEEK)
    hear(exchange, at=NINE - 3 * WEEK + 5 * HOUR)
    tell(exchange, "last", What.OFFERED, NINE)

    assert watch_exchanges(NINE + 50 * MINUTE) == 1


@pytest.mark.parametrize("kind", ["api", "asterisk"])
def test_a_line_that_answers_and_tells_of_no_call_is_silent_until_one_comes(
    exchange: Exchange, kind: str
) -> None:
    """The trunk is dead: the exchange posts what its technicians do, or answers each minute; no call comes."""
    Exchange.objects.update(kind=kind)
    busy(exchange)
    tell(exchange, "last", What.OFFERED, NINE)
    for minute in range(1, 50):
        hear(exchange, at=NINE + minute * MINUTE)
        note_told(exchange, [], received_at=NINE, at=NINE + minute * MINUTE)

    assert watch_exchanges(NINE + 50 * MINUTE) == 1
    exchange.refresh_from_db()
    assert not hear(exchange, at=NINE + 51 * MINUTE)
    note_told(exchange, [], received_at=NINE, at=NINE + 51 * MINUTE)
    assert watch_exchanges(NINE + 51 * MINUTE) == 0
    assert silent_exchange() == NINE

    tell(Exchange.objects.get(), "next", What.OFFERED, NINE + 52 * MINUTE)
    assert silent_exchange() is None
    assert silent_events() == ["exchange.silent", "exchange.heard"]


def silent_exchange() -> datetime | None:
    return Exchange.objects.get().lost_at


def test_after_a_lost_line_silence_counts_from_when_it_is_heard_again(exchange: Exchange) -> None:
    Exchange.objects.update(kind="asterisk")
    busy(exchange)
    tell(exchange, "last", What.OFFERED, NINE)
    lose(exchange, since=NINE + MINUTE, at=NINE + 2 * MINUTE)
    hear(exchange, at=NINE + 50 * MINUTE)

    assert watch_exchanges(NINE + 51 * MINUTE) == 0
    hear(exchange, at=NINE + 99 * MINUTE)
    assert watch_exchanges(NINE + 100 * MINUTE) == 1


def test_a_silence_that_is_said_after_midnight_counts_from_when_it_began(exchange: Exchange) -> None:
    """And what is heard of the next day does not make the evening before known."""
    evening, morning = NINE + 8 * HOUR, NINE + 23 * HOUR
    tell(exchange, "last", What.OFFERED, evening)
    lose(exchange, since=evening, at=morning)
    hear(exchange, at=morning + HOUR, of_call=True)

    assert lost_time([exchange.pk], NINE, NINE + 12 * HOUR) == [(evening, NINE + 12 * HOUR)]
    assert lost_time([exchange.pk], NINE, NINE + 30 * HOUR) == [(evening, morning + HOUR)]


def test_of_an_exchange_that_was_never_heard_nothing_is_known(exchange: Exchange) -> None:
    Exchange.objects.update(heard_since=None)
    line = Hotline.objects.create(network=make_network(), number="+48586201100", exchange=exchange)
    here = [line.network_id]

    assert lost_time([exchange.pk], NINE - HOUR, NINE + HOUR) == [(NINE - HOUR, NINE + HOUR)]
    assert not are_heard(here) and not hotlines_now(here, NINE).is_heard
    assert not silent_exchanges(here)

    tell(exchange, "first", What.OFFERED, NINE)
    assert lost_time([exchange.pk], NINE - HOUR, NINE + HOUR) == [(NINE - HOUR, NINE)]
    assert are_heard(here) and hotlines_now(here, NINE).is_heard


def test_what_another_exchange_told_before_stays_known(exchange: Exchange) -> None:
    """The hotline moved at nine: an hour later the new exchange says its first word."""
    old = Exchange.objects.create(name="Stara", code="old", kind="api", key_id="a")
    line = Hotline.objects.create(network=make_network(), number="+48586201100", exchange=exchange)
    for ago in (HOUR, 5 * HOUR):
        Call.objects.create(
            key=f"old:{ago}", exchange=old, hotline=line, network=line.network, offered_at=NINE - ago
        )
    Exchange.objects.filter(pk=exchange.pk).update(heard_since=NINE + HOUR)

    lost = lost_time([exchange.pk], NINE - 9 * HOUR, NINE + 9 * HOUR)
    assert lost == [(NINE - 9 * HOUR, NINE - 5 * HOUR), (NINE - HOUR, NINE + HOUR)]


def test_an_exchange_out_of_use_or_that_never_spoke_is_not_missed(exchange: Exchange) -> None:
    busy(exchange)
    assert watch_exchanges(NINE + HOUR) == 0
    tell(exchange, "last", What.OFFERED, NINE)
    Exchange.objects.update(active=False)

    assert watch_exchanges(NINE + HOUR) == 0
    assert not lose(exchange, since=NINE, at=NINE + HOUR)
    assert Told.objects.count() == 1


@given(st.lists(st.integers(0, 50), max_size=4), st.integers(0, 600))
def test_more_calls_before_make_silence_more_telling_never_less(past: list[int], minutes: int) -> None:
    silent_for = minutes * MINUTE
    if is_silent(past, silent_for):
        assert is_silent([n + 1 for n in past], silent_for) and sum(past) / len(past) > 6.9


def test_the_same_hours_are_those_on_the_wall_across_a_change_of_the_clock() -> None:
    zone = ZoneInfo("Europe/Warsaw")
    monday = datetime(2026, 3, 30, 9, 0, tzinfo=zone)  # the Monday after the clocks went forward
    (start, end), *_ = same_hours(monday, monday + HOUR, zone)

    assert (start.hour, end.hour, (monday - start.astimezone(zone)).days) == (9, 10, 7)


def test_what_was_sent_is_forgotten_after_a_month_and_the_calls_stay(exchange: Exchange) -> None:
    tell(exchange, "k1", What.OFFERED, NINE)
    Delivery.objects.create(exchange=exchange, received_at=NINE, body=b"[]")
    Delivery.objects.create(exchange=exchange, received_at=NINE + timedelta(days=2), body=b"[]")

    assert forget_deliveries(NINE + timedelta(days=31)) == 1
    assert (Delivery.objects.count(), Call.objects.count()) == (1, 1)


def test_a_line_that_nobody_holds_is_noticed_and_that_time_is_no_data(exchange: Exchange) -> None:
    Exchange.objects.update(kind="asterisk", told_at=NINE)

    assert watch_exchanges(NINE + 3 * MINUTE) == 0
    assert watch_exchanges(NINE + 4 * MINUTE) == 1
    assert watch_exchanges(NINE + 5 * MINUTE) == 0
    assert lost_time([exchange.pk], NINE - HOUR, NINE + HOUR) == [(NINE, NINE + HOUR)]

    assert hear(exchange, at=NINE + 10 * MINUTE)
    assert lost_time([exchange.pk], NINE - HOUR, NINE + HOUR) == [(NINE, NINE + 10 * MINUTE)]


def test_only_whoever_holds_the_line_says_that_it_is_back(exchange: Exchange) -> None:
    Exchange.objects.update(kind="asterisk", told_at=NINE + MINUTE)
    lose(exchange, since=NINE, at=NINE + MINUTE)  # the line is gone, what it had heard is kept a little later

    assert watch_exchanges(NINE + 2 * MINUTE) == 0
    assert Exchange.objects.get().lost_at == NINE


def test_an_exchange_taken_out_of_use_is_missed_no_longer_and_back_in_use_from_then_on(
    exchange: Exchange,
) -> None:
    Exchange.objects.update(kind="asterisk", told_at=NINE, settings={"host": "pbx", "user": "desk"})
    watch_exchanges(NINE + 5 * MINUTE)
    change_exchange(exchange, {"active": False}, by=MACHINE, at=NINE + HOUR)

    assert lost_time([exchange.pk], NINE - HOUR, NINE + 9 * HOUR) == [(NINE, NINE + HOUR)]
    assert silent_events()[:2] == ["exchange.silent", "exchange.heard"]
    change_exchange(exchange, {"active": True}, by=MACHINE, at=NINE + 2 * HOUR)
    assert watch_exchanges(NINE + 2 * HOUR + MINUTE) == 0
    assert watch_exchanges(NINE + 2 * HOUR + 4 * MINUTE) == 1
    assert Exchange.objects.get().lost_at == NINE + 2 * HOUR


def test_a_silence_whose_end_was_never_said_ends_where_the_exchange_was_switched(exchange: Exchange) -> None:
    lose(exchange, since=NINE, at=NINE)
    Exchange.objects.update(lost_at=None)
    changed = ExchangeChanged(id=exchange.pk, fields=("active",))
    record(changed, by=MACHINE, at=NINE + HOUR)

    assert lost_time([exchange.pk], NINE - HOUR, NINE + 9 * HOUR) == [(NINE, NINE + HOUR)]


def test_all_that_is_old_is_forgotten_at_once_however_much(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forget, "MOST", 2)
    for _ in range(5):
        Delivery.objects.create(exchange=exchange, received_at=NINE, body=b"[]")

    assert forget_deliveries(NINE + timedelta(days=31)) == 5
