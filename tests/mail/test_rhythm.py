"""A mailbox is compared with its own usual ways, never with a number for all."""

from datetime import timedelta

from amberdesk.mail.rhythm import Share, is_silent, rises, silence_begins
from tests.factories import NINE


def test_a_stretch_in_which_mail_came_every_week_is_not_usually_silent():
    assert is_silent([7, 3, 12, 4])


def test_one_week_that_was_as_silent_makes_the_silence_usual():
    assert not is_silent([7, 0, 12, 4])
    assert not is_silent([7, 2, 12, 4])


def test_a_young_mailbox_has_no_usual_ways_yet():
    assert not is_silent([7, 3])


def test_a_silence_of_months_is_looked_at_by_its_last_week():
    assert silence_begins(NINE - timedelta(days=90), NINE) == NINE - timedelta(days=7)
    assert silence_begins(NINE - timedelta(hours=2), NINE) == NINE - timedelta(hours=2)


def test_held_mail_rises_when_it_is_much_and_much_more_than_usual():
    assert rises(Share(6, 20), usual=Share(20, 400))
    assert not rises(Share(6, 20), usual=Share(120, 400))  # it is always so
    assert not rises(Share(6, 100), usual=Share(0, 400))  # it is little
    assert not rises(Share(4, 4), usual=Share(0, 400))  # four mails tell nothing
    assert rises(Share(5, 5), usual=Share(0, 0))  # a new mailbox of which nothing gets through
