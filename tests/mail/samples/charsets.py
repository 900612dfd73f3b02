"""Polish and Ukrainian in the charsets in which they come, claimed rightly, wrongly, or not at all."""

from collections.abc import Iterator

from tests.mail.samples.building import Sample, encoded, mail

POLISH = "Zażółć gęślą jaźń, ŻÓŁĆ na ŁÓDCE.\nŚnieg i źdźbło: kasa nie działa."
UKRAINIAN = "Каса не працює, друкарка їсть папір.\nПриїдьте, будь ласка, ґанок зліва."
WESTERN = "Le café est fermé, señor."

# name: text, charset of the bytes, charset that is claimed (None: none), transfer encoding
CASES: dict[str, tuple[str, str, str | None, str]] = {
    **{
        f"{charset}-{how}": (POLISH, charset, charset, how)
        for charset in ("utf-8", "iso-8859-2", "windows-1250")
        for how in ("8bit", "quoted-printable", "base64")
    },
    "utf-16": (POLISH, "utf-16", "utf-16", "base64"),
    "utf-7": (POLISH, "utf-7", "utf-7", "7bit"),
    "cp852": (POLISH, "cp852", "cp852", "base64"),
    "mac-ce": (POLISH, "mac_latin2", "x-mac-ce", "base64"),
    "upper-case": (POLISH, "cp1250", "WINDOWS-1250", "8bit"),
    "quoted": (POLISH, "cp1250", '"cp-1250"', "8bit"),
    "uk-utf-8": (UKRAINIAN, "utf-8", "utf-8", "base64"),
    "uk-windows-1251": (UKRAINIAN, "cp1251", "windows-1251", "8bit"),
    "uk-koi8-u": (UKRAINIAN, "koi8_u", "koi8-u", "base64"),
    "western": (WESTERN, "iso-8859-1", "iso-8859-1", "quoted-printable"),
    "none-utf-8": (POLISH, "utf-8", None, "8bit"),
    "none-cp1250": (POLISH, "cp1250", None, "8bit"),
    "none-iso-8859-2": (POLISH, "iso-8859-2", None, "8bit"),
    "none-cp1251": (UKRAINIAN, "cp1251", None, "8bit"),
    "ascii-but-utf-8": (POLISH, "utf-8", "us-ascii", "8bit"),
    "ascii-but-cp1250": (POLISH, "cp1250", "us-ascii", "8bit"),
    "latin1-but-utf-8": (POLISH, "utf-8", "iso-8859-1", "8bit"),
    "latin1-but-cp1250": (POLISH, "cp1250", "iso-8859-1", "quoted-printable"),
    "latin1-but-iso-8859-2": (POLISH, "iso-8859-2", "iso-8859-1", "8bit"),
    "iso-8859-2-but-cp1250": (POLISH, "cp1250", "iso-8859-2", "8bit"),
    "utf-8-but-cp1250": (POLISH, "cp1250", "utf-8", "8bit"),
    "utf-8-but-iso-8859-2": (POLISH, "iso-8859-2", "utf-8", "base64"),
    "called-none": (POLISH, "utf-8", "none", "8bit"),
    "called-invalid": (POLISH, "cp1250", "invalid-charset", "8bit"),
    "called-unknown-8bit": (POLISH, "iso-8859-2", "unknown-8bit", "8bit"),
    "called-a-program": (POLISH, "utf-8", "zlib", "8bit"),
    "called-rot13": (POLISH, "utf-8", "rot13", "8bit"),
    "gb2312": ("收银机坏了", "gb18030", "gb2312", "base64"),
    "iso-gb2312": ("收银机坏了", "gb18030", "iso-gb2312", "base64"),
}


def samples() -> Iterator[Sample]:
    for name, (text, real, claimed, how) in CASES.items():
        kind = f"text/plain; charset={claimed}" if claimed else "text/plain"
        yield _sample(
            name,
            f"Content-Type: {kind}\r\n",
            encoded(text.replace("\n", "\r\n").encode(real), how),
            how,
            text,
        )
    html = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"></head><body>{POLISH}'
    yield _sample(
        "meta", "Content-Type: text/html\r\n", html.replace("\n", "<br>").encode("iso-8859-2"), "8bit", POLISH
    )
    lost = POLISH.encode().replace("ź".encode(), b"\xc5", 1)
    yield _sample(
        "utf-8-with-a-lost-byte",
        "Content-Type: text/plain; charset=utf-8\r\n",
        lost,
        "8bit",
        POLISH.replace("ź", "\ufffd", 1),
    )
    yield _sample("nothing-said", "", POLISH.encode(), "", POLISH)
    yield _sample(
        "nul-and-controls",
        "Content-Type: text/plain; charset=utf-8\r\n",
        b"Kasa\x00 nie\x07 dzia\xc5\x82a.\x1b",
        "8bit",
        "Kasa nie działa.",
    )
    yield _sample(
        "lone-surrogates",
        "Content-Type: text/plain; charset=utf-16-le\r\n",
        encoded(b"K\x00\x00\xd8a\x00", "base64"),
        "base64",
        "K\ufffda",
    )
    flowed = "Kasa numer dwa od rana \r\nnie drukuje paragonów.\r\n-- \r\nJan"
    yield Sample(
        "flowed",
        mail(b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n" + flowed.encode()),
        {"new": "Kasa numer dwa od rana nie drukuje paragonów.", "signature": "Jan"},
    )


def _sample(name: str, kind: str, content: bytes, how: str, text: str) -> Sample:
    way = f"Content-Transfer-Encoding: {how}\r\n" if how else ""
    return Sample(f"charset-{name}", mail(f"{kind}{way}\r\n".encode() + content), {"new": text})
