"""An order's packet for a third party: what the customer is told, as PDF, and the data behind it, with the journal's chain.

The format is docs/proof.md. Files that came with messages are named with their SHA-256; their bytes stay here.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from importlib import import_module
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.orders.models import Message, Order
from amberdesk.orders.public import public_messages
from amberdesk.orders.story import FOR_CUSTOMERS
from amberdesk.outbox.chain import Link, links
from amberdesk.reports.dossier import Dossier, dossier, told
from amberdesk.reports.proof_data import head

IN_MEMORY = 4_000_000  # bytes; what is more goes to a temporary file
MESSAGES_AT_ONCE = 100


def packet(order: Order, at: datetime, *, whole: bool) -> IO[bytes]:
    """Return the packet as a ZIP, opened at its beginning, in the active language.

    whole: with each event of the journal as it was hashed, levels and ids of people among them; else the customer's
    part, in which an event is its hash alone and, if the customer may know of it, its kind. There all times are whole
    seconds: what is left out should not be found again by trying what else has the same hash.
    """
    said, paper = (
        dossier(order, at),
        import_module("amberdesk.reports.paper"),
    )  # 17 MB that few processes need
    out = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  closed by the answer
    sums: dict[str, str] = {}
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        sums["data.json"] = _put(archive, "data.json", _document(said, whole=whole))
        foot = _bond(order, sums["data.json"])
        sums[f"{order.number}.pdf"] = _put(archive, f"{order.number}.pdf", [paper.pdf(said, foot)])
        _put(archive, "SHA256SUMS", [f"{digest}  {name}\n".encode() for name, digest in sums.items()])
        _put(archive, "README.txt", [_readme(whole=whole).encode()])
    out.seek(0)
    return out


def _put(archive: ZipFile, name: str, parts: Iterable[bytes]) -> str:
    """Write a file of the packet part by part; return its SHA-256."""
    digest = sha256()
    with archive.open(name, "w") as file:
        for part in parts:
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


def _bond(order: Order, data: str) -> str:
    """Return the line at the foot of the PDF that binds it to the data and to the journal."""
    *_earlier, last = links(order.subject_key)
    return _("Wpis %(seq)s historii: %(hash)s · data.json: %(data)s") % {
        "seq": last.seq, "hash": last.hash, "data": data,
    }  # fmt: skip


def _document(said: Dossier, *, whole: bool) -> Iterator[bytes]:
    """Yield data.json: what is bounded at once, messages and events one by one. ASCII alone, whatever was written."""
    first = {"format": "amberdesk-proof", "version": 1, "side": "whole" if whole else "customer"}
    start = _json(first | {"language": get_language()} | head(said), exact=whole)
    yield start[:-1].encode()
    event = _event if whole else _outside
    events = (event(link) for link in links(said.order.subject_key))
    for name, rows in (("messages", _messages(said)), ("journal", events)):
        yield f',\n"{name}": ['.encode()
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n{_json(row, exact=whole)}".encode()
        yield b"\n]"
    yield b"\n}\n"


def _json(value: Any, *, exact: bool) -> str:
    def plain(what: Any) -> str:
        if isinstance(what, datetime):
            return (what if exact else what.replace(microsecond=0)).isoformat()
        if isinstance(what, date):
            return what.isoformat()
        raise TypeError(what)

    return json.dumps(value, default=plain)


def _messages(said: Dossier) -> Iterator[dict[str, Any]]:
    public = public_messages(said.order, said.at)
    for message in public.iterator(chunk_size=MESSAGES_AT_ONCE):
        yield _message(message)


def _message(message: Message) -> dict[str, Any]:
    shown = told(message)
    files = [
        {"name": f.name, "media_type": f.media_type, "size": f.size, "sha256": f.sha256, "erased": f.erased}
        for f in shown.files
    ]
    return {
        "id": message.pk, "at": message.at, "visible_at": message.visible_at, "who": shown.who,
        "ours": shown.ours, "channel": message.channel, "question": message.question,
        "erased": shown.erased, "text": message.text, "files": files,
    }  # fmt: skip


def _event(link: Link) -> dict[str, Any]:
    return {"seq": link.seq, "kind": link.kind, "at": link.at, "hashed": link.hashed, "hash": link.hash}


def _outside(link: Link) -> dict[str, Any]:
    """Return an event for the customer."""
    known = link.kind.removeprefix("order.") in FOR_CUSTOMERS
    public: dict[str, Any] = {"kind": link.kind, "at": link.at} if known else {}
    return {"seq": link.seq, **public, "previous": link.previous, "hash": link.hash}


def _readme(*, whole: bool) -> str:
    """Return how to check the packet, in words. The journal's own names stay as they are in data.json."""
    check = [
        _("Jak sprawdzić ten pakiet"),
        _("1. sha256sum -c SHA256SUMS: plik PDF i data.json są takie, jakie zostały wydane."),
        _("2. W data.json lista „journal” to historia zgłoszenia; numery „seq” idą od 1 bez przerw."),
    ]
    check += (
        [
            _("3. SHA-256 tekstu „hashed” (w UTF-8) każdego wpisu równa się jego „hash”."),
            _(
                "4. Tekst „hashed” kończy się po ostatnim znaku | skrótem wpisu poprzedniego, pierwszy: znakiem -."
            ),
            _(
                "5. Na początku „hashed” stoją, rozdzielone znakiem |, zgłoszenie, numer wpisu, rodzaj i czas."
            ),
        ]
        if whole
        else [
            _("3. „previous” każdego wpisu równa się „hash” wpisu poprzedniego, pierwszy ma null."),
            _("4. Treść wpisów zostaje w serwisie. Pełny pakiet tego zgłoszenia musi mieć te same skróty."),
        ]
    )
    check.append(_("Skrót ostatniego wpisu i skrót data.json stoją w stopce pliku PDF."))
    return "\n".join(check) + "\n"
