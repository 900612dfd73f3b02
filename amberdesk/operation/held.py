"""What a restore has held back: letters, calls and deliveries that the lost machine may have made already."""

from dataclasses import dataclass

from amberdesk.mail.models import HELD as MAIL_HELD
from amberdesk.mail.models import OutgoingMail
from amberdesk.outbox.holding import held
from amberdesk.webhooks.models import HELD as CALL_HELD
from amberdesk.webhooks.models import WebhookCall


@dataclass(frozen=True, slots=True)
class Held:
    """How much is held."""

    mails: int
    calls: int
    deliveries: int

    def __bool__(self) -> bool:
        return bool(self.mails or self.calls or self.deliveries)


def what_is_held() -> Held:
    """Return how much waits for somebody to say whether it goes out."""
    mails = OutgoingMail.objects.filter(state=MAIL_HELD).count()
    return Held(mails, WebhookCall.objects.filter(state=CALL_HELD).count(), held().count())
