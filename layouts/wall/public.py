"""What a screen in a public hall may say: shares and counts, none that points at a person."""

from collections.abc import Mapping

from layouts import wording
from layouts.language import _
from layouts.wall.setting import Setting
from layouts.wording.numbers import NBSP

LEAST = 10  # health and survey publishers withhold 1 to 9


def is_small(count: int, setting: Setting) -> bool:
    return setting.is_public and 0 < count < LEAST


def shown(count: int, setting: Setting) -> str:
    return f"<{NBSP}{LEAST}" if is_small(count, setting) else wording.count(count)


def plural(count: int, setting: Setting) -> int:
    """By which words are inflected: "1 dossier" must not show through."""
    return LEAST if is_small(count, setting) else count


def barred(count: int, setting: Setting) -> int | None:
    """As long as a bar may be: what is not told must not be measured off either."""
    return None if is_small(count, setting) else count


def withheld(counts: Mapping[str, int | None], setting: Setting) -> frozenset[str]:
    """Parts of a whole that is told: with the small ones the next smallest, so that what is left
    of the whole is no small count of its own.
    """
    there = sorted((n, key) for key, n in counts.items() if n)
    hidden = [each for each in there if is_small(each[0], setting)]
    for each in there[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(n for n, _ in hidden) >= LEAST):
            break
        hidden.append(each)
    return frozenset(key for _, key in hidden)


def part_shown(count: int, is_withheld: bool, setting: Setting) -> str:
    """Of a part that is withheld only for the sake of others: that it is not small."""
    if is_withheld and not is_small(count, setting):
        return f"\N{GREATER-THAN OR EQUAL TO}{NBSP}{LEAST}"
    return shown(count, setting)


def can_tell(part: int, whole: int, setting: Setting) -> bool:
    """Whether both counts of a share may stand: the part left out is a count as well."""
    small = any(0 < each < LEAST for each in (part, whole - part))
    return not (setting.is_public and small)


def of_words(part: int, whole: int, setting: Setting) -> str:
    """ "812/864"; neither where one is small: of the whole, its share would tell the part."""
    if can_tell(part, whole, setting):
        return f"{wording.count(part)}/{wording.count(whole)}"
    return _("of those")
