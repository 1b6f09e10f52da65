"""Walking a parsed record, whichever parser made it: Biopython's elements, or the lenient parser's branches and leaves.

Both are dictionaries, lists and strings; a list that has a `tag` is an element whose children are its items, a plain
list is one child that may occur often.
"""

from collections.abc import Iterator
from typing import Any

Node = Any


class Branch(dict[str, list[Any]]):
    """An element with children, by tag."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        super().__init__()
        self.tag = tag
        self.attributes = attributes


class Leaf(str):
    """An element's text, markup inside it kept as escaped text."""

    tag: str
    attributes: dict[str, str]

    def __new__(cls, text: str, tag: str, attributes: dict[str, str]) -> "Leaf":
        leaf = super().__new__(cls, text)
        leaf.tag = tag
        leaf.attributes = attributes
        return leaf


def each(node: Node, *path: str) -> Iterator[Node]:
    """All nodes at the end of the path, in order."""
    if not path:
        yield node
        return
    for child in _children(node, path[0]):
        yield from each(child, *path[1:])


def first(node: Node, *path: str) -> Node | None:
    return next(each(node, *path), None)


def text(node: Node, *path: str) -> str:
    """The text at the end of the path, white space folded; empty when it is not there or not a text."""
    found = first(node, *path)
    return " ".join(found.split()) if isinstance(found, str) else ""


def attribute(node: Node, name: str) -> str:
    return str((getattr(node, "attributes", None) or {}).get(name, ""))


def _children(node: Node, tag: str) -> list[Node]:
    if isinstance(node, dict):
        value = node.get(tag)
        if value is None:
            return []
        return value if isinstance(value, list) and not hasattr(value, "tag") else [value]
    if isinstance(node, list):
        return [child for child in node if getattr(child, "tag", None) == tag]
    return []
