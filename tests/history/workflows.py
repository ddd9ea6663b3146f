"""Small repositories, each made by hand to show one way in which people work, with the history that is right.

Every function builds one into a fresh repository and returns what is expected; its docstring says where
`git log --follow` would disagree, and why we are right. `WORKFLOWS` lists them all by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ADA, BEA, CEM, MAX = (f"{name} Example" for name in ("Ada", "Bea", "Cem", "Max"))
INCIDENT, CHANGE, PROBLEM = (f"processes/{name}.md" for name in ("incident", "change", "problem"))


class Repository(Protocol):
    """What the fixture of that name offers."""

    root: Path
    environment: dict[str, str]

    def git(self, *arguments: str, at: str = ..., author_at: str = ...) -> str:
        """Run git at a moment."""
        ...


class Row(NamedTuple):
    """One expected revision.

    Attributes:
        subject: of the commit it landed with; unique in a workflow.
        moved_from: empty where it stayed.
        authors: names, sorted.
        at: the committer's clock in ISO 8601, UTC.
        landed: False for a commit that stands on top of the published branch.
    """

    subject: str
    kind: str
    moved_from: str
    authors: tuple[str, ...]
    at: str
    landed: bool = True


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What is right.

    Attributes:
        stories: the revisions of each document, newest first; every document of the tip is named.
        branch: the setting; empty for none.
    """

    stories: Mapping[str, tuple[Row, ...]]
    branch: str = ""


@dataclass
class Desk:
    """Somebody at work: each act is a day later than the one before, unless told otherwise."""

    repository: Repository
    clock: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)
    _at: dict[str, str] = field(default_factory=dict)

    def git(self, *arguments: str, who: str = ADA, subject: str = "", author_at: str = "") -> str:
        """Run git as somebody; what it commits bears the subject."""
        self.clock += timedelta(days=1)
        at = self.clock.isoformat()
        if subject:
            self._at[subject] = at
        address = f"{who.split(maxsplit=1)[0].lower()}@example.org"
        self.repository.environment.update(GIT_AUTHOR_NAME=who, GIT_AUTHOR_EMAIL=address)
        return self.repository.git(*arguments, at=at, author_at=author_at)

    def write(self, files: Mapping[str, str | None]) -> None:
        """Write files into the work tree; None deletes."""
        for path, text in files.items():
            place = self.repository.root / path
            if text is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(text.encode())

    def commit(
        self,
        subject: str,
        files: Mapping[str, str | None],
        *,
        who: str = ADA,
        body: str = "",
        author_at: str = "",
    ) -> str:
        """Commit files, and return the commit."""
        self.write(files)
        self.git("add", "--all")
        message = f"{subject}\n\n{body}" if body else subject
        self.git(
            "commit", "--quiet", "--allow-empty", "-m", message, who=who, subject=subject, author_at=author_at
        )
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Start a branch and work there."""
        self.git("checkout", "--quiet", "-b", name, start)

    def switch(self, name: str) -> None:
        """Work on another branch."""
        self.git("checkout", "--quiet", name)

    def merge(
        self, *names: str, subject: str, who: str = MAX, files: Mapping[str, str | None] | None = None
    ) -> None:
        """Merge branches; `files` is what the merge makes of it on its own, conflict or not."""
        if files is None:
            self.git("merge", "--quiet", "--no-ff", "-m", subject, *names, who=who, subject=subject)
            return
        self.git("merge", "--quiet", "--no-ff", "--no-commit", "--strategy", "ours", *names, who=who)
        self.commit(subject, files, who=who)

    def row(
        self, subject: str, kind: str, *authors: str, moved_from: str = "", landed: bool = True, at: str = ""
    ) -> Row:
        """Return what is expected of a commit."""
        return Row(subject, kind, moved_from, tuple(sorted(authors)), at or self._at[subject], landed)


def page(topic: str, *, bears: str = "", head: str = "", more: str = "") -> str:
    """Return a page on a topic; two topics share no line, so git takes neither for the other."""
    fields = (f"id: {bears}\n" if bears else "") + f"title: On {topic}\n" + head
    lines = "\n\n".join(f"Paragraph {number} on {topic}, and nothing but {topic}." for number in range(8))
    return f"---\n{fields}---\n# {topic}\n\n{lines}\n" + (f"\n{more}\n" if more else "")


def start(desk: Desk) -> dict[str, Row]:
    """Commit two documents with ids, and return the row that both begin with."""
    first = {INCIDENT: page("incident", bears="PRC-INC"), CHANGE: page("change", bears="PRC-CHG")}
    desk.commit("Start", first)
    return dict.fromkeys(first, desk.row("Start", "created", ADA))


def incident(more: str = "", head: str = "") -> str:
    """Return the incident process with something added."""
    return page("incident", bears="PRC-INC", more=more, head=head)


def change(more: str = "", head: str = "") -> str:
    """Return the change process with something added."""
    return page("change", bears="PRC-CHG", more=more, head=head)


def squash_workflow(repository: Repository) -> Expected:
    """A branch of two commits lands as one. Git agrees; the co-author stands in the trailer only."""
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Draft", {INCIDENT: incident("First thoughts.")}, who=BEA)
    desk.commit("Polish", {INCIDENT: incident("Second thoughts.")}, who=CEM)
    desk.switch("main")
    desk.git("merge", "--quiet", "--squash", "feature")
    desk.commit("Squashed", {}, who=BEA, body=f"Co-authored-by: {CEM} <cem@example.org>")
    rows = (desk.row("Squashed", "material", BEA, CEM), first[INCIDENT])
    return Expected(stories={INCIDENT: rows, CHANGE: (first[CHANGE],)})


def rebase_workflow(repository: Repository) -> Expected:
    """A branch is replayed on the trunk: each commit lands alone, on the day of the replay.

    `git log` prints author dates, which are those of the writing and come before the trunk's commit.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Written", {INCIDENT: incident("One.")}, who=BEA)
    desk.commit("Reviewed", {INCIDENT: incident("One.", "last_reviewed: 2026-01-20\n")}, who=CEM)
    desk.switch("main")
    desk.commit("Trunk", {CHANGE: change("Trunk.")})
    desk.switch("feature")
    desk.git("rebase", "--quiet", "main")
    replayed = desk.clock.isoformat()
    desk.switch("main")
    desk.git("merge", "--quiet", "--ff-only", "feature")
    rows = (
        desk.row("Reviewed", "review", CEM, at=replayed),
        desk.row("Written", "material", BEA, at=replayed),
        first[INCIDENT],
    )
    return Expected(stories={INCIDENT: rows, CHANGE: (desk.row("Trunk", "material", ADA), first[CHANGE])})


def merge_workflow(repository: Repository) -> Expected:
    """A branch lands with its merge, as one revision, by those who wrote it and not by who merged.

    `git log --follow` lists the two commits on their own days, when nobody could read them yet, and hides the
    merge; it names the day the text was written where the question is since when it holds.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Draft", {INCIDENT: incident("First thoughts.")}, who=BEA)
    desk.commit("Polish", {INCIDENT: incident("Second thoughts.")}, who=CEM)
    desk.switch("main")
    desk.commit("Meanwhile", {CHANGE: change("Meanwhile.")})
    desk.merge("feature", subject="Landed")
    rows = (desk.row("Landed", "material", BEA, CEM), first[INCIDENT])
    return Expected(stories={INCIDENT: rows, CHANGE: (desk.row("Meanwhile", "material", ADA), first[CHANGE])})


def update_branch(repository: Repository) -> Expected:
    """The trunk is merged into a feature before that lands: what the trunk had keeps its own day.

    A log of the merges with `-m` shows the trunk's change again, as part of the feature.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Early", {INCIDENT: incident("Early.")}, who=BEA)
    desk.switch("main")
    desk.commit("January", {CHANGE: change("January.")}, who=CEM)
    desk.switch("feature")
    desk.merge("main", subject="Update branch")
    desk.commit("Late", {INCIDENT: incident("Late.")}, who=BEA)
    desk.switch("main")
    desk.merge("feature", subject="April")
    stories = {
        INCIDENT: (desk.row("April", "material", BEA), first[INCIDENT]),
        CHANGE: (desk.row("January", "material", CEM), first[CHANGE]),
    }
    return Expected(stories=stories)


def foxtrot(repository: Repository) -> Expected:
    """A pull and push swaps the trunk: what others had landed now lands with the merge, by its real authors.

    `git log --follow` shows no trace of the swap. The first-parent line is all that git keeps of what was
    published when; the swap is reported elsewhere, and not hidden by guessing here.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("upstream")
    desk.commit("Published", {CHANGE: change("Published.")}, who=BEA)
    desk.switch("main")
    desk.commit("Local", {INCIDENT: incident("Local.")}, who=CEM)
    desk.merge("upstream", subject="Pulled", who=CEM)
    stories = {
        INCIDENT: (desk.row("Local", "material", CEM), first[INCIDENT]),
        CHANGE: (desk.row("Pulled", "material", BEA), first[CHANGE]),
    }
    return Expected(stories=stories)


def evil_merge(repository: Repository) -> Expected:
    """A merge writes a text that neither side had: its author counts, for that document only.

    `git log --follow` shows no diff of a merge, so the words seem to be Bea's.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Theirs", {INCIDENT: incident("Theirs."), CHANGE: change("Theirs.")}, who=BEA)
    desk.switch("main")
    desk.commit("Ours", {INCIDENT: incident("Ours.")}, who=CEM)
    desk.merge("feature", subject="Evil", files={INCIDENT: incident("Mine."), CHANGE: change("Theirs.")})
    stories = {
        INCIDENT: (
            desk.row("Evil", "material", BEA, MAX),
            desk.row("Ours", "material", CEM),
            first[INCIDENT],
        ),
        CHANGE: (desk.row("Evil", "material", BEA), first[CHANGE]),
    }
    return Expected(stories=stories)


def merge_takes_the_stale_side(repository: Repository) -> Expected:
    """A merge takes the side that the trunk had moved on from, though nobody on that side touched it.

    `git log --follow` loses the trunk's change without a word: the file equals that of the branch, so git
    follows the branch alone. The text did change with the merge, and only its author can answer for it.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Other", {CHANGE: change("Other.")}, who=BEA)
    desk.switch("main")
    desk.commit("Undone", {INCIDENT: incident("Undone.")}, who=CEM)
    desk.merge("feature", subject="Stale", files={INCIDENT: incident(), CHANGE: change("Other.")})
    stories = {
        INCIDENT: (
            desk.row("Stale", "material", MAX),
            desk.row("Undone", "material", CEM),
            first[INCIDENT],
        ),
        CHANGE: (desk.row("Stale", "material", BEA), first[CHANGE]),
    }
    return Expected(stories=stories)


def revert(repository: Repository) -> Expected:
    """A change and its revert both landed, so both are revisions. Git agrees."""
    desk = Desk(repository)
    first = start(desk)
    desk.commit("Mistake", {INCIDENT: incident("A mistake.")}, who=BEA)
    subject = 'Revert "Mistake"'
    desk.git("revert", "--no-edit", "HEAD", who=CEM, subject=subject)
    rows = (desk.row(subject, "material", CEM), desk.row("Mistake", "material", BEA), first[INCIDENT])
    return Expected(stories={INCIDENT: rows, CHANGE: (first[CHANGE],)})


def cherry_pick(repository: Repository) -> Expected:
    """A commit is picked onto the trunk before its branch lands: it landed once, when it was picked.

    `git log --full-history` lists it twice, and the branch's merge seems to bring it again.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Urgent", {INCIDENT: incident("Urgent.")}, who=BEA)
    desk.commit("Rest", {CHANGE: change("Rest.")}, who=BEA)
    desk.switch("main")
    desk.git("cherry-pick", "feature~1", who=CEM)
    picked = desk.clock.isoformat()
    desk.merge("feature", subject="Landed")
    stories = {
        INCIDENT: (desk.row("Urgent", "material", BEA, at=picked), first[INCIDENT]),
        CHANGE: (desk.row("Landed", "material", BEA), first[CHANGE]),
    }
    return Expected(stories=stories)


def octopus(repository: Repository) -> Expected:
    """Three branches land in one merge, each document by its own author.

    `git log --follow` lists the commits of the branches, on days when nothing had landed.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("one")
    desk.commit("One", {INCIDENT: incident("One.")}, who=BEA)
    desk.branch("two", "main")
    desk.commit("Two", {CHANGE: change("Two.")}, who=CEM)
    desk.branch("three", "main")
    desk.commit("Three", {PROBLEM: page("problem")}, who=ADA)
    desk.switch("main")
    desk.merge("one", "two", "three", subject="Octopus")
    stories = {
        INCIDENT: (desk.row("Octopus", "material", BEA), first[INCIDENT]),
        CHANGE: (desk.row("Octopus", "material", CEM), first[CHANGE]),
        PROBLEM: (desk.row("Octopus", "created", ADA),),
    }
    return Expected(stories=stories)


def criss_cross(repository: Repository) -> Expected:
    """Two branches merge each other, then land: every change once, with the merge that put it on the trunk.

    A log of merges with `-m` shows each change once more for every crossing.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("left")
    desk.commit("Left", {INCIDENT: incident("Left.")}, who=BEA)
    desk.branch("right", "main")
    desk.commit("Right", {CHANGE: change("Right.")}, who=CEM)
    right = desk.git("rev-parse", "HEAD")
    desk.merge("left", subject="Left into right")
    desk.switch("left")
    desk.merge(right, subject="Right into left")
    desk.commit("Left again", {INCIDENT: incident("Left again.")}, who=ADA)
    desk.switch("main")
    desk.merge("right", subject="Right lands")
    desk.merge("left", subject="Left lands")
    stories = {
        INCIDENT: (
            desk.row("Left lands", "material", ADA),
            desk.row("Right lands", "material", BEA),
            first[INCIDENT],
        ),
        CHANGE: (desk.row("Right lands", "material", CEM), first[CHANGE]),
    }
    return Expected(stories=stories)


def rename_with_edit(repository: Repository) -> Expected:
    """A document moves and changes at once: the kind is that of the edit, and the old path is kept. Git agrees."""
    desk = Desk(repository)
    first = start(desk)
    new = "processes/incident/index.md"
    desk.commit("Moved and edited", {INCIDENT: None, new: incident("Edited.")}, who=BEA)
    rows = (desk.row("Moved and edited", "material", BEA, moved_from=INCIDENT), first[INCIDENT])
    return Expected(stories={new: rows, CHANGE: (first[CHANGE],)})


def directory_rename(repository: Repository) -> Expected:
    """A folder is renamed: every document in it moved, and none changed. Git agrees."""
    desk = Desk(repository)
    first = start(desk)
    desk.git("mv", "processes", "policies")
    desk.commit("New folder", {}, who=CEM)
    old = {path.replace("processes", "policies"): path for path in (INCIDENT, CHANGE)}
    stories = {
        new: (desk.row("New folder", "moved", CEM, moved_from=path), first[path]) for new, path in old.items()
    }
    return Expected(stories=stories)


def rename_and_rewrite_in_a_branch(repository: Repository) -> Expected:
    """A page without id is renamed in one commit of a branch and rewritten in the next.

    At the merge git sees a deletion and an addition. Commit by commit it is one page all along.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.commit("Plain", {"docs/plain.md": page("plain")})
    desk.branch("feature")
    desk.git("mv", "docs/plain.md", "docs/fancy.md")
    desk.commit("Rename", {}, who=BEA)
    desk.commit("Rewrite", {"docs/fancy.md": page("fancy")}, who=CEM)
    desk.switch("main")
    desk.commit("Meanwhile", {CHANGE: change("Meanwhile.")})
    desk.merge("feature", subject="Landed")
    rows = (
        desk.row("Landed", "material", BEA, CEM, moved_from="docs/plain.md"),
        desk.row("Plain", "created", ADA),
    )
    changed = (desk.row("Meanwhile", "material", ADA), first[CHANGE])
    return Expected(stories={"docs/fancy.md": rows, INCIDENT: (first[INCIDENT],), CHANGE: changed})


def pointer_left_behind_in_a_branch(repository: Repository) -> Expected:
    """A branch moves a page without an id, and then puts another at the old path, to say where it went.

    At the merge git sees a new page and a changed one. The rename is followed commit by commit, as
    `git log --follow` does; what stands at the old path is new.
    """
    desk = Desk(repository)
    desk.commit("Start", {INCIDENT: page("incident"), CHANGE: page("change")})
    start = desk.row("Start", "created", ADA)
    desk.branch("work")
    desk.git("mv", INCIDENT, "processes/desk.md")
    desk.commit("Move", {}, who=BEA)
    desk.commit("Say where it went", {INCIDENT: page("signpost")}, who=BEA)
    desk.switch("main")
    desk.merge("work", subject="Merge the move")
    moved = desk.row("Merge the move", "moved", BEA, moved_from=INCIDENT)
    return Expected(
        stories={
            "processes/desk.md": (moved, start),
            INCIDENT: (desk.row("Merge the move", "created", BEA),),
            CHANGE: (start,),
        }
    )


def rename_and_rewrite_in_a_branch_off_the_tip(repository: Repository) -> Expected:
    """The same, where the trunk stood still meanwhile: the branch leaves the very commit it is merged into."""
    desk = Desk(repository)
    desk.commit("Plain", {"docs/plain.md": page("plain")})
    desk.branch("feature")
    desk.git("mv", "docs/plain.md", "docs/fancy.md")
    desk.commit("Rename", {}, who=BEA)
    desk.commit("Rewrite", {"docs/fancy.md": page("fancy")}, who=CEM)
    desk.switch("main")
    desk.merge("feature", subject="Landed")
    rows = (
        desk.row("Landed", "material", BEA, CEM, moved_from="docs/plain.md"),
        desk.row("Plain", "created", ADA),
    )
    return Expected(stories={"docs/fancy.md": rows})


def move_from_outside(repository: Repository) -> Expected:
    """Pages of a wiki become documents: their history goes with them, with an id and without.

    `git log --follow` agrees for one file; a log that is limited to the documents' folders sees two additions.
    """
    desk = Desk(repository)
    desk.commit(
        "Wiki", {"wiki/Plain page.md": page("plain"), "wiki/policy.md": page("policy", bears="POL-1")}
    )
    desk.commit("Wiki edit", {"wiki/Plain page.md": page("plain", more="More.")}, who=BEA)
    moved = {
        "docs/plain.md": page("plain", more="More."),
        "policies/policy.md": page("new words", bears="POL-1"),
    }
    desk.commit("Adopted", {"wiki/Plain page.md": None, "wiki/policy.md": None, **moved}, who=CEM)
    created = desk.row("Wiki", "created", ADA)
    stories = {
        "docs/plain.md": (
            desk.row("Adopted", "moved", CEM, moved_from="wiki/Plain page.md"),
            desk.row("Wiki edit", "material", BEA),
            created,
        ),
        "policies/policy.md": (desk.row("Adopted", "material", CEM, moved_from="wiki/policy.md"), created),
    }
    return Expected(stories=stories)


def copy_is_new(repository: Repository) -> Expected:
    """A copy is a new document, whether it kept the id by mistake or got one of its own.

    `git log --follow` looks for copies too, so it gives all three the history of the first.
    """
    desk = Desk(repository)
    first = start(desk)
    copies = {"processes/a.md": incident(), PROBLEM: incident().replace("PRC-INC", "PRC-PRB")}
    desk.commit("Copied", {**copies, INCIDENT: incident("The original goes on.")}, who=BEA)
    stories: dict[str, tuple[Row, ...]] = dict.fromkeys(copies, (desk.row("Copied", "created", BEA),))
    stories[INCIDENT] = (desk.row("Copied", "material", BEA), first[INCIDENT])
    return Expected(stories={**stories, CHANGE: (first[CHANGE],)})


def deleted_and_created_anew(repository: Repository) -> Expected:
    """What was deleted in one landing and comes back in a later one is a new document, the id notwithstanding.

    `git log -- PATH` runs on into the first life.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.commit("Deleted", {INCIDENT: None}, who=BEA)
    desk.commit("Created anew", {INCIDENT: incident()}, who=CEM)
    return Expected(stories={INCIDENT: (desk.row("Created anew", "created", CEM),), CHANGE: (first[CHANGE],)})


def id_decides(repository: Repository) -> Expected:
    """The id wins over what looks alike, both ways.

    Git pairs the deleted process with its look-alike, which bears another id; and sees no relation between the
    two texts of the one document that moved and was rewritten.
    """
    desk = Desk(repository)
    first = start(desk)
    files = {INCIDENT: None, PROBLEM: incident().replace("PRC-INC", "PRC-PRB"), CHANGE: None}
    files["policies/change.md"] = page("other words", bears="PRC-CHG")
    desk.commit("Shuffled", files, who=BEA)
    rows = (desk.row("Shuffled", "material", BEA, moved_from=CHANGE), first[CHANGE])
    return Expected(stories={PROBLEM: (desk.row("Shuffled", "created", BEA),), "policies/change.md": rows})


def ids_swap_paths(repository: Repository) -> Expected:
    """Two documents change places. `git log -- PATH` gives each the history of the other."""
    desk = Desk(repository)
    first = start(desk)
    desk.commit("Swapped", {INCIDENT: change(), CHANGE: incident()}, who=BEA)
    stories = {
        INCIDENT: (desk.row("Swapped", "moved", BEA, moved_from=CHANGE), first[CHANGE]),
        CHANGE: (desk.row("Swapped", "moved", BEA, moved_from=INCIDENT), first[INCIDENT]),
    }
    return Expected(stories=stories)


def id_added_and_changed(repository: Repository) -> Expected:
    """A page that is given an id goes on; one whose id becomes another is a new document at the old path.

    `git log --follow` goes on in both cases: it knows paths, not documents.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.commit("Plain", {PROBLEM: page("problem")})
    files = {PROBLEM: page("problem", bears="PRC-PRB"), INCIDENT: incident().replace("PRC-INC", "PRC-MAJ")}
    desk.commit("New ids", files, who=BEA)
    stories = {
        PROBLEM: (desk.row("New ids", "immaterial", BEA), desk.row("Plain", "created", ADA)),
        INCIDENT: (desk.row("New ids", "created", BEA),),
        CHANGE: (first[CHANGE],),
    }
    return Expected(stories=stories)


def without_id_by_similarity(repository: Repository) -> Expected:
    """A page without id goes on where git says rename, and begins anew where too little is left. Git agrees."""
    desk = Desk(repository)
    desk.commit("Plain", {"docs/a.md": page("apple"), "docs/b.md": page("pear")})
    new = {"docs/c.md": page("apple", more="More."), "docs/d.md": page("plum")}
    desk.commit("Reordered", {"docs/a.md": None, "docs/b.md": None, **new}, who=BEA)
    rows = (desk.row("Reordered", "material", BEA, moved_from="docs/a.md"), desk.row("Plain", "created", ADA))
    return Expected(stories={"docs/c.md": rows, "docs/d.md": (desk.row("Reordered", "created", BEA),)})


def mailmap_of_the_revision(repository: Repository) -> Expected:
    """Names are those of the committed mailmap; an uncommitted one changes nothing.

    `git log` reads the one in the work tree, so anybody can rename the past on their own machine.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.commit("Edited", {INCIDENT: incident("Edited.")}, who="bea")
    desk.commit("Trailer", {CHANGE: change("T.")}, body="Co-authored-by: cem <CEM@old.example.org>")
    names = f"{BEA} <bea@example.org>\n{CEM} <cem@example.org> <cem@old.example.org>\n"
    desk.commit("Mailmap", {".mailmap": names})
    desk.write({".mailmap": "Mallory Example <bea@example.org>\nMallory Example <ada@example.org>\n"})
    stories = {
        INCIDENT: (desk.row("Edited", "material", BEA), first[INCIDENT]),
        CHANGE: (desk.row("Trailer", "material", ADA, CEM), first[CHANGE]),
    }
    return Expected(stories=stories)


def co_author(repository: Repository) -> Expected:
    """Who is named in a trailer wrote it too; who is both author and co-author counts once. Git names one."""
    desk = Desk(repository)
    first = start(desk)
    trailers = (
        f"Some words.\n\nCo-authored-by: {CEM} <cem@example.org>\nco-authored-by: {BEA} <bea@example.org>"
    )
    desk.commit("Together", {INCIDENT: incident("Together.")}, who=BEA, body=trailers)
    rows = (desk.row("Together", "material", BEA, CEM), first[INCIDENT])
    return Expected(stories={INCIDENT: rows, CHANGE: (first[CHANGE],)})


def replaced_commit_is_ignored(repository: Repository) -> Expected:
    """A `git replace` cuts the history off on one machine. We read what was committed; `git log` what replaces it."""
    desk = Desk(repository)
    first = start(desk)
    desk.commit("Second", {INCIDENT: incident("Second.")}, who=BEA)
    desk.commit("Third", {INCIDENT: incident("Third.")}, who=CEM)
    desk.git("replace", "--graft", "HEAD")
    rows = (desk.row("Third", "material", CEM), desk.row("Second", "material", BEA), first[INCIDENT])
    return Expected(stories={INCIDENT: rows, CHANGE: (first[CHANGE],)})


def edit_and_its_revert_in_a_branch(repository: Repository) -> Expected:
    """An edit that its branch took back never landed: no revision. Who made it is an author of what did land.

    Git follows only the side that equals the merge, so plain `git log` prunes Bea's two commits from the side
    branch; they touched the document, and an auditor must find her among those who did (`--full-history`).
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("Ours", {INCIDENT: incident("Ours.")}, who=CEM)
    desk.branch("side", "main")
    desk.commit("Tried", {INCIDENT: incident("Tried."), CHANGE: change("Tried.")}, who=BEA)
    desk.git("revert", "--no-edit", "HEAD", who=BEA)
    desk.switch("feature")
    desk.merge("side", subject="Side into feature")
    desk.switch("main")
    desk.merge("feature", subject="Landed")
    rows = (desk.row("Landed", "material", BEA, CEM), first[INCIDENT])
    return Expected(stories={INCIDENT: rows, CHANGE: (first[CHANGE],)})


def not_yet_landed(repository: Repository) -> Expected:
    """Commits beyond the published branch stand on top, one by one; an update merge among them is none.

    `git log --follow` does not tell what has landed from what has not.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("landed")
    desk.commit("In a branch", {INCIDENT: incident("Landed.")}, who=CEM)
    desk.switch("main")
    desk.merge("landed", subject="Landed")
    desk.branch("feature")
    desk.commit("First", {INCIDENT: incident("First.")}, who=BEA)
    desk.commit("Back", {INCIDENT: incident("Landed.")}, who=BEA)
    desk.switch("main")
    desk.commit("Trunk", {CHANGE: change("Trunk.")}, who=CEM)
    desk.switch("feature")
    desk.merge("main", subject="Update branch")
    desk.commit("New", {PROBLEM: page("problem", bears="PRC-PRB")}, who=BEA)
    stories = {
        INCIDENT: (
            desk.row("Back", "material", BEA, landed=False),
            desk.row("First", "material", BEA, landed=False),
            desk.row("Landed", "material", CEM),
            first[INCIDENT],
        ),
        CHANGE: (desk.row("Trunk", "material", CEM), first[CHANGE]),
        PROBLEM: (desk.row("New", "created", BEA, landed=False),),
    }
    return Expected(stories=stories, branch="main")


def not_yet_landed_while_the_trunk_moved_on(repository: Repository) -> Expected:
    """What landed after the branch was left is not part of it: the tree asked about does not hold it.

    The newest commit of the published branch that the tip holds is where landing ends.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.branch("feature")
    desk.commit("First", {INCIDENT: incident("First.")}, who=BEA)
    desk.switch("main")
    desk.commit("Trunk", {CHANGE: change("Trunk.")}, who=CEM)
    desk.switch("feature")
    rows = (desk.row("First", "material", BEA, landed=False), first[INCIDENT])
    return Expected(stories={INCIDENT: rows, CHANGE: (first[CHANGE],)}, branch="main")


def clock_going_backwards(repository: Repository) -> Expected:
    """The order is that of the commits, whatever their clocks say. `git log` may sort by date."""
    desk = Desk(repository)
    first = start(desk)
    desk.clock += timedelta(days=100)
    desk.commit("From the future", {INCIDENT: incident("Future.")}, who=BEA)
    desk.clock -= timedelta(days=90)
    desk.commit(
        "Right again", {INCIDENT: incident("Present.")}, who=CEM, author_at="2020-01-01T00:00:00+00:00"
    )
    rows = (
        desk.row("Right again", "material", CEM),
        desk.row("From the future", "material", BEA),
        first[INCIDENT],
    )
    return Expected(stories={INCIDENT: rows, CHANGE: (first[CHANGE],)})


def readme_first(repository: Repository) -> Expected:
    """The root holds a README only; the documents come with the merge of the first branch.

    `git log --follow` dates their creation to the branch; they landed, and were there, with the merge.
    """
    desk = Desk(repository)
    desk.commit("Root", {"README.md": "# Here\n"})
    desk.branch("feature")
    desk.commit("Documents", {INCIDENT: incident()}, who=BEA)
    desk.commit("Second thoughts", {INCIDENT: incident("Second.")}, who=CEM)
    desk.switch("main")
    desk.merge("feature", subject="First landing")
    return Expected(stories={INCIDENT: (desk.row("First landing", "created", BEA, CEM),)})


def unrelated_histories(repository: Repository) -> Expected:
    """Another organisation's repository is merged whole: its documents are created with the merge.

    `git log --follow` dates them to a time when they were not ours.
    """
    desk = Desk(repository)
    first = start(desk)
    desk.git("checkout", "--quiet", "--orphan", "theirs")
    desk.git("rm", "-r", "--quiet", "--force", ".")
    desk.commit("Their root", {"policies/theirs.md": page("theirs", bears="POL-T")}, who=BEA)
    desk.switch("main")
    merge = ("merge", "--quiet", "--no-ff", "--allow-unrelated-histories", "-m", "Merger", "theirs")
    desk.git(*merge, who=MAX, subject="Merger")
    theirs = (desk.row("Merger", "created", BEA),)
    return Expected(stories={"policies/theirs.md": theirs, **{path: (row,) for path, row in first.items()}})


def kinds_of_revision(repository: Repository) -> Expected:
    """Approval, review, reformatting, a mode change and a declared commit. Git knows one kind: it changed."""
    desk = Desk(repository)
    head = "status: in-review\nversion: '1.0'\nlast_reviewed: 2026-01-01\n"
    desk.commit("Start", {INCIDENT: incident(head=head)})
    head = "status: approved\nversion: '1.1'\napproved_on: 2026-01-05\nlast_reviewed: 2026-01-01\n"
    desk.commit("Approved", {INCIDENT: incident(head=head)}, who=BEA)
    head = head.replace("last_reviewed: 2026-01-01", "last_reviewed: 2026-02-01")
    desk.commit("Reviewed", {INCIDENT: incident(head=head)}, who=BEA)
    wrapped = incident(head=head).replace("incident, and nothing", "incident,\nand  nothing")
    desk.commit("Wrapped", {INCIDENT: wrapped}, who=CEM)
    desk.git("update-index", "--chmod=+x", INCIDENT)
    (repository.root / INCIDENT).chmod(0o755)
    desk.commit("Mode", {}, who=CEM)
    declared = desk.commit("Typos", {INCIDENT: wrapped.replace("nothing but", "only")}, who=CEM)
    desk.commit("Declared", {".git-blame-ignore-revs": f"# typos\n{declared}\n"})
    rows = (
        desk.row("Typos", "declared-immaterial", CEM),
        desk.row("Wrapped", "immaterial", CEM),
        desk.row("Reviewed", "review", BEA),
        desk.row("Approved", "approval", BEA),
        desk.row("Start", "created", ADA),
    )
    return Expected(stories={INCIDENT: rows})


def odd_names(repository: Repository) -> Expected:
    """Paths are bytes: spaces, quotes and umlauts are no trouble. Git quotes them unless asked with `-z`."""
    desk = Desk(repository)
    names = ("docs/Störung über alles.md", 'docs/it\'s "odd".md', "docs/tab\there.md", "docs/日本.md")
    desk.commit("Odd", {name: page(f"odd {number}") for number, name in enumerate(names)})
    new = "docs/Änderung — neu.md"
    desk.git("mv", names[0], new)
    desk.commit("Moved", {names[1]: page("odd 1", more="More.")}, who=BEA)
    created = desk.row("Odd", "created", ADA)
    stories: dict[str, tuple[Row, ...]] = dict.fromkeys(names[2:], (created,))
    stories[names[1]] = (desk.row("Moved", "material", BEA), created)
    stories[new] = (desk.row("Moved", "moved", BEA, moved_from=names[0]), created)
    return Expected(stories=stories)


WORKFLOWS: dict[str, Callable[[Repository], Expected]] = {
    builder.__name__.replace("_", " "): builder
    for builder in (
        squash_workflow,
        rebase_workflow,
        merge_workflow,
        update_branch,
        foxtrot,
        evil_merge,
        merge_takes_the_stale_side,
        revert,
        cherry_pick,
        octopus,
        criss_cross,
        rename_with_edit,
        directory_rename,
        rename_and_rewrite_in_a_branch,
        pointer_left_behind_in_a_branch,
        rename_and_rewrite_in_a_branch_off_the_tip,
        move_from_outside,
        copy_is_new,
        deleted_and_created_anew,
        id_decides,
        ids_swap_paths,
        id_added_and_changed,
        without_id_by_similarity,
        mailmap_of_the_revision,
        co_author,
        replaced_commit_is_ignored,
        edit_and_its_revert_in_a_branch,
        not_yet_landed,
        not_yet_landed_while_the_trunk_moved_on,
        clock_going_backwards,
        readme_first,
        unrelated_histories,
        kinds_of_revision,
        odd_names,
    )
}
"""Every workflow by name."""
