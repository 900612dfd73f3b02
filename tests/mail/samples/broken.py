"""Mails whose structure is wrong, and hypertext that means harm."""

from collections.abc import Iterator

from tests.mail.samples.building import Sample, header, html_mail, mail, part, several, text_mail

TEXT = "Kasa nie działa."
HARM: dict[str, str] = {  # none of it may be left
    "script": "<script>alert(1)</script>",
    "onerror": "<img src=x onerror=alert(1)>",
    "onload": "<body onload=alert(1)>",
    "svg": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "noscript": "<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>",
    "formaction": '<form><button formaction="javascript:alert(1)">x</button></form>',
    "broken-scheme": '<a href="java&#10;script:alert(1)">x</a>',
    "controls-in-scheme": '<a href="&#1;javascript:alert(1)">x</a>',
    "data": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "base": '<base href="https://zly.example/">',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://zly.example/">',
    "srcdoc": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "style": '<div style="position:fixed;background:url(https://zly.example/x)">x</div>',
    "tracker": '<img src="https://zly.example/x.png">',
    "inside-the-house": '<img src="http://10.0.0.1/restart">',
    "no-scheme": '<img src="//zly.example/x.png">',
    "background": '<table background="https://zly.example/x"><tr><td>x</td></tr></table>',
    "object": '<object data="https://zly.example/x"></object><embed src="https://zly.example/x">',
    "comment": "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "picture-set": '<img srcset="https://zly.example/x 2x" alt="">',
}
HARMLESS = (
    "alert(1)",
    "zly.example",
    "10.0.0.1",
    "javascript",
    "<script",
    "<iframe",
    "<form",
    "<svg",
    "onerror",
    "style=",
)


def samples() -> Iterator[Sample]:
    for name, harm in HARM.items():
        html = f"<p>Przed</p>{harm}<p>Kasa nie działa.</p>"
        yield Sample(
            f"harm-{name}", html_mail(html), {"html_lacks": list(HARMLESS), "new_has": "Kasa nie działa."}
        )
    yield from _structures()


def _structures() -> Iterator[Sample]:
    head = header()
    yield Sample(
        "no-parts",
        mail(b"Content-Type: multipart/mixed; boundary=x\r\n\r\nKasa nie dzia\xc5\x82a.\r\n"),
        {"new": TEXT},
    )
    yield Sample(
        "no-boundary",
        head + b"Content-Type: multipart/mixed\r\n\r\n--b\r\n" + part(TEXT) + b"\r\n--b--\r\n",
        {"new": TEXT},
    )
    yield Sample("never-ended", mail(several([part(TEXT)], end=False)), {"new": TEXT})
    yield Sample(
        "before-and-after",
        mail(several([part(TEXT)]).replace(b"\r\n\r\n--", b"\r\n\r\nprzed\r\n--", 1) + b"po\r\n"),
        {"new": TEXT},
    )
    inner = several([part(TEXT)], boundary="a-b")
    yield Sample("boundary-within-boundary", mail(several([inner], boundary="a")), {"new": TEXT})
    five = part(TEXT)
    for depth in range(5):
        five = several([five], boundary=f"b{depth}")
    yield Sample("five-deep", mail(five), {"new": TEXT})
    deep = part(TEXT)
    for depth in range(60):
        deep = several([deep], boundary=f"b{depth}")
    yield Sample("sixty-deep", mail(deep), {"troubles": ["too_deep"], "kind": "too_deep"})
    many = several([part(str(number), how="7bit") for number in range(600)])
    yield Sample("six-hundred-parts", mail(many), {"troubles": ["too_many_parts"], "kind": "too_deep"})
    yield Sample(
        "no-empty-line", head + TEXT.encode() + b"\r\n", {"new": TEXT, "sender": "jan@sklep.example"}
    )
    yield Sample("no-header", b"\r\n" + TEXT.encode(), {"new": TEXT, "sender": "", "kind": "no_sender"})
    yield Sample("empty", b"", {"new": "", "sender": "", "kind": "no_sender"})
    yield Sample("header-alone", head, {"new": "", "sender": "jan@sklep.example"})
    yield Sample(
        "mac-line-breaks",
        text_mail(TEXT).replace(b"\r\n", b"\r"),
        {"new": TEXT, "sender": "jan@sklep.example"},
    )
    yield Sample(
        "unix-line-breaks",
        text_mail(TEXT).replace(b"\r\n", b"\n"),
        {"new": TEXT, "sender": "jan@sklep.example"},
    )
    yield Sample(
        "from-a-mailbox-file",
        b"From jan Thu Nov 19 14:05:00 2026\n" + text_mail(TEXT),
        {"new": TEXT, "sender": "jan@sklep.example"},
    )
    yield Sample("bytes", bytes(range(256)) * 20, {"sender": "", "kind": "no_sender"})
    yield Sample("type-of-nothing", head + b"Content-Type: ;;;\r\n\r\n" + TEXT.encode(), {"new": TEXT})
    yield Sample("type-one-word", head + b"Content-Type: text\r\n\r\n" + TEXT.encode(), {"new": TEXT})
    digest = several([b"\r\n" + text_mail("x", subject="jeden")], "digest")
    yield Sample("digest", mail(digest), {"new": "", "file_names": ["jeden.eml"]})
    long = text_mail(TEXT, to=", ".join(f"a{number}@b.example" for number in range(3000)))
    yield Sample("long-header", long, {"new": TEXT, "troubles": ["header_too_long"], "kind": ""})
    html = '<p>Kasa <b>2</b> nie&nbsp;drukuje.</p><ul><li>paragony<li>raporty</ul><table><tr><td>nr<td>12</table><a href="https://a.example/x">opis</a>'
    yield Sample(
        "html-alone",
        html_mail(html),
        {"new": "Kasa 2 nie drukuje.\n\n- paragony\n- raporty\n\nnr 12\n\nopis <https://a.example/x>"},
    )
    outlook = '<p class="MsoNormal">Kasa</p><p class="MsoNormal">nie działa.</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Jan</p>'
    yield Sample("html-outlook-lines", html_mail(outlook), {"new": "Kasa\nnie działa.\n\nJan"})
    lines = "<div>Kasa</div><div>nie działa.</div><div><br></div><div>Jan<br>Sklep</div><pre>a  b\n c</pre>"
    yield Sample("html-gmail-lines", html_mail(lines), {"new": "Kasa\nnie działa.\n\nJan\nSklep\n\na  b\n c"})
    yield Sample(
        "html-never-closed",
        html_mail("<p>Kasa<b><i><table><tr><td>nie działa."),
        {"new": "Kasa\n\nnie działa."},
    )
