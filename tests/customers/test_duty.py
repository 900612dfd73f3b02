"""Who does L1's work on a channel at an instant, and when the desk opens next."""

from datetime import date

import pytest

from amberdesk.customers.actions.agreements import new_version
from amberdesk.customers.actions.calendars import set_day
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import Agreement, Calendar
from amberdesk.customers.queries import duty_at, terms_of, version_for
from amberdesk.customers.terms import NoAgreement, duty
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_network, warsaw

pytestmark = pytest.mark.django_db


def on_duty(network, at, channel="form"):
    network.refresh_from_db()
    return duty_at(network, channel, warsaw(at))


def agree(network, *rows, start=date(2020, 1, 2), **terms):
    """Let the network's agreement say exactly these rows: (level, weekdays, opens, closes[, channel[, on holidays]])."""
    coverage = [
        Cover(
            row[4] if len(row) > 4 else "any", row[0], tuple(row[1]), row[2] * 60, row[3] * 60, len(row) > 5
        )
        for row in rows
    ]
    agreement = Agreement.objects.get(network=network)
    return new_version(agreement, valid_from=start, coverage=coverage, by=MACHINE, at=NINE, **terms)


@pytest.mark.parametrize(
    "at, level",
    [
        ("2026-03-02 07:59:59", None),
        ("2026-03-02 08:00:00", "L1"),
        ("2026-03-02 15:59:59", "L1"),
        ("2026-03-02 16:00:00", None),
        ("2026-03-07 12:00:00", None),  # Saturday
        ("2026-03-08 12:00:00", None),
    ],
)
def test_l1_is_on_duty_from_8_to_16_on_workdays(at, level):
    assert on_duty(make_network(template="8-16"), at).level == level


@pytest.mark.parametrize(
    "at, opens",
    [
        ("2026-03-02 07:00", "2026-03-02 08:00"),
        ("2026-03-02 16:00", "2026-03-03 08:00"),
        ("2026-03-06 17:00", "2026-03-09 08:00"),  # Friday evening -> Monday
        ("2026-04-30 16:00", "2026-05-04 08:00"),  # the first of May, a weekend with the third
        ("2026-12-23 20:00", "2026-12-28 08:00"),  # Christmas Eve is a holiday, then a weekend
        ("2026-12-31 20:00", "2027-01-04 08:00"),  # New Year, also when the year turns
        ("2026-03-27 20:00", "2026-03-30 08:00"),  # over the night of 23 hours
        ("2026-10-23 20:00", "2026-10-26 08:00"),  # over the night of 25 hours
    ],
)
def test_when_nobody_is_on_duty_the_next_opening_is_named(at, opens):
    found = on_duty(make_network(template="8-16"), at)

    assert found.level is None
    assert found.opens_at == found.until == warsaw(opens)


def test_while_somebody_is_on_duty_no_opening_is_named():
    found = on_duty(make_network(template="8-16"), "2026-03-02 09:00")

    assert (found.level, found.opens_at, found.until) == ("L1", None, warsaw("2026-03-02 16:00"))


@pytest.mark.parametrize(
    "at, level, until",
    [
        ("2026-03-02 15:59", "L1", "2026-03-02 16:00"),
        ("2026-03-02 16:00", "L2", "2026-03-02 22:00"),
        ("2026-03-02 22:00", None, "2026-03-03 08:00"),
        ("2026-03-07 08:00", "L2", "2026-03-07 22:00"),  # Saturday
        ("2026-05-01 18:00", None, "2026-05-02 08:00"),  # a holiday; the Saturday after it is covered
    ],
)
def test_l2_takes_over_where_the_agreement_says_so(at, level, until):
    found = on_duty(make_network(template="8-22"), at)

    assert (found.level, found.until) == (level, warsaw(until))


@pytest.mark.parametrize(
    "at, level",
    [
        ("2026-03-02 03:00", "L2"),
        ("2026-03-02 09:00", "L1"),
        ("2026-03-02 23:59", "L2"),
        ("2026-03-08 12:00", "L2"),
        ("2026-05-01 09:00", "L2"),  # on a holiday L2 does L1's work all day
        ("2026-03-29 02:30", "L2"),  # an hour that clocks skip
    ],
)
def test_day_and_night_somebody_is_on_duty_all_the_time(at, level):
    assert on_duty(make_network(template="24/7"), at).level == level


def test_each_channel_has_its_own_duty():
    network = make_network()
    agree(network, ("L1", range(5), 8, 16), ("L2", range(7), 16, 22, "hotline"))

    evening = "2026-03-02 18:00"
    assert on_duty(network, evening, "hotline").level == "L2"
    form = on_duty(network, evening, "form")
    assert (form.level, form.opens_at) == (None, warsaw("2026-03-03 08:00"))


def test_the_next_opening_on_a_channel_is_that_channels():
    network = make_network()
    agree(network, ("L1", range(5), 8, 16, "form"), ("L1", range(7), 6, 7, "hotline"))

    assert on_duty(network, "2026-03-06 20:00", "hotline").opens_at == warsaw("2026-03-07 06:00")
    assert on_duty(network, "2026-03-06 20:00", "form").opens_at == warsaw("2026-03-09 08:00")
    assert on_duty(network, "2026-03-06 20:00", "mail").opens_at is None  # nobody ever reads it


def test_where_both_levels_are_covered_l1_is_on_duty():
    network = make_network()
    agree(network, ("L2", range(5), 6, 22), ("L1", range(5), 8, 16))

    assert on_duty(network, "2026-03-02 09:00").level == "L1"
    assert on_duty(network, "2026-03-02 07:00").level == "L2"


def test_duty_changes_are_told_at_every_change_of_level():
    network = make_network()
    agree(network, ("L2", range(5), 6, 22), ("L1", range(5), 8, 16))

    assert on_duty(network, "2026-03-02 07:00").until == warsaw("2026-03-02 08:00")
    assert on_duty(network, "2026-03-02 09:00").until == warsaw("2026-03-02 16:00")
    assert on_duty(network, "2026-03-02 17:00").until == warsaw("2026-03-02 22:00")


def test_a_night_duty_passes_midnight_and_lasts_into_a_holiday():
    network = make_network()
    agree(network, ("L2", range(5), 22, 30))  # 22:00-6:00

    assert on_duty(network, "2026-05-01 05:59").level == "L2"  # began on Thursday
    assert on_duty(network, "2026-05-01 22:30").level is None  # what would begin on the holiday does not


@pytest.mark.parametrize(
    "night, hours", [("2026-03-28", 7), ("2026-10-24", 9), ("2026-03-21", 8)], ids=["23 h", "25 h", "24 h"]
)
def test_a_night_duty_is_as_long_as_the_night_really_is(night, hours):
    network = make_network()
    agree(network, ("L2", range(7), 22, 30))

    start = warsaw(f"{night} 22:00")
    found = duty(version_for(network, None, "", start), "form", start)
    assert (found.until - start).total_seconds() / 3600 == hours


def test_on_a_holiday_only_rows_that_say_so_hold():
    network = make_network()
    agree(network, ("L1", range(7), 8, 16), ("L2", (), 10, 14, "any", "on holidays"))

    assert on_duty(network, "2026-05-01 09:00").opens_at == warsaw("2026-05-01 10:00")
    assert on_duty(network, "2026-05-01 11:00").level == "L2"
    assert on_duty(network, "2026-05-02 11:00").level == "L1"


def test_a_day_added_to_the_calendar_counts_at_once():
    network = make_network()
    assert on_duty(network, "2026-03-16 09:00").level == "L1"

    calendar = Calendar.objects.get(agreementversion__agreement__network=network)
    day = date(2026, 3, 16)
    set_day(calendar, on=day, name="Inwentaryzacja", holiday=True, by=MACHINE, at=NINE)

    assert on_duty(network, "2026-03-16 09:00").opens_at == warsaw("2026-03-17 08:00")


def test_the_version_of_that_day_says_who_is_on_duty():
    network = make_network(template="8-16")
    agree(network, ("L1", range(5), 7, 19), start=date(2026, 4, 1))

    assert on_duty(network, "2026-03-31 18:00").level is None
    assert on_duty(network, "2026-04-01 18:00").level == "L1"


def test_the_next_opening_is_that_of_the_version_which_holds_then():
    network = make_network(template="8-16")
    agree(network, ("L1", range(5), 7, 19), start=date(2026, 4, 1))
    agree(network, ("L1", range(7), 0, 24), start=date(2026, 4, 3))

    assert on_duty(network, "2026-03-31 20:00").opens_at == warsaw("2026-04-01 07:00")
    assert on_duty(network, "2026-04-02 20:00").opens_at == warsaw("2026-04-03 00:00")
    assert on_duty(network, "2026-04-02 12:00").until == warsaw("2026-04-02 19:00")


def test_a_duty_that_goes_on_under_the_next_version_does_not_end_with_the_first():
    network = make_network(template="24/7")
    agree(network, ("L2", range(7), 0, 24), start=date(2026, 4, 1))

    assert on_duty(network, "2026-03-31 20:00").until == warsaw("2026-04-05 00:00")  # Easter


def test_without_a_version_afterwards_the_desk_never_opens_again():
    network = make_network(template="8-16")
    version = Agreement.objects.get(network=network).versions.get()
    version.valid_until = date(2026, 3, 3)
    version.save()

    assert on_duty(network, "2026-03-02 17:00").opens_at is None
    with pytest.raises(NoAgreement):
        on_duty(network, "2026-03-03 09:00")


def test_a_network_in_another_zone_has_its_own_eight_o_clock():
    kyiv = make_network("KYI", timezone="Europe/Kyiv")

    assert on_duty(kyiv, "2026-03-02 06:59").level is None
    assert on_duty(kyiv, "2026-03-02 07:00").level == "L1"  # 8:00 in Kyiv


def test_terms_are_read_once_until_they_change(django_assert_num_queries):
    network = make_network()
    terms_of(network)

    with django_assert_num_queries(0):
        terms_of(network)
