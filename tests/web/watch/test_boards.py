"""Boards on walls: opened by their link alone, and by no link that was taken back."""

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.customers.models import Supervision
from amberdesk.customers.refusals import Forbidden
from amberdesk.outbox.models import Event
from amberdesk.phone.actions.wallboards import hang_wallboard, renew_wallboard, take_down_wallboard
from amberdesk.phone.models import Wallboard
from amberdesk.phone.wallboards import wallboard_key
from tests.factories import make_network, make_person
from tests.web.watch.conftest import Line

pytestmark = pytest.mark.django_db


def hang(line: Line) -> Wallboard:
    return hang_wallboard(line.anna, name="Hala", networks=[line.network.pk], at=now())


def test_a_board_needs_no_password_and_holds_no_names_or_numbers(client: Client, line: Line) -> None:
    board = hang(line)

    for part in ("", "now/"):
        answer = client.get(f"/w/{wallboard_key(board)}/{part}")
        told = answer.content.decode()
        assert answer.status_code == 200 and answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Hala" in told and "odebrane dziś" in told
        assert "Ewa" not in told and "600100" not in told and "600 100" not in told


def test_a_link_that_was_renewed_or_taken_down_opens_nothing(client: Client, line: Line) -> None:
    board = hang(line)
    first = wallboard_key(board)

    board = renew_wallboard(board, by=line.anna, at=now())
    second = wallboard_key(board)
    assert [client.get(f"/w/{key}/").status_code for key in (first, second)] == [404, 200]

    take_down_wallboard(board, by=line.anna, at=now())
    assert client.get(f"/w/{second}/").status_code == 404
    assert client.get("/w/w1-1-k-00000000000000000000000000000000/").status_code == 404
    kinds = (
        Event.objects.filter(subject=f"wallboard:{board.pk}").order_by("seq").values_list("kind", flat=True)
    )
    assert list(kinds) == ["wallboard.hung", "wallboard.hung", "wallboard.taken_down"]


def test_a_board_ends_with_the_account_of_whoever_hung_it_up(client: Client, line: Line) -> None:
    key = wallboard_key(hang(line))
    line.anna.is_active = False
    line.anna.save()

    assert client.get(f"/w/{key}/").status_code == 404


def test_a_board_ends_when_its_coordinator_loses_one_of_its_networks(client: Client, line: Line) -> None:
    board = hang(line)
    Supervision.objects.filter(person=line.anna).delete()
    assert client.get(f"/w/{wallboard_key(board)}/").status_code == 404

    heir = make_person("coordinator", supervises=[line.network])
    client.force_login(heir)
    assert "Odnośnik jest wyłączony." in client.get("/watch/wallboards/").content.decode()
    board = renew_wallboard(board, by=heir, at=now())
    assert client.get(f"/w/{wallboard_key(board)}/").status_code == 200


def test_nobody_hangs_up_a_board_of_a_strangers_network(line: Line) -> None:
    stranger = make_network("BUR")

    for person in (line.anna, line.ewa, line.katarzyna, make_person("administrator")):
        with pytest.raises(Forbidden):
            hang_wallboard(person, name="x", networks=[stranger.pk], at=now())
    with pytest.raises(Forbidden):
        renew_wallboard(hang(line), by=make_person("coordinator", supervises=[stranger]), at=now())


def test_a_coordinator_hangs_up_renews_and_takes_down_by_the_page(client: Client, line: Line) -> None:
    client.force_login(line.anna)

    assert client.post("/watch/wallboards/", {"name": "", "network": "FAL"}).status_code == 422
    assert client.post("/watch/wallboards/", {"name": "Hala", "network": "FAL"}).status_code == 302
    board = Wallboard.objects.get()
    assert wallboard_key(board) in client.get("/watch/wallboards/").content.decode()
    client.post(f"/watch/wallboards/{board.pk}/", {"down": "1"})
    assert "Odnośnik jest wyłączony." in client.get("/watch/wallboards/").content.decode()
    client.post(f"/watch/wallboards/{board.pk}/")
    board.refresh_from_db()
    assert (board.epoch, board.active) == (2, True)
