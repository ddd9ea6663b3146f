"""A page is followed step by step, in any thread, and stopped where it takes too long: with its place."""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis.macros.code import hide_code, show_code
from smsdocs.readers.macros.page import read_macros
from smsdocs.reports.site.live.pieces import Piece, Pieces
from smsdocs.reports.site.live.steps import SECONDS, Steps
from smsdocs.reports.site.live.values import MacroError

if TYPE_CHECKING:
    from smsdocs.model.place import Place
    from smsdocs.reports.site.live.values import Datum

LOOP = "{% for a in rows('x') %}\n{% for b in rows('x') %}\n{{ b }}\n{% endfor %}\n{% endfor %}\n"


def _call(name: str, given: dict[str, Datum], place: Place) -> Datum:
    del name, given, place
    return tuple(range(300))


def _follow(text: str, seconds_a_look: float) -> str:
    template, faults = read_macros(text, "a.md", 5)
    assert not faults
    assert template
    ticks = count()
    clock = lambda: next(ticks) * seconds_a_look  # noqa: E731  # a clock of our own
    return Steps(_call, Pieces("a.md", text), clock=clock).follow(template.statements, {})


def test_the_clock_is_looked_at_between_steps() -> None:
    """A page that takes too long is stopped in the middle, at the line it stands on."""
    with pytest.raises(MacroError) as caught:
        _follow(LOOP, SECONDS / 10)
    assert str(caught.value).startswith(("a.md:5:", "a.md:6:", "a.md:7:"))
    assert "takes longer than 10 seconds" in str(caught.value)


def test_time_is_kept_in_any_thread() -> None:
    """Nothing hangs on signals, which only the main thread gets."""
    found: list[str] = []

    def run() -> None:
        with pytest.raises(MacroError) as caught:
            _follow(LOOP, SECONDS / 10)
        found.append(str(caught.value))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert "takes longer" in found[0]


def test_a_quick_page_is_not_stopped() -> None:
    """The same page in time is followed to its end."""
    assert _follow("{% for a in rows('x') %}{{ a }} {% endfor %}", 0.0).split()[-1] == "299"


def test_marks_are_known_by_the_page_they_stand_on() -> None:
    """The word of one page means nothing on another."""
    one, other = Pieces("a.md", "text"), Pieces("b.md", "text")
    mark = one.keep(Piece(text="shown"))
    assert one.speak(f"x{mark}y") == "xshowny"
    assert other.speak(f"x{mark}y") == f"x{mark}y"
    assert one.speak(mark.replace("n0z", "n7z")) == ""
    assert one.speak(mark.replace("n0z", f"n{'9' * 5000}z")) == ""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a `{{ b }}` {{ c }}", 1),
        ("`` ` {{ a }} ` `` {{ b }}", 1),
        ("a ` b\n\n{{ c }} ` d", 1),
        ("```\n{{ a }}\n\n{{ b }}\n```\n{{ c }}", 1),
        ("~~~ x\n{{ a }}\n```\n{{ b }}", 0),
        ("> ```\n> {{ a }}\n> ```\n{{ b }}", 1),
        ("1. ```\n   {{ a }}\n   ```\n", 0),
        ("<!-- {{ a }} --> {{ b }} <!-- {{ c }}", 2),
        ("<!--\n\n{{ a }}\n\n-->\n{{ b }}", 1),
        ("```{{ a }}``` {{ b }}", 1),
    ],
)
def test_braces_in_code_and_comments_are_out_of_sight(text: str, left: int) -> None:
    """Places stay what they are, and the text comes back as it was."""
    hidden = hide_code(text)
    assert hidden.count("{{") == left
    assert len(hidden) == len(text)
    assert show_code(hidden) == text


def test_long_and_odd_texts_are_looked_through_in_good_time() -> None:
    """Work grows with the text, not with its square: runs of backticks, comments and braces without an end."""
    ticks = " ".join("`" * (number % 400 + 1) for number in range(4_000))
    for text in (
        ticks,
        "<!-- " * 100_000,
        "{#" * 100_000,
        "```\n" * 100_001,
        "`a\n\n" * 100_000,
        "{" * 500_000,
    ):
        assert len(hide_code(text)) == len(text)
        read_macros(text + "{{ a }}", "a.md", 1)
