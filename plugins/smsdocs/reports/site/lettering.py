"""Text in drawings: SVG breaks no lines, so they are broken here, by an estimate of how wide letters are."""

from __future__ import annotations

from smsdocs.reports.site.untrusted import fit

_NARROW, _WIDE = frozenset("fijlrtI.,:;'|!()[]-· "), frozenset("mwMWOQ@%&—…")
_NARROW_WIDTH, _WIDE_WIDTH, _CAPITAL_WIDTH, _WIDTH = 0.33, 0.88, 0.68, 0.56
_BOLD = 1.2
"""How much wider bold letters are."""
_BROAD = 0x1100
"""From here on letters may be as wide as high."""


def measure(text: str, size: float) -> float:
    """Return about how wide a text is, on the safe side, in the units of `size`."""
    return size * sum(map(_measure_letter, text))


def _measure_letter(letter: str) -> float:
    if letter in _NARROW:
        return _NARROW_WIDTH
    if letter in _WIDE:
        return _WIDE_WIDTH
    if ord(letter) >= _BROAD:
        return 1.0
    return _CAPITAL_WIDTH if letter.isupper() else _WIDTH


def wrap(text: str, width: float, size: float, most: int = 3, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text as lines that fit into `width`, at most so many; what is left out shows as an ellipsis."""
    size = size * _BOLD if bold else size
    lines: list[str] = []
    for word in fit(text[:400]).split():
        if lines and measure(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        elif len(lines) == most:
            return (*lines[:-1], cut(f"{lines[-1]} {word}", width, size))
        else:
            lines.append(cut(word, width, size))
    return tuple(lines)


def cut(text: str, width: float, size: float) -> str:
    """Return as much of a text as fits on one line, with an ellipsis where it is cut."""
    if measure(text, size) <= width:
        return text
    while text and measure(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
