"""A shop hears when a technician answers: never earlier than the agreement says, never more than it says."""

from datetime import timedelta

import pytest

from amberdesk.customers.codes import Level
from amberdesk.customers.terms import Duty
from amberdesk.web.portal.promise import Promise, promise
from tests.factories import NINE

HOUR = timedelta(hours=1)
ON = Duty(Level.L1, NINE + 8 * HOUR, None)
OFF = Duty(None, NINE + 3 * HOUR, NINE + 3 * HOUR)
NEVER = Duty(None, None, None)


@pytest.mark.parametrize(
    ("due", "duty", "told"),
    [
        (NINE + HOUR, ON, Promise("by", due_at=NINE + HOUR)),
        (None, ON, Promise("")),
        (NINE + 4 * HOUR, OFF, Promise("from", NINE + 3 * HOUR, NINE + 4 * HOUR)),
        (None, OFF, Promise("from", NINE + 3 * HOUR)),
        (NINE + HOUR, OFF, Promise("by", due_at=NINE + HOUR)),  # the clock runs day and night
        (NINE, ON, Promise("late", due_at=NINE)),
        (NINE - HOUR, OFF, Promise("late", due_at=NINE - HOUR)),
        (None, NEVER, Promise("")),
        (NINE + HOUR, NEVER, Promise("by", due_at=NINE + HOUR)),
    ],
)
def test_what_is_promised(due, duty, told):
    assert promise(due, duty, NINE) == told
