"""Where it is worst, and what has waited longest: a wall screen about 5, 17 and 140 places."""

from dataclasses import replace

import pytest
from dash.development.base_component import Component

from layouts.still import formed
from layouts.wall.setting import Setting
from tests.wall import (
    ALL,
    PUBLIC,
    UPRIGHT,
    ZOOMED,
    coloured,
    having,
    prop,
    record,
    said,
    scene,
    shape,
    slides,
    tagged,
)
from tests.wall import english as english

HEAD = "place | usual | now"
FIVE = f"""{HEAD}
Xã An      | 10 | 12
Xã Bình    | 10 | 30
Phường Cát | 10 | 1
Xã Đông    | 10 | –
Xã Giang   | 20 | 45"""
SETTINGS = [ALL, ZOOMED, UPRIGHT, PUBLIC]


def many(count: int, *first: str) -> str:
    """So many places: those drawn, then others about as usual."""
    rest = [f"Xã N{n:03} | 10 | {9 + n % 3}" for n in range(count - len(first))]
    return "\n".join([HEAD, *first, *rest])


def where(drawing: str, setting: Setting = ALL) -> Component:
    (slide,) = slides("o-dau", scene(places=drawing, setting=setting))
    return slide


def title(slide: Component) -> str:
    return said(tagged(slide, "h1"))


def lines(slide: Component) -> list[str]:
    return [said(each) for each in tagged(slide, "li")]


def spots(slide: Component) -> list[str]:
    return [said(each) for each in having(slide, "spot")]


# -- five: a row each -------------------------------------------------------------------------


def test_a_few_places_have_a_row_each_the_worst_first() -> None:
    """By how far each is from its own usual: 45 is farther from 20 than 30 from 10."""
    slide = where(FIVE)
    assert title(slide) == "2 of 5 have more overdue than usual"
    assert lines(slide) == [
        "Xã Giang 45 usual 15–25",
        "Xã Bình 30 usual 5–15",
        "Xã An 12 usual 5–15",
        "Phường Cát 1 usual 5–15",
        "Xã Đông – no data",
    ]
    assert shape(slide) == ["worse", "worse", "better"]


def test_only_rows_that_are_signals_are_coloured() -> None:
    told = tagged(where(FIVE), "li")
    assert [coloured(each) for each in told] == [{"worse"}, {"worse"}, set(), {"better"}, set()]


def test_seen_from_farther_away_rows_leave_out_what_is_usual() -> None:
    assert lines(where(FIVE, ZOOMED))[0] == "Xã Giang 45"


def test_where_nothing_is_out_of_the_ordinary_the_title_says_so() -> None:
    slide = where(many(5))
    assert title(slide) == "Nowhere more overdue than usual"
    assert coloured(slide) == set() and shape(slide) == []


@pytest.mark.parametrize("rest", [0, 16, 139])
def test_the_slide_is_skipped_where_nothing_is_overdue_anywhere(rest: int) -> None:
    told = [f"Xã N{n} | 0 | 0" for n in range(rest)]
    assert slides("o-dau", scene(places="\n".join([HEAD, "Xã An | 10 | 0", *told]))) == []


def test_the_slide_is_skipped_where_there_is_nobody_to_compare_with() -> None:
    assert slides("o-dau", scene(places=f"{HEAD}\nXã An | 10 | 30")) == []


def test_places_too_young_to_have_a_usual_are_not_called_usual() -> None:
    young = {n: "\n".join([HEAD, *(f"Xã N{i} | | 30" for i in range(n))]) for n in (5, 17, 140)}
    for count in (5, 17):
        slide = where(young[count])
        assert title(slide) == "Not enough data yet"
        assert "usual" not in said(slide) and len(lines(slide)) == count
    assert slides("o-dau", scene(places=young[140])) == []


# -- 17: a board ------------------------------------------------------------------------------

SEVENTEEN = many(
    17, "Xã An | 10 | 30", "Phường Bình | 10 | –", "Xã Cát | 10 | 60", "Xã Đông | 10 | 1",
    "Xã Giang | 10 | 40", "Xã Hà | 10 | 50",
)  # fmt: skip


def test_three_flagged_are_large_and_further_ones_lead_the_board() -> None:
    slide = where(SEVENTEEN)
    assert title(slide) == "4 of 17 have more overdue than usual"
    assert spots(slide) == ["Cát 60 usual 5–15", "Hà 50 usual 5–15", "Giang 40 usual 5–15"]
    board = lines(slide)
    assert len(board) == 14
    assert board[0] == "An 30"
    assert board[-2:] == ["Đông 1", "Bình –"]


def test_between_the_worst_and_the_best_places_stand_by_their_count() -> None:
    counts = [int(each.split()[-1]) for each in lines(where(SEVENTEEN))[1:-2]]
    assert counts == sorted(counts, reverse=True)


def test_without_a_flagged_place_the_board_has_the_whole_width() -> None:
    slide = where(many(17))
    assert spots(slide) == [] and len(lines(slide)) == 17
    assert having(slide, "where--calm") and not having(where(SEVENTEEN), "where--calm")


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("count", [8, 17, 27, 28, 34])
def test_a_board_leaves_out_only_places_that_are_as_usual(count: int, setting: Setting) -> None:
    told = many(count, "Xã An | 10 | 30", "Xã Bình | 10 | 1", "Xã Cát | 10 | –", "Xã Dạ | | 10")
    slide = where(told, setting)
    text = said(slide)
    assert all(name in text for name in ("An", "Bình", "Cát", "Dạ"))
    shown = len(having(slide, "spot")) + len(tagged(slide, "li"))
    left = [each for each in lines(slide) if each.startswith("and ")]
    if left:
        number = int(left[0].split()[1])
        assert left[0].endswith("as usual") and shown - 1 + number == count
    else:
        assert shown == count


def test_names_stand_without_their_rank_unless_two_are_alike() -> None:
    told = many(10, "Xã An | 10 | 8", "Phường An | 10 | 9", "Phường Bình | 10 | 10")
    names = {each.rpartition(" ")[0] for each in lines(where(told))}
    assert {"Xã An", "Phường An", "Bình", "N000"} <= names


# -- 140: a strip -----------------------------------------------------------------------------


def test_so_many_places_are_a_strip_of_dots() -> None:
    told = many(140, "Xã An | 10 | 30", "Xã Bình | 10 | 1", "Phường Cát | 10 | –")
    slide = where(told)
    assert title(slide) == "1 of 140 has more overdue than usual"
    assert spots(slide) == ["An 30 usual 5–15"]
    dots = {look: len(having(slide, look)) for look in ("c-worse", "c-better", "c-mark")}
    assert dots == {"c-worse": 1, "c-better": 1, "c-mark": 137}
    assert "137 places as usual" in said(slide)
    assert "1 place has fewer: Bình" in said(slide)
    assert "1 place without data" in said(slide)


def test_of_many_flagged_three_are_large_and_all_are_marked() -> None:
    worse = [f"Xã W{n:02} | 10 | {30 + n}" for n in range(20)]
    slide = where(many(140, *worse))
    assert title(slide) == "20 of 140 have more overdue than usual"
    assert [each.split()[0] for each in spots(slide)] == ["W19", "W18", "W17"]
    assert len(having(slide, "c-worse")) == 20


@pytest.mark.parametrize("setting", [ALL, UPRIGHT])
@pytest.mark.parametrize("flagged", [0, 1, 3, 70, 139])
def test_no_dot_lies_outside_the_picture(flagged: int, setting: Setting) -> None:
    worse = [f"Xã W{n:03} | 10 | {30 + n}" for n in range(flagged)]
    slide = where(many(140, *worse), setting)
    (picture,) = [each for each in tagged(slide, "svg") if having(each, "c-wash")]
    _, _, width, height = map(float, prop(picture, "viewBox").split())
    for dot in having(slide, "c-mark"):
        assert 0 < prop(dot, "cx") < width and 0 < prop(dot, "cy") < height


def test_in_a_public_hall_where_a_dot_stands_tells_no_small_count() -> None:
    """Of forty places two have few, one of them more than is usual for it."""
    told = [
        formed(where(many(40, f"Xã An | 0 | {few}", f"Xã Bình | 6 | {12 - few}"), PUBLIC))[0]
        for few in (4, 6)
    ]
    assert told[0] == told[1]
    assert "c-worse" in str(told[0])


def test_a_place_younger_than_its_usual_is_no_dot_among_the_usual_ones() -> None:
    slide = where(many(140, "Xã An | | 30", "Xã Bình | | 40"))
    assert "138 places as usual; 2 places with too little data" in said(slide)
    assert len(having(slide, "c-mark")) == 138


# -- what has waited longest ------------------------------------------------------------------


WAITING = [
    record(31, "P1", code="H1", procedure="Cấp giấy phép xây dựng"),
    record(30.5, "T", unit="Phòng Một cửa", code="H2", procedure="Đăng ký khai sinh"),
    record(29, "T", code="H3", procedure="Đăng ký khai sinh"),
]


def waiting(setting: Setting = ALL) -> list[Component]:
    return slides("cho-lau", scene(places=FIVE, oldest=WAITING, setting=setting))


def test_the_longest_wait_stands_first_with_procedure_office_and_code() -> None:
    (slide,) = waiting()
    assert said(having(slide, "answer")) == (
        "31 working days late, the longest of 10 dossiers overdue"
    )
    assert [said(each) for each in tagged(slide, "tr")] == [
        "31 Cấp giấy phép xây dựng Xã An H1",
        "30.5 Đăng ký khai sinh Phòng Một cửa H2",
        "29 Đăng ký khai sinh Tỉnh T H3",
    ]
    assert coloured(slide) == set()


def test_it_is_said_where_they_pile_up() -> None:
    told = [record(20 - n, "P1" if n else "P2") for n in range(10)]
    (slide,) = slides("cho-lau", scene(places=FIVE, oldest=told))
    assert "9 of these 10 at Xã An" in said(slide)


@pytest.mark.parametrize(("setting", "rows"), [(ALL, 10), (ZOOMED, 7)])
def test_larger_letters_leave_fewer_rows(setting: Setting, rows: int) -> None:
    told = [record(40 - n) for n in range(12)]
    (slide,) = slides("cho-lau", scene(oldest=told, setting=setting))
    assert len(tagged(slide, "tr")) == rows


@pytest.mark.parametrize("setting", [ZOOMED, UPRIGHT])
def test_larger_letters_and_an_upright_panel_leave_out_the_code(setting: Setting) -> None:
    (slide,) = waiting(setting)
    assert "H1" not in said(slide) and "Cấp giấy phép xây dựng" in said(slide)


def test_in_a_public_hall_no_single_dossier_is_shown() -> None:
    assert waiting(PUBLIC) == []
    assert waiting(replace(ZOOMED, is_public=True)) == []


def test_where_nothing_is_overdue_nothing_waits_too_long() -> None:
    assert slides("cho-lau", scene(oldest=[])) == []
    assert slides("cho-lau", scene(oldest=None)) == []


# -- a good day -------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("count", [5, 17, 140])
def test_on_a_good_day_the_wall_is_grey(count: int, setting: Setting) -> None:
    told = scene(places=many(count), oldest=WAITING, setting=setting)
    for key in setting.slides:
        for slide in slides(key, told):
            assert coloured(slide) == set() and not {"worse", "better"} & set(shape(slide))
