"""The files that a forge's command line and API give, told apart by their fields.

What is read: GitHub's `gh pr list --json` and `gh pr view --json`, the reviews of one pull request by the API, the
pull request itself by the API; GitLab's merge request and its approvals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.forge_reviews.github import add_pull_request, add_reviews, find_address
from smsdocs.readers.forge_reviews.gitlab import add_merge_request
from smsdocs.readers.forge_reviews.node import FORMATS, parse_nodes
from smsdocs.readers.forge_reviews.review import Export

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.readers.forge_reviews.node import Node


def parse_export(files: Sequence[tuple[str, bytes]]) -> Export:
    """Return the approvals of one or several files, each given with its name.

    Raises:
        CannotLookError: a file is no JSON, or holds something else than what is read here.
    """
    answers = _Answers()
    for name, content in files:
        for node in parse_nodes(name, content):
            answers.add(name, node)
    return answers.build_export()


@dataclass(slots=True)
class _Answers:
    """Answers of a forge by what they are about: parts of one request may stand in several files.

    Attributes:
        export: what is complete: pull requests with their reviews in them.
        pulls, reviews: by the address of the pull request.
        merges: parts of merge requests, by project and number.
    """

    export: Export = field(default_factory=Export)
    pulls: dict[str, Node] = field(default_factory=dict)
    reviews: dict[str, list[Node]] = field(default_factory=dict)
    merges: dict[tuple[str, str], list[Node]] = field(default_factory=dict)

    def add(self, name: str, node: Node) -> None:
        if "mergeCommit" in node.fields or "reviews" in node.fields:
            add_pull_request(self.export, node)
        elif "commit_id" in node.fields and "state" in node.fields:
            self.reviews.setdefault(find_address(node) or name, []).append(node)
        elif "iid" in node.fields:
            self.merges.setdefault((node.number("project_id"), node.number("iid")), []).append(node)
        elif "merge_commit_sha" in node.fields and "number" in node.fields:
            self.pulls[find_address(node) or name] = node
        else:
            message = f"{node.where} is neither a pull request, nor a review, nor a merge request"
            raise CannotLookError(message, FORMATS)

    def build_export(self) -> Export:
        for request, found in self.reviews.items():
            add_reviews(self.export, request, found, self.pulls.get(request))
        for parts in self.merges.values():
            add_merge_request(self.export, parts)
        return self.export
