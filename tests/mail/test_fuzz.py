"""T49: whatever comes, nothing is raised and nothing unreadable is left."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amberdesk.mail.actions.keep import add_mailbox
from tests.mail import fuzzing
from tests.mail.make_raw import samples
from tests.orders.shop import make_desk

MINUTES = 10
SEEDS = [sample.raw for sample in samples()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_a_mail_changed_at_random_is_read(rng: random.Random):
    assert fuzzing.read(fuzzing.mutated(SEEDS, rng)) == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(fuzzing.PIECES), st.binary(max_size=40)), max_size=60).map(b"".join)
)
def test_any_bytes_are_read(raw: bytes):
    assert fuzzing.read(raw) == []


@pytest.fixture
def taking(db):
    """Take a mail in as all the desk does."""
    desk = make_desk()
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    box.most_from_sender = 10**6
    box.save()
    return lambda raw: fuzzing.take(desk, box, raw)


def test_a_mail_changed_at_random_is_taken_in(taking):
    """T49: kept, placed with its files, and shown; the seed is told by a failure."""
    seed = random.randrange(2**32)
    rng = random.Random(seed)
    assert [taking(fuzzing.mutated(SEEDS, rng)) for _mail in range(40)] == [[]] * 40, seed


@pytest.mark.long
def test_ten_minutes_of_changed_mails_raise_nothing(taking):
    """On the whole way in: read, and taken in."""
    seed = random.randrange(2**32)
    count, bad = fuzzing.run(MINUTES * 60, seed, lambda raw: fuzzing.read(raw) + taking(raw))
    assert count > MINUTES * 300 and bad == [], seed
