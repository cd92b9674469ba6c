"""What a screen in a public hall may say: shares and counts, none that points at a person."""

from layouts import wording
from layouts.language import _
from layouts.wall.setting import Setting
from layouts.wording.numbers import NBSP

LEAST = 10  # health and survey publishers withhold 1 to 9


def shown(count: int, setting: Setting) -> str:
    if setting.is_public and 0 < count < LEAST:
        return f"<{NBSP}{LEAST}"
    return wording.count(count)


def can_tell(part: int, whole: int, setting: Setting) -> bool:
    """Whether both counts of a share may stand: the part left out is a count as well."""
    small = any(0 < each < LEAST for each in (part, whole - part))
    return not (setting.is_public and small)


def of_words(part: int, whole: int, setting: Setting) -> str:
    """ "812/864", or of how many it is where one of the two would be small."""
    if can_tell(part, whole, setting):
        return f"{wording.count(part)}/{wording.count(whole)}"
    return _("of %(whole)s", whole=shown(whole, setting))
