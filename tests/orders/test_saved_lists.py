"""Saved lists: one's own, and those shared with all."""

import pytest

from amberdesk.orders.actions.saved_lists import MOST, drop_list, save_list
from amberdesk.orders.queries import saved_lists
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.orders.words import refusal
from tests.factories import make_person
from tests.orders.shop import Desk, actor


def names(person) -> list[str]:
    return [saved.name for saved in saved_lists(person.pk)]


def test_a_list_is_kept_for_its_owner_alone(desk: Desk) -> None:
    save_list(name="  Pilne \t w Gdyni ", query="priority=P1", by=actor(desk.ewa))

    assert names(desk.ewa) == ["Pilne w Gdyni"]
    assert names(desk.tomasz) == []


def test_the_same_name_again_replaces_the_filter(desk: Desk) -> None:
    save_list(name="Pilne", query="priority=P1", by=actor(desk.ewa))
    save_list(name="Pilne", query="priority=P2", by=actor(desk.ewa))

    assert [saved.query for saved in saved_lists(desk.ewa.pk)] == ["priority=P2"]


def test_a_coordinator_shares_a_list_with_all_and_a_technician_may_not(desk: Desk) -> None:
    save_list(name="Do zamknięcia", query="state=resolved", shared=True, by=actor(desk.anna))
    save_list(name="Moje", query="assignee=me", by=actor(desk.ewa))
    with pytest.raises(Forbidden) as refused:
        save_list(name="Wszystkim", query="", shared=True, by=actor(desk.ewa))

    assert names(desk.ewa) == ["Moje", "Do zamknięcia"]
    assert "Udostępnij listę" in refusal(refused.value)


def test_only_whoever_may_make_a_list_may_drop_it(desk: Desk) -> None:
    own = save_list(name="Moje", query="", by=actor(desk.ewa))
    shared = save_list(name="Wspólna", query="", shared=True, by=actor(desk.anna))
    with pytest.raises(Refused, match="list_gone"):
        drop_list(own.pk, by=actor(desk.anna))
    with pytest.raises(Forbidden):
        drop_list(shared.pk, by=actor(desk.ewa))
    drop_list(own.pk, by=actor(desk.ewa))
    drop_list(shared.pk, by=actor(make_person("manager")))

    assert names(desk.ewa) == []


def test_a_list_needs_a_name_and_there_is_an_end_of_lists(desk: Desk) -> None:
    by = actor(desk.ewa)
    for name in ("", "   ", "a\x00b"):
        with pytest.raises(Refused, match="list_unnamed"):
            save_list(name=name, query="", by=by)
    with pytest.raises(Refused, match="list_too_long"):
        save_list(name="x", query="a" * 501, by=by)
    for number in range(MOST):
        save_list(name=f"Lista {number}", query="", by=by)
    with pytest.raises(Refused, match="lists_many"):
        save_list(name="Jeszcze jedna", query="", by=by)
