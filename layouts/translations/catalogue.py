"""The messages of the code, and the Vietnamese kept for them."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from layouts.translations import rules_texts

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = Path(__file__).parent / "vi" / "LC_MESSAGES" / "messages.po"
SOURCES = ("app.py", "callbacks/**/*.py", "data_access/**/*.py", "layouts/**/*.py")
RULES = ROOT / "data_access" / "rules.toml"
HEADER = "# Vietnamese, by message in English."
IDLE = tuple(f'"{name}' for name in ("Project", "Report", "POT", "PO-", "Last", "Generated"))
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def extracted() -> Catalog:
    """Every message that code or rules mark, with where it stands."""
    found = Catalog(locale="vi", charset="utf-8")
    for pattern in SOURCES:
        for file in sorted(ROOT.glob(pattern)):
            place = file.relative_to(ROOT).as_posix()
            for _line, told, _comments, _context in extract_from_file("python", file, KEYWORDS):
                found.add(told, locations=[(place, 0)])
    with RULES.open("rb") as rules:
        for _line, _function, words, _comments in rules_texts.extract(rules, (), (), {}):
            found.add(words, locations=[(RULES.relative_to(ROOT).as_posix(), 0)])
    return found


def kept() -> Catalog:
    return read(KEPT)


def read(file: Path) -> Catalog:
    with file.open("rb") as told:
        return read_po(told, locale="vi")


def parts() -> list[Catalog]:
    """Words that came beside the catalogue, in files of their own, until they are taken in."""
    return [read(file) for file in sorted(KEPT.parent.parent.glob("*.po.part"))]


def merged(found: Catalog, *old: Catalog) -> Catalog:
    """What is asked for, with the Vietnamese of the first that has it; nothing guessed."""
    new = Catalog(locale="vi", charset="utf-8", fuzzy=False, header_comment=HEADER)
    for message in found:
        if message.id:
            told = [each.get(message.id) for each in old]
            words = [first_form(each) for each in told if each and is_told(each)]
            told_words = words[0] if words else ""
            many = (told_words,) if message.pluralizable else told_words
            new.add(message.id, many, message.locations)
    return new


def first_form(message: Message) -> str:
    """Vietnamese has one form for every number."""
    words = message.string
    return words if isinstance(words, str) else str((words or ("",))[0])


def write(catalogue: Catalog) -> None:
    """Without dates and line numbers, so that only words make a difference."""
    told = BytesIO()
    write_po(told, catalogue, width=100, sort_by_file=True, include_lineno=False)
    lines = told.getvalue().decode("utf-8").splitlines(keepends=True)
    KEPT.write_text("".join(line for line in lines if not line.startswith(IDLE)), encoding="utf-8")


def compiled(catalogue: Catalog) -> Path:
    target = KEPT.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, catalogue)
    return target


def missing(found: Catalog, old: Catalog) -> list[Message]:
    """Messages without all their Vietnamese."""
    return [each for each in found if each.id and not is_told(old.get(each.id))]


def unused(found: Catalog, old: Catalog) -> list[Message]:
    """Vietnamese that no code asks for, or that is a guess."""
    return [each for each in old if each.id and (each.id not in found or each.fuzzy)]


def is_told(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    words = message.string
    return all(words) if isinstance(words, (tuple, list)) else bool(words)
