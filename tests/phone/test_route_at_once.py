"""Many exchanges ask at once: a technician is rung for one call, and nobody free stays idle while a caller waits."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from amberdesk.phone.actions.route import Question, route
from amberdesk.phone.models import Reservation, Wait
from tests.at_once import while_open
from tests.factories import NINE, make_network
from tests.phone.hotlines import at_the_desk, make_exchange, make_line

pytestmark = pytest.mark.django_db(transaction=True)


def test_questions_on_many_connections_never_give_one_technician_to_two_calls():
    exchange = make_exchange()
    lines = [make_line(make_network(code), exchange) for code in ("FAL", "BUR", "ZAT")]
    everybody = [line.network for line in lines]
    people = [at_the_desk(f"Technik {number}", *everybody) for number in range(4)]

    def ask(number):
        line = lines[number % 3]
        question = Question(call_key=f"pbx:{number}", number=line.hotline.number, handle=f"{number}")
        try:
            return route(exchange, question, at=NINE)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(12)))
    rung = Counter(phone["person"] for a in answers if a.do == "ring" for phone in a.data["phones"])
    assert Counter(answer.do for answer in answers) == {"ring": 4, "wait": 8}
    assert rung == {person.pk: 1 for person in people}
    assert Reservation.objects.count() == 4 and Wait.objects.count() == 12


def test_a_second_question_sees_what_the_first_has_taken_though_it_is_not_committed():
    line = make_line()
    at_the_desk("Ewa", line.network)

    answer = while_open(one=lambda: line.ask("k1"), other=lambda: line.ask("k2"))
    assert answer.do == "wait"
