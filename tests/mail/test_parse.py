"""What is read from a raw mail, beside the collection of raw mails: rules that one mail alone does not show."""

import email
import tracemalloc

import pytest

from amberdesk.mail.parse import parse, stem
from amberdesk.mail.reading.addresses import addresses
from amberdesk.mail.reading.charsets import decode, one_line
from amberdesk.mail.reading.hypertext import read_hypertext
from amberdesk.mail.reading.limits import MOST_BYTES
from amberdesk.mail.reading.parts import Tree
from tests.mail.samples import answers, files, headers
from tests.mail.samples.building import file_of, mail, part, several, text_mail

STRANGE = {"file-broken-base64", "file-uuencoded", "mails-in-mails", "mail-in-mail"}
ORDINARY = [
    sample
    for kind in (answers, headers, files)
    for sample in kind.samples()
    if sample.name not in STRANGE and not sample.name.startswith("file-rfc2231")
]


@pytest.mark.parametrize("sample", ORDINARY, ids=lambda sample: sample.name)
def test_the_parts_of_an_ordinary_mail_are_those_that_the_standard_parser_finds(sample):
    theirs = [
        (piece.get_content_type(), piece.get_payload(decode=True))
        for piece in email.message_from_bytes(sample.raw).walk()
        if not piece.is_multipart()
    ]
    ours = [(piece.kind, piece.content()) for piece in Tree(sample.raw).root.walk() if not piece.parts]
    assert ours == theirs


def test_a_mail_that_is_too_big_is_known_by_its_beginning_and_says_so():
    raw = (
        mail(several([part("Kasa nie działa."), part(b"x" * 100, "image/png", "base64")]), subject="Kasa")
        + b"x" * MOST_BYTES
    )
    found = parse(raw)
    assert found.troubles == ("too_big",)
    assert (found.subject, found.divided.new, found.attachments) == ("Kasa", "Kasa nie działa.", ())


def test_a_text_that_is_too_long_is_cut_and_kept_whole_as_a_file():
    long = "Kasa nie działa.\n" * 100_000
    found = parse(text_mail(long))
    assert "unread_rest" in found.flags and len(found.text) < len(long)
    assert found.attachments[0].read() == long.replace("\n", "\r\n").encode()


def test_a_failure_of_ours_costs_no_mail(monkeypatch, caplog):
    monkeypatch.setattr("amberdesk.mail.parse.read_body", lambda _root: 1 / 0)
    assert parse(text_mail("x")).troubles == ("unreadable",)
    assert "cannot be read" in caplog.text


def test_of_a_thousand_recipients_each_is_read_once():
    raw = ", ".join(f"a{number % 500}@b.example" for number in range(1000)).encode()
    assert len(addresses(raw)) == 500


def test_the_marks_of_answers_before_a_subject_are_known_in_three_languages():
    for subject in ("Re: Kasa", "ODP: RE: Kasa", "Fwd: PD: Kasa", "Відп: Kasa", "RE[2]: Odpowiedź: Kasa"):
        assert stem(subject) == "Kasa"
    assert stem("Reklamacja: kasa") == "Reklamacja: kasa"


def test_a_subject_is_one_line_whatever_is_in_it():
    """T53: nothing in it begins another header."""
    assert one_line("Kasa\r\nBcc: x@y\u2028z\u2029a\x85b\x0bc\x00") == "Kasa Bcc: x@y z a b c"


def test_words_are_read_in_the_charset_that_makes_sense():
    assert decode("łódź".encode("cp1250"), "iso-8859-2") == "łódź"
    assert decode("café señor".encode("cp1252"), "iso-8859-1") == "café señor"
    assert decode("łódź".encode(), "idna") == decode("łódź".encode(), "unicode_escape") == "łódź"


def test_what_a_hypertext_would_load_from_elsewhere_is_said():
    """T34: neither the server nor the browser loads it."""
    found = read_hypertext('<p>Kasa</p><img src="https://a.example/x.png"><img src="cid:1">')
    assert found.remote and "a.example" not in found.clean and 'src="cid:1"' in found.clean
    assert not read_hypertext('<img src="cid:1">').remote


def test_links_of_a_mail_open_without_telling_from_where():
    clean = read_hypertext('<a href="https://a.example/" onclick="x()" target="_top">a</a>').clean
    assert clean == '<a href="https://a.example/" rel="noopener noreferrer nofollow">a</a>'


def test_hypertext_that_nests_beyond_reason_is_read_as_words():
    found = read_hypertext("<div>" * 5000 + "Kasa &amp; skaner" + "</div>" * 5000)
    assert (found.clean, found.text) == ("", "Kasa & skaner")


def test_the_files_of_a_mail_are_decoded_one_by_one():
    """Twenty files of a megabyte never lie decoded in memory together."""
    content = bytes(1024 * 1024)
    pieces = [part(content, "application/octet-stream; name=a.bin", "base64") for _file in range(20)]
    raw = mail(several(pieces))
    tracemalloc.start()
    try:
        found = parse(raw)
        assert [file_of(file.name, file.read()) for file in found.attachments] == [
            file_of("a.bin", content)
        ] * 20
        assert tracemalloc.get_traced_memory()[1] < 6 * 1024 * 1024
    finally:
        tracemalloc.stop()
