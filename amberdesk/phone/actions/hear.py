"""Note that an exchange is heard, or that it is not."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone import events
from amberdesk.phone.models import CoverDay, Exchange, Hotline
from amberdesk.phone.recording import record


def hear(exchange: Exchange, *, at: datetime, of_call: bool = False) -> bool:
    """Note that the exchange told something, or answered; True if it had been lost.

    of_call: it told of a call. Only that ends a silence; the line was there all the time.
    """
    first = {name: Coalesce(F(name), Value(at)) for name in ("heard_since", "quiet_since")}
    Exchange.objects.filter(pk=exchange.pk).update(told_at=at, **first)
    if not Exchange.objects.filter(pk=exchange.pk, lost_at__isnull=False).exists():
        return False
    with transaction.atomic():
        row = Exchange.objects.select_for_update().get(pk=exchange.pk)
        if row.lost_at is None or (row.silent and not of_call):
            return False
        since, row.lost_at, row.silent, row.quiet_since = row.lost_at, None, False, at
        row.save(update_fields=["lost_at", "silent", "quiet_since"])
        told = events.ExchangeHeard(id=row.pk, since=since)
        record(told, by=MACHINE, at=at, topics=topics_of(row))
    exchange.lost_at = None
    return True


@transaction.atomic
def lose(exchange: Exchange, *, since: datetime, at: datetime, silent: bool = False) -> bool:
    """Note that the exchange is not heard since an instant; True if that is new. `silent`: only no call comes.

    Days that were read as known in the meantime are read again.
    """
    row = Exchange.objects.select_for_update().get(pk=exchange.pk)
    if row.lost_at is not None or not row.active:
        return False
    row.lost_at, row.silent = since, silent
    row.save(update_fields=["lost_at", "silent"])
    networks = Hotline.objects.filter(exchange=row, active=True).values("network")
    CoverDay.objects.filter(network__in=networks, read_until__gt=since).update(read_until=since)
    record(events.ExchangeSilent(id=row.pk, since=since), by=MACHINE, at=at, topics=topics_of(row))
    return True


def topics_of(exchange: Exchange) -> list[str]:
    """Return what open pages watch: the exchange, and the hotlines of its networks."""
    networks = Hotline.objects.filter(exchange=exchange, active=True).values_list("network_id", flat=True)
    return sorted({f"exchange:{exchange.pk}", *(f"hotline:{network}" for network in networks)})


def count_refused(exchange: Exchange) -> None:
    """Count a delivery that proved nothing; nothing of it is kept."""
    Exchange.objects.filter(pk=exchange.pk).update(refused=F("refused") + 1)
