"""Call somebody by a click: our own phone rings first, and when it is taken the exchange calls the number."""

import asyncio
import logging
import re

from panoramisk import Manager

from amberdesk.people.models import Person
from amberdesk.people.secrets import opened
from amberdesk.phone.exchanges import Kind, asterisk_settings
from amberdesk.phone.models import Phone

log = logging.getLogger(__name__)
NUMBER = re.compile(r"\+?[0-9]{3,15}")
PATIENCE = 4.0  # seconds
RINGS_MS = 30_000  # our own phone


class NotDialled(RuntimeError):
    """The exchange did not take it: dial by hand."""


def phone_to_dial(person: Person) -> Phone | None:
    """Return the person's phone at an exchange that calls for us; None: he dials by hand."""
    phones = Phone.objects.filter(person=person, exchange__kind=Kind.ASTERISK, exchange__active=True)
    found = phones.select_related("exchange").order_by("pk")
    return next((p for p in found if asterisk_settings(p.exchange.settings).dial_context), None)


def dial(phone: Phone, number: str) -> None:
    """Let the exchange ring the phone and then the number (E.164). Raises NotDialled."""
    if not NUMBER.fullmatch(number):
        raise NotDialled(number)
    try:
        asyncio.run(asyncio.wait_for(_originate(phone, number), PATIENCE))
    except (OSError, TimeoutError) as error:
        log.warning("%s did not dial: %r", phone.exchange.code, error)
        raise NotDialled(number) from error


async def _originate(phone: Phone, number: str) -> None:
    settings = asterisk_settings(phone.exchange.settings)
    manager = Manager(
        host=settings.host,
        port=settings.port,
        ssl=settings.tls,
        username=settings.user,
        secret=opened(settings.password),
        events="off",
        loop=asyncio.get_running_loop(),
        log=log,
    )
    come = asyncio.Event()
    manager.on_login = lambda _: come.set()
    await manager.connect()
    await come.wait()
    action = {
        "Action": "Originate",
        "Channel": phone.address or phone.agent,
        "Context": settings.dial_context,
        "Exten": number,
        "Priority": "1",
        "CallerID": number,
        "Timeout": str(RINGS_MS),
        "Async": "true",
    }
    answer = await manager.send_action(action, as_list=False)
    manager.on_disconnect = lambda *_: None
    manager.close()
    if not answer.success:
        raise NotDialled(str(answer.message))
