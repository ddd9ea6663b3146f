"""How an approval is graded: the best that counts, and what claims to and does not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis.approvals.bounds import Bounds, Held
from smsdocs.analysis.approvals.grading import (
    build_record_index,
    find_signed,
    find_text_authors,
    grade_approval,
)
from smsdocs.analysis.identities import Identities, build_identities
from smsdocs.model.approval import ApprovalEvidence, ApprovalRecord, Grade, Reason, Signature, Source
from smsdocs.model.document import Head
from smsdocs.model.duration import Duration
from smsdocs.model.history import Author, Change, Commit, Kind, Revision
from smsdocs.model.register import Assignment, Person, Register

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

DAY = date(2026, 3, 10)
MARA = Author("Mara Ellwood", "mara@example.org")
TOBIAS = Author("Tobias Renn", "tobias@example.org")
OWEN = Author("Owen Castellan", "owen@example.org")
STRANGER = Author("Nobody Known", "nobody@example.org")
GITHUB = Author("GitHub", "noreply@github.com")
BLOB = "b" * 40


def person(
    number: int, author: Author, *roles: str, start: date = date(2026, 1, 1), git: bool = True
) -> Person:
    """A person with an id made of the first name."""
    identities = (f"{author.name} <{author.email}>",) if git else ()
    assignments = tuple(Assignment(role=role, start=start, end=None, index=n) for n, role in enumerate(roles))
    name = author.name.split()[0].lower()
    return Person(
        id=name,
        name=author.name,
        external=False,
        identities=identities,
        assignments=assignments,
        index=number,
    )


def register(*people: Person) -> Identities:
    """The people register."""
    return build_identities([Register(path="people.yml", kind="people", head=Head(), people=people)])


PEOPLE = register(person(0, MARA, "owner"), person(1, TOBIAS, "writer"), person(2, OWEN, "other"))


def commit(number: int, author: Author, committer: Author | None = None, **more: object) -> Commit:
    """A commit with an id made of a number."""
    made = Commit(oid=f"{number:040x}", author=author, committer=committer or author, authored=0, committed=0)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]  # whatever a test says of it


def revision(landing: Commit, *brought: Commit, kind: Kind = Kind.MATERIAL, landed: bool = True) -> Revision:
    """A revision that landed with a commit."""
    change = Change(commit=landing, landed=landed, path="p.md", blob=BLOB, brought=brought or (landing,))
    return Revision(change=change, at=None, kind=kind)


class Signed:
    """Signatures as somebody else checked them."""

    def __init__(self, found: dict[str, Signature]) -> None:
        self.found = found

    def prefetch(self, oids: Iterable[str]) -> None:
        """Know them already."""

    def of(self, oid: str) -> Signature | None:
        """Return one."""
        return self.found.get(oid)


class Seen:
    """Texts as somebody else looked into them; `others` are commits that hold another text than what landed."""

    def __init__(self, wrote: tuple[str, ...], others: tuple[Commit, ...] = ()) -> None:
        self.wrote = wrote
        self.others = others

    def find_names(self) -> tuple[str, ...]:
        """Know none."""
        return ()

    def has_written(self, person: Person) -> bool:
        """Say who wrote."""
        return person.id in self.wrote

    def holds(self, commit: Commit) -> bool:
        """Say whether it does."""
        return commit not in self.others

    def holds_at(self, oid: str) -> bool | None:
        """Know nothing of commits that brought nothing."""
        return False if oid in {one.oid for one in self.others} else None

    def find_texts(self, blobs: Container[str]) -> dict[str, Held]:
        """Know none besides the one that landed."""
        del blobs
        return {}

    def find_day(self, commit: Commit) -> date | None:
        """Know none."""
        del commit

    def find_day_before(self) -> date | None:
        """Know none."""


def record(**more: object) -> ApprovalRecord:
    """A record of Mara's approval."""
    made = ApprovalRecord(by="mara", day=DAY, source=Source.GITHUB)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]  # whatever a test says of it


def grade(
    made: Revision,
    *records: ApprovalRecord,
    people: Identities = PEOPLE,
    signed: dict[str, Signature] | None = None,
    earlier: tuple[Author, ...] = (),
    wrote: tuple[str, ...] | None = None,
    others: tuple[Commit, ...] = (),
    bounds: Bounds | None = None,
) -> ApprovalEvidence:
    """Grade the approval of POL-SM by the role owner; see `Seen` for `wrote` and `others`."""
    return grade_approval(
        "POL-SM",
        "owner",
        made,
        people,
        build_record_index(records),
        Signed(signed or {}),
        DAY,
        earlier_authors=earlier,
        bounds=bounds,
        sight=None if wrote is None else Seen(wrote, others),
    )


WRITTEN = commit(1, TOBIAS)
MERGED = commit(9, MARA, parents=("a", "b"))
GOOD = Signature(status="G", name=MARA.name, email=MARA.email)


def test_a_verified_signature_of_the_approver_is_best() -> None:
    """It beats a record, a merge and a trailer, which are there too."""
    landing = dataclasses.replace(MERGED, trailers=(("approved-by", "Mara Ellwood <mara@example.org>"),))
    found = grade(revision(landing, WRITTEN), record(blob=BLOB), signed={MERGED.oid: GOOD})
    assert (found.best.grade, found.best.person, found.best.day) == (Grade.SIGNATURE, "mara", DAY)
    assert found.rejected == ()
    assert found.notes == ()


def test_a_record_of_the_text_is_next() -> None:
    """It names the document and the blob."""
    found = grade(
        revision(commit(9, TOBIAS)), record(document="POL-SM", blob=BLOB, url="https://git.example.org/1")
    )
    assert found.best.grade is Grade.RECORD
    assert found.best.url == "https://git.example.org/1"


def test_a_merge_by_the_approver_is_worth_a_record() -> None:
    """The committer of the merge is the approver, and others wrote what it brought."""
    found = grade(revision(MERGED, WRITTEN))
    assert (found.best.grade, found.best.person) == (Grade.MERGE, "mara")
    assert Grade.MERGE.rank == Grade.RECORD.rank


def test_a_rebase_by_the_approver_is_a_merge_too() -> None:
    """Author and committer differ."""
    assert grade(revision(commit(9, TOBIAS, MARA))).best.grade is Grade.MERGE


def test_a_merge_made_on_a_forge_counts_for_who_pressed_the_button() -> None:
    """The forge is the committer, and the author of the merge commit is a person."""
    assert grade(revision(commit(9, MARA, GITHUB, parents=("a", "b")), WRITTEN)).best.grade is Grade.MERGE


def test_a_squash_made_on_a_forge_shows_nothing() -> None:
    """GitHub is no approver, and the author is not either."""
    found = grade(revision(commit(9, TOBIAS, GITHUB)))
    assert found.best.grade is Grade.FRONT_MATTER
    assert found.rejected == ()


@pytest.mark.parametrize("key", ["approved-by", "reviewed-by"])
def test_a_trailer_naming_the_approver_is_next(key: str) -> None:
    """By address, whatever the name."""
    landing = commit(9, TOBIAS, trailers=((key, "M. <mara@example.org>"),))
    assert grade(revision(landing)).best.grade is Grade.TRAILER


def test_other_trailers_show_nothing() -> None:
    """Signed-off-by says that somebody may contribute."""
    landing = commit(9, TOBIAS, trailers=(("signed-off-by", "Mara Ellwood <mara@example.org>"),))
    assert grade(revision(landing)).best.grade is Grade.FRONT_MATTER


def test_a_commit_that_has_not_landed_was_merged_by_nobody() -> None:
    """Its committer only wrote it down."""
    assert grade(revision(commit(9, TOBIAS, MARA), landed=False)).best.grade is Grade.FRONT_MATTER


def test_the_author_approves_nothing_and_is_named() -> None:
    """With a record, a trailer, a signature and the merge in one hand."""
    own = commit(1, MARA, trailers=(("approved-by", "Mara Ellwood <mara@example.org>"),))
    found = grade(revision(own), record(blob=BLOB), signed={own.oid: GOOD})
    assert found.best.grade is Grade.FRONT_MATTER
    assert {(one.grade, reason) for one, reason in found.rejected} == {
        (grade, Reason.AUTHOR) for grade in (Grade.SIGNATURE, Grade.RECORD, Grade.MERGE, Grade.TRAILER)
    }
    assert {one.person for one in found.self_approved} == {"mara"}


def test_a_co_author_is_an_author() -> None:
    """Whoever is named by Co-authored-by wrote the text too."""
    written = commit(1, TOBIAS, co_authors=(MARA,))
    assert grade(revision(MERGED, written)).best.grade is Grade.FRONT_MATTER


def test_the_only_holder_of_the_role_who_wrote_the_text_approves_nothing() -> None:
    """Squashed by a forge, nothing else shows it."""
    found = grade(revision(commit(9, MARA, GITHUB)))
    assert [(one.person, one.grade) for one in found.self_approved] == [("mara", Grade.FRONT_MATTER)]


def test_who_only_sets_the_status_has_written_nothing() -> None:
    """The approving commit is the approver's own, and others wrote the text."""
    made = revision(commit(9, MARA), kind=Kind.APPROVAL)
    assert grade(made, earlier=(TOBIAS,)).best.grade is Grade.MERGE
    assert grade(made, earlier=(TOBIAS, MARA)).best.grade is Grade.FRONT_MATTER


def test_a_signed_commit_of_the_approver_on_top_counts() -> None:
    """Others brought the text; the last commit is the approver's alone."""
    top = commit(2, MARA)
    made = revision(commit(9, OWEN, parents=("a", "b")), WRITTEN, top)
    assert grade(made, signed={top.oid: GOOD}, wrote=()).best.grade is Grade.SIGNATURE
    assert grade(made, wrote=()).best.grade is Grade.FRONT_MATTER
    assert grade(made, signed={top.oid: GOOD}, wrote=("mara",)).best.grade is Grade.FRONT_MATTER
    assert grade(made, signed={top.oid: GOOD}).best.grade is Grade.FRONT_MATTER


def test_what_shows_the_approval_of_another_text_does_not_count() -> None:
    """A merge put more to the text than the commit had that was signed, recorded, or says so."""
    trailer = ("approved-by", "Mara Ellwood <mara@example.org>")
    top = commit(2, TOBIAS, trailers=(trailer,))
    made = revision(commit(9, OWEN, parents=("a", "b")), WRITTEN, top)
    entry = record(commits=(top.oid,))
    assert grade(made, entry, signed={top.oid: GOOD}, wrote=()).best.grade is Grade.SIGNATURE
    found = grade(made, entry, signed={top.oid: GOOD}, wrote=(), others=(top,))
    assert found.best.grade is Grade.FRONT_MATTER
    assert [(one.grade, reason) for one, reason in found.rejected] == [
        (Grade.RECORD, Reason.OUTDATED),
        (Grade.TRAILER, Reason.OUTDATED),
    ]
    assert any("is on another text" in note for note in found.notes)


def test_the_signature_of_somebody_else_speaks_against_the_name_of_a_commit() -> None:
    """Anybody may write any name into a commit."""
    landing = commit(9, MARA, parents=("a", "b"))
    theirs = Signature(status="G", name="Owen Castellan", email="owen@example.org")
    assert grade(revision(landing, WRITTEN)).best.grade is Grade.MERGE
    found = grade(revision(landing, WRITTEN), signed={landing.oid: theirs})
    assert found.best.grade is Grade.FRONT_MATTER
    assert any("the name of Mara Ellwood and the signature of Owen" in note for note in found.notes)


def test_a_commit_that_does_not_fit_its_signature_says_nothing() -> None:
    """Neither who landed it nor what its trailers say: its words were changed after it was signed."""
    trailer = ("approved-by", "Mara Ellwood <mara@example.org>")
    landing = commit(9, MARA, parents=("a", "b"), trailers=(trailer,))
    found = grade(revision(landing, WRITTEN), signed={landing.oid: Signature(status="B")})
    assert found.best.grade is Grade.FRONT_MATTER
    unknown = grade(revision(landing, WRITTEN), signed={landing.oid: Signature(status="E")})
    assert unknown.best.grade is Grade.MERGE


@pytest.mark.parametrize(
    ("signer", "counts"),
    [
        (Author("Mara Ellwood", "mallory@example.net"), False),
        (Author("Mara Ellwood", "mara@example.org"), True),
        (Author("", "mara@example.org"), True),
        (Author("Mara Ellwood", ""), True),
    ],
)
def test_a_key_is_whose_address_it_bears(signer: Author, counts: bool) -> None:  # noqa: FBT001  # a case
    """Anybody may write any name into a key; a name alone counts where there is nothing else."""
    made = revision(commit(9, TOBIAS), WRITTEN, commit(9, TOBIAS))
    found = grade(made, signed={made.oid or "": Signature(status="G", name=signer.name, email=signer.email)})
    assert found.best.grade is (Grade.SIGNATURE if counts else Grade.FRONT_MATTER)


def test_who_did_not_hold_the_role_is_named() -> None:
    """A record and a trailer say that they approve; a mere merge does not."""
    landing = commit(
        9, OWEN, parents=("a", "b"), trailers=(("approved-by", "Owen Castellan <owen@example.org>"),)
    )
    found = grade(revision(landing, WRITTEN), record(by="owen", blob=BLOB))
    assert found.best.grade is Grade.FRONT_MATTER
    assert [(one.grade, one.person) for one in found.without_role] == [
        (Grade.RECORD, "owen"),
        (Grade.TRAILER, "owen"),
    ]


def test_a_role_held_later_does_not_count() -> None:
    """The day of the approval decides."""
    people = register(person(0, MARA, "owner", start=date(2026, 3, 11)), person(1, TOBIAS))
    assert grade(revision(MERGED, WRITTEN), people=people).best.grade is Grade.FRONT_MATTER
    later = record(blob=BLOB, day=date(2026, 3, 11))
    assert grade(revision(commit(9, TOBIAS)), later, people=people).best.grade is Grade.RECORD


@pytest.mark.parametrize(
    ("entry", "counts"),
    [
        (record(commits=(commit(9, MARA).oid,)), True),
        (record(commits=(commit(2, TOBIAS).oid,)), True),
        (record(commits=(WRITTEN.oid,)), False),
        (record(blob="c" * 40, commits=(commit(9, MARA).oid,)), False),
        (record(document="POL-OTHER", blob=BLOB), None),
        (record(document="p.md", blob=BLOB), True),
    ],
)
def test_a_record_counts_for_the_text_it_saw(entry: ApprovalRecord, counts: bool | None) -> None:  # noqa: FBT001  # a case
    """An approval of a commit that others followed is out of date, and said to be so."""
    landing = commit(9, OWEN, parents=("a", "b"))
    found = grade(revision(landing, WRITTEN, commit(2, TOBIAS)), entry)
    assert found.best.grade is (Grade.RECORD if counts else Grade.FRONT_MATTER)
    assert [reason for _, reason in found.rejected] == ([Reason.OUTDATED] if counts is False else [])


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (Signature(status="E", key="SHA256:x"), "its key is not at hand"),
        (Signature(status="B"), "does not fit the commit"),
        (Signature(status="R"), "was revoked"),
        (Signature(status="U", key="SHA256:x"), "nobody here says whose key SHA256:x is"),
        (
            Signature(status="G", name="Nobody Known", email="nobody@example.org"),
            "nobody in the people register",
        ),
    ],
)
def test_a_signature_that_shows_nothing_is_said_to(signature: Signature, words: str) -> None:
    """It is no approval, and no accusation either."""
    landing = commit(9, TOBIAS)
    found = grade(revision(landing), signed={landing.oid: signature})
    assert found.best.grade is Grade.FRONT_MATTER
    assert len(found.notes) == 1
    assert words in found.notes[0]


def test_a_good_signature_with_a_key_nobody_vouches_for_says_so() -> None:
    """Git's U."""
    untrusted = dataclasses.replace(GOOD, status="U")
    found = grade(revision(MERGED, WRITTEN), signed={MERGED.oid: untrusted})
    assert found.best.grade is Grade.SIGNATURE
    assert "nobody here vouches for" in found.best.detail


def test_without_git_identities_it_cannot_be_known() -> None:
    """A record still says who approved."""
    people = register(person(0, MARA, "owner", git=False))
    found = grade(revision(commit(9, TOBIAS)), people=people)
    assert not found.knowable
    assert "maps no git identity" in found.best.detail
    assert grade(revision(commit(9, TOBIAS)), record(blob=BLOB), people=people).best.grade is Grade.RECORD


def test_an_author_whom_nobody_knows_leaves_a_note() -> None:
    """Independence of the approver cannot be known then."""
    found = grade(revision(MERGED, commit(1, STRANGER)))
    assert found.best.grade is Grade.MERGE
    assert "Nobody Known" in found.notes[0]


def test_a_machine_that_wrote_the_text_leaves_a_note() -> None:
    """In this revision or before it; the committer of a merge made on a forge is no author."""
    robot = Author("renovate[bot]", "bot@renovateapp.com")
    assert "a machine wrote the text, renovate[bot]" in grade(revision(MERGED, commit(1, robot))).notes[0]
    assert "renovate[bot]" in grade(revision(MERGED, WRITTEN), earlier=(robot,)).notes[0]
    assert grade(revision(commit(9, MARA, GITHUB, parents=("a", "b")), WRITTEN)).notes == ()


def landed_on(made: Revision, day: date) -> Revision:
    """The same revision, landed on a day."""
    return dataclasses.replace(made, at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.mark.parametrize("evidence", ["signature", "merge", "trailer"])
@pytest.mark.parametrize(("end", "counts"), [(date(2026, 2, 28), False), (date(2026, 12, 31), True)])
def test_what_git_dates_counts_on_the_day_it_landed(evidence: str, end: date, *, counts: bool) -> None:
    """Whatever `approved_on` says: who held the role until February approves nothing in May."""
    role = Assignment(role="owner", start=date(2026, 1, 1), end=end, index=0)
    mara = dataclasses.replace(person(0, MARA), assignments=(role,))
    trailer = commit(9, TOBIAS, trailers=(("approved-by", "Mara Ellwood <mara@example.org>"),))
    landing = {"signature": commit(9, TOBIAS), "merge": MERGED, "trailer": trailer}[evidence]
    found = grade_approval(
        "POL-SM",
        "owner",
        landed_on(revision(landing, WRITTEN), date(2026, 5, 4)),
        register(mara, person(1, TOBIAS)),
        build_record_index(()),
        Signed({landing.oid: GOOD} if evidence == "signature" else {}),
        date(2026, 1, 20),
    )
    assert found.best.grade == (evidence if counts else Grade.FRONT_MATTER)
    assert found.best.day == (date(2026, 5, 4) if counts else date(2026, 1, 20))


def test_a_record_keeps_its_own_day() -> None:
    """And front matter the one it states."""
    made = landed_on(revision(commit(9, TOBIAS)), date(2026, 3, 15))
    assert grade(made, record(blob=BLOB, day=date(2026, 3, 12))).best.day == date(2026, 3, 12)
    assert grade(made).best.day == DAY


BOUNDS = Bounds(version="1.1", made=DAY, tolerance=Duration(0, 7), today=date(2026, 3, 20))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (record(day=date(2026, 3, 20), version="1.1"), ""),
        (record(day=date(2026, 3, 3)), ""),
        (record(day=date(2026, 3, 2)), "is dated 2026-03-02, and nobody had this text before 2026-03-10"),
        (record(day=date(2026, 3, 21)), "is dated 2026-03-21, and that day has not come"),
        (record(version="1.0"), "is of version 1.0, and the text says 1.1"),
        (record(day=None), "does not say on which day"),
    ],
)
def test_a_record_must_agree_with_the_text_and_the_calendar(entry: ApprovalRecord, words: str) -> None:
    """One that does not shows nothing, and a note says why."""
    found = grade(revision(commit(9, TOBIAS)), dataclasses.replace(entry, blob=BLOB), bounds=BOUNDS)
    assert found.best.grade is (Grade.FRONT_MATTER if words else Grade.RECORD)
    assert len(found.notes) == bool(words)
    assert words in "".join(found.notes)


def test_a_record_older_than_the_text_is_of_an_earlier_one() -> None:
    """It is said to be out of date."""
    entry = record(blob=BLOB, day=date(2026, 1, 2))
    found = grade(revision(commit(9, TOBIAS)), entry, bounds=BOUNDS)
    assert [reason for _, reason in found.rejected] == [Reason.OUTDATED]


def test_uncommitted_text_and_a_document_without_approver_have_front_matter_only() -> None:
    """There is nothing else to look at."""
    change = Change(commit=None, landed=False, path="p.md", blob="")
    uncommitted = Revision(change=change, at=None, kind=Kind.MATERIAL)
    assert "not committed" in grade(uncommitted).best.detail
    assert find_signed(uncommitted) == ()
    none = grade_approval("POL-SM", "", uncommitted, PEOPLE, build_record_index(()), None, DAY)
    assert "no approver role" in none.best.detail


def test_authors_of_a_text_are_those_who_wrote_it() -> None:
    """Approvals, reviews and declared commits write nothing."""
    made = [
        revision(commit(3, MARA), kind=Kind.APPROVAL),
        revision(commit(2, TOBIAS), kind=Kind.MATERIAL),
        revision(commit(1, OWEN), kind=Kind.REVIEW),
    ]
    assert find_text_authors(made) == (TOBIAS,)
    assert find_signed(revision(MERGED, WRITTEN)) == (MERGED.oid, WRITTEN.oid)
