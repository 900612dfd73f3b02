"""T49: whatever comes, nothing is raised and nothing unreadable is left."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mail import fuzzing
from tests.mail.make_raw import samples

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


@pytest.mark.long
def test_ten_minutes_of_changed_mails_raise_nothing():
    count, bad = fuzzing.run(600, seed=random.randrange(2**32))
    assert count > 10_000 and bad == []
