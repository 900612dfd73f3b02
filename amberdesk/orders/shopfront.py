"""The shop's door as a report comes through it: everything that placing needs, in one statement.

The form is the hottest way in. The ordinary door and its four companions cost three times what placing itself costs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from amberdesk.customers.links import read_key
from amberdesk.customers.models import Category, Device, Network, Site
from amberdesk.orders.access import NoSuchOrder
from amberdesk.start.engine.prepared import prepared

M = TypeVar("M", bound=Model)
MOST_COUNTED = 500  # reports that are looked at to count the recent ones


def _fields(model: type[Model], *names: str) -> tuple[str, ...]:
    """Return the names in the model's own order, as `from_db` takes them."""
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname in names)


_NETWORK = _fields(Network, "id", "code", "timezone", "language", "phone", "terms_stamp")
_SITE = _fields(Site, "id", "network_id", "group_id", "hours_id", "language")
_DEVICE = _fields(Device, "id", "site_id", "kind", "label")
_CATEGORY = _fields(Category, "id", "code", "kind", "level", "urgency", "not_for_l1")


def _columns(table: str, fields: tuple[str, ...]) -> str:
    return ", ".join(f'{table}."{field}"' for field in fields)


_FIND = f"""
SELECT {_columns("n", _NETWORK)}, {_columns("s", _SITE)}, {_columns("d", _DEVICE)}, {_columns("c", _CATEGORY)},
  coalesce((n.form_settings->>'email_required')::boolean, false), r.shop, r.own
FROM customers_site s JOIN customers_network n ON n.id = s.network_id
LEFT JOIN customers_device d ON d.id = %(device)s AND d.site_id = s.id AND d.active
LEFT JOIN customers_category c ON c.code = coalesce(d.kind, %(category)s) AND c.active
CROSS JOIN LATERAL (
  SELECT count(*) AS shop, count(*) FILTER (WHERE q.reporter_phone = %(phone)s OR q.reporter_email = %(email)s) AS own
  FROM (SELECT reporter_phone, reporter_email FROM orders_order
    WHERE site_id = s.id AND placed_at > %(since)s AND channel = 'form' LIMIT {MOST_COUNTED}) q
) r
WHERE s.id = %(site)s AND s.link_epoch = %(epoch)s AND s.left_on IS NULL AND n.active
"""


@dataclass(frozen=True, slots=True)
class Shopfront:
    """The shop of a link, with what was said to be broken, and how much has been reported since an instant.

    The rows hold what placing needs; the rest of them is read when it is asked for.
    recent, own: reports since then, of the shop and of the same phone or address
    """

    site: Site
    device: Device | None
    category: Category | None
    email_required: bool
    recent: int
    own: int


def shopfront(
    key: str, *, device: int | None, category: str, phone: str = "", email: str = "", since: datetime
) -> Shopfront:
    """Return the shop of a link with one of its devices, or a category by its code. Raises NoSuchOrder."""
    named = read_key("s", key)
    if named is None:
        raise NoSuchOrder(key)
    asked = {
        "device": device,
        "category": category,
        "phone": phone or None,
        "email": email or None,
        "since": since,
    }
    with prepared() as cursor:
        cursor.execute(_FIND, {**asked, "site": named.id, "epoch": named.epoch})
        row = cursor.fetchone()
    if row is None:
        raise NoSuchOrder(key)
    values = iter(row)
    network, site = _row(Network, _NETWORK, values), _row(Site, _SITE, values)
    assert network is not None and site is not None
    site.network = network
    return Shopfront(site, _row(Device, _DEVICE, values), _row(Category, _CATEGORY, values), *values)


def _row(model: type[M], fields: tuple[str, ...], values: Iterator[Any]) -> M | None:
    """Return the next columns as an instance; None for what was not found."""
    own = [next(values) for _ in fields]
    return model.from_db(DEFAULT_DB_ALIAS, fields, own) if own[0] is not None else None
