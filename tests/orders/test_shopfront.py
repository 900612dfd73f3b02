"""The door of reports opens to the same as the ordinary door, in one statement."""

from datetime import timedelta

import pytest
from django.db.models import Model

from amberdesk.orders import shopfront as module
from amberdesk.orders.access import NoSuchOrder, site_by_key, site_key
from amberdesk.orders.shopfront import Shopfront, shopfront
from tests.factories import NINE, make_category, make_device, make_site
from tests.orders.shop import HOUR, MINUTE, Desk


def front(desk: Desk, **asked: object) -> Shopfront:
    usual = {"device": desk.device.pk, "category": "other", "since": NINE - HOUR}
    return shopfront(site_key(desk.site), **(usual | asked))


def told(row: Model, fields: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in fields}


def test_every_column_is_the_rows_own(desk: Desk):
    found = front(desk)
    ordinary = site_by_key(site_key(desk.site))
    pairs = [
        (found.site, ordinary, module._SITE),
        (found.site.network, ordinary.network, module._NETWORK),
        (found.device, desk.device, module._DEVICE),
        (found.category, desk.category, module._CATEGORY),
    ]
    for mine, theirs, fields in pairs:
        assert told(mine, fields) == told(theirs, fields)
    assert found.site.network.terms_stamp == desk.network.__class__.objects.get().terms_stamp


def test_what_was_not_read_is_read_when_it_is_asked_for(desk: Desk):
    found = front(desk)
    assert (found.site.street, found.category.first_aid) == (desk.site.street, desk.category.first_aid)


def test_a_device_brings_its_category_and_a_code_only_the_category(desk: Desk):
    assert front(desk).category == desk.category
    assert front(desk, device=None, category="till").category == make_category("till")
    assert front(desk, device=None, category="nonsense").category is None


def test_devices_of_other_shops_and_out_of_use_are_not_found(desk: Desk):
    foreign, broken = make_device(make_site(desk.network, "042")), make_device(desk.site)
    broken.active = False
    broken.save()
    assert front(desk, device=foreign.pk).device is None
    assert front(desk, device=broken.pk).device is None


def test_recent_reports_are_counted_for_the_shop_and_the_person(desk: Desk):
    desk.report(reporter_phone="501")
    desk.report(at=NINE + HOUR, reporter_phone="502", reporter_email="")
    desk.report(at=NINE + HOUR, reporter_phone="", reporter_email="")
    desk.report(at=NINE + HOUR, site=make_site(desk.network, "042"), device=None)

    def counted(**asked: object) -> tuple[int, int]:
        found = front(desk, **asked)
        return found.recent, found.own

    assert counted() == (3, 0)
    assert counted(since=NINE + MINUTE, phone="502") == (2, 1)
    assert counted(email="maria@fala.example") == (3, 1)
    assert counted(since=NINE + HOUR + timedelta(seconds=1)) == (0, 0)


@pytest.mark.parametrize("key", ["", "s1", "s1-1-a-" + "0" * 32, "p1-1-a-" + "0" * 32])
def test_false_keys_open_nothing(desk: Desk, key: str):
    with pytest.raises(NoSuchOrder):
        shopfront(key, device=None, category="other", since=NINE)
