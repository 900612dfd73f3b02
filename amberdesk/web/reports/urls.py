"""/reports/"""

from django.urls import path

from amberdesk.web.reports import levels, promises, simulation, solved, views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("weeks.csv", views.weeks_csv, name="weeks_csv"),
    path("solved-at-l1/", solved.solved, name="solved"),
    path("promises/", promises.promises_page, name="promises"),
    path("levels/", levels.levels_page, name="levels"),
    path("levels.csv", levels.levels_csv, name="levels_csv"),
    path("simulation/", simulation.simulation, name="simulation"),
    path("simulation/<int:id>/", simulation.simulation_run, name="simulation_run"),
    path("simulation/<int:id>.csv", simulation.simulation_csv, name="simulation_csv"),
]
