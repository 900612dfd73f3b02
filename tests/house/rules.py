"""The rules of the house that no linter knows, as functions from a source to the places that break them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import Source, attributes, place, room

DRAWERS = {"utils", "helpers", "common", "services", "misc", "tools", "managers"}
MANAGER_WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
}
MANAGER_WRITES |= {f"a{name}" for name in MANAGER_WRITES}
ROW_WRITES = {"save", "asave", "full_clean_and_save", "refresh_and_save"}
SQL_WRITE = re.compile(
    r"^\s*(WITH\b.*\b)?(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE)\b", re.IGNORECASE | re.DOTALL
)
FILES_AND_PICTURES = {
    "storage",
    "default_storage",
    "image",
    "picture",
    "thumbnail",
    "workbook",
    "book",
    "session",
}


def may_write(path: str) -> bool:
    """Return True for actions, the outbox, the reading of clocks, models' own one-row verbs, and migrations."""
    parts = path.split("/")
    return (
        room(path) in ("outbox", "testing")
        or {"actions", "actions.py", "migrations"} & set(parts) != set()
        or path == "amberdesk/orders/sla.py"
    )


def writes(source: Source) -> Iterator[str]:
    """Yield each statement that writes to the database."""
    for call in source.calls():
        names = attributes(call.func)
        last, owner = names[-1], names[-2] if len(names) > 1 else ""
        if (
            (last in MANAGER_WRITES and "objects" in names[:-1])
            or (last in ROW_WRITES and owner not in FILES_AND_PICTURES and not sends_a_form(call))
            or (
                last in ("execute", "executemany") and any(writes_sql(argument) for argument in call.args[:1])
            )
        ):
            yield place(source, call)


def sends_a_form(call: ast.Call) -> bool:
    """`save(name, content)` and `save(stream, "PNG")` write files, not rows: rows are saved without position."""
    return bool(call.args)


def writes_sql(node: ast.AST) -> bool:
    texts = [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return any(SQL_WRITE.match(text) for text in texts)


def managers(source: Source) -> Iterator[str]:
    """Yield each use of `.objects`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield place(source, node)


def imports_in_functions(source: Source) -> Iterator[str]:
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield place(source, node)


def starts_programs(source: Source) -> Iterator[str]:
    """Yield where a program is started, and with a shell where one is asked for."""
    for call in source.calls():
        names = attributes(call.func)
        shell = any(word.arg == "shell" for word in call.keywords) or names[-1] in {"system", "popen"}
        if names[0] in {"subprocess", "os"} and (names[0] == "subprocess" or shell):
            yield f"{place(source, call)}{' by a shell' if shell else ''}"


def is_a_drawer(path: str) -> bool:
    return Path(path).stem in DRAWERS


def scripts_and_styles(template: str) -> list[str]:
    """Return what the content security policy would stop: scripts and styles written into a page."""
    inline = re.findall(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/json|speculationrules)\")[^>]*>", template
    )
    inline += re.findall(r"<style\b[^>]*>", template)
    inline += re.findall(r"<[a-z][^>]*\s(style|on[a-z]+)=", template)
    return inline
