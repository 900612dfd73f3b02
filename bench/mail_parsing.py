"""Reading mail: how many a second one core reads, and the memory it takes at most. python -m bench.mail_parsing

Each kind of mail is read in a process of its own: text of 10 kB, 5 MB with files, and the worst that a mail can be.
Beside it what the standard parser alone takes to find the parts of the same mails.
"""

import argparse
import email
import email.policy
import json
import multiprocessing
import random
import resource
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from amberdesk.mail.parse import parse
from tests.mail.samples.building import mail, part, several, text_mail

SAID = "kasa nie drukuje paragonów od rana proszę o pilny przyjazd technika sklep długa skaner"
WORDS = SAID.split()
MEGA = 1024 * 1024


def text(size: int) -> str:
    rng = random.Random(1)
    lines = (" ".join(rng.choice(WORDS) for _word in range(11)) for _line in range(size // 70))
    return "\n".join(lines)


def small() -> bytes:
    quote = "".join(f"> {line}\n" for line in text(4000).splitlines())
    return text_mail(
        f"{text(5000)}\n\nW dniu 19.11.2026 o 14:05, Serwis IT pisze:\n{quote}", in_reply_to="<b1@x.example>"
    )


def large() -> bytes:
    html = f"<p>{text(20_000)}</p>".replace("\n", "</p><p>")
    both = several([part(text(20_000)), part(html, "text/html; charset=utf-8")], "alternative", "=_b2")
    content = random.Random(2).randbytes(1_225_000)
    pieces = [both, *[part(content, "image/jpeg; name=a.jpg", "base64")] * 3]
    return mail(several(pieces), in_reply_to="<b1@x.example>")


KINDS: dict[str, tuple[Callable[[], bytes], float]] = {
    "10 kB text": (small, 3),
    "5 MB with files": (large, 3),
    "25 MB file": (
        lambda: mail(several([part("x"), part(bytes(18 * MEGA), "application/zip", "base64")])),
        0,
    ),
    "10,000 parts": (lambda: mail(several([part("x")] * 10_000)), 0),
    "200 kB header": (lambda: text_mail("x", to=", ".join(f"a{n}@sklep{n}.example" for n in range(9000))), 0),
}


def read(raw: bytes) -> None:
    """Read a mail and decode each of its files, as one that stores them does."""
    for file in parse(raw).attachments:
        file.read()


def by_the_standard_parser(raw: bytes) -> None:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    for piece in found.walk():
        if not piece.is_multipart():
            piece.get_payload(decode=True)


def measure(make: Callable[[], bytes], seconds: float, way: Callable[[bytes], None]) -> dict[str, float]:
    """Return mails a second over some seconds, the longest one, and the memory at most: all, and since the mail was there."""
    raw = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, count, longest = time.process_time(), 0, 0.0
    while not count or time.process_time() - begun < seconds:
        start = time.process_time()
        way(raw)
        longest = max(longest, time.process_time() - start)
        count += 1
    spent = time.process_time() - begun
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "bytes": len(raw),
        "a_second": count / spent,
        "longest_s": longest,
        "memory_grown_mb": grown / 1024,
        "memory_mb": (before + grown) / 1024,
    }


def _child(name: str, way: Callable[[bytes], None], out: Connection) -> None:
    make, seconds = KINDS[name]
    out.send(measure(make, seconds, way))


def measure_all() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in KINDS:
        for label, way in (("desk", read), ("standard parser alone", by_the_standard_parser)):
            ours, theirs = multiprocessing.Pipe()
            child = multiprocessing.get_context("spawn").Process(target=_child, args=(name, way, theirs))
            child.start()
            found.setdefault(name, {})[label] = ours.recv()
            child.join()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure_all()
    if options.json:
        print(json.dumps(found, indent=1))
        return
    for name, ways in found.items():
        for label, figures in ways.items():
            print(
                f"{name:<16} {label:<22} " + ", ".join(f"{key} {value:.3g}" for key, value in figures.items())
            )


if __name__ == "__main__":
    main()
