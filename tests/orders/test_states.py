import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.orders.states import FINAL, LIFE, OPEN, Refused, State, after, possible

acts, states = st.sampled_from(sorted(LIFE)), st.sampled_from(State)


def test_every_state_is_reached_from_new_and_ends():
    reached, border = {State.NEW}, {State.NEW}
    while border:
        border = {after(s, act) for s in border for act in possible(s)} - reached
        reached |= border
    assert reached == set(State)


@given(acts, states)
def test_an_act_either_leads_to_its_state_or_is_refused(act, state):
    sources, target = LIFE[act]
    if state in sources:
        assert after(state, act) == (target or state)
    else:
        with pytest.raises(Refused) as refusal:
            after(state, act)
        assert refusal.value.params == {"act": act, "state": state}


@given(states)
def test_what_is_cancelled_or_merged_allows_nothing(state):
    if state in (State.CANCELLED, State.MERGED):
        assert possible(state) == frozenset()


def test_an_order_is_open_or_resolved_or_at_its_end():
    assert set(State) == OPEN | FINAL | {State.RESOLVED}
    assert not OPEN & FINAL


def test_only_a_resolved_order_closes_or_reopens():
    assert [s for s in State if "close" in possible(s)] == [State.RESOLVED]
    assert [s for s in State if "reopen" in possible(s)] == [State.RESOLVED]
