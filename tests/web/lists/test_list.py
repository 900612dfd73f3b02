"""The list of orders over HTTP."""

import csv
import io
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from amberdesk.customers.codes import Level, Priority, WaitReason
from amberdesk.orders.actions import note, set_priority, tag, wait
from amberdesk.orders.actions.saved_lists import save_list
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from tests.factories import make_person, make_site
from tests.orders.shop import DAY, actor, make_desk


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def shown(client: Client, **query) -> list[str]:
    """The numbers on a list, in their order."""
    table = read(client.get("/orders/", query)).partition('id="orders"')[2]
    return re.findall(r'<td class="num"><a href="/orders/([^/]+)/"', table)


def exported(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_list_shows_open_orders_of_the_readers_networks(desk):
    other = make_desk("BUR")
    ours, theirs = desk.report(at=now()), other.report(at=now())
    ended = desk.report(at=now())
    Order.objects.filter(pk=ended.pk).update(state="cancelled")

    assert shown(signed_in(desk.anna)) == [ours.number]
    assert shown(signed_in(desk.ewa)) == [ours.number]
    assert shown(signed_in(other.ewa)) == [theirs.number]


def test_whoever_may_see_no_order_finds_no_list(desk):
    client = signed_in(make_person("administrator"))
    for address in ("/orders/", "/lists/row/1/", "/lists/news/", "/lists/export.csv"):
        assert client.get(address).status_code == 404
    assert Client().get("/orders/")["Location"] == "/account/login/?next=/orders/"


def test_every_filter_of_the_form_narrows_the_list(desk):
    gdansk = make_site(desk.network, "077", name="Gdańsk, Długa", city="Gdańsk")
    new = desk.report(at=now(), site=gdansk, device=None)
    mine = desk.assigned(at=now(), technician=desk.ewa)
    free = desk.assigned(at=now(), level=Level.L2)
    tag(mine, add=["pilne"], by=actor(desk.ewa), at=now())
    waits = wait(
        desk.in_progress(at=now()),
        reason=WaitReason.APPOINTMENT,
        until=now() + DAY,
        by=actor(desk.ewa),
        at=now(),
    )
    set_priority(new, priority=Priority.P4, reason="klient prosi", by=actor(desk.anna), at=now())
    note(free, text="Ewa, zerknij", mentions=[desk.ewa.pk], by=actor(desk.anna), at=now())
    Order.objects.filter(pk=free.pk).update(due_at=now() - DAY, unread=True)
    ewa = signed_in(desk.ewa)
    today, tomorrow = localdate(), localdate() + DAY
    everything = {new, mine, free, waits}
    for query, expected in [
        ({"assignee": "me"}, {mine, waits}),
        ({"assignee": "team"}, {mine}),
        ({"assignee": "none"}, {free}),
        ({"assignee": desk.ewa.pk}, {mine, waits}),
        ({"state": "waiting"}, {waits}),
        ({"state": "new"}, {new}),
        ({"state": "all"}, everything),
        ({"wait": "appointment"}, {waits}),
        ({"level": "L2"}, {free}),
        ({"priority": "P4"}, {new}),
        ({"site": "077"}, {new}),
        ({"site": "gdańsk"}, {new}),
        ({"site": "nie ma takiej"}, set()),
        ({"category": desk.category.pk}, everything),
        ({"tag": "#Pilne"}, {mine}),
        ({"overdue": "1"}, {free}),
        ({"unread": "1"}, {free}),
        ({"mentions": "1", "state": "all"}, {free}),
        ({"reported_from": today}, everything),
        ({"reported_from": tomorrow}, set()),
        ({"reported_to": today}, everything),
        ({"assignee": "me", "state": "waiting", "level": "L1"}, {waits}),
    ]:
        assert set(shown(ewa, **query)) == {order.number for order in expected}, query


def test_an_unknown_value_is_told_and_narrows_nothing(desk):
    order = desk.report(at=now())
    client = signed_in(desk.anna)
    page = read(
        client.get(
            "/orders/", {"state": "x' OR 1=1", "sort": "customer__password", "reported_from": "wczoraj"}
        )
    )

    assert order.number in page
    assert "Tych warunków nie uwzględniono" in page


def test_ready_lists_have_their_numbers_and_say_which_is_shown(desk):
    desk.assigned(at=now(), technician=desk.ewa)
    desk.assigned(at=now())
    client = signed_in(desk.ewa)

    page = read(client.get("/orders/?assignee=me"))

    assert re.search(r'href="\?assignee=me" aria-current="page">Moje <span class="count">1<', page)
    assert re.search(r'>Nieprzydzielone <span class="count">1<', page)
    assert re.search(r'>Mojego zespołu <span class="count">2<', page)


def test_pages_follow_by_key_and_the_first_is_one_step_away(desk):
    orders = [desk.report(at=now()).number for _ in range(53)]
    client = signed_in(desk.anna)

    first = read(client.get("/orders/?sort=new"))
    after = (
        re.search(r'rel="next" href="(\?sort=new&(?:amp;)?after=\d+)"', first).group(1).replace("&amp;", "&")
    )
    second = read(client.get(f"/orders/{after}"))

    assert first.count("<tr id=") == 50 and second.count("<tr id=") == 3
    assert orders[0] in second and orders[0] not in first
    assert 'rel="prev" href="?sort=new"' in second


def test_a_page_that_does_not_exist_is_said_and_the_first_is_offered(desk):
    desk.report()

    answer = signed_in(desk.anna).get("/orders/?after=;DROP")

    assert answer.status_code == 400
    assert "Tej strony listy nie ma" in answer.content.decode()


def test_words_go_to_the_search(desk):
    answer = signed_in(desk.anna).get("/orders/", {"q": "drukarka & waga"})

    assert answer["Location"] == "/search/?q=drukarka+%26+waga"


def test_a_representative_sees_the_public_side_of_his_network_only(desk):
    other = make_desk("BUR")
    manager = make_person("representative", represents=desk.network)
    order = desk.assigned(at=now(), technician=desk.ewa)
    theirs = other.report(at=now())
    tag(order, add=["trudny klient"], by=actor(desk.ewa), at=now())
    note(order, text="notatka", by=actor(desk.ewa), at=now())
    Order.objects.filter(pk=order.pk).update(unread=True)
    save_list(name="Trudni klienci", query="", shared=True, by=actor(desk.anna))
    client = signed_in(manager)

    page = read(client.get("/orders/?col=tags&col=assignee&col=level&col=channel"))

    assert order.number in page and theirs.number not in page
    for inside in (
        "trudny klient",
        "Ewa Lis",
        ">L1<",
        "nowa wiadomość",
        "Wzmianki",
        "Etykiety",
        "Trudni klienci",
    ):
        assert inside not in page, inside
    assert shown(client, tag="trudny klient", assignee="none") == [order.number]
    assert read(client.get(f"/lists/row/{theirs.pk}/")).strip() == ""
    header, *lines = exported(client.get("/lists/export.csv?all=1&state=all"))
    assert not {"Etykiety", "Poziom", "Technik"} & set(header)
    assert [line[0] for line in lines] == [order.number]


def test_an_export_holds_the_list_and_no_formulas(desk):
    desk.report(at=now(), subject='=HYPERLINK("http://zly.example")')
    desk.report(at=now(), subject="+48 58 620 11 22")
    other = make_desk("BUR")
    other.report(at=now(), subject="cudze")

    answer = signed_in(desk.anna).get("/lists/export.csv?sort=old")

    assert answer["Content-Disposition"].startswith('attachment; filename="amberdesk-')
    header, *lines = exported(answer)
    assert header[:2] == ["Numer", "Temat"]
    assert [line[1] for line in lines] == ['\'=HYPERLINK("http://zly.example")', "'+48 58 620 11 22"]


def test_columns_are_chosen_and_remembered_by_the_browser(desk):
    desk.report(at=now())
    client = signed_in(desk.anna)

    chosen = read(client.get("/orders/?col=channel&col=number"))
    again = read(client.get("/orders/"))

    for page in (chosen, again):
        assert ">Kanał</th>" in page and ">Numer</th>" in page and ">Temat</th>" in page
        assert ">Technik</th>" not in page


def test_a_list_is_saved_under_a_name_and_forgotten(desk):
    client = signed_in(desk.anna)

    saved = client.post(
        "/lists/save/?priority=P1&evil=1&sort=due", {"name": "Pilne", "shared": "1"}, follow=True
    )

    page = read(saved)
    assert "Zapisano listę „Pilne”" in page
    assert 'href="/orders/?priority=P1" aria-current="page">Pilne' in page
    pk = re.search(r"/lists/(\d+)/drop/", page).group(1)
    assert "wspólna" in read(signed_in(desk.ewa).get("/orders/"))
    assert "Nie masz prawa" in read(signed_in(desk.ewa).post(f"/lists/{pk}/drop/", follow=True))
    assert "Usunięto listę" in read(client.post(f"/lists/{pk}/drop/", follow=True))


def test_a_saved_list_of_somebody_else_cannot_be_dropped(desk):
    kept = save_list(name="Moje", query="assignee=me", by=actor(desk.ewa))

    page = read(signed_in(desk.anna).post(f"/lists/{kept.pk}/drop/", follow=True))

    assert "Tej listy już nie ma" in page
    assert "Moje" in read(signed_in(desk.ewa).get("/orders/"))


def test_a_line_fetches_itself_and_leaves_when_it_may_not_be_seen(desk):
    other = make_desk("BUR")
    ours, theirs = desk.report(at=now()), other.report(at=now())
    client = signed_in(desk.anna)

    assert ours.number in read(client.get(f"/lists/row/{ours.pk}/"))
    assert read(client.get(f"/lists/row/{theirs.pk}/")).strip() == ""
    assert read(client.get("/lists/row/999999/")).strip() == ""


def test_news_count_only_what_belongs_to_the_list(desk):
    other = make_desk("BUR")
    mine, free, theirs = (
        desk.assigned(at=now(), technician=desk.ewa),
        desk.report(at=now()),
        other.report(at=now()),
    )
    client = signed_in(desk.ewa)
    query = {"assignee": "me", "order": [mine.pk, free.pk, theirs.pk, "x"]}

    assert "1 nowe na tej liście" in read(client.get("/lists/news/", query))
    assert read(client.get("/lists/news/", {"order": theirs.pk})).strip() == ""


def test_what_people_wrote_is_text_on_the_list(desk):
    desk.report(at=now(), subject="<script>alert(1)</script>")
    save_list(name="<img src=x>", query="", by=actor(desk.anna))

    page = read(signed_in(desk.anna).get("/orders/"))

    assert "<script>alert" not in page and "<img" not in page


def test_the_list_takes_at_most_fifteen_statements_however_long_it_is(desk):
    client = signed_in(desk.anna)
    desk.report(at=now())
    client.get("/orders/")
    with CaptureQueriesContext(connection) as few:
        client.get("/orders/")
    for _ in range(10):
        desk.report(at=now())
    with CaptureQueriesContext(connection) as many:
        client.get("/orders/")

    assert len(few) == len(many) <= 15, [q["sql"][:90] for q in many]


def test_a_technicians_day_begins_with_his_orders_and_a_coordinators_with_the_board(desk):
    assert signed_in(desk.ewa).get("/")["Location"] == "/orders/"
    assert signed_in(desk.anna).get("/")["Location"] == "/board/"
