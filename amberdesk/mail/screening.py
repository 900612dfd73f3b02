"""What mail is no report and no answer of a person: each step names one kind and what becomes of it. Pure.

The first step that recognises a mail decides. `PASS` says that none did; whether the mail may be answered at all is
another question (`may_answer`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from amberdesk.mail.bounces import bounce_of
from amberdesk.mail.machines import has_passed, is_automatic, is_away, is_list_mail, looks_away
from amberdesk.mail.parsed import Parsed

MOST_STATIONS = 50  # mail servers that a mail has passed


class Fate(StrEnum):
    """What becomes of a screened mail. The raw mail is kept whatever it is."""

    PASS = "pass"
    FILE = "file"  # kept with the order that it names and changes nothing; dropped when it names none
    HOLD = "hold"  # a person decides
    DROP = "drop"  # counted, and that is all


class Reason(StrEnum):
    """Why a mail is not let through, or not at once."""

    OWN = "own"
    TOO_BIG = "too_big"
    TOO_DEEP = "too_deep"
    UNREADABLE = "unreadable"
    NO_SENDER = "no_sender"
    LOOP = "loop"
    BOUNCE = "bounce"
    DELAYED = "delayed"
    ABUSE_REPORT = "abuse_report"
    READ_RECEIPT = "read_receipt"
    AWAY = "away"
    MAILING_LIST = "mailing_list"
    SENDER_LIMIT = "sender_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What must be known of the world.

    own_addresses: from which we write ourselves, in lower case
    is_our_message: tells whether a Message-ID is one of ours
    mails_from_sender, most_from_sender: in the last hour, this one not counted; and how many are let through
    """

    own_addresses: Collection[str] = frozenset()
    own_hosts: Collection[str] = frozenset()
    is_our_message: Callable[[str], bool] = lambda _id: False
    mails_from_sender: int = 0
    most_from_sender: int = 30


class Screened(NamedTuple):
    """What became of a mail, and why; a reason is empty for mail that passes."""

    fate: Fate
    reason: Reason | None = None


Step = Callable[[Parsed, Facts], Screened | None]


def own_mail(parsed: Parsed, facts: Facts) -> Screened | None:
    if parsed.sender_email in facts.own_addresses or (
        parsed.message_id and facts.is_our_message(parsed.message_id)
    ):
        return Screened(Fate.DROP, Reason.OWN)
    return None


def too_much(parsed: Parsed, facts: Facts) -> Screened | None:
    if "too_big" in parsed.troubles:
        return Screened(Fate.HOLD, Reason.TOO_BIG)
    if {"too_deep", "too_many_parts"} & set(parsed.troubles):
        return Screened(Fate.HOLD, Reason.TOO_DEEP)
    return Screened(Fate.HOLD, Reason.UNREADABLE) if "unreadable" in parsed.troubles else None


def loop(parsed: Parsed, facts: Facts) -> Screened | None:
    if has_passed(parsed, facts.own_hosts):
        return Screened(Fate.DROP, Reason.LOOP)
    if len(parsed.fields.all("received")) > MOST_STATIONS:
        return Screened(Fate.HOLD, Reason.LOOP)
    return None


def report(parsed: Parsed, facts: Facts) -> Screened | None:
    """Reports of machines, of which only what did not arrive says something about an order."""
    if bounce := bounce_of(parsed):
        fate = Fate.FILE if bounce.sure else Fate.HOLD
        return Screened(fate, Reason.BOUNCE if bounce.final else Reason.DELAYED)
    if parsed.report is None:
        return None
    if parsed.report.kind == "abuse":
        return Screened(Fate.HOLD, Reason.ABUSE_REPORT)
    return Screened(Fate.DROP, Reason.READ_RECEIPT if parsed.report.kind == "read" else Reason.DELAYED)


def away(parsed: Parsed, facts: Facts) -> Screened | None:
    if is_away(parsed):
        return Screened(Fate.FILE, Reason.AWAY)
    return Screened(Fate.HOLD, Reason.AWAY) if looks_away(parsed) else None


def mailing_list(parsed: Parsed, facts: Facts) -> Screened | None:
    return Screened(Fate.HOLD, Reason.MAILING_LIST) if is_list_mail(parsed.fields) else None


def no_sender(parsed: Parsed, facts: Facts) -> Screened | None:
    return None if parsed.sender else Screened(Fate.HOLD, Reason.NO_SENDER)


def sender_limit(parsed: Parsed, facts: Facts) -> Screened | None:
    beyond = facts.mails_from_sender >= facts.most_from_sender
    return Screened(Fate.HOLD, Reason.SENDER_LIMIT) if beyond else None


STEPS: tuple[Step, ...] = (
    own_mail,
    too_much,
    loop,
    report,
    away,
    mailing_list,
    no_sender,
    sender_limit,
)


def screen(parsed: Parsed, facts: Facts) -> Screened:
    """Return what becomes of a mail before anybody asks to what it belongs."""
    for step in STEPS:
        if found := step(parsed, facts):
            return found
    return Screened(Fate.PASS)


def may_answer(parsed: Parsed, facts: Facts) -> bool:
    """Tell whether the desk may answer by itself: never a machine, never a mail of which it could not read all.

    How many such answers one sender is written in an hour is looked at when they are posted.
    """
    return not is_automatic(parsed) and not parsed.troubles and parsed.sender_email not in facts.own_addresses
