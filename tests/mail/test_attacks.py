"""Attacks by mail that the other tests do not name: each with what is safe."""

import logging
import re
import tracemalloc
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage

from amberdesk.customers.models import Site
from amberdesk.mail import held_words
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.models import HELD, PLACED, OutgoingMail, RawMail
from amberdesk.mail.originals import with_pictures
from amberdesk.mail.parse import parse
from amberdesk.mail.reading.hypertext import read_hypertext
from amberdesk.mail.transport import as_message
from amberdesk.notices.customer import confirm
from amberdesk.notices.held import point_to_form
from amberdesk.orders.files import stored_as
from amberdesk.orders.models import Attachment, Message, Order
from amberdesk.outbox.models import Event
from tests.factories import NINE, make_contact
from tests.mail.make_raw import samples
from tests.mail.samples import bombs, broken, headers
from tests.mail.samples.building import header as headers_of
from tests.mail.samples.building import mail, part, several, text_mail
from tests.orders.shop import MINUTE

HARM = "<script>alert(1)</script>"


@pytest.fixture
def mailbox(desk):
    return add_mailbox(desk.network, address="fala@pomoc.example")


def test_the_confirmation_to_an_unproven_sender_repeats_none_of_his_words(mailbox):
    """T09, T12: nobody is made to read what a stranger wrote, and no other service's mail is shown to him."""
    row = take_in(mailbox, text_mail("Kup teraz", subject="Kup teraz"), received_at=NINE, at=NINE)
    confirm(Event.objects.get(subject=f"order:{row.order_id}"))
    letter = OutgoingMail.objects.get()
    assert letter.recipient == "jan@sklep.example"
    assert "Kup" not in letter.subject + letter.text + letter.html


def test_a_service_s_mail_is_on_no_order_unless_the_network_knows_the_service(mailbox):
    """T09: somebody opened an account with the desk's address; what the service writes is on nobody's portal."""
    robot = {"from": "Konto <no-reply@uslugi.example>", "subject": "Twój kod: 481516"}
    row = take_in(mailbox, text_mail("Kod: 481516", **robot), received_at=NINE, at=NINE)
    assert (row.state, row.reason) == (HELD, "service") and not Order.objects.exists()
    assert held_words.why(row) != held_words.why(RawMail())
    make_contact(Site.objects.get(), emails=["no-reply@uslugi.example"])
    raw = text_mail("Kasa 2 offline", **robot | {"message_id": "<b@x>"})
    assert take_in(mailbox, raw, received_at=NINE, at=NINE).state == PLACED


@pytest.mark.parametrize("name", headers.SENDERS)
def test_a_mail_has_one_sender_or_none_by_a_fixed_rule(name: str):
    """T10."""
    fields = {"from": headers.SENDERS[name][0]}
    mails = [parse(text_mail("x", **fields)) for _again in range(2)]
    assert mails[0].sender == mails[1].sender
    assert mails[0].sender is None or mails[0].sender.email.count("@") == 1


def test_what_the_desk_sends_by_itself_says_so_and_a_person_s_answer_does_not(mailbox):
    """T26."""
    for automatic in (True, False):
        post(
            message_id=f"<{automatic}@x>",
            to="a@b.example",
            subject="x",
            text="x",
            automatic=automatic,
            at=NINE,
        )
    said = [as_message(letter).message()["Auto-Submitted"] for letter in OutgoingMail.objects.order_by("pk")]
    assert said == ["auto-generated", None]


@pytest.mark.parametrize("name", broken.HARM)
def test_harm_stays_away_from_a_page_however_often_it_is_cleaned(name: str):
    """T30: what is clean stays as it is; a second reading brings nothing back to life."""
    once = read_hypertext(broken.HARM[name]).clean
    assert read_hypertext(once).clean == once
    assert not [mark for mark in broken.HARMLESS if mark in once]


@pytest.mark.parametrize("name", bombs.FILES)
def test_what_would_grow_is_kept_as_it_came_and_never_unpacked(mailbox, name: str):
    """T36."""
    bomb, kind = bombs.FILES[name]()
    raw = mail(several([part("x"), part(bomb, f"{kind}; name={name}", "base64")]))
    tracemalloc.start()
    row = take_in(mailbox, raw, received_at=NINE, at=NINE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    kept = Attachment.objects.get()
    assert row.state == PLACED and peak < 50_000_000
    assert (kept.name, kept.size, kept.image) == (name, len(bomb), False)
    assert bytes(kept.sha256) == sha256(bomb).digest()


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.zip", "x.zip"),
        ("a\0.png", "a.png"),
        ("con.txt", "_con.txt"),
        ("a" * 4000 + ".png", "a" * 116 + ".png"),
        ("faktura\u202egnp.exe", "fakturagnp.exe"),
        ("raport\r\nX-Desk: a.pdf", "raport X-Desk_ a.pdf"),
        ("\u200b.htaccess", "htaccess"),
    ],
)
def test_a_file_s_name_is_no_path_and_opens_nothing(mailbox, name: str, cleaned: str):
    """T35: it lies under a key of ours, and its name is cleaned, however the mail writes it."""
    given = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    piece = part(b"x", "application/zip", "base64", content_disposition=given)
    take_in(mailbox, mail(several([part("x"), piece])), received_at=NINE, at=NINE)
    kept = Attachment.objects.get()
    assert kept.name == cleaned and re.fullmatch("[0-9a-f]{40}", kept.key)
    with default_storage.open(stored_as(kept.key)) as stored:
        assert stored.read() == b"x"


def test_a_strange_charset_costs_no_more_than_a_line_of_the_log(caplog):
    """T43."""
    with caplog.at_level(logging.DEBUG):
        for charset in ("none", "iso-gb2312", "invalid-charset", "utf-32le", "zlib", "a" * 1000):
            raw = b"Content-Type: text/plain; charset=%s\r\n\r\n" % charset.encode() + bytes(range(256)) * 100
            assert "unreadable" not in parse(raw).troubles
    assert len(caplog.records) <= 6


@pytest.mark.parametrize(
    "said", ["Thu, 19 Nov 1900 14:05:00 +0100", "Thu, 19 Nov 2999 14:05:00 +0100", "x", None]
)
def test_the_sender_s_date_starts_no_clock(mailbox, said):
    """T48: what counts is when our server had the mail."""
    row = take_in(mailbox, text_mail("Kasa.", date=said), received_at=NINE, at=NINE + MINUTE)
    assert Order.objects.get(pk=row.order_id).reported_at == NINE


def test_harm_in_a_subject_or_name_is_kept_as_the_text_that_it_is(mailbox):
    """T31: pages and letters escape it; nothing is taken away that a person may have meant."""
    raw = text_mail(HARM, subject=HARM, **{"from": f'"{HARM}" <jan@sklep.example>'})
    order = Order.objects.get(pk=take_in(mailbox, raw, received_at=NINE, at=NINE).order_id)
    assert (order.subject, order.reporter_name) == (HARM, HARM)


def test_a_name_that_holds_line_breaks_brings_no_other_recipient(mailbox):
    """T53."""
    sender = f"{headers.b64('Jan' + chr(13) + chr(10) + 'Bcc: obcy@zly.example')} <jan@sklep.example>"
    row = take_in(mailbox, text_mail("Kasa.", **{"from": sender}), received_at=NINE, at=NINE)
    confirm(Event.objects.get(subject=f"order:{row.order_id}"))
    message = as_message(OutgoingMail.objects.get())
    assert message.recipients() == ["jan@sklep.example"] and b"\nBcc" not in message.message().as_bytes()


@pytest.mark.parametrize("each", [10, pytest.param(1, marks=pytest.mark.long)])
def test_every_raw_mail_is_one_order_or_one_row_and_a_second_run_changes_nothing(mailbox, each: int):
    """T49, I11: `each` so many of the raw mails."""
    mailbox.most_from_sender = 10_000
    mailbox.save()
    raws = [sample.raw for sample in samples()][::each]
    for place, raw in enumerate(raws):
        raw = raw.replace(b"<a1@sklep.example>", b"<a%d@sklep.example>" % place)
        raws[place] = raw
        take_in(mailbox, raw, received_at=NINE + timedelta(seconds=place), at=NINE + timedelta(seconds=place))
    states = Counter(RawMail.objects.values_list("state", "reason"))
    assert not [key for key in states if key[0] == "kept" or key[1] == "failed"]
    before = (Order.objects.count(), Message.objects.count(), RawMail.objects.count(), Event.objects.count())
    for raw in raws:
        take_in(mailbox, raw, received_at=NINE + 999 * MINUTE, at=NINE + 999 * MINUTE)
    after = (Order.objects.count(), Message.objects.count(), RawMail.objects.count(), Event.objects.count())
    assert after == before
    assert (
        sum(states.values()) == len({*raws})
        and states[PLACED, ""] > 200 / each
        and states[HELD, "conflict"] == 0
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
    ],
)
def test_a_link_that_would_run_something_leads_nowhere(address: str):
    """T32: and what is only text stays text."""
    clean = read_hypertext(f'<a href="{address}">tu</a> [x]({address})').clean
    assert "href" not in clean and "tu" in clean


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x.svg", "image/svg+xml"),
        ("x.html", "text/html"),
        ("x.png", "text/html"),
        ("x.xhtml", "application/xhtml+xml"),
        ("x.pdf", "image/png"),
    ],
)
def test_a_file_that_could_run_is_never_shown_in_a_page(mailbox, name: str, kind: str):
    """T33: whatever it calls itself, it is what its bytes are."""
    harm = part(f"<svg onload=alert(1)>{HARM}</svg>", f"{kind}; name={name}", "base64")
    take_in(mailbox, mail(several([part("x"), harm])), received_at=NINE, at=NINE)
    kept = Attachment.objects.get()
    assert not kept.image and kept.media_type == "text/plain"


@pytest.mark.parametrize("end", [b"", b"--b--\r\n", b"--b\r\n--b--\r\n", b"--x--\r\n"])
def test_a_mail_that_says_it_has_parts_and_has_none_is_an_order(mailbox, end: bytes):
    """T44."""
    raw = headers_of() + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + end
    row = take_in(mailbox, raw, received_at=NINE, at=NINE)
    assert row.state == PLACED and Order.objects.get(pk=row.order_id).subject == "Kasa 2"


@pytest.mark.parametrize(
    "raw",
    [
        text_mail("Ka\0sa", subject="Ka\0sa", **{"from": '"J\0an" <jan@sklep.example>'}),
        text_mail("x").replace(b"x\r\n", b"\xed\xa0\x80 \xff\xfe kasa\r\n"),
        mail(part(b"\0+AAAA-+2AA-", "text/plain; charset=utf-7")),
        mail(several([part("x"), part(b"\0", "text/csv; name=a\0.csv", "base64")])),
    ],
)
def test_what_the_database_cannot_hold_is_cleaned_and_kept_raw(mailbox, raw: bytes):
    """T47."""
    row = take_in(mailbox, raw, received_at=NINE, at=NINE)
    order = Order.objects.get(pk=row.order_id)
    said = order.messages.get()
    for text in (order.subject, order.reporter_name, said.text):
        assert "\0" not in text and text.encode()
    assert row.state == PLACED and bytes(RawMail.objects.get(pk=row.pk).raw) == raw


@pytest.mark.parametrize(
    "sender", ["danger-$USER@sklep.example", "-oQ/tmp@sklep.example", "|cmd@sklep.example", "`id`@x.example"]
)
def test_an_address_that_a_shell_would_read_is_an_address(mailbox, sender: str):
    """T54: it goes to the mail server as an argument of its protocol; no command line has it."""
    row = take_in(mailbox, text_mail("Kasa.", **{"from": sender}), received_at=NINE, at=NINE)
    confirm(Event.objects.get(subject=f"order:{row.order_id}"))
    assert [as_message(letter).recipients() for letter in OutgoingMail.objects.all()] in (
        [[sender.lower()]],
        [],
    )


def test_a_mail_that_is_too_big_is_kept_by_its_header_and_told_of(mailbox):
    """T46: held, with sender and subject; who wrote it learns that it was not read."""
    raw = text_mail("x") + b"a" * (31 * 1024 * 1024)
    row = take_in(mailbox, raw, received_at=NINE, at=NINE)
    assert (row.state, row.reason, row.sender, row.subject) == (
        HELD,
        "too_big",
        "jan@sklep.example",
        "Kasa 2",
    )
    assert row.size == len(raw)
    for _again in range(2):
        point_to_form(Event.objects.get(kind="mail.held"))
    letter = OutgoingMail.objects.get()
    assert (letter.recipient, letter.automatic) == ("jan@sklep.example", True) and "za duża" in letter.subject


@pytest.mark.parametrize("word", ["alt", "src", "title"])
def test_words_of_a_picture_stay_words(word: str):
    """T30: what stands in the place of a picture brings nothing to life."""
    harm = "cid:a&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"
    clean = read_hypertext(f'<p><img {word}="{harm}"> <img src="cid:z" {word}="{harm}"></p>').clean
    for address in (lambda _id: None, lambda _id: "/files/x/"):
        shown = with_pictures(clean, address)
        assert "<script" not in shown and "<img src=x" not in shown


def test_a_picture_with_endless_words_leaves_nothing_of_its_address():
    assert with_pictures(f'a<img src="cid:z@x" alt="{"z" * 9000}">b', lambda name: None) == "ab"
