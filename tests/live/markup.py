"""Markup as a tree, so that a test can look at parts of a page as its script does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Node:
    """An element. `str()` of two is the same when a reader could not tell them apart but by white space."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def elements(self) -> list[Node]:
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def text(self) -> str:
        return " ".join(self._words().split())

    def walk(self) -> Iterator[Node]:
        """This element and all in it, as they are written."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def find(self, *, id: str = "", having: str = "", of: str = "") -> Node | None:
        """The first element in it with this id, this attribute or this class."""
        for node in self.walk():
            if (id and node.id == id) or (having and having in node.attributes) or (of and of in node.classes):
                return node
        return None

    def __str__(self) -> str:
        names = "".join(f' {name}="{value}"' for name, value in sorted(self.attributes.items()))
        inner = "".join(" ".join(child.split()) if isinstance(child, str) else str(child) for child in self.children)
        return f"<{self.tag}{names}>{inner}</{self.tag}>"

    def _words(self) -> str:
        return "".join(child if isinstance(child, str) else child._words() for child in self.children)


def parsed(html: str) -> Node:
    """The markup under an element of no name."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
