"""Tables of what words mean: what articles taught, and what the club says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id
from journalclub.literature.models import to_article


class Definition(Base):
    """An article defines an abbreviation. `short` and `long` are terms of the analyser, a space between them."""

    __tablename__ = "abbreviation_definitions"

    article_id: Mapped[int] = mapped_column(BigInt, to_article(), primary_key=True)
    short: Mapped[str] = mapped_column(String(64), primary_key=True)
    long: Mapped[str] = mapped_column(String(300), primary_key=True)


class Abbreviation(Base):
    """A pair, and how many articles define it. `written` and `meant` are how one of them writes it."""

    __tablename__ = "abbreviations"

    short: Mapped[str] = mapped_column(String(64), primary_key=True)
    long: Mapped[str] = mapped_column(String(300), primary_key=True, index=True)
    written: Mapped[str] = mapped_column(String(20))
    meant: Mapped[str] = mapped_column(String(200))
    articles: Mapped[int] = mapped_column(index=True)


class Meaning(Base):
    """What the club says of a term: its other ways, one a line. Without any it is never widened."""

    __tablename__ = "meanings"

    id: Mapped[Id]
    term: Mapped[str] = mapped_column(String(300), unique=True)  # terms of the analyser, a space between them
    written: Mapped[str] = mapped_column(String(80))
    ways: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(BigInt, ForeignKey("members.id", ondelete="SET NULL"))
