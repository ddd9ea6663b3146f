"""What was read so far: the blocks, the section they lie in, and the clauses that it claims."""

from __future__ import annotations

from dataclasses import replace

from smsdocs.analysis.comments import CLAUSE_WORD, CLAUSES, remove_sure_comments
from smsdocs.analysis.markdown_blocks.block import Block, Claims
from smsdocs.analysis.markdown_blocks.spacing import collapse


class Written:
    """Takes blocks and comments in their order.

    Attributes:
        section: counts headings.
        term: the lines of the paragraph that was just written, which a definition would make a term.
        gap: whether nothing stands right above the next line.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.claims: list[Claims] = []
        self.heading = ""
        self.section = 0
        self.term: list[str] | None = None
        self.gap = True

    def copy(self) -> Written:
        """Return another one that goes on from here."""
        other = Written()
        other.__dict__.update(self.__dict__)
        other.blocks, other.claims = list(self.blocks), list(self.claims)
        return other

    def forget(self) -> None:
        """Drop what was read; the last block stays, since the next line may make it a term."""
        del self.blocks[:-1], self.claims[:]

    def emit(self, kind: str, nesting: str, text: str) -> None:
        """Write down a block."""
        self.term, self.gap = None, False
        self.blocks.append(Block(kind=kind, nesting=nesting, text=text, heading=self.heading))

    def begin_section(self, level: int, nesting: str, text: str) -> None:
        """Write down a heading."""
        self.section += 1
        text = collapse(self.uncomment(text))
        self.heading = text
        self.emit("heading", nesting, f"{level} {text}")
        self.gap = True

    def claim(self, comment: str) -> None:
        """Note the clauses that a comment claims for this section."""
        if found := CLAUSES.match(comment):
            clauses = frozenset(CLAUSE_WORD.findall(found[1]))
            self.claims.append(Claims(self.section, self.heading, clauses))

    def uncomment(self, text: str) -> str:
        """Return a text without what no reader sees of it, and note what comments claim."""
        return remove_sure_comments(text, self.claim)

    def make_term(self) -> None:
        """Make the paragraph that was just written the term of a definition, each line a term of its own."""
        if self.term is None or not self.blocks:
            return
        text = "\n".join(collapse(remove_sure_comments(line, _ignore)) for line in self.term)
        self.blocks[-1] = replace(self.blocks[-1], kind="term", text=text)
        self.term = None


def _ignore(_comment: str) -> None:
    """Pass over a comment that was noted before."""
