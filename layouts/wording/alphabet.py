"""Vietnamese as a dictionary sorts it, and as somebody types it who leaves the marks out."""

from unicodedata import combining, normalize

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# level (no mark), falling, asking, tumbling, rising, heavy: huyền hỏi ngã sắc nặng
TONES = "\u0300\u0309\u0303\u0301\u0323"
WITHOUT_TONES = str.maketrans("", "", TONES)
BAR = str.maketrans("đ", "d")  # belongs to the letter: no normal form takes it off

Key = tuple[list[tuple[int, str]], list[int]]


def dictionary_order(words: str) -> Key:
    """A key to sort by: all letters first, a ă â … d đ; only then the tones, where letters tie."""
    apart = normalize("NFD", words.casefold())
    letters = normalize("NFC", apart.translate(WITHOUT_TONES))
    return [(LETTERS.find(letter), letter) for letter in letters], tones(apart)


def tones(apart: str) -> list[int]:
    """Of each letter in turn; 0 is the level tone."""
    told: list[int] = []
    for sign in apart:
        if sign in TONES and told:
            told[-1] = TONES.index(sign) + 1
        elif not combining(sign):
            told.append(0)
    return told


def without_marks(words: str) -> str:
    """Both sides of a search: "phuong dong hai" finds "Phường Đông Hải"."""
    apart = normalize("NFD", words.casefold().translate(BAR))
    return "".join(sign for sign in apart if not combining(sign))
