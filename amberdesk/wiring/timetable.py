"""The timetable: everything that happens because time passed."""

from datetime import timedelta

from amberdesk.mail.actions.look_after import look_after_mailboxes
from amberdesk.mail.actions.send import send_waiting
from amberdesk.mail.actions.state import try_waiting
from amberdesk.mail.actions.take_in import read_waiting
from amberdesk.operation.actions.retention import erase_due
from amberdesk.operation.jobs import back_up_when_due
from amberdesk.orders.actions.calling import call_due
from amberdesk.orders.actions.look_at import sweep_viewers
from amberdesk.orders.actions.upload import sweep_drafts
from amberdesk.orders.actions.watch import check_due_clocks, wake_orders
from amberdesk.outbox.timetable import Job
from amberdesk.people.jobs import sweep as sweep_sessions
from amberdesk.phone.actions.cover import read_presence
from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.actions.forget import forget_deliveries
from amberdesk.phone.actions.look_after import look_after_hotlines
from amberdesk.phone.actions.overdue import note_overdue
from amberdesk.phone.jobs import give_up_calls, read_unread, watch_exchanges
from amberdesk.reach.actions.send import send_due, sweep_alerts
from amberdesk.reports.actions.drift import prove_clocks
from amberdesk.reports.actions.reckon import reckon_days
from amberdesk.rosters.actions.attendance import note_missing
from amberdesk.web.office.imports.jobs import run_imports
from amberdesk.web.reports.simulating import run_simulations
from amberdesk.webhooks.actions.sweep import sweep_calls
from amberdesk.webhooks.jobs import send_due_calls

TIMETABLE = [
    Job(send_waiting, timedelta(seconds=1), lane="smtp"),
    Job(read_waiting, timedelta(minutes=1), lane="mail-in"),
    Job(look_after_mailboxes, timedelta(minutes=5), lane="figures"),
    Job(try_waiting, timedelta(seconds=2), lane="mail-try"),  # it speaks with mail servers
    Job(check_due_clocks, timedelta(seconds=2), lane="clocks"),  # other hours in the office are much to read
    Job(wake_orders, timedelta(seconds=5)),
    Job(call_due, timedelta(seconds=5)),
    Job(look_after_hotlines, timedelta(seconds=1), lane="hotline"),  # it speaks with exchanges
    Job(note_missing, timedelta(seconds=20)),
    Job(sweep_drafts, timedelta(hours=1)),
    Job(sweep_viewers, timedelta(hours=1)),
    Job(sweep_sessions, timedelta(hours=1)),
    Job(reckon_days, timedelta(seconds=5), lane="figures"),
    Job(reckon_hotlines, timedelta(seconds=5), lane="figures"),
    Job(read_presence, timedelta(seconds=30), lane="figures"),
    Job(prove_clocks, timedelta(minutes=1), lane="figures"),
    Job(send_due_calls, timedelta(seconds=1), lane="webhooks-out"),
    Job(sweep_calls, timedelta(hours=1)),
    Job(send_due, timedelta(seconds=1), lane="gateway"),
    Job(read_unread, timedelta(seconds=20)),
    Job(watch_exchanges, timedelta(minutes=1)),
    Job(give_up_calls, timedelta(minutes=1)),
    Job(note_overdue, timedelta(seconds=20)),
    Job(forget_deliveries, timedelta(hours=1)),
    Job(sweep_alerts, timedelta(hours=1)),
    Job(back_up_when_due, timedelta(minutes=5), lane="backup"),
    Job(erase_due, timedelta(hours=1), lane="retention"),
    Job(run_imports, timedelta(seconds=1), lane="imports"),
    Job(run_simulations, timedelta(seconds=1), lane="simulations"),
]
