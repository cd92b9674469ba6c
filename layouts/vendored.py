"""The files that scripts/vendor_assets.py copies into assets/vendor, by the name it gives them."""

LATIN = "vendor/noto-sans-latin-5.3.0.woff2"
VIETNAMESE = "vendor/noto-sans-vietnamese-5.3.0.woff2"
LATIN_WIDE = "vendor/noto-sans-wide-latin-5.3.0.woff2"  # of the wall: letters of any width
VIETNAMESE_WIDE = "vendor/noto-sans-wide-vietnamese-5.3.0.woff2"
PLOTLY = "vendor/plotly-basic-4.1.1.min.js"
GRID_WORDS = "vendor/grid-words-36.2.0.js"
