"""What a mail says, chosen from its parts as a mail program would show it. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from amberdesk.mail.reading.attached import Attached, attached, named
from amberdesk.mail.reading.charsets import decode
from amberdesk.mail.reading.flowed import unflow
from amberdesk.mail.reading.hypertext import Hypertext, as_hypertext, read_hypertext
from amberdesk.mail.reading.invites import read_invite
from amberdesk.mail.reading.limits import MOST_TEXT
from amberdesk.mail.reading.parts import Part
from amberdesk.mail.reading.tnef import read_tnef

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_REPORTS = {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
_PGP = ("-----BEGIN PGP MESSAGE-----", "-----BEGIN PGP SIGNED MESSAGE-----")


@dataclass(frozen=True, slots=True)
class Said:
    """One stretch of a mail, as text, as hypertext, or as both."""

    plain: str = ""
    rich: Hypertext | None = None

    @property
    def text(self) -> str:
        if self.rich is None:
            return self.plain
        return self.rich.text if _is_excuse(self.plain, self.rich.text) else self.plain

    @property
    def html(self) -> str:
        return self.rich.clean if self.rich else as_hypertext(self.plain)


@dataclass(slots=True)
class Body:
    """What a mail says and brings. `flags`: signed, encrypted, invite, remote, unread_rest."""

    said: list[Said] = field(default_factory=list)
    files: list[Attached] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in (said.text.strip("\n") for said in self.said) if text.strip())

    @property
    def html(self) -> str:
        """Return the hypertext; nothing when the mail is text alone."""
        if not any(said.rich and said.rich.clean for said in self.said):
            return ""
        return "\n".join(said.html for said in self.said if said.html)


def read_body(root: Part) -> Body:
    """Return what a mail says, its pieces in their order."""
    body = Body()
    _read(root, body)
    for said in body.said:
        if said.rich and said.rich.remote:
            body.flags.add("remote")
        if said.plain.startswith(_PGP):
            body.flags.add("encrypted" if said.plain.startswith(_PGP[0]) else "signed")
    return body


def _read(part: Part, body: Body) -> None:
    if part.parts:
        _read_several(part, body)
    elif part.kind.startswith("multipart/"):
        _read_text(part, body)  # it has no parts: a broken mail whose text stands bare
    elif _is_file(part, body):
        _read_file(part, body)
    elif part.kind == "text/html":
        _read_html(part, body)
    elif part.kind == "text/calendar":
        _read_calendar(part, body)
    else:
        _read_text(part, body)


def _read_several(part: Part, body: Body) -> None:
    first, *others = part.parts
    match part.kind:
        case "multipart/alternative":
            _choose(part.parts, body)
        case "multipart/related":
            first = next((each for each in part.parts if _is_start(each, part)), first)
            _read(first, body)
            _attach((each for each in part.parts if each is not first), body)
        case "multipart/signed":
            body.flags.add("signed")
            _read(first, body)
            _attach(others, body)
        case "multipart/encrypted":
            body.flags.add("encrypted")
            _attach(part.parts, body)
        case _:
            for each in part.parts:
                _read(each, body)


def _is_start(part: Part, whole: Part) -> bool:
    start = whole.about.get("start", "").strip("<> ")
    return bool(start) and start == part.fields.get("content-id").decode("ascii", "replace").strip("<> ")


def _choose(parts: Iterable[Part], body: Body) -> None:
    """Read the same said in several ways: the text of the plainest, the hypertext of the richest, all files."""
    plain, rich, others = "", None, []
    for part in parts:
        way = Body()
        _read(part, way)
        body.files += [file for file in way.files if file not in body.files]
        body.flags |= way.flags
        if "invite" in way.flags:
            others += way.said
            continue
        plain = plain or "\n\n".join(said.plain for said in way.said if said.plain.strip())
        rich = next((said.rich for said in way.said if said.rich), rich)
    if plain or rich:
        body.said.append(Said(plain, rich))
    body.said += others


def _is_file(part: Part, body: Body) -> bool:
    if part.disposition == "attachment" or part.kind not in ("text/plain", "text/html", "text/calendar"):
        return True
    return bool(part.file_name) and part.kind != "text/calendar" and bool(body.said)


def _attach(parts: Iterable[Part], body: Body) -> None:
    for part in parts:
        for each in part.walk():
            if not each.parts:
                _read_file(each, body)


def _read_file(part: Part, body: Body) -> None:
    if (part.kind in _TNEF or part.file_name.lower() == "winmail.dat") and _unpack(part, body):
        return
    if part.kind in _SMIME:
        body.flags.add("signed" if part.about.get("smime-type", "").startswith("signed") else "encrypted")
    if part.kind in _REPORTS or (part.kind == "text/calendar" and "invite" in body.flags):
        return
    body.files.append(attached(part, len(body.files) + 1))


def _unpack(part: Part, body: Body) -> bool:
    envelope = read_tnef(part.content())
    if envelope is None or not (envelope.files or envelope.text or envelope.html):
        return False
    if not body.text.strip() and (envelope.text or envelope.html):
        body.said.append(
            Said(envelope.text, read_hypertext(envelope.html[:MOST_TEXT]) if envelope.html else None)
        )
    for file in envelope.files:
        kind = file.kind or "application/octet-stream"
        name = named(file.name, kind, len(body.files) + 1)
        body.files.append(Attached(name, kind, file.content, file.content_id, inline=bool(file.content_id)))
    return not envelope.cut  # one that is broken is also kept as it is


def _read_text(part: Part, body: Body) -> None:
    text = decode(_beginning(part, body), part.about.get("charset", ""))
    if part.about.get("format", "").lower() == "flowed":
        text = unflow(text, drop_space=part.about.get("delsp", "").lower() == "yes")
    body.said.append(Said("\n".join(_lines(text)).strip("\n")))


def _lines(text: str) -> Iterator[str]:
    return (line if line == "-- " else line.rstrip() for line in text.split("\n"))


def _read_html(part: Part, body: Body) -> None:
    content = _beginning(part, body)
    meta = _META.search(content[:4096])
    charset = part.about.get("charset") or (meta[1].decode() if meta else "")
    body.said.append(Said(rich=read_hypertext(decode(content, charset))))


def _read_calendar(part: Part, body: Body) -> None:
    """Show an invitation in words, and keep it as the file that calendars open."""
    if text := read_invite(part.content(), part.about.get("charset", "")):
        body.said.append(Said(text))
    body.files.append(attached(part, len(body.files) + 1))
    body.flags.add("invite")


def _beginning(part: Part, body: Body) -> bytes:
    """Return as much of a text as is read; a longer one is also kept whole, as a file."""
    content = part.content(2 * MOST_TEXT)
    if len(content) > MOST_TEXT or part.end - part.start > 2 * MOST_TEXT:
        body.flags.add("unread_rest")
        body.files.append(attached(part, len(body.files) + 1))
    return content[:MOST_TEXT]


def _is_excuse(plain: str, rich: str) -> bool:
    """Tell whether the plain text only says that one should read the other."""
    said, shown = len("".join(plain.split())), len("".join(rich.split()))
    return said == 0 or (shown > 200 and said * 4 < shown)
