from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

from django.template import engines
from django.utils import translation

from amberdesk.web.base.formats import pl_key

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def shown(template: str, **context: object) -> str:
    return engines["own"].from_string(template).render({"now": NOW, **context})


def test_a_time_is_said_relative_to_the_pages_now_in_the_readers_language() -> None:
    with translation.override("en"):
        assert shown("{{ at|moment }} {{ at|age }}", at=NOW - timedelta(hours=25)) == "yesterday 18:00 25 h"
    with translation.override("pl"):
        assert shown("{{ at|moment }} {{ at|age }}", at=NOW - timedelta(hours=25)) == "wczoraj 18:00 25 h"


def test_a_zone_may_be_another_than_the_companys() -> None:
    assert shown("{{ at|hour(zone) }}", at=NOW, zone=ZoneInfo("Europe/London")) == "18:00"
    assert shown("{{ at|hour }}", at=NOW) == "19:00"


def test_no_time_is_no_text() -> None:
    assert (
        shown(
            "{{ n|moment }}{{ n|hour }}{{ n|age }}{{ n|duration }}{{ n|percent }}{{ n|day }}{{ n|iso }}",
            n=None,
        )
        == ""
    )


def test_a_constant_is_said_anew_for_each_reader() -> None:
    template = engines["own"].from_string("{{ 0.5|percent }}")
    with translation.override("pl"):
        first = template.render()
    with translation.override("en"):
        assert (first, template.render()) == ("50,0\u00a0%", "50.0%")


def test_languages_of_two_threads_do_not_mix() -> None:
    template, heard = engines["own"].from_string("{{ at|day }}"), {}

    def read(language: str) -> None:
        translation.activate(language)
        heard[language] = {template.render({"at": NOW, "now": NOW}) for _ in range(200)}

    threads = [Thread(target=read, args=[language]) for language in ("pl", "en")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heard == {"pl": {"dzisiaj"}, "en": {"today"}}


def test_a_count_stops_at_its_top() -> None:
    assert shown("{{ 999|capped }} {{ 1000|capped }}") == "999 999+"


def test_polish_letters_sort_after_their_latin_ones() -> None:
    names = ["Żak", "Zając", "Łoś", "Lis", "Ćma", "Cis", "Ósmy", "Osa", "ąbc", "abz", "10", "9"]

    assert sorted(names, key=pl_key) == [
        "10",
        "9",
        "abz",
        "ąbc",
        "Cis",
        "Ćma",
        "Lis",
        "Łoś",
        "Osa",
        "Ósmy",
        "Zając",
        "Żak",
    ]


def test_a_space_sorts_before_letters() -> None:
    assert sorted(["Nowakowa Ala", "Nowak Zofia"], key=pl_key) == ["Nowak Zofia", "Nowakowa Ala"]
