"""The wire: hand one mail to the mail server, or keep it where people can read it when there is none."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from amberdesk.mail.models import OutgoingMail

RECIPIENT_REFUSED = (550, 551, 553, 501, 510, 511)  # these recipients will not be there tomorrow either


class Refusal(Exception):
    """The mail server refused for good; another try would change nothing."""


class Outage(Exception):
    """The mail server cannot be reached or asks to come again."""


def is_captured() -> bool:
    """Tell whether mail stays here: no mail server is configured."""
    return not settings.AMBERDESK.smtp and not getattr(settings, "ANYMAIL", None)


class LineBroke(Outage):
    """The connection is gone, perhaps because of this very mail: others go over a new one."""


@contextmanager
def open_line() -> Iterator[BaseEmailBackend]:
    """Hold one connection to the mail server for several mails. Raises Outage."""
    backend = get_connection()
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Outage(str(error)) from error
    try:
        yield backend
    finally:
        backend.close()


def reopen(backend: BaseEmailBackend) -> None:
    """Put a new connection in the place of one that broke. Raises Outage."""
    try:
        backend.close()
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Outage(str(error)) from error


def hand_over(mail: OutgoingMail, backend: BaseEmailBackend) -> None:
    """Hand the mail to the server. Raises Refusal, Outage or LineBroke."""
    try:
        backend.send_messages([as_message(mail)])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise (Refusal if code in RECIPIENT_REFUSED else Outage)(f"{code} {_said(words)}") from error
    except smtplib.SMTPResponseException as error:
        kind = Refusal if error.smtp_code in (552, 554) else Outage
        raise kind(f"{error.smtp_code} {_said(error.smtp_error)}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise LineBroke(str(error) or type(error).__name__) from error
    except ValueError as error:  # an address or header that no mail may have
        raise Refusal(str(error)) from error


def as_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Return the mail as it goes over the wire; automatic mail says so, so that no machine answers it."""
    headers = {"Message-ID": mail.message_id}
    if mail.thread:
        headers |= {"In-Reply-To": mail.thread, "References": mail.thread}
    if mail.automatic:
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    message = EmailMultiAlternatives(
        mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.recipient], headers=headers
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _said(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
