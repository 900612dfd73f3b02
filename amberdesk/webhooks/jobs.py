"""Tell other systems of events, and send calls: each webhook on a thread of its own, so that one delays no other."""

import logging
import threading
from datetime import datetime

from django.db import connection
from django.utils import timezone

from amberdesk.outbox.models import Event
from amberdesk.webhooks.actions.announce import announce
from amberdesk.webhooks.actions.send import send_next
from amberdesk.webhooks.queries import due_hooks

log = logging.getLogger(__name__)
MOST = 32  # webhooks at once in one worker
_busy: set[int] = set()
_lock = threading.Lock()


def tell(event: Event) -> None:
    """Write the calls of an event. Subscriber of the switchboard."""
    announce(event, at=timezone.now())


def send_due_calls(now: datetime) -> int:
    """Begin to send what is due and return at once; return how many webhooks were begun with. Safe in parallel."""
    begun = [hook for hook in due_hooks(now) if _begin(hook)]
    for hook in begun:
        threading.Thread(target=_drain, args=(hook,), name=f"webhook {hook}", daemon=True).start()
    return len(begun)


def _begin(hook_id: int) -> bool:
    with _lock:
        if hook_id in _busy or len(_busy) >= MOST:
            return False
        _busy.add(hook_id)
        return True


def _drain(hook_id: int) -> None:
    """Send the webhook's due calls in order until one fails; a killed thread loses nothing, its lease ends."""
    try:
        while send_next(hook_id, timezone.now()):
            pass
    except Exception:  # the next round tries again when the lease has ended
        log.exception("webhook %s was not called", hook_id)
    finally:
        connection.close()
        with _lock:
            _busy.discard(hook_id)


def is_idle() -> bool:
    """Tell whether no webhook is being called by this process."""
    with _lock:
        return not _busy
