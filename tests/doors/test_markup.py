"""Whatever people type is text on every page and in every letter (T31, T80): not one address writes it out as markup."""

from collections.abc import Iterator

import pytest
from django.db import models
from django.db.models import F, Model, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import now

from amberdesk.customers import models as customers
from amberdesk.mail.models import OutgoingMail
from amberdesk.orders import models as orders
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.people.models import ApiToken, Person
from amberdesk.rosters.models import Team
from amberdesk.webhooks.actions.replay import try_out
from amberdesk.webhooks.models import Webhook, WebhookCall
from tests.doors.visitors import AFAR, visitors
from tests.doors.walks import paths
from tests.doors.world import World, make_world

pytestmark = pytest.mark.django_db
EVIL = "\"'><img src=x onerror=1>"
SEEN = b"&lt;img src=x"
TYPED: dict[type[Model], tuple[str, ...]] = {
    customers.Company: ("name",),
    customers.Network: ("name",),
    customers.SiteGroup: ("name",),
    customers.Site: ("name", "street", "city", "note"),
    customers.Device: ("label", "model", "serial"),
    customers.Contact: ("name", "position", "note"),
    customers.Agreement: ("name",),
    customers.Calendar: ("name",),
    customers.CalendarDay: ("name", "reason"),
    orders.Order: ("subject", "reporter_name", "reporter_phone", "reporter_email", "scope_accepted_by"),
    orders.Message: ("text", "author_name"),
    orders.Participant: ("name", "phone"),
    orders.Attachment: ("name",),
    orders.Reference: ("whose", "number"),
    orders.SavedList: ("name",),
    orders.ReplyTemplate: ("name",),
    orders.Tag: ("name",),
    Person: ("name",),
    ApiToken: ("name",),
    Team: ("name",),
    Webhook: ("name",),
    WebhookCall: ("answer",),
    OutgoingMail: ("subject", "text", "error"),
}
SAID = dict.fromkeys(("pl", "en", "uk"), EVIL)


@pytest.fixture
def world() -> World:
    """A world in which everything that can be typed is markup."""
    world = make_world()
    for hook in Webhook.objects.all():
        try_out(hook, by=Actor("person", hook.owner_id), at=now())
    for model, fields in TYPED.items():
        told = {name: Concat(Value(EVIL), Cast(F("pk"), models.TextField())) for name in fields}
        model._default_manager.update(**told)
    customers.Category.objects.update(
        name=SAID, first_aid=[SAID], facts=[{"code": "x", "label": SAID, "required": True}]
    )
    customers.Network.objects.update(site_word=SAID, form_settings={"note": SAID})
    customers.AgreementVersion.objects.update(duty_notice=SAID)
    orders.ReplyTemplate.objects.update(text=SAID)
    orders.Order.objects.update(tags=[EVIL])
    return world


def pages(world: World) -> Iterator[tuple[str, bytes]]:
    everybody = {visitor.name: visitor for visitor in visitors(world)}
    for visitor in everybody.values():
        for path in paths(visitor, world, everybody["A:coordinator"]):
            for headers in ({}, {"hx-request": "true"}):
                where = "127.0.0.1" if path.startswith("/captured/") else AFAR
                answer = visitor.client.get(path, headers={"user-agent": EVIL, **headers}, REMOTE_ADDR=where)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    yield f"{visitor.name} {path}", answer.content


@pytest.mark.long
def test_no_page_writes_out_what_was_typed_as_markup(world: World) -> None:
    everything = list(pages(world))

    assert [path for path, page in everything if b"<img src=x" in page] == []
    assert sum(SEEN in page for _, page in everything) > 100  # it is there, as text


def test_no_letter_writes_out_what_was_typed_as_markup(world: World) -> None:
    OutgoingMail.objects.all().delete()
    world.a.desk.report(at=now(), subject=EVIL, text=EVIL, reporter_name=EVIL)
    while fan_out(now()) + run_lane("mail", now()):
        pass

    letters = [mail.html for mail in OutgoingMail.objects.all()]
    assert letters and not [html for html in letters if "<img src=x" in html]
