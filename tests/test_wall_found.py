"""What improved most, three sentences to read aloud, and what a public hall may know."""

from dataclasses import replace

import pytest

from layouts.still import formed
from layouts.wall import SLIDES, Slide, asking
from layouts.wall.scene import Scene, Usual
from tests.wall import (
    PUBLIC,
    around,
    bars,
    classes,
    coloured,
    having,
    record,
    said,
    scene,
    shape,
    slides,
    tagged,
)
from tests.wall import english as english

HEAD = "place | usual | now"

# -- what improved most -----------------------------------------------------------------------

RISEN = """
place      | usual | last
Xã An      | 80    | 190/200
Xã Bình    | 60    | 180/200
Phường Cát | 95    | 100/200
"""


def test_the_greatest_gain_is_told_with_its_old_level() -> None:
    (slide,) = slides("tien-bo", scene(improved=RISEN))
    assert said(slide).startswith(
        "90 % Xã Bình improved most Better than its old level, 60 % "
        "on time, month 02/2026; 180/200 that fell due"
    )
    assert coloured(slide) == {"better"} and shape(slide) == ["better"]


def test_what_chance_can_do_is_no_improvement() -> None:
    told = "place | usual | last\nXã An | 90 | 184/200\nXã Bình | 90 | 180/200"
    assert slides("tien-bo", scene(improved=told)) == []


def test_a_month_of_few_is_no_improvement() -> None:
    told = "place | usual | last\nXã An | 60 | 9/9\nXã Bình | 90 | 180/200"
    assert slides("tien-bo", scene(improved=told)) == []


# -- three sentences --------------------------------------------------------------------------

BUSY = "place | usual | now\nXã An | 10 | 30\nXã Bình | 10 | 25\nXã Cát | 10 | 10"
ALL_WORSE = """
share          | usual | last
on_time_honest | 95    | 160/200
online         | 70    | 190/200
digitised      | 90    | 100/200
"""


def test_what_got_worse_is_read_before_what_got_better() -> None:
    told = "share | usual | last\non_time_honest | 70 | 190/200\nsatisfaction | 90 | 100/200"
    assert sentences(scene(shares=told)) == [
        "Satisfied got worse: 50% in month 02/2026.",
        "On time, actual got better: 95% in month 02/2026.",
    ]


def test_there_are_three_sentences_at_most() -> None:
    told = scene(overdue=30, places=BUSY, shares=ALL_WORSE)
    assert sentences(told) == [
        "There are 30 overdue dossiers; 5 to 15 are usual.",
        "Xã An has 30 dossiers overdue; 1 other place too have more than usual.",
        "On time, actual got worse: 80% in month 02/2026.",
    ]


def test_a_single_part_is_not_told_beside_the_whole_it_is() -> None:
    told = scene(overdue=30, places=f"{HEAD}\nXã An | 10 | 30")
    assert sentences(told) == ["There are 30 overdue dossiers; 5 to 15 are usual."]


def test_without_a_signal_there_is_no_sentence_and_no_slide() -> None:
    assert slides("ba-cau", scene()) == []
    assert slides("ba-cau", scene(overdue=None, usually=None)) == []


def test_a_sentence_is_coloured_in_the_words_that_carry_the_signal() -> None:
    (slide,) = slides("ba-cau", scene(overdue=30))
    (strong,) = tagged(slide, "b")
    assert (said(strong), classes(strong)) == ("30 overdue dossiers", ["worse"])


def sentences(told: Scene) -> list[str]:
    (slide,) = slides("ba-cau", told)
    return [said(each) for each in tagged(slide, "li")]


# -- in a public hall -------------------------------------------------------------------------


@pytest.mark.parametrize("overdue", range(1, 10))
def test_a_small_count_looks_the_same_whatever_it_is(overdue: int) -> None:
    """Its number, its bar, what bars are measured by, "1 dossier is": each would tell it."""
    usual = Usual(received=around(5, 25))
    told = [
        scene(overdue=count, usually=5, today={"received": count}, usual=usual, setting=PUBLIC)
        for count in (overdue, 9)
    ]
    (one,), (other,) = (slides("hom-nay", each) for each in told)
    assert drawing_of(one) == drawing_of(other)
    assert said(one).startswith("< 10 dossiers are overdue")


def test_ten_and_none_may_be_told() -> None:
    for overdue in (0, 10):
        (slide,) = slides("hom-nay", scene(overdue=overdue, usually=None, setting=PUBLIC))
        assert said(slide).startswith(f"{overdue} dossiers are overdue")


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((30, 20, 10), ["30", "20", "10"]),
        ((30, 20, 0), ["30", "20", "0"]),
        ((30, 20, 5), ["30", "≥ 10", "< 10"]),  # 55 - 30 - 20 would tell the 5
        ((30, 5, 5), ["30", "< 10", "< 10"]),  # 10 together
        ((30, 4, 5), ["≥ 10", "< 10", "< 10"]),  # 9 together
        ((0, 4, 5), ["< 10", "< 10", "0"]),
    ],
)
def test_what_is_left_of_the_whole_is_no_small_count(
    counts: tuple[int, ...], told: list[str]
) -> None:
    rows = [f"Xã N{n} | | {count}" for n, count in enumerate(counts)]
    (slide,) = slides("o-dau", scene(places="\n".join([HEAD, *rows]), setting=PUBLIC))
    assert [said(each).split(" ", 2)[2] for each in tagged(slide, "li")] == told
    hidden = sum("1" in each and " " in each for each in told)
    assert len(bars(slide)) == len(told) - hidden  # bars


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("190/200", "95 % on time target 98 No meaningful change 190/200 that fell due"),
        ("200/200", "100 % on time target 98 No meaningful change 200/200 that fell due"),
        ("191/200", "96 % on time target 98 No meaningful change of those that fell due"),
        ("19/20", "95 % on time target 98 No meaningful change of those that fell due"),
    ],
)
def test_a_share_stands_alone_where_its_counts_would_tell_a_small_one(
    last: str, words: str
) -> None:
    """95 % of 20 is all but one."""
    told = f"share | usual | last\non_time_honest | 96 | {last}"
    (slide,) = slides("ty-le", scene(shares=told, setting=PUBLIC))
    assert said(slide).startswith(words)
    (trend,) = slides("xu-huong", scene(shares=told, setting=PUBLIC))
    assert (last in said(trend)) is (last in words)


def test_shares_of_the_same_dossiers_keep_each_others_counts() -> None:
    told = "share | usual | last\nonline | 96 | 195/200"
    (slide,) = slides("ty-le", scene(shares=told, setting=PUBLIC))
    assert all("/200" not in said(each) for each in having(slide, "share"))


def test_a_sentence_tells_no_small_count() -> None:
    told = f"{HEAD}\nXã An | 0 | 5\nXã Bình | 0 | 4\nXã Cát | 10 | 10"
    (slide,) = slides("ba-cau", scene(overdue=9, usually=0, places=told, setting=PUBLIC))
    assert [said(each) for each in tagged(slide, "b")] == ["< 10 overdue dossiers", "< 10 dossiers"]


def drawing_of(slide: object) -> str:
    return str(formed(slide))


# -- what a slide rests on -------------------------------------------------------------------
@pytest.mark.parametrize("slide", SLIDES, ids=lambda slide: slide.key)
def test_a_slide_tells_of_nothing_but_what_it_names(slide: Slide) -> None:
    """Else it would not be drawn anew when that changes."""
    whole = scene(
        overdue=30,
        places=BUSY,
        improved=RISEN,
        oldest=[record(9), record(5)],
        usual=Usual([30] * 25, [20] * 25, [5] * 25),
    )
    part = replace(
        whole,
        answers={name: told for name, told in whole.answers.items() if name in slide.wants},
        usual=whole.usual if asking.USUAL in slide.wants else Usual(),
        oldest=whole.oldest if asking.OLDEST in slide.wants else None,
    )
    told = [formed(page) for page in slide.draw(part)]
    assert told and told == [formed(page) for page in slide.draw(whole)]
