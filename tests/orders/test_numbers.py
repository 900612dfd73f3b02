import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.orders.numbers import Spoken, check_digit, complete, make_number, read_number, read_spoken

codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=4)
numbers = st.builds(make_number, codes, st.integers(2020, 2099), st.integers(1, 10_000_000))


def test_the_number_of_the_contract_example():
    assert make_number("FAL", 2026, 4217) == "FAL-26-004217-1"


@given(numbers)
def test_a_number_reads_back_however_it_is_typed(number):
    assert read_number(number) == number
    assert read_number(f"  {number.lower()} ") == number
    assert read_number(number.replace("-", "")) == number


@given(numbers, st.data())
def test_one_wrong_digit_never_reads_as_a_number(number, data):
    places = [i for i, c in enumerate(number) if c.isdigit()]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert read_number(number[:place] + other + number[place + 1 :]) is None


@given(numbers, st.data())
def test_two_digits_swapped_never_read_as_a_number(number, data):
    pairs = [i for i in range(len(number) - 1) if number[i : i + 2].isdigit() and number[i] != number[i + 1]]
    if pairs:
        i = data.draw(st.sampled_from(pairs))
        assert read_number(number[:i] + number[i + 1] + number[i] + number[i + 2 :]) is None


@pytest.mark.parametrize(
    "text", ["", "FAL", "004217-1", "FAL-26-4217-1", "FAL-26-004217", "F-26-004217-1", "ąąą"]
)
def test_what_is_no_number_reads_as_none(text):
    assert read_number(text) is None


@given(numbers)
def test_the_spoken_part_is_completed_within_its_network_and_year(number):
    code, year, counter, check = number.split("-")
    spoken = read_spoken(f"{int(counter)}-{check}")
    assert spoken == Spoken(int(counter), int(check))
    assert complete(spoken, code, 2000 + int(year)) == number


def test_a_spoken_part_of_another_network_is_not_completed():
    assert complete(Spoken(4217, 1), "FAL", 2026) == "FAL-26-004217-1"
    assert complete(Spoken(4217, 2), "FAL", 2026) is None


def test_hyphens_do_not_count_for_the_check_digit():
    assert check_digit("FAL-26-004217") == check_digit("FAL26004217")
