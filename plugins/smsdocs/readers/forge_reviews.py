"""What a forge says of reviews (GitHub and GitLab, JSON), as approval records. JSON from outside is not trusted.

What is read, told apart by its fields: GitHub's `gh pr list --json` and `gh pr view --json`, the reviews of one
pull request by the API, the pull request itself by the API; GitLab's merge request and its approvals.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from smsdocs.analysis.identities import is_machine_login
from smsdocs.model.approval import ApprovalRecord, Source
from smsdocs.model.trouble import CannotLookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, tzinfo

    from smsdocs.analysis.identities import Identities

SIZE_LIMIT = 64_000_000
"""Bytes of one export."""

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ADDRESS = re.compile(r"https?://[!-~]{1,490}")
_SPACE = re.compile(r"\s*")
_YEARS = range(1990, 9000)
_LOGIN = re.compile(r"(?:app/)?[A-Za-z0-9][A-Za-z0-9._-]{0,254}(?:\[bot\])?")
_FORMATS = (
    "export `gh pr list --state merged --json number,url,author,mergeCommit,reviews,commits`, "
    "or GitLab's merge request and its approvals"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One approval of a pull or merge request that its reviewer did not take back.

    Attributes:
        request: which one, as people name it.
        author: login of who opened it; empty where the export does not say.
        at: when; None where the export does not say.
        commits: what the approval covers.
        later: commits of the request that came after the approval.
    """

    source: Source
    request: str
    author: str
    login: str
    bot: bool
    at: datetime | None
    commits: tuple[str, ...]
    later: int = 0
    url: str = ""


@dataclass(slots=True, kw_only=True)
class Export:
    """What one or several files hold.

    Attributes:
        skipped: what was left out, and why.
    """

    reviews: list[Review] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What becomes of an export: records to add, and words on what is left out."""

    records: tuple[ApprovalRecord, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    """An object of JSON and where it stands: whatever is asked of it is there with the right type, or refused."""

    fields: Mapping[str, object]
    where: str

    def refuse(self, name: str, wanted: str) -> CannotLookError:
        message = f"{self.where}.{name} is not {wanted}"
        return CannotLookError(message, _FORMATS)

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(name, "a text")
        return value

    def node(self, name: str) -> _Node:
        value = self.fields.get(name)
        if value is None:
            return _Node({}, f"{self.where}.{name}")
        if not isinstance(value, dict):
            raise self.refuse(name, "an object")
        return _Node(value, f"{self.where}.{name}")

    def nodes(self, name: str) -> list[_Node]:
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(name, "a list")
        return _nodes(value, f"{self.where}.{name}")

    def number(self, name: str) -> str:
        value = self.fields.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(name, "a whole number")
        return str(value)

    def flag(self, name: str) -> bool:
        return self.fields.get(name) is True

    def oid(self, name: str) -> str:
        value = self.text(name)
        if value and not _OID.fullmatch(value):
            raise self.refuse(name, "the full id of a commit")
        return value

    def login(self, name: str) -> str:
        value = self.text(name)
        if value and not _LOGIN.fullmatch(value):
            raise self.refuse(name, "a login")
        return value

    def moment(self, name: str) -> datetime | None:
        value = self.text(name)
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or found.year not in _YEARS:
            raise self.refuse(name, "a moment such as 2026-03-02T09:00:00Z")
        return found

    def address(self, name: str) -> str:
        value = self.text(name)
        return value if _ADDRESS.fullmatch(value) else ""


def _nodes(values: Iterable[object], where: str) -> list[_Node]:
    found = []
    for index, value in enumerate(values):
        if not isinstance(value, dict):
            message = f"{where}[{index}] is not an object"
            raise CannotLookError(message, _FORMATS)
        found.append(_Node(value, f"{where}[{index}]"))
    return found


def parse_export(files: Sequence[tuple[str, bytes]]) -> Export:
    """Return the approvals of one or several files, each given with its name.

    Raises:
        CannotLookError: a file is no JSON, or holds something else than what is read here.
    """
    pulls: dict[str, _Node] = {}
    reviews: dict[str, list[_Node]] = {}
    merges: dict[tuple[str, str], list[_Node]] = {}
    export = Export()
    for name, content in files:
        for node in _parse_objects(name, content):
            if "mergeCommit" in node.fields or "reviews" in node.fields:
                _add_listed(export, node)
            elif "commit_id" in node.fields and "state" in node.fields:
                reviews.setdefault(_request_of(node) or name, []).append(node)
            elif "iid" in node.fields:
                merges.setdefault((node.number("project_id"), node.number("iid")), []).append(node)
            elif "merge_commit_sha" in node.fields and "number" in node.fields:
                pulls[_request_of(node) or name] = node
            else:
                message = f"{node.where} is neither a pull request, nor a review, nor a merge request"
                raise CannotLookError(message, _FORMATS)
    for request, found in reviews.items():
        _add_reviewed(export, request, found, pulls.get(request))
    for parts in merges.values():
        _add_merge_request(export, parts)
    return export


def _parse_objects(name: str, content: bytes) -> list[_Node]:
    if len(content) > SIZE_LIMIT:
        message = f"{name}: {len(content) / 1e6:,.1f} MB are too much (at most {SIZE_LIMIT / 1e6:,.0f} MB)"
        raise CannotLookError(message, "export fewer pull requests at a time (`--limit`)")
    try:
        values = list(_parse_values(content.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise CannotLookError(f"{name} is no UTF-8", "save the export as UTF-8") from error
    except RecursionError as error:
        raise CannotLookError(f"{name} is nested too deeply", _FORMATS) from error
    except ValueError as error:
        raise CannotLookError(f"{name} is no JSON: {error}", _FORMATS) from error
    flat: list[object] = []
    for value in values:
        pages = value if isinstance(value, list) else [value]
        for page in pages:  # `gh api --paginate --slurp` wraps each page in a list
            flat.extend(page if isinstance(page, list) else [page])
    return _nodes(flat, name)


def _parse_values(text: str) -> Iterator[object]:
    """Yield every value of a text: `gh api --paginate` prints one list after another."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    text = text.strip()
    if not text:
        raise ValueError("it is empty")
    at = 0
    while at < len(text):
        value, end = decoder.raw_decode(text, at)
        yield value
        at = space.end() if (space := _SPACE.match(text, end)) else end


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no value of JSON")


# --- GitHub -------------------------------------------------------------------------------------


def _add_listed(export: Export, node: _Node) -> None:
    """Add what `gh pr list` and `gh pr view` say of one pull request."""
    request = f"pull request {node.number('number') or node.where}"
    merge = node.node("mergeCommit").oid("oid")
    if not merge:
        export.skipped.append(f"{request}: not merged")
        return
    commits = [commit.oid("oid") for commit in node.nodes("commits")]
    found = [
        Review(
            source=Source.GITHUB,
            request=request,
            author=node.node("author").login("login"),
            login=review.node("author").login("login"),
            bot=review.node("author").flag("is_bot"),
            at=review.moment("submittedAt"),
            commits=(review.node("commit").oid("oid"),),
            url=node.address("url"),
        )
        for review in _standing(node.nodes("reviews"), ("author", "submittedAt"))
    ]
    if not found:
        export.skipped.append(f"{request}: nobody approved it")
    export.reviews.extend(_cover(review, commits, merge) for review in found)


def _cover(review: Review, commits: list[str], merge: str) -> Review:
    """Return the review with all the commits it covers: up to the one it saw; the merge only where it saw the last."""
    seen = review.commits[0]
    if not seen or not commits or seen == commits[-1]:
        return replace(review, commits=_unique(merge, *commits, seen))
    if seen not in commits:  # rewritten since
        return replace(review, commits=(seen,), later=len(commits))
    count = commits.index(seen) + 1
    return replace(review, commits=_unique(*commits[:count]), later=len(commits) - count)


def _unique(*oids: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(oid for oid in oids if oid))


def _standing(reviews: list[_Node], names: tuple[str, str]) -> list[_Node]:
    """Return the approvals that stand: the last word of each reviewer; a mere comment takes nothing back."""
    who, when = names
    last: dict[str, _Node] = {}
    moments = {id(review): review.moment(when) for review in reviews}
    for review in sorted(reviews, key=lambda one: at.timestamp() if (at := moments[id(one)]) else 0):
        state = review.text("state").upper()
        if state in {"APPROVED", "CHANGES_REQUESTED", "DISMISSED"}:
            last[review.node(who).login("login").casefold()] = review
    return [review for review in last.values() if review.text("state").upper() == "APPROVED"]


def _request_of(node: _Node) -> str:
    return node.address("html_url").partition("#")[0]


def _add_reviewed(export: Export, url: str, nodes: list[_Node], pull: _Node | None) -> None:
    """Add the reviews of one pull request by the API; the pull request itself says what it was merged with."""
    request = f"pull request {url.rpartition('/')[2] or url}"
    head = pull.node("head").oid("sha") if pull else ""
    merge = pull.oid("merge_commit_sha") if pull and pull.text("merged_at") else ""
    if pull and not merge:
        export.skipped.append(f"{request}: not merged")
        return
    found = _standing(nodes, ("user", "submitted_at"))
    if not found:
        export.skipped.append(f"{request}: nobody approved it")
    for review in found:
        seen = review.oid("commit_id")
        export.reviews.append(
            Review(
                source=Source.GITHUB,
                request=request,
                author=pull.node("user").login("login") if pull else "",
                login=review.node("user").login("login"),
                bot=review.node("user").text("type") == "Bot",
                at=review.moment("submitted_at"),
                commits=_unique(merge if seen == head else "", seen),
                later=int(bool(pull) and seen != head),
                url=review.address("html_url"),
            )
        )


# --- GitLab -------------------------------------------------------------------------------------


def _add_merge_request(export: Export, parts: list[_Node]) -> None:
    """Add the approvals of one merge request; it and its approvals are two answers of the API, or one in the other."""
    fields: dict[str, object] = {}
    for part in parts:
        fields.update({name: value for name, value in part.fields.items() if value is not None})
    node = _Node(fields, parts[0].where)
    request = f"merge request {node.number('iid')}"
    commits = _unique(*(node.oid(name) for name in ("merge_commit_sha", "squash_commit_sha", "sha")))
    approvals = node.nodes("approved_by") or node.node("approvals").nodes("approved_by")
    if node.text("state") not in {"", "merged"}:
        export.skipped.append(f"{request}: not merged")
    elif not commits:
        export.skipped.append(f"{request}: no commits are given: add the merge request itself to the export")
    elif not approvals:
        export.skipped.append(f"{request}: nobody approved it")
    else:
        merged = node.moment("merged_at") or node.moment("updated_at")
        for approval in approvals:
            user = approval.node("user")
            export.reviews.append(
                Review(
                    source=Source.GITLAB,
                    request=request,
                    author=node.node("author").login("username"),
                    login=user.login("username"),
                    bot=user.flag("bot"),
                    at=approval.moment("approved_at") or merged,
                    commits=commits,
                    url=node.address("web_url"),
                )
            )


# --- records ------------------------------------------------------------------------------------


def build_import(
    export: Export, people: Identities, present: Sequence[ApprovalRecord], zone: tzinfo
) -> Import:
    """Return the approvals that are to be added: by people we know, not by authors or machines, each once.

    Args:
        export: what the forge says.
        people: the people register.
        present: the records there are.
        zone: whose day counts.
    """
    records: list[ApprovalRecord] = []
    skipped = list(export.skipped)
    for review in export.reviews:
        person = people.find_account(review.source, review.login)
        author = people.find_account(review.source, review.author)
        day = review.at.astimezone(zone).date() if review.at else None
        if review.bot or is_machine_login(review.login):
            skipped.append(f"{review.request}: {review.login} is a machine")
        elif review.login.casefold() == review.author.casefold() or (person and person is author):
            skipped.append(f"{review.request}: {review.login or 'somebody'} is its author")
        elif person is None:
            skipped.append(f"{review.request}: {_explain_unknown(review)}")
        elif day is None:
            skipped.append(f"{review.request}: nothing says when {review.login} approved it")
        else:
            record = _build_record(review, person.id, day)
            if any(_covers(one, record) for one in (*present, *records)):
                skipped.append(f"{review.request}: the approval of {person.id} is there already")
                continue
            records.append(record)
            if review.later:
                skipped.append(
                    f"{review.request}: the approval of {person.id} does not cover what came after it"
                )
    return Import(records=tuple(records), skipped=tuple(dict.fromkeys(skipped)))


def _explain_unknown(review: Review) -> str:
    if not review.login:
        return "the account that approved it is gone"
    entry = f"{review.source}:{review.login}"
    return f"{review.login} is nobody in the people register; add `accounts: [{entry}]` to the person"


def _build_record(review: Review, person: str, day: date) -> ApprovalRecord:
    return ApprovalRecord(by=person, day=day, commits=review.commits, source=review.source, url=review.url)


def _covers(present: ApprovalRecord, new: ApprovalRecord) -> bool:
    same = present.by == new.by and present.document == new.document and present.source is new.source
    return same and set(new.commits) <= set(present.commits)
