"""What the office lists: exchanges, hotlines, phones, and what could not be read."""

from django.db.models import Count, F, Q, QuerySet

from amberdesk.phone.models import Delivery, Exchange, Hotline, Phone

MOST_TROUBLES = 50


def exchanges() -> QuerySet[Exchange]:
    """Return the exchanges by name, those out of use last, with how many hotlines they ring for (`lines`)."""
    return Exchange.objects.annotate(lines=Count("hotlines", filter=Q(hotlines__active=True))).order_by(
        "-active", "name"
    )


def exchange(id: int) -> Exchange | None:
    return exchanges().filter(pk=id).first()


def exchange_by_code(code: str) -> Exchange | None:
    return Exchange.objects.filter(code=code).first()


def hotlines() -> QuerySet[Hotline]:
    """Return all hotlines by network, those out of use last."""
    return Hotline.objects.select_related("network", "exchange").order_by(
        "-active", "network__name", "label", "number"
    )


def phones_of(exchange: Exchange) -> QuerySet[Phone]:
    """Return the technicians whom an exchange rings, by name."""
    return Phone.objects.filter(exchange=exchange).select_related("person").order_by("person__name", "agent")


def phone(id: int) -> Phone | None:
    return Phone.objects.select_related("exchange", "person").filter(pk=id).first()


def troubles_of(exchange: Exchange) -> list[Delivery]:
    """Return the last deliveries of which something could not be read, newest first."""
    found = Delivery.objects.filter(exchange=exchange).exclude(trouble="").defer("body")
    return list(found.order_by("-pk")[:MOST_TROUBLES])


def unread_of(exchange: Exchange) -> int:
    """Return how many deliveries wait to be read."""
    return Delivery.objects.filter(exchange=exchange, read_at=None).count()


def deliveries_to_read(exchange: Exchange) -> list[Delivery]:
    """Return what was not read yet or not wholly: what was tried longest ago first, of that the newest.

    At most MOST_TROUBLES at once. What cannot be cured goes to the end by being tried, and hides nothing.
    """
    left = Delivery.objects.filter(Q(read_at=None) | ~Q(trouble=""), exchange=exchange)
    by_turn = left.order_by(F("read_at").asc(nulls_first=True), "-pk")
    return list(by_turn.select_related("exchange")[:MOST_TROUBLES])
