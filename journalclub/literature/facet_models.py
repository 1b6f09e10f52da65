"""Tables of the index by which the library is browsed. Disposable: `faceting` makes them from the articles."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id, JsonList


class FacetValue(Base):
    """A journal, a year, a tag …, and how many articles have it."""

    __tablename__ = "facet_values"
    __table_args__ = (
        UniqueConstraint("facet", "value"),
        Index("ix_facet_values_facet_total_id", "facet", "total", "id"),
    )

    id: Mapped[Id]
    facet: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(300))
    total: Mapped[int] = mapped_column(default=0)


class FacetBlock(Base):
    """Which articles of a block of 65,536 ids have a value, as `bits` packs them."""

    __tablename__ = "facet_blocks"

    value_id: Mapped[int] = mapped_column(BigInt, ForeignKey("facet_values.id", ondelete="CASCADE"), primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[bytes] = mapped_column(LargeBinary)


class FacetedArticle(Base):
    """What the index holds of an article: ids of its values."""

    __tablename__ = "faceted_articles"

    article_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    values: Mapped[JsonList]
