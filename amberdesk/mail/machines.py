"""Mail that no person wrote: it is never answered. Pure.

Marks in the header are believed; words in a subject or the name of a sender are a reason to ask people, no more.
"""

import re
from collections.abc import Collection

from amberdesk.mail.parsed import Parsed
from amberdesk.mail.reading.fields import Fields

_AWAY = re.compile(
    r"\s{0,3}(?:(?:automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem"
    r"|(?:jestem )?nieobecn(?:y|a|ość)(?: w (?:biurze|pracy))?|auto(?:matic|mated)?[ -]?(?:reply|response)"
    r"|out of (?:the )?office|away from (?:my )?(?:mail|office)|автоматична відповідь|автовідповідь|поза офісом"
    r"|відсутність в офісі|автоответ)(?:\s{0,3}[:(\[–-].{0,300}|\s{1,3}re:.{0,300})?|autoresponder|on vacation)\s{0,3}",
    re.IGNORECASE,
)
_ROBOTS = re.compile(
    r"(?:no-?reply|do-?not-?reply|nie-?odpowiadaj|noreply[.+-].*|bounces?(?:[+-].*)?|auto-?reply)@"
)
_NOBODY = re.compile(rb"<?\s*(?:mailer-daemon(?:@[^<>\s]*)?)?\s*>?", re.IGNORECASE)
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
    """Tell whether a machine wrote the mail, or may have: it is never answered.

    Errors: none, unknown values count as human. Source: RFC 3834 section 2; Precedence and X- fields by common use.
    """
    return is_by_machine(parsed) or looks_away(parsed) or is_mailer(parsed)


def is_by_machine(parsed: Parsed) -> bool:
    """Tell whether a mail says itself that no person wrote it: by marks that mail programs of people do not set."""
    return is_marked(parsed) or takes_no_answer(parsed) or parsed.sender is None


def takes_no_answer(parsed: Parsed) -> bool:
    """Tell whether the sender's address is one that nobody reads, by its name."""
    return bool(_ROBOTS.match(parsed.sender_email))


def is_marked(parsed: Parsed) -> bool:
    """Tell whether the mail is a machine's by its header, or is a report as a whole."""
    fields = parsed.fields
    return bool(
        parsed.report
        or fields.word("auto-submitted") not in ("", "no")
        or any(name in fields for name in _AUTOMATIC)
        or is_from_nobody(fields)
        or is_list_mail(fields)
        or fields.word("precedence") == "auto_reply"
    )


def is_away(parsed: Parsed) -> bool:
    """Tell whether the mail answers, by its header, for somebody who is away, or that mail has arrived."""
    fields = parsed.fields
    return (
        fields.word("auto-submitted").startswith("auto-replied")
        or any(name in fields for name in _AUTOMATIC[:3])
        or fields.word("precedence") == "auto_reply"
        or (looks_away(parsed) and is_marked(parsed))
    )


def looks_away(parsed: Parsed) -> bool:
    """Tell whether the subject is one of those who are away: people can write it too."""
    return bool(_AWAY.fullmatch(parsed.subject[:300]))


def is_list_mail(fields: Fields) -> bool:
    """Tell whether the mail went to many: a mailing list, a newsletter."""
    return any(name in fields for name in _LISTS) or fields.word("precedence") in _BULK


def is_from_nobody(fields: Fields) -> bool:
    """Tell whether the mail's envelope names no sender: nothing may be sent back to it.

    Postfix writes its own name for nobody where it hands mail to a program.
    """
    return any(_NOBODY.fullmatch(value.strip()) for value in fields.all("return-path"))


def is_mailer(parsed: Parsed) -> bool:
    """Tell whether a mail server may have written the mail: people write from postmaster's address too."""
    return is_daemon(parsed) or parsed.sender_email.startswith("postmaster@")


def is_daemon(parsed: Parsed) -> bool:
    """Tell whether the sender's name is one that only mail servers have."""
    by_name = parsed.sender_email.startswith(("mailer-daemon@", "mailerdaemon@", "mail-daemon@"))
    return by_name or (is_from_nobody(parsed.fields) and not parsed.sender)


def has_passed(parsed: Parsed, hosts: Collection[str]) -> bool:
    """Tell whether the mail carries our own mark against loops."""
    return any(parsed.fields.word("x-loop").rpartition("@")[2] == host for host in hosts)
