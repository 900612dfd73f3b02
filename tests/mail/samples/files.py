"""Files as they come with mail: named strangely, encoded strangely, in envelopes, signed, sealed."""

import binascii
from collections.abc import Iterator
from struct import pack

from tests.mail.samples.building import Sample, encoded, file_of, mail, part, several, text_mail

TEXT = "W załączeniu zdjęcie."
PDF = b"%PDF-1.4\n" + bytes(range(256)) + b"\n%%EOF\n"
PNG = binascii.unhexlify(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTART:20261120T090000Z\r\nDTEND:20261120T100000Z\r\nSUMMARY:Wymiana <b>kasy</b>\r\nLOCATION:Sklep 12\r\n"
    "ORGANIZER:mailto:jan@sklep.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

NAMES: dict[str, tuple[str, str]] = {  # what the header says, what the file is called
    "plain": ('filename="faktura.pdf"', "faktura.pdf"),
    "unquoted": ("filename=faktura.pdf", "faktura.pdf"),
    "rfc2231": ("filename*=utf-8''za%C5%BC%C3%B3%C5%82%C4%87.pdf", "zażółć.pdf"),
    "rfc2231-iso": ("filename*=iso-8859-2''za%BF%F3%B3%E6.pdf", "zażółć.pdf"),
    "rfc2231-pieces": (
        "filename*0*=utf-8''za%C5%BC%C3%B3; filename*1*=%C5%82%C4%87; filename*2=.pdf",
        "zażółć.pdf",
    ),
    "rfc2231-disorder": ('filename*1="b.pdf"; filename*0="a"', "ab.pdf"),
    "rfc2231-mixed": ('filename*x="a.pdf"; filename="b.pdf"; filename*0*=x', "b.pdf"),
    "rfc2047": ('filename="=?utf-8?B?' + "emHFvMOzxYLEhy5wZGY=" + '?="', "zażółć.pdf"),
    "raw": ('filename="zażółć.pdf"', "zażółć.pdf"),
    "decomposed": ('filename="zaz\u0307o\u0301\u0142c\u0301.pdf"', "zażółć.pdf"),
    "folders": ('filename="../../etc/passwd"', "passwd"),
    "windows-folders": ('filename="..\\\\..\\\\x.pdf"', "x.pdf"),
    "hidden": ('filename=".htaccess"', "htaccess"),
    "zero-width": ('filename="\u200b.htaccess"', "htaccess"),
    "reserved": ('filename="con.txt"', "_con.txt"),
    "turned-around": ('filename="faktura\u202efdp.exe"', "fakturafdp.exe"),
    "markup": ('filename="<script>.pdf"', "_script_.pdf"),
    "very-long": ('filename="' + "a" * 3000 + '.pdf"', "a" * 116 + ".pdf"),
    "only-dots": ('filename="..."', "plik-1.pdf"),
    "none": ("", "plik-1.pdf"),
}


def samples() -> Iterator[Sample]:
    for name, (said, expected) in NAMES.items():
        piece = part(PDF, "application/pdf", "base64", content_disposition=f"attachment; {said}".rstrip("; "))
        yield _with(f"file-{name}", [piece], [file_of(expected, PDF)])
    yield _with("file-empty", [_file("pusty.txt", b"", "text/plain")], [file_of("pusty.txt", b"")])
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield _with("file-svg", [_file("x.svg", svg, "image/svg+xml")], [file_of("x.svg", svg)])
    yield _with(
        "file-html",
        [_file("x.html", b"<script>1</script>", "text/html")],
        [file_of("x.html", b"<script>1</script>")],
    )
    yield _with("file-lying-type", [_file("x.png", b"<html>", "image/png")], [file_of("x.png", b"<html>")])
    yield _with(
        "file-broken-base64",
        [
            b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nS2F*zY\r\nSAy!"
        ],
        [file_of("a.pdf", b"Kasa 2")],
    )
    uu = b"begin 644 a.txt\r\n" + binascii.b2a_uu(b"Kasa 2 nie drukuje") + b"`\r\nend\r\n"
    yield _with(
        "file-uuencoded",
        [b"Content-Type: text/x-log; name=a.log\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n" + uu],
        [file_of("a.log", b"Kasa 2 nie drukuje")],
    )
    yield from _pictures()
    yield from _sealed()
    yield from _envelopes()


def _with(name: str, pieces: list[bytes], files: list[list[object]]) -> Sample:
    return Sample(name, mail(several([part(TEXT), *pieces])), {"new": TEXT, "files": files})


def _file(name: str, content: bytes, kind: str) -> bytes:
    return part(content, kind, "base64", content_disposition=f'attachment; filename="{name}"')


def _pictures() -> Iterator[Sample]:
    html = part('<p>Zdjęcie:</p><img src="cid:z1@x" alt="kasa z przodu">', "text/html; charset=utf-8")
    picture = part(PNG, "image/png; name=z.png", "base64", content_id="<z1@x>")
    yield Sample(
        "picture-inside",
        mail(several([html, picture], "related")),
        {
            "new": "Zdjęcie:\n\n[kasa z przodu]",
            "files": [file_of("z.png", PNG)],
            "html_has": ['src="cid:z1@x"'],
        },
    )
    both = several([part("Zdjęcie."), several([html, picture], "related", "=_b2")], "alternative")
    yield Sample("picture-inside-of-two", mail(both), {"new": "Zdjęcie.", "files": [file_of("z.png", PNG)]})
    yield Sample(
        "picture-between-texts",
        mail(several([part("Przed."), part(PNG, "image/png; name=z.png", "base64"), part("Po.")])),
        {"new": "Przed.\n\nPo.", "files": [file_of("z.png", PNG)]},
    )
    excuse = several(
        [part("Zobacz wersję HTML."), part("<p>" + "Kasa nie działa. " * 20, "text/html")], "alternative"
    )
    yield Sample("plain-is-an-excuse", mail(excuse), {"new": ("Kasa nie działa. " * 20).strip()})
    yield _with("text-named", [part("dziennik", "text/plain; name=a.log")], [file_of("a.log", b"dziennik")])


def _sealed() -> Iterator[Sample]:
    yield Sample(
        "smime-signed",
        mail(
            several(
                [part(TEXT), part(b"\x30\x82sig", "application/pkcs7-signature; name=smime.p7s", "base64")],
                "signed",
            )
        ),
        {"new": TEXT, "files": [file_of("smime.p7s", b"\x30\x82sig")], "flags": ["signed"]},
    )
    for kind, flag in (("enveloped-data", "encrypted"), ("signed-data", "signed")):
        body = part(b"\x30\x82all", f"application/pkcs7-mime; smime-type={kind}; name=smime.p7m", "base64")
        yield Sample(
            f"smime-{flag}-whole",
            mail(body),
            {"new": "", "files": [file_of("smime.p7m", b"\x30\x82all")], "flags": [flag]},
        )
    armour = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    sealed = [
        part("Version: 1", "application/pgp-encrypted"),
        part(armour, "application/octet-stream; name=encrypted.asc"),
    ]
    yield Sample(
        "pgp-encrypted",
        mail(several(sealed, "encrypted")),
        {
            "new": "",
            "files": [
                file_of("plik-1.asc", b"Version: 1"),
                file_of("encrypted.asc", armour.replace("\n", "\r\n").encode()),
            ],
            "flags": ["encrypted"],
        },
    )
    yield Sample("pgp-in-the-text", text_mail(armour), {"new": armour, "flags": ["encrypted"]})
    inner = text_mail("Kasa 3.", subject="Kasa / 3")
    yield _with(
        "mail-in-mail", [b"Content-Type: message/rfc822\r\n\r\n" + inner], [file_of("Kasa - 3.eml", inner)]
    )
    deep = text_mail("x", subject="dno")
    for _depth in range(50):
        deep = mail(b"Content-Type: message/rfc822\r\n\r\n" + deep, subject="karton")
    yield Sample(
        "mails-in-mails",
        mail(b"Content-Type: message/rfc822\r\n\r\n" + deep),
        {"new": "", "files": [file_of("karton.eml", deep)]},
    )


def _envelopes() -> Iterator[Sample]:
    when = "Wymiana <b>kasy</b>\n2026-11-20 09:00 UTC – 2026-11-20 10:00 UTC\nSklep 12\njan@sklep.example"
    invite = part(ICS, "text/calendar; charset=utf-8; method=REQUEST")
    ics = ICS.encode()
    yield Sample(
        "invite", mail(invite), {"new": when, "files": [file_of("plik-1.ics", ics)], "flags": ["invite"]}
    )
    yield Sample(
        "invite-beside-text",
        mail(several([part("Zapraszam."), invite], "alternative")),
        {"new": f"Zapraszam.\n\n{when}", "files": [file_of("plik-1.ics", ics)], "flags": ["invite"]},
    )
    broken = part("BEGIN:VCALENDAR\nDTSTART:nie wiem", "text/calendar; name=x.ics")
    yield _with("invite-broken", [broken], [file_of("x.ics", b"BEGIN:VCALENDAR\r\nDTSTART:nie wiem")])
    winmail = tnef(("faktura zażółć.pdf", PDF), ("z.png", PNG))
    files = [file_of("faktura zażółć.pdf", PDF), file_of("z.png", PNG)]
    yield _with("winmail", [_file("winmail.dat", winmail, "application/ms-tnef")], files)
    yield Sample(
        "winmail-alone",
        mail(_file("winmail.dat", tnef(body="Kasa nie działa."), "application/ms-tnef")),
        {"new": "Kasa nie działa.", "files": []},
    )
    cut = winmail[:200]
    yield _with(
        "winmail-cut",
        [_file("winmail.dat", b"\x78\x9f\x3e\x22", "application/ms-tnef")],
        [file_of("winmail.dat", b"\x78\x9f\x3e\x22")],
    )
    yield _with(
        "winmail-half",
        [_file("winmail.dat", cut, "application/ms-tnef")],
        [file_of("plik-1.bin", PDF[: _pdf_in(cut)]), file_of("winmail.dat", cut)],
    )
    bomb = encoded(b"PK\x03\x04" + b"\0" * 500, "base64")
    yield _with(
        "zip-bomb",
        [b"Content-Type: application/zip; name=42.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + bomb],
        [file_of("42.zip", b"PK\x03\x04" + b"\0" * 500)],
    )


def tnef(*files: tuple[str, bytes], body: str = "") -> bytes:
    """Return a winmail.dat as Outlook makes it: each file with a title in code page 1250 and its long name apart."""
    found = b"\x78\x9f\x3e\x22\x01\x00" + _object(1, 0x9007, 6, pack("<II", 1250, 0))
    if body:
        found += _object(1, 0x800C, 2, body.encode("cp1250") + b"\0")
    for name, content in files:
        found += _object(2, 0x9002, 6, b"\0" * 14)
        found += _object(2, 0x800F, 6, content)
        found += _object(2, 0x8010, 1, b"FAKTUR~1.PDF\0")
        long = name.encode("utf-16-le") + b"\0\0"
        found += _object(
            2,
            0x9005,
            6,
            pack("<IHHIHHII", 2, 0x0003, 0x370B, 1, 0x001F, 0x3707, 1, len(long))
            + long
            + b"\0" * (-len(long) % 4),
        )
    return found


def _object(level: int, name: int, kind: int, content: bytes) -> bytes:
    return pack("<BHHI", level, name, kind, len(content)) + content + pack("<H", sum(content) & 0xFFFF)


def _pdf_in(cut: bytes) -> int:
    return len(cut) - cut.index(PDF[:9])
