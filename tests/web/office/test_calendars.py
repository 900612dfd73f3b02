"""The calendar's page: its weeks as a picture, the days to come, holidays proposed, files."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from amberdesk.customers.actions.calendars import DifferingDay, add_calendar, set_day, set_days
from amberdesk.customers.actions.opening import use_calendar
from amberdesk.customers.models import CalendarDay
from amberdesk.outbox.actor import MACHINE
from amberdesk.web.office.calendars_picture import bar, coming_days
from tests.factories import NINE, make_company, make_network, make_person, make_site

pytestmark = pytest.mark.django_db
WEEK = [[[480, 720], [780, 1020]], *[[[1320, 1800]]] * 5, []]


@pytest.fixture
def office(client):
    make_company()
    client.force_login(make_person("administrator"))
    return client


@pytest.fixture
def calendar():
    return add_calendar(name="Sklepy", week=WEEK, by=MACHINE, at=NINE)


def page_of(calendar, rest=""):
    return f"/office/calendars/{calendar.pk}/{rest}"


def text_of(answer):
    return answer.content.decode()


def test_a_week_is_a_picture_that_also_reads(office, calendar):
    page = text_of(office.get(page_of(calendar)))

    assert "8:00-12:00, 13:00-17:00" in page and "22:00-6:00" in page
    assert page.count('class="day-bar"') == 7
    assert all("style=" not in found for found in re.findall(r"<svg[^>]*>", page))


def test_a_week_that_is_typed_shows_before_it_is_saved_how_it_is_read(office, calendar):
    typed = {
        "day0": "18:00-2:00",
        "day1": "8 do 16",
        "day2": "22-24",
        "valid_from": "2030-01-01",
        "preview": "1",
    }
    before = calendar.revisions.count()

    answer = office.post(page_of(calendar, "week/"), typed)

    assert answer.status_code == 200 and calendar.revisions.count() == before
    seen = text_of(answer).split('id="week-picture"')[1]
    assert "18:00-2:00 następnego dnia" in seen and "nie da się odczytać" in seen
    assert "22:00-24:00<" in seen
    assert '<rect class="night" x="0" y="3" width="120"' in seen  # it reaches into Tuesday
    assert "22:00-6:00 następnego dnia" in text_of(office.get(page_of(calendar, "week/")))


def test_the_night_is_drawn_on_both_of_its_days():
    drawn = bar([[1320, 1800]], before=[[1320, 1800]])

    assert '<rect class="night" x="0" y="3" width="360"' in drawn
    assert '<rect class="open" x="1320" y="3" width="120"' in drawn
    assert 'width="1440"' in bar([[0, 1440]])


def test_the_coming_days_are_as_they_will_really_be(calendar):
    set_day(calendar, on=date(2026, 3, 10), name="Remont", by=MACHINE, at=NINE)
    own = {day.date: day for day in CalendarDay.objects.all()}

    days = {day.on: day for day in coming_days(calendar, date(2026, 3, 2), own)}

    assert len(days) == 60
    assert (days[date(2026, 3, 10)].kind, days[date(2026, 3, 10)].notes) == ("other", ["Remont"])
    assert (days[date(2026, 3, 8)].kind, days[date(2026, 3, 9)].hours) == (
        "closed",
        "8:00-12:00, 13:00-17:00",
    )
    assert days[date(2026, 3, 29)].notes == ["zmiana czasu: doba ma 23 h"]


def test_a_sunday_without_trade_says_so():
    open_daily = add_calendar(name="Co dzień", week=WEEK[:1] * 7, trading_sundays=True, by=MACHINE, at=NINE)
    days = {day.on: day for day in coming_days(open_daily, date(2026, 3, 2), {})}

    assert days[date(2026, 3, 22)].notes == ["niedziela niehandlowa"]
    assert days[date(2026, 3, 29)].kind == "open"


def test_a_time_of_other_hours_is_written_for_its_weekdays(office, calendar):
    first = localdate() + timedelta(days=7 - localdate().weekday())
    form = {
        "first": first,
        "last": first + timedelta(days=13),
        "weekdays": ["5", "6"],
        "name": "Przed świętami",
        "windows": "9-24:00",
    }
    office.post(page_of(calendar, "days/"), form)

    assert [(day.date.weekday(), day.windows) for day in calendar.days.order_by("date")] == [
        (5, [[540, 1440]]),
        (6, [[540, 1440]]),
    ] * 2


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"last": "2020-01-01"}, "Ostatni dzień jest przed pierwszym."),
        ({"last": "2099-01-01"}, "Najwyżej 1000 dni naraz."),
        ({"last": "2030-01-07", "weekdays": ["2"]}, "żadnego z wybranych dni"),
        ({"first": "2020-01-01"}, "Najwyżej 1000 dni naraz."),
        ({"first": "2026-01-01", "last": "2026-01-02"}, "Podaj powód zmiany."),
        ({"windows": "8-12, 11-13"}, "Godziny zachodzą na siebie."),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(office, calendar, wrong, said):
    form = {
        "first": "2030-01-07",
        "last": "2030-01-08",
        "weekdays": list("0123456"),
        "name": "x",
        "windows": "8-12",
    }
    answer = office.post(page_of(calendar, "days/"), form | wrong)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not calendar.days.exists()


def test_holidays_are_proposed_and_only_the_chosen_ones_written(office, calendar):
    page = text_of(office.get(page_of(calendar, "year/"), {"year": "2030", "country": "DE"}))
    assert 'value="2030-10-03" checked' in page

    office.post(
        page_of(calendar, "year/"), {"year": "2030", "country": "DE", "day": ["2030-10-03", "2030-02-02"]}
    )

    day = calendar.days.get()
    assert (day.date, day.holiday, day.windows) == (date(2030, 10, 3), True, [])
    calendar.refresh_from_db()
    assert calendar.country == "DE"
    assert "już w kalendarzu" in text_of(
        office.get(page_of(calendar, "year/"), {"year": "2030", "country": "DE"})
    )


def test_a_country_or_year_that_does_not_exist_is_refused(office, calendar):
    for asked in ({"year": "2030", "country": "XX"}, {"year": "1", "country": "PL"}):
        assert office.post(page_of(calendar, "year/"), asked).status_code == 422
    assert not calendar.days.exists()


def test_a_file_taken_from_one_calendar_fills_another(office, calendar):
    set_day(calendar, on=date(2030, 5, 6), name="Inwentaryzacja", windows=[[480, 720]], by=MACHINE, at=NINE)
    set_day(calendar, on=date(2030, 5, 7), name="Remont", by=MACHINE, at=NINE)
    other = add_calendar(name="Inne", week=WEEK, by=MACHINE, at=NINE)

    answer = office.get(page_of(calendar, "export/"))
    assert answer["Content-Type"].startswith("text/calendar")
    upload = SimpleUploadedFile("dni.ics", answer.content, "text/calendar")
    assert office.post(page_of(other, "import/"), {"file": upload, "holiday": "on"}).status_code == 302

    assert list(other.days.order_by("date").values_list("date", "name", "windows", "holiday")) == [
        (date(2030, 5, 6), "Inwentaryzacja", [[480, 720]], False),
        (date(2030, 5, 7), "Remont", [], True),
    ]


def test_a_bad_file_says_what_is_wrong_and_changes_nothing(office, calendar):
    upload = SimpleUploadedFile("dni.ics", b"not a calendar", "text/calendar")
    answer = office.post(page_of(calendar, "import/"), {"file": upload})

    assert answer.status_code == 422
    assert "To nie jest plik kalendarza (ICS)" in text_of(answer)
    assert not calendar.days.exists()


def test_a_calendar_without_an_hour_in_a_year_is_shown_as_such(office):
    never = add_calendar(name="Nigdy", week=[[[480, 960]]] * 5 + [[], []], by=MACHINE, at=NINE)
    days = [localdate() + timedelta(days=n) for n in range(400)]
    set_days(never, [DifferingDay(on, "Remont") for on in days], by=MACHINE, at=NINE)

    assert "ani jednej godziny" in text_of(office.get(page_of(never)))


def test_a_calendar_by_which_shops_open_keeps_some_hour(office, calendar):
    use_calendar(make_site(make_network()), calendar=calendar, by=MACHINE, at=NINE)

    closed = {f"day{n}": "" for n in range(7)} | {"valid_from": localdate()}
    answer = office.post(page_of(calendar, "week/"), closed)

    assert answer.status_code == 422
    assert "ani jednej godziny" in text_of(answer)
    assert calendar.revisions.get().week == WEEK


def test_trading_sundays_are_part_of_a_week(office, calendar):
    week = {f"day{n}": "8-20" for n in range(7)} | {"trading_sundays": "on", "valid_from": localdate()}
    office.post(page_of(calendar, "week/"), week)

    assert calendar.revisions.latest("valid_from").trading_sundays
    assert "W niedziele niehandlowe" in text_of(office.get(page_of(calendar)))
