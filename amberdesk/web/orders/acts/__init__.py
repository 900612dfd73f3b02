"""One form for every act: what it asks, and the one action it calls."""

from amberdesk.web.orders.acts.base import ActForm
from amberdesk.web.orders.acts.correct import Correct
from amberdesk.web.orders.acts.ends import Cancel, Close, Merge
from amberdesk.web.orders.acts.moves import HandOver, SendBack
from amberdesk.web.orders.acts.restoring import Relapse, Restore
from amberdesk.web.orders.acts.talk import Contact, Receive
from amberdesk.web.orders.acts.tidy import Link, Refer, Tag, Unfollow
from amberdesk.web.orders.acts.triage import Assign, SetPriority, Verify
from amberdesk.web.orders.acts.work import Accept, Reopen, Resolve, Resume, Start, Wait

_ALL: tuple[type[ActForm], ...] = (
    *(Verify, SetPriority, Assign),
    *(Accept, Start, Wait, Resume, Resolve, Reopen),
    *(Restore, Relapse),
    *(HandOver, SendBack),
    *(Close, Cancel, Merge),
    *(Contact, Receive),
    *(Tag, Link, Refer, Unfollow),
    Correct,
)
FORMS: dict[str, type[ActForm]] = {form.act: form for form in _ALL}
