"""The product's own sources, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "amberdesk"


class Source(NamedTuple):
    path: str  # like amberdesk/orders/sla.py
    tree: ast.Module

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def sources() -> tuple[Source, ...]:
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple(Source(str(file.relative_to(ROOT)), ast.parse(file.read_text())) for file in files)


def room(path: str) -> str:
    """Return the room a file belongs to: orders, web, start."""
    return path.split("/")[1].removesuffix(".py")


def attributes(node: ast.AST) -> list[str]:
    """Return the names along a chain: Order.objects.filter(...).update -> [Order, objects, filter, update]."""
    match node:
        case ast.Attribute(value=value, attr=name):
            return [*attributes(value), name]
        case ast.Call(func=function):
            return attributes(function)
        case ast.Subscript(value=value):
            return attributes(value)
        case ast.Name(id=name):
            return [name]
    return [""]


def place(source: Source, node: ast.AST) -> str:
    return f"{source.path}:{getattr(node, 'lineno', 0)}"
