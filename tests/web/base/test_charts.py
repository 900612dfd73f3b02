"""Charts are drawn so that they can be read."""

import re

import pytest

from amberdesk.web.base.charts import Column, columns


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(0, "01234"), (3, "01234"), (5, "02468"), (62, "0 20 40 60 80"), (401, "0 200 400 600 800")],
)
def test_the_scale_has_round_numbers(most: int, ticks: str) -> None:
    drawn = columns("Zgłoszenia", [Column("16.11", [("a", most, "formularz")])])

    assert re.findall(r'text-anchor="end">(\d+)<', drawn) == (ticks.split() if " " in ticks else list(ticks))


@pytest.mark.parametrize(("count", "labelled"), [(1, 1), (8, 8), (20, 10), (21, 7), (48, 10)])
def test_as_many_columns_have_their_words_as_there_is_room_for(count: int, labelled: int) -> None:
    drawn = columns("Połączenia", [Column(f"g{n}", [("a", 1, "x")]) for n in range(count)])

    labels = re.findall(r'text-anchor="middle">(g\d+)<', drawn)
    assert (len(labels), labels[-1]) == (labelled, f"g{count - 1}")


def test_shares_fill_the_column_and_the_scale_is_percent() -> None:
    drawn = columns(
        "Drogi", [Column("16.11", [("a", 0.25, "formularz"), ("c", 0.75, "e-mail")])], shares=True
    )

    assert re.findall(r'text-anchor="end">(\d+%)<', drawn) == ["0%", "25%", "50%", "75%", "100%"]
    heights = [float(h) for h in re.findall(r'height="([\d.]+)"><title>', drawn)]
    assert heights == [43.0, 129.0]
