"""All that a customer is told of one order on paper: the promise, each clock to the second, waits, public words.

Nothing inner is in it: no levels, no notes, no escalation. A page and a PDF show the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.customers import agreement_words, promise_words
from amberdesk.customers import words as customer_words
from amberdesk.customers.codes import PROMISED
from amberdesk.customers.models import AgreementVersion
from amberdesk.customers.queries import covers_of
from amberdesk.orders import sla, words
from amberdesk.orders.explained import Told, explained
from amberdesk.orders.models import Message, Order
from amberdesk.orders.public import public_messages
from amberdesk.outbox.journal import journal
from amberdesk.reports.waits import Wait, Word, waits

MOST_WORDS = 500  # messages shown; the data of a packet has them all
LONGEST = 10_000  # characters shown of one message


@dataclass(frozen=True, slots=True)
class File:
    """What came with a message. Its bytes stay where they are; `sha256` says which they were."""

    name: str
    media_type: str
    size: int
    sha256: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A public message. `cut`: there is more than is shown; `erased`: its words were removed."""

    id: int
    at: datetime
    who: str
    ours: bool
    question: bool
    text: str
    cut: bool
    erased: bool
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Waited:
    """A wait with the words around it; `stops`: names of the targets whose clocks stood."""

    wait: Wait
    why: str
    stops: tuple[str, ...]
    question: Said | None
    answer: Said | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """An order for its customer, in the active language, as it stood at an instant."""

    order: Order
    version: AgreementVersion
    at: datetime
    zone: ZoneInfo
    promised: tuple[tuple[str, str], ...]  # target in our words and the contract's -> time and basis
    rules: tuple[str, ...]
    clocks: tuple[Told, ...]
    waits: tuple[Waited, ...]
    said: tuple[Said, ...]
    more_said: int  # messages that are not shown

    def local(self, at: datetime) -> str:
        """Return "2026-03-02 09:00:05" by the customer's clocks."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"


def dossier(order: Order, at: datetime) -> Dossier:
    """Return what the order's customer is told of it on paper."""
    version = AgreementVersion.objects.select_related("agreement", "calendar").get(
        pk=order.agreement_version_id
    )
    public, clocks = public_messages(order, at), public_clocks(order, at)
    count = public.count()
    said = tuple(told(message) for message in public[:MOST_WORDS])
    return Dossier(
        order=order,
        version=version,
        at=at,
        zone=ZoneInfo(order.network.timezone),
        promised=tuple(_promised(version, order.priority)),
        rules=tuple(_rules(version)),
        clocks=tuple(clocks),
        waits=tuple(_waits(order, said, clocks)),
        said=said,
        more_said=count - len(said),
    )


def public_clocks(order: Order, at: datetime) -> list[Told]:
    """Return the clocks of what was promised to the customer, explained."""
    return [clock for target, clock in explained(order, at).items() if target in PROMISED]


def rounds(clock: Told) -> str:
    """Return how the rounds of a repeating promise before the last one went; "" for all other clocks."""
    before = clock.reading.earlier
    if not before:
        return ""
    missed = sum(one.breached_at is not None for one in before)
    return _("Wcześniejsze okresy: dotrzymane %(kept)s, niedotrzymane %(missed)s.") % {
        "kept": len(before) - missed, "missed": missed,
    }  # fmt: skip


def _promised(version: AgreementVersion, priority: str) -> Iterable[tuple[str, str]]:
    rows = [row for row in version.targets.all() if row.priority == priority and row.target in PROMISED]
    for row in sorted(rows, key=lambda row: PROMISED.index(row.target)):
        time = spoken.duration(row.minutes * 60, get_language() or "pl")
        yield promise_words.target_text(version, row.target), f"{time} {customer_words.BASES[row.basis]}"


def _rules(version: AgreementVersion) -> Iterable[str]:
    """Return the contract's own words on when time counts: never who works then, nor whom we tell inside."""
    yield agreement_words.validity(version)
    hours = dict.fromkeys(agreement_words.cover_text(cover) for cover in covers_of(version))
    yield _("Godziny wsparcia: %(hours)s.") % {"hours": "; ".join(hours)}
    yield agreement_words.holiday_sentence(version.calendar)
    yield _("Czas reakcji to %(meaning)s.") % {"meaning": customer_words.MEANINGS[version.response_meaning]}
    yield agreement_words.pause_sentence([r for r in version.pauses if r not in version.pauses_only])
    yield from agreement_words.narrow_pause_sentences(
        {r: [t for t in stopped if t in PROMISED] for r, stopped in version.pauses_only.items()}
    )


def _waits(order: Order, said: Sequence[Said], clocks: Sequence[Told]) -> Iterable[Waited]:
    facts = sla.facts_of(journal(order.subject_key))
    terms = sla.terms_of_order(order)
    by_id = {s.id: s for s in said}
    for wait in waits(facts, [Word(s.id, s.at, s.ours, s.question) for s in said]):
        stops = [clock.name for clock in clocks if terms.stops(wait.reason, clock.target)]
        yield Waited(
            wait,
            words.word(words.REASONS, wait.reason),
            tuple(stops),
            by_id.get(wait.question or 0),
            by_id.get(wait.answer or 0),
        )


def told(message: Message) -> Said:
    """Return a message as it is shown."""
    return Said(
        id=message.pk,
        at=message.at,
        who=_who(message),
        ours=not message.inbound,
        question=message.question,
        text=message.text[:LONGEST],
        cut=len(message.text) > LONGEST,
        erased=message.erased_at is not None,
        files=tuple(
            File(f.name, f.media_type, f.size, bytes(f.sha256).hex(), f.erased_at is not None)
            for f in message.attachments.all()
        ),
    )


def _who(message: Message) -> str:
    """Return who said it; of what a caller said and one of us wrote down, both."""
    author = message.author or message.participant
    name = (author.name if author else "") or message.author_name or _("Placówka")
    return _("Klient (zapisane: %(name)s)") % {"name": name} if message.inbound and message.author else name
