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
PERHAPS_SENDER = (400, 401, 403, 404, 422)  # some services say so of a sender whom they do not know
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


class NotAs(Exception):
    """We may not write as this sender, or perhaps not: `judged` is what it means where there is no other."""

    def __init__(self, judged: Refusal | Outage) -> None:
        super().__init__(str(judged))
        self.judged = judged


def hand_over(mail: OutgoingMail, backend: BaseEmailBackend) -> None:
    """Hand the mail to the server. Raises Refusal, Outage or LineBroke.

    A server that does not let us write as the mailbox is given the mail as from the desk: answers go to the mailbox
    all the same.
    """
    try:
        try:
            _send(as_message(mail), backend)
        except NotAs:
            if not mail.sender:
                raise
            _send(as_message(mail, of_desk=True), backend)
    except NotAs as refused:
        raise refused.judged from refused


def _send(message: EmailMultiAlternatives, backend: BaseEmailBackend) -> None:
    """Raises as above, and NotAs."""
    try:
        backend.send_messages([message])
        _look(message)
    except smtplib.SMTPSenderRefused as error:
        said = _said(error.smtp_code, error.smtp_error)
        if error.smtp_code == TOO_BIG:
            raise Refusal(said) from error
        raise (NotAs(Outage(said)) if error.smtp_code >= 500 else Outage(said)) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _judged(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from error
    except AnymailRecipientsRefused as error:
        states = {each.status for each in message.anymail_status.recipients.values()}  # type: ignore[attr-defined]
        raise Refusal("recipient refused", nobody=states == {DEAD}) from error
    except AnymailAPIError as error:
        told = f"{error.status_code or ''} {type(error).__name__}".strip()
        judged = Refusal(told) if error.status_code in MALFORMED else Outage(told)
        raise (NotAs(judged) if error.status_code in PERHAPS_SENDER else judged) from error
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


def _judged(code: int, words: bytes | str) -> Refusal | Outage | NotAs:
    said = _said(code, words)
    match meaning(code, said):
        case Means.SENDER:
            return NotAs(Outage(said))  # that is our own setting: somebody mends it
        case Means.AGAIN:
            return Outage(said)
        case means:
            return Refusal(said, nobody=means == Means.NOBODY)


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__
