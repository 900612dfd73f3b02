"""A mail of the tray as it goes over the wire."""

from base64 import b64encode
from email.utils import formataddr
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from amberdesk.mail.models import OutgoingMail


def as_message(mail: OutgoingMail, *, of_desk: bool = False) -> EmailMultiAlternatives:
    """Return the mail, to its one recipient, from the mailbox that is to have the answer.

    of_desk: from the desk's own address, since the server does not let us write as the mailbox. Automatic mail says
    so, that no machine answers it.
    """
    answer_to = mail.reply_to or (mail.sender if of_desk else "")
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL if of_desk or not mail.sender else _from(mail),
        [mail.recipient],
        headers={"Message-ID": mail.message_id, "X-Loop": _loop_mark()} | _thread(mail) | _automatic(mail),
        reply_to=[answer_to] if answer_to else None,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _loop_mark() -> str:
    """Return by what the desk knows its own mail when a machine brings it back, see screening.loop."""
    return f"amberdesk@{settings.AMBERDESK.public_host}"


def _from(mail: OutgoingMail) -> str:
    return formataddr((mail.sender_name, mail.sender)) if mail.sender_name else mail.sender


def _thread(mail: OutgoingMail) -> dict[str, str]:
    """Return by what mail programs keep an order's mails together: the ids that most go by, and what Outlook goes by."""
    ids = [id for id in (mail.thread, mail.answers) if id]
    if not ids:
        return {}
    digest = sha256(ids[0].encode()).digest()
    index = b64encode(b"\x01\xd0" + digest[:20]).decode()
    return {"In-Reply-To": ids[-1], "References": " ".join(ids), "Thread-Index": index}


def _automatic(mail: OutgoingMail) -> dict[str, str]:
    if not mail.automatic:
        return {}
    return {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
