"""GitHub: what `gh pr list` and `gh pr view` say, and what the API says of a pull request and its reviews."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from smsdocs.model.approval import Source
from smsdocs.readers.forge_reviews.review import Review, drop_repeats

if TYPE_CHECKING:
    from smsdocs.readers.forge_reviews.node import Node
    from smsdocs.readers.forge_reviews.review import Export


def add_pull_request(export: Export, node: Node) -> None:
    """Add what `gh pr list` and `gh pr view` say of one pull request."""
    request = f"pull request {node.number('number') or node.where}"
    merge = node.node("mergeCommit").oid("oid")
    if not merge:
        told = "mergeCommit" in node.fields
        words = "not merged" if told else "the export does not say what it was merged with: add mergeCommit"
        export.skipped.append(f"{request}: {words}")
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
        for review in _find_standing(node.nodes("reviews"), ("author", "submittedAt"))
    ]
    if not found:
        export.skipped.append(f"{request}: nobody approved it")
    export.reviews.extend(_cover(review, commits, merge) for review in found)


def _cover(review: Review, commits: list[str], merge: str) -> Review:
    """Return the review with all the commits it covers: up to the one it saw; the merge only where it saw the last.

    None at all where GitHub does not say what it saw.
    """
    seen = review.commits[0]
    if not seen:
        return replace(review, commits=())
    if not commits:
        return replace(review, commits=(seen,))
    if seen == commits[-1]:
        return replace(review, commits=drop_repeats(merge, *commits, seen))
    if seen not in commits:  # rewritten since
        return replace(review, commits=(seen,), later=len(commits))
    count = commits.index(seen) + 1
    return replace(review, commits=drop_repeats(*commits[:count]), later=len(commits) - count)


def _find_standing(reviews: list[Node], names: tuple[str, str]) -> list[Node]:
    """Return the approvals that stand: the last word of each reviewer; a mere comment takes nothing back."""
    who, when = names
    last: dict[str, Node] = {}
    moments = {id(review): review.moment(when) for review in reviews}
    for review in sorted(reviews, key=lambda one: at.timestamp() if (at := moments[id(one)]) else 0):
        state = review.text("state").upper()
        if state in {"APPROVED", "CHANGES_REQUESTED", "DISMISSED"}:
            last[review.node(who).login("login").casefold()] = review
    return [review for review in last.values() if review.text("state").upper() == "APPROVED"]


def find_address(node: Node) -> str:
    """Return the address of the pull request that something belongs to."""
    return node.address("html_url").partition("#")[0]


def add_reviews(export: Export, url: str, nodes: list[Node], pull: Node | None) -> None:
    """Add the reviews of one pull request by the API; the pull request itself says what it was merged with."""
    request = f"pull request {url.rpartition('/')[2] or url}"
    head = pull.node("head").oid("sha") if pull else ""
    merge = pull.oid("merge_commit_sha") if pull and pull.text("merged_at") else ""
    if pull and not merge:
        export.skipped.append(f"{request}: not merged")
        return
    found = _find_standing(nodes, ("user", "submitted_at"))
    if not found:
        export.skipped.append(f"{request}: nobody approved it")
    for review in found:
        seen = review.oid("commit_id")
        late = bool(pull) and seen != head
        parsed = _parse_review(request, review, pull, merge="" if late or not seen else merge)
        export.reviews.append(replace(parsed, later=int(late and bool(seen))))


def _parse_review(request: str, review: Node, pull: Node | None, *, merge: str) -> Review:
    return Review(
        source=Source.GITHUB,
        request=request,
        author=pull.node("user").login("login") if pull else "",
        login=review.node("user").login("login"),
        bot=review.node("user").text("type") == "Bot",
        at=review.moment("submitted_at"),
        commits=drop_repeats(merge, review.oid("commit_id")),
        url=review.address("html_url"),
    )
