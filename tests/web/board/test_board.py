"""The board's pages and acts over HTTP."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from amberdesk.customers.codes import Level
from amberdesk.mail.models import OutgoingMail
from amberdesk.orders.actions import assign, start
from amberdesk.orders.models import Order
from amberdesk.outbox.journal import journal
from amberdesk.people.models import Person
from tests.factories import make_person, make_shift
from tests.orders.shop import HOUR, actor, make_desk


def signed_in(person: Person) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(person)
    return client


def read(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def column(page: str, key: str) -> str:
    return page.split(f'data-column="{key}" aria-labelledby')[1].split("</section>")[0]


def named(*orders: Order) -> list[str]:
    return [f"{order.pk}:{order.version}" for order in orders]


def kept(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def undo_of(answer) -> str:
    return re.search(r'hx-post="([^"]+undo[^"]+)"', read(answer)).group(1).replace("&amp;", "&")


def test_a_new_order_stands_on_the_board_with_what_a_coordinator_needs(desk):
    order = desk.report(at=now())

    page = read(signed_in(desk.anna).get("/board/"))

    card = column(page, "check")
    assert order.number in card
    assert order.subject in card
    assert "041 Gdynia" in card
    assert "zostało" in card or "po terminie" in card
    assert "propozycja: L1" in card


@pytest.mark.parametrize("role", ["representative", "administrator"])
def test_whoever_has_no_network_as_staff_finds_no_board(desk, role):
    person = make_person(role, represents=desk.network if role == "representative" else None)
    order = desk.report()
    client = signed_in(person)
    for address in (
        "/board/",
        "/board/cards/",
        "/board/figures/",
        f"/board/verify/{order.number}/",
        "/board/assign/",
    ):
        assert client.get(address).status_code == 404
    assert client.post("/board/assign/", {"order": named(order), "level": "L1"}).status_code == 404


def test_strangers_are_asked_to_sign_in(desk):
    answer = Client().get("/board/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/board/")


def test_cards_of_another_network_are_neither_shown_nor_touched(desk):
    other = make_desk("BUR")
    theirs = other.report()
    client = signed_in(desk.anna)

    assert theirs.number not in read(client.get("/board/"))
    assert theirs.number not in read(client.get(f"/board/cards/?order={theirs.pk}"))
    assert client.get(f"/board/verify/{theirs.number}/").status_code == 404
    assert client.get("/board/assign/", {"order": named(theirs)}).status_code == 404
    assert client.post("/board/assign/", {"order": named(theirs), "level": "L1"}).status_code == 404
    assert client.post(f"/board/undo/?event={theirs.pk}:1").status_code == 404
    assert kept(theirs).state == "new"


def test_the_board_can_be_narrowed_to_one_network(desk):
    other = make_desk("BUR")
    both = make_person("coordinator", supervises=[desk.network, other.network])
    ours, theirs = desk.report(), other.report()
    client = signed_in(both)

    page, narrow = read(client.get("/board/")), read(client.get("/board/?network=BUR"))

    assert ours.number in page and theirs.number in page
    assert ours.number not in narrow and theirs.number in narrow
    assert f"order={ours.pk}" not in narrow
    assert ours.number not in read(client.get(f"/board/cards/?network=BUR&order={ours.pk}"))


def test_what_has_no_room_in_a_column_is_a_press_away_on_the_list(desk):
    for _ in range(21):
        desk.report()
    code = desk.network.code

    page = read(signed_in(desk.anna).get(f"/board/?network={code}"))

    assert f'href="/orders/?state=new&amp;network={code}"' in column(page, "check")
    assert "/orders/?" not in column(page, "L1")


def test_one_key_assigns_and_the_toast_takes_it_back(desk):
    order = desk.report(at=now())
    client = signed_in(desk.anna)

    answer = client.post("/board/assign/", {"order": named(order), "level": "L2"})

    assert f"Przydzielono {order.number}: L2" in read(answer)
    assert json.loads(answer["HX-Trigger"])["board:cards"]["ids"] == [order.pk]
    assert (kept(order).state, kept(order).level) == ("assigned", "L2")
    taken_back = client.post(undo_of(answer))
    assert "Cofnięto 1 czynność" in read(taken_back)
    assert (kept(order).state, kept(order).level) == ("new", "L1")


def test_several_are_assigned_in_one_request_and_each_tells_its_own_outcome(desk):
    client = signed_in(desk.anna)
    good, moved = desk.report(at=now()), desk.report(at=now())
    stale = named(moved)
    start(
        assign(moved, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=now()),
        by=actor(desk.ewa),
        at=now(),
    )

    answer = client.post("/board/assign/", {"order": [*named(good), *stale], "level": "L3"})

    said = read(answer)
    assert f"Przydzielono {good.number}: L3" in said
    assert (
        f"{moved.number}: zmienione w międzyczasie: Anna Mazur przydziela do L1: Ewa Lis; Ewa Lis bierze"
        in said
    )
    assert (kept(good).level, kept(moved).level) == ("L3", "L1")
    assert json.loads(answer["HX-Trigger"])["board:cards"]["ids"] == [good.pk, moved.pk]


def test_twenty_orders_are_twenty_transactions_and_one_undo(desk):
    orders = [desk.report(at=now()) for _ in range(20)]
    client = signed_in(desk.anna)

    answer = client.post("/board/assign/", {"order": named(*orders), "level": "L2"})

    assert "Przydzielono 20 zgłoszeń: L2" in read(answer)
    assert "Cofnięto 20 czynności" in read(client.post(undo_of(answer)))
    assert {kept(order).state for order in orders} == {"new"}


def test_a_technician_without_the_right_is_refused_in_words(desk):
    order = desk.report()

    said = read(signed_in(desk.ewa).post("/board/assign/", {"order": named(order), "level": "L2"}))

    assert "Nie masz prawa" in said
    assert kept(order).state == "new"


def test_the_dialog_offers_technicians_of_the_level_with_the_suggested_one_chosen(desk):
    make_shift(desk.ewa, "L1", starts_at=now())
    order = desk.report(at=now())
    client = signed_in(desk.anna)

    dialog = read(client.get("/board/assign/", {"order": named(order)}))
    third = read(client.get("/board/assign/", {"order": named(order), "level": "L3", "technician": ""}))

    assert f'<option value="{desk.ewa.pk}" selected>Ewa Lis · 0 otwartych · na zmianie' in dialog
    assert "najmniej otwartych zgłoszeń: 0" in dialog
    assert "Olga Wilk" in third and "Ewa Lis · " not in third


def test_the_dialog_assigns_to_a_technician(desk):
    order = desk.report(at=now())
    client = signed_in(desk.anna)

    answer = client.post("/board/assign/", {"order": named(order), "level": "L1", "technician": desk.ewa.pk})

    assert "L1, Ewa Lis" in read(answer)
    assert "dialog:close" in json.loads(answer["HX-Trigger"])
    assert kept(order).assignee == desk.ewa


def test_a_technician_of_another_level_or_network_cannot_be_slipped_in(desk):
    other = make_desk("BUR")
    order = desk.report(at=now())
    client = signed_in(desk.anna)
    for person in (desk.olga, other.ewa, desk.anna):
        answer = client.post(
            "/board/assign/", {"order": named(order), "level": "L1", "technician": person.pk}
        )
        assert answer.status_code == 422
    assert kept(order).state == "new"


def test_the_verify_dialog_starts_with_the_suggestion_and_shows_the_priority_of_each_choice(desk):
    order = desk.report(at=now())
    client = signed_in(desk.anna)

    first = read(client.get(f"/board/verify/{order.number}/"))
    worse = read(client.get(f"/board/verify/{order.number}/", {"impact": "high", "urgency": "high"}))
    paid = read(client.get(f"/board/verify/{order.number}/", {"scope": "payable"}))

    assert "z macierzy umowy" in first and "scope_accepted_by" not in first
    assert "P1</span>" in worse and "Rozwiązanie: <strong>" in worse
    assert "scope_accepted_by" in paid


def test_choosing_a_category_brings_its_usual_urgency_and_level(desk):
    from amberdesk.customers.models import Category

    Category.objects.filter(code="server").update(level="L3", urgency="high", kind="failure")
    server = Category.objects.get(code="server")
    order = desk.report()

    dialog = read(
        signed_in(desk.anna).get(
            f"/board/verify/{order.number}/", {"category": server.pk, "changed": "category", "level": "L1"}
        )
    )

    assert re.search(r'name="level" value="L3"[^>]*checked', dialog)
    assert re.search(r'name="urgency" value="high"[^>]*checked', dialog)
    assert "Olga Wilk" in dialog


def verification(desk, order, **more):
    usual = {
        "category": desk.category.pk,
        "kind": "failure",
        "impact": "high",
        "urgency": "high",
        "scope": "agreement",
        "level": "L1",
        "technician": desk.ewa.pk,
        "version": order.version,
    }
    return {**usual, **more}


def test_verifying_sets_the_priority_assigns_and_can_be_taken_back_whole(desk):
    order = desk.report(at=now())
    client = signed_in(desk.anna)

    answer = client.post(f"/board/verify/{order.number}/", verification(desk, order))

    assert f"Zweryfikowano {order.number}: P1." in read(answer)
    done = kept(order)
    assert (done.priority, done.state, done.assignee, bool(done.verified_at)) == (
        "P1",
        "assigned",
        desk.ewa,
        True,
    )
    client.post(undo_of(answer))
    back = kept(order)
    assert (back.priority, back.state, back.assignee, back.verified_at) == (order.priority, "new", None, None)
    assert [e.kind for e in journal(order.subject_key)][-2:] == ["order.undone", "order.undone"]


def test_a_payable_order_names_who_accepted_the_cost(desk):
    order = desk.report()

    answer = signed_in(desk.anna).post(
        f"/board/verify/{order.number}/", verification(desk, order, scope="payable", scope_accepted_by="")
    )

    assert answer.status_code == 422
    assert "kto po stronie klienta zgodził się na koszt" in answer.content.decode()
    assert kept(order).verified_at is None


def test_a_stale_verification_tells_what_changed_and_refreshes_the_card(desk):
    order = desk.report(at=now())
    stale = verification(desk, order)
    assign(order, level=Level.L2, by=actor(desk.tomasz), at=now())

    answer = signed_in(desk.anna).post(f"/board/verify/{order.number}/", stale)

    assert f"{order.number}: zmienione w międzyczasie: Tomasz Kos przydziela do L2" in read(answer)
    assert json.loads(answer["HX-Trigger"])["board:cards"]["ids"] == [order.pk]
    assert kept(order).verified_at is None


def test_an_ended_order_is_not_verified_and_the_sentence_says_why(desk):
    order = desk.report()
    Order.objects.filter(pk=order.pk).update(state="cancelled")

    said = read(signed_in(desk.anna).get(f"/board/verify/{order.number}/"))

    assert "nie jest możliwa, gdy zgłoszenie ma stan „Anulowane”" in said


def test_a_priority_needs_a_reason_and_is_set_on_all_marked(desk):
    one, two = desk.report(at=now()), desk.report(at=now())
    client = signed_in(desk.anna)

    bare = client.post("/board/priority/", {"order": named(one, two), "priority": "P1", "reason": ""})
    answer = client.post(
        "/board/priority/", {"order": named(one, two), "priority": "P1", "reason": "otwarcie sklepu"}
    )

    assert bare.status_code == 422
    assert "Priorytet P1: 2 zgłosze" in read(answer)
    assert {kept(o).priority for o in (one, two)} == {"P1"}


def test_an_order_that_left_the_board_is_not_among_the_cards(desk):
    order, other = desk.report(), desk.report()
    Order.objects.filter(pk=order.pk).update(state="cancelled")

    found = read(
        signed_in(desk.anna).get(f"/board/cards/?order={order.pk}&order={other.pk}&order=x&order={9**25}")
    )

    assert f'id="o{order.pk}"' not in found
    assert f'id="o{other.pk}"' in found
    assert 'data-count="check">1<' in found


@pytest.mark.parametrize("order", ["1", "x:1", "1:x", ":", "1:2:3", "-1:2", "9" * 40 + ":1", "²:1"])
def test_a_name_that_the_page_did_not_make_is_answered_404(desk, order):
    answer = signed_in(desk.anna).post("/board/assign/", {"order": [order], "level": "L1"})

    assert answer.status_code == 404


def test_acts_need_post_and_the_reader_own_token(desk):
    order = desk.report()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.anna)

    assert strict.post("/board/assign/", {"order": named(order), "level": "L1"}).status_code == 403
    assert signed_in(desk.anna).get(f"/board/undo/?event={order.pk}:1").status_code == 405
    assert kept(order).state == "new"


def test_without_scripts_a_dialog_is_a_page_and_its_answer_the_board(desk):
    order = desk.report(at=now())
    client = Client()
    client.force_login(desk.anna)

    page = read(client.get(f"/board/verify/{order.number}/"))
    answer = client.post(f"/board/verify/{order.number}/", verification(desk, order), follow=True)

    assert (
        "<html" in page
        and 'name="impact"' in page
        and "<h1>Zweryfikuj" in page
        and 'id="dialog-title"' not in page
    )
    assert f"Zweryfikowano {order.number}" in read(answer)


def test_the_figures_tell_the_month_with_numerator_and_denominator(desk):
    desk.report(at=now())

    said = read(signed_in(desk.anna).get("/board/figures/"))

    assert "nowe dzisiaj" in said and "rozwiązane w L1" in said


def test_mail_that_does_not_go_out_is_told_above_the_board(desk):
    client = signed_in(desk.anna)
    before = read(client.get("/board/figures/"))
    OutgoingMail.objects.create(
        message_id="<1@desk>",
        recipient="maria@fala.example",
        subject="Zgłoszenie",
        text="…",
        created_at=now() - HOUR,
        due_at=now() - HOUR,
    )

    assert "Poczta nie wychodzi" not in before
    assert "Poczta nie wychodzi od" in read(client.get("/board/figures/"))


def test_what_people_wrote_is_text_on_the_board(desk):
    desk.report(subject="<script>alert(1)</script>\"'><img src=x onerror=alert(1)>")

    page = read(signed_in(desk.anna).get("/board/"))

    assert "<script>alert" not in page and "<img" not in page


def test_the_board_takes_at_most_twelve_statements(desk):
    client = signed_in(desk.anna)
    for _ in range(5):
        desk.report()
    client.get("/board/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/board/")

    assert len(queries) <= 12, [q["sql"][:80] for q in queries]
