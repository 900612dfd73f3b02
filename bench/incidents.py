"""From the event log of BPI Challenge 2013 to the lines that `amberdesk import` takes. Standard library only.

An event of the log says at which support line the incident is and how it stands; an order's past says what was done.
Lines 1, 2 and 3 are L1, L2 and L3. What the log calls completed is resolved here, and closed where nothing follows.
"""

import csv
import gzip
import io
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

SOURCE = "BPI2013"
NETWORK = "VIT"
IMPACT = {"Major": "high", "High": "high", "Medium": "medium", "Low": "low"}
WAITS = {
    "Wait - User": "customer",
    "Wait - Customer": "customer",
    "Wait - Vendor": "supplier",
    "Wait - Implementation": "supplier",
    "Wait": "supplier",
}
Row = dict[str, str]


def convert(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the incidents of the log as orders; the events of one stand together in the file."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        rows = csv.DictReader(io.TextIOWrapper(stream, "utf-8", newline=""))
        for case, events in groupby(rows, key=itemgetter("case")):
            yield Incident(case, list(events)).order()


class Incident:
    """One incident on its way through the states of an order."""

    def __init__(self, case: str, rows: list[Row]) -> None:
        self.case, self.rows = case, rows
        self.state, self.level, self.reason = "new", "", ""
        self.came_from: list[str] = []
        self.events: list[dict[str, Any]] = []

    def order(self) -> dict[str, Any]:
        """Return the import line."""
        first = self.rows[0]
        for row in self.rows:
            self._go_to(row, f"L{row['line']}")
            self._stand(row)
        last = self.rows[-1]
        if self.state == "resolved" and last["lifecycle:transition"] in ("Closed", "In Call"):
            self._do(last, "close", "closed")
        return {
            "source": SOURCE,
            "id": self.case,
            "network": NETWORK,
            "channel": "desk",
            "reported_at": first["time:timestamp"],
            "subject": f"{first['product']}: {self.case}",
            "impact": IMPACT[first["impact"]],
            "language": "en",
            "reporter": {"name": first["organization involved"]},
            "state": self.state,
            "events": self.events,
        }

    def _go_to(self, row: Row, level: str) -> None:
        """Bring the incident to the level at which the event happened."""
        if level == self.level:
            return
        if not self.level:
            self._do(row, "assign", "assigned", level=level)
        else:
            self._open_again(row)
            back = self.state in ("assigned", "in_progress") and self.came_from[-1:] == [level]
            if back:
                self._do(row, "send_back", "assigned", text=row["org:group"])
                self.came_from.pop()
            else:
                self._do(row, "hand_over", "assigned", level=level, text=row["org:group"])
                self.came_from.append(self.level)
        self.level = level

    def _stand(self, row: Row) -> None:
        """Bring the incident into the state that the event names; one that it has already needs nothing."""
        status = row["lifecycle:transition"]
        if status in ("Resolved", "Closed", "In Call"):
            if self.state != "resolved":
                self._do(row, "resolve", "resolved", code=status.lower())
        elif status == "Cancelled":
            self._open_again(row)
            self._do(row, "cancel", "cancelled")
        elif status in ("Awaiting Assignment", "Assigned"):
            self._open_again(row)
            if self.state != "assigned":
                self._do(row, "assign", "assigned", level=self.level)
                self.came_from.clear()
        elif status == "In Progress":
            self._work(row)
        elif status in WAITS and (self.state, self.reason) != ("waiting", WAITS[status]):
            self._work(row)
            self._do(row, "wait", "waiting", reason=WAITS[status])
            self.reason = WAITS[status]

    def _work(self, row: Row) -> None:
        self._open_again(row)
        if self.state == "assigned":
            self._do(row, "start", "in_progress")
        elif self.state == "waiting":
            self._do(row, "resume", "in_progress")

    def _open_again(self, row: Row) -> None:
        """A solved incident at which somebody works was not solved; nobody known to the desk had it."""
        if self.state == "resolved":
            self._do(row, "reopen", "assigned", text=row["lifecycle:transition"])

    def _do(self, row: Row, act: str, leads_to: str, **facts: str) -> None:
        doer = {"name": row["org:resource"], "level": self.level or facts["level"]}
        self.events.append({"at": row["time:timestamp"], "act": act, "by": doer, **facts})
        self.state = leads_to
