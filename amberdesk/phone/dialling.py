"""Calls that an Asterisk makes for us by a click: dial a number, ask a colleague during a talk, give the caller over to him.

Our own phone rings first, and when it is taken the exchange calls the number. A colleague is asked as a transfer
with announcement: the caller hears music; whoever of ours hangs up first leaves the caller to the other.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping

from panoramisk import Manager

from amberdesk.people.models import Person
from amberdesk.people.secrets import NoKey
from amberdesk.phone.adapters.ami import Fields, is_caller
from amberdesk.phone.exchanges import AsteriskSettings, Kind, asterisk_settings
from amberdesk.phone.models import Call, Exchange, Phone
from amberdesk.phone.numbers import name_of
from amberdesk.phone.wire import manager_of, plain

log = logging.getLogger(__name__)
NUMBER = re.compile(r"\+?[0-9]{3,15}")
PATIENCE = 4.0  # seconds
RINGS_MS = 30_000  # our own phone
INTERFACE = re.compile(r"[A-Za-z0-9]{1,20}/[A-Za-z0-9_.@-]{1,60}")  # what may stand in a Dial()
Act = Callable[[Manager, AsteriskSettings], Awaitable[list[Fields]]]  # in turn; the last one counts


class NotDialled(RuntimeError):
    """The exchange did not take it: dial by hand. `code` says why, see words.NOT_DIALLED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def phone_to_dial(person: Person, exchange: Exchange | None = None) -> Phone | None:
    """Return the person's phone at an exchange that calls for us, or at that one; None: he dials by hand."""
    phones = Phone.objects.filter(person=person, exchange__kind=Kind.ASTERISK, exchange__active=True)
    if exchange is not None:
        phones = phones.filter(exchange=exchange)
    found = phones.select_related("exchange").order_by("pk")
    return next((p for p in found if asterisk_settings(p.exchange.settings).dial_context), None)


def dial(phone: Phone, number: str) -> None:
    """Let the exchange ring the phone and then the number (E.164). Raises NotDialled."""

    async def action(_manager: Manager, settings: AsteriskSettings) -> list[Fields]:
        originate = {
            "Action": "Originate",
            "Channel": phone.address or phone.agent,
            "Context": settings.dial_context,
            "Exten": number,
            "Priority": "1",
            "CallerID": number,
            "Timeout": str(RINGS_MS),
            "Async": "true",
        }
        return [originate]

    _tell(phone.exchange, number, action)


def consult(phone: Phone, call: Call, number: str, whom: Person) -> None:
    """Let the caller wait with music while the phone, which has him, is connected with a colleague. Raises NotDialled."""
    names = _names(phone.exchange, whom)

    async def action(manager: Manager, settings: AsteriskSettings) -> list[Fields]:
        mine = _channel(row for row in await _channels(manager, call) if _interface(row) == phone.agent)
        ask = {"Action": "Atxfer", "Channel": mine, "Exten": number, "Context": settings.dial_context}
        return [*_set(mine, names), ask]

    _tell(phone.exchange, number, action)


def give_over(phone: Phone, call: Call, number: str, whom: Person) -> None:
    """Send the caller on to a colleague; the phone, which has him, is free then. Raises NotDialled.

    Where the colleague does not take it, the dial plan lets the caller wait again in his hotline's queue.
    """
    queue = call.hotline.queue if call.hotline else ""
    names = _names(phone.exchange, whom) | {"HOTLINE_BACK": queue}

    async def action(manager: Manager, settings: AsteriskSettings) -> list[Fields]:
        channels = await _channels(manager, call)
        _channel(row for row in channels if _interface(row) == phone.agent)  # only whoever has him may
        caller = _channel(row for row in channels if is_caller(row))
        there = {"Context": settings.dial_context, "Exten": number, "Priority": "1"}
        return [*_set(caller, names), {"Action": "Redirect", "Channel": caller, **there}]

    _tell(phone.exchange, number, action)


def _names(exchange: Exchange, whom: Person) -> dict[str, str]:
    """Return what the dial plan learns of a colleague: his phone there, if he has one, and by which name to tell of him.

    Dialled by a number he would be the carrier, and what he talks nobody's.
    """
    phone = Phone.objects.filter(exchange=exchange, person=whom).order_by("pk").first()
    address = (phone.address or phone.agent) if phone else ""
    rung = address if INTERFACE.fullmatch(address) else ""
    agent = phone.agent if phone else name_of(whom.pk)
    return {"HOTLINE_PHONE": rung, "HOTLINE_AGENT": agent, "HOTLINE_BACK": ""}


def _set(channel: str, names: Mapping[str, str]) -> list[Fields]:
    """Return what sets variables of a channel and of all that it calls."""
    told = {"Action": "Setvar", "Channel": channel}
    return [told | {"Variable": f"__{name}", "Value": value} for name, value in names.items()]


def _tell(exchange: Exchange, number: str, action: Act) -> None:
    if not NUMBER.fullmatch(number):
        raise NotDialled("number")
    try:
        asyncio.run(asyncio.wait_for(_told(asterisk_settings(exchange.settings), action), PATIENCE))
    except NoKey as error:
        raise NotDialled("no_key") from error
    except (OSError, TimeoutError) as error:
        log.warning("%s was not told: %r", exchange.code, error)
        raise NotDialled("unreachable") from error


async def _told(settings: AsteriskSettings, action: Act) -> None:
    manager = manager_of(settings, events="off")
    come = asyncio.Event()
    manager.on_login = lambda _: come.set()
    await manager.connect()
    await come.wait()
    try:
        for each in await action(manager, settings):
            answer = await manager.send_action(dict(each), as_list=False)
    finally:
        manager.on_disconnect = lambda *_: None
        manager.close()
    if not answer.success:
        log.warning("%s refused: %s", settings.host, answer.message)
        raise NotDialled("refused")


async def _channels(manager: Manager, call: Call) -> list[Fields]:
    """Return the channels of a call that live now."""
    id = call.key.partition(":")[2]
    told = await manager.send_action({"Action": "CoreShowChannels"}, as_list=True)
    return [row for row in map(plain, told) if row.get("Linkedid") == id]


def _channel(rows: Iterable[Fields]) -> str:
    found = next(iter(rows), None)
    if found is None:
        raise NotDialled("call_over")
    return found.get("Channel", "")


def _interface(row: Fields) -> str:
    return row.get("Channel", "").rpartition("-")[0]
