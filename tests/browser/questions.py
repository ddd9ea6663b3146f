"""What a newcomer asks, and the way to each answer: walked by a test, and printed in the manual by the same table.

Run it to write the table of the manual anew: `python tests/browser/questions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/guide/tutorial/find-your-way.md"
BEGIN, END = "<!-- questions -->\n", "<!-- /questions -->\n"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question, the links to follow from the home page or the words to search for, and what answers it there.

    Attributes:
        clicks: what stands on the links, in order; at most three. Empty where the search is the way.
        search: words for the search, whose first result is opened. Empty where links of the text lead there: on a
            phone those of the menu are some taps away.
        follow: what stands on the links to follow from the first result.
        then: what to do on the page, in words.
        words: what the page says, as a reader sees it, whatever the history of the repository.
    """

    asks: str
    clicks: tuple[str, ...] = ()
    search: str = ""
    follow: tuple[str, ...] = ()
    then: str = ""
    words: tuple[str, ...]

    @property
    def way(self) -> str:
        """The way by links, in words."""
        return ", then ".join(
            (*(f"*{click}*" for click in self.clicks), *([self.then] * bool(self.clicks and self.then)))
        )

    @property
    def by_search(self) -> str:
        """The way by one search, in words."""
        return (
            ", then ".join((f"`{self.search}`", *(f"*{click}*" for click in self.follow)))
            if self.search
            else ""
        )


QUESTIONS = (
    Question(
        asks="Which clauses have no record?",
        clicks=("Standards", "ask for a record that nothing provides"),
        search="standards",
        follow=("ask for a record that nothing provides",),
        words=(
            "8.5.1.3 Change management activities",
            "lacks a record: recorded conclusions from analysing requests for change",
        ),
    ),
    Question(
        asks="Who approves an emergency change?",
        clicks=("emergency changes",),
        words=(
            "Emergency changes",
            "one member of the change authority, and the owner of the service affected",
        ),
    ),
    Question(
        asks="What must a service desk agent read?",
        clicks=("Roles", "Service desk agent"),
        search="service desk agent",
        words=("Must read", "Major incident procedure"),
    ),
    Question(
        asks="What is the evidence for 9.2?",
        clicks=("Standards", "9.2 Internal audit", "9.2.1 Audit at planned intervals"),
        search="9.2.1",
        words=("What carries it", "Internal audit A-2026-1"),
    ),
    Question(
        asks="What is overdue for review?",
        clicks=("Reviews",),
        search="review calendar",
        words=("In order", "overdue"),
    ),
    Question(
        asks="What changed last month?",
        clicks=("What changed",),
        search="what changed",
        then="choose the *Month*",
        words=("newest first, by week", "from Monday"),
    ),
    Question(
        asks="Who is accountable for incident management?",
        clicks=("how we handle incidents",),
        words=("Who does what", "accountable", "Incident manager"),
    ),
    Question(
        asks="Where are the records of incidents kept?",
        clicks=("Registers", "Record locations"),
        search="record locations",
        words=("Incident tickets", "Northwind Desk (ITSM tool)"),
    ),
    Question(
        asks="Which version of the policy was in force on a day?",
        search="POL-SM",
        words=("Revision history", "in force since 2026-03-01"),
    ),
    Question(
        asks="What are our greatest risks?", clicks=("risks",), words=("Risk register", "RSK-01", "high")
    ),
)
"""Ten of them, in the words of those who ask."""


def render_table() -> str:
    """Return the questions as the manual prints them."""
    rows = [f"| {one.asks} | {one.way} | {one.by_search} | {', '.join(one.words)} |" for one in QUESTIONS]
    head = "| question | way from the home page | or one search | what answers it |"
    return "\n".join((head, "|---|---|---|---|", *rows, ""))


def read_table() -> str:
    """Return the table as it stands in the manual."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip("\n") + "\n"


def write_table() -> None:
    """Put the table into the manual."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{render_table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write_table()
