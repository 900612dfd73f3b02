"""Who gets in at every address of the desk, with the things of network FAL in the address (T60).

One row an address, and no address without a row. A visitor is "A:..." of FAL, "B:..." of BUR, or neither.
"""

from dataclasses import dataclass

OF_STAFF = ("L1", "L2", "L3", "coordinator", "deputy", "manager")


def of(network: str, *roles: str) -> frozenset[str]:
    return frozenset(f"{network}:{role}" for role in roles)


def of_both(*roles: str) -> frozenset[str]:
    return of("A", *roles) | of("B", *roles)


STAFF, REPRESENTATIVE, BOSS = of("A", *OF_STAFF), of("A", "representative"), frozenset({"administrator"})
EVERYBODY_SIGNED_IN = of_both(*OF_STAFF, "representative") | BOSS
SIGN_IN, HIDDEN, KEY = "is asked to sign in", "finds nothing", "is asked for a key"


@dataclass(frozen=True)
class Door:
    """`opens`: for whom; everybody else finds what he would find if the thing did not exist: 404.

    unknown: what becomes of whoever is nobody here. shut: how else it is closed than by 404.
    """

    opens: frozenset[str]
    unknown: str = SIGN_IN
    shut: tuple[int, ...] = (404,)


ORDER_PAGE = Door(STAFF | REPRESENTATIVE)
ORDER_INSIDE = Door(STAFF)  # acts as well: whom the rights refuse is told so, for he sees the order
MESSAGE_ACT = Door(of("A", "L1", "L2", "coordinator", "deputy"))
BOARD = Door(of_both(*OF_STAFF))  # everybody his own
LIST = Door(of_both(*OF_STAFF, "representative"))  # everybody his own
CALLS = Door(of_both("L1", "L2", "L3", "coordinator", "deputy"))
FIGURES = Door(of("A", "coordinator", "deputy", "manager", "representative"))
SUPPOSING = Door(of("A", "coordinator", "deputy", "manager"))
SUPPOSED = Door(of("A", "coordinator"))  # who asked
ROSTER = Door(of_both(*OF_STAFF) | BOSS)
PLANNING = Door(of_both("coordinator", "deputy") | BOSS)
ABSENCE = Door(of_both("coordinator", "deputy"))  # everybody his own technicians
CALL = Door(of("A", "L1", "L2", "L3", "coordinator", "deputy"))  # who works on the network's calls
SHIFT = Door(of("A", "coordinator", "deputy") | BOSS)
OFFICE = Door(BOSS)
FILE = Door(STAFF, HIDDEN)
HELD_MAIL = Door(STAFF | BOSS)  # acts as well: whom the rights refuse is told so, for he sees the mail
LINK = Door(of("A", "link") | of("B", "link"), HIDDEN)  # everybody his own
LINK_FILE = Door(of("A", "link"), HIDDEN)
SHOP = Door(of("A", "shop") | of("B", "shop"), HIDDEN)  # everybody his own
STREAM = Door(of("A", "coordinator"), HIDDEN, (403,))  # with a ticket that was signed for him
HERE = Door(frozenset(), HIDDEN)  # only for who sits at the machine
ANYBODY = Door(EVERYBODY_SIGNED_IN | of_both("link", "shop") | {"nobody"}, HIDDEN)
OWN = Door(EVERYBODY_SIGNED_IN)
OWN_THING = Door(frozenset())
PASSKEY = Door(frozenset(), shut=(302, 404))  # who he is comes first
API_OPEN = Door(EVERYBODY_SIGNED_IN, KEY)
API_ORDER = Door(STAFF | REPRESENTATIVE, KEY)
API_INSIDE = Door(STAFF, KEY)
API_FIGURES = Door(FIGURES.opens, KEY)
API_CREW = Door(STAFF, KEY, (403, 404))  # representatives are told that it is not for them, of any network

ROWS: dict[str, Door] = {
    "": ANYBODY,
    "language/": ANYBODY,
    "theme/": ANYBODY,
    "health/live": ANYBODY,
    "health/ready": ANYBODY,
    "metrics": HERE,
    "captured/": HERE,
    "captured/<int:pk>/": HERE,
    "captured/<int:pk>/html/": HERE,
    "live/stream": STREAM,
    "look/<str:key>.css": HERE,  # opened by a key of its own alone, which pages name
    "look/<str:key>.png": HERE,
    "s/<str:key>/": SHOP,
    "o/<str:key>/": LINK,
    "o/<str:key>/reply/": LINK,
    "o/<str:key>/verdict/": LINK,
    "o/<str:key>/again/": LINK,
    "o/<str:key>/follow/": LINK,
    "o/<str:key>/version/": LINK,
    "o/<str:key>/files/<str:file>/": LINK_FILE,
    "files/<str:file>/": FILE,
    "search/": LIST,
    "board/": BOARD,
    "board/cards/": BOARD,
    "board/figures/": BOARD,
    "board/line/": BOARD,
    "board/assign/": ORDER_INSIDE,
    "board/priority/": ORDER_INSIDE,
    "board/undo/": ORDER_INSIDE,
    "board/verify/<str:number>/": ORDER_INSIDE,
    "orders/": LIST,
    "lists/row/<int:pk>/": LIST,
    "lists/news/": LIST,
    "lists/export.csv": LIST,
    "lists/save/": LIST,
    "lists/<int:pk>/drop/": LIST,
    "orders/new/": CALLS,
    "orders/new/find/": CALLS,
    "orders/<str:number>/": ORDER_PAGE,
    "orders/<str:number>/parts/<str:name>/": ORDER_PAGE,
    "orders/<str:number>/clocks/<str:target>/": ORDER_PAGE,
    "orders/<str:number>/paper/": ORDER_PAGE,
    "orders/<str:number>/proof.zip": FIGURES,
    "orders/<str:number>/say/": ORDER_PAGE,
    "orders/<str:number>/undo/<int:event>/": ORDER_PAGE,
    "orders/<str:number>/messages/<int:message>/letter/": ORDER_INSIDE,
    "orders/<str:number>/messages/<int:message>/move/": MESSAGE_ACT,
    "reports/": FIGURES,
    "reports/weeks.csv": FIGURES,
    "reports/solved-at-l1/": FIGURES,
    "reports/promises/": FIGURES,
    "reports/levels/": SUPPOSING,
    "reports/levels.csv": SUPPOSING,
    "reports/simulation/": SUPPOSING,
    "reports/simulation/<int:id>/": SUPPOSED,
    "reports/simulation/<int:id>.csv": SUPPOSED,
    "roster/": ROSTER,
    "roster/presence/": ROSTER,
    "roster/shifts/add/": PLANNING,
    "roster/shifts/<int:id>/remove/": SHIFT,
    "roster/shifts/<int:id>/substitute/": SHIFT,
    "roster/duty/": ROSTER,
    "roster/hours/": ROSTER,
    "roster/absence/": ABSENCE,
    "roster/feed/": ROSTER,
    "roster/feed/<str:key>.ics": HERE,  # opened by a key of its own alone, which its person made
    "hotline/": CALLS,
    "hotline/now/": CALLS,
    "hotline/status/": CALLS,
    "hotline/wrap-up/end/": CALLS,
    "hotline/wrap-up/more/": CALLS,
    "hotline/waits/": CALLS,
    "hotline/callbacks/": CALLS,
    "hotline/unfinished/": CALLS,
    "hotline/find/": CALLS,
    "hotline/presence/": CALLS,
    "hotline/talk/": CALLS,
    "hotline/calls/<int:id>/": CALL,
    "hotline/calls/<int:id>/unlearn/": CALL,
    "hotline/calls/<int:id>/dial/": Door(frozenset()),  # nobody here has a phone at an exchange that dials
    "hotline/callbacks/<int:id>/take/": CALL,
    "hotline/callbacks/<int:id>/missed/": CALL,
    "hotline/callbacks/<int:id>/done/": CALL,
    "hotline/callbacks/<int:id>/drop/": CALL,
    "account/sessions/<int:session>/end/": OWN_THING,
    "account/tokens/<int:token>/revoke/": Door(of("A", "coordinator")),  # it is his
    "account/reach/": ROSTER,  # everybody his own
    "account/reach/browsers/": ROSTER,
    "account/reach/browsers/try/": ROSTER,
    "account/reach/browsers/<int:id>/remove/": ROSTER,  # removes nothing of anybody else
    "account/factors/app/remove/": OWN_THING,  # nobody here has one
    "account/factors/codes/": OWN_THING,
}
ROWS |= {
    "mail/": HELD_MAIL,
    "mail/waiting/": HELD_MAIL,
    "mail/settled/": HELD_MAIL,
    "mail/all/": OFFICE,
    "mail/drop/": HELD_MAIL,
    "mail/restore/": HELD_MAIL,
    "mail/again/": HELD_MAIL,
    "mail/<int:id>/": HELD_MAIL,
    "mail/<int:id>/raw/": OFFICE,
    "mail/<int:id>/attach/": HELD_MAIL,
    "mail/<int:id>/place/": HELD_MAIL,
}
ROWS |= {
    "watch/": ORDER_INSIDE,
    "watch/now/": ORDER_INSIDE,
    "watch/calls/": ORDER_PAGE,
    "watch/calls.csv": ORDER_PAGE,
    "watch/calls/<int:id>/": ORDER_PAGE,
    "watch/figures/": FIGURES,
    "watch/figures.csv": FIGURES,
    "watch/staffing/": SUPPOSING,
    "watch/wallboards/": Door(SUPPOSING.opens, shut=(404, 422)),  # everybody boards of his own networks
    "watch/wallboards/<int:id>/": SUPPOSING,
    "w/<str:key>/": HERE,  # opened by a key of its own alone, which its coordinator made
    "w/<str:key>/now/": HERE,
}
ROWS |= {
    f"orders/<str:number>/{name}/": ORDER_INSIDE
    for name in [
        "viewing",
        "templates",
        "colleagues",
        "messages/<int:message>/take-back",
        "letters/<int:letter>/send-again",
        "verify",
        "set-priority",
        "assign",
        "accept",
        "start",
        "wait",
        "resume",
        "restore",
        "relapse",
        "resolve",
        "reopen",
        "hand-over",
        "send-back",
        "close",
        "cancel",
        "merge",
        "contact",
        "receive",
        "tag",
        "link",
        "refer",
        "unfollow",
        "correct",
    ]
}
ROWS |= {
    f"account/{name}": ANYBODY  # whoever forgot his password comes here too
    for name in [
        "join/<str:secret>/",
        "join/",
        "login/",
        "logout/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/<str:uidb36>/<str:key>/",
        "password/reset/finished/",
        "factors/code/",
        "passkeys/login/",
    ]
}
ROWS |= {
    f"account/{name}": OWN
    for name in [
        "",
        "sessions/end/",
        "tokens/",
        "reauthenticate/",
        "password/change/",
        "password/set/",
        "factors/",
        "factors/again/",
        "factors/app/",
        "factors/codes/new/",
        "passkeys/",
        "passkeys/add/",
        "passkeys/again/",
    ]
}
ROWS |= {f"account/passkeys/<int:pk>/{name}/": PASSKEY for name in ("remove", "edit")}
ROWS |= {
    f"account/company/<str:provider_id>/{name}": HERE for name in ("", "callback/")
}  # no company is set up
ROWS |= {
    f"office/{name}": OFFICE
    for name in [
        "",
        "finish/",
        "company/",
        "networks/",
        "branding/",
        "networks/<slug:code>/branding/",
        "networks/add/",
        "networks/<slug:code>/",
        "networks/<slug:code>/change/",
        "networks/<slug:code>/people/",
        "networks/<slug:code>/groups/add/",
        "networks/<slug:code>/groups/<int:id>/",
        "networks/<slug:code>/sites/",
        "networks/<slug:code>/sites/add/",
        "networks/<slug:code>/contacts/add/",
        "networks/<slug:code>/agreements/add/",
        "networks/<slug:code>/qr/",
        "agreements/<int:id>/",
        "agreements/<int:id>/change/",
        "agreements/<int:id>/end/",
        "agreements/versions/<int:id>/withdraw/",
        "sites/<int:id>/",
        "sites/<int:id>/change/",
        "sites/<int:id>/opening/",
        "sites/<int:id>/leave/",
        "sites/<int:id>/come-back/",
        "sites/<int:id>/revoke-link/",
        "sites/<int:id>/qr/",
        "sites/<int:id>/devices/add/",
        "sites/<int:id>/contacts/add/",
        "devices/<int:id>/",
        "contacts/<int:id>/",
        "calendars/",
        "calendars/add/",
        "calendars/<int:id>/",
        "calendars/<int:id>/week/",
        "calendars/<int:id>/day/",
        "calendars/<int:id>/year/",
        "calendars/<int:id>/days/",
        "calendars/<int:id>/import/",
        "calendars/<int:id>/export/",
        "calendars/days/<int:id>/drop/",
        "categories/",
        "categories/add/",
        "categories/ready/",
        "categories/<int:id>/",
        "people/",
        "people/add/",
        "people/invite/",
        "people/<int:id>/",
        "people/<int:id>/change/",
        "people/<int:id>/invite/",
        "people/<int:id>/deactivate/",
        "people/<int:id>/reactivate/",
        "people/<int:id>/clear-factors/",
        "import/",
        "import/jobs/<int:id>/",
        "import/jobs/<int:id>/write/",
        "import/<slug:kind>/check/",
        "import/<slug:kind>/write/",
        "import/<slug:kind>/<slug:form>/",
        "export/<slug:kind>/",
        "hotlines/",
        "hotlines/add/",
        "hotlines/<int:id>/",
        "exchanges/add/",
        "exchanges/<int:id>/",
        "exchanges/<int:id>/change/",
        "exchanges/<int:id>/renew/",
        "exchanges/<int:id>/read-again/",
        "exchanges/<int:id>/report/",
        "exchanges/<int:id>/phones/add/",
        "phones/<int:id>/drop/",
        "teams/",
        "teams/add/",
        "teams/<int:id>/",
        "templates/",
        "templates/add/",
        "templates/<int:id>/",
        "operation/",
        "operation/retry/",
        "operation/send-held/",
        "operation/drop-held/",
        "retention/",
        "retention/agreements/<int:id>/",
        "retention/people/<int:id>/",
        "gateway/",
        "gateway/try/",
        "mailboxes/",
        "mailboxes/add/",
        "mailboxes/<int:id>/",
        "mailboxes/<int:id>/change/",
        "mailboxes/<int:id>/try/",
        "webhooks/",
        "webhooks/add/",
        "webhooks/<int:id>/",
        "webhooks/<int:id>/change/",
        "webhooks/<int:id>/try/",
        "webhooks/<int:id>/replay/",
        "webhooks/<int:id>/renew/",
        "webhooks/<int:id>/remove/",
    ]
}
ROWS |= {
    "api/v1/openapi.json": ANYBODY,
    "api/^": Door(frozenset(), HIDDEN),
    "api/v1/orders": API_OPEN,  # everybody his own
    "api/v1/attachments": API_OPEN,
    "api/v1/networks": API_OPEN,
    "api/v1/categories": API_OPEN,
    "api/v1/attachments/<id>": API_INSIDE,
    "api/v1/hotline/route": Door(frozenset(), KEY, (401, 413)),  # for exchanges, by keys of their own
    "api/v1/hotline/events": Door(frozenset(), KEY, (401, 413)),
    "api/v1/hotline/cti/<slug:code>": Door(frozenset(), KEY, (401,)),  # for exchanges, by keys of their own
    "api/v1/hotline/cti/<slug:code>/<str:token>": Door(frozenset(), KEY, (401,)),
    "api/v1/duty": API_ORDER,
    "api/v1/reports/solved-at-l1": API_FIGURES,
    "api/v1/calls": API_ORDER,
    "api/v1/calls/<call>": API_ORDER,
    "api/v1/reports/hotline": API_FIGURES,
    "api/v1/reports/levels": Door(SUPPOSING.opens, KEY),
    "api/v1/networks/<network>": API_ORDER,
    "api/v1/networks/<network>/sites": API_ORDER,
    "api/v1/networks/<network>/sites/<site>": API_ORDER,
    "api/v1/networks/<network>/sites/<site>/devices": API_ORDER,
    "api/v1/networks/<network>/sites/<site>/contacts": API_CREW,
    "api/v1/networks/<network>/technicians": API_CREW,
    "api/v1/orders/<number>": API_ORDER,
}
ROWS |= {
    f"api/v1/orders/<number>/{name}": API_ORDER  # whom the rights refuse is told so, for he sees the order
    for name in [
        "messages",
        "journal",
        "clocks",
        "verify",
        "set-priority",
        "assign",
        "accept",
        "start",
        "hand-over",
        "send-back",
        "wait",
        "resume",
        "reply",
        "note",
        "contact",
        "receive",
        "restore",
        "relapse",
        "resolve",
        "reopen",
        "close",
        "cancel",
        "merge",
        "correct",
        "link",
        "tag",
        "reference",
        "unfollow",
        "move",
        "take-back",
        "undo",
    ]
}
