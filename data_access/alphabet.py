"""Vietnamese letters: found without their marks, sorted in the dictionary's order."""

from unicodedata import combining, normalize

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # ngang before huyền hỏi ngã sắc nặng
Order = tuple[tuple[tuple[int, str], ...], tuple[int, ...]]


def bare(text: str) -> str:
    """Small letters without marks: "Hoài Nhơn" is found by "hoai nhon". NFD leaves đ its bar."""
    marked = normalize("NFD", text.casefold())
    return "".join(sign for sign in marked if not combining(sign)).replace("đ", "d")


def is_in(sought: str, text: str) -> bool:
    return bare(sought) in bare(text)


def dictionary_order(text: str) -> Order:
    """Letters first (a ă â … d đ), then tones."""
    marked = normalize("NFD", text.casefold())
    letters = normalize("NFC", "".join(sign for sign in marked if sign not in TONES))
    return (
        tuple((LETTERS.find(sign), sign) for sign in letters),
        tuple(TONES.find(sign) for sign in marked),
    )
