"""What the set-up page says of a screen's sizes."""

from data_access.indicators.rounding import rounded
from layouts import wording
from layouts.language import _
from layouts.wall.setting import GOOD_ARCMIN, LEAST_ARCMIN, SMALLEST, Setting
from layouts.wording.numbers import trimmed

PIXELS = 19.2  # of a panel 1920 wide, one per cent
SIZES = (
    (SMALLEST, True),
    (2.5, True),
    (3.5, False),
    (9.0, False),
    (21.0, False),
)  # grows with zoom
PREVIEW_METRES = 0.145  # how wide a preview of 640 pixels is on a desk


def told(setting: Setting) -> dict[str, str]:
    return {
        "round": round_words(setting),
        "legible": legible_words(setting),
        "sizes": sizes_words(setting),
        "distance": distance_words(setting),
    }


def round_words(setting: Setting) -> str:
    minutes, seconds = divmod(setting.round_seconds, 60)
    return _(
        "once round in %(minutes)s min %(seconds)s s at most", minutes=minutes, seconds=seconds
    )


def legible_words(setting: Setting) -> str:
    found = wording.number(trimmed(rounded(setting.arcmin, 1)))
    if setting.arcmin >= GOOD_ARCMIN:
        judged = _("Easy to read.")
    elif setting.is_legible:
        judged = _("Readable.")
    else:
        judged = _("Too far: take a larger screen or move nearer.")
    least = wording.number(int(LEAST_ARCMIN))
    return _(
        "%(judged)s The smallest capital is %(found)s minutes of arc; %(least)s are needed.",
        judged=judged, found=found, least=least,
    )  # fmt: skip


def sizes_words(setting: Setting) -> str:
    found = [size * PIXELS * (setting.zoom if grows else 1) for size, grows in SIZES]
    found[-1] /= setting.zoom
    found[-2] = max(8.4 * PIXELS, found[-2] / setting.zoom)
    return _("%(sizes)s px on 1920", sizes=", ".join(f"{round(each)}" for each in found))


def distance_words(setting: Setting) -> str:
    """The same angle: as many times nearer as the preview is smaller."""
    near = max(1, round(100 * setting.metres * PREVIEW_METRES / setting.width_metres))
    far = wording.number(trimmed(rounded(setting.metres, 1)))
    return _(
        "Seen from %(near)s cm, this looks as the wall does from %(far)s m.", near=near, far=far
    )
