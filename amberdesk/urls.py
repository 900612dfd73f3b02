"""Every address of the desk and the view behind it."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amberdesk.web.base.urls")),
    path("", include("amberdesk.web.live.urls")),
    path("", include("amberdesk.web.health.urls")),
    path("", include("amberdesk.web.portal.urls")),
    path("", include("amberdesk.web.files.urls")),
    path("search/", include("amberdesk.web.search.urls")),
    path("board/", include("amberdesk.web.board.urls")),
    path("", include("amberdesk.web.lists.urls")),
    path("", include("amberdesk.web.orders.urls")),
    path("reports/", include("amberdesk.web.reports.urls")),
    path("", include("amberdesk.web.watch.urls")),
    path("captured/", include("amberdesk.web.tray.urls")),
    path("", include("amberdesk.web.reach.urls")),
    path("account/", include("amberdesk.web.account.urls")),
    path("api/", include("amberdesk.web.api.urls")),
    path("office/webhooks/", include("amberdesk.web.webhooks.urls")),
    path("office/", include("amberdesk.web.upkeep.urls")),
    path("office/", include("amberdesk.web.office.urls")),
    path("roster/", include("amberdesk.web.roster.urls")),
    path("hotline/", include("amberdesk.web.hotline.urls")),
    path("mail/", include("amberdesk.web.mail.urls")),
]

handler400 = "amberdesk.web.base.errors.bad_request"
handler403 = "amberdesk.web.base.errors.forbidden"
handler404 = "amberdesk.web.base.errors.not_found"
handler429 = "amberdesk.web.base.errors.too_many"
handler500 = "amberdesk.web.base.errors.server_error"
