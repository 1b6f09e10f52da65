"""The people of a PubMed record, with their addresses cut out of their affiliations."""

from collections.abc import Iterable, Iterator

from journalclub.kit.ids import normalise_orcid
from journalclub.literature.found import FoundAuthor
from journalclub.literature.sources.mailing import cut
from journalclub.literature.sources.nodes import Node, attribute, each, text
from journalclub.literature.sources.words import tidied, words


def authors(nodes: Iterable[Node], role: str = "author") -> Iterator[FoundAuthor]:
    """`ValidYN="N"` marks a spelling that was corrected later: the corrected one stands beside it."""
    for node in nodes:
        if attribute(node, "ValidYN") != "N" and (person := _person(node, role)):
            yield person


def investigators(citation: Node) -> Iterator[FoundAuthor]:
    """Members of the groups among the authors."""
    yield from authors(each(citation, "InvestigatorList", "Investigator"), "investigator")


def _person(node: Node, role: str) -> FoundAuthor | None:
    collective = words(text(node, "CollectiveName"))
    last_name = words(text(node, "LastName"))
    fore_name = words(text(node, "ForeName") or text(node, "FirstName"))
    if not (collective or last_name or fore_name):
        return None
    affiliations, addresses = _affiliations(node)
    return FoundAuthor(
        last_name=last_name or fore_name,
        fore_name=fore_name if last_name else "",
        initials=words(text(node, "Initials")),
        suffix=words(text(node, "Suffix")),
        collective=collective,
        orcid=_orcid(node),
        role=role,
        equal=attribute(node, "EqualContrib") == "Y",
        affiliations=affiliations,
        addresses=addresses,
    )


def _affiliations(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Since 2014 one element per affiliation; before that, one text for the first author."""
    texts = [*each(node, "AffiliationInfo", "Affiliation"), *each(node, "Affiliation")]
    kept: list[str] = []
    addresses: list[str] = []
    for affiliation in texts:
        rest, found = cut(tidied(str(affiliation)))
        addresses += found
        if rest:
            kept.append(rest)
    return tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(addresses))


def _orcid(node: Node) -> str | None:
    for identifier in each(node, "Identifier"):
        if attribute(identifier, "Source").upper() == "ORCID":
            return normalise_orcid(str(identifier).strip())
    return None
