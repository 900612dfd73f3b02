"""A mail on its order in a real browser: readable in light and dark and on a phone, its pictures there, nothing from elsewhere."""

import os

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.message_ids import make_message_id
from amberdesk.orders.access import participant_key
from amberdesk.orders.models import Message, Order
from tests.factories import make_contact
from tests.journeys.seeing import axe_faults
from tests.mail.samples.building import mail, part, several, text_mail
from tests.orders.shop import make_desk
from tests.orders.test_files import photo

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
HTML = (
    "<p>Dzień dobry,</p><p><b>Kasa 2</b> nie drukuje. Na ekranie:</p><ul><li>błąd 17</li><li>brak papieru</li></ul>"
    '<p><img src="cid:z1@x" alt="ekran"></p><table><tr><td>Kasa</td><td>2</td></tr></table>'
    '<img src="https://sledzi.example/1.png">'
)
ANSWER = "Model X-200, naklejka z tyłu.\n\n-- \nJan Kowalski\nSklep 12\n\nW dniu 2.3.2026 o 9:01, Ewa pisze:\n> Jaki to model?"


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_mail_is_readable_everywhere(live_server, browser):
    desk = make_desk()
    make_contact(desk.site, "Jan Kowalski", emails=["jan@sklep.example"])
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    box.trusted_servers = ["mx.pomoc.example"]
    box.save()
    at = now()
    failed = b"Authentication-Results: mx.pomoc.example; spf=fail; dkim=none; dmarc=fail\r\n"
    picture = part(photo("PNG"), "image/png; name=z.png", "base64", content_id="<z1@x>")
    whole = several([part(HTML, "text/html; charset=utf-8", "quoted-printable"), picture], "related")
    row = take_in(box, failed + mail(whole, reply_to="inny@sklep.example"), received_at=at, at=at)
    order = Order.objects.get(pk=row.order_id)
    token = make_message_id("p1", order_id=order.pk, event_id=1, host="x")
    take_in(box, text_mail(ANSWER, in_reply_to=token, message_id="<2@x>"), received_at=at, at=at)
    away = text_mail(
        "Wracam.", in_reply_to=token, message_id="<3@x>", auto_submitted="auto-replied", subject="Urlop"
    )
    take_in(box, away, received_at=at, at=at)
    report = Message.objects.get(order=order, purpose="report")
    client = Client()
    client.force_login(desk.ewa)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages = {
        "order": f"/orders/{order.number}/",
        "letter": f"/orders/{order.number}/messages/{report.pk}/letter/",
        "own": f"/o/{participant_key(order.participants.get())}/",
    }
    for width, scheme in ((1280, "light"), (1280, "dark"), (320, "light")):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale="pl"
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        for name, path in pages.items():
            page.goto(live_server.url + path)
            if name == "letter":
                shown = page.locator(".letter img").evaluate_all("all => all.map(one => one.naturalWidth)")
                assert [one > 0 for one in shown] == [True]
            assert axe_faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 1280:
            page.goto(live_server.url + pages["order"])
            page.get_by_role("link", name="Pokaż tak, jak przyszła").first.click()
            page.locator("dialog .letter").wait_for()
        assert not [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))]
        context.close()
