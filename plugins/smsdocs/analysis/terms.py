"""Terms: what the registers of the kind `terms` define, where one stands in a text, and which pages use it.

A text is read word by word, once. What a word can begin is looked up, so the cost does not grow with the number
of terms, and no term can make the search for it slow: terms come from strangers too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from smsdocs.analysis.comments import remove_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsdocs.model.register import Page, Register
    from smsdocs.model.snapshot import Snapshot

KIND = "terms"
"""The kind of register that holds terms."""
_WORD = re.compile(r"\w+")
_NEXT = re.compile(r"([^\w]{1,8})(\w+)")
"""What stands between two words of a term, and the second."""
_BESIDE = frozenset("-/@.\\#&\x02")
"""Signs that make the word after them part of something longer: a path, an address, a compound."""
_GOES_ON = re.compile(r"[-@\\./]\w|\x03")
"""What makes the word before it part of something longer."""
_FEW = 30
"""Terms that are looked for one by one; reading the page costs less where there are more."""
_MOST_WORDS = 8
"""Words of the longest spelling that is looked for; a longer one is a sentence."""
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_NO_TEXT = re.compile(r"`[^`\n]*`|\[[^\[\]\n]*\]\([^()\n]*\)|<[^<>\n]*>|\{[{%][^{}\n]*[%}]\}")
"""Code, links, tags and macros: what stands there is no running text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """A word, or several, and what it means here.

    Attributes:
        register: the register that defines it.
        index: its row.
        also: other names for the same; readers see them.
        forms: other spellings, such as a plural; they are found in texts and not listed.
        see: ids of other terms, or of documents.
    """

    register: Register
    index: int
    id: str
    name: str
    meaning: str
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other."""
        return self.register.path, self.index

    @property
    def spellings(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Every way it may be written, each with the way to it in its row."""
        return (
            (("term",), self.name),
            *((("also", number), text) for number, text in enumerate(self.also)),
            *((("forms", number), text) for number, text in enumerate(self.forms)),
        )


@lru_cache(maxsize=4)
def find_terms(snapshot: Snapshot) -> tuple[Term, ...]:
    """Return every term that has a name and a meaning, in the order of the registers."""
    return tuple(
        Term(
            register=register,
            index=row.index,
            id=row.id or name,
            name=name,
            meaning=meaning,
            also=row.texts("also"),
            forms=row.texts("forms"),
            see=row.texts("see"),
        )
        for register in snapshot.registers
        if register.kind == KIND
        for row in register.rows
        if (name := row.text("term").strip()) and (meaning := " ".join(row.text("meaning").split()))
    )


def fold(spelling: str) -> str:
    """Return what two spellings share that no text can tell apart: white space, and the first letter's case."""
    text = " ".join(spelling.split())
    return text[:1].upper() + text[1:]


@dataclass(slots=True)
class _Node:
    """A word that terms begin with, or go on with."""

    term: Term | None = None
    following: dict[str, _Node] = field(default_factory=dict)


class Spotter:
    """Finds terms in running text, the longest first.

    A spelling is found as it is written. Its first letter may be a capital, as where a sentence begins: `in force`
    finds *In force*, `SMS` never finds *sms*.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._first: dict[str, _Node] = {}
        for term in terms:
            for _, spelling in term.spellings:
                for text in {spelling, fold(spelling)}:
                    self._add(text, term)

    def __bool__(self) -> bool:
        return bool(self._first)

    def _add(self, spelling: str, term: Term) -> None:
        text = " ".join(spelling.split())
        words = list(_WORD.finditer(text))
        if not words or words[0].start() or words[-1].end() < len(text) or len(words) > _MOST_WORDS:
            return
        if len(text) == 1 or text.isdigit():
            return
        node = self._first.setdefault(words[0][0], _Node())
        for before, word in pairwise(words):
            node = node.following.setdefault(text[before.end() : word.end()], _Node())
        if node.term is None:  # of two terms with one spelling the first keeps it; a finding says so
            node.term = term

    def spot(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Yield where terms stand, in order; none overlap."""
        end = 0
        first = self._first
        for word in _WORD.finditer(text):
            node = first.get(word[0])
            if node is not None and (start := word.start()) >= end and not _is_part(text, start):
                found = _follow(node, text, word.end())
                if found is not None:
                    end = found[0]
                    yield start, end, found[1]


def _is_part(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in _BESIDE


def _follow(node: _Node, text: str, at: int) -> tuple[int, Term] | None:
    """Return where the longest term ends that begins with `node`, and the term."""
    found = None
    while True:
        if node.term is not None and not _GOES_ON.match(text, at):
            found = at, node.term
        step = _NEXT.match(text, at) if node.following else None
        if step is None:
            return found
        gap = step[1]
        following = node.following.get((" " if gap.isspace() and gap.count("\n") < 2 else gap) + step[2])  # noqa: PLR2004  # two line ends are a new paragraph
        if following is None:
            return found
        node, at = following, step.end()


@lru_cache(maxsize=4)
def build_spotter(snapshot: Snapshot) -> Spotter:
    """Return the spotter of every term of the snapshot."""
    return Spotter(find_terms(snapshot))


@lru_cache(maxsize=4)
def find_uses(snapshot: Snapshot) -> dict[tuple[str, int], tuple[Page, ...]]:
    """Return, by the key of each term, the pages whose running text uses it; a term nobody uses is left out."""
    spotter = build_spotter(snapshot)
    uses: dict[tuple[str, int], list[Page]] = {}
    for page in snapshot.markdown if spotter else ():
        for key in {term.key for _, _, term in spotter.spot(_read_text(page.body))}:
            uses.setdefault(key, []).append(page)
    return {key: tuple(pages) for key, pages in uses.items()}


def find_unused(snapshot: Snapshot) -> list[Term]:
    """Return the terms that no page uses. It stops looking for what it has found, so that a check stays quick."""
    spotter = build_spotter(snapshot)
    left = {term.key: term for term in find_terms(snapshot)}
    signs = {key: _find_signs(term) for key, term in left.items()}
    for page in snapshot.markdown:
        if not left:
            break
        if len(left) > _FEW or any(sign in page.body for key in left for sign in signs[key]):
            for _, _, term in spotter.spot(_read_text(page.body)):
                left.pop(term.key, None)
    return list(left.values())


def _find_signs(term: Term) -> list[str]:
    """Return a word of each spelling without which it cannot stand in a text: the longest, without a first letter."""
    return [max(spelling[1:].split() or [""], key=len) for _, spelling in term.spellings]


def _read_text(body: str) -> str:
    """Return the running text of a page: without headings, code, links, comments, tags and macros."""
    fence = ""
    lines = []
    for line in remove_comments(body, lambda _: None).split("\n"):
        if fence:
            text = line.strip(" \t>")
            if text.startswith(fence) and not text.strip(fence[0]):
                fence = ""
        elif ("```" in line or "~~~" in line) and (found := _FENCE.match(line)):
            fence = found[1]
        elif not line.startswith("#"):
            lines.append(line)
    return _NO_TEXT.sub(" ` ", "\n".join(lines))
