"""How soon a ring is on the technician's screen, in a real Chromium. python -m bench.popping [--rounds 100]

From the moment the exchange begins to tell that a phone rings, until the page of whom it rings shows who calls and the
keys that end the call. The page stays open as a technician's does; after each call it is again at nobody.
"""

import argparse
import sys
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench import django
from bench.desk import Desk, running_desk
from bench.hotline import Exchange, event, spread
from bench.http import Connection
from bench.pages import sign_in
from tools.chromium import launch_options

ON_AIR = (
    "() => document.querySelector('.live')?.dataset.state === 'on' && !document.querySelector('#call-form')"
)
WATCH = """() => {
  window.seen = 0;
  const look = () => {
    if (!window.seen && document.querySelector('#now[data-phase="ringing"]') && document.querySelector('[data-ending="1"]'))
      requestAnimationFrame(() => { window.seen = Date.now(); });
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    with running_desk() as desk:
        django.use(desk)
        exchange, email = build(desk)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
            page = open_page(browser.new_context(locale="pl-PL"), desk, email)
            took = [pop(exchange, page, number) for number in range(options.rounds + 5)][5:]
            browser.close()
        print(f"pop rounds={len(took)}", " ".join(f"{k}={v:.0f}" for k, v in spread(took).items()))


def build(desk: Desk) -> tuple[Exchange, str]:
    """Return an exchange of a network of the demo that knows one of its L1 and a colleague, and whom it rings."""
    from amberdesk.people.models import Person
    from amberdesk.phone.models import Exchange as Row
    from amberdesk.phone.models import Hotline, Phone
    from amberdesk.phone.signing import secret_of
    from amberdesk.rosters.queries import members

    hotline = Hotline.objects.filter(active=True).order_by("pk").first()
    if hotline is None:
        sys.exit("the demo has no hotline")
    row = Row.objects.create(name="Bench", code="bench", kind="api", key_id="a")
    Hotline.objects.filter(pk=hotline.pk).update(exchange=row)
    first, second = members("L1", hotline.network_id)[:2]
    for agent, person in (("a", first), ("b", second)):
        Phone.objects.create(exchange=row, agent=agent, person=person)
    return Exchange(desk.port, secret_of(row), [hotline.number]), Person.objects.get(pk=first.pk).email


def open_page(context: Any, desk: Desk, email: str) -> Page:
    """Return the hotline's page of somebody, live."""
    client = sign_in(desk, email)
    address = str(client.base_url)
    context.add_cookies([{"name": n, "value": v, "url": address} for n, v in client.cookies.items()])
    page: Page = context.new_page()
    page.goto(f"{address}/hotline/")
    until(page, ON_AIR)
    return page


def pop(exchange: Exchange, page: Page, number: int) -> float:
    """Return after how many seconds a ring was on the page; then a colleague answers, and the page is free again."""
    wire, call = Connection(exchange.port), f"s{time.time_ns()}"
    page.evaluate(WATCH)
    offered = event(call, 0, **{"number": exchange.numbers[0], "from": f"+4860{number:07}"})
    start = time.time()
    told = [offered, event(call, 1, ring="1", agent="a", ring_ms=12_000), event(call, 2, ring="1", agent="a")]
    exchange.post(wire, "events", told)
    seen = float(until(page, "() => window.seen")) / 1000
    exchange.post(wire, "events", [event(call, 3, ring="2", agent="b"), event(call, 4, by="caller")])
    until(page, ON_AIR)
    return seen - start


def until(page: Page, expression: str) -> Any:
    """Return what the page finds, once it is true. (Playwright's own wait evaluates in the page: our policy forbids it.)"""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if found := page.evaluate(expression):
                return found
        except Exception as error:  # the page is just going elsewhere
            if "navigation" not in str(error):
                raise
        page.wait_for_timeout(20)
    raise TimeoutError(expression)


if __name__ == "__main__":
    main()
