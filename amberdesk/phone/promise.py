"""How soon an agreement promises that calls are answered."""

from datetime import datetime, timedelta

from amberdesk.customers.models import Network
from amberdesk.customers.queries import version_for
from amberdesk.customers.terms import NoAgreement
from amberdesk.phone.figures import WITHIN_MS


def answer_within(network: Network, at: datetime) -> int:
    """Return the network's answer target in milliseconds, by the version that holds then."""
    try:
        version = version_for(network, None, "", at)
    except NoAgreement:
        return WITHIN_MS
    return version.answer_within // timedelta(milliseconds=1)
