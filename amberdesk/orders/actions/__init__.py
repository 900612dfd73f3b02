"""Everything that can be done to an order: one verb a file. The API and the screens call these and nothing else."""

from amberdesk.orders.actions.accept import accept
from amberdesk.orders.actions.assign import assign
from amberdesk.orders.actions.cancel import cancel
from amberdesk.orders.actions.close import close, give_verdict
from amberdesk.orders.actions.correct import correct
from amberdesk.orders.actions.hand_over import hand_over
from amberdesk.orders.actions.merge import merge, move_message
from amberdesk.orders.actions.note import contact, note
from amberdesk.orders.actions.place import Conflict, Placed, place_order
from amberdesk.orders.actions.receive import receive
from amberdesk.orders.actions.reopen import reopen
from amberdesk.orders.actions.reply import reply
from amberdesk.orders.actions.report_again import report_again
from amberdesk.orders.actions.resolve import resolve
from amberdesk.orders.actions.restore import relapse, restore
from amberdesk.orders.actions.send_back import send_back
from amberdesk.orders.actions.set_priority import set_priority
from amberdesk.orders.actions.start import start
from amberdesk.orders.actions.take_back import take_back
from amberdesk.orders.actions.tidy import drop_reference, join, link, refer, revoke_link, tag, unfollow
from amberdesk.orders.actions.triage import triage
from amberdesk.orders.actions.undo import undo
from amberdesk.orders.actions.upload import upload
from amberdesk.orders.actions.verify import verify
from amberdesk.orders.actions.wait import resume, wait

__all__ = [
    "Conflict",
    "Placed",
    "accept",
    "assign",
    "cancel",
    "close",
    "contact",
    "correct",
    "drop_reference",
    "give_verdict",
    "hand_over",
    "join",
    "link",
    "merge",
    "move_message",
    "note",
    "place_order",
    "receive",
    "refer",
    "relapse",
    "reopen",
    "reply",
    "report_again",
    "resolve",
    "restore",
    "resume",
    "revoke_link",
    "send_back",
    "set_priority",
    "start",
    "tag",
    "take_back",
    "triage",
    "undo",
    "unfollow",
    "upload",
    "verify",
    "wait",
]
