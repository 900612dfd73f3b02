"""The demo company reads as real life and holds all rules."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from amberdesk.customers.models import Company, Device, Network, Site
from amberdesk.mail.models import RawMail
from amberdesk.operation.demo.make import NotEmpty, introduction, make_demo
from amberdesk.orders.models import Order
from amberdesk.outbox.journal import broken_links
from amberdesk.outbox.models import Event, Pending
from amberdesk.people.models import Person
from tests.factories import make_company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)


@pytest.mark.long
def test_the_demo_company_is_whole():
    assert make_demo(NOW, say=print, a_day=2)
    assert (Network.objects.count(), Site.objects.count()) == (3, 60)
    assert Device.objects.count() > 500
    roles = Counter(Person.objects.values_list("role", flat=True))
    assert roles == {
        "technician": 14, "coordinator": 1, "deputy": 1, "manager": 1, "administrator": 1, "representative": 1,
    }  # fmt: skip
    states = Counter(Order.objects.values_list("state", flat=True))
    assert states["closed"] > 10 and states["resolved"] and states["new"], states
    assert Counter(Order.objects.exclude(solved_by="").values_list("solved_by", flat=True))["L1"] > 10
    assert not Event.objects.filter(at__gt=NOW).exists() and not Pending.objects.exists()
    assert broken_links() == []
    assert "/s/s" in introduction("http://localhost:8000")
    mails = RawMail.objects.order_by("-received_at").values_list("mailbox__network__code", "state", "reason")
    assert list(mails) == [
        ("FAL", "placed", ""),
        ("FAL", "held", "number_only"),
        ("BUR", "held", "form_only"),
        ("ZAT", "held", "mailing_list"),
    ]
    by_mail = Order.objects.get(channel="mail")
    assert by_mail.site and by_mail.contact and RawMail.objects.get(reason="number_only").order
    assert make_demo(NOW, say=print) is False and Company.objects.get().is_demo


@pytest.mark.long
@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 23, 7, 48, tzinfo=UTC),  # its story has two reports of one shop in one instant
        datetime(2027, 1, 1, 2, 5, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
        datetime(2028, 2, 29, 22, 59, tzinfo=UTC),
    ],
)
def test_the_demo_company_can_be_made_on_any_day(now):
    assert make_demo(now, say=print, a_day=7)
    assert Order.objects.count() > 100 and not Pending.objects.exists()


def test_a_real_company_never_becomes_a_demo():
    make_company()
    with pytest.raises(NotEmpty):
        make_demo(NOW, say=print)
