"""Every share names a whole: what it counts, what it leaves out and why, each with its list."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.addresses import selection_of
from data_access.indicators.catalogue import (
    BY_KEY,
    INDICATORS,
    MEDIAN_DAYS,
    ON_TIME_OFFICIAL,
    ONLINE,
)
from data_access.indicators.definition import Display, Exclusion, Indicator
from data_access.indicators.definition import Measure as M
from data_access.indicators.reading import Absence, Dimension, Reading, combine
from data_access.indicators.selection import Part, Selection, named
from data_access.listing import Window
from data_access.periods import Period
from data_access.reader import Reader
from data_access.rows import Rows
from data_access.scope import BadScope, Channel, Scope
from tests.board import kept_on
from tests.conftest import insert_rows
from tests.slow import Row, Slow
from tests.test_agreement import (
    BELOW,
    MARCH,
    NOW,
    PROCEDURES,
    RUNNING,
    often,
    reader_on,
    register_of,
)
from tests.test_agreement import url as url
from tests.test_tally import empty
from tests.test_tally import own as own
from tests.test_tally import own_url as own_url

SHARES = [each for each in INDICATORS if each.display is Display.SHARE]
LEAVING = [each for each in SHARES if each.excluded]
# What the second of two sources may be silent about.
COLUMNS = (
    "dossier.due_at", "dossier.channel", "document.digitised", "document.reuse",
    "apology.issued_at", "rating.score",
)  # fmt: skip
few = settings(often, max_examples=max(often.max_examples // 4, 1))


def two_sources(seed: int) -> tuple[dict[str, Any], frozenset[str]]:
    """A drawn register, some of it of a source that cannot say everything; and what it cannot."""
    dice, rows = Random(seed), register_of(Random(seed))
    for each in rows["dossier"]:
        each["source_id"] = dice.choice("SSQ")
    silent = frozenset(dice.sample(COLUMNS, dice.randrange(len(COLUMNS) + 1)))
    pairs = [name.split(".") for name in sorted(silent)]
    told = [
        {"source_id": "Q", "table_name": table, "column_name": column, "capability": "NO"}
        for table, column in pairs
    ]
    return rows | {"source_capability": told}, silent


Held = Callable[[str], bool]  # whether a source tells of a column
LeftOut = Callable[[Slow, Row, Held], bool]
KNOWN = tuple(each.code for each in Channel if each.code)


def no_channel(s: Slow, x: Row, has: Held) -> bool:
    return s.accepted(x) and not (has("dossier.channel") and x["channel"] in KNOWN)


# Key and slug → by which date, and a plain answer whether a dossier is left out for that reason.
PLAIN: Mapping[tuple[str, str], tuple[str, LeftOut]] = {
    ("on_time_official", "khong-co-han"): (
        "ended",
        lambda s, x, has: s.resolved(x) and has("dossier.due_at") and x["due_at"] is None,
    ),
    ("on_time_official", "khong-ro-han"): (
        "ended",
        lambda s, x, has: s.resolved(x) and not has("dossier.due_at"),
    ),
    ("online", "khong-ro-kenh"): ("received", no_channel),
    ("post", "khong-ro-kenh"): ("received", no_channel),
    ("on_time_honest", "tam-dung"): (
        "due",
        lambda s, x, has: has("dossier.due_at") and s.accepted(x) and s.excused(x),
    ),
    ("on_time_honest", "rut-tra-lai"): (
        "due",
        lambda s, x, has: (
            has("dossier.due_at")
            and s.accepted(x)
            and x["due_at"] is not None
            and not s.excused(x)
            and not s.is_open(x)
            and (x["outcome"] in ("WITHDRAWN", "SENT_BACK", "NOT_ACCEPTED") or s.undated(x))
        ),
    ),
    ("full_process_online", "khong-ro-kenh-hoac-muc"): (
        "received",
        lambda s, x, has: (
            s.procedure(x)["service_level"] in (None, "FULL")
            and s.accepted(x)
            and (s.procedure(x)["service_level"] is None or no_channel(s, x, has))
        ),
    ),
    ("response_rate", "khong-ro-phieu"): (
        "returned",
        lambda s, x, has: s.resolved(x) and not has("rating.score"),
    ),
    ("digitised", "khong-ro-giay-to"): (
        "received",
        lambda s, x, has: s.accepted(x) and not has("document.digitised"),
    ),
    ("reuse", "khong-ro-giay-to"): (
        "received",
        lambda s, x, has: s.accepted(x) and not has("document.reuse"),
    ),
    ("online_payment", "khong-phai-nop"): (
        "received",
        lambda s, x, has: s.accepted(x) and s.is_priced(x) and not s.owed(x),
    ),
    ("online_payment", "khong-ghi-phi"): (
        "received",
        lambda s, x, has: s.accepted(x) and not s.is_priced(x),
    ),
    ("electronic_result", "khong-ro-ket-qua"): (
        "ended",
        lambda s, x, has: (
            s.resolved(x)
            and has("document.digitised")
            and s.procedure(x)["result_is_document"] is None
        ),
    ),
    ("electronic_result", "ket-qua-khac"): (
        "ended",
        lambda s, x, has: (
            s.resolved(x)
            and not s.procedure(x)["result_is_document"]
            and (s.procedure(x)["result_is_document"] is not None or not has("document.digitised"))
        ),
    ),
    ("all_digitised", "khong-ro-ket-qua"): (
        "ended",
        lambda s, x, has: (
            s.resolved(x)
            and has("document.digitised")
            and s.procedure(x)["result_is_document"] is None
        ),
    ),
    ("all_digitised", "khong-ro-giay-to"): (
        "ended",
        lambda s, x, has: s.resolved(x) and not has("document.digitised"),
    ),
    ("apologies", "khong-ro-thu"): (
        "ended",
        lambda s, x, has: (
            s.resolved(x) and has("dossier.due_at") and s.late(x) and not has("apology.issued_at")
        ),
    ),
}


def plainly(
    slow: Slow, reading: Reading, exclusion: Exclusion, by: Dimension, silent: frozenset[str]
) -> int:
    """How many a loop over all rows finds left out."""
    kind, is_left_out = PLAIN[reading.indicator.key, exclusion.slug]

    def counts(x: Row) -> bool:
        placed, limit = {
            "received": (x["received_at"], slow.end_of_today()),
            "ended": (slow.placed(x), slow.end_of_today()),
            "returned": (x["returned_at"], slow.end_of_today()),
            "due": (slow.due(x), slow.missed_by(x)),
        }[kind]
        until = min(reading.period.end, limit)
        return (
            placed is not None
            and reading.period.start <= placed < until
            and x["agency_code"] in {"T", "A", "B", "B1"}
            and BELOW[by](reading.group)(x)
            and is_left_out(slow, x, lambda name: x["source_id"] == "S" or name not in silent)
        )

    return sum(map(counts, slow.dossiers(lambda x: True)))


@contextmanager
def both(url: str, own: Any, rows: Mapping[str, Any]) -> Iterator[tuple[Reader, Reader]]:
    """The register read from its rows, and from the tally."""
    empty(own)
    with reader_on(url, dict(rows), {}) as raw:
        yield raw, kept_on(raw.register.engine, own, NOW, raw.rules)


@few
@given(
    seed=st.integers(0, 10**6),
    by=st.sampled_from(list(BELOW)),
    span=st.sampled_from([MARCH, RUNNING]),
)
def test_halves_and_exclusions_are_the_whole_that_is_named(
    url: str, own: Any, seed: int, by: Dimension, span: Period
) -> None:
    rows, silent = two_sources(seed)
    slow = Slow({"procedure": PROCEDURES} | rows, NOW)
    with both(url, own, rows) as readers:
        for reader in readers:
            for reading in reader.read(LEAVING, Scope(span, agency="T"), by):
                told = tuple(
                    plainly(slow, reading, each, by, silent) for each in reading.indicator.excluded
                )
                assert reading.excluded == told, (reading.indicator.key, reading.group)


@few
@given(seed=st.integers(0, 10**6), by=st.sampled_from(list(BELOW)))
def test_what_is_left_out_opens_as_many_as_it_says(url: str, seed: int, by: Dimension) -> None:
    rows, _silent = two_sources(seed)
    with reader_on(url, dict(rows), {}) as reader:
        lists = Rows(reader.register, reader.rules)
        for reading in reader.read(LEAVING, Scope(MARCH, agency="T"), by):
            indicator = reading.indicator
            asked = {Selection(indicator, Part.LEFT_OUT): reading.left_out} | {
                Selection(indicator, Part.LEFT_OUT, each): count
                for each, count in zip(indicator.excluded, reading.excluded, strict=True)
            }
            for selection, count in asked.items():
                found = lists.total(selection, reading.scope, Window())
                assert found == count, (indicator.key, selection.name, reading.group)


@pytest.mark.parametrize("indicator", LEAVING, ids=lambda each: each.key)
def test_an_exclusion_is_dated_as_the_share_is(indicator: Indicator) -> None:
    """Else a period would not hold the whole that its words name."""
    from data_access import rules
    from data_access.contract.measures import Counting

    measures = Counting(rules.declared(), NOW).measures
    of = {(measures[m].dating, measures[m].table.name) for m in indicator.counted}
    assert len(of) == 1
    assert sum(each.measure is None for each in indicator.excluded) <= 1
    assert indicator.whole is not None


@pytest.mark.parametrize("indicator", LEAVING, ids=lambda each: each.key)
def test_every_exclusion_has_an_address_of_its_own(indicator: Indicator) -> None:
    for each in indicator.excluded:
        selection = Selection(indicator, Part.LEFT_OUT, each)
        told = {"chi-so": [indicator.slug], "phan": [selection.name]}
        assert selection_of(told) == selection
    assert len({each.slug for each in indicator.excluded}) == len(indicator.excluded)


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        (ONLINE.slug, "khong-tinh.gi-do"),
        (ONLINE.slug, "mau.khong-ro-kenh"),
        ("tiep-nhan", "khong-tinh"),
        (MEDIAN_DAYS.slug, "khong-tinh"),
        (ONLINE.slug, "khong-tinh.khong-co-han"),
    ],
)
def test_nothing_else_is_left_out(slug: str, name: str) -> None:
    with pytest.raises(BadScope):
        selection_of({"chi-so": [slug], "phan": [name]})


def test_periods_put_together_leave_out_what_each_of_them_did(url: str) -> None:
    rows, _silent = two_sources(4)
    halves = (Period(MARCH.first_day, datetime(2026, 3, 9).date()),
              Period(datetime(2026, 3, 10).date(), MARCH.last_day))  # fmt: skip
    with reader_on(url, dict(rows), {}) as reader:
        scope = Scope(MARCH, agency="T")
        (whole,) = reader.read([ONLINE], scope)
        assert combine(reader.read([ONLINE], scope, periods=halves), scope) == whole
    assert whole.left_out > 0


def test_a_share_nobody_can_tell_leaves_out_everything(url: str) -> None:
    rows, _silent = two_sources(5)
    for each in rows["dossier"]:
        each["source_id"] = "Q"
    rows["source_capability"] = [
        {"source_id": "Q", "table_name": "dossier", "column_name": "channel", "capability": "NO"}
    ]
    with reader_on(url, dict(rows), {}) as reader:
        online, received = reader.read([ONLINE, BY_KEY["received"]], Scope(MARCH, agency="T"))
    assert online.absence is Absence.SOURCE_SILENT
    assert online.left_out == received.numerator
    assert received.excluded == ()


def test_the_words_of_a_denominator_name_no_more_than_it_counts() -> None:
    """What has words of its own somewhere else would be taken for the same."""
    plain = {"resolved in the period", "received in the period", "resolved late in the period"}
    assert {each.key for each in LEAVING if each.denominator_text in plain} == set()
    assert ON_TIME_OFFICIAL.whole is M.RESOLVED
    assert named(ON_TIME_OFFICIAL, "khong-tinh.khong-co-han").exclusion is not None


NULL_IS_COUNTER = {
    "source_id": "Q", "table_name": "dossier", "column_name": "channel", "capability": "NULL=1"
}  # fmt: skip


@few
@given(seed=st.integers(0, 10**6), by=st.sampled_from(list(BELOW)))
def test_an_empty_channel_is_the_counter_where_the_source_says_so(
    url: str, own: Any, seed: int, by: Dimension
) -> None:
    """The same register with the counter written into those rows counts the same."""
    rows, _silent = two_sources(seed)
    written = [
        each | ({"channel": 1} if each["source_id"] == "Q" and each["channel"] is None else {})
        for each in rows["dossier"]
    ]
    channels = [each for each in SHARES if each.key in ("online", "post", "full_process_online")]
    scope = Scope(MARCH, agency="T")

    def counts(reader: Reader) -> list[tuple[Any, ...]]:
        narrow = scope.within(channels=(Channel.COUNTER,))
        told = [*reader.read(channels, scope, by), *reader.read(channels, narrow, by)]
        return [(r.indicator.key, r.group, r.numerator, r.denominator, r.excluded) for r in told]

    with both(url, own, rows | {"source_capability": [], "dossier": written}) as readers:
        true, kept = map(counts, readers)
    assert kept == true
    with both(url, own, rows | {"source_capability": [NULL_IS_COUNTER]}) as readers:
        assert [counts(each) for each in readers] == [true, true]


def test_a_source_may_say_so_while_its_dossiers_are_being_read(url: str) -> None:
    rows, _silent = two_sources(6)
    for each in rows["dossier"]:
        each["channel"], each["source_id"] = None, "Q"
    with reader_on(url, rows | {"source_capability": []}, {}) as reader:
        scope = Scope(MARCH, agency="T")
        (before,) = reader.read([ONLINE], scope)
        insert_rows(url, {"source_capability": [NULL_IS_COUNTER]})
        reader.register.doubt()
        state = reader.register.fresh_state()
        assert state.contents.at_counter == {"Q"}
        (after,) = reader.read([ONLINE], scope)
        records = Rows(reader.register, reader.rules).rows(
            Selection(ONLINE, Part.REST), scope, Window()
        )
    assert (before.denominator, after.denominator) == (0, before.left_out)
    assert after.excluded == (0,)
    assert after.derived
    assert {record.channel for record in records.items} == {1}
