"""A post as HTML: plain text, escaped, with its addresses and identifiers linked. Nothing else becomes markup."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from journalclub.kit.ids import normalise_doi, trimmed

_LINKABLE = re.compile(
    r"(?P<url>(?<!\w)https?://[^\s<>\"'`\\]+)"
    r"|(?P<doi>(?:(?<!\w)doi:\s?)?(?<![\w./])10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}/[^\s<>\"'`\\]+)"
    r"|(?<!\w)(?P<pmid>PMID:?\s?[1-9][0-9]{0,7})(?!\w)"
    r"|(?<!\w)(?P<pmcid>PMC[1-9][0-9]{0,8})(?!\w)"
    r"|(?<!\w)(?P<nct>NCT[0-9]{8})(?!\w)",
    re.IGNORECASE,
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.IGNORECASE | re.ASCII)
_SHOWN = 40
_LONGEST = 2000


def autolink(text: str, people: Mapping[str, str] = MappingProxyType({}), tags: str = "") -> Markup:
    """Escaped text with `<br>` for new lines and links for URLs, DOIs, `PMID 12345`, PMC and NCT numbers.

    The answer holds no tag but `a` and `br`; every href is http(s), or that of somebody who is named after an @:
    `people` has their addresses by name. A hashtag is linked to `tags` with the tag behind it. All else after @ and #
    stays text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Markup("").join(_pieces(text, _naming(people, tags) if people or tags else _lines))


def _pieces(text: str, plain: Callable[[str], Markup]) -> Iterator[Markup]:
    position = 0
    for match in _LINKABLE.finditer(text):
        word = trimmed(match[0])
        href = _href(str(match.lastgroup), word)
        if href:
            yield plain(text[position : match.start()])
            yield _anchor(href, word) if match.lastgroup != "url" else _address(href)
            position = match.start() + len(word)
    yield plain(text[position:])


def _naming(people: Mapping[str, str], tags: str) -> Callable[[str], Markup]:
    names = "|".join(map(re.escape, sorted(people, key=len, reverse=True)))
    named = rf"(?<![\w./@-])@(?:{names})(?!\w|-\w)" if people else ""
    tagged = r"(?<![\w&/#])#[^\W\d_]\w{1,59}(?!\w)" if tags else ""
    either = re.compile(f"({'|'.join(filter(None, (named, tagged)))})")

    def linked(word: str) -> Markup:
        if word.startswith("#"):
            return Markup('<a class="hashtag" href="{}">{}</a>').format(tags + quote(word, safe=""), word)
        return Markup('<a class="mention" href="{}">{}</a>').format(people[word[1:]], word)

    def plain(text: str) -> Markup:
        pieces = either.split(text)  # every second one is a name or a tag
        return Markup("").join(linked(piece) if place % 2 else _lines(piece) for place, piece in enumerate(pieces))

    return plain


def _lines(text: str) -> Markup:
    return Markup("<br>\n").join(text.split("\n"))


def _address(url: str) -> Markup:
    """A long one is shown by its beginning, which says where it goes; the rest is a hover away."""
    shown = _shown(url)
    if not shown.endswith("…"):
        return _anchor(url, shown)
    return Markup('<a href="{}" rel="nofollow noopener noreferrer" title="{}">{}</a>').format(url, url, shown)


def _anchor(href: str, shown: str) -> Markup:
    return Markup('<a href="{}" rel="nofollow noopener noreferrer">{}</a>').format(href, shown)


def _href(kind: str, word: str) -> str | None:
    if kind == "url":
        return word if _is_plain_web_address(word) else None
    if kind == "doi":
        doi = normalise_doi(word)
        return f"https://doi.org/{quote(doi, safe='/:;().,-_~!$*+=@')}" if doi else None
    number = re.sub(r"[^0-9]", "", word)
    return {
        "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
        "pmcid": f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{number}/",
        "nct": f"https://clinicaltrials.gov/study/NCT{number}",
    }[kind]


def _is_plain_web_address(url: str) -> bool:
    """Refuses what serves to deceive: a user name before the host, a host in look-alike letters, hidden characters."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    honest = parts.netloc.lower() == (host if port is None else f"{host}:{port}") and _HOST.fullmatch(host)
    return bool(honest) and len(url) <= _LONGEST and url.isprintable()


def _shown(url: str) -> str:
    """The host and the beginning of the path."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url, flags=re.IGNORECASE).removesuffix("/")
    return bare if len(bare) <= _SHOWN else bare[: _SHOWN - 1] + "…"
