"""Draw the cloth and the mark into portal/static/img from the geometry in portal.kernel.motif.

Run `python -m scripts.motif` after changing a number there; a test fails while the files and the numbers differ.
"""

from pathlib import Path

from portal.kernel.motif import files

IMAGES = Path(__file__).parents[1] / "portal" / "static" / "img"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (IMAGES / name).write_text(text, encoding="utf-8")
        print(f"portal/static/img/{name}")


if __name__ == "__main__":
    main()
