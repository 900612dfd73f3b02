"""What a technician has on the phone now."""

from datetime import timedelta

import pytest

from amberdesk.phone.jobs import give_up_calls
from amberdesk.phone.mine import call_of
from amberdesk.phone.queries import calls_now, waiting_now
from tests.factories import NINE
from tests.phone.switchboard import Line, make_line

SECOND = timedelta(seconds=1)


@pytest.fixture
def line(db: None) -> Line:
    return make_line()


def test_a_ring_whose_end_was_never_told_hides_no_other_call(line: Line) -> None:
    dead = line.ringing()
    assert call_of(line.desk.ewa, NINE + 20 * SECOND) == dead
    assert call_of(line.desk.ewa, NINE + 24 * SECOND) is None

    talk = line.answered(60, caller="+48600999999", talk=0)
    late = line.ringing(67, caller="+48600888888", agent="tomasz")
    line.tell(late.key.partition(":")[2], (68, "attempt.started", {"ring": "second", "agent": "ewa"}))
    assert call_of(line.desk.ewa, NINE + 70 * SECOND) == talk


def test_a_caller_of_a_dead_switch_waits_only_as_long_as_anybody_would(line: Line) -> None:
    line.ringing()
    networks = [line.desk.network.pk]

    give_up_calls(NINE + timedelta(minutes=16))
    assert not waiting_now(networks, NINE + timedelta(minutes=16))
    assert not calls_now(networks, NINE + timedelta(minutes=16))
