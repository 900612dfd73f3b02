"""Reading ways, the gateway and what went through it."""

from amberdesk.people.models import Person
from amberdesk.reach.models import Alert, Browser, Gateway, Way


def gateway() -> Gateway | None:
    """Return the gateway, in use or not; None where none was set up."""
    return Gateway.objects.filter(pk=1).first()


def ways_of(person: Person) -> list[Way]:
    """Return the person's ways beside e-mail, the first first."""
    return list(Way.objects.filter(person=person).order_by("after_minutes", "kind"))


def browsers_of(person: Person) -> list[Browser]:
    """Return the browsers in which the person lets himself be called, the newest first."""
    return list(Browser.objects.filter(person=person).order_by("-added_at", "-pk"))


def newest_alerts(most: int = 50) -> list[Alert]:
    """Return what went through the gateway last."""
    return list(Alert.objects.select_related("person", "order").order_by("-pk")[:most])
