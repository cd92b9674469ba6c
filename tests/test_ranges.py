"""A sign and the range printed beside it come from one place, and agree to the last digit."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from re import findall

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from data_access.indicators.catalogue import ON_TIME_HONEST, OVERDUE
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Reading, reading_of
from data_access.indicators.signals import Judgement, Rule
from data_access.indicators.targets import declared
from data_access.periods import Calendar, months_until
from layouts import figures, wording
from layouts.components.series import Series
from layouts.components.signal import signal_of
from layouts.components.trend_chart import trend_data, trend_key, trend_of
from layouts.pages.overview.on_time import level_line
from layouts.pages.specimen_data import SCOPE
from layouts.wall import marks
from layouts.wall.places import Place
from layouts.wall.today import against, level_words, overdue_against
from tests.board import text
from tests.wall import classes, coloured, scene, slides, tagged

app = Flask(__name__)
Babel(app)


def series(indicator: Indicator, counts: Sequence[int], wholes: Sequence[int] = ()) -> Series:
    months = months_until(SCOPE.period.last_day, Calendar.REPORT, len(counts))
    scopes = [SCOPE.within(period=month) for month in months]
    return Series(
        tuple(
            reading_of(indicator, scope, "", n, wholes[at] if wholes else None)
            for at, (scope, n) in enumerate(zip(scopes, counts, strict=True))
        )
    )


def numbers(words: str) -> list[Decimal]:
    """In English: 1,234.5."""
    return [Decimal(each.replace(",", "")) for each in findall(r"\d[\d,]*(?:\.\d+)?", words)]


def as_printed(last: Reading) -> Decimal:
    told = wording.value(last)
    return Decimal(0) if "<" in told.text else numbers(told.text)[0]


def said(drawn: object) -> str:
    return text(drawn).replace(" :", ":")


def agree(told: Series) -> None:
    """Flagged by its range: outside of it. Not flagged: within. By a run: there is no range."""
    signal, last = told.chart.signal, told.last
    if signal.limits is None:
        return
    if signal.range is None:
        assert signal.rule not in (None, Rule.OUTSIDE) and signal.sign
        assert wording.run(signal) in text(signal_of(told.chart, last))
        return
    lower, upper = numbers(wording.bare_range(signal.range, last))
    value = as_printed(last)
    assert signal.sign == (value > upper) - (value < lower)
    if signal.rule is Rule.OUTSIDE and signal.run == 1:
        (end,) = numbers(wording.rule(signal, last))
        assert value > end if signal.sign == 1 else value < end


COUNTS = st.one_of(
    st.lists(st.integers(0, 8), min_size=8, max_size=26),
    st.lists(st.integers(0, 60), min_size=8, max_size=26),
    st.lists(st.integers(900, 1100), min_size=8, max_size=26),
)
SHARES = st.lists(
    st.tuples(st.sampled_from([4, 12, 90, 750, 999, 1000, 6_000, 400_000]), st.floats(0.9, 1)),
    min_size=8,
    max_size=26,
)
NEAR = st.tuples(st.integers(10, 400_000), st.lists(st.integers(0, 40), min_size=8, max_size=26))


@given(COUNTS)
def test_a_count_and_its_usual_range_agree_as_printed(counts: list[int]) -> None:
    with app.test_request_context(), force_locale("en"):
        agree(series(OVERDUE, counts))


@given(SHARES)
def test_a_share_and_its_usual_range_agree_as_printed(pairs: list[tuple[int, float]]) -> None:
    wholes = [n for n, _ in pairs]
    with app.test_request_context(), force_locale("en"):
        agree(series(ON_TIME_HONEST, [round(n * rate) for n, rate in pairs], wholes))


@given(NEAR)
def test_a_share_near_its_limit_agrees_as_printed(told: tuple[int, list[int]]) -> None:
    """Of many, a few records late more or fewer: less than a digit of what is printed."""
    n, late = told
    with app.test_request_context(), force_locale("en"):
        agree(series(ON_TIME_HONEST, [n - min(n, each) for each in late], [n] * len(late)))


@given(COUNTS)
def test_the_line_below_overdue_prints_no_range_beside_a_run(counts: list[int]) -> None:
    told = series(OVERDUE, counts)
    with app.test_request_context(), force_locale("en"):
        line = text(level_line(told))
        assert ("Usual level" in line) == (told.chart.signal.range is not None)
        if told.chart.signal.range is not None:
            lower, upper = numbers(line)
            outside = not lower <= counts[-1] <= upper
            assert outside == (told.judgement is not Judgement.NO_CHANGE)


@given(COUNTS)
def test_a_place_on_the_wall_is_flagged_by_the_range_beside_it(counts: list[int]) -> None:
    told = series(OVERDUE, counts)
    place = Place("A", "Ward A", "A", told, str(counts[-1]), counts[-1])
    with app.test_request_context(), force_locale("en"):
        lower, upper = numbers(marks.usual_words(place.signal, told.last))
    sign = (counts[-1] > upper) - (counts[-1] < lower)
    expected = {1: Judgement.WORSE, 0: Judgement.NO_CHANGE, -1: Judgement.BETTER}
    assert place.judgement is expected[sign]


@given(COUNTS)
def test_a_count_of_today_is_flagged_by_the_range_beside_it(counts: list[int]) -> None:
    *before, now = counts
    told = against(series(OVERDUE, [now]).last, before)
    if told.usual is None:
        assert told.judgement is Judgement.TOO_FEW and not told.signal.sign
        return
    with app.test_request_context(), force_locale("en"):
        lower, upper = numbers(wording.bare_range(told.usual, told.reading))
    assert told.signal.sign == (now > upper) - (now < lower)


def test_nothing_is_fewer_than_a_usual_that_begins_at_nothing() -> None:
    """Seven months without one, where 0 to 14 were usual: a run, and no range beside it."""
    counts = [*[1, 7, 0, 2, 5] * 4, *[0] * 7]
    with app.test_request_context(), force_locale("en"):
        told = series(OVERDUE, counts)
        line = text(level_line(told))
        assert (told.chart.last_rule, told.judgement) == (Rule.SAME_SIDE, Judgement.BETTER)
        assert line == "Mean 2.9 dossiers; no target"
        assert said(signal_of(told.chart, told.last)) == "Better: 7 months in a row below the mean"


def test_a_target_is_promised_nothing_once_the_count_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits of a fall lie around its own line: what they reach next month is no promise."""
    file = tmp_path / "targets.toml"
    aim = 'indicator = "overdue"\nlevel = 30\nsince = 2020-01-01\ndecision = "Plan 1"'
    file.write_text(f"[[target]]\n{aim}", encoding="utf-8")
    monkeypatch.setenv("ONESTOP_TARGETS", str(file))
    declared.cache_clear()
    falling, steady = ([100 - 3 * month for month in range(24)], [50, 52, 48] * 8)
    with app.test_request_context(), force_locale("en"):
        assert text(level_line(series(OVERDUE, falling))) == "Target 30: not met so far"
        assert text(level_line(series(OVERDUE, steady))) == "Target 30: unlikely as things are"
    declared.cache_clear()


def test_a_run_on_the_wall_says_that_it_is_one() -> None:
    with app.test_request_context(), force_locale("en"):
        calm = overdue_against(scene(overdue=13, usually=10))
        assert level_words(calm) == "No meaningful change"
        more = overdue_against(scene(overdue=40, usually=10))
        assert level_words(more) == "More than usual"


RISING = [700 + 10 * month for month in range(24)]


def test_chart_key_table_and_sentence_say_the_same_of_a_rise() -> None:
    """No month of it is worse: neither a point, nor a row, nor a word of the key."""
    with app.test_request_context(), force_locale("en"):
        told = series(ON_TIME_HONEST, RISING, [1000] * 24)
        assert told.chart.last_rule is Rule.TREND and told.judgement is Judgement.BETTER
        drawn = trend_of(told.readings, told.chart)
        assert text(trend_key(drawn)).count("24 months in a row rising") == 1
        rows = text(trend_data(told.readings, told.chart, "On time"))
        assert rows.count("Better") == 24 and "Worse" not in rows
        assert coloured(told.picture()) == {"better"}
        assert [each["marker"]["symbol"] for each in figures.signals(drawn)] == ["circle"]
        assert said(signal_of(told.chart, told.last)) == "Better: 24 months in a row rising"


def test_what_is_over_is_marked_nowhere() -> None:
    with app.test_request_context(), force_locale("en"):
        counts = [*[970, 960] * 9, 700, *[970, 960] * 3]
        told = series(ON_TIME_HONEST, counts, [1000] * 25)
        assert told.judgement is Judgement.NO_CHANGE
        assert set(told.chart.signs) == {0}
        assert "worse" not in text(trend_key(trend_of(told.readings, told.chart)))
        rows = text(trend_data(told.readings, told.chart, "On time"))
        assert "Worse" not in rows and rows.count("No meaningful change") == 1


@pytest.mark.parametrize(("count", "is_worse"), [(1, False), (2, False), (3, True)])
def test_one_or_two_overdue_alarm_nobody(count: int, is_worse: bool) -> None:
    """Where there never was any."""
    told = series(OVERDUE, [*[0] * 20, count])
    assert (told.judgement is Judgement.WORSE) == is_worse
    place = Place("A", "Ward A", "A", told, str(count), count)
    assert (place.judgement is Judgement.WORSE) == is_worse


def test_however_long_a_run_takes_to_say_it_stays_on_one_line() -> None:
    """On a slide the words of a run stood across the line below them."""
    with app.test_request_context(), force_locale("en"):
        (slide,) = slides(
            "xu-huong", scene(shares="share | usual | last\non_time_honest | 90 | 160/200")
        )
        told = [each for each in tagged(slide, "p") if "Worse" in text(each)]
        assert [("fit" in classes(each), "l" in classes(each)) for each in told] == [(True, True)]
