import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.orders.rights import STAFF_ACTS, Forbidden, Relation, allowed, assignable_levels, require
from amberdesk.people.roles import Role

L1 = Relation(role="technician", levels=frozenset({"L1"}), order_level="L1")
L2 = Relation(role="technician", levels=frozenset({"L2"}), order_level="L2")
relations = st.builds(
    Relation,
    role=st.sampled_from([*(r.value for r in Role), ""]),
    levels=st.frozensets(st.sampled_from(["L1", "L2", "L3"])),
    lead=st.booleans(),
    supervises=st.booleans(),
    represents=st.booleans(),
    own_call=st.booleans(),
    participant=st.booleans(),
    machine=st.just(False),
    order_level=st.sampled_from(["L1", "L2", "L3"]),
)


def on(relation: Relation, level: str, **changes: object) -> Relation:
    from dataclasses import replace

    return replace(relation, order_level=level, **changes)


@pytest.mark.parametrize(
    "act", ["start", "reply", "note", "contact", "wait", "resume", "resolve", "hand_over"]
)
def test_l1_works_on_l1_orders(act):
    assert act in allowed(L1)


@pytest.mark.parametrize(
    "act", ["verify", "assign", "set_priority", "send_back", "cancel", "merge", "correct"]
)
def test_l1_does_not_steer_except_on_his_own_call(act):
    assert act not in allowed(L1)
    assert (act in allowed(on(L1, "L1", own_call=True))) == (act in ("verify", "assign"))


@pytest.mark.parametrize("level", ["L2", "L3"])
def test_l1_only_notes_on_what_he_handed_over_or_comes_when_called(level):
    assert allowed(on(L1, level)) == {"note", "accept"}


@pytest.mark.parametrize("act", ["verify", "assign", "set_priority", "send_back", "resolve"])
@pytest.mark.parametrize("level", ["L1", "L2"])
def test_l2_steers_inside_l1_and_l2(act, level):
    assert act in allowed(on(L2, level))


def test_l2_only_notes_on_l3_orders_or_comes_when_called():
    assert allowed(on(L2, "L3")) == {"note", "accept"}


def test_l3_works_on_its_own_orders_and_sends_back():
    l3 = Relation(role="technician", levels=frozenset({"L3"}), order_level="L3")
    assert {"start", "resolve", "send_back"} <= allowed(l3)
    assert not {"verify", "assign", "set_priority"} & allowed(l3)


def test_the_coordinator_and_his_deputy_do_everything_on_their_networks_only():
    for role in ("coordinator", "deputy"):
        assert allowed(Relation(role=role, supervises=True, order_level="L2")) == STAFF_ACTS
        assert allowed(Relation(role=role, order_level="L2")) == frozenset()


@given(relations)
def test_administrators_never_act_on_orders_and_managers_only_come_when_called(relation):
    if relation.role in ("manager", "administrator", "") and not relation.participant:
        called = {"accept"} if relation.role == "manager" and relation.supervises else set()
        assert allowed(relation) == called


@given(relations)
def test_the_customers_side_only_speaks_and_gives_its_verdict(relation):
    if relation.participant or relation.role == "representative":
        assert allowed(relation) <= {"receive", "reopen", "close"}


@given(relations, st.sampled_from(sorted(STAFF_ACTS)))
def test_what_the_table_does_not_allow_is_forbidden(relation, act):
    if act in allowed(relation):
        require(act, relation)
    else:
        with pytest.raises(Forbidden):
            require(act, relation)


def test_l2_cannot_assign_to_l3_and_l1_only_his_own_call_to_himself():
    assert assignable_levels(L2) == {"L1", "L2"}
    assert assignable_levels(L1) == frozenset()
    assert assignable_levels(on(L1, "L1", own_call=True)) == {"L1"}
