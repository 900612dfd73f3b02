"""Tables that leave as files."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from amberdesk.web.base.sheets import csv_answer, guarded, unguarded


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+48 586",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "|calc",
        "＝1+1",
        '=HYPERLINK("http://zly.example")',
    ],
)
def test_text_that_a_spreadsheet_would_run_gets_a_mark(text):
    """T55"""
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Kasa 2", "58 620 11 22", "a=b", "", "'quoted'", "´=1"])
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text
    assert unguarded(text) == text


@pytest.mark.parametrize("number", [-5, 0, 3.5, Decimal("-1.20")])
def test_numbers_stay_numbers(number):
    assert guarded(number) is number


def test_dates_are_written_as_iso():
    assert guarded(date(2026, 3, 2)) == "2026-03-02"
    assert guarded(datetime(2026, 3, 2, 8, 5, tzinfo=UTC)) == "2026-03-02 08:05+00:00"
    assert guarded(None) == ""


@pytest.mark.parametrize("language, separator", [("pl", ";"), ("en", ",")])
def test_a_download_opens_in_the_readers_spreadsheet(language, separator):
    rows = [("Łódź; centrum", "=1+1", 7), ('z "cudzysłowem"', "dwa\nwiersze", -3)]
    with override(language):
        answer = csv_answer("sites", ["A", "B", "C"], rows)
    content = b"".join(answer.streaming_content).decode("utf-8")

    assert answer["Content-Disposition"] == 'attachment; filename="sites.csv"'
    assert content.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(content[1:], newline=""), delimiter=separator))
    assert read == [
        ["A", "B", "C"],
        ["Łódź; centrum", "'=1+1", "7"],
        ['z "cudzysłowem"', "dwa\nwiersze", "-3"],
    ]
