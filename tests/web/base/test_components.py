import re
from datetime import UTC, datetime

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from amberdesk.web.base.samples import SampleForm

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'


def shown(call: str, **context: object) -> str:
    template = '{% import "base/components.html" as c %}' + call
    with translation.override("pl"):
        return engines["own"].from_string(template).render({"now": NOW, **context})


@pytest.mark.parametrize(
    "call",
    [
        "{{ c.button(x, href=x, key=x) }}",
        "{{ c.badge(x, title=x) }}",
        "{{ c.state(x, x) }}",
        "{{ c.field('a', x, x, hint=x, error=x) }}",
        "{{ c.field('a', x, x, type='textarea') }}",
        "{{ c.field('a', x, x, options=[(x, x)]) }}",
        "{{ c.banner(x, link=x, href=x) }}",
        "{{ c.empty(x, x, href=x, link=x) }}",
        "{{ c.tabs(x, [(x, x, x, 1)], x) }}",
        "{{ c.facts([(x, x)]) }}",
        "{{ c.toast(x, undo=x) }}",
        "{{ c.entry('note', x, none, x) }}",
        "{{ c.clock('paused', 10, 60, name=x, reason=x, href=x) }}",
        "{% call c.card(x) %}{{ x }}{% endcall %}",
        "{% call c.menu(x) %}{{ x }}{% endcall %}",
        "{% call c.dialog_content(x) %}{{ x }}{% endcall %}",
        "{% call c.table([x, (x, x)], caption=x) %}{% endcall %}",
    ],
)
def test_what_people_have_typed_is_never_markup(call: str) -> None:
    assert "<script" not in shown(call, x=HOSTILE)


@pytest.mark.parametrize(
    ("call", "tone", "words"),
    [
        ("c.clock('running', 40, 7800, due)", "", "zostało 2 h 10 min"),
        ("c.clock('running', 75, 7800, due)", "soon", "zostało 2 h 10 min"),
        ("c.clock('running', 140, -1200, due)", "late", "po terminie 20 min"),
        (
            "c.clock('paused', 90, 7800, due, reason='czekamy na część')",
            "paused",
            "wstrzymany: czekamy na część",
        ),
        ("c.clock('met', 90, 100)", "met", "dotrzymany"),
        ("c.clock('breached_open', 140, -1200, due)", "late", "po terminie 20 min termin"),
        ("c.clock('breached_met', 100, -60)", "late", "niedotrzymany"),
        ("c.clock('not_started', 0)", "", "jeszcze nie biegnie"),
        ("c.clock('stopped', 30, 60)", "", "zatrzymany"),
    ],
)
def test_a_clock_says_in_words_what_it_shows(call: str, tone: str, words: str) -> None:
    page = shown("{{ " + call + " }}", due=NOW)

    assert f'class="clock {tone}"' in page
    assert words in " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_clock_fills_up_to_its_end_and_no_further() -> None:
    assert 'value="63"' in shown("{{ c.clock('running', 62.6, 100) }}")
    assert 'value="100"' in shown("{{ c.clock('running', 140, -1) }}")


def test_a_wrong_field_keeps_what_was_typed_and_names_its_error() -> None:
    form = SampleForm({"subject": "", "kind": "moon", "selling": "no", "text": "dwa <słowa>"})
    page = shown("{{ c.error_summary(form) }}{% for f in form %}{{ c.form_field(f) }}{% endfor %}", form=form)

    assert '<a href="#id_subject">' in page
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in page
    assert 'id="id_subject_error"' in page
    assert "dwa &lt;słowa&gt;" in page
    assert re.search(r'value="no"[^>]* checked', page)


def test_a_form_without_errors_has_no_summary() -> None:
    assert shown("{{ c.error_summary(form) }}", form=SampleForm()).strip() == ""


def test_a_button_that_acts_is_a_form_that_works_without_scripts() -> None:
    page = shown(
        "{{ c.post_button(request, '/x', 'Weź', fields={'version': 3}) }}", request=RequestFactory().get("/")
    )

    assert '<form method="post" action="/x"' in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert 'name="version" value="3"' in page


def test_attributes_that_are_off_are_not_written() -> None:
    page = shown(
        "{{ c.button('a', attrs={'hx_post': '/x', 'disabled': false, 'hidden': true, 'title': none}) }}"
    )

    assert 'hx-post="/x" hidden>' in page
    assert "disabled" not in page and "title" not in page


def test_a_misspelt_variable_is_an_error_not_an_empty_place() -> None:
    with pytest.raises(Exception, match="nummber"):
        shown("{{ nummber }}")
