"""Copy what the pages need from node_modules into assets/vendor, each with its version in the name.

    python scripts/vendor_assets.py

Run after `npm ci`. A year's cache is safe, because a new version is a new name.
"""

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES, VENDOR = ROOT / "node_modules", ROOT / "assets" / "vendor"
FONT = "@fontsource-variable/noto-sans"
PLOTLY = "plotly.js-basic-dist-min"
GRID_WORDS = "@ag-grid-community/locale"


class Missing(Exception):
    """Something that npm should have brought is not there."""


def versions() -> dict[str, str]:
    """The pinned version of every package, by its name."""
    told = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return {**told["dependencies"], **told["devDependencies"]}


def names() -> dict[str, str]:
    """What each copied file is called in assets/vendor."""
    version = versions()
    return {
        "latin": f"noto-sans-latin-{version[FONT]}.woff2",
        "vietnamese": f"noto-sans-vietnamese-{version[FONT]}.woff2",
        "latin_wide": f"noto-sans-wide-latin-{version[FONT]}.woff2",
        "vietnamese_wide": f"noto-sans-wide-vietnamese-{version[FONT]}.woff2",
        "plotly": f"plotly-basic-{version[PLOTLY]}.min.js",
        "grid_words": f"grid-words-{version[GRID_WORDS]}.js",
    }


def checked(package: str) -> Path:
    """The package's folder, once it holds the pinned version."""
    file = MODULES / package / "package.json"
    if not file.is_file():
        raise Missing(f"node_modules/{package} is missing: run `npm ci` first")
    found, wanted = json.loads(file.read_text(encoding="utf-8"))["version"], versions()[package]
    if found != wanted:
        raise Missing(f"node_modules/{package} is {found}, package.json says {wanted}: `npm ci`")
    return file.parent


def found(file: Path) -> Path:
    if not file.is_file():
        raise Missing(f"{file.relative_to(ROOT)} is missing: has the package changed its layout?")
    return file


def grid_words(module: str) -> str:
    """The Vietnamese words out of the package's module of all languages, as one plain script."""
    told = re.search(r"^var AG_GRID_LOCALE_VN = (\{.*?^\});", module, re.DOTALL | re.MULTILINE)
    if told is None:
        raise Missing(f"{GRID_WORDS} holds no AG_GRID_LOCALE_VN")
    body = re.sub(r"^\s*(//.*)?\n", "", told.group(1), flags=re.MULTILINE)
    return f"window.onestopGridWords = {body};\n"


def copy() -> list[Path]:
    """Fill assets/vendor anew."""
    name = names()
    fonts, plotly = checked(FONT) / "files", checked(PLOTLY)
    words = found(checked(GRID_WORDS) / "dist" / "package" / "main.esm.mjs")
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for script in ("latin", "vietnamese"):
        shutil.copy(found(fonts / f"noto-sans-{script}-wght-normal.woff2"), VENDOR / name[script])
        wide = found(fonts / f"noto-sans-{script}-standard-normal.woff2")  # with the width axis
        shutil.copy(wide, VENDOR / name[f"{script}_wide"])
    shutil.copy(found(plotly / "plotly-basic.min.js"), VENDOR / name["plotly"])
    text = grid_words(words.read_text(encoding="utf-8"))
    (VENDOR / name["grid_words"]).write_text(text, encoding="utf-8")
    return sorted(VENDOR.iterdir())


def main() -> int:
    try:
        files = copy()
    except Missing as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for file in files:
        sys.stdout.write(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1000:,.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
