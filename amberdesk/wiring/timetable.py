"""The timetable: everything that happens because time passed."""

from datetime import timedelta

from amberdesk.orders.actions.watch import check_due_clocks, wake_orders
from amberdesk.outbox.timetable import Job

TIMETABLE = [
    Job(check_due_clocks, timedelta(seconds=5)),
    Job(wake_orders, timedelta(seconds=5)),
]
