"""A letter that did not arrive goes out once more when somebody who may write to the customer says so."""

import pytest

from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.send_again import send_again
from amberdesk.mail.models import FAILED, WAITING, OutgoingMail
from amberdesk.mail.queries import PATIENCE, trouble, unsent_of
from amberdesk.mail.refusals import Forbidden, Refused
from amberdesk.orders.models import Participant
from amberdesk.outbox.models import Event
from tests.factories import NINE, make_person
from tests.orders.shop import HOUR, Desk, actor, make_desk

pytestmark = pytest.mark.django_db
LATER = NINE + HOUR


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def letter(desk: Desk) -> OutgoingMail:
    return failed_letter(desk)


def failed_letter(desk: Desk) -> OutgoingMail:
    order = desk.report(reporter_email="maria@fala.example")
    facts = {"order": order, "participant": order.participants.get()}
    id = f"<{order.pk}@desk.example>"
    post(message_id=id, to="maria@fala.example", subject="Zgłoszenie", text="Jedziemy.", at=NINE, **facts)
    OutgoingMail.objects.filter(message_id=id).update(state=FAILED, attempts=17, error="550 no")
    return OutgoingMail.objects.get(message_id=id)


def test_it_waits_again_as_it_was_and_the_journal_says_who_wanted_it(
    desk: Desk, letter: OutgoingMail
) -> None:
    Participant.objects.update(mail_failed_at=NINE)
    send_again(letter, by=actor(desk.ewa), at=LATER)
    again = OutgoingMail.objects.get(pk=letter.pk)
    assert (again.state, again.attempts, again.error, again.due_at) == (WAITING, 0, "", LATER)
    assert (again.message_id, again.text) == (letter.message_id, "Jedziemy.")
    assert Participant.objects.get().mail_failed_at is None
    told = Event.objects.get(kind="letter.sent_again")
    assert told.subject == f"letter:{letter.pk}" and told.data["order"] == letter.order_id
    assert (told.actor_kind, told.actor_id) == ("person", desk.ewa.pk)


def test_it_is_no_trouble_until_it_has_waited_again(desk: Desk, letter: OutgoingMail) -> None:
    assert list(unsent_of(letter.order, LATER)) == [letter]
    send_again(letter, by=actor(desk.ewa), at=LATER)
    assert not unsent_of(letter.order, LATER) and trouble(LATER) is None
    waited = LATER + PATIENCE
    assert list(unsent_of(letter.order, waited)) == [letter] and trouble(waited)


def test_pressed_twice_it_goes_out_once(desk: Desk, letter: OutgoingMail) -> None:
    send_again(letter, by=actor(desk.ewa), at=LATER)
    with pytest.raises(Refused, match="letter_not_failed"):
        send_again(letter, by=actor(desk.ewa), at=LATER)
    assert Event.objects.filter(kind="letter.sent_again").count() == 1


def test_who_may_not_write_to_the_customer_has_nothing_sent_to_him(desk: Desk, letter: OutgoingMail) -> None:
    others = make_desk("BUR")
    manager = make_person("manager", supervises=[desk.network])
    for person in (desk.olga, manager, make_person("administrator"), others.ewa, others.anna):
        with pytest.raises(Forbidden):
            send_again(letter, by=actor(person), at=LATER)
    assert OutgoingMail.objects.get(pk=letter.pk).state == FAILED


@pytest.mark.parametrize("change", [{"email": "jan@fala.example"}, {"email": ""}, {"removed_at": NINE}])
def test_it_goes_to_nobody_who_has_another_address_by_now_or_follows_no_longer(
    desk: Desk, letter: OutgoingMail, change: dict[str, object]
) -> None:
    Participant.objects.update(**change)
    with pytest.raises(Refused, match="letter_elsewhere"):
        send_again(letter, by=actor(desk.ewa), at=LATER)


def test_a_letter_without_its_words_is_not_sent(desk: Desk, letter: OutgoingMail) -> None:
    OutgoingMail.objects.update(erased_at=NINE, text="")
    with pytest.raises(Refused, match="letter_erased"):
        send_again(letter, by=actor(desk.ewa), at=LATER)
