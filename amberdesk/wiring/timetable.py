"""The timetable: everything that happens because time passed."""

from datetime import timedelta

from amberdesk.orders.actions.upload import sweep_drafts
from amberdesk.mail.actions.send import send_waiting
from amberdesk.orders.actions.watch import check_due_clocks, wake_orders
from amberdesk.outbox.timetable import Job

TIMETABLE = [
    Job(send_waiting, timedelta(seconds=1), lane="smtp"),
    Job(check_due_clocks, timedelta(seconds=5)),
    Job(wake_orders, timedelta(seconds=5)),
    Job(sweep_drafts, timedelta(hours=1)),
]
