"""A program that dies at any step while mail is taken in loses nothing and doubles nothing."""

from contextlib import suppress

import pytest
from django.db import connection
from django.utils import timezone

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import read_waiting, take_in
from amberdesk.mail.message_ids import make_message_id
from amberdesk.mail.models import KEPT, PLACED, OutgoingMail, RawMail
from amberdesk.orders.models import Attachment, Message, Order
from tests.factories import NINE
from tests.mail.samples import files
from tests.mail.samples.building import mail, part, several, text_mail
from tests.notices.test_letters import deliver
from tests.orders.shop import DAY, HOUR, MINUTE, make_desk

pytestmark = pytest.mark.django_db


class Died(BaseException):
    """The end of the program: nothing in it may catch this."""


class DiesAt:
    """Lets so many statements through, then ends the program; the server takes back what was not committed."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left < 0 and not sql.startswith("ROLLBACK"):
            raise Died
        return execute(sql, params, many, context)


def raw(subject: str, **fields: str) -> bytes:
    pieces = [part(f"Zdjęcie {subject}."), part(files.PNG, "image/png; name=z.png", "base64")]
    sender = {"from": "maria@fala.example", "message_id": f"<{subject}@x>", "subject": subject}
    return mail(several(pieces), **(sender | fields))


@pytest.mark.parametrize(
    "answers", [False, pytest.param(True, marks=pytest.mark.long)], ids=["a report", "an answer"]
)
def test_dying_at_any_statement_loses_no_mail_and_doubles_none(answers: bool):
    """F3: kept mail is read in the end, once; mail that was not kept is the mail server's still."""
    desk = make_desk()
    mailbox = add_mailbox(desk.network, address="fala@pomoc.example")
    order = desk.report()
    thread = (
        {"in_reply_to": make_message_id("p1", order_id=order.pk, event_id=1, host="x")} if answers else {}
    )
    survived, step, at = False, 0, NINE
    while not survived:
        at += HOUR
        dying = DiesAt(step)
        with suppress(Died), connection.execute_wrapper(dying):
            take_in(mailbox, raw(f"kasa{step}", **thread), received_at=at, at=at)
        survived = dying.left >= 0
        take_in(mailbox, raw(f"kasa{step}", **thread), received_at=at, at=at)  # the mail server tries again
        read_waiting(at + 2 * MINUTE)
        step += 1
    assert step > 15
    assert not RawMail.objects.filter(state=KEPT).exists() and RawMail.objects.count() == step
    assert Order.objects.count() == (1 if answers else 1 + step)
    texts = list(Message.objects.filter(text__startswith="Zdjęcie").values_list("text", flat=True))
    assert sorted(texts) == sorted(f"Zdjęcie kasa{number}." for number in range(step))
    assert Attachment.objects.exclude(message=None).count() == step


def test_no_letter_goes_out_for_an_order_that_was_rolled_back():
    """I4: whatever step of the placing is the program's last; and the order that stands has its one letter."""
    mailbox = add_mailbox(make_desk().network, address="fala@pomoc.example")
    at, step, failed = timezone.now() - DAY, 0, 0
    while True:
        dying = DiesAt(step)
        with suppress(Died), connection.execute_wrapper(dying):
            take_in(mailbox, letter(step), received_at=at, at=at)
        deliver()
        stands = RawMail.objects.filter(state=PLACED, sender=sender(step)).exists()
        assert OutgoingMail.objects.filter(recipient=sender(step)).count() == int(stands)
        failed += not stands
        if dying.left >= 0:
            break
        take_in(mailbox, letter(step), received_at=at, at=at)
        read_waiting(at + 2 * MINUTE)
        deliver()
        assert OutgoingMail.objects.filter(recipient=sender(step)).count() == 1
        step += 1
    assert failed > 5 and Order.objects.count() == step + 1


def sender(step: int) -> str:
    return f"kasa{step}@fala.example"


def letter(step: int) -> bytes:
    return text_mail("Kasa stoi.", **{"from": sender(step), "message_id": f"<{step}@x>"})
