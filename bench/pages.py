"""Pages at 1 client, as the signed-in coordinator sees them: board, list, order, search, figures."""

import statistics
import time
from collections.abc import Sequence

import httpx

from amberdesk.operation.demo.people import PASSWORD
from bench.desk import Desk

ROUNDS = 40


def sign_in(desk: Desk, email: str = "koordynator@jantar.example") -> httpx.Client:
    """Return a client signed in as a browser is."""
    client = httpx.Client(base_url=desk.url.replace("127.0.0.1", "localhost"), timeout=60)
    client.get("/account/login/")
    answer = client.post(
        "/account/login/",
        data={"login": email, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]},
        headers={"Referer": f"{client.base_url}/account/login/"},
    )
    assert answer.status_code == 302, f"{answer.status_code}: {answer.text[:500]}"
    return client


def measure(desk: Desk, searched: str = "hipopotam") -> dict[str, float]:
    """Return the median milliseconds of each page."""
    with desk.connect() as connection:
        numbers = [
            str(row[0])
            for row in connection.execute(
                "SELECT number FROM orders_order WHERE state = 'in_progress' ORDER BY id DESC LIMIT 20"
            ).fetchall()
        ]
    client = sign_in(desk)
    pages: dict[str, Sequence[str]] = {
        "board_ms": ["/board/"],
        "list_ms": ["/orders/"],
        "list_by_due_ms": ["/orders/?sort=due"],
        "order_ms": [f"/orders/{number}/" for number in numbers],
        "search_ms": [f"/search/?q={searched}"],
        "reports_ms": ["/reports/"],
    }
    return {name: _median(client, paths) for name, paths in pages.items()}


def _median(client: httpx.Client, paths: Sequence[str]) -> float:
    times = []
    for i in range(ROUNDS + 5):
        start = time.perf_counter()
        answer = client.get(paths[i % len(paths)])
        times.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, f"{paths}: {answer.status_code}"
    return statistics.median(times[5:])
