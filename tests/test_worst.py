"""Who is called worst, in which order, and by which of the two judgements that stand in a row."""

from itertools import pairwise

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from data_access.indicators.catalogue import ON_TIME_HONEST, OVERDUE
from data_access.indicators.intervals import Level, beyond_chance
from data_access.indicators.reading import Dimension, reading_of
from data_access.indicators.signals import Judgement
from data_access.periods import Calendar, months_until
from layouts.components.place import Scale
from layouts.components.series import Series
from layouts.pages.breakdown.asking import Line
from layouts.pages.breakdown.order import Tier, tiers
from layouts.pages.overview.parts import Part, Parts
from layouts.pages.overview.parts_table import Shared, above, columns, row_of, steady_key
from layouts.pages.specimen_data import SCOPE
from layouts.wall.improved import gain
from layouts.wall.places import Place
from tests.board import text
from tests.wall import ALL, having, said, scene, slides, tagged
from tests.wall import english as english

app = Flask(__name__)
Babel(app)


def line(group: str, on_time: int, due: int) -> Line:
    told = {
        ON_TIME_HONEST.key: reading_of(ON_TIME_HONEST, SCOPE, group, on_time, due),
        OVERDUE.key: reading_of(OVERDUE, SCOPE, group, 0),
    }
    return Line(group, told)


def part(group: str, on_time: int, due: int, whole: float, usual: float = 0.95) -> Part:
    """With 23 months about `usual` of 200 behind it, and this period as its last month."""
    months = months_until(SCOPE.period.last_day, Calendar.REPORT, 24)
    counts = [(round(200 * usual) + (-1) ** at, 200) for at in range(23)] + [(on_time, due)]
    readings = tuple(
        reading_of(ON_TIME_HONEST, SCOPE.within(period=month), group, *each)
        for month, each in zip(months, counts, strict=True)
    )
    honest = reading_of(ON_TIME_HONEST, SCOPE, group, on_time, due)
    overdue = reading_of(OVERDUE, SCOPE, group, due - on_time)
    return Part(group, honest, overdue, Series(readings), beyond_chance(on_time, due, whole))


def parts(*rows: Part) -> Parts:
    n, done = (sum(getattr(row.honest, name) for row in rows) for name in ("n", "numerator"))
    ordered = tuple(sorted(rows, key=lambda row: row.order))
    return Parts(Dimension.AGENCY, reading_of(ON_TIME_HONEST, SCOPE, "", done, n), ordered)


# -- the order --------------------------------------------------------------------------------


def test_the_overview_puts_first_where_most_is_wrong_not_the_lowest_share() -> None:
    """Of 30, 15 late are 13,5 too many; of 1,000, 150 late are 100 too many."""
    told = parts(part("small", 15, 30, 0.95), part("large", 850, 1000, 0.95))
    assert [row.name for row in told.rows] == ["large", "small"]
    assert [row.judgement for row in told.rows] == [Judgement.WORSE] * 2


def test_a_breakdown_stands_in_the_same_order() -> None:
    lines = [line("small", 15, 30), line("large", 850, 1000), line("rest", 9_000, 9_200)]
    with app.test_request_context(), force_locale("en"):
        found = tiers(lines, line("", 9_865, 10_230), lambda each: each.group)
    assert [each.group for each in found[Tier.WORSE]] == ["large", "small"]


@given(st.lists(st.tuples(st.integers(10, 2_000), st.floats(0, 1)), min_size=1, max_size=12))
def test_both_pages_call_the_same_ones_worst_in_the_same_order(
    pairs: list[tuple[int, float]],
) -> None:
    rows = [(f"{at:02}", round(n * rate), n) for at, (n, rate) in enumerate(pairs)]
    done, due = sum(row[1] for row in rows), sum(row[2] for row in rows)
    with app.test_request_context(), force_locale("en"):
        told = parts(*(part(name, on, n, done / due) for name, on, n in rows))
        found = tiers([line(*row) for row in rows], line("", done, due), lambda each: each.group)
        worse = [each.group for each in found.get(Tier.WORSE, [])]
        assert [row.name for row in told.worse] == worse
    short = {name: n * done / due - on for name, on, n in rows}
    assert all(short[one] >= short[two] - 1e-9 for one, two in pairwise(worse))


@given(st.integers(10, 400_000), st.integers(0, 2), st.floats(0.5, 1))
def test_one_or_two_late_are_nobody_s_alarm(n: int, late: int, reference: float) -> None:
    assert beyond_chance(n - late, n, reference).flag >= 0


@given(st.integers(10, 5_000), st.integers(0, 5_000), st.floats(0, 1))
def test_what_is_flagged_is_an_alarm_of_more_than_two(n: int, some: int, reference: float) -> None:
    told = beyond_chance(min(some, n), n, reference)
    if told.flag:
        assert told.level is Level.ALARM and told.flag == told.sign
        assert abs(n * reference - min(some, n)) > 2


def test_two_late_of_ten_where_nobody_is_late_are_not_coloured() -> None:
    told = part("few", 8, 10, 0.999)
    assert told.distance is not None and told.distance.level is Level.ALARM
    assert told.judgement is Judgement.NO_CHANGE
    assert part("more", 7, 10, 0.999).judgement is Judgement.WORSE


# -- the two judgements of a row ---------------------------------------------------------------

REST = ("rest", 1_900, 2_000, 0.95)


def test_both_judgements_are_headed_by_what_they_compare_with(english: None) -> None:
    told = Shared(True, 1, 0, Scale(0, 1), 0.95, None)
    heads = columns(Dimension.AGENCY, told, ("Overdue now", "Against itself"))
    names = [text(head.name) for head in heads][-2:]
    assert names == ["Against the whole", "Against itself"]
    group = above(heads, Dimension.AGENCY)
    assert [(text(each.words), each.span) for each in group] == [
        ("", len(heads) - 2), ("Judgement of on time, actual", 2),
    ]  # fmt: skip


def test_a_row_says_apart_what_it_is_against_the_whole_and_against_itself(english: None) -> None:
    """Always at 80 %: clearly worse than the whole, and as ever."""
    told = Shared(True, 100, 0, Scale(0, 1), 0.95, None)
    low = part("low", 160, 200, 0.95, usual=0.80)
    common, own = row_of(low, told, Dimension.AGENCY).cells[-2:]
    assert (text(common), text(own)) == ("Clearly worse", "No meaningful change")
    assert text(steady_key([low])) == "No meaningful change"
    good = part("good", 190, 200, 0.95)
    assert text(steady_key([low, good])) == "Not distinguishable; No meaningful change"


@pytest.mark.parametrize(
    ("rows", "is_common"),
    [
        ([("low", 160, 200, 0.80), ("fell", 186, 200, 0.97), REST], True),
        ([("low", 170, 200, 0.85), ("fell", 860, 1000, 0.97), REST], False),
    ],
)
def test_the_stronger_of_the_two_is_the_one_with_more_dossiers(
    rows: list[tuple[str, int, int, float]], is_common: bool
) -> None:
    whole = sum(row[1] for row in rows) / sum(row[2] for row in rows)
    told = parts(*(part(name, on, n, whole, usual) for name, on, n, usual in rows))
    assert [row.name for row in told.declining] == ["fell"]
    assert told.is_common_stronger == is_common


# -- the wall ---------------------------------------------------------------------------------


HEAD = "place | usual | now"
EXCESS = f"""{HEAD}
Xã Nhỏ | 1 | 12
Xã Vừa | 40 | 60
Xã Lớn | 300 | 330
Xã Yên | 10 | 10"""


def test_the_wall_puts_first_where_most_is_wrong(english: None) -> None:
    """12 is twelve times the usual 1, 330 a tenth more than 300: eleven dossiers and thirty."""
    (slide,) = slides("o-dau", scene(places=EXCESS))
    assert [said(each).split()[1] for each in tagged(slide, "li")] == ["Lớn", "Vừa", "Nhỏ", "Yên"]


def test_the_sentence_names_the_place_where_most_is_wrong(english: None) -> None:
    (slide,) = slides("ba-cau", scene(places=EXCESS))
    assert "Xã Lớn has 330 dossiers overdue; 2 other places too" in said(slide)


def test_the_greatest_gain_is_counted_in_dossiers(english: None) -> None:
    few = part("few", 12, 12, 0.95, usual=0.80).series
    many = part("many", 390, 400, 0.95, usual=0.90).series
    assert few is not None and many is not None
    assert gain(("few", few)) < gain(("many", many))


def test_a_count_of_one_or_two_is_no_place_to_look_at(english: None) -> None:
    told = f"{HEAD}\nXã An | 0 | 2\nXã Bình | 0 | 1\nXã Cát | 0 | 0"
    (slide,) = slides("o-dau", scene(places=told, setting=ALL))
    assert said(tagged(slide, "h1")) == "Nowhere more overdue than usual"
    assert having(slide, "worse") == []


def place(name: str, before: list[int], now: int) -> Place:
    months = months_until(SCOPE.period.last_day, Calendar.REPORT, len(before) + 1)
    readings = tuple(
        reading_of(OVERDUE, SCOPE.within(period=month), name, n)
        for month, n in zip(months, [*before, now], strict=True)
    )
    return Place(name, name, name, Series(readings), str(now), now)


def test_a_steady_place_with_a_few_too_many_stands_below_a_large_trouble(english: None) -> None:
    """12 is ten times farther from what never varied than 450 from what does, in sigmas."""
    few, many = place("few", [1] * 20, 12), place("many", [300, 330, 270] * 7, 450)
    assert few.judgement is many.judgement is Judgement.WORSE
    assert few.distance > 2 * many.distance
    assert sorted([few, many], key=lambda each: each.order) == [many, few]
