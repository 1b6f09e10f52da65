"""Screenplays: what is said in one discussion, as people would read it.

A head of `name: value` lines, then sections (`== before`, `== welcome`, `== T1` …) of `member: text` lines.
In front of a line: `- ` answers the last post that was not itself an answer, `-- ` the post just before; `> ` and `>> `
quote them. `! ` is a post of the host's script. `= ` is a poll: what is asked and the choices, with ` | ` between them.
`member?: text` is a question to the authors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

_LINE = re.compile(r"(?:(--?|>>?|!|=) )?([a-z]+)(\?)?: (.+)")


@dataclass(frozen=True)
class Speech:
    """One post. `section` is before, welcome, T1 …; `reply_to` and `quotes` are keys of others."""

    key: str
    section: str
    member: str
    text: str
    reply_to: str | None = None
    quotes: str | None = None
    to_author: bool = False
    scripted: bool = False
    choices: tuple[str, ...] = ()

    @property
    def question(self) -> int | None:
        return int(self.section[1:]) if re.fullmatch(r"T\d+", self.section) else None


@dataclass
class Screenplay:
    key: str
    title: str = ""
    visibility: str = "public"
    articles: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    take_home: list[str] = field(default_factory=list)
    recap: list[str] = field(default_factory=list)  # paragraphs
    speeches: list[Speech] = field(default_factory=list)


@cache
def screenplay(key: str) -> Screenplay:
    head, _, _ = _written(key).partition("\n== ")
    play = Screenplay(key)
    for line in head.splitlines():
        name, _, value = line.partition(":")
        match name:
            case "title" | "visibility":
                setattr(play, name, value.strip())
            case "articles" | "guests":
                setattr(play, name, value.split())
            case "take home":
                play.take_home.append(value.strip())
            case "recap":
                play.recap.append(value.strip())
            case _:
                play.questions.append(value.strip())
    play.speeches = list(speeches(key, prefix=key))
    return play


def speeches(file: str, *, prefix: str, after: Speech | None = None) -> Iterator[Speech]:
    """The posts of one file, keyed `<prefix>-p01` …; `after` is what a first reply would answer."""
    section, number, top, last = "", 0, after, after
    for line in _written(file).splitlines():
        if line.startswith("== "):
            section = line[3:]
        elif section and (spoken := _LINE.fullmatch(line)):
            number += 1
            mark, member, to_author, said = spoken.groups()
            text, *choices = said.split(" | ") if mark == "=" else [said]
            about = {"-": top, "--": last, ">": top, ">>": last}.get(mark)
            speech = Speech(
                key=f"{prefix}-p{number:02d}",
                section=section,
                member=member,
                text=text,
                reply_to=about.key if about and "-" in mark else None,
                quotes=about.key if about and ">" in mark else None,
                to_author=bool(to_author),
                scripted=mark == "!",
                choices=tuple(choices),
            )
            if not speech.scripted:
                last, top = speech, top if speech.reply_to else speech
            yield speech


def _written(file: str) -> str:
    return (files("journalclub.sample") / "screenplays" / f"{file}.txt").read_text(encoding="utf-8")
