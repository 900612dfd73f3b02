"""The wire: hand one mail to the mail server, or keep it where people can read it when there is none."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from amberdesk.mail.letters import as_message
from amberdesk.mail.models import OutgoingMail
from amberdesk.mail.smtp_answers import Means, meaning

TOO_BIG = 552
MALFORMED = (400, 413, 422)  # answers of a provider to a mail that it will never take
DEAD, STUCK = "invalid", "failed"  # what a provider says of a recipient


class Refusal(Exception):
    """The mail server refused for good. `nobody`: because nobody has the address."""

    def __init__(self, told: str, *, nobody: bool = False) -> None:
        super().__init__(told)
        self.nobody = nobody


class Outage(Exception):
    """The mail server cannot be reached or asks to come again."""


def is_captured() -> bool:
    """Tell whether mail stays here: neither mail server nor provider is configured."""
    return not settings.AMBERDESK.sends_mail


class LineBroke(Outage):
    """The connection is gone, perhaps because of this very mail: others go over a new one."""


@contextmanager
def open_line() -> Iterator[BaseEmailBackend]:
    """Hold one connection to the mail server for several mails. Raises Outage."""
    try:
        backend = get_connection()
        backend.open()
    except (OSError, smtplib.SMTPException, ImproperlyConfigured, AnymailError) as error:
        raise Outage(_told(error)) from error
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
        raise Outage(_told(error)) from error


def hand_over(mail: OutgoingMail, backend: BaseEmailBackend) -> None:
    """Hand the mail to the server. Raises Refusal, Outage or LineBroke.

    A server that does not let us write as the mailbox is given the mail as from the desk: answers go to the mailbox
    all the same.
    """
    try:
        _send(as_message(mail), backend)
    except smtplib.SMTPSenderRefused as error:
        if not mail.sender or error.smtp_code < 500 or error.smtp_code == TOO_BIG:
            raise _judged(error.smtp_code, error.smtp_error, of_sender=True) from error
        try:
            _send(as_message(mail, of_desk=True), backend)
        except smtplib.SMTPSenderRefused as again:
            raise _judged(again.smtp_code, again.smtp_error, of_sender=True) from again


def _send(message: EmailMultiAlternatives, backend: BaseEmailBackend) -> None:
    """Raises as above, and smtplib.SMTPSenderRefused."""
    try:
        backend.send_messages([message])
        _look(message)
    except smtplib.SMTPSenderRefused:
        raise
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _judged(code, words) from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from error
    except AnymailRecipientsRefused as error:
        states = {each.status for each in message.anymail_status.recipients.values()}  # type: ignore[attr-defined]
        raise Refusal("recipient refused", nobody=states == {DEAD}) from error
    except AnymailAPIError as error:
        kind = Refusal if error.status_code in MALFORMED else Outage
        raise kind(f"{error.status_code or ''} {type(error).__name__}".strip()) from error
    except ImproperlyConfigured as error:
        raise Outage(_told(error)) from error
    except (AnymailError, ValueError) as error:  # an address or header that no mail may have
        raise Refusal(_told(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise LineBroke(_told(error)) from error


def _look(message: EmailMultiAlternatives) -> None:
    """Look at what a provider, asked without an error, says of the recipient. Raises Outage."""
    found = getattr(message, "anymail_status", None)
    if found is not None and STUCK in (found.status or ()):
        raise Outage(STUCK)


def _judged(code: int, words: bytes | str, *, of_sender: bool = False) -> Refusal | Outage:
    said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    if of_sender:  # that is our own setting: somebody mends it
        return Refusal(said) if code == TOO_BIG else Outage(said)
    match meaning(code, said):
        case Means.AGAIN:
            return Outage(said)
        case means:
            return Refusal(said, nobody=means == Means.NOBODY)


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__
