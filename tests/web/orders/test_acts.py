"""Every act through its form: done, refused in words, stale, forbidden; with scripts and without."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.customers.codes import Level
from amberdesk.orders import actions
from amberdesk.orders.actions import join
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal
from amberdesk.web.orders.acts import FORMS
from tests.factories import make_contact, make_device, make_person, make_site
from tests.orders.shop import HOUR, Desk, actor, make_desk
from tests.web.orders.conftest import Browser
from tests.web.orders.test_page import text_of

HTMX = {"HX-Request": "true"}
VERIFIED = {
    "kind": "failure",
    "impact": "high",
    "urgency": "high",
    "scope": "agreement",
    "scope_accepted_by": "",
}


def send(browser: Client, order: Order, act: str, typed: dict[str, Any] | None = None, **more: Any) -> Any:
    address = f"/orders/{order.number}/{act.replace('_', '-')}/"
    return browser.post(address, {"version": order.version, **(typed or {})}, **more)


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def last_kind(order: Order) -> str:
    return journal(order.subject_key).reverse()[0].kind.removeprefix("order.")


def test_a_coordinator_verifies_and_sees_the_clocks_before(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now() - HOUR)
    typed = {**VERIFIED, "category": desk.category.pk}
    seen = send(as_person(desk.anna), order, "verify", {**typed, "preview": "1"}, headers=HTMX)
    assert seen.status_code == 200 and "P1, krytyczny" in seen.content.decode()
    assert "Po zmianie terminy" in seen.content.decode() and fresh(order).verified_at is None
    done = send(as_person(desk.anna), order, "verify", typed, headers=HTMX)
    assert done.status_code == 204 and fresh(order).priority == "P1"
    signals = json.loads(done["HX-Trigger"])
    assert "dialog:close" in signals and "order-changed" in signals
    assert signals["toast"]["undo"].startswith(f"/orders/{order.number}/undo/")


def test_payable_work_asks_who_accepted_it_and_keeps_what_was_typed(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    answer = send(as_person(desk.anna), order, "verify", {**VERIFIED, "scope": "payable", "urgency": "low"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "kto po stronie klienta zgodził się" in page
    assert re.search(r'<option value="low" selected', page)


def test_a_steering_act_can_be_undone_from_the_toast(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    browser = as_person(desk.anna)
    done = send(browser, order, "assign", {"level": "L2", "technician": desk.tomasz.pk}, headers=HTMX)
    assert fresh(order).assignee == desk.tomasz
    undo = json.loads(done["HX-Trigger"])["toast"]["undo"]
    assert browser.post(undo, headers=HTMX).status_code == 204
    assert (fresh(order).state, fresh(order).assignee) == ("new", None)
    again = browser.post(undo, headers=HTMX)
    assert json.loads(again["HX-Trigger"])["toast"]["kind"] == "bad"


def test_assigning_suggests_somebody_and_says_why(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    page = as_person(desk.anna).get(f"/orders/{order.number}/assign/").content.decode()
    assert "Propozycja" in page and "Ewa Lis: najmniej otwartych zgłoszeń: 0" in page
    assert re.search(rf'<option value="{desk.ewa.pk}" selected', page)


def test_nobody_is_assigned_to_a_level_that_is_not_his(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    answer = send(as_person(desk.anna), order, "assign", {"level": "L3", "technician": desk.ewa.pk})
    assert answer.status_code == 422 and "nie pracuje na poziomie L3" in answer.content.decode()


@pytest.mark.parametrize("level", ["L9", "", "coordinator"])
def test_a_crafted_level_changes_nothing(desk: Desk, as_person: Browser, level: str) -> None:
    order = desk.assigned(at=now(), technician=desk.tomasz, level=Level.L2)
    answer = send(as_person(desk.tomasz), order, "assign", {"level": level, "is_staff": "1", "number": "X"})
    assert answer.status_code == 422 and fresh(order).level == "L2"


def test_l2_cannot_assign_to_l3_nor_l1_assign_at_all(desk: Desk, as_person: Browser) -> None:
    order = desk.assigned(at=now())
    assert send(as_person(desk.tomasz), order, "assign", {"level": "L3"}).status_code == 422
    refused = send(as_person(desk.ewa), order, "assign", {"level": "L1"})
    assert refused.status_code == 403 and "Nie masz prawa" in refused.content.decode()
    assert fresh(order).version == order.version


def test_start_takes_the_order_and_works_without_scripts(desk: Desk, as_person: Browser) -> None:
    order = desk.assigned(at=now())
    answer = send(as_person(desk.ewa), order, "start")
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.number}/")
    assert (fresh(order).state, fresh(order).assignee) == ("in_progress", desk.ewa)


def test_waiting_for_the_customer_needs_a_question(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    browser = as_person(desk.ewa)
    refused = send(browser, order, "wait", {"wait_reason": "customer", "note": "napisane"}, headers=HTMX)
    assert refused.status_code == 422 and "wyślij mu pytanie" in refused.content.decode()
    assert "napisane" in refused.content.decode()
    past = {"wait_reason": "appointment", "until": "2020-01-01T10:00"}
    assert "już minął" in send(browser, order, "wait", past).content.decode()
    assert (
        "Podaj umówiony termin"
        in send(browser, order, "wait", {"wait_reason": "appointment"}).content.decode()
    )
    done = send(browser, order, "wait", {"wait_reason": "customer", "question": "Jaki model?"}, headers=HTMX)
    assert done.status_code == 204 and fresh(order).state == "waiting"
    assert send(browser, fresh(order), "resume", headers=HTMX).status_code == 204
    assert fresh(order).state == "in_progress"


def test_handing_over_asks_for_the_categorys_facts_and_remembers_them(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    browser = as_person(desk.ewa)
    bare = send(browser, order, "hand_over", {"to": "L2", "reason": "trudne"}, headers=HTMX)
    assert bare.status_code == 422 and "trudne" in bare.content.decode()
    facts = {f"fact_{f['code']}": f"odp-{f['code']}" for f in desk.category.facts}
    assert (
        send(browser, order, "hand_over", {"to": "L2", "reason": "trudne", **facts}, headers=HTMX).status_code
        == 204
    )
    assert fresh(order).level == "L2"
    back = send(as_person(desk.tomasz), fresh(order), "send_back", {"reason": "proste"}, headers=HTMX)
    assert back.status_code == 204 and fresh(order).level == "L1"
    actions.start(order, by=actor(desk.ewa), at=now())
    page = browser.get(f"/orders/{order.number}/hand-over/").content.decode()
    assert "odp-restarted" in page and "Czy urządzenie było wyłączone" in page


def test_resolving_tells_the_customer_and_reopening_needs_a_reason(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    browser = as_person(desk.ewa)
    page = browser.get(f"/orders/{order.number}/resolve/").content.decode()
    assert "Pierwsza pomoc" in page and "wymiana urządzenia" in page
    wrong = send(
        browser, order, "resolve", {"text": "Wymieniona głowica", "code": "restart", "minutes": "-5"}
    )
    assert wrong.status_code == 422 and "Wymieniona głowica" in wrong.content.decode()
    typed = {"text": "Wymieniona głowica", "code": "restart", "minutes": "20"}
    assert send(browser, order, "resolve", typed, headers=HTMX).status_code == 204
    assert (fresh(order).state, fresh(order).minutes_worked) == ("resolved", 20)
    assert order.messages.filter(public=True, text="Wymieniona głowica").exists()
    assert send(browser, fresh(order), "reopen", {"reason": " "}).status_code == 422
    assert send(browser, fresh(order), "reopen", {"reason": "wróciło"}, headers=HTMX).status_code == 204
    assert fresh(order).state == "in_progress"


def test_closing_and_cancelling_end_the_order(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    actions.resolve(order, text="ok", code="restart", minutes=1, by=actor(desk.ewa), at=now())
    assert send(as_person(desk.anna), fresh(order), "close", headers=HTMX).status_code == 204
    assert fresh(order).state == "closed"
    other = desk.in_progress(at=now())
    assert send(as_person(desk.anna), other, "cancel", {"reason": ""}).status_code == 422
    assert send(as_person(desk.anna), other, "cancel", {"reason": "pomyłka"}, headers=HTMX).status_code == 204
    assert fresh(other).state == "cancelled"


def test_merging_shows_the_target_first_and_finds_it_by_its_end(desk: Desk, as_person: Browser) -> None:
    target, order = desk.in_progress(at=now()), desk.report(at=now())
    browser = as_person(desk.anna)
    assert target.number in browser.get(f"/orders/{order.number}/merge/").content.decode()
    end = target.number[len("FAL-26-") :].lstrip("0")
    seen = send(browser, order, "merge", {"into": end, "preview": "1"}, headers=HTMX)
    assert target.number in re.sub(r".*id=\"foreseen\"", "", seen.content.decode(), flags=re.S)
    wrong = send(browser, order, "merge", {"into": "999-9", "reason": "to samo"})
    assert (
        "Nie ma zgłoszenia o takim numerze" in wrong.content.decode() and "to samo" in wrong.content.decode()
    )
    itself = send(browser, order, "merge", {"into": order.number})
    assert "z nim samym" in itself.content.decode()
    assert send(browser, order, "merge", {"into": end}, headers=HTMX).status_code == 204
    assert fresh(order).merged_into == target
    assert "scalone" in text_of(browser.get(f"/orders/{order.number}/").content.decode())


def test_an_order_of_a_stranger_cannot_be_merged_into_nor_linked(desk: Desk, as_person: Browser) -> None:
    foreign, order = make_desk("BUR").report(at=now()), desk.in_progress(at=now())
    browser = as_person(desk.anna)
    assert send(browser, order, "merge", {"into": foreign.number}).status_code == 422
    assert send(browser, order, "link", {"other": foreign.number}).status_code == 422
    assert fresh(order).state == "in_progress"


def test_correcting_offers_the_other_shops_devices_and_its_clocks(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - HOUR)
    other = make_site(desk.network, "042", name="Sopot")
    scale, person = make_device(other, kind="scales", label="Waga 1"), make_contact(other, "Jan Nowy")
    browser = as_person(desk.anna)
    typed = {
        "network": desk.network.pk,
        "site": "042",
        "device": "",
        "contact": "",
        "kind": "service",
        "reason": "x",
    }
    seen = send(browser, order, "correct", {**typed, "preview": "1"}, headers=HTMX).content.decode()
    assert "Waga 1" in seen and "042 Sopot" in seen and fresh(order).site == desk.site
    assert (
        "nie ma placówki o takim kodzie"
        in send(browser, order, "correct", {**typed, "site": "zzz"}).content.decode()
    )
    foreign = send(browser, order, "correct", {**typed, "device": desk.device.pk})
    assert foreign.status_code == 422
    done = send(browser, order, "correct", {**typed, "device": scale.pk, "contact": person.pk}, headers=HTMX)
    assert done.status_code == 204
    assert (fresh(order).site, fresh(order).device, fresh(order).kind) == (other, scale, "service")


def test_correcting_to_another_network_hides_the_order_from_the_former_one(
    desk: Desk, as_person: Browser
) -> None:
    other = make_desk("BUR", template="24/7")
    both = make_person("coordinator", "Jan Wit", supervises=[desk.network, other.network])
    order = desk.in_progress(at=now() - HOUR)
    typed = {
        "network": other.network.pk,
        "site": "041",
        "device": "",
        "contact": "",
        "kind": "failure",
        "reason": "x",
    }
    assert (
        "Po zmianie terminy"
        in send(as_person(both), order, "correct", {**typed, "preview": "1"}).content.decode()
    )
    assert send(as_person(both), order, "correct", typed, headers=HTMX).status_code == 204
    assert as_person(desk.ewa).get(f"/orders/{order.number}/").status_code == 404
    assert as_person(other.ewa).get(f"/orders/{order.number}/").status_code == 200


def test_a_foreign_network_is_no_choice(desk: Desk, as_person: Browser) -> None:
    other, order = make_desk("BUR"), desk.in_progress(at=now())
    typed = {
        "network": other.network.pk,
        "site": "041",
        "device": "",
        "contact": "",
        "kind": "failure",
        "reason": "x",
    }
    assert send(as_person(desk.anna), order, "correct", typed).status_code == 422
    assert fresh(order).network == desk.network


def test_priority_is_set_with_a_reason_and_a_preview(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - HOUR)
    browser = as_person(desk.anna)
    seen = send(
        browser, order, "set_priority", {"priority": "P4", "reason": "", "preview": "1"}, headers=HTMX
    )
    assert "Po zmianie terminy" in seen.content.decode()
    assert send(browser, order, "set_priority", {"priority": "P4", "reason": ""}).status_code == 422
    assert (
        send(browser, order, "set_priority", {"priority": "P4", "reason": "remont"}, headers=HTMX).status_code
        == 204
    )
    assert fresh(order).priority == "P4"


def test_tags_links_and_other_parties_numbers_come_and_go(desk: Desk, as_person: Browser) -> None:
    other, order = desk.in_progress(at=now()), desk.in_progress(at=now())
    browser = as_person(desk.ewa)
    assert send(browser, order, "tag", {"add": "Gwarancja, #VIP"}, headers=HTMX).status_code == 204
    assert send(browser, order, "tag", {"add": "", "remove": ["vip"]}, headers=HTMX).status_code == 204
    assert fresh(order).tags == ["gwarancja"]
    assert send(browser, order, "tag", {"add": "x" * 41}).status_code == 422
    assert send(browser, order, "link", {"other": other.number}, headers=HTMX).status_code == 204
    assert order.links.get().other == other
    assert send(browser, order, "link", {"other": "", "part": other.number}, headers=HTMX).status_code == 204
    assert not order.links.exists()
    wrong = {"whose": "Posnet", "number": "Z/1", "link": "javascript:alert(1)"}
    assert send(browser, order, "refer", wrong).status_code == 422
    assert (
        send(
            browser, order, "refer", {"whose": "Posnet", "number": "Z/1", "link": ""}, headers=HTMX
        ).status_code
        == 204
    )
    kept = order.references.get()
    assert "Z/1" in browser.get(f"/orders/{order.number}/").content.decode()
    assert send(browser, order, "refer", {"drop": kept.pk}, headers=HTMX).status_code == 204
    assert not order.references.exists()


def test_a_call_and_the_customers_words_are_kept(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    browser = as_person(desk.ewa)
    assert (
        send(browser, order, "contact", {"way": "call", "text": "nie odbiera"}, headers=HTMX).status_code
        == 204
    )
    assert journal(order.subject_key).reverse()[0].data["reached"] is False
    assert (
        send(
            browser, order, "receive", {"channel": "hotline", "text": "Już działa"}, headers=HTMX
        ).status_code
        == 204
    )
    said = order.messages.get(text="Już działa")
    assert said.public and said.inbound


def test_two_people_at_once_the_second_learns_what_the_first_did(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    late = {"text": "Długi tekst rozwiązania", "code": "restart", "minutes": "5"}
    assert (
        send(
            as_person(desk.anna), order, "set_priority", {"priority": "P4", "reason": "r"}, headers=HTMX
        ).status_code
        == 204
    )
    answer = send(as_person(desk.ewa), order, "resolve", late, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Anna Mazur" in page and "ustawia priorytet P4" in page and "Długi tekst rozwiązania" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version and int(version[1]) == fresh(order).version
    again = send(as_person(desk.ewa), fresh(order), "resolve", late, headers=HTMX)
    assert again.status_code == 204


def test_an_act_that_the_state_does_not_allow_says_so(desk: Desk, as_person: Browser) -> None:
    order = desk.report(at=now())
    browser = as_person(desk.anna)
    page = browser.get(f"/orders/{order.number}/resume/", headers=HTMX)
    assert page.status_code == 409 and "nie jest możliwa" in page.content.decode()
    assert send(browser, order, "resume").status_code == 409


@pytest.mark.parametrize("act", sorted(FORMS))
def test_nothing_is_done_by_get_nor_without_the_forms_token(desk: Desk, as_person: Browser, act: str) -> None:
    order = desk.in_progress(at=now())
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.anna)
    address = f"/orders/{order.number}/{act.replace('_', '-')}/"
    assert client.get(address).status_code in (200, 403, 409)
    assert client.post(address, {"version": order.version, "reason": "x"}).status_code == 403
    assert fresh(order).version == order.version and last_kind(order) == "started"


@pytest.mark.parametrize("act", sorted(set(FORMS) - {"accept"}))
def test_a_technician_of_another_level_can_do_nothing_to_the_order_unless_called(
    desk: Desk, as_person: Browser, act: str
) -> None:
    order = desk.in_progress(at=now())
    answer = send(as_person(desk.olga), order, act, {"reason": "x", "text": "x"})
    assert answer.status_code == 403 and fresh(order).version == order.version


@pytest.mark.parametrize("act", sorted(set(FORMS) - {"accept"}))
def test_a_manager_only_reads_unless_called(desk: Desk, as_person: Browser, act: str) -> None:
    manager = make_person("manager", supervises=[desk.network])
    order = desk.in_progress(at=now())
    assert as_person(manager).get(f"/orders/{order.number}/").status_code == 200
    assert send(as_person(manager), order, act, {"reason": "x"}).status_code == 403


def test_who_follows_is_seen_and_can_be_taken_away(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    ola = join(order, name="Ola", email="ola@fala.example", by=Actor("link"), at=now())
    other = join(desk.in_progress(at=now()), name="Iga", by=Actor("link"), at=now())
    browser = as_person(desk.ewa)
    part = f"/orders/{order.number}/parts/followers/"
    assert "ola@fala.example" in browser.get(part).content.decode()
    assert f'data-live="order:{order.pk}"' in browser.get(part).content.decode()  # it follows what others do
    assert "ola@fala.example" in as_person(desk.olga).get(part).content.decode()
    assert as_person(make_person("representative", represents=desk.network)).get(part).status_code == 404
    assert "ola@fala.example" in browser.get(f"/orders/{order.number}/unfollow/").content.decode()

    assert send(browser, order, "unfollow", {}, headers=HTMX).status_code == 422
    assert send(browser, order, "unfollow", {"who": other.pk}, headers=HTMX).status_code == 422
    assert send(browser, order, "unfollow", {"who": ola.pk}, headers=HTMX).status_code == 204
    assert "ola@fala.example" not in browser.get(part).content.decode()
    other.refresh_from_db()
    assert other.removed_at is None
