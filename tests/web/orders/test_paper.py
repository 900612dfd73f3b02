"""The page to print and the packet: who gets what, in which language."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from django.test import Client

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from tests.factories import NINE, make_person
from tests.orders.shop import HOUR, MINUTE, Desk, actor, make_desk
from tests.web.orders.conftest import Browser
from tests.web.orders.test_page import text_of


@pytest.fixture
def order(desk: Desk) -> Order:
    order = desk.in_progress()
    ewa = actor(desk.ewa)
    actions.note(order, text="tajna notatka", by=ewa, at=NINE)
    actions.wait(order, reason=WaitReason.CUSTOMER, question="Jaki kod?", by=ewa, at=NINE + 10 * MINUTE)
    actions.receive(order, text="E5", channel="hotline", by=ewa, at=NINE + 40 * MINUTE)
    order = Order.objects.get(pk=order.pk)
    over = {"to": Level.L2, "reason": "tajny powód", "facts": desk.facts()}
    return actions.hand_over(order, **over, by=ewa, at=NINE + HOUR)


def test_the_page_tells_promise_clocks_waits_and_public_words(
    desk: Desk, order: Order, as_person: Browser
) -> None:
    page = text_of(as_person(desk.ewa).get(f"/orders/{order.number}/paper/").content.decode())
    for words in ("Co obiecuje umowa", "Godziny wsparcia: poniedziałek–piątek 8:00–16:00.", "Wstrzymania"):
        assert words in page
    for words in ("Jaki kod?", "E5", "Nie drukuje paragonów", "2026-03-02 09:10:00 – 2026-03-02 09:40:00"):
        assert words in page


@pytest.mark.parametrize("who", ["ewa", "anna", "representative"])
def test_the_page_is_the_same_to_every_reader_and_has_nothing_inner(
    desk: Desk, order: Order, as_person: Browser, who: str
) -> None:
    representative = make_person("representative", represents=desk.network)
    person = representative if who == "representative" else getattr(desk, who)
    page = as_person(person).get(f"/orders/{order.number}/paper/").content.decode()
    text = text_of(page)
    assert "tajn" not in text and not re.search(r"\bL[123]\b|lini", text)
    assert desk.tomasz.name not in text


def test_sums_of_the_page_add_up_to_the_second(desk: Desk, order: Order, as_person: Browser) -> None:
    page = as_person(desk.ewa).get(f"/orders/{order.number}/paper/?language=en").content.decode()
    for table in re.findall(r"<tbody>(.*?)</tbody>", page, re.S):
        *rows, total = re.findall(r"<tr.*?</tr>", table, re.S)
        for column in (-2, -1):
            cells = [
                seconds(re.findall(r'<td class="end">(.*?)</td>', row)[column]) for row in [*rows, total]
            ]
            assert sum(cells[:-1]) == cells[-1]


def seconds(text: str) -> int:
    units = {"h": 3600, "min": 60, "s": 1}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+) (h|min|s)\b", text))


def test_it_speaks_the_customers_language_unless_another_is_asked_for(
    desk: Desk, order: Order, as_person: Browser
) -> None:
    browser, path = as_person(desk.ewa), f"/orders/{order.number}/paper/"
    desk.network.language = "en"
    desk.network.save()
    assert '<html lang="en"' in browser.get(path).content.decode()
    assert '<html lang="pl"' in browser.get(path + "?language=pl").content.decode()
    assert '<html lang="en"' in browser.get(path + "?language=xx").content.decode()
    assert '<html lang="pl"' in browser.get("/board/").content.decode()  # nothing of it stays


def test_direction_marks_of_a_subject_are_shown(desk: Desk, as_person: Browser) -> None:
    order = desk.report(subject="abc\u202edef <b>")
    page = as_person(desk.ewa).get(f"/orders/{order.number}/paper/").content.decode()
    assert "abc[U+202E]def &lt;b&gt;" in page


@pytest.mark.parametrize("role", ["coordinator", "manager", "representative"])
def test_the_packet_is_the_customers_part_and_whole_for_our_own_who_ask_for_it(
    desk: Desk, order: Order, as_person: Browser, role: str
) -> None:
    ours = role != "representative"
    place = {"supervises": [desk.network]} if ours else {"represents": desk.network}
    browser, path = as_person(make_person(role, **place)), f"/orders/{order.number}/proof.zip?language=en"
    assert (side_of(browser, path), side_of(browser, f"{path}&side=whole")) == (
        "customer",
        "whole" if ours else None,
    )
    page = browser.get(f"/orders/{order.number}/paper/").content.decode()
    assert ("side=whole" in page) is ours


def side_of(browser: Client, path: str) -> str | None:
    answer = browser.get(path)
    if answer.status_code == 404:
        return None
    assert answer["Content-Type"] == "application/zip"
    made = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    told = json.loads(made.read("data.json"))
    assert f'"{told["order"]["number"]}.zip"' in answer["Content-Disposition"] and told["language"] == "en"
    return told["side"]


def test_technicians_and_strangers_get_no_packet_and_no_link_to_it(
    desk: Desk, order: Order, as_person: Browser
) -> None:
    path = f"/orders/{order.number}/proof.zip"
    assert as_person(desk.ewa).get(path).status_code == 404
    assert as_person(make_desk("BUR").anna).get(path).status_code == 404
    assert path not in as_person(desk.ewa).get(f"/orders/{order.number}/paper/").content.decode()
    assert path in as_person(desk.anna).get(f"/orders/{order.number}/paper/").content.decode()
    assert (
        f"/orders/{order.number}/paper/"
        in as_person(desk.ewa).get(f"/orders/{order.number}/").content.decode()
    )
