"""A packet holds what its side may know, can be checked by a third party, and survives whatever was written."""

import json
import subprocess
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.orders import actions
from amberdesk.orders.models import Message, Order
from amberdesk.outbox.actor import Actor
from amberdesk.reports.dossier import dossier
from amberdesk.reports.paper import PIECE, line, pdf, pieces
from amberdesk.reports.proof import packet
from tests.factories import NINE
from tests.orders.shop import HOUR, MINUTE, Desk, actor

AT = NINE + 6 * HOUR
HOSTILE = {
    "right to left": "\u202ekopia\u202c שלום عربي",
    "controls": "".join(map(chr, (*range(1, 32), *range(127, 160)))),
    "emoji": "👨‍👩‍👧‍👦🇵🇱👍🏽" * 500,
    "markup": "<b>x</b> & <script>alert(1)</script> <para> {{ 1 }} %s %(a)s",
    "one word": "ź" * 100_000,
    "lines": "a\n" * 50_000,
    "accents": "z\u0335\u0341\u0360" * 10_000,
}


@pytest.fixture
def order(desk: Desk) -> Order:
    """An order with a question, its answer, a note, a hand-over and a file."""
    order = desk.in_progress()
    ewa = actor(desk.ewa)
    actions.wait(order, reason=WaitReason.CUSTOMER, question="Jaki kod błędu?", by=ewa, at=NINE + 10 * MINUTE)
    theirs = Actor("contact", order.participants.get(reporter=True).pk)
    file = actions.upload(ContentFile(b"zdjecie"), name="kod.txt", draft_of="form:p", at=NINE)
    answer = {"text": "Kod E5", "attachments": [file.pk], "draft_of": "form:p"}
    actions.receive(order, **answer, channel="form", by=theirs, at=NINE + 40 * MINUTE)
    order = Order.objects.get(pk=order.pk)
    actions.note(order, text="tajna notatka", by=ewa, at=NINE + 50 * MINUTE)
    over = {"to": Level.L2, "reason": "tajny powód", "facts": desk.facts()}
    order = actions.hand_over(order, **over, by=ewa, at=NINE + HOUR)
    order = actions.start(order, by=actor(desk.tomasz), at=NINE + 2 * HOUR)
    return actions.resolve(
        order, text="Wymieniono głowicę", code="x", minutes=9, by=actor(desk.tomasz), at=NINE + 3 * HOUR
    )


def opened(order: Order, *, whole: bool = True, at: datetime = AT) -> ZipFile:
    return ZipFile(packet(order, at, whole=whole))


def data_of(order: Order, **side: Any) -> dict[str, Any]:
    return json.loads(opened(order, **side).read("data.json"))


def test_a_third_party_checks_the_whole_packet_by_the_document(order: Order, tmp_path: Path) -> None:
    made = opened(order)
    made.extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(made.read("data.json"))
    before = "-"
    for n, event in enumerate(told["journal"], 1):
        assert event["seq"] == n and sha256(event["hashed"].encode()).hexdigest() == event["hash"]
        rest, _, previous = event["hashed"].rpartition("|")
        assert previous == before
        subject, seq, kind, _version, at, *_more, stored = rest.split("|", 10)
        assert (subject, seq, kind) == (order.subject_key, str(n), event["kind"])
        assert float(at) == datetime.fromisoformat(event["at"]).timestamp()
        assert {"state", "priority", "agreement"} <= json.loads(stored).keys()
        before = event["hash"]
    assert told["journal"][0]["kind"] == "order.placed"


def test_the_clocks_add_up_and_are_those_of_the_order(order: Order) -> None:
    told = data_of(order)
    clocks = {clock["target"]: clock for clock in told["clocks"]}
    for clock in clocks.values():
        counted = sum(s["seconds"] for s in clock["stretches"] if s["counted"])
        assert (counted, sum(s["seconds"] for s in clock["stretches"])) == (
            clock["used_seconds"],
            clock["passed_seconds"],
        )
    solution = clocks["solution"]
    assert solution["used_seconds"] == 150 * 60 and solution["passed_seconds"] == 180 * 60
    (pause,) = solution["facts"]["pauses"]
    assert pause["reason"] == "customer" and solution["facts"]["stopped_at"] == (NINE + 3 * HOUR).isoformat()


def test_a_wait_names_its_question_and_answer_and_files_are_named_by_their_hash(order: Order) -> None:
    told = data_of(order)
    (wait,) = told["waits"]
    said = {message["id"]: message for message in told["messages"]}
    assert said[wait["question"]]["text"] == "Jaki kod błędu?" and said[wait["answer"]]["text"] == "Kod E5"
    (file,) = said[wait["answer"]]["files"]
    assert (file["name"], file["sha256"]) == ("kod.txt", sha256(b"zdjecie").hexdigest())
    assert b"zdjecie" not in opened(order).read("data.json")


@pytest.mark.parametrize("whole", [True, False])
def test_inner_words_are_in_neither_packet(order: Order, whole: bool) -> None:
    made = opened(order, whole=whole)
    text = json.dumps(json.loads(made.read("data.json")), ensure_ascii=False)
    assert "tajn" not in text and "Wymieniono głowicę" in text
    assert set(made.namelist()) == {"data.json", f"{order.number}.pdf", "SHA256SUMS", "README.txt"}


def test_the_customers_part_has_the_same_hashes_and_nothing_behind_them(order: Order) -> None:
    whole, part = data_of(order), data_of(order, whole=False)
    assert [e["hash"] for e in part["journal"]] == [e["hash"] for e in whole["journal"]]
    assert [e["previous"] for e in part["journal"]] == [None, *(e["hash"] for e in part["journal"][:-1])]
    allowed = {"seq", "kind", "at", "previous", "hash"}
    assert all(e.keys() <= allowed for e in part["journal"])
    kinds = {e.get("kind") for e in part["journal"]}
    assert {"order.placed", "order.waiting", None} <= kinds
    assert not kinds & {"order.handed_over", "order.assigned", "order.noted"}
    text = json.dumps(part)
    assert not any(word in text for word in ('"L1"', '"L2"', "level", "acting", "hashed", "assignee"))
    assert all(datetime.fromisoformat(m["at"]).microsecond == 0 for m in part["messages"])


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_was_written_the_packet_is_made_and_its_data_are_exact(desk: Desk, words: str) -> None:
    order = desk.report(subject=f"Drukarka {words}"[:180], text=words, reporter_name=words[:60] or "x")
    made = opened(order)
    kept = Message.objects.get(order=order).text
    raw = made.read("data.json")
    assert json.loads(raw)["messages"][0]["text"] == kept and raw.isascii()
    assert made.read(f"{order.number}.pdf").startswith(b"%PDF-")


def test_a_long_talk_is_cut_on_paper_and_whole_in_the_data(desk: Desk) -> None:
    order = desk.in_progress()
    for n in range(60):
        actions.reply(order, text=f"{n} " + "długo " * 2000, by=actor(desk.ewa), at=NINE + n * MINUTE)
    made = opened(order)
    assert len(json.loads(made.read("data.json"))["messages"]) == 61
    assert len(made.read(f"{order.number}.pdf")) < 1_000_000


def test_markup_and_direction_marks_are_words_on_paper() -> None:
    assert line("<b>x</b> & \u202ey").getPlainText() == "<b>x</b> & [U+202E]y"


@pytest.mark.parametrize("text", ["", "a" * 5000, "słowo " * 2000, "linia\n" * 2000])
def test_pieces_lose_nothing_but_the_line_ends_between_them(text: str) -> None:
    found = list(pieces(text))
    assert all(len(piece) <= PIECE for piece in found)
    assert "".join(found).replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(("language", "word"), [("pl", "Umowa"), ("en", "agreement")])
def test_the_packet_speaks_polish_and_english(order: Order, language: str, word: str) -> None:
    with override(language):
        told = data_of(order)
        assert f"/Lang ({language})".encode() in pdf(dossier(order, AT))
    assert told["language"] == language
    first = {"pl": "Obowiązuje od 1.01.2020", "en": "In force since 1.01.2020"}[language]
    assert told["agreement"]["says"][0].startswith(first[:9])


def test_an_erased_message_says_so(order: Order, desk: Desk) -> None:
    Message.objects.filter(order=order, text="Kod E5").update(text="", erased_at=AT)
    gone = [m for m in data_of(order)["messages"] if m["erased"]]
    assert [m["text"] for m in gone] == [""]
