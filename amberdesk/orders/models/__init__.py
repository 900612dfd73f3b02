"""Rows of the orders room; nothing happens here."""

from amberdesk.orders.models.attachment import Attachment
from amberdesk.orders.models.clock import Clock
from amberdesk.orders.models.message import Mention, Message, Participant, ReplyTemplate
from amberdesk.orders.models.order import Order, OrderLink, Reference, Tag
from amberdesk.orders.models.screen import SavedList, Viewer
from amberdesk.orders.models.summons import Summons

__all__ = [
    "Attachment",
    "Clock",
    "Mention",
    "Message",
    "Order",
    "OrderLink",
    "Participant",
    "Reference",
    "ReplyTemplate",
    "SavedList",
    "Summons",
    "Tag",
    "Viewer",
]
