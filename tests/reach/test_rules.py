"""When a way makes a noise, and what a gateway is sent."""

import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.reach.rules import (
    DAY,
    Manner,
    fault_of_body,
    fault_of_header,
    fault_of_way,
    filled,
    is_loud,
    rings,
)

NIGHT = Manner("sms", 0, "P3", 22 * 60, 6 * 60)
minutes = st.integers(0, DAY - 1)


def test_hours_may_pass_midnight_and_the_same_hour_twice_is_all_day():
    assert [is_loud(NIGHT, hour * 60) for hour in (21, 22, 0, 5, 6)] == [False, True, True, True, False]
    assert is_loud(Manner("sms", 0, "P3", 8 * 60, 8 * 60), 3)


@given(minutes, minutes, minutes)
def test_the_other_hours_are_quiet_exactly_when_these_are_loud(opens, closes, minute):
    if opens != closes:
        one, other = (Manner("sms", 0, "P4", *span) for span in ((opens, closes), (closes, opens)))
        assert is_loud(one, minute) != is_loud(other, minute)


@given(st.sampled_from(["P1", "P2", "P3", "P4"]), minutes, st.booleans())
def test_quiet_hours_never_silence_the_highest_priority_on_shift_and_nothing_else(priority, minute, on_shift):
    expected = priority <= "P3" and (is_loud(NIGHT, minute) or (priority == "P1" and on_shift))
    assert rings(NIGHT, priority=priority, minute=minute, on_shift=on_shift) == expected


texts = st.text(st.characters(codec="utf-8"))


@given(texts, texts)
def test_whatever_is_said_arrives_as_it_was_in_either_form(to, text):
    values = {"to": to, "text": text, "kind": "sms", "key": "k"}
    assert json.loads(filled('{"a": "{to}", "b": ["{text}"]}', "json", values)) == {"a": to, "b": [text]}
    sent = parse_qs(filled("a={to}&b={text}", "form", values), keep_blank_values=True, strict_parsing=True)
    assert sent == {"a": [to], "b": [text]}


@pytest.mark.parametrize(
    ("body", "form", "fault"),
    [
        ('{"to": "{to}", "m": "{text}"}', "json", ""),
        ("to={to}&m={text}", "form", ""),
        ('{"m": "{text}"}', "json", "places_missing"),
        ('{"to": {to}, "m": "{text}"}', "json", "not_json"),
        ("{to} {text}", "xml", "form_unknown"),
    ],
)
def test_a_body_that_would_say_nothing_is_refused(body, form, fault):
    assert fault_of_body(body, form) == fault


@pytest.mark.parametrize(
    ("name", "secret", "fault"),
    [
        ("", "", ""),
        ("Authorization", "Bearer x y", ""),
        ("Host", "x", "header_wrong"),
        ("X Y", "x", "header_wrong"),
        ("", "x", "header_wrong"),
        ("X-Key", "a\r\nHost: b", "secret_wrong"),
        ("X-Key", "klucz-ż", "secret_wrong"),
        ("X-Key", " x", "secret_wrong"),
    ],
)
def test_a_header_that_would_break_the_request_is_refused(name, secret, fault):
    assert fault_of_header(name, secret) == fault


def test_a_way_that_there_is_not_is_refused():
    assert fault_of_way(NIGHT) == ""
    assert fault_of_way(Manner("fax", 0, "P1")) == fault_of_way(Manner("sms", 0, "P9")) == "way_unknown"
    assert fault_of_way(Manner("sms", 0, "P1", 0, DAY)) == "way_unknown"
    assert fault_of_way(Manner("sms", 61, "P1")) == "wait_wrong"
