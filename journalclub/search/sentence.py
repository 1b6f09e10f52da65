"""How a query was read, said in one English sentence."""

from collections.abc import Sequence
from dataclasses import replace

from journalclub.search.tree import Either, Group, Mark, Node, Period, Phrase, Prefix, Word


def sentence(tree: Group) -> str:
    """ "posts by the paper's authors, from May 2025 on, about “single fraction” and spine (also: vertebral)"."""
    if not tree:
        return "nothing to look for"
    kinds = [_said(node).strip("()") for node in tree.required if _is_kind(node)]
    if not kinds and any(isinstance(node, Mark) and node.name in _OF_POSTS for node in tree.required):
        kinds = ["posts"]
    properties = [_said(node) for node in tree.required if _is_property(node) and not _is_kind(node)]
    words = [_said(node) for node in _joined((*tree.required, *tree.wanted)) if not _is_property(node)]
    parts = [" and ".join(kinds) or "everything", *properties]
    if words:
        parts.append(f"about {_list(list(dict.fromkeys(words)), 'and')}")
    said = f"{parts[0]} {', '.join(parts[1:])}" if len(parts) > 1 else parts[0]
    return f"{said}, without {_list([_said(node) for node in tree.refused], 'or')}" if tree.refused else said


def _said(node: Node) -> str:
    match node:
        case Word(text, also=also):
            return f"{text} (also: {', '.join(one.text for one in also)})" if also else text
        case Phrase(text):
            return f"“{text}”"
        case Prefix(text):
            return f"words with {text}"
        case Mark(said=said) | Period(said=said):
            return said
        case Either(nodes):
            return f"({_list([_said(one) for one in nodes], 'or')})"
        case Group(wanted, required, refused):
            inner = _list([_said(one) for one in _joined((*required, *wanted))], "and")
            without = f" without {_list([_said(one) for one in refused], 'or')}" if refused else ""
            return f"({inner}{without})"


def _joined(nodes: Sequence[Node]) -> list[Node]:
    """Neighbouring words that share their other ways are said once: “overall survival (also: OS)”."""
    made: list[Node] = []
    for node in nodes:
        last = made[-1] if made else None
        if isinstance(node, Word) and isinstance(last, Word) and node.also and node.also == last.also:
            made[-1] = replace(last, text=f"{last.text} {node.text}")
        else:
            made.append(node)
    return made


def _is_property(node: Node) -> bool:
    if isinstance(node, Either):
        return all(_is_property(one) for one in node.nodes)
    return isinstance(node, Mark | Period)


# What only posts have.
_OF_POSTS = {"role", "member", "specialty"}


def _is_kind(node: Node) -> bool:
    if isinstance(node, Either):
        return all(_is_kind(one) for one in node.nodes)
    return isinstance(node, Mark) and node.name == "kind"


def _list(items: list[str], last: str) -> str:
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)
