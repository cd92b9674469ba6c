"""The table of wall screens, in our own database."""

from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
    or_,
)

WAITS_FOR = timedelta(hours=1)  # without a sign of life
SEEN_EVERY = timedelta(seconds=15)
FIGURES = 6  # of a code

metadata = MetaData()

screen = Table(
    "screen",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token", String(64), unique=True, comment="its sha256; null once revoked"),
    Column("code", String(FIGURES), unique=True, comment="null unless it waits"),
    Column("agency", String(60), nullable=False, comment="whose figures it may show"),
    Column("name", Text, nullable=False, comment="given by who accepted it"),
    Column("address", Text, nullable=False, comment="where it asked from"),
    Column(
        "is_public",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="asked for a public hall, and opens no more",
    ),
    Column("asked_at", DateTime, nullable=False),
    Column("accepted_at", DateTime),
    Column("revoked_at", DateTime),
    Column("last_seen_at", DateTime, nullable=False, comment="its last sign of life"),
    Column("as_of", DateTime, comment="how old the data was that it showed then"),
    Column("version", Text, nullable=False, comment="the build it ran then"),
    Column("slide", Text, nullable=False, comment="what it showed then"),
    sqlite_autoincrement=True,  # the number of one that expired must not become another's
)
c = screen.c


def is_alive(now: datetime) -> ColumnElement[bool]:
    """One that waits expires; any other is kept."""
    return or_(c.code.is_(None), c.last_seen_at > now - WAITS_FOR)


def is_due(now: datetime) -> ColumnElement[bool]:
    """A stamp from far ahead was written by a clock that has been set back since."""
    return or_(c.last_seen_at <= now - SEEN_EVERY, c.last_seen_at >= now + SEEN_EVERY)
