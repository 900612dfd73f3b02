"""Mail that no person wrote: it is never answered. Pure."""

import re
from collections.abc import Collection

from amberdesk.mail.parsed import Parsed
from amberdesk.mail.reading.fields import Fields

_AWAY = re.compile(
    r"\s{0,3}(?:automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|autoresponder|poza biurem|nieobecność"
    r"|(?:jestem )?nieobecn[ya] w (?:biurze|pracy)|auto(?:matic|mated)?[ -]?(?:reply|response)|out of (?:the )?office"
    r"|on vacation|away from (?:my )?(?:mail|office)|автоматична відповідь|автовідповідь|поза офісом|відсутність в офісі"
    r"|автоответ)\b.{0,300}",
    re.IGNORECASE,
)
_ROBOTS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|nie-?odpowiadaj|noreply[.+-].*|bounces?(?:[+-].*)?|auto-?reply)@",
)
_AUTOMATIC = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-response-suppress",
    "x-mail-autoreply",
)
_LISTS = ("list-id", "list-post", "list-unsubscribe", "list-help", "x-mailing-list", "mailing-list")
_BULK = {"bulk", "junk", "list"}


def is_automatic(parsed: Parsed) -> bool:
    """Tell whether a machine wrote the mail: keep it, never answer it.

    Errors: none, unknown values count as human. Source: RFC 3834 section 2; Precedence and X- fields by common use.
    """
    fields = parsed.fields
    return bool(
        parsed.report
        or fields.word("auto-submitted") not in ("", "no")
        or any(name in fields for name in _AUTOMATIC)
        or is_from_nobody(fields)
        or is_list_mail(fields)
        or is_away(parsed)
        or _ROBOTS.match(parsed.sender_email)
        or parsed.sender is None
    )


def is_away(parsed: Parsed) -> bool:
    """Tell whether the mail answers for somebody who is away, or that mail has arrived."""
    fields = parsed.fields
    return (
        fields.word("auto-submitted").startswith("auto-replied")
        or any(name in fields for name in _AUTOMATIC[:3])
        or fields.word("precedence") == "auto_reply"
        or bool(_AWAY.fullmatch(parsed.subject[:300]))
    )


def is_list_mail(fields: Fields) -> bool:
    """Tell whether the mail went to many: a mailing list, a newsletter."""
    return any(name in fields for name in _LISTS) or fields.word("precedence") in _BULK


def is_from_nobody(fields: Fields) -> bool:
    """Tell whether the mail's envelope names no sender: nothing may be sent back to it."""
    return any(value.strip() in (b"<>", b"") for value in fields.all("return-path"))


def is_mailer(parsed: Parsed) -> bool:
    """Tell whether a mail server wrote the mail."""
    by_name = parsed.sender_email.startswith(
        ("mailer-daemon@", "postmaster@", "mailerdaemon@", "mail-daemon@")
    )
    return by_name or (is_from_nobody(parsed.fields) and not parsed.sender)


def has_passed(parsed: Parsed, hosts: Collection[str]) -> bool:
    """Tell whether the mail carries our own mark against loops."""
    return any(parsed.fields.word("x-loop").rpartition("@")[2] == host for host in hosts)
