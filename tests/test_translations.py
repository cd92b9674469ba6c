"""Every English message has its Vietnamese, and no Vietnamese is left over."""

import re

from layouts.translations.catalogue import extracted, first_form, kept, missing, unused

FOUND, KEPT = extracted(), kept()
PLACES = re.compile(r"%\((\w+)\)s")


def test_messages_of_code_and_rules_are_found() -> None:
    assert "On time, actual" in FOUND
    assert "Late by the day or by the second?" in FOUND


def test_every_message_has_its_vietnamese() -> None:
    waiting = [(each.locations[0][0], each.id) for each in missing(FOUND, KEPT)]
    assert waiting == []


def test_no_vietnamese_is_left_over_or_guessed() -> None:
    assert [each.id for each in unused(FOUND, KEPT)] == []


def test_a_translation_keeps_the_places_of_its_values() -> None:
    told = [
        (each.id if isinstance(each.id, str) else each.id[-1], first_form(each)) for each in KEPT
    ]
    lost = [
        (english, words)
        for english, words in told
        if english and words and places(english) != places(words)
    ]
    assert lost == []


def places(words: str) -> tuple[set[str], bool]:
    """The values a message writes, and whether it writes a per cent sign."""
    return set(PLACES.findall(words)), "%%" in words
