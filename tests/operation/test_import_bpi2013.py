"""The real incidents of BPI Challenge 2013 come in by the thousand, and the figures are the published ones.

The log is not part of this repository: BPI2013_LOG names its file (CSV or .csv.gz, see bench/bpi2013).
"""

import io
import os
from pathlib import Path

import pytest
from django.utils.timezone import now

from amberdesk.operation.actions.import_history import Count, Importing
from amberdesk.outbox.journal import broken_links
from bench.bpi import figures, make_network, write_lines

LOG = Path(os.environ.get("BPI2013_LOG", ""))
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not LOG.is_file(), reason="BPI2013_LOG does not name the event log of BPI Challenge 2013"
    ),
]


def test_the_incidents_of_bpi_2013_give_the_figures_that_they_are_known_for(db: None) -> None:
    lines = io.StringIO()
    assert write_lines(LOG, lines) == 7554
    make_network()
    faults: list[tuple[int, str]] = []
    importing = Importing("", now(), False, refuse=lambda number, reason: faults.append((number, reason)))
    for _ in importing.run(io.BytesIO(lines.getvalue().encode())):
        pass
    assert faults == [] and importing.count == Count(lines=7554, new=7554)
    assert figures() == {
        "incidents": 7554,
        "never left line 1": 4546,
        "reached line 2, not 3": 2464,
        "reached line 3": 544,
        "moved to a lower line": 1172,
        "solved at L1": 4541,
        "resolved": 7545,
    }
    assert broken_links() == []
