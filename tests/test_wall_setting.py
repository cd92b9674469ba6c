"""How a screen is set up: large enough for its farthest reader, and by an address that is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from app import Settings, create_app
from callbacks.wall.addresses import ASKED, screen_address, setting_of, told_by
from data_access.scope import BadScope, Reason
from layouts.wall import BY_KEY, SLIDES
from layouts.wall.setting import Setting, Theme
from tests.conftest import make_tables

ALL = tuple(BY_KEY)
PARTS = ("don-vi", "ky", "trang", "giay", "inch", "met", "nen", "public", "lang", "xem-truoc")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The real application; nothing here asks its register."""
    folder: Path = tmp_path_factory.mktemp("setting")
    with pytest.MonkeyPatch.context() as patch:
        url = make_tables(f"sqlite:///{folder / 'register.sqlite'}")
        patch.setenv("ONESTOP_DATABASE_URL", url)
        patch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{folder / 'own.sqlite'}")
        yield create_app(Settings(cache="SimpleCache")).server.test_client()


def screen(inches: float, metres: float) -> Setting:
    return Setting(ALL, inches=inches, metres=metres)


# -- sizes ------------------------------------------------------------------------------------

# Pixels of a panel 1920 wide that letters need for 16 and for 20 minutes of arc.
NEEDED = """
   |     3 |     4 |     5 |     6 |     8
55 | 31 38 | 41 51 | 51 64 | 61 76 | 82 102
65 | 26 32 | 35 43 | 43 54 | 52 65 | 69 86
75 | 22 28 | 30 37 | 37 47 | 45 56 | 60 75
86 | 20 24 | 26 33 | 33 41 | 39 49 | 52 65
"""


def needed() -> Iterator[tuple[int, int, int, int]]:
    head, *body = ([cell.strip() for cell in line.split("|")] for line in NEEDED.split("\n")[1:-1])
    for row in body:
        for metres, cell in zip(head[1:], row[1:], strict=True):
            least, good = cell.split()
            yield int(row[0]), int(metres), int(least), int(good)


@pytest.mark.parametrize(("inches", "metres", "least", "good"), list(needed()))
def test_the_angle_is_that_of_the_table(inches: int, metres: int, least: int, good: int) -> None:
    told = screen(inches, metres)
    pixels = 40.32 * told.zoom  # the smallest letters of the style sheet
    assert pixels * 16 / told.arcmin == pytest.approx(least, abs=0.6)
    assert pixels * 20 / told.arcmin == pytest.approx(good, abs=0.6)
    assert told.is_legible is (told.arcmin >= 16)


def test_a_screen_of_65_inches_is_read_from_four_and_a_half_metres() -> None:
    told = screen(65, 4.5)
    assert told.arcmin * 40 / 40.32 == pytest.approx(16.5, abs=0.05)  # of letters of 40 px
    assert told.is_legible and told.zoom == 1


@pytest.mark.parametrize(
    ("inches", "metres", "zoom", "is_roomy"),
    [
        (65, 4.5, 1, True),
        (65, 3, 1, True),  # nearer: letters do not shrink
        (86, 4.5, 1, True),
        (65, 4.7, 1.044, True),
        (65, 4.8, 1.067, False),  # from here on fewer facts, never smaller letters
        (65, 5, 1.111, False),
        (55, 4.5, 1.182, False),
        (75, 6, 1.156, False),
        (65, 5.625, 1.25, False),
        (65, 6, 1.25, False),  # further than that nothing fits
        (24, 15, 1.25, False),
    ],
)
def test_letters_grow_with_the_distance_as_far_as_there_is_room(
    inches: float, metres: float, zoom: float, is_roomy: bool
) -> None:
    told = screen(inches, metres)
    assert (told.zoom, told.is_roomy) == (zoom, is_roomy)


def test_as_long_as_letters_may_grow_they_keep_their_angle() -> None:
    angles = {round(screen(65, metres / 10).arcmin, 1) for metres in range(45, 57)}
    assert angles == {16.6}
    assert screen(65, 5.9).arcmin < 16 and not screen(65, 5.9).is_legible


# -- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", Setting(ALL)),
        ("?met=4,5", Setting(ALL, metres=4.5)),
        ("?met=4.5", Setting(ALL, metres=4.5)),
        ("?inch=86&met=6&giay=20", Setting(ALL, inches=86, metres=6, seconds=20)),
        ("?trang=2,1", Setting(("o-dau", "hom-nay"))),
        ("?trang=ba-cau,1", Setting(("ba-cau", "hom-nay"))),
        ("?trang=1,hom-nay,1", Setting(("hom-nay",))),
        ("?trang=1,%207", Setting(("hom-nay", "ba-cau"))),
        ("?nen=sang&public=1", Setting(ALL, theme=Theme.LIGHT, is_public=True)),
        ("?nen=toi&huong=doc&co=abc", Setting(ALL, is_portrait=True)),
        ("?xem-truoc=1", Setting(ALL, is_preview=True)),
    ],
)
def test_an_address_says_how_a_screen_is_set_up(address: str, told: Setting) -> None:
    assert setting_of(told_by(address)) == told


@pytest.mark.parametrize(
    ("address", "part", "reason", "allowed"),
    [
        ("trang=8", "trang", Reason.NOT_A_NAME, ("1", "2", "3", "4", "5", "6", "7", *ALL)),
        ("trang=0", "trang", Reason.NOT_A_NAME, ("1", "2", "3", "4", "5", "6", "7", *ALL)),
        ("trang=1,x", "trang", Reason.NOT_A_NAME, ("1", "2", "3", "4", "5", "6", "7", *ALL)),
        ("trang=,", "trang", Reason.NOT_A_NAME, ("1", "2", "3", "4", "5", "6", "7", *ALL)),
        ("giay=9", "giay", Reason.NOT_A_NAME, ("10–300",)),
        ("giay=301", "giay", Reason.NOT_A_NAME, ("10–300",)),
        ("giay=nhanh", "giay", Reason.NOT_A_NAME, ("10–300",)),
        ("giay=nan", "giay", Reason.NOT_A_NAME, ("10–300",)),
        ("giay=inf", "giay", Reason.NOT_A_NAME, ("10–300",)),
        ("inch=23", "inch", Reason.NOT_A_NAME, ("24–120",)),
        ("inch=121", "inch", Reason.NOT_A_NAME, ("24–120",)),
        ("met=0,9", "met", Reason.NOT_A_NAME, ("1–15",)),
        ("met=15.1", "met", Reason.NOT_A_NAME, ("1–15",)),
        ("met=4,5,6", "met", Reason.NOT_A_NAME, ("1–15",)),
        ("nen=do", "nen", Reason.NOT_A_NAME, ("toi", "sang")),
        ("public=0", "public", Reason.NOT_A_NAME, ("1",)),
        ("xem-truoc=co", "xem-truoc", Reason.NOT_A_NAME, ("1",)),
        ("lang=fr", "lang", Reason.NOT_A_NAME, ("vi", "en")),
        ("met=4&met=5", "met", Reason.TWICE, ()),
        ("mau=do", "mau", Reason.UNKNOWN_PART, (*PARTS, *ASKED)),
        ("tu=2026-01-01", "tu", Reason.UNKNOWN_PART, (*PARTS, *ASKED)),
        (f"met={'4' * 200}", "met", Reason.TOO_LONG, ()),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_is_allowed(
    address: str, part: str, reason: Reason, allowed: tuple[str, ...]
) -> None:
    with pytest.raises(BadScope) as refused:
        setting_of(told_by(f"?{address}"))
    told = refused.value
    assert (told.part, told.reason, told.allowed) == (part, reason, allowed)


def test_every_slide_has_a_number_and_a_key() -> None:
    for number, slide in enumerate(SLIDES, 1):
        for told in (str(number), slide.key):
            assert setting_of(told_by(f"?trang={told}")).slides == (slide.key,)


def test_a_screen_is_known_by_its_address_without_what_its_script_adds() -> None:
    told = screen_address("don-vi=A&trang=1,2&huong=doc&co=abc&met=4,5")
    assert told == "/man-hinh?don-vi=A&trang=1,2&met=4,5"
    assert screen_address("co=abc") == "/man-hinh"


# -- the set-up page asks ---------------------------------------------------------------------


def worked_out(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/man-hinh/cai-dat/tinh?{query}")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


@pytest.mark.parametrize(
    "query",
    [
        "",
        "met=5,5",
        "met=12.25&inch=98",
        "giay=300&nen=sang",
        "public=1&trang=7,1,3",
        "trang=cho-lau&met=3&inch=55",
    ],
)
def test_the_address_it_gives_sets_a_screen_up_as_asked(client: FlaskClient, query: str) -> None:
    told = worked_out(client, query)
    path, search = urlsplit(told["address"])[2:4]
    assert path == "/man-hinh"
    assert setting_of(told_by(f"?{search}")) == setting_of(told_by(f"?{query}"))


def test_the_address_keeps_whom_it_is_about_and_its_language(client: FlaskClient) -> None:
    told = worked_out(client, "don-vi=A%20B&ky=thang&lang=en&xem-truoc=1&huong=doc")["address"]
    assert told.startswith("/man-hinh?don-vi=A%20B&ky=thang&trang=hom-nay,")
    assert told.endswith("&lang=en")
    assert "xem-truoc" not in told and "huong=" not in told
    assert "lang" not in worked_out(client, "lang=vi")["address"]


@pytest.mark.parametrize(
    ("query", "legible"),
    [
        ("inch=65&met=4,5", "Readable. The smallest capital is 16.6 minutes of arc; 16 are need"),
        ("inch=86&met=4,5", "Easy to read. The smallest capital is 22 minutes of arc; 16 are"),
        ("inch=55&met=8", "Too far: take a larger screen or move nearer. The smallest capital is"),
    ],
)  # fmt: skip
def test_it_says_whether_the_farthest_reader_can_read(
    client: FlaskClient, query: str, legible: str
) -> None:
    assert worked_out(client, f"{query}&lang=en")["legible"].startswith(legible)


def test_it_says_how_large_letters_are_and_how_long_a_round_takes(client: FlaskClient) -> None:
    told = worked_out(client, "lang=en")
    assert told["sizes"] == "40, 48, 67, 173, 403 px on 1920"
    assert told["round"] == "once round in 4 min 5 s at most"
    far = worked_out(client, "lang=en&met=5&trang=1,2&giay=30")
    assert far["sizes"] == "45, 53, 67, 161, 363 px on 1920"
    assert far["round"] == "once round in 1 min 0 s at most"


def test_what_it_cannot_read_is_told_with_what_is_allowed(client: FlaskClient) -> None:
    told = worked_out(client, "met=40&lang=en")
    assert told == {"problems": {"met": "Write a number within 1–15."}}


def test_all_that_it_cannot_read_is_told_at_once(client: FlaskClient) -> None:
    told = worked_out(client, "met=40&giay=x&trang=?&inch=65&nen=xanh&lang=en")
    assert set(told["problems"]) == {"met", "giay", "trang", "nen"}
    assert told["problems"]["trang"] == "Choose at least one slide."
    unknown = worked_out(client, "mau=do&lang=en")["problems"]
    assert list(unknown) == ["address"] and unknown["address"].startswith("mau=do: ")


# -- the QR code ------------------------------------------------------------------------------


def code_of(client: FlaskClient, address: str) -> Any:
    return client.get(f"/man-hinh/cai-dat/qr.svg?dia-chi={quote(address)}")


@pytest.mark.parametrize("address", ["http://a.vn/man-hinh?don-vi=A", "/man-hinh?don-vi=A"])
def test_the_address_of_a_screen_has_a_qr_code_of_this_very_server(
    client: FlaskClient, address: str
) -> None:
    answer = code_of(client, address)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    told = answer.get_data(as_text=True)
    assert told.startswith("<?xml") and "<svg" in told and "<path" in told
    assert "script" not in told
    assert answer.data == code_of(client, "http://b.vn/man-hinh?don-vi=A").data


LONG = f"/man-hinh?trang={'Đ' * 600}"


@pytest.mark.parametrize("address", ["", "http://a.vn/", "/man-hinh/x", "x" * 600, LONG, "\0",
                                     "http://[x/man-hinh?don-vi=A"])  # fmt: skip
def test_no_other_address_has_one_under_the_office_s_name(
    client: FlaskClient, address: str
) -> None:
    answer = code_of(client, address)
    assert answer.status_code == 400
    assert answer.get_data(as_text=True).startswith("dia-chi=")


def test_another_address_is_another_code(client: FlaskClient) -> None:
    one, other = (code_of(client, f"/man-hinh?don-vi={code}").data for code in "AB")
    assert one != other
    assert one == code_of(client, "/man-hinh?don-vi=A").data
