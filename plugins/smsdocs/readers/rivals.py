"""Whether a tree calls another branch the published one than the branch did from which it comes.

The setting `branch` decides what has landed, and it is read from the tree that is judged: work that has not landed may
name itself, and then nothing in it is told as a change of the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import run_inside
from smsdocs.readers.git.published import find_remote
from smsdocs.readers.settings import read_settings
from smsdocs.readers.tree import CommitTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from smsdocs.model.settings import Settings
    from smsdocs.readers.git.objects import Objects
    from smsdocs.readers.git.repository import Repository


class Rivals:
    """Looks for a branch that its own settings call published.

    Args:
        branch: the published branch by the settings of the tree; empty where HEAD stands for it.
    """

    def __init__(
        self, root: Path, repository: Repository, objects: Objects, settings: Settings, branch: str
    ) -> None:
        self._root = root
        self._repository = repository
        self._objects = objects
        self._paths = [f"{repository.prefix}{path}" for path in settings.sources]
        self._settings_file = settings.path
        self._branch = branch
        self._known: dict[tuple[str, ...], str | None] = {}

    def find(self) -> tuple[str, str] | None:
        """Return name and commit of the branch from which the tree comes, and which its settings no longer name.

        None where there is no such branch, or where it was so already when the two parted.
        """
        for name, oid, default in self._list_branches():
            if name == self._branch or oid == self._repository.tip:
                continue
            if not default and not self._name(oid, name):
                continue
            done = run_inside(self._repository.git_dir, "merge-base", oid, self._repository.tip)
            parting = done.stdout.decode().strip()
            if not parting or parting == self._repository.tip or self._name(parting, self._branch):
                continue
            if self._name(parting, name) or (default and self._branch and not self._name_any(parting)):
                return name, oid
        return None

    def _list_branches(self) -> Iterator[tuple[str, str, bool]]:
        """Yield name and commit of each branch, and whether it is the default branch of the remote that counts."""
        remote = find_remote(self._root)
        places = ["refs/heads/", *([f"refs/remotes/{remote}/"] if remote else [])]
        form = "--format=%(objectname) %(refname) %(symref)"  # no name of a ref holds a blank
        done = run_inside(self._repository.git_dir, "for-each-ref", form, *places)
        lines = [line.split(" ") for line in done.stdout.decode("utf-8", "surrogateescape").splitlines()]
        head = f"{places[-1]}HEAD" if remote else ""
        default = next((symref for _, ref, symref in lines if ref == head), "")
        for oid, ref, symref in lines:
            if not symref:
                name = next(ref.removeprefix(place) for place in places if ref.startswith(place))
                yield name, oid, ref == default

    def _name(self, commit: str, branch: str) -> bool:
        """Say whether the settings of a commit name a branch as the published one."""
        return bool(branch) and self._hold(commit, branch) and self._read(commit) in {branch, None}

    def _name_any(self, commit: str) -> bool:
        """Say whether the settings of a commit name a published branch at all."""
        return self._hold(commit, "") and self._read(commit) != ""

    def _hold(self, commit: str, name: str) -> bool:
        """Say whether settings may name a branch: most branches are left out by their letters alone."""
        signs = (b"branch", name.encode("utf-8", "surrogateescape"))
        content = b"".join(content for _, content in self._objects.read(self._find(commit)))
        return all(sign in content for sign in signs)

    def _find(self, commit: str) -> tuple[str, ...]:
        return tuple(blob for path in self._paths if (blob := self._objects.find(commit, path)))

    def _read(self, commit: str) -> str | None:
        """Return the branch that the settings of a commit name; empty where they name none, None where nobody knows."""
        blobs = self._find(commit)
        if blobs not in self._known:
            tree = CommitTree(self._root, commit, commit)
            try:
                self._known[blobs] = read_settings(tree, self._settings_file).branch
            except CannotLookError:
                self._known[blobs] = None
            finally:
                tree.close()
        return self._known[blobs]
