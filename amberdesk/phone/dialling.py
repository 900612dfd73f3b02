"""Calls that an Asterisk makes for us by a click: dial a number, ask a colleague during a talk, give the caller over to him.

Our own phone rings first, and when it is taken the exchange calls the number. A colleague is asked as a transfer
with announcement: the caller hears music; whoever of ours hangs up first leaves the caller to the other.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

from panoramisk import Manager

from amberdesk.people.models import Person
from amberdesk.people.secrets import NoKey
from amberdesk.phone.adapters.ami import Fields, is_caller
from amberdesk.phone.exchanges import AsteriskSettings, Kind, asterisk_settings
from amberdesk.phone.models import Call, Exchange, Phone
from amberdesk.phone.wire import manager_of, plain

log = logging.getLogger(__name__)
NUMBER = re.compile(r"\+?[0-9]{3,15}")
PATIENCE = 4.0  # seconds
RINGS_MS = 30_000  # our own phone
Act = Callable[[Manager, AsteriskSettings], Awaitable[dict[str, str]]]


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

    async def action(_manager: Manager, settings: AsteriskSettings) -> dict[str, str]:
        return {
            "Action": "Originate",
            "Channel": phone.address or phone.agent,
            "Context": settings.dial_context,
            "Exten": number,
            "Priority": "1",
            "CallerID": number,
            "Timeout": str(RINGS_MS),
            "Async": "true",
        }

    _tell(phone.exchange, number, action)


def consult(phone: Phone, call: Call, number: str) -> None:
    """Let the caller wait with music while the phone, which has him, is connected with a number. Raises NotDialled."""

    async def action(manager: Manager, settings: AsteriskSettings) -> dict[str, str]:
        mine = [row for row in await _channels(manager, call) if _interface(row) == phone.agent]
        return {
            "Action": "Atxfer",
            "Channel": _channel(mine),
            "Exten": number,
            "Context": settings.dial_context,
        }

    _tell(phone.exchange, number, action)


def give_over(phone: Phone, call: Call, number: str) -> None:
    """Send the caller on to a number; the phone, which has him, is free then. Raises NotDialled."""

    async def action(manager: Manager, settings: AsteriskSettings) -> dict[str, str]:
        channels = await _channels(manager, call)
        _channel(
            [row for row in channels if _interface(row) == phone.agent]
        )  # only whoever has him gives him over
        return {
            "Action": "Redirect",
            "Channel": _channel([row for row in channels if is_caller(row)]),
            "Context": settings.dial_context,
            "Exten": number,
            "Priority": "1",
        }

    _tell(phone.exchange, number, action)


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
        answer = await manager.send_action(await action(manager, settings), as_list=False)
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


def _channel(rows: list[Fields]) -> str:
    if not rows:
        raise NotDialled("call_over")
    return rows[0].get("Channel", "")


def _interface(row: Fields) -> str:
    return row.get("Channel", "").rpartition("-")[0]
