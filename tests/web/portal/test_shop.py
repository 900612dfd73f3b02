"""A shop reports on its own page, once, whatever it presses."""

from tests.web.portal.shops import Shop, text_of


def test_smoke(shop: Shop):
    r = shop.page()
    print(r.status_code, text_of(r))
    r = shop.send()
    print(r.status_code, r.headers)
    r = shop.client.get(r["Location"])
    print(r.status_code, text_of(r))
    r = shop.send(what="", text="")
    print(r.status_code, text_of(r))
