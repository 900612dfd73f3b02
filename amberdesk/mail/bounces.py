"""Mail that came back: whom it did not reach, why, and which mail it was. Pure."""

import re
from dataclasses import dataclass

from amberdesk.mail.machines import is_daemon, is_from_nobody, is_mailer, is_marked
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.reading.addresses import addresses
from amberdesk.mail.reading.fields import Fields

LOOKED_AT = 20_000  # characters of a report that has no part for programs
_ADDRESS = r"<?([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,253}\w)>?"
_SUBJECT = re.compile(
    r"\s{0,3}(?:undeliver(?:able|ed)\b|delivery status notification|mail delivery (?:failed|failure|system|subsystem)"
    r"|delivery (?:failure|has failed|notification)|returned mail|failure notice|message delivery failure"
    r"|niedostarczone|nie można dostarczyć|zwrot(?:ka)?\b|(?:raport|powiadomienie) o (?:nie)?dostarczeniu"
    r"|wiadomość nie(?:dostarczona| została dostarczona)|не доставлено|не вдалося доставити)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    rf"^[ \t>]{{0,4}}(?:(?:rcpt )?to:\s{{0,3}})?{_ADDRESS}(?:\s{{0,3}}[:(].{{0,300}})?\s{{0,3}}$",
    re.MULTILINE,
)
_COPY = re.compile(
    r"^[ \t]{0,4}-{0,12}\s{0,3}(?:this is a copy|below this line is a copy|original message|message header follows"
    r"|kopia wiadomości|treść wiadomości|oryginalna wiadomość)",
    re.MULTILINE | re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
_ID = re.compile(r"^[ \t>]{0,4}message-id:\s{0,3}(<[^<>\s]{1,250}>)", re.MULTILINE | re.IGNORECASE)
_DELAYED = re.compile(
    r"\b(?:delayed|will be retried|still trying|opóźnion|ponawian|warning: could not send)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that did not arrive. `final`: it will not be tried again. `message_id`: of the mail that did not.

    sure: a machine's header or a report says so; else it only looks like it, and people have to look
    """

    recipients: tuple[str, ...]
    final: bool
    status: str = ""  # as 5.1.1, else a code as 550
    message_id: str = ""
    sure: bool = True


def bounce_of(parsed: Parsed) -> Bounce | None:
    """Return what came back; None for mail that only looks as if it had."""
    if parsed.report and parsed.report.kind == "delivery":
        return _reported(parsed.report.blocks, _own_id(parsed))
    if "x-failed-recipients" in parsed.fields:
        failed = tuple(each.email for each in addresses(parsed.fields.get("x-failed-recipients")))
        return Bounce(failed, not _is_delay(parsed), _status(parsed.text), _own_id(parsed))
    by_machine = is_mailer(parsed) or is_from_nobody(parsed.fields)
    if not by_machine or not (_SUBJECT.match(parsed.subject) or is_daemon(parsed)):
        return None
    head = parsed.text[:LOOKED_AT]
    copy = _COPY.search(head)
    told = head[: copy.start()] if copy else head
    own = {address.email for address in (*parsed.to, *([parsed.sender] if parsed.sender else []))}
    failed = tuple(
        dict.fromkeys(found.lower() for found in _FAILED.findall(told) if found.lower() not in own)
    )
    sure = is_marked(parsed) and (is_mailer(parsed) or bool(failed))
    return Bounce(failed, not _is_delay(parsed), _status(told), _own_id(parsed), sure)


def _reported(blocks: tuple[Fields, ...], message_id: str) -> Bounce | None:
    """Return the report's own words; one that says that all went well is no bounce."""
    failed: dict[str, None] = {}
    final, status, trouble = False, "", False
    for block in blocks:
        action = block.word("action")
        recipient = _recipient(block)
        if not action and not recipient:
            continue
        if action in ("failed", "delayed") or (not action and not block.word("status").startswith("2")):
            trouble = True
            final = final or action != "delayed"
            status = status or block.word("status").split(" ")[0]
            if recipient:
                failed[recipient] = None
    return Bounce(tuple(failed), final, status, message_id) if trouble else None


def _recipient(block: Fields) -> str:
    for name in ("original-recipient", "final-recipient"):
        found = addresses(block.get(name).rpartition(b";")[2])
        if found:
            return found[0].email
    return ""


def _own_id(parsed: Parsed) -> str:
    """Return the id of the mail that came back: from its header, else from the copy in the text, else what is answered."""
    returned = parsed.report.returned.get("message-id") if parsed.report else b""
    found = re.search(rb"<[^<>\s]{1,250}>", returned)
    if found:
        return found[0].decode("ascii", "replace")
    copied = _ID.search(parsed.text[:LOOKED_AT])
    if copied:
        return copied[1]
    return parsed.references[-1] if parsed.references else ""


def _status(text: str) -> str:
    found = _STATUS.search(text[:LOOKED_AT]) or _CODE.search(text[:LOOKED_AT])
    return found[1] if found else ""


def _is_delay(parsed: Parsed) -> bool:
    return (
        bool(_DELAYED.search(parsed.subject) or _DELAYED.search(parsed.text[:2000]))
        or _status(parsed.text)[:1] == "4"
    )
