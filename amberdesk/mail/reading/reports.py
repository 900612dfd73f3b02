"""Reports of mail servers and programs inside a mail: not delivered, read, complained about. Pure."""

from dataclasses import dataclass

from amberdesk.mail.reading.fields import Fields, read_fields
from amberdesk.mail.reading.limits import MOST_PART_LINES
from amberdesk.mail.reading.parts import Part

_KINDS = {
    "message/delivery-status": "delivery",
    "message/global-delivery-status": "delivery",
    "message/disposition-notification": "read",
    "message/global-disposition-notification": "read",
    "message/feedback-report": "abuse",
}
_RETURNED = {
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
    "message/global",
}
_MOST = 64 * 1024
_MOST_BLOCKS = 100


@dataclass(frozen=True, slots=True)
class Report:
    """A report: `delivery`, `read` or `abuse`; its blocks of fields; the header of the mail it speaks of."""

    kind: str
    blocks: tuple[Fields, ...]
    returned: Fields


def read_report(root: Part) -> Report | None:
    """Return the report that the mail is; None when it is an ordinary one, also one with which a person passes a report on."""
    if root.kind != "multipart/report" and root.kind not in _KINDS:
        return None
    parts = list(root.walk())
    told = next((part for part in parts if part.kind in _KINDS), None)
    if told is None:
        return None
    content = told.content(_MOST)
    blocks: list[Fields] = []
    at = 0
    while at < len(content) and len(blocks) < _MOST_BLOCKS:
        fields, stop, _cut = read_fields(content, at, len(content), MOST_PART_LINES)
        if fields.pairs:
            blocks.append(fields)
        at = max(stop, at + 1)
    return Report(_KINDS[told.kind], tuple(blocks), _returned(parts))


def _returned(parts: list[Part]) -> Fields:
    for part in parts:
        if part.kind in _RETURNED:
            content = part.content(_MOST)
            return read_fields(content, 0, len(content), 10 * MOST_PART_LINES)[0]
    return Fields()
