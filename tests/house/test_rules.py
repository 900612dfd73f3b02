"""Each rule is shown to see what it forbids, then asked of the whole product."""

import ast

import pytest

from tests.house import rules
from tests.house.sources import PACKAGE, ROOT, Source, room, sources


def source(text: str, path: str = "amberdesk/orders/queries.py") -> Source:
    return Source(path, ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "Order.objects.create(number=1)",
        "Order.objects.filter(pk=1).update(state='new')",
        "Order.objects.filter(pk=1).delete()",
        "order.save()",
        "order.save(update_fields=['state'])",
        "cursor.execute('UPDATE orders_order SET state = %s', [1])",
        "cursor.execute(f'insert into {table} values (1)')",
        "cursor.execute('WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a')",
    ],
)
def test_a_write_is_seen(text: str):
    assert list(rules.writes(source(text)))


@pytest.mark.parametrize(
    "text",
    [
        "words.update(a=1)",
        "Order.objects.filter(pk=1).first()",
        "cursor.execute('select 1 for update')",
        "storage.save('name', content)",
        "image.save(stream, 'PNG')",
        "request.session.save()",
    ],
)
def test_what_writes_no_row_is_let_through(text: str):
    assert not list(rules.writes(source(text)))


def test_only_actions_the_outbox_and_the_clock_rows_write():
    found = [place for each in sources() if not rules.may_write(each.path) for place in rules.writes(each)]
    assert found == []


def test_a_manager_is_seen():
    assert list(rules.managers(source("people = Person.objects")))


def test_screens_never_use_managers():
    found = [place for each in sources() if room(each.path) == "web" for place in rules.managers(each)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "by_shell"),
    [
        ("subprocess.run(['sendmail', address])", False),
        ("subprocess.run(f'sendmail {address}', shell=True)", True),
        ("os.system('sendmail ' + address)", True),
        ("os.popen('sendmail ' + address)", True),
    ],
)
def test_a_program_that_is_started_is_seen(text: str, by_shell: bool):
    found = list(rules.starts_programs(source(text)))
    assert len(found) == 1 and found[0].endswith(" by a shell") is by_shell


def test_only_the_start_and_the_operation_start_programs_and_never_by_a_shell():
    """What people type can reach no command line (T54): the rooms that know it start no program."""
    found: dict[str, list[str]] = {}
    for each in sources():
        found.setdefault(room(each.path), []).extend(rules.starts_programs(each))
    assert {name for name, places in found.items() if places} == {"start", "operation", "testing"}
    assert not [place for places in found.values() for place in places if place.endswith("by a shell")]


def test_nothing_is_put_into_drawers():
    assert rules.is_a_drawer("amberdesk/orders/utils.py") and not rules.is_a_drawer("amberdesk/orders/sla.py")
    assert [each.path for each in sources() if rules.is_a_drawer(each.path)] == []


@pytest.mark.parametrize(
    "template",
    [
        "<script>go()</script>",
        '<p style="color: red">',
        '<a onclick="go()">',
        "<style>p {}</style>",
        "<p\n onload='go()'>",
    ],
)
def test_a_script_or_style_in_a_page_is_seen(template: str):
    assert rules.scripts_and_styles(template)


def test_a_script_of_its_own_is_let_through():
    assert not rules.scripts_and_styles('<script type="module" src="/static/a.js"></script><p class="style">')


def test_no_template_holds_a_script_or_style():
    found = {
        str(template.relative_to(ROOT)): inline
        for template in PACKAGE.rglob("templates/**/*.html")
        if "notices" not in template.parts
        and "mail" not in template.parts  # mail clients know no stylesheets
        and (inline := rules.scripts_and_styles(template.read_text()))
    }
    assert found == {}
