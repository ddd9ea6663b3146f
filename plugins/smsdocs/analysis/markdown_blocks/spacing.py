"""White space that readers do not see: in words, in the indentation of a line, in the cells of a row."""

from __future__ import annotations

import re

from smsdocs.analysis.markdown_blocks.signs import DELIMITER

_SPACES = re.compile(r"[ \t\n]+")


def collapse(text: str) -> str:
    """Return a text with single spaces; spaces that do not break stay."""
    return " ".join(text.split()) if text.isascii() else _SPACES.sub(" ", text).strip(" ")


def expand(line: str) -> str:
    """Return a line whose indentation is spaces: a tab goes to the next column of four."""
    bare = line.lstrip(" \t")
    if bare[:1] in ">-*+" or bare[:1].isdigit():  # what comes next may be indented too
        return line.expandtabs(4)
    return line[: len(line) - len(bare)].expandtabs(4) + bare


def split_cells(line: str) -> list[str]:
    """Return the cells of a row, the empty ones at its edges too; padding and the length of dashes do not count.

    Where a bar may be escaped or lie in code, the white space around it is kept.
    """
    row = collapse(line)
    if DELIMITER.match(row):
        return [re.sub(r"-+", "-", cell.strip()) for cell in row.split("|")]
    if "\\" not in row and "`" not in row:
        return [cell.strip() for cell in row.split("|")]
    return _split_carefully(row)


def _split_carefully(row: str) -> list[str]:
    cells: list[list[str]] = [[]]
    ticks, sure = 0, "``" not in row and "\\`" not in row
    pieces = row.split("|")
    for piece in pieces[:-1]:
        cells[-1].append(piece)
        ticks += piece.count("`")
        if sure and not ticks % 2 and not piece.endswith("\\"):
            cells.append([])
        else:
            cells[-1].append("|")
    cells[-1].append(pieces[-1])
    return ["".join(cell).strip(" ") for cell in cells]
