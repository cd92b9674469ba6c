"""The parts pages are built from say what they are given, and nothing more."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from dash.development.base_component import Component
from flask import Flask
from flask_babel import Babel, force_locale
from plotly.io.json import to_json_plotly

from data_access.indicators.catalogue import (
    MEDIAN_DAYS,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    OVERDUE,
)
from data_access.indicators.definition import Better, Target
from data_access.indicators.intervals import Interval
from data_access.indicators.selection import Part, Selection
from data_access.indicators.signals import Assurance, Judgement, Limits
from data_access.periods import PeriodName
from layouts import figures, ids, shell
from layouts.components import link
from layouts.components.assurance import assurance, met_or_missed, place_of
from layouts.components.bar_cell import bar_cell
from layouts.components.bullet import bullet
from layouts.components.dot_scale import dot_scale
from layouts.components.figure import Around, figure, value_link
from layouts.components.filter_panel import FREE_DAYS, filter_panel, period_words, tree
from layouts.components.freshness import freshness
from layouts.components.info_panel import info_panel, panel_questions
from layouts.components.interval import interval
from layouts.components.place import Scale
from layouts.components.scope_line import scope_line
from layouts.components.signal import signal
from layouts.components.sparkline import line_picture, sparkline
from layouts.components.table import Column, GroupRow, Row, table
from layouts.components.timeline import Course, CourseStep, lane
from layouts.components.trend_chart import trend_of
from layouts.labels import apart
from layouts.pages import specimen
from layouts.pages import specimen_data as made_up
from layouts.pages.dossier_lines import dossier_path


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they stand in the code, so that a word changed in Vietnamese breaks no test."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


def words(drawn: Any) -> str:
    """All text, in the order it is read."""
    if isinstance(drawn, (list, tuple)):
        return "".join(words(each) for each in drawn)
    if isinstance(drawn, Component):
        return words(getattr(drawn, "children", None))
    return "" if drawn is None else str(drawn)


def parts(drawn: Any) -> Iterator[Any]:
    """Every component, itself included."""
    if isinstance(drawn, (list, tuple)):
        for each in drawn:
            yield from parts(each)
    if isinstance(drawn, Component):
        yield drawn
        yield from parts(getattr(drawn, "children", None))


def looks(drawn: Any) -> list[str]:
    found = (getattr(each, "className", None) for each in parts(drawn))
    return [look for look in found if look]


def hrefs(drawn: Any) -> list[str]:
    found = (getattr(each, "href", None) for each in parts(drawn))
    return [href for href in found if href]


# --- links ---


def test_english_stays_english_and_vietnamese_is_not_written() -> None:
    assert link.address_of("/", {"don-vi": ["H99"]}) == "/?don-vi=H99&lang=en"
    with force_locale("vi"):
        assert link.address_of("/", {"don-vi": ["H99"]}) == "/?don-vi=H99"
    assert link.address_of("/", {"lang": ["en"]}, "vi") == "/"


@pytest.mark.parametrize(
    ("part", "written"),
    [(Part.NUMERATOR, "tu"), (Part.DENOMINATOR, "mau"), (Part.REST, "con-lai")],
)
def test_a_number_opens_the_dossiers_it_counts(part: Part, written: str) -> None:
    reading = made_up.reading(ON_TIME_HONEST, 43, 45)
    assert link.reading_address(reading, part) == (
        f"/ho-so?don-vi=H99&ky=thang-bc&chi-so=dung-han-thuc&phan={written}&lang=en"
    )


def test_an_i_keeps_the_page_and_its_selection() -> None:
    view = made_up.view("/ho-so")
    told = link.here(view, explained=ONLINE)
    assert told == "/ho-so?don-vi=H99&ky=thang-bc&giai-thich=truc-tuyen&lang=en"
    chosen = link.chosen(Selection(OVERDUE))
    assert chosen == {"chi-so": ["qua-han"], "phan": ["tu"]}


def test_a_code_cannot_break_out_of_its_address() -> None:
    assert dossier_path("A/../B?c=1") == "/ho-so/A%2F..%2FB%3Fc%3D1"


# --- figures ---


@pytest.mark.parametrize(
    ("part", "whole", "told", "is_link"),
    [
        (43_037, 45_018, "95.6%", True),
        (6, 7, "6of 7 dossiers", True),
        (0, 7, "0of 7 dossiers", True),
        (None, None, "–", False),
        (0, 0, "–", False),
    ],
)
def test_a_share_s_value(part: int | None, whole: int | None, told: str, is_link: bool) -> None:
    drawn = value_link(made_up.reading(ON_TIME_HONEST, part, whole))
    assert words(drawn).replace("\N{NO-BREAK SPACE}", " ") == told
    assert bool(hrefs(drawn)) is is_link


def test_a_figure_says_its_counts_before_anything_else() -> None:
    reading = made_up.reading(ON_TIME_HONEST, 43_037, 45_018)
    around = Around(lines=[signal(Judgement.WORSE, "why"), assurance(None, "98%", Better.HIGHER)])
    drawn = figure(reading, made_up.view(), around)
    lines = [words(each) for each in drawn.children[-3:]]
    assert lines == ["43,037 of 45,018 fell due in the period", "Worse: why", "Target 98%"]


def test_none_zero_and_few_look_different() -> None:
    def counts(part: int | None, whole: int | None) -> str:
        drawn = figure(made_up.reading(ONLINE, part, whole), made_up.view(), Around())
        return words(drawn.children[-1])

    assert counts(None, None) == "No data: the source does not say"
    assert counts(0, 0) == "Nothing to count in the period"
    assert counts(3, 8) == (
        "Received in the period, of a known channel; below 10 only counts are given"
    )
    assert counts(0, 20) == "0 of 20 received in the period, of a known channel"


def test_a_figure_has_one_i_named_for_it() -> None:
    drawn = figure(made_up.reading(ONLINE, 3, 8), made_up.view(), Around())
    names = [getattr(each, "aria-label", None) for each in parts(drawn)]
    assert [name for name in names if name] == ["Explain: Submitted online"]


# --- signals ---


@pytest.mark.parametrize(
    ("judgement", "look", "told"),
    [
        (Judgement.BETTER, "icon--better", "Better: why"),
        (Judgement.WORSE, "icon--worse", "Worse: why"),
        (Judgement.CHANGED, "icon--changed", "Changed: why"),
        (Judgement.NO_CHANGE, "icon--steady", "No meaningful change"),
        (Judgement.TOO_FEW, "icon--unknown", "Not enough data yet"),
    ],
)
def test_a_signal_has_words_and_a_shape_of_its_own(
    judgement: Judgement, look: str, told: str
) -> None:
    drawn = signal(judgement, "why")
    assert words(drawn) == told
    assert any(look in each for each in looks(drawn))


@pytest.mark.parametrize(
    ("told", "better", "place"),
    [
        (Assurance.WILL_HIT, Better.HIGHER, "above"),
        (Assurance.WILL_MISS, Better.HIGHER, "below"),
        (Assurance.WILL_HIT, Better.LOWER, "below"),
        (Assurance.WILL_MISS, Better.LOWER, "above"),
        (Assurance.HIT_AND_MISS, Better.LOWER, "across"),
    ],
)
def test_the_range_lies_on_the_side_of_the_target_where_the_figure_is(
    told: Assurance, better: Better, place: str
) -> None:
    assert place_of(told, better) == place


@pytest.mark.parametrize(
    ("value", "is_over", "told"),
    [
        (0.99, True, "Target 98%: met in this period"),
        (0.97, True, "Target 98%: not met in this period"),
        (0.99, False, "Target 98%: met so far"),
        (0.97, False, "Target 98%: not met so far"),
    ],
)
def test_a_period_that_is_not_over_has_met_its_target_so_far_only(
    value: float, is_over: bool, told: str
) -> None:
    target = Target(0.98, date(2026, 1, 1), "")
    assert words(met_or_missed(value, target, ON_TIME_HONEST, is_over=is_over)) == told


# --- pictures ---


@pytest.mark.parametrize(("value", "place"), [(0.8, 0), (0.9, 50), (1, 100), (0.5, 0), (1.2, 100)])
def test_a_place_on_a_scale_never_leaves_it(value: float, place: float) -> None:
    assert Scale(0.8, 1).at(value) == place


def test_a_bullet_starts_at_zero_and_marks_band_and_target() -> None:
    drawn = bullet(0.865, "says", Limits(0.83, 0.8, 0.86, 0.01, 0.0), 0.8)
    styles = {each.className: each.style for each in drawn.children}
    assert styles == {
        "bullet__band": {"left": "80%", "width": "6%"},
        "bullet__bar": {"left": "0%", "width": "86.5%"},
        "bullet__target": {"left": "80%"},
    }
    assert getattr(drawn, "aria-label", "") == "says"


def test_a_value_left_of_its_scale_ends_in_an_arrowhead() -> None:
    assert "scale__off" in looks(dot_scale(0.7, "", ("90 %", "100 %")))
    assert "scale__off" not in looks(dot_scale(0.95, "", ("90 %", "100 %")))
    wide = interval(0.7, Interval(0.6, 0.9), Scale(0.8, 1), "")
    assert "interval__off" in looks(wide)
    assert "interval__point" not in looks(wide)


def test_a_month_without_data_breaks_the_line() -> None:
    scale = Scale(0, 2)
    assert line_picture([1, None, 1], scale, scale).count("M") == 2
    assert "NaN" not in line_picture([None, None], scale, scale)


@pytest.mark.parametrize("values", [[], [None], [5.0], [5.0] * 24, [0.0, 1_000_000.0]])
def test_a_sparkline_can_be_drawn_of_anything(values: Sequence[float | None]) -> None:
    assert getattr(sparkline(values, "24 months"), "aria-label", "") == "24 months"


def test_a_bar_of_nothing_has_no_length() -> None:
    assert "bar__fill" not in looks(bar_cell("0", 0, 10))
    assert "bar__fill" not in looks(bar_cell("–", None, 10))
    (fill,) = [
        each
        for each in parts(bar_cell("5", 5, 10))
        if getattr(each, "className", "") == "bar__fill"
    ]
    assert fill.style == {"width": "50%"}


def test_labels_that_would_touch_are_moved_apart_and_no_others() -> None:
    assert apart([10, 50, 90], 20) == [10, 50, 90]
    assert apart([50, 52], 20) == [41, 61]
    assert apart([52, 50], 20) == [61, 41]
    placed = sorted(apart([97, 98, 98, 98.1], 1))
    assert all(b - a >= 1 - 1e-9 for a, b in zip(placed, placed[1:], strict=False))


def test_the_trend_marks_only_signals_and_writes_numbers_by_language() -> None:
    told = trend_of(made_up.HONEST, made_up.chart_of(made_up.HONEST), ("Actual", "Official"),
                    made_up.OFFICIAL)  # fmt: skip
    drawn = figures.trend(told)
    markers = [each for each in drawn["data"] if each["mode"] == "markers"]
    assert [each["marker"]["symbol"] for each in markers] == ["diamond"]
    assert markers[0]["x"] == [17, 18, 19, 20, 21, 22, 23]  # the run that its words tell
    assert drawn["layout"]["separators"] == ".,"
    texts = [each["text"] for each in drawn["layout"]["annotations"]]
    assert "<b>Actual 95.6%</b>" in texts
    assert "Target 98%" in texts
    narrow = drawn["layout"]["meta"]["narrow"]
    assert narrow["margin"]["r"] < drawn["layout"]["margin"]["r"]
    assert narrow["annotations"] == []


def test_a_trend_before_the_first_target_has_none() -> None:
    told = trend_of(made_up.HONEST, made_up.chart_of(made_up.HONEST))
    drawn = figures.trend(replace(told, steps=()))
    assert [each for each in drawn["layout"]["shapes"] if each["line"].get("dash")] == []


def test_a_step_beyond_its_limit_is_coloured_only_beyond_it() -> None:
    def at(day: int) -> datetime:
        return datetime(2026, 10, day)

    scale = Course(at(1), at(11), []).scale
    step = CourseStep("Appraisal", "Desk", at(1), at(9), limit_until=at(5))
    styles = {each.className: each.style for each in lane(step, scale).children}
    assert styles["course__used"] == {"left": "0%", "width": "40%"}
    assert styles["course__over"] == {"left": "40%", "width": "40%"}
    done = CourseStep("Appraisal", "Desk", at(1), at(3), limit_until=at(5))
    assert "course__over" not in looks(lane(done, scale))


# --- tables ---


def test_a_table_names_its_rows_and_columns() -> None:
    drawn = table(
        "Agencies",
        [Column("Agency"), Column("n", is_number=True)],
        [GroupRow("Few"), Row(["A", "7"])],
    )
    scopes = [each.scope for each in parts(drawn) if getattr(each, "scope", None)]
    assert scopes == ["col", "col", "rowgroup", "row"]
    assert words(drawn).startswith("Agencies")


# --- the frame ---


def test_the_masthead_shows_where_the_reader_is_and_keeps_the_question() -> None:
    pages = [("/", "Overview"), ("/ho-so", "Dossiers")]
    query = {"don-vi": ["H99"], "lang": ["en"]}
    drawn = shell.masthead(pages, "/ho-so/H99-1", query, "Minh Ha", kept={"don-vi": ["H99"]})
    current = [words(each) for each in parts(drawn) if getattr(each, "aria-current", "") == "page"]
    assert current == ["Dossiers"]
    assert "/?don-vi=H99&lang=en" in hrefs(drawn)
    assert "/ho-so/H99-1?don-vi=H99" in hrefs(drawn)  # the same in Vietnamese


def test_the_scope_line_says_what_is_shown_and_what_was_narrowed() -> None:
    scope = made_up.SCOPE.within(
        fields=("DD",), step="Appraisal", period_name=made_up.SCOPE.period_name
    )
    drawn = scope_line(made_up.view(scope=scope), freshness(made_up.moment()))
    told = words(drawn)
    assert "AgencyTỉnh Minh Hà" in told
    assert "FieldĐất đai" in told
    assert "ProcedureAll" in told
    (taken_back,) = [href for href in hrefs(drawn) if "linh-vuc=DD" in href]
    assert "buoc" not in taken_back


@pytest.mark.parametrize("is_stale", [False, True])
def test_freshness_says_as_of_when_and_an_age_only_while_fresh(is_stale: bool) -> None:
    told = words(freshness(made_up.moment(is_stale)))
    assert ("minutes ago" in told) is not is_stale
    assert "Made-up data" in told
    assert words(freshness(None)) == "The register cannot be reached"


def test_the_filter_panel_shows_what_the_address_says() -> None:
    drawn = filter_panel(made_up.view())
    values = {
        each.id: each.value
        for each in parts(drawn)
        if getattr(each, "id", None) and hasattr(each, "value")
    }
    assert values[ids.FILTER_AGENCY] == "H99"
    assert values[ids.FILTER_PERIOD] == "thang-bc"
    assert (values[ids.FILTER_FROM], values[ids.FILTER_TO]) == ("15/10/2026", "14/11/2026")
    free = filter_panel(made_up.view(scope=made_up.SCOPE.within(period=made_up.SCOPE.period)))
    (chosen,) = [each for each in parts(free) if getattr(each, "id", "") == ids.FILTER_PERIOD]
    assert chosen.value == FREE_DAYS


def test_a_named_period_shows_its_days_and_the_year_where_it_is_another() -> None:
    today = date(2026, 11, 20)
    assert period_words(PeriodName.MONTH_BEFORE, today) == "Last month, 01/10–31/10"
    assert period_words(PeriodName.YEAR_BEFORE, today) == "Last year, 01/01–31/12/2025"
    assert period_words(PeriodName.TODAY, today) == "Today, 20/11"


def test_agencies_stand_under_theirs_and_those_that_were_gone_are_left_out() -> None:
    told = [(depth, agency.code) for depth, agency in tree(made_up.view().directory, made_up.SCOPE)]
    assert told[0] == (0, "H99")
    assert "H99.1" not in [code for _, code in told]  # gone since 30/06/2025
    assert [code for _, code in told][1] == "H99.118"  # P before S, T and X


# --- the panel ---


def test_the_panel_asks_for_what_it_tells() -> None:
    assert panel_questions(made_up.view()) == {}
    (question,) = panel_questions(made_up.view(explained=ONLINE)).values()
    assert question.indicators == (ONLINE,)
    (question,) = panel_questions(made_up.view(explained=ON_TIME_OFFICIAL)).values()
    assert len(question.indicators) == 5


def test_the_panel_opens_both_halves_and_says_the_interval() -> None:
    view = made_up.view(explained=ONLINE)
    drawn = info_panel(view, {"panel": [made_up.reading(ONLINE, 97, 100)]})
    assert "95% confidence interval: 92–99%." in words(drawn)
    found = " ".join(hrefs(drawn))
    assert all(f"phan={part}" in found for part in ("tu", "mau", "con-lai"))


@pytest.mark.parametrize("part", [(None, None), (0, 0), (3, 8), (0, 100), (100, 100)])
def test_the_panel_can_be_drawn_of_any_reading(part: tuple[int | None, int | None]) -> None:
    view = made_up.view(explained=ONLINE)
    assert info_panel(view, {"panel": [made_up.reading(ONLINE, *part)]})
    assert info_panel(view, {})


def test_a_quantile_says_how_many_it_rests_on() -> None:
    view = made_up.view(explained=MEDIAN_DAYS)
    drawn = info_panel(view, {"panel": [made_up.reading(MEDIAN_DAYS, 0)]})
    assert "dossiers resolved in the period" in words(drawn)


# --- everything ---


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_part_can_be_drawn_in_every_state(lang: str) -> None:
    with force_locale(lang):
        drawn = specimen.draw(made_up.view(), {})
        assert to_json_plotly(drawn)


def test_no_picture_is_without_words() -> None:
    drawn = specimen.draw(made_up.view(), {})
    pictures = [each for each in parts(drawn) if getattr(each, "role", "") == "img"]
    assert pictures
    assert all(getattr(each, "aria-label", "") for each in pictures)


def test_no_id_stands_twice() -> None:
    drawn = [shell.shell(), specimen.draw(made_up.view(), {}), filter_panel(made_up.view())]
    found = [each.id for each in parts(drawn) if getattr(each, "id", None)]
    assert len(found) == len(set(found))
