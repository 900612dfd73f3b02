"""The technician's screen: who rings, what to write, five keys, and what waits beside."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.customers.models import PhoneNumber
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.people.secrets import closed
from amberdesk.phone.models import Call, CallBack, Exchange, Phone
from amberdesk.rosters.models import Presence, Shift
from tests.factories import make_contact, make_person, make_shift, make_site
from tests.orders.shop import HOUR, MINUTE, make_desk
from tests.phone.ami import served
from tests.phone.switchboard import CALLER, Line, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Line:
    return make_line(start=now() - 5 * MINUTE, template="24/7")


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(html: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).split())


def typed(line: Line, ending: str, **more: Any) -> dict[str, Any]:
    return {
        "ending": ending,
        "site": line.desk.site.pk,
        "text": "Drukarka nie drukuje\nod rana",
        "category": line.desk.category.pk,
        "device": line.desk.device.pk,
        "impact": "high",
        "reporter_name": "Maria",
        **more,
    }


def end(line: Line, call: Call, ending: str, **more: Any) -> Any:
    return as_person(line.desk.ewa).post(f"/hotline/calls/{call.pk}/", typed(line, ending, **more))


def test_who_rings_is_shown_with_his_shop_and_what_is_open_there(line: Line) -> None:
    make_contact(line.desk.site, "Anna Nowak", phones=[CALLER])
    order = line.desk.report(at=now() - HOUR)
    line.ringing(290)

    page = text_of(as_person(line.desk.ewa).get("/hotline/").content)
    for words in (
        "Dzwoni",
        "600 100 200",
        "FAL 041",
        "Anna Nowak",
        "Kasa 2",
        order.number,
        "Rozwiązane w rozmowie",
    ):
        assert words in page, words


def test_a_call_that_rings_another_is_not_his(line: Line) -> None:
    line.ringing(290, agent="tomasz")
    assert "Nikt teraz do Ciebie nie dzwoni" in text_of(as_person(line.desk.ewa).get("/hotline/").content)


def test_a_number_of_two_shops_offers_both_and_chooses_none(line: Line) -> None:
    for code in ("042", "043"):
        make_site(line.desk.network, code, phones=[CALLER])
    line.ringing(290)
    page = as_person(line.desk.ewa).get("/hotline/").content
    assert b"?site=" in page and not re.search(rb'name="site" value="\d+"', page)
    assert "Która dzwoni?" in text_of(page)


def test_an_unknown_caller_can_be_ended_without_a_shop(line: Line) -> None:
    call = line.answered(200, talk=0)
    assert "Nie znamy tego numeru" in text_of(as_person(line.desk.ewa).get("/hotline/").content)
    answer = end(line, call, "solved", site="", device="")

    order = Order.objects.get()
    assert answer.status_code == 302
    assert (order.state, order.site, order.network, order.reporter_phone) == (
        "resolved",
        None,
        line.desk.network,
        CALLER,
    )


def stray(line: Line) -> Call:
    """Return a call to a number that nobody has, which rings Ewa all the same."""
    number: dict[str, object] = {"number": "+48999000111", "from": CALLER}
    ring: dict[str, object] = {"ring": "r", "agent": "ewa"}
    return line.tell(
        "stray",
        (280, "call.offered", number),
        (281, "attempt.started", ring),
        (281, "attempt.ringing", ring),
    )


def test_a_call_to_a_number_that_nobody_has_is_ended_by_whom_it_rings_and_shown_to_no_other(
    line: Line,
) -> None:
    call, page = stray(line), f"/hotline/calls/{Call.objects.get().pk}/"
    assert call.network is None
    assert "600 100 200" in text_of(as_person(line.desk.ewa).get("/hotline/").content)
    assert as_person(line.desk.ewa).get(f"/hotline/now/?shown={call.pk}").status_code == 200
    for person in (line.desk.tomasz, line.desk.anna, make_desk("BUR").ewa):
        assert as_person(person).get(page).status_code == 404

    assert end(line, call, "taken").status_code == 302
    assert (Order.objects.get().network, Call.objects.get().ending) == (line.desk.network, "taken")
    assert as_person(line.desk.ewa).get(f"/watch/calls/{call.pk}/").status_code == 200


def test_who_waits_can_be_opened(line: Line) -> None:
    call = line.ringing(290)
    part = as_person(line.desk.tomasz).get("/hotline/waits/").content
    assert f'href="/hotline/calls/{call.pk}/"'.encode() in part


@pytest.mark.parametrize(("language", "words"), [("en", "Solved on the phone."), ("uk", "Вирішено")])
def test_the_customer_reads_in_his_language_that_it_was_solved(line: Line, language: str, words: str) -> None:
    """The technician reads Polish."""
    line.desk.site.language = language
    line.desk.site.save()
    end(line, line.answered(200, talk=0), "solved")
    assert Order.objects.get().messages.filter(text__startswith=words).exists()


@pytest.mark.parametrize(("key", "state"), [("solved", "resolved"), ("taken", "in_progress")])
def test_one_key_ends_the_call(line: Line, key: str, state: str) -> None:
    call = line.answered(200, talk=0)
    answer = end(line, call, key)

    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/hotline/")
    assert (order.state, order.subject, order.assignee) == (state, "Drukarka nie drukuje", line.desk.ewa)
    assert Call.objects.get().ending == key


def test_without_a_description_nothing_is_kept_and_what_was_typed_stays(line: Line) -> None:
    call = line.answered(200, talk=0)
    answer = end(line, call, "solved", text="", solution="wymieniono rolkę")

    assert answer.status_code == 422 and "Napisz w kilku słowach" in text_of(answer.content)
    assert b"wymieniono rolk\xc4\x99" in answer.content and not Order.objects.exists()


def test_a_hand_over_asks_for_the_categorys_facts(line: Line) -> None:
    call = line.answered(200, talk=0)
    assert "Bez tego następny poziom" in text_of(end(line, call, "handed").content)
    facts = {f"fact_{f['code']}": "tak" for f in line.desk.category.facts}
    assert end(line, call, "handed", **facts).status_code == 302
    assert Order.objects.get().level == "L2"


def test_who_was_consulted_gets_the_order_only_while_he_is_on_shift(line: Line) -> None:
    make_shift(line.desk.tomasz, "L2", now() - HOUR)
    facts = {f"fact_{f['code']}": "tak" for f in line.desk.category.facts}
    page = text_of(as_person(line.desk.ewa).get(f"/hotline/calls/{line.answered(100, talk=0).pk}/").content)
    assert "L2 Tomasz Kos" in page and "Olga" not in page
    end(line, Call.objects.get(), f"handed:L2:{line.desk.tomasz.pk}", **facts)
    assert Order.objects.get().assignee == line.desk.tomasz

    other = line.answered(200, talk=0)
    end(line, other, f"handed:L2:{line.desk.olga.pk}", **facts)
    assert Order.objects.get(calls=other).assignee is None


def test_l2_is_asked_to_ring_back(line: Line) -> None:
    facts = {f"fact_{f['code']}": "tak" for f in line.desk.category.facts}
    end(line, line.answered(200, talk=0), "handed:L2:ring_back", **facts)
    assert (CallBack.objects.get().cause, CallBack.objects.get().level) == ("promised", "L2")


def test_words_go_to_the_one_open_order_or_to_the_chosen_one(line: Line) -> None:
    first = line.desk.assigned(at=now() - HOUR, technician=line.desk.ewa)
    assert end(line, line.answered(100, talk=0), "added").status_code == 302
    second = line.desk.assigned(at=now() - HOUR, technician=line.desk.ewa)
    assert end(line, call := line.answered(150, talk=0), "added").status_code == 422
    assert end(line, call, "added", order=second.number).status_code == 302
    assert list(Call.objects.order_by("pk").values_list("order", flat=True)) == [first.pk, second.pk]


def test_another_customers_order_is_no_choice(line: Line) -> None:
    other = make_desk("BUR").report(at=now() - HOUR)
    answer = end(line, line.answered(100, talk=0), "added", order=other.number)
    assert answer.status_code == 422 and "Wybierz otwarte zgłoszenie" in text_of(answer.content)


def test_no_order_needs_one_of_the_reasons(line: Line) -> None:
    call = line.answered(200, talk=0)
    assert end(line, call, "no_order:eaten", text="").status_code == 422
    assert end(line, call, "no_order:wrong_number", text="", site="", device="").status_code == 302
    assert (Call.objects.get().ending_reason, Order.objects.count()) == ("wrong_number", 0)


def test_the_number_is_offered_to_learn_and_to_unlearn(line: Line) -> None:
    call = line.answered(200, talk=0)
    page = f"/hotline/calls/{call.pk}/"
    assert "Zapamiętaj: 600 100 200" in text_of(
        as_person(line.desk.ewa).get(f"{page}?site={line.desk.site.pk}").content
    )
    end(line, call, "taken", learn="on")
    assert PhoneNumber.objects.get(number=CALLER).site == line.desk.site

    again = line.ringing(290)
    page = f"/hotline/calls/{again.pk}/"
    assert "To nie ta placówka" in text_of(as_person(line.desk.ewa).get(page).content)
    as_person(line.desk.ewa).post(f"{page}unlearn/", {"site": line.desk.site.pk})
    assert not PhoneNumber.objects.filter(number=CALLER).exists()


def test_an_ended_call_shows_how_and_asks_no_more(line: Line) -> None:
    call = line.answered(100)
    end(line, call, "solved")
    page = as_person(line.desk.ewa).get(f"/hotline/calls/{call.pk}/")
    assert "Rozwiązane w rozmowie" in text_of(page.content) and b'id="call-form"' not in page.content


def test_talks_without_an_ending_are_listed_until_they_have_one(line: Line) -> None:
    call = line.answered(100)
    part = text_of(as_person(line.desk.ewa).get("/hotline/unfinished/").content)
    assert "600 100 200" in part
    end(line, call, "no_order:test")
    assert "Każda Twoja rozmowa ma zakończenie" in text_of(
        as_person(line.desk.ewa).get("/hotline/unfinished/").content
    )


def test_a_ring_brings_the_whole_call_where_none_was_shown_and_only_a_notice_where_one_is(line: Line) -> None:
    ewa = as_person(line.desk.ewa)
    assert "HX-Retarget" not in ewa.get("/hotline/now/").headers
    first = line.ringing(289)
    answer = ewa.get("/hotline/now/")
    assert answer["HX-Retarget"] == "#stage" and b'id="call-form"' in answer.content

    line.tell(first.key.partition(":")[2], (292, "call.answered", {"agent": "ewa"}), (293, "call.ended", {}))
    second = line.ringing(295, caller="+48600333444")
    answer = ewa.get(f"/hotline/now/?shown={first.pk}")
    assert "HX-Retarget" not in answer.headers and b'id="call-form"' not in answer.content
    assert f"/hotline/calls/{second.pk}/".encode() in answer.content


def test_who_waits_and_whom_to_ring_back_is_shown_to_the_network_alone(line: Line) -> None:
    line.ringing(290, caller="+48600555666")
    line.abandoned(200)
    for person, sees in ((line.desk.ewa, True), (line.desk.anna, True), (make_desk("BUR").ewa, False)):
        waits, callbacks = (
            text_of(as_person(person).get(f"/hotline/{n}/").content) for n in ("waits", "callbacks")
        )
        assert ("600 555 666" in waits, "600 100 200" in callbacks) == (sees, sees)


def test_a_promise_is_taken_tried_and_kept_by_the_calls_ending(line: Line) -> None:
    call, ewa = line.abandoned(100), as_person(line.desk.ewa)
    promise = CallBack.objects.get()
    assert ewa.post(f"/hotline/callbacks/{promise.pk}/take/")["Location"] == f"/hotline/calls/{call.pk}/"
    ewa.post(f"/hotline/callbacks/{promise.pk}/missed/")
    assert (CallBack.objects.get().owner, CallBack.objects.get().state) == (line.desk.ewa, "open")
    end(line, call, "taken")
    assert CallBack.objects.get().state == "done"


def test_a_promise_is_dropped_with_a_reason_only(line: Line) -> None:
    line.abandoned(100)
    address = f"/hotline/callbacks/{CallBack.objects.get().pk}/drop/"
    as_person(line.desk.ewa).post(address, {"reason": "unreachable"})
    assert CallBack.objects.get().state == "open"
    as_person(line.desk.ewa).post(address, {"reason": "settled"})
    assert CallBack.objects.get().state == "dropped"


@pytest.mark.parametrize("who", ["600 100 200", "041"])
def test_the_key_rozmawiam_gives_the_same_call(line: Line, who: str) -> None:
    make_contact(line.desk.site, "Anna Nowak", phones=[CALLER])
    answer = as_person(line.desk.ewa).post("/hotline/talk/", {"who": who})

    call = Call.objects.get()
    assert answer["Location"] == f"/hotline/calls/{call.pk}/"
    assert (call.coarse, call.site, call.answered_by) == (True, line.desk.site, line.desk.ewa)
    end(line, call, "solved")
    assert (Call.objects.get().ended_at is None, Order.objects.get().state) == (False, "resolved")


def test_of_two_hotlines_one_is_chosen_or_told_by_the_shop(line: Line) -> None:
    line.desk.network.teams.get(level="L1").networks.add((other := make_line("BUR")).desk.network)
    ewa = as_person(line.desk.ewa)
    ewa.post("/hotline/talk/", {"who": "Maria"})
    assert not Call.objects.exists()
    ewa.post("/hotline/talk/", {"who": "Maria", "hotline": other.hotline.pk})
    assert (Call.objects.get().network, Call.objects.get().caller_name) == (other.desk.network, "Maria")


def test_the_status_is_one_key(line: Line) -> None:
    as_person(line.desk.ewa).post("/hotline/presence/", {"status": "available"})
    assert Presence.objects.get(person=line.desk.ewa).status == "available"


def test_my_duty_lists_who_called_and_whom_to_ring_back(line: Line) -> None:
    call = line.answered(100)
    line.abandoned(200, caller="+48600555666")
    page = as_person(line.desk.ewa).get("/roster/duty/").content
    assert "600 555 666" in text_of(page) and "bez zakończenia" in text_of(page)
    assert f"/hotline/calls/{call.pk}/".encode() in page


def test_calls_are_for_who_works_on_them(line: Line) -> None:
    call = line.answered(100)
    others = [make_person("administrator"), make_person("representative", represents=line.desk.network)]
    for person in (*others, make_person("manager", supervises=[line.desk.network]), make_desk("BUR").ewa):
        assert as_person(person).get(f"/hotline/calls/{call.pk}/").status_code == 404


def test_hostile_words_stay_words(line: Line) -> None:
    name = "<script>alert(1)</script>$ru' OR 1=1"
    key = line.ringing(290).key.partition(":")[2]
    line.tell(key, (291, "call.queued", {"name": name}))
    page = as_person(line.desk.ewa).get("/hotline/").content
    assert b"<script>alert" not in page and b"&lt;script&gt;" in page


def test_who_has_a_phone_that_the_exchange_rings_may_dial_by_a_click(line: Line) -> None:
    call, ewa = line.abandoned(100), as_person(line.desk.ewa)
    page, dial = f"/hotline/calls/{call.pk}/", f"/hotline/calls/{call.pk}/dial/"
    assert "Zadzwoń z centrali" not in text_of(ewa.get(page).content) and ewa.post(dial).status_code == 404

    settings = {"host": "127.0.0.1", "port": 1, "user": "desk", "password": "", "dial_context": "out"}
    asterisk = Exchange.objects.create(
        name="Asterisk", code="ast", kind="asterisk", settings=settings, key_id="a"
    )
    Phone.objects.create(exchange=asterisk, agent="PJSIP/ewa", person=line.desk.ewa)
    assert "Zadzwoń z centrali" in text_of(ewa.get(page).content)
    assert "Centrala nie odpowiada" in text_of(ewa.post(dial, follow=True).content)


def test_a_colleague_is_asked_and_given_the_caller_by_the_exchange_and_nothing_typed_is_lost(
    line: Line,
) -> None:
    call = line.answered(200, talk=0)
    Phone.objects.filter(agent="ewa").update(agent="PJSIP/t1")
    tomasz = line.desk.tomasz
    tomasz.phone = "+48500100200"
    tomasz.save()
    make_shift(tomasz, "L2", now() - HOUR, 3)
    with served() as ami:
        facts = {"host": "127.0.0.1", "port": ami.port, "user": "amberdesk", "dial_context": "from-internal"}
        Exchange.objects.update(kind="asterisk", settings=facts | {"password": closed("bursztyn")})
        linked = {"Linkedid": call.key.partition(":")[2]}
        ami.channels = [
            {"Channel": "PJSIP/trunk-1", "Uniqueid": linked["Linkedid"], **linked},
            {"Channel": "PJSIP/t1-1", "Uniqueid": "2", **linked},
        ]
        page = as_person(line.desk.ewa).get(f"/hotline/calls/{call.pk}/").content.decode()
        assert "Zapytaj" in page and "Przełącz klienta" in page
        answers = [
            as_person(line.desk.ewa).post(f"/hotline/calls/{call.pk}/", typed(line, "", **{way: tomasz.pk}))
            for way in ("consult", "give_over")
        ]

    assert [(one["Action"], one["Exten"]) for one in ami.told if "Exten" in one] == [
        ("Atxfer", "+48500100200"),
        ("Redirect", "+48500100200"),
    ]
    for answer in answers:
        assert answer.status_code == 200 and "Drukarka nie drukuje" in answer.content.decode()
    assert Call.objects.get(pk=call.pk).ending == ""


def test_without_an_exchange_that_does_it_colleagues_are_dialled_by_hand(line: Line) -> None:
    call = line.answered(200, talk=0)
    make_shift(line.desk.tomasz, "L2", now() - HOUR, 3)
    ewa = as_person(line.desk.ewa)

    assert "Przełącz klienta" not in ewa.get(f"/hotline/calls/{call.pk}/").content.decode()
    answer = ewa.post(f"/hotline/calls/{call.pk}/", typed(line, "", consult=line.desk.tomasz.pk))
    assert "Zadzwoń z telefonu" in answer.content.decode() and Call.objects.get(pk=call.pk).ending == ""


def test_whom_nobody_can_ring_learns_it(line: Line) -> None:
    warning = "nikt do Ciebie nie zadzwoni"
    Exchange.objects.filter(pk=line.exchange.pk).update(kind="api")
    assert warning not in text_of(as_person(line.desk.ewa).get("/hotline/").content)
    Person.objects.filter(pk=line.desk.ewa.pk).update(phone="")
    Phone.objects.filter(person=line.desk.ewa).delete()
    Shift.objects.filter(person=line.desk.ewa).update(number="")
    assert warning in text_of(as_person(line.desk.ewa).get("/hotline/").content)
    make_shift(line.desk.ewa, starts_at=now() - HOUR, number="+48500100200")
    assert warning not in text_of(as_person(line.desk.ewa).get("/hotline/").content)
