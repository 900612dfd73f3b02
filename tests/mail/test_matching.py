"""Where a mail belongs: a token opens the door, and only to those to whom it was given."""

from dataclasses import replace

import pytest

from amberdesk.mail.authentication import Verdict
from amberdesk.mail.matching import Belonging, Facts, Place, Policy, Why, belonging, named_order
from amberdesk.mail.message_ids import make_message_id, order_of, thread_anchor
from amberdesk.mail.parse import parse
from amberdesk.mail.screening import Fate, Reason, Screened
from tests.mail.samples.building import text_mail

A, B = 1, 2  # networks
PASSED = Screened(Fate.PASS)
ANSWER = Facts(
    network=A, policy=Policy.FORM_ONLY, token=True, order=10, order_network=A, sender_networks=frozenset({A})
)
NEW = Facts(network=A, policy=Policy.ACCEPT)


def our_id(order: int, event: int = 5) -> str:
    return make_message_id("p3", order_id=order, event_id=event, host="pomoc.example")


def test_a_token_and_a_sender_of_the_network_join_the_order():
    assert belonging(PASSED, ANSWER) == Belonging(Place.ORDER, 10, changes=True)


def test_our_message_id_names_its_order_in_the_answer_to_it():
    for fields in ({"in_reply_to": our_id(10)}, {"references": thread_anchor(10, "pomoc.example")}):
        assert named_order(parse(text_mail("x", **fields)), order_of) == 10


def test_an_extension_of_our_address_names_its_order():
    extension = thread_anchor(10, "x").strip("<>").partition("@")[0]
    mail = parse(text_mail("x", to=f"Serwis <serwis+{extension.upper()}@pomoc.example>"))
    assert named_order(mail, order_of) == 10


def test_a_number_alone_opens_no_door():
    """T01: a number in the subject, from whomever."""
    facts = replace(NEW, numbered_order=10, sender_networks=frozenset({A}))
    assert belonging(PASSED, facts) == Belonging(Place.HELD, 10, Why.NUMBER_ONLY)


def test_a_sender_who_fails_the_proof_changes_nothing_by_himself():
    """T02."""
    assert belonging(PASSED, replace(ANSWER, verdict=Verdict.FAILED)) == Belonging(
        Place.HELD, 10, Why.UNPROVEN
    )


@pytest.mark.parametrize(
    "forged",
    [
        "<m10-5-k1-00000000000000000000000000000000@pomoc.example>",
        "<notify-10-5@pomoc.example>",
        "<m10@pomoc.example>",
        "<p3.m10-5-zz-ffffffffffffffffffffffffffffffff@pomoc.example>",
    ],
)
def test_an_id_that_we_did_not_sign_names_nothing(forged: str):
    """T03."""
    assert named_order(parse(text_mail("x", in_reply_to=forged)), order_of) is None


def test_our_id_with_another_order_in_it_names_nothing():
    """T03: the signature is of the order."""
    forged = our_id(10).replace("m10-", "m11-")
    assert named_order(parse(text_mail("x", in_reply_to=forged)), order_of) is None


def test_the_token_of_a_stranger_is_held_for_the_coordinator():
    """T04: with the right token, from a sender of another network or of none."""
    for networks in (frozenset[int](), frozenset({B})):
        assert belonging(PASSED, replace(ANSWER, sender_networks=networks)) == Belonging(
            Place.HELD, 10, Why.STRANGER
        )


def test_those_in_copy_are_given_nothing():
    """T05: what decides is the sender alone; recipients are no fact of the decision."""
    plain = parse(text_mail("x", in_reply_to=our_id(10)))
    copied = parse(text_mail("x", in_reply_to=our_id(10), cc="zly@zly.example"))
    assert copied.cc and named_order(plain, order_of) == named_order(copied, order_of) == 10
    assert copied.sender == plain.sender


def test_of_two_orders_the_newest_token_wins():
    """T06: always the same one, never both."""
    mail = parse(text_mail("x", references=f"{our_id(10)} {our_id(11)}"))
    assert named_order(mail, order_of) == 11
    answer = parse(text_mail("x", references=f"{our_id(10)} {our_id(11)}", in_reply_to=our_id(10)))
    assert named_order(answer, order_of) == 10


def test_a_token_in_the_text_or_in_a_file_names_nothing():
    """T07."""
    assert (
        named_order(parse(text_mail(f"{our_id(10)} FAL-26-004217-1", subject=our_id(10))), order_of) is None
    )


def test_an_order_of_another_network_than_the_mailbox_is_never_shown_or_joined():
    facts = replace(ANSWER, order_network=B, sender_networks=frozenset({A, B}))
    assert belonging(PASSED, facts) == Belonging(Place.HELD, None, Why.OTHER_NETWORK)


def test_the_token_of_an_order_that_is_gone_is_held():
    assert belonging(PASSED, replace(ANSWER, order=None, order_network=None)).reason == Why.UNKNOWN_ORDER


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy.ACCEPT, Belonging(Place.NEW, changes=True)),
        (Policy.ACCEPT_AND_POINT, Belonging(Place.NEW, changes=True, point=True)),
        (Policy.FORM_ONLY, Belonging(Place.HELD, reason=Why.FORM_ONLY, point=True)),
    ],
)
def test_a_new_report_goes_the_way_of_its_mailbox(policy: Policy, expected: Belonging):
    assert belonging(PASSED, replace(NEW, policy=policy)) == expected


def test_a_machine_s_mail_is_kept_with_its_order_and_changes_nothing():
    """T20, T22: no answer of a program reopens an order or starts a clock."""
    away = Screened(Fate.FILE, Reason.AWAY)
    assert belonging(away, ANSWER) == Belonging(Place.ORDER, 10, "away", changes=False)
    assert belonging(away, NEW) == Belonging(Place.NOWHERE, None, "away")
    assert belonging(away, replace(ANSWER, order_network=B)) == Belonging(Place.NOWHERE, None, "away")


def test_a_machine_s_mail_with_our_token_is_filed_and_changes_nothing():
    """T20, T22: it joins nothing, ends no wait and makes nobody a follower; whoever it says that it is from."""
    found = belonging(PASSED, replace(ANSWER, by_machine=True))
    assert found == Belonging(Place.ORDER, 10, "automatic", changes=False)
    elsewhere = belonging(PASSED, replace(ANSWER, by_machine=True, order_network=B))
    assert elsewhere.place == Place.HELD
    assert belonging(PASSED, replace(NEW, by_machine=True)).place == Place.NEW  # it reports, say, a fault


def test_a_letter_that_came_back_is_put_with_its_order_whatever_the_mailbox():
    """T24: all of our letters leave from one address."""
    back = Screened(Fate.FILE, Reason.BOUNCE)
    assert belonging(back, replace(ANSWER, order_network=B)) == Belonging(Place.ORDER, 10, "bounce")


def test_what_the_screening_holds_or_drops_goes_no_further():
    assert belonging(Screened(Fate.HOLD, Reason.MAILING_LIST), ANSWER) == Belonging(
        Place.HELD, 10, "mailing_list"
    )
    assert belonging(Screened(Fate.DROP, Reason.OWN), ANSWER) == Belonging(Place.NOWHERE, None, "own")


def test_a_service_that_takes_no_answer_and_that_the_network_does_not_know_waits_for_people():
    """T09: its mail may be a key to an account; an order is read by many, held mail by those who answer for it."""
    assert belonging(PASSED, replace(NEW, by_service=True)) == Belonging(Place.HELD, reason=Why.SERVICE)
    assert belonging(PASSED, replace(ANSWER, by_machine=True, by_service=True)).place == Place.ORDER
