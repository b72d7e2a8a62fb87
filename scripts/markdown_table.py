"""Write the table of docs/markdown.md from tests/kernel/data/markdown.json, which tests/kernel/test_markdown.py checks.

`python -m scripts.markdown_table` after the data was changed by hand. It never changes the data: what becomes of an
input is decided by a person, not by the code under test.
"""

import json
from pathlib import Path

from portal.channels.adapter_api import Parcel
from portal.channels.adapters import telegram, wordpress_html
from portal.kernel import html

ROOT = Path(__file__).parents[1]
DATA, PAGE = ROOT / "tests/kernel/data/markdown.json", ROOT / "docs/markdown.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->\n"
COLUMNS = ("typed", "page", "plain", "telegram", "wordpress")
REL = ' rel="nofollow ugc noopener"'


def outcome(typed: str) -> dict[str, str]:
    """What one input becomes, without the `rel` that every link of a page carries."""
    plain = html.plain(typed)
    parcel = Parcel(key="", title="", text=plain, html=str(html.from_plain(plain)), excerpt="", link="")
    page = str(html.render(typed)).replace(REL, "")
    site = wordpress_html.content(parcel, ())
    return {"typed": typed, "page": page, "plain": plain, "telegram": telegram.text_html(parcel), "wordpress": site}


def table(rows: list[dict[str, str]]) -> str:
    """The rows as a Markdown table; a line break is drawn as ⏎."""
    head = "| typed | page | plain text | Telegram | WordPress |\n|---|---|---|---|---|\n"
    return head + "".join(f"| {' | '.join(_cell(row[name]) for name in COLUMNS)} |\n" for row in rows)


def _cell(words: str) -> str:
    words = words.replace("\n", "⏎").replace("\u00a0", "⍽").replace("|", "\\|")
    return f"`` {words} ``" if "`" in words else f"`{words}`"


def written(page: str) -> str:
    """The page with the table as the data has it."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table(json.loads(DATA.read_text())) + END + after


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
