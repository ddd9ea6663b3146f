"""Signatures of commits, checked by git for many commits in one call. Commits without one cost nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.identities import parse_identity
from smsdocs.model.approval import Signature
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from smsdocs.model.history import Notes

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FORMAT = "--format=%H%x00%G?%x00%GS%x00%GF"
_FIELDS = 4
_SIGNED = re.compile(rb"^gpgsig(?:-sha256)? ", re.MULTILINE)
_ANSWER_FIELDS = 3
"""`cat-file` answers "<oid> <type> <size>", or "<oid> missing"."""


class GitSignatures:
    """Asks git, with the keys that are at hand here: its own and gpg's settings of whoever runs this.

    A key that is not at hand, a list of signers that is not set, a missing gpg: all give E, cannot be checked.

    Args:
        root: a folder of the repository.
        notes: remembers from one run to the next which commits bear no signature; what git says of one that does
            depends on keys, and is asked anew.
    """

    def __init__(self, root: Path, notes: Notes | None = None) -> None:
        self._root = root
        self._notes = notes
        self._known: dict[str, Signature | None] = {}

    def prefetch(self, oids: Iterable[str]) -> None:
        """Check many commits at once; what is no full object id, or not held here, bears no signature.

        Raises:
            CannotLookError: git could not show the commits.
        """
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._known]
        self._known.update(dict.fromkeys(wanted))
        asked = {_name(oid): oid for oid in wanted if _OID.fullmatch(oid)}
        for name in self._notes.find_notes(asked) if self._notes else ():
            del asked[name]
        if asked:
            self._known.update(self._read([*asked.values()]))

    def of(self, oid: str) -> Signature | None:
        """Return the signature of a commit, None where it bears none."""
        if oid not in self._known:
            self.prefetch((oid,))
        return self._known[oid]

    def _read(self, oids: list[str]) -> dict[str, Signature]:
        done = self._log(oids)
        if done is None:  # one that is not here spoils the answer for all
            oids = self._present(oids)
            done = self._log(oids) if oids else (b"", b"")
        if done is None:
            raise CannotLookError(
                "git cannot show the signatures of commits", "`git fsck` says what is broken"
            )
        output, errors = done
        found = dict(_parse(output))
        if b"cannot run" in errors or b"could not create temporary file" in errors:
            found = {oid: _unchecked(one) for oid, one in found.items()}
        unsigned = [oid for oid in oids if oid not in found]
        if unsigned:  # git says so too where gpg does not run, or nobody has a list of signers
            found.update({oid: Signature(status="E") for oid in self._find_signed(unsigned)})
        if self._notes is not None:
            for oid in unsigned:
                if oid not in found:
                    self._notes.take_note(_name(oid), value=True)
        return found

    def _log(self, oids: list[str]) -> tuple[bytes, bytes] | None:
        """Return what git printed and what it complained about; None where it could not read a commit."""
        done = run(
            self._root,
            *("-c", "log.showSignature=false"),
            *("log", "--no-walk=unsorted", "--stdin", "-z", "--encoding=UTF-8", _FORMAT),
            text="".join(f"{oid}\n" for oid in oids).encode(),
        )
        return None if done.returncode else (done.stdout, done.stderr)

    def _present(self, oids: list[str]) -> list[str]:
        asked = "".join(f"{oid}\n" for oid in oids).encode()
        done = run(self._root, "cat-file", "--batch-check", text=asked)
        answers = (line.split() for line in done.stdout.decode("ascii", "replace").splitlines())
        return [fields[0] for fields in answers if len(fields) == _ANSWER_FIELDS and fields[1] == "commit"]

    def _find_signed(self, oids: list[str]) -> Iterator[str]:
        """Yield the commits that bear a signature, whoever made it."""
        asked = "".join(f"{oid}\n" for oid in oids).encode()
        output = run(self._root, "cat-file", "--batch", text=asked).stdout
        at = 0
        while at < len(output):
            end = output.index(b"\n", at)
            answer = output[at:end].decode("ascii", "replace").split()
            at = end + 1
            if len(answer) != _ANSWER_FIELDS:
                continue
            head = output[at : at + int(answer[2])].partition(b"\n\n")[0]
            at += int(answer[2]) + 1
            if _SIGNED.search(head):
                yield answer[0]


def _name(oid: str) -> str:
    return f"unsigned {oid}"


def _parse(output: bytes) -> Iterator[tuple[str, Signature]]:
    fields = output.decode("utf-8", "replace").split("\0")
    for at in range(0, len(fields) - _FIELDS + 1, _FIELDS):
        oid, status, signer, key = (field.strip("\n") for field in fields[at : at + _FIELDS])
        if status != "N":
            who = parse_identity(signer)
            yield oid, Signature(status=status, name=who.name, email=who.email, key=key)


def _unchecked(signature: Signature) -> Signature:
    """Return a signature as unchecked where nothing was there to check it: git calls it bad."""
    return signature if signature.verified else Signature(status="E", key=signature.key)
