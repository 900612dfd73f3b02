"""/watch/, and the boards on walls."""

from django.urls import path

from amberdesk.web.watch import boards, calls, figures, live, staffing

app_name = "watch"
urlpatterns = [
    path("watch/", live.live, name="live"),
    path("watch/now/", live.now_part, name="now"),
    path("watch/calls/", calls.calls, name="calls"),
    path("watch/calls.csv", calls.calls_csv, name="calls_csv"),
    path("watch/calls/<int:id>/", calls.call, name="call"),
    path("watch/figures/", figures.figures, name="figures"),
    path("watch/figures.csv", figures.figures_csv, name="figures_csv"),
    path("watch/staffing/", staffing.staffing, name="staffing"),
    path("watch/wallboards/", boards.boards, name="boards"),
    path("watch/wallboards/<int:id>/", boards.board, name="board"),
    path("w/<str:key>/", boards.wallboard, name="wallboard"),
    path("w/<str:key>/now/", boards.wallboard_now, name="wallboard_now"),
]
