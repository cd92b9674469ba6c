"""How `pybabel` finds the words of data_access/rules.toml, which are read at run time."""

import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

Found = tuple[int, str, str, list[str]]


def extract(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Every question and meaning, in babel's form: line, function, message, comments."""
    text = file.read().decode("utf-8")
    lines = text.splitlines()
    for code, choice in tomllib.loads(text).items():
        if isinstance(choice, dict):
            for told in (choice["question"], choice["meaning"]):
                at = next((n for n, line in enumerate(lines, 1) if told in line), 1)
                yield at, "_", told, [code]
