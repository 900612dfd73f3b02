import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_run_as_a_role_that_is_no_superuser():
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)
