"""What came by mail at the demo company today: one report, and what waits for a decision. By the way that mail goes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import NamedTuple

from amberdesk.customers.actions.contacts import change_contact
from amberdesk.mail.actions.set_up import open_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import Mailbox
from amberdesk.operation.demo.company import DemoCompany
from amberdesk.operation.demo.people import DOMAIN
from amberdesk.operation.demo.story import DOMAINS
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE

MAILBOXES = {  # network -> what stands before the @, and what becomes of new reports
    "FAL": ("fala", Policy.ACCEPT),
    "BUR": ("bursztyn", Policy.FORM_ONLY),
    "ZAT": ("zatoka", Policy.ACCEPT_AND_POINT),
}
FREEZER = """\
Dzień dobry,

od rana zamrażarka przy kasie 2 zagłusza czytnik: co trzeci kod nie wchodzi.
Obsługujemy na kasie 1, ale po 15 zrobi się kolejka.

Pozdrawiam
{name}
tel. 58 620 14 77
"""
AGAIN = """\
Dzień dobry,

zgłaszałam to już z innej skrzynki ({number}). Dziś znowu to samo, tylko częściej.
Proszę dopisać do tamtego zgłoszenia.

{name}
"""
LABELS = """\
Szanowni Państwo,

kończą się etykiety do wagi, zostały dwie rolki. Do kogo pisać w tej sprawie?
O formularzu wiem, ale na tym komputerze nie chce się otworzyć.

{name}
"""
FAIR_TEAM = ("Retail Tech", "targi@retailtech.example")
FAIR = """\
Spotkajmy się na targach Retail Tech w Poznaniu! Stoisko 14, pawilon 5.
Nowe wagi i drukarki etykiet, pokazy o każdej pełnej godzinie.

Aby nie otrzymywać wiadomości, kliknij „wypisz” w stopce.
"""


class Coming(NamedTuple):
    """A mail, so many minutes ago. `fields`: further ones of its header."""

    minutes: int
    network: str
    sender: tuple[str, str]  # name and address
    subject: str
    text: str
    fields: Mapping[str, str] = {}


def make_mails(demo: DemoCompany, now: datetime) -> int:
    """Let four mails come in the last hours: a report that becomes an order, three that wait; return their number."""
    start = now - timedelta(days=2)
    boxes = {code: _mailbox(demo, code, start) for code in MAILBOXES}
    fala, bursztyn = _writer(demo, "FAL", start), _writer(demo, "BUR", start)
    newest = Order.objects.filter(network=demo.networks["FAL"]).order_by("-pk")
    number = newest.values_list("number", flat=True)[0]
    again = AGAIN.format(name=fala[0], number=number)
    mails = (
        Coming(
            190, "ZAT", FAIR_TEAM, "Zaproszenie na targi", FAIR, {"List-Id": "<nowosci.retailtech.example>"}
        ),
        Coming(95, "BUR", bursztyn, "Etykiety", LABELS.format(name=bursztyn[0])),
        Coming(48, "FAL", (fala[0], "kierowniczka.fala@poczta.example"), f"Re: {number}", again),
        Coming(6, "FAL", fala, "Czytnik nie czyta kodów", FREEZER.format(name=fala[0])),
    )
    for mail in mails:
        at, box = now - timedelta(minutes=mail.minutes), boxes[mail.network]
        take_in(box, _raw(mail, box.address, at), received_at=at, at=at)
    return len(mails)


def _mailbox(demo: DemoCompany, code: str, at: datetime) -> Mailbox:
    """Open the network's mailbox; nothing is fetched, since its server hands mail over."""
    name, policy = MAILBOXES[code]
    facts = {"address": f"{name}@{DOMAIN}", "policy": str(policy)}
    return open_mailbox(demo.networks[code], facts, by=MACHINE, at=at)


def _writer(demo: DemoCompany, code: str, at: datetime) -> tuple[str, str]:
    """Return name and address of a shop's manager, who is known by the shop's address."""
    site = next(site for site in demo.sites if site.network_id == demo.networks[code].pk)
    address = f"sklep{site.code}@{DOMAINS[code]}"
    contact = change_contact(demo.contacts[site.pk][0], emails=[address], by=MACHINE, at=at)
    return contact.name, address


def _raw(mail: Coming, to: str, at: datetime) -> bytes:
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = formataddr(mail.sender), to, mail.subject
    written["Date"] = format_datetime(at)
    written["Message-ID"] = f"<{int(at.timestamp())}.{mail.sender[1]}>"
    for name, value in mail.fields.items():
        written[name] = value
    written.set_content(mail.text)
    return written.as_bytes(policy=SMTP)
