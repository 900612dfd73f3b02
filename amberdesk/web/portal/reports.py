"""What a shop's form says, read and checked. By hand: a Django form would cost as much as placing the order.

Faults are codes by field; words.py says them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.http import QueryDict

from amberdesk.customers import checks
from amberdesk.customers.codes import Degree
from amberdesk.customers.refusals import Refused

IMPACT = {"yes": Degree.LOW, "partly": Degree.MEDIUM, "no": Degree.HIGH}  # can the shop sell?
LONGEST_TEXT = 5000
LONGEST_SUBJECT = 120
LONGEST_LINE = 120
DIGITS = range(7, 16)  # of a phone number
OTHER = "other"
WHAT = re.compile(r"d[0-9]{1,15}|c:[a-z0-9_]{1,40}|other")


@dataclass(frozen=True, slots=True)
class Report:
    """The form as it was filled in. `what`: "d12" a device, "c:till" a category's code, "other", or "" nothing yet."""

    what: str = ""
    text: str = ""
    selling: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""  # nobody sees this field; robots fill it in
    tried: tuple[str, ...] = ()  # "till:0": first-aid steps that did not help
    kept: tuple[str, ...] = ()  # keys of files that came with an earlier try
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def device_id(self) -> int | None:
        return int(self.what[1:]) if self.what.startswith("d") else None

    @property
    def category_code(self) -> str:
        return self.what[2:] if self.what.startswith("c:") else OTHER

    @property
    def subject(self) -> str:
        """The first line, cut between words."""
        line = " ".join(self.text.strip().split("\n", 1)[0].split())
        return line if len(line) <= LONGEST_SUBJECT else line[:LONGEST_SUBJECT].rsplit(" ", 1)[0] + "…"


_LINES = frozenset(f.name for f in fields(Report)) - {"text", "tried", "kept", "faults"}


def read_report(data: QueryDict) -> Report:
    """Return what was sent, cleaned of what no field can mean; unknown fields are left where they are."""
    lines: dict[str, Any] = {name: one_line(data.get(name, "")) for name in _LINES}
    lines["what"] = lines["what"] if WHAT.fullmatch(lines["what"]) else ""
    text = data.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()
    return Report(
        **lines, text=text, tried=tuple(data.getlist("tried")[:40]), kept=tuple(data.getlist("kept")[:20])
    )


def one_line(text: str) -> str:
    """Return the text as one line without control characters, so that it can stand in a mail's header."""
    return " ".join(checks.CONTROL.sub(" ", text).split()) if text else ""


def checked(report: Report, *, email_required: bool) -> Report:
    """Return the report with a code for every field that cannot stay so."""
    faults = {
        "what": "" if report.what else "what_missing",
        "text": "text_missing" if not report.text else "text_long" if len(report.text) > LONGEST_TEXT else "",
        "selling": "" if report.selling in IMPACT else "selling_missing",
        "website": "robot" if report.website else "",
        **person_faults(report.name, report.phone, report.email),
    }
    if email_required and not report.email:
        faults["email"] = "email_missing"
    return replace(report, website="", faults={name: code for name, code in faults.items() if code})


def person_faults(name: str, phone: str, email: str) -> dict[str, str]:
    """Return a code, or "", for each of the fields that say who reports."""
    digits = sum(char.isdigit() for char in phone)
    return {
        "name": "name_missing" if not name else "name_long" if len(name) > LONGEST_LINE else "",
        "phone": "phone_wrong" if phone and (digits not in DIGITS or len(phone) > 40) else "",
        "email": "email_wrong" if not _is_email(email) else "",
    }


def _is_email(email: str) -> bool:
    try:
        checks.email(email)
    except Refused:
        return False
    return True
