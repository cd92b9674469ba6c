"""Words from lists made by people: compared without case, accents, spaces and footnote marks."""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

LONGEST_CODE = 60  # the contract's varchar
NOTE_MARK = re.compile(r"\(\s*\d+\s*\)|\[\s*\d+\s*\]|[¹²³⁰⁴-⁹*†‡]")
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))  # huyền sắc ngã hỏi nặng

# Headings of columns about people, as `plain` writes them. Such a column is never read.
PERSONAL_PARTS = (
    "chuhoso", "nguoinop", "tochuccanhan", "thongtinnguoinhan", "diachi", "dienthoai",
    "thudientu", "cmnd", "cccd", "cancuoccongdan", "sodinhdanh", "sogiayto", "ngaysinh",
    "masothue",
)  # fmt: skip
PERSONAL_STARTS = ("ghichu", "lydo", "chitietnoidung", "thongtinkhac", "trichyeuhoso")
PERSONAL = frozenset(
    ("hoten", "hovaten", "nguoinhan", "nguoiyeucau", "email", "mail", "fax", "sdt", "note",
     "notes", "applicant", "applicantname", "address", "phone", "phonenumber", "dossiername",
     "dinhdanhchs", "madoituong")
)  # fmt: skip


def bare(text: str) -> str:
    """Lower case, without accents and without the bar of đ."""
    if text.isascii():
        return text.lower()
    marked = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in marked if not unicodedata.combining(sign))


def plain(text: str) -> str:
    """What two spellings of one heading have in common."""
    return "".join(sign for sign in bare(NOTE_MARK.sub(" ", text)) if sign.isalnum())


def tidy(text: str) -> str:
    """Composed letters (NFC), no invisible signs, single spaces."""
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def is_readable(text: str) -> bool:
    """Whether a tidy text holds only signs that can be printed; U+FFFD stands for lost ones."""
    return text.isprintable() and "\ufffd" not in text


def is_personal(heading: str) -> bool:
    told = plain(heading)
    return (
        told in PERSONAL
        or told.startswith(PERSONAL_STARTS)
        or any(part in told for part in PERSONAL_PARTS)
    )


@lru_cache(maxsize=65536)
def same_name(name: str) -> str:
    """Equal for two spellings of one name: Hòa and Hoà are the same, Hòa and Hoa are not."""
    return " ".join(map(_word, tidy(name).casefold().split()))


def _word(word: str) -> str:
    """A word with its tones after its letters, wherever the writer put them."""
    signs = unicodedata.normalize("NFD", word)
    tones = "".join(sign for sign in signs if ord(sign) in TONES)
    return unicodedata.normalize("NFC", signs.translate(TONES)) + tones


def slug(name: str) -> str:
    """A code out of a name: letters, digits and hyphens, at most 60."""
    told = re.sub(r"[^a-z0-9]+", "-", bare(name)).strip("-")
    return told if 0 < len(told) <= LONGEST_CODE else marked_slug(name)


def marked_slug(name: str) -> str:
    """A slug that another name with the same letters does not get."""
    told = re.sub(r"[^a-z0-9]+", "-", bare(name)).strip("-")
    mark = sha256(same_name(name).encode()).hexdigest()[:8]
    return f"{told[: LONGEST_CODE - 9].rstrip('-') or 'x'}-{mark}"
