"""The switchboard: what happens after each event. Read this page to know every consequence that tells somebody.

Consequences that change an order are calls inside its actions; nothing here does.
"""

from collections.abc import Callable, Sequence

from amberdesk.mail.actions.erase import erase_letters
from amberdesk.mail.actions.reachable import let_through
from amberdesk.notices import callbacks, calls, customer, held, roster, staff
from amberdesk.orders.actions.learn import learn_reporter, learn_reporters
from amberdesk.orders.actions.reread import reread_clocks, reread_drifted
from amberdesk.orders.events import KINDS as ORDER_KINDS
from amberdesk.orders.jobs import call_to_all_urgent, call_to_urgent
from amberdesk.outbox.deliver import Subscriber
from amberdesk.outbox.models import Event
from amberdesk.phone.actions.erase import erase_callers
from amberdesk.reports.actions.reckon import mark_days, mark_days_of
from amberdesk.search.actions.index import index_message_place, index_order, index_orders
from amberdesk.webhooks.actions.erase import erase_calls
from amberdesk.webhooks.jobs import tell
from amberdesk.webhooks.queries import are_there


def mail(function: Callable[[Event], None]) -> Subscriber:
    """What writes letters; they go out on a lane of their own."""
    return Subscriber("mail", function)


def index(function: Callable[[Event], None]) -> Subscriber:
    """What keeps the words that are searched."""
    return Subscriber("index", function)


FIGURES = Subscriber("figures", mark_days, for_many=mark_days_of)  # the figures of some days have changed
CONFIRM = Subscriber("mail", customer.confirm, for_many=customer.confirm_all)  # what every order brings
WORDS = Subscriber("index", index_order, for_many=index_orders)  # the order's words have changed
LEARN = Subscriber("learn", learn_reporter, for_many=learn_reporters)  # who works at the shop
CALL = Subscriber("mail", call_to_urgent, for_many=call_to_all_urgent)  # somebody is wanted at once
HOURS = Subscriber("figures", reread_clocks)  # open orders are due at other times

SWITCHBOARD: dict[str, Sequence[Subscriber]] = {
    "order.placed": [CONFIRM, CALL, WORDS, FIGURES, LEARN],
    "order.verified": [CALL, WORDS, FIGURES],
    "order.priority_set": [CALL, WORDS],
    "order.assigned": [mail(staff.tell_assigned), WORDS],
    "order.started": [],
    "order.handed_over": [mail(staff.tell_handed_over), WORDS],
    "order.sent_back": [mail(staff.tell_handed_over), WORDS],
    "order.waiting": [mail(customer.tell_waiting), WORDS],
    "order.resumed": [],
    "order.replied": [mail(customer.pass_reply_on), WORDS],
    "order.reply_taken_back": [WORDS],
    "order.noted": [mail(staff.tell_mentioned), WORDS],
    "order.contacted": [WORDS],
    "order.received": [mail(staff.pass_answer_on), WORDS],
    "order.restored": [WORDS],
    "order.relapsed": [WORDS],
    "order.resolved": [mail(customer.tell_resolved), WORDS, FIGURES],
    "order.reopened": [mail(customer.tell_reopened), mail(staff.tell_reopened), WORDS, FIGURES],
    "order.closed": [],
    "order.cancelled": [mail(customer.tell_ended), WORDS, FIGURES],
    "order.merged": [mail(customer.tell_ended), WORDS, FIGURES],
    "order.absorbed": [],
    "order.corrected": [CALL, WORDS, FIGURES],
    "order.left_network": [],
    "order.message_moved": [index(index_message_place)],
    "order.linked": [],
    "order.tagged": [WORDS],
    "order.referred": [WORDS],
    "order.joined": [mail(customer.confirm_joining)],
    "order.unfollowed": [],
    "order.undone": [WORDS],
    "order.remarked": [mail(staff.pass_remarks_on), WORDS],
    "order.clock_warned": [mail(staff.warn_of_clock)],
    "order.clock_breached": [mail(staff.warn_of_clock)],
    "order.clock_withdrawn": [],
    "order.called": [mail(calls.call)],
    "order.accepted": [],
    "order.call_unanswered": [mail(calls.tell_unanswered)],
    "order.escalated": [mail(calls.tell_escalated)],
    "order.erased": [WORDS, index(erase_letters), index(erase_calls), index(erase_callers)],
    "person.added": [],
    "person.changed": [],
    "person.role_set": [],
    "person.deactivated": [],
    "person.reactivated": [],
    "person.invited": [],
    "person.joined": [],
    "person.password_set": [],
    "person.signed_in": [],
    "person.factors_changed": [],
    "person.factors_cleared": [],
    "person.sessions_ended": [],
    "person.token_added": [],
    "person.token_revoked": [],
    "person.right_refused": [],
    "company.changed": [],
    "company.retention_set": [],
    "network.added": [],
    "network.changed": [],
    "network.supervision_changed": [],
    "network.representative_set": [],
    "network.representative_removed": [],
    "network.site_group_changed": [],
    "site.added": [],
    "site.changed": [HOURS],
    "site.left": [],
    "site.first_aid_helped": [],
    "site.link_revoked": [],
    "device.added": [],
    "device.changed": [],
    "contact.added": [],
    "contact.changed": [],
    "contact.forgotten": [index(erase_callers)],
    "address.proven": [mail(let_through)],
    "address.bounced": [],
    "address.heard": [],
    "calendar.added": [],
    "calendar.week_set": [HOURS],
    "calendar.day_set": [HOURS],
    "calendar.days_set": [HOURS],
    "calendar.year_opened": [HOURS],
    "agreement.added": [],
    "agreement.version_added": [],
    "agreement.version_withdrawn": [],
    "agreement.ended": [],
    "agreement.retention_set": [],
    "category.added": [],
    "category.changed": [],
    "team.added": [],
    "team.changed": [],
    "team.member_joined": [],
    "team.member_left": [],
    "team.lead_set": [],
    "shift.planned": [],
    "shift.changed": [],
    "shift.removed": [],
    "shift.given": [],
    "shift.unattended": [mail(roster.tell_missing)],
    "person.presence_set": [],
    "person.absent": [],
    "person.feed_opened": [],
    "person.feed_closed": [],
    "template.kept": [],
    "webhook.added": [],
    "webhook.changed": [],
    "webhook.secret_renewed": [],
    "webhook.removed": [],
    "webhook.replayed": [],
    "mailbox.added": [],
    "mailbox.changed": [],
    "letter.failed": [mail(staff.tell_unreached)],
    "letter.sent_again": [],
    "mail.held": [mail(held.point_to_form)],
    "mail.attached": [],
    "mail.placed": [],
    "mail.dropped": [],
    "mail.restored": [],
    "mail.read_again": [],
    "gateway.changed": [],
    "gateway.tried": [],
    "person.ways_chosen": [],
    "person.browser_added": [],
    "person.browser_removed": [],
    "call.ending_said": [],
    "callback.promised": [],
    "callback.overdue": [mail(callbacks.tell_overdue)],
    "callback.taken": [],
    "callback.tried": [],
    "callback.done": [],
    "callback.dropped": [],
    "exchange.added": [],
    "exchange.changed": [],
    "exchange.secret_renewed": [],
    "exchange.silent": [],
    "exchange.heard": [],
    "exchange.phone_assigned": [],
    "exchange.report_taken": [],
    "network.callers_erased": [],
    "hotline.added": [],
    "hotline.changed": [],
    "wallboard.hung": [],
    "wallboard.taken_down": [],
    "clocks.drifted": [Subscriber("figures", reread_drifted)],
    "backup.made": [],
    "backup.failed": [],
    "desk.restored": [],
    "desk.held_sent": [],
    "desk.held_dropped": [],
    "desk.dead_retried": [],
    "desk.upgraded": [],
}
for _kind in ORDER_KINDS:  # other systems are told of whatever happens to orders, as far as they may know
    SWITCHBOARD[_kind] = [*SWITCHBOARD[_kind], Subscriber("webhooks", tell, needed=are_there)]
