"""What git says of signatures, with a key that is made here."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from smsdocs.readers.signatures import GitSignatures

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conftest import Repository

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen here")
ADDRESS = "mara.ellwood@example.org"


@pytest.fixture
def key(tmp_path: Path, repository: Repository) -> Path:
    """A key with which the repository signs; `allowed` lists it as Mara's."""
    made = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", made], check=True)
    public = made.with_suffix(".pub").read_text(encoding="utf-8")
    (tmp_path / "allowed").write_text(f"{ADDRESS} {public}", encoding="utf-8")
    (tmp_path / "empty").write_text("", encoding="utf-8")
    repository.git("config", "gpg.format", "ssh")
    repository.git("config", "user.signingkey", str(made.with_suffix(".pub")))
    return made


@pytest.fixture
def commits(key: Path, repository: Repository) -> tuple[str, str]:
    """A commit without a signature and one with."""
    assert key.exists()
    plain = repository.commit({"a.md": "a"}, at="2026-01-01T12:00:00Z")
    repository.git("commit", "--quiet", "--allow-empty", "-S", "--message", "signed")
    return plain, repository.git("rev-parse", "HEAD")


def trust(repository: Repository, signers: Path) -> None:
    """Say whose keys are known."""
    repository.git("config", "gpg.ssh.allowedSignersFile", str(signers))


def test_a_signature_by_a_known_key_is_verified(
    repository: Repository, commits: tuple[str, str], tmp_path: Path
) -> None:
    """It says whose it is; a commit without one has none."""
    plain, signed = commits
    trust(repository, tmp_path / "allowed")
    signatures = GitSignatures(repository.root)
    signatures.prefetch([plain, signed])
    found = signatures.of(signed)
    assert signatures.of(plain) is None
    assert found is not None
    assert (found.status, found.verified, found.email) == ("G", True, ADDRESS)
    assert found.key.startswith("SHA256:")


def test_a_key_that_nobody_lists_is_good_and_nobodys(
    repository: Repository, commits: tuple[str, str], tmp_path: Path
) -> None:
    """Git's U: the signature fits, and who made it is not known."""
    trust(repository, tmp_path / "empty")
    found = GitSignatures(repository.root).of(commits[1])
    assert found is not None
    assert (found.status, found.name, found.email) == ("U", "", "")


def test_without_a_list_of_signers_it_cannot_be_checked(
    repository: Repository, commits: tuple[str, str]
) -> None:
    """Git calls such a commit unsigned; it is not."""
    signatures = GitSignatures(repository.root)
    signatures.prefetch(commits)
    found = signatures.of(commits[1])
    assert found is not None
    assert (found.status, found.verified) == ("E", False)
    assert signatures.of(commits[0]) is None


def test_without_the_program_it_cannot_be_checked(
    repository: Repository, commits: tuple[str, str], tmp_path: Path
) -> None:
    """Git calls such a signature bad; nobody knows."""
    trust(repository, tmp_path / "allowed")
    repository.git("config", "gpg.ssh.program", str(tmp_path / "absent"))
    found = GitSignatures(repository.root).of(commits[1])
    assert found is not None
    assert found.status == "E"


def test_a_signature_moved_to_another_text_is_bad(
    repository: Repository, commits: tuple[str, str], tmp_path: Path
) -> None:
    """The message was changed after it was signed."""
    trust(repository, tmp_path / "allowed")
    raw = repository.git("cat-file", "commit", commits[1]) + "\n"
    forged = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=repository.root,
        input=raw.replace("\n\nsigned", "\n\nforged"),
        text=True,
        check=True,
        capture_output=True,
    ).stdout.strip()
    found = GitSignatures(repository.root).of(forged)
    assert found is not None
    assert (found.status, found.verified) == ("B", False)


class Notes:
    """Remembers in memory."""

    def __init__(self) -> None:
        self.taken: dict[str, object] = {}

    def note(self, name: str) -> object:
        """Return what was noted."""
        return self.taken.get(name)

    def find_notes(self, names: Iterable[str]) -> dict[str, object]:
        """Return what was noted under several names."""
        return {name: self.taken[name] for name in names if name in self.taken}

    def take_note(self, name: str, value: object) -> None:
        """Note something."""
        self.taken[name] = value


def test_only_what_bears_no_signature_is_remembered(
    repository: Repository, commits: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git says of a signature depends on the keys at hand, also where it calls one none at all."""
    plain, signed = commits
    notes = Notes()
    statuses = []
    for listed in (None, "empty", "allowed", "allowed"):
        if listed:
            trust(repository, tmp_path / listed)
        signatures = GitSignatures(repository.root, notes)
        signatures.prefetch([plain, signed, "0" * 40, "HEAD"])
        found = signatures.of(signed)
        assert found is not None
        statuses.append(found.status)
        assert signatures.of(plain) is None
        assert list(notes.taken) == [f"unsigned {plain}"]
    assert statuses == ["E", "U", "G", "G"]
    monkeypatch.setattr(GitSignatures, "_read", lambda *_: pytest.fail("git is asked again"))
    GitSignatures(repository.root, notes).prefetch([plain])


def test_a_gpg_that_says_nothing_makes_no_commit_unsigned(
    repository: Repository, commits: tuple[str, str]
) -> None:
    """Git then says that there is no signature, as of a commit that bears none."""
    raw = repository.git("cat-file", "commit", commits[0])
    head, _, message = raw.partition("\n\n")
    header = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n aGVsbG8=\n -----END PGP SIGNATURE-----"
    signed = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=repository.root,
        input=f"{head}\n{header}\n\n{message}\n",
        text=True,
        check=True,
        capture_output=True,
    ).stdout.strip()
    repository.git("config", "gpg.format", "openpgp")
    repository.git("config", "gpg.program", "true")
    notes = Notes()
    found = GitSignatures(repository.root, notes).of(signed)
    assert found is not None
    assert found.status == "E"
    assert notes.taken == {}


def test_what_is_not_there_spoils_nothing(
    repository: Repository, commits: tuple[str, str], tmp_path: Path
) -> None:
    """A commit that is not held here, and a text that is no id: no option, no revision, nothing."""
    trust(repository, tmp_path / "allowed")
    signatures = GitSignatures(repository.root)
    signatures.prefetch(["0" * 39 + "1", "--all", "HEAD", commits[1]])
    assert signatures.of("--all") is None
    assert signatures.of("HEAD") is None
    assert signatures.of("0" * 39 + "1") is None
    found = signatures.of(commits[1])
    assert found is not None
    assert found.verified
    assert GitSignatures(repository.root).of("f" * 40) is None
