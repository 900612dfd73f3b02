"""The switchboard: what happens after each event. Read this page to know every consequence that tells somebody.

Consequences that change an order are calls inside its actions; nothing here does.
"""

from collections.abc import Sequence

from amberdesk.outbox.deliver import Subscriber

SWITCHBOARD: dict[str, Sequence[Subscriber]] = {
    "order.placed": [],
    "order.verified": [],
    "order.priority_set": [],
    "order.assigned": [],
    "order.started": [],
    "order.handed_over": [],
    "order.sent_back": [],
    "order.waiting": [],
    "order.resumed": [],
    "order.replied": [],
    "order.reply_taken_back": [],
    "order.noted": [],
    "order.contacted": [],
    "order.received": [],
    "order.resolved": [],
    "order.reopened": [],
    "order.closed": [],
    "order.cancelled": [],
    "order.merged": [],
    "order.absorbed": [],
    "order.corrected": [],
    "order.left_network": [],
    "order.message_moved": [],
    "order.linked": [],
    "order.tagged": [],
    "order.referred": [],
    "order.joined": [],
    "order.undone": [],
    "order.remarked": [],
    "order.clock_warned": [],
    "order.clock_breached": [],
    "order.clock_withdrawn": [],
    "order.erased": [],
}
