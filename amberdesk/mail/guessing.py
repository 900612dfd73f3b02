"""From which shop a mail comes, as far as its sender or its subject tells."""

import re

from amberdesk.customers.models import Site
from amberdesk.mail.models import RawMail
from amberdesk.mail.senders import contact_of

_CODE = re.compile(r"[A-Za-z]{0,8}-?[0-9][A-Za-z0-9/-]{0,18}")
LEAST = 3  # characters of a code that stands alone; "kasa 2" names no shop


def site_guessed(row: RawMail) -> Site | None:
    """Return the site of the sender's contact, else the only one whose code stands in the subject."""
    network = row.mailbox.network
    contact = contact_of(network, row.sender) if row.sender else None
    if contact is not None and contact.site is not None:
        return contact.site
    words = {shape.strip("-/") for shape in _CODE.findall(row.subject[:200])}
    codes = [word for word in words if len(word) >= LEAST]
    found = list(Site.objects.filter(network=network, code__in=codes, left_on=None)[:2]) if codes else []
    return found[0] if len(found) == 1 else None
