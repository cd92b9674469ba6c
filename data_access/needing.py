"""What a measure needs, read: "dossier.due_at"; "a.x|b.y", either; "b.y?a.x", b.y where a.x is."""

from collections.abc import Callable

Has = Callable[[str], bool]


def is_met(need: str, has: Has) -> bool:
    """`has` says whether somebody gives a column."""
    wanted, _, where = need.partition("?")
    if where and not has(where):
        return True
    return any(map(has, wanted.split("|")))


def columns_in(need: str) -> list[str]:
    """Those that the figure is read from."""
    return need.partition("?")[0].split("|")
