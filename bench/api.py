"""A program at the desk's API, as the replay's coordinator and technicians use it."""

import time
from itertools import cycle
from typing import Any

import httpx

from bench.desk import Desk

AGAIN = (
    1,
    1,
    2,
    3,
    5,
    8,
    13,
    20,
    30,
    30,
)  # seconds between tries while the desk restarts; the same form, so the same order


class NoAnswer(Exception):
    """The desk did not do what it was asked, however often; who asked goes on with the next matter."""


class Api:
    """A program at the API: tries again while the desk restarts; an act that was done before is not done twice."""

    def __init__(self, desk: Desk, tokens: list[str]) -> None:
        """Take several tokens of one person in turn, so that the limit of calls a minute does not brake the bench."""
        self.client = httpx.Client(
            base_url=f"{desk.url.replace('127.0.0.1', 'localhost')}/api/v1", timeout=30
        )
        self._tokens = cycle(tokens)
        self._facts: dict[str, list[dict[str, Any]]] = {}

    def get(self, path: str, **query: str) -> Any:
        return self._call("GET", path, params=query).json()

    def act(self, number: str, act: str, **body: Any) -> None:
        answer = self._call("POST", f"/orders/{number}/{act}", json=body)
        if answer.status_code == 409:  # done before the desk was killed: the state has moved on
            return
        if answer.status_code >= 300:
            raise NoAnswer(f"{number} {act}: {answer.status_code} {answer.text[:400]}")

    def facts(self, category: str) -> list[dict[str, Any]]:
        if not self._facts:
            self._facts = {c["code"]: c.get("facts", []) for c in self.get("/categories")["categories"]}
        return self._facts.get(category, [])

    def _call(self, method: str, path: str, **more: Any) -> httpx.Response:
        for pause in AGAIN:
            try:
                headers = {"Authorization": f"Bearer {next(self._tokens)}"}
                answer = self.client.request(method, path, headers=headers, **more)
                if answer.status_code == 429:
                    time.sleep(float(answer.headers.get("Retry-After", "1")))
                    continue
                if answer.status_code < 500:
                    return answer
            except httpx.HTTPError:
                pass
            time.sleep(pause)
        raise NoAnswer(f"{method} {path}: no answer")
