"""What a wall screen says of today, of five shares and of 24 months.

A colour is a judgement: where nothing is better or worse than usual, the wall is grey.
"""

from datetime import date

import pytest

from layouts.wall.scene import Usual
from layouts.wall.setting import Setting
from tests.wall import (
    UPRIGHT,
    ZOOMED,
    around,
    bars,
    classes,
    coloured,
    having,
    said,
    scene,
    shape,
    slides,
    tagged,
)
from tests.wall import english as english

DAYS = 25  # the same weekday of half a year


# -- today ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overdue", "usually", "words", "sign", "colour"),
    [
        (30, 10, "30 dossiers are overdue More than usual usual 5–15", "worse", {"worse"}),
        (10, 10, "10 dossiers are overdue No meaningful change usual 5–15", "no_change", set()),
        (15, 10, "15 dossiers are overdue No meaningful change usual 5–15", "no_change", set()),
        (1, 10, "1 dossier is overdue Fewer than usual usual 5–15", "better", {"better"}),
        (0, 0, "0 dossiers are overdue No meaningful change usual 0–", "no_change", set()),
        (30, None, "30 dossiers are overdue Not enough data yet", "too_few", set()),
        (1234, None, "1,234 dossiers are overdue Not enough data yet", "too_few", set()),
    ],
)
def test_what_is_overdue_stands_against_what_is_usual(
    overdue: int, usually: int | None, words: str, sign: str, colour: set[str]
) -> None:
    (slide,) = slides("hom-nay", scene(overdue=overdue, usually=usually))
    (answer,) = having(slide, "answer")
    assert said(answer).startswith(words)
    assert shape(answer) == [sign]
    assert coloured(slide) == colour


def test_without_data_there_is_a_dash_and_no_sign() -> None:
    (slide,) = slides("hom-nay", scene(overdue=None))
    (answer,) = having(slide, "answer")
    assert said(answer) == "– overdue no data"
    assert shape(answer) == [] and coloured(slide) == set()


def test_a_long_figure_is_set_smaller_so_that_its_words_find_room() -> None:
    for overdue, look in ((999, []), (1_234, ["hero--5"]), (123_456, ["hero--7"])):
        (hero,) = having(slides("hom-nay", scene(overdue=overdue)), "hero")
        assert [name for name in classes(hero) if name.startswith("hero--")] == look


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (30, "Received 30 usual by now 25–35"),
        (80, "Received 80 more than usual, 25–35"),
        (2, "Received 2 fewer than usual, 25–35"),
        (0, "Received 0 fewer than usual, 25–35"),
        (None, "Received – no data"),
    ],
)
def test_many_or_few_received_is_said_and_never_coloured(received: int | None, words: str) -> None:
    usual = Usual(received=around(30, DAYS))
    (slide,) = slides("hom-nay", scene(today={"received": received}, usual=usual))
    _due, told, _finished = flows(slide)
    assert said(told) == words
    assert coloured(slide) == set()


def test_finished_and_still_due_are_never_coloured_either() -> None:
    usual = Usual(resolved=around(30, DAYS), left=around(20, DAYS))
    (slide,) = slides("hom-nay", scene(today={"resolved": 3, "due": 70}, usual=usual))
    due, _received, finished = flows(slide)
    assert said(due) == "Still due today 70 more than usual, 15–25"
    assert said(finished) == "Finished 3 fewer than usual, 25–35"
    assert coloured(slide) == set()


def test_where_no_hour_is_known_nothing_is_compared() -> None:
    (slide,) = slides("hom-nay", scene(usual=Usual()))
    assert [said(each) for each in flows(slide)] == [
        "Still due today 5 nothing to compare with yet",
        "Received 30 nothing to compare with yet",
        "Finished 20 nothing to compare with yet",
    ]


def test_bars_beside_each_other_share_one_scale() -> None:
    """40 received is a bar twice as long as 20 finished."""
    (slide,) = slides("hom-nay", scene(today={"received": 40, "resolved": 20, "due": 0}))
    due, received, finished = (bars(each)[0] for each in flows(slide))
    assert received == pytest.approx(2 * finished, abs=0.02)
    assert due == 0


def flows(slide: object) -> list[object]:
    (flow,) = having(slide, "flow")
    return list(flow.children)


# -- five shares ------------------------------------------------------------------------------

LATE = """
share            | usual | last
on_time_honest   | 95    | 160/200
on_time_official | 95    | 199/200
online           | 70    | 180/200
"""


def test_both_figures_of_on_time_stand_with_their_own_counts() -> None:
    (slide,) = slides("ty-le", scene(shares=LATE))
    assert said(slide).startswith(
        "80 % on time target 98 Worse 160/200 that fell due, month 02/2026 "
        "on time as reported 99 % 199/200 finished"
    )


def test_the_reported_one_is_never_coloured() -> None:
    for last in ("40/200", "199/200"):
        told = f"share | usual | last\non_time_official | 70 | {last}"
        (slide,) = slides("ty-le", scene(shares=told))
        assert coloured(slide) == set()


def test_each_share_has_its_target_its_counts_and_its_signal() -> None:
    (slide,) = slides("ty-le", scene(shares=LATE))
    assert [said(each) for each in having(slide, "share")] == [
        "90 % target 80 Submitted online 180/200 Better",
        "90 % target 60 Paid online 180/200 No meaningful change",
        "90 % target 80 Papers digitised 180/200 No meaningful change",
        "90 % target 95 Satisfied 180/200 No meaningful change",
    ]
    assert shape(slide) == ["worse", "better", "no_change", "no_change", "no_change"]


def test_a_target_missed_is_no_signal() -> None:
    """Month after month 60 % of 80 % wanted: nothing has changed, so nothing is coloured."""
    (slide,) = slides("ty-le", scene(shares="share | usual | last\nonline | 60 | 120/200"))
    assert "60 % target 80 Submitted online 120/200 No meaningful change" in said(slide)
    assert coloured(slide) == set()


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("9/9", "Submitted online too few to tell"),
        ("10/10", "100 % target 80 Submitted online 10/10"),
        ("–", "Submitted online – no data"),
        ("0/0", "Submitted online – no data"),
    ],
)
def test_below_ten_there_is_no_share(last: str, words: str) -> None:
    (slide,) = slides("ty-le", scene(shares=f"share | usual | last\nonline |  | {last}"))
    assert said(having(slide, "share")[0]).startswith(words)
    assert coloured(slide) == set()


def test_without_a_share_of_its_own_on_time_leaves_its_place() -> None:
    (slide,) = slides("ty-le", scene(shares="share | usual | last\non_time_honest | 90 | 7/8"))
    assert "as reported" not in said(slide)
    assert len(having(slide, "share")) == 4


@pytest.mark.parametrize("last", ["–", "0/0", "6/9"])
def test_without_any_share_the_slide_is_skipped(last: str) -> None:
    none = "\n".join(
        f"{key} | | {last}"
        for key in ("on_time_honest", "online", "online_payment", "digitised", "satisfaction")
    )
    assert slides("ty-le", scene(shares=f"share | usual | last\n{none}")) == []


@pytest.mark.parametrize("setting", [ZOOMED, UPRIGHT])
def test_larger_letters_or_an_upright_panel_make_two_slides(setting: Setting) -> None:
    one, other = slides("ty-le", scene(shares=LATE, setting=setting))
    assert "80 % on time" in said(one) and "on time as reported" in said(one)
    assert having(one, "share") == [] and len(having(other, "share")) == 4


# -- 24 months --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "words", "colour"),
    [
        ("160/200", "80 % on time, month 02/2026 Worse usual 89.7–100; 160/200 that fell due",
         {"worse"}),
        ("190/200", "95 % on time, month 02/2026 No meaningful change usual 89.7–100;", set()),
    ],
)  # fmt: skip
def test_the_trend_says_its_last_month_first(last: str, words: str, colour: set[str]) -> None:
    told = f"share | usual | last\non_time_honest | 95 | {last}"
    (slide,) = slides("xu-huong", scene(shares=told))
    assert said(slide).startswith(words)
    assert coloured(slide) == colour


def test_only_months_that_are_signals_are_marked() -> None:
    told = scene(shares="share | usual | last\non_time_honest | 95 | 160/200")
    (slide,) = slides("xu-huong", told)
    assert len(having(slide, "c-worse")) == 1
    assert len(having(slide, "c-mark")) == 23
    assert {"target 98", "usual", "03/2024", "02/2025", "02/2026"} <= set(written(slide))


def test_a_merger_breaks_the_line_and_is_named() -> None:
    """In the eight months since, the limits are those of what there is now."""
    (slide,) = slides("xu-huong", scene(merged_on=date(2025, 7, 1)))
    assert "merged 01/07/2025" in written(slide)
    (other,) = slides("xu-huong", scene(merged_on=date(2025, 3, 1)))
    assert "rearranged 01/03/2025" in written(other)


@pytest.mark.parametrize("last", ["8/9", "–"])
def test_without_a_last_month_there_is_no_trend(last: str) -> None:
    told = scene(shares=f"share | usual | last\non_time_honest | 90 | {last}")
    assert slides("xu-huong", told) == []


def test_of_less_than_eight_months_there_is_no_trend() -> None:
    told = scene(shares="share | usual | last\non_time_honest | | 190/200")
    assert slides("xu-huong", told) == []


def written(slide: object) -> list[str]:
    """In the picture."""
    return [said(each) for each in tagged(slide, "text")]
