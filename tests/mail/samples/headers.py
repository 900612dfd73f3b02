"""Headers in all the manners in which they come: encoded, half encoded, forged, too long, missing."""

import base64
from collections.abc import Iterator

from tests.mail.samples.building import Sample, text_mail

TEXT = "Kasa nie działa."
ZHOLC = "Zażółć gęślą jaźń"


def b64(text: str, charset: str = "utf-8") -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


SPLIT = base64.b64encode("Zażół".encode()[:4]).decode(), base64.b64encode("Zażół".encode()[4:]).decode()

SUBJECTS: dict[str, tuple[str | bytes | None, str]] = {
    "plain": ("Kasa 2 nie drukuje", "Kasa 2 nie drukuje"),
    "base64": (b64(ZHOLC), ZHOLC),
    "quoted": ("=?utf-8?q?Za=C5=BC=C3=B3=C5=82=C4=87_g=C4=99=C5=9Bl=C4=85?= kasa", "Zażółć gęślą kasa"),
    "iso-8859-2": ("=?ISO-8859-2?Q?Za=BF=F3=B3=E6_g=EA=B6l=B1_ja=BC=F1?=", ZHOLC),
    "cp1250": (b64(ZHOLC, "cp1250"), ZHOLC),
    "character-cut-in-two": (f"=?utf-8?B?{SPLIT[0]}?=\r\n =?utf-8?B?{SPLIT[1]}?=", "Zażół"),
    "no-space-between": (f"Re:{b64('Zażół')}{b64('ć')}pilne", "Re:Zażółćpilne"),
    "spaces-inside": ("=?utf-8?q?Za=C5=BC=C3=B3=C5=82=C4=87 kasa 2?=", "Zażółć kasa 2"),
    "in-quotes": (f'"{b64("Zażółć")}"', '"Zażółć"'),
    "unknown-charset": ("=?x-nonsense?q?Za=C5=BC=C3=B3=C5=82=C4=87?=", "Zażółć"),
    "with-a-language": ("=?utf-8*pl?q?Za=C5=BC=C3=B3=C5=82=C4=87?=", "Zażółć"),
    "base64-cut": ("=?utf-8?B?S2FzYSAyIG5pZSBkcnVrdWpl?= =?utf-8?B?IGRvYnJ6Z?=", "Kasa 2 nie drukuje dobrz"),
    "never-closed": ("=?utf-8?q?Kasa", "=?utf-8?q?Kasa"),
    "raw-utf-8": (ZHOLC.encode(), ZHOLC),
    "raw-iso-8859-2": (ZHOLC.encode("iso-8859-2"), ZHOLC),
    "folded": ("Kasa 2\r\n nie\r\n\tdrukuje", "Kasa 2 nie drukuje"),
    "another-header-inside": (b64("Kasa\r\nBcc: obcy@zly.example"), "Kasa Bcc: obcy@zly.example"),
    "line-separators": (b64("Kasa\u2028Bcc: obcy@zly.example\u0085x"), "Kasa Bcc: obcy@zly.example x"),
    "turned-around": (b64("Faktura \u202egpj.exe"), "Faktura gpj.exe"),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "empty": ("", ""),
    "missing": (None, ""),
    "long": ("kasa " * 300, ("kasa " * 100).strip()),
}

SENDERS: dict[str, tuple[str | bytes | None, str, str]] = {
    "bare": ("jan@sklep.example", "jan@sklep.example", ""),
    "capitals": ("Jan <Jan@SKLEP.example>", "jan@sklep.example", "Jan"),
    "quoted": ('"Kowalski, Jan" <jan@sklep.example>', "jan@sklep.example", "Kowalski, Jan"),
    "encoded-comma": (
        "=?utf-8?q?Kowalski,_Ja=C5=84?= <jan@sklep.example>",
        "jan@sklep.example",
        "Kowalski, Jań",
    ),
    "encoded-in-quotes": (f'"{b64("Łukasz")}" <lukasz@sklep.example>', "lukasz@sklep.example", "Łukasz"),
    "raw-utf-8": ("Łukasz Żak <lukasz@sklep.example>".encode(), "lukasz@sklep.example", "Łukasz Żak"),
    "comment": ("jan@sklep.example (Jan Kowalski)", "jan@sklep.example", ""),
    "encoded-address": (b64("jan@sklep.example"), "jan@sklep.example", ""),
    "an-address-as-name": ("prezes@firma.example <jan@zly.example>", "jan@zly.example", ""),
    "an-address-in-quotes": ('"prezes@firma.example" <jan@zly.example>', "jan@zly.example", ""),
    "two": ("Jan <jan@sklep.example>, Ewa <ewa@sklep.example>", "jan@sklep.example", "Jan"),
    "group": ("Sklep: Jan <jan@sklep.example>, ewa@sklep.example;", "jan@sklep.example", "Jan"),
    "nobody-disclosed": ("undisclosed-recipients:;", "", ""),
    "never-closed": ("Jan <jan@sklep.example", "jan@sklep.example", "Jan"),
    "homoglyph": ("Jan <jan@skl\u0435p.example>".encode(), "jan@skl\u0435p.example", "Jan"),
    "nested-comments": ("jan@sklep.example " + "(" * 800 + ")" * 800, "jan@sklep.example", ""),
    "for-a-shell": ("danger-$USER|cmd@sklep.example", "danger-$user|cmd@sklep.example", ""),
    "an-option": ("-oQ/tmp@sklep.example", "-oq/tmp@sklep.example", ""),
    "another-header-inside": (
        b64("Jan\r\nBcc: obcy") + " <jan@sklep.example>",
        "jan@sklep.example",
        "Jan Bcc: obcy",
    ),
    "markup": (
        '"<img src=x onerror=alert(1)>" <jan@sklep.example>',
        "jan@sklep.example",
        "<img src=x onerror=alert(1)>",
    ),
    "nothing": ("", "", ""),
    "garbage": ("@@@ <<>> ,,, ;;;", "", ""),
}


def samples() -> Iterator[Sample]:
    for name, (subject, expected) in SUBJECTS.items():
        yield Sample(f"subject-{name}", text_mail(TEXT, subject=subject), {"subject": expected, "new": TEXT})
    for name, (sender, email, shown) in SENDERS.items():
        fields: dict[str, str | bytes | None] = {"from": sender}
        yield Sample(
            f"sender-{name}", text_mail(TEXT, **fields), {"sender": email, "name": shown, "new": TEXT}
        )
    yield from _others()


def _others() -> Iterator[Sample]:
    missing: dict[str, str | bytes | None] = {"from": None, "sender": "ewa@sklep.example"}
    yield Sample(
        "sender-in-its-own-field", text_mail(TEXT, **missing), {"sender": "ewa@sklep.example", "new": TEXT}
    )
    nothing: dict[str, str | bytes | None] = dict.fromkeys(("from", "to", "date", "message_id", "subject"))
    yield Sample(
        "header-of-nothing",
        text_mail(TEXT, **nothing),
        {"sender": "", "message_id": "", "date": "", "new": TEXT},
    )
    for name, said, expected in (
        ("far-past", "Thu, 19 Nov 1900 14:05:00 +0100", ""),
        ("far-future", "Thu, 19 Nov 2999 14:05:00 +0100", ""),
        ("garbage", "wczoraj po południu", ""),
        ("two-digits", "19 Nov 26 14:05 +0100", "2026-11-19T13:05:00+00:00"),
        ("no-zone", "Thu, 19 Nov 2026 14:05:00", "2026-11-19T14:05:00+00:00"),
    ):
        yield Sample(f"date-{name}", text_mail(TEXT, date=said), {"date": expected, "new": TEXT})
    for name, said, expected in (
        ("brackets", "<<<<<", ""),
        ("bare", "a1@sklep.example", ""),
        ("two", "<a1@sklep.example> <a2@sklep.example>", "<a1@sklep.example>"),
        ("spaces", "<a1 @sklep.example>", ""),
    ):
        yield Sample(f"id-{name}", text_mail(TEXT, message_id=said), {"message_id": expected, "new": TEXT})
    yield Sample(
        "references",
        text_mail(TEXT, references="<x1@y> <x2@y>\r\n <x3@y>", in_reply_to="<x2@y>"),
        {"references": ["<x1@y>", "<x3@y>", "<x2@y>"], "new": TEXT},
    )
    yield Sample(
        "control-headers",
        text_mail(TEXT, x_desk_state="closed", x_priority="1", x_order="12"),
        {"sender": "jan@sklep.example", "new": TEXT},
    )
    yield Sample(
        "reply-to-elsewhere",
        text_mail(TEXT, reply_to="ofiara@inna.example"),
        {"sender": "jan@sklep.example", "reply_to": ["ofiara@inna.example"], "new": TEXT},
    )
