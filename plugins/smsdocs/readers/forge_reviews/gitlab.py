"""GitLab: a merge request and its approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.approval import Source
from smsdocs.readers.forge_reviews.node import Node
from smsdocs.readers.forge_reviews.review import Review, drop_repeats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.readers.forge_reviews.review import Export


def add_merge_request(export: Export, parts: list[Node]) -> None:
    """Add the approvals of one merge request; it and its approvals are two answers of the API, or one in the other."""
    fields: dict[str, object] = {}
    for part in parts:
        fields.update({name: value for name, value in part.fields.items() if value is not None})
    node = Node(fields, parts[0].where)
    request = f"merge request {node.number('iid')}"
    commits = drop_repeats(*(node.oid(name) for name in ("merge_commit_sha", "squash_commit_sha", "sha")))
    approvals = node.nodes("approved_by") or node.node("approvals").nodes("approved_by")
    if node.text("state") not in {"", "merged"}:
        export.skipped.append(f"{request}: not merged")
    elif not commits:
        export.skipped.append(f"{request}: no commits are given: add the merge request itself to the export")
    elif not approvals:
        export.skipped.append(f"{request}: nobody approved it")
    else:
        export.reviews.extend(_parse_approvals(node, request, approvals, commits))


def _parse_approvals(
    node: Node, request: str, approvals: list[Node], commits: tuple[str, ...]
) -> Iterator[Review]:
    merged = node.moment("merged_at") or node.moment("updated_at")
    for approval in approvals:
        user = approval.node("user")
        yield Review(
            source=Source.GITLAB,
            request=request,
            author=node.node("author").login("username"),
            login=user.login("username"),
            bot=user.flag("bot"),
            at=approval.moment("approved_at") or merged,
            commits=commits,
            url=node.address("web_url"),
        )
