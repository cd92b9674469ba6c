"""python -m layouts.translations update | compile | missing

`update` brings new messages into vi/LC_MESSAGES/messages.po (with the words of vi/*.po.part where
it has none) and takes unused ones out; `missing` lists what still needs Vietnamese; `compile`
writes the .mo that the app reads, once at set-up.
"""

import sys

from layouts.translations.catalogue import compiled, extracted, kept, merged, missing, parts, write


def main(asked: list[str]) -> int:
    match asked:
        case ["update"]:
            write(merged(extracted(), kept(), *parts()))
        case ["compile"]:
            compiled(kept())
        case ["missing"]:
            waiting = missing(extracted(), kept())
            for each in waiting:
                place = each.locations[0][0] if each.locations else ""
                sys.stdout.write(f"{place}: {each.id!r}\n")
            return 1 if waiting else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
