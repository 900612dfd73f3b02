"""The order's page: what it shows, to whom, at what price."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.customers.actions.calendars import add_calendar
from amberdesk.customers.actions.sites import change_site
from amberdesk.mail.models import FAILED, WAITING, OutgoingMail
from amberdesk.orders import actions
from amberdesk.orders.models import Order, Viewer
from amberdesk.outbox.actor import MACHINE, Actor
from tests.factories import BEFORE, make_device, make_person, make_technician
from tests.orders.shop import HOUR, MINUTE, Desk, actor, make_desk
from tests.web.orders.conftest import Browser


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def without_mark(html: str) -> str:
    """The page without the request's own mark."""
    return re.sub(r"\b[0-9a-f]{32}\b", "", text_of(html))


def test_the_page_shows_number_state_story_clocks_and_site(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - HOUR)
    page = as_person(desk.ewa).get(f"/orders/{order.number}/")
    said = text_of(page.content.decode())
    assert page.status_code == 200
    assert "<b>1-2</b>" in page.content.decode() and order.number.startswith("FAL-26-00000")
    for words in (
        "W realizacji",
        "Ewa Lis",
        "Czas reakcji",
        "Nie drukuje paragonów",
        "Świętojańska 12",
        "Kasa 2",
    ):
        assert words in said


def test_only_buttons_that_state_and_rights_allow_are_there(desk: Desk, as_person: Browser) -> None:
    order = desk.assigned(at=now(), technician=desk.ewa)

    def shown(person: object) -> set[str]:
        html = as_person(person).get(f"/orders/{order.number}/").content.decode()  # type: ignore[arg-type]
        return set(re.findall(r'id="act-(\w+)"', html))

    assert shown(desk.ewa) == {
        "start",
        "wait",
        "hand_over",
        "restore",
        "resolve",
        "contact",
        "receive",
        "tag",
        "link",
        "refer",
        "unfollow",
    }
    assert shown(desk.tomasz) >= {"verify", "assign", "start", "set_priority"}
    assert shown(desk.anna) >= {"cancel", "merge", "correct"}
    assert shown(desk.olga) == set()


def test_strangers_and_nobody_learn_nothing(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    stranger = make_desk("BUR").ewa
    for path in ("", "parts/head/", "parts/story/", "clocks/response/", "wait/", "templates/", "colleagues/"):
        address = f"/orders/{order.number}/{path}"
        there, nowhere = (
            as_person(stranger).get(address),
            as_person(stranger).get(f"/orders/FAL-26-999999-1/{path}"),
        )
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert without_mark(there.content.decode()) == without_mark(nowhere.content.decode())
        out = Client().get(address)
        assert out.status_code == 302 and "/account/" in out["Location"]
        assert Client().get(address, headers={"HX-Request": "true"}).status_code == 403


def test_the_customers_representative_reads_the_public_side_only(desk: Desk, as_person: Browser) -> None:
    representative = make_person("representative", represents=desk.network)
    order = desk.in_progress(at=now() - HOUR)
    actions.note(order, text="podejrzewam głowicę", by=actor(desk.ewa), at=now() - MINUTE)
    actions.reply(order, text="Będziemy o 14", by=actor(desk.ewa), at=now() - MINUTE)
    actions.refer(order, whose="Posnet", number="TAJNE-77", by=actor(desk.ewa), at=now())
    browser = as_person(representative)
    page = browser.get(f"/orders/{order.number}/")
    said = text_of(page.content.decode())
    assert "Będziemy o 14" in said and "Czas reakcji" in said
    for hidden in ("głowicę", "TAJNE-77", "L1", "Otwarte też", "notatka"):
        assert hidden not in said, hidden
    assert not re.findall(r'id="act-\w+"', page.content.decode())
    for path in ("wait/", "assign/", "note/", "receive/", "templates/", "colleagues/"):
        assert browser.get(f"/orders/{order.number}/{path}").status_code == 404
    assert browser.post(f"/orders/{order.number}/viewing/").status_code == 404


def test_a_representative_comments_but_never_writes_notes(desk: Desk, as_person: Browser) -> None:
    representative = make_person("representative", represents=desk.network)
    order = desk.in_progress(at=now() - HOUR)
    browser = as_person(representative)
    sent = browser.post(
        f"/orders/{order.number}/say/", {"way": "receive", "text": "Pilne dla nas", "seen": "1"}
    )
    assert sent.status_code in (302, 409)
    sent = browser.post(f"/orders/{order.number}/say/", {"way": "note", "text": "x", "seen": "999999999"})
    assert sent.status_code == 403
    assert [m.public for m in order.messages.order_by("pk")][1:] in ([True], [])


def test_a_page_costs_at_most_fifteen_statements(
    desk: Desk, as_person: Browser, django_assert_max_num_queries: object
) -> None:
    hours = add_calendar(name="Sklep", week=[[[480, 1200]]] * 7, by=MACHINE, at=BEFORE)
    change_site(desk.site, hours=hours, by=MACHINE, at=BEFORE)
    order = desk.in_progress(at=now() - HOUR)
    for _ in range(3):
        desk.report(at=now() - HOUR)
        desk.report(at=now() - HOUR, device=make_device(desk.site, label="Kasa 5"))
        actions.reply(order, text="x", by=actor(desk.ewa), at=now() - HOUR)
        actions.note(order, text="y", by=actor(desk.tomasz), at=now() - HOUR)
    browser = as_person(desk.ewa)
    browser.get(f"/orders/{order.number}/")
    with django_assert_max_num_queries(15) as counted:  # type: ignore[operator]
        page = browser.get(f"/orders/{order.number}/")
    assert len(counted) > 5 and "8:00–20:00" in page.content.decode()


def test_a_part_that_has_not_changed_is_not_sent_again(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - HOUR)
    browser = as_person(desk.ewa)
    page = browser.get(f"/orders/{order.number}/").content.decode()
    for part in ("head", "story", "side"):
        address = re.search(rf'hx-get="(/orders/[^"]+/parts/{part}/[^"]+have=[^"]+)"', page)
        assert address
        again = address[1].replace("&amp;", "&")
        assert browser.get(again).status_code == 204, part
    actions.note(order, text="nowa", by=actor(desk.tomasz), at=now())
    actions.refer(order, whose="a", number="b", by=actor(desk.ewa), at=now())
    actions.tag(order, add=["x"], by=actor(desk.ewa), at=now())
    for part in ("head", "story", "side"):
        address = re.search(rf'hx-get="(/orders/[^"]+/parts/{part}/[^"]+have=[^"]+)"', page)
        assert address and browser.get(address[1].replace("&amp;", "&")).status_code == 200, part
    assert browser.get(f"/orders/{order.number}/parts/clocks/").status_code == 200


def test_viewers_are_shown_to_one_another(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    ewa, tomasz = as_person(desk.ewa), as_person(desk.tomasz)
    ewa.post(f"/orders/{order.number}/viewing/")
    assert "Ewa Lis" in tomasz.post(f"/orders/{order.number}/viewing/").content.decode()
    assert "Tomasz Kos" in ewa.post(f"/orders/{order.number}/viewing/").content.decode()
    ewa.post(f"/orders/{order.number}/viewing/", {"gone": "yes"})
    assert [v.person for v in Viewer.objects.all()] == [desk.tomasz]


def test_a_number_typed_in_another_manner_leads_to_its_address(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    browser = as_person(desk.ewa)
    answer = browser.get(f"/orders/{order.number.lower()}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.number}/")
    assert browser.get("/orders/nonsense/").status_code == 404


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"]
)
def test_what_people_type_is_shown_as_they_typed_it(desk: Desk, as_person: Browser, payload: str) -> None:
    device = make_device(desk.site, label=payload[:80], model=payload, serial=payload)
    placed = desk.place(at=now(), subject=payload, text=payload, reporter_name=payload, device=device)
    order = placed.order
    actions.receive(order, text=payload, by=Actor("contact", placed.participant_id), at=now())
    actions.refer(order, whose=payload, number=payload, by=actor(desk.anna), at=now())
    actions.tag(order, add=[payload[:40].lower().replace(",", "")], by=actor(desk.anna), at=now())
    html = as_person(desk.anna).get(f"/orders/{order.number}/").content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html and "49" not in text_of(html).split()
    for part in ("head", "story", "side"):
        html = as_person(desk.anna).get(f"/orders/{order.number}/parts/{part}/").content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html


def test_a_long_story_starts_with_its_newest_part(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - HOUR)
    for n in range(70):
        actions.note(order, text=f"notatka numer {n}.", by=actor(desk.ewa), at=now() - HOUR)
    browser = as_person(desk.ewa)
    html = browser.get(f"/orders/{order.number}/").content.decode()
    assert "notatka numer 69." in html and "notatka numer 3." not in html
    before = re.search(r"before=(\d+)", html)
    assert before
    earlier = browser.get(f"/orders/{order.number}/parts/story/?before={before[1]}").content.decode()
    assert "notatka numer 3." in earlier and "notatka numer 69." not in earlier and "<section" not in earlier


def test_the_conversation_can_be_read_alone(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - HOUR)
    actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=now() - MINUTE)
    said = text_of(as_person(desk.ewa).get(f"/orders/{order.number}/?show=talk").content.decode())
    assert "Jedziemy" in said and "przydziela do" not in said


def test_a_clock_explains_itself_to_the_second(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - timedelta(days=4))
    page = as_person(desk.ewa).get(f"/orders/{order.number}/clocks/solution/")
    assert page.status_code == 200
    told = page.context["told"] if page.context else None
    assert told is None or told.used
    assert "poza godzinami wsparcia" in page.content.decode()
    assert as_person(desk.ewa).get(f"/orders/{order.number}/clocks/nonsense/").status_code == 404


def test_who_left_the_team_loses_the_order_at_once(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    guest = make_technician("L1", desk.network, name="Jan Gość")
    browser = as_person(guest)
    assert browser.get(f"/orders/{order.number}/").status_code == 200
    guest.memberships.all().delete()
    assert browser.get(f"/orders/{order.number}/").status_code == 404
    assert Order.objects.count() == 1


def test_a_merged_order_gives_its_words_to_staff_inside_the_target_and_to_nobody_else(
    desk: Desk, as_person: Browser
) -> None:
    target, order = desk.in_progress(at=now() - HOUR), desk.report(at=now() - HOUR, text="Słowa scalonego")
    actions.note(order, text="wnętrze scalonego", by=actor(desk.anna), at=now() - HOUR)
    actions.merge(order, into=target, by=actor(desk.anna), at=now() - MINUTE)
    inside = as_person(desk.ewa).get(f"/orders/{target.number}/").content.decode()
    assert "Słowa scalonego" in inside and "wnętrze scalonego" in inside
    representative = as_person(make_person("representative", represents=desk.network))
    outside = representative.get(f"/orders/{target.number}/").content.decode()
    assert "Słowa scalonego" not in outside and "wnętrze" not in outside
    stranger = as_person(make_desk("BUR").ewa)
    assert stranger.get(f"/orders/{order.number}/").status_code == 404


def test_mail_that_did_not_go_out_is_said_on_the_order(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now() - HOUR)
    participant = order.participants.get()
    OutgoingMail.objects.create(
        order=order,
        participant=participant,
        message_id="<x@amberdesk>",
        recipient=participant.email,
        subject="x",
        text="x",
        state=FAILED,
        created_at=now() - HOUR,
        due_at=now() - HOUR,
    )
    said = text_of(as_person(desk.ewa).get(f"/orders/{order.number}/").content.decode())
    assert "Poczta nie dotarła na adres maria@fala.example" in said
    OutgoingMail.objects.update(state=WAITING)
    said = text_of(as_person(desk.ewa).get(f"/orders/{order.number}/").content.decode())
    assert "Poczta do klienta nie wyszła" in said
    representative = as_person(make_person("representative", represents=desk.network))
    assert "Poczta" not in text_of(representative.get(f"/orders/{order.number}/").content.decode())
