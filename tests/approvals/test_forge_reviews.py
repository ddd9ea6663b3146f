"""Reviews that a forge exported, and what becomes of them."""

from __future__ import annotations

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from smsdocs.analysis.identities import build_identities
from smsdocs.model.document import Head
from smsdocs.model.register import Person, Register, Row
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.forge_reviews import node
from smsdocs.readers.forge_reviews.export import parse_export
from smsdocs.readers.forge_reviews.records import Import, build_import

UTC = ZoneInfo("UTC")
A, B, C, M = ("a" * 40, "b" * 40, "c" * 40, "d" * 40)
URL = "https://git.example.org/o/r/pull/12"


def person(number: int, name: str) -> Person:
    """A person."""
    return Person(id=name, name=name, external=False, identities=(), assignments=(), index=number)


PEOPLE = build_identities(
    [
        Register(
            path="people.yml",
            kind="people",
            head=Head(),
            people=(person(0, "mara"), person(1, "tobias")),
            rows=(
                Row(id="mara", index=0, fields={"accounts": ["github:mara-e", "gitlab:mara"]}),
                Row(
                    id="tobias", index=1, fields={"accounts": ["github:tobi", "github:tobi2", "gitlab:tobi"]}
                ),
            ),
        )
    ]
)


def review(
    login: str = "mara-e", state: str = "APPROVED", at: str = "2026-03-02T23:30:00Z", oid: str = C
) -> dict[str, object]:
    """A review as `gh pr view --json reviews` gives it."""
    return {"author": {"login": login}, "state": state, "submittedAt": at, "commit": {"oid": oid}}


def pull(*reviews: dict[str, object], **more: object) -> dict[str, object]:
    """A pull request as `gh pr list --json` gives it."""
    made = {
        "number": 12,
        "url": URL,
        "author": {"login": "tobi", "is_bot": False},
        "mergeCommit": {"oid": M},
        "commits": [{"oid": oid} for oid in (A, B, C)],
        "reviews": list(reviews),
    }
    return {**made, **more}


def bring(*values: object, zone: ZoneInfo = UTC) -> Import:
    """Import each value as a file of its own."""
    files = [(f"{n}.json", json.dumps(value).encode()) for n, value in enumerate(values)]
    return build_import(parse_export(files), PEOPLE, (), zone)


def test_an_approved_pull_request_becomes_a_record() -> None:
    """Of the merge and of all commits it brought, on the day in the time zone of the settings."""
    found = bring([pull(review())])
    (record,) = found.records
    assert (record.by, record.day, record.source, record.url) == ("mara", date(2026, 3, 2), "github", URL)
    assert record.commits == (M, A, B, C)
    assert record.document == ""
    assert found.skipped == ()
    assert bring(pull(review()), zone=ZoneInfo("Europe/Paris")).records[0].day == date(2026, 3, 3)


def test_an_approval_covers_what_it_saw() -> None:
    """A commit came after it: neither that commit nor the merge is approved, and it is said so."""
    found = bring([pull(review(oid=B))])
    assert found.records[0].commits == (A, B)
    assert "does not cover what came after it" in found.skipped[0]


@pytest.mark.parametrize("state", ["CHANGES_REQUESTED", "DISMISSED"])
def test_an_approval_that_was_taken_back_does_not_count(state: str) -> None:
    """The last word of a reviewer counts, in whatever order the export gives them."""
    found = bring([pull(review(state=state, at="2026-03-03T09:00:00Z"), review())])
    assert found.records == ()
    assert found.skipped == ("pull request 12: nobody approved it",)
    again = review(at="2026-03-04T09:00:00Z")
    assert len(bring([pull(again, review(state=state, at="2026-03-03T09:00:00Z"), review())]).records) == 1


def test_a_comment_takes_nothing_back() -> None:
    """Neither does a second approval make two."""
    found = bring([pull(review(), review(), review(state="COMMENTED", at="2026-03-03T09:00:00Z"))])
    assert len(found.records) == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (pull(review("tobi")), "tobi is its author"),
        (pull(review("tobi2")), "tobi2 is its author"),
        (pull(review("stranger")), "add `accounts: [github:stranger]`"),
        (pull(review("helper[bot]")), "helper[bot] is a machine"),
        (pull(review("app/helper")), "app/helper is a machine"),
        (pull({**review(), "author": {"login": "mara-e", "is_bot": True}}), "mara-e is a machine"),
        (pull({**review(), "author": None}), "the account that approved it is gone"),
        (pull({**review(), "submittedAt": None}), "nothing says when"),
        (pull(review(), mergeCommit=None), "not merged"),
    ],
)
def test_what_does_not_count_is_said(entry: dict[str, object], words: str) -> None:
    """Authors, machines and strangers approve nothing."""
    found = bring([entry])
    assert found.records == ()
    assert words in found.skipped[0]


REST = {
    "id": 1,
    "user": {"login": "Mara-E", "type": "User"},
    "state": "APPROVED",
    "html_url": f"{URL}#pullrequestreview-1",
    "submitted_at": "2026-03-02T09:00:00Z",
    "commit_id": C,
}


def test_reviews_by_the_api_cover_the_commit_they_saw() -> None:
    """The pull request itself adds what it was merged with, and who opened it."""
    assert bring([REST]).records[0].commits == (C,)
    itself = {
        "number": 12,
        "html_url": URL,
        "user": {"login": "tobi"},
        "head": {"sha": C},
        "merge_commit_sha": M,
        "merged_at": "2026-03-02T10:00:00Z",
    }
    assert bring([REST], itself).records[0].commits == (M, C)
    assert bring([REST], {**itself, "head": {"sha": B}}).records[0].commits == (C,)
    assert bring([REST], {**itself, "user": {"login": "mara-e"}}).records == ()
    assert "not merged" in bring([REST], {**itself, "merged_at": None}).skipped[0]
    assert bring([{**REST, "user": {"login": "mara-e", "type": "Bot"}}]).records == ()


def test_pages_that_follow_each_other_are_all_read() -> None:
    """`gh api --paginate` prints one list after another; with --slurp, a list of lists."""
    other = {**REST, "html_url": URL.replace("12", "13"), "commit_id": B}
    text = f"{json.dumps([REST])}\n{json.dumps([other])}".encode()
    assert len(build_import(parse_export([("x", text)]), PEOPLE, (), UTC).records) == 2
    assert len(bring([[REST], [other]]).records) == 2


MERGE = {
    "iid": 7,
    "project_id": 3,
    "state": "merged",
    "author": {"username": "tobi"},
    "sha": A,
    "merge_commit_sha": M,
    "squash_commit_sha": B,
    "merged_at": "2026-03-02T09:00:00.123Z",
    "web_url": "https://git.example.org/o/r/-/merge_requests/7",
}
APPROVED = {"approved_by": [{"user": {"username": "mara"}}]}


def test_gitlab_gives_a_merge_request_and_its_approvals_in_one_or_in_two() -> None:
    """Two answers of its API belong together by project and number."""
    for found in (
        bring({**MERGE, **APPROVED}),
        bring({**MERGE, "approvals": APPROVED}),
        bring(MERGE, {"iid": 7, "project_id": 3, **APPROVED}),
    ):
        (record,) = found.records
        assert (record.by, record.day, record.source) == ("mara", date(2026, 3, 2), "gitlab")
        assert record.commits == (M, B, A)
    assert "no commits are given" in bring({"iid": 7, **APPROVED}).skipped[0]
    assert "not merged" in bring({**MERGE, **APPROVED, "state": "opened"}).skipped[0]
    assert "nobody approved" in bring(MERGE).skipped[0]
    own = {"approved_by": [{"user": {"username": "tobi"}}]}
    assert "is its author" in bring({**MERGE, **own}).skipped[0]


@pytest.mark.parametrize("commit", [None, {"oid": ""}, {}])
def test_a_review_of_nobody_knows_what_covers_nothing(commit: dict[str, str] | None) -> None:
    """GitHub forgets the commits of deleted branches; then it cannot be told what the reviewer saw."""
    found = bring(pull({**review(), "commit": commit}))
    assert found.records == ()
    assert found.skipped == ("pull request 12: nothing says which text mara-e approved",)
    for itself in (
        (),
        ({"number": 12, "html_url": URL, "merge_commit_sha": M, "merged_at": "x", "head": {"sha": C}},),
    ):
        found = bring([{**REST, "commit_id": None}], *itself)
        assert found.records == ()
        assert found.skipped == ("pull request 12: nothing says which text Mara-E approved",)


def test_without_the_commits_of_a_request_only_the_one_that_was_seen_is_covered() -> None:
    """Others may have come after it."""
    assert bring(pull(review(oid=B), commits=[])).records[0].commits == (B,)


def test_an_account_of_two_people_is_said_to_be_one() -> None:
    """To add it to a person, as an account that nobody has, would not help."""
    people = build_identities(
        [
            Register(
                path="people.yml",
                kind="people",
                head=Head(),
                people=(person(0, "mara"), person(1, "tobias")),
                rows=tuple(
                    Row(id=name, index=index, fields={"accounts": ["github:mara-e"]})
                    for index, name in enumerate(("mara", "tobias"))
                ),
            )
        ]
    )
    export = parse_export([("1.json", json.dumps(pull(review())).encode())])
    (words,) = build_import(export, people, (), UTC).skipped
    assert "mara-e is the account of several people in the register" in words


def test_an_export_without_the_merge_says_so() -> None:
    """It may be merged for all anybody knows."""
    asked = {name: value for name, value in pull(review()).items() if name != "mergeCommit"}
    assert bring(asked).skipped == (
        "pull request 12: the export does not say what it was merged with: add mergeCommit",
    )


def test_the_same_again_adds_nothing() -> None:
    """Importing is idempotent, within an export and against what is there."""
    export = parse_export([("x", json.dumps([pull(review()), pull(review())]).encode())])
    first = build_import(export, PEOPLE, (), UTC)
    assert len(first.records) == 1
    assert build_import(export, PEOPLE, first.records, UTC).records == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"[1]",
        b'"text"',
        b"{}",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"[NaN]",
        b"[" + b"9" * 10_000 + b"]",
        json.dumps(pull(review()) | {"reviews": {}}).encode(),
        json.dumps(pull(review()) | {"reviews": [1]}).encode(),
        json.dumps(pull(review()) | {"author": "tobi"}).encode(),
        json.dumps(pull(review()) | {"number": "12"}).encode(),
        json.dumps(pull(review()) | {"mergeCommit": {"oid": "--all"}}).encode(),
        json.dumps(pull(review(login="x y\x1b[2J"))).encode(),
        json.dumps(pull(review(at="yesterday"))).encode(),
        json.dumps(pull(review(at="2026-03-02T09:00:00"))).encode(),
        json.dumps(pull(review(at="0001-01-01T00:00:00+14:00"))).encode(),
        json.dumps(pull({**review(), "state": 1})).encode(),
        json.dumps({"commit_id": [], "state": "APPROVED"}).encode(),
        json.dumps({"iid": {}, "approved_by": 1}).encode(),
        json.dumps({**MERGE, "approved_by": [{"user": []}]}).encode(),
    ],
)
def test_what_is_no_export_is_refused_with_what_would_satisfy(content: bytes) -> None:
    """Wrong types, too deep, no JSON: a message, never a traceback."""
    with pytest.raises(CannotLookError) as refused:
        parse_export([("export.json", content)])
    assert refused.value.hint


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound on bytes, whatever they hold."""
    monkeypatch.setattr(node, "SIZE_LIMIT", 10)
    with pytest.raises(CannotLookError, match="too much"):
        parse_export([("export.json", b"[" + b" " * 20 + b"]")])


def test_an_address_that_is_none_is_left_out() -> None:
    """It would become a link."""
    assert bring([pull(review(), url="javascript:alert(1)")]).records[0].url == ""
