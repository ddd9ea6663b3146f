"""Who a git author is: a person of the people register, a machine, or somebody we do not know."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from smsdocs.model.history import Author

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from smsdocs.model.history import History
    from smsdocs.model.register import Person, Register

    Rename = Callable[[Sequence[Author]], Sequence[Author]]

Key = TypeVar("Key")

_NOREPLY = re.compile(r"(?:(?P<number>\d+)(?P<sign>[+-]))?(?P<login>[^@+]+)@users\.noreply\.(?P<host>.+)")
"""`123+login@users.noreply.github.com`, `login@` of old; GitLab writes `123-login@users.noreply.HOST`."""

_MACHINE_NAMES = frozenset(
    {
        *(
            "github",
            "github actions",
            "github-actions",
            "web-flow",
            "gitlab",
            "gitlab-ci",
            "gitea",
            "forgejo",
        ),
        *("bitbucket", "bitbucket pipelines", "azure devops", "mergify", "pre-commit-ci"),
    }
)
_MACHINE_ADDRESSES = frozenset(
    {"action@github.com", "actions@github.com", "support@dependabot.com", "bot@renovateapp.com"}
)
_MACHINE = re.compile(
    r".*\[bot\]|.*[-_]bot|bot|(?:dependabot|renovate)(?:[-_ ].*)?|(?:project|group)_\d+_bot(?:_.*)?"
)
"""GitHub Apps, `snyk-bot`, dependabot, renovate, access tokens of GitLab. A person may be called Jan Bot."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Identities:
    """The people register, by everything that may name a person. What names two people names nobody.

    Attributes:
        people: by id.
        addresses: by mail address, in lower case.
        names: by name; neither case nor the width of spaces counts.
        accounts: by forge and login, in lower case.
        shared: accounts that several people have, which name nobody.
        ambiguous: addresses that several people have, in lower case, which name nobody either.
        rename: returns people as the mailmap names them; None where there is no mailmap.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    addresses: Mapping[str, Person] = field(default_factory=dict)
    names: Mapping[str, Person] = field(default_factory=dict)
    accounts: Mapping[tuple[str, str], Person] = field(default_factory=dict)
    shared: frozenset[tuple[str, str]] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    rename: Rename | None = None

    @property
    def known(self) -> bool:
        """Whether anybody can be told by an address or an account: a name alone is what everybody may write."""
        return bool(self.addresses or self.accounts)

    def find_person(self, author: Author) -> Person | None:
        """Return who a commit names: by address, by the account in a noreply address, by a name nobody shares.

        A noreply address of an account that no register knows says no more than any other unknown address.
        """
        if is_machine(author):
            return None
        address = author.email.casefold()
        if address in self.addresses:
            return self.addresses[address]
        if found := _NOREPLY.fullmatch(address):
            github = found["host"] == "github.com" or found["sign"] == "+"
            owner = self.find_account("github" if github else "gitlab", found["login"])
            if owner is not None:
                return owner
        return self.names.get(_normal(author.name))

    def find_signer(self, author: Author) -> Person | None:
        """Return whose key it is: by its address; by a name only where the key has nothing else.

        Anybody may write any name into a key; whoever put it among those that are trusted looked at its address. A key
        bears the address of its day, which the mailmap may have given another since.
        """
        if self.rename is not None and author.email and author.email.casefold() not in self.addresses:
            author = self.rename([author])[0]
        person = self.find_person(author)
        return person if not author.email or person is self.find_person(Author("", author.email)) else None

    def find_account(self, forge: str, login: str) -> Person | None:
        """Return who owns an account: by the register's `accounts`, or a noreply address among the git identities."""
        return self.accounts.get((forge, login.casefold()))

    def is_shared(self, forge: str, login: str) -> bool:
        """Say whether several people of the register have an account."""
        return (forge, login.casefold()) in self.shared

    def find_named(self, text: str) -> Person | None:
        """Return whom a trailer names: `Name <address>`, an address, a name, or an id of the register."""
        return self.people.get(text.strip()) or self.find_person(parse_identity(text))


def is_machine(author: Author) -> bool:
    """Say whether a commit names a forge, an app or a bot. None of them approves anything."""
    address = author.email.strip().casefold()
    local, _, host = address.partition("@")
    login = found["login"] if (found := _NOREPLY.fullmatch(address)) else local
    return (
        is_machine_login(author.name)
        or address in _MACHINE_ADDRESSES
        or local in {"noreply", "no-reply"}
        or (host.startswith(("noreply.", "users.noreply.")) and is_machine_login(login))
        or login.endswith("[bot]")
    )


def is_machine_login(login: str) -> bool:
    """Say whether an account, or the name in a commit, is a machine's."""
    name = _normal(login)
    return name in _MACHINE_NAMES or name.startswith("app/") or bool(_MACHINE.fullmatch(name))


def parse_identity(text: str) -> Author:
    """Return what `Name <address>` names; a text without an address is one where it holds an @, else a name."""
    name, bracket, rest = text.strip().rpartition("<")
    if bracket:
        return Author(name.strip(), rest.partition(">")[0].strip())
    return Author("", rest) if "@" in rest.strip("@") and " " not in rest else Author(rest, "")


def build_identities(registers: Iterable[Register], history: History | None = None) -> Identities:
    """Return everybody in the people register, by everything that may name them.

    Git names people through the mailmap. So does this: who has another address by it has both.

    Args:
        registers: of the tree.
        history: of the same tree, which knows its mailmap; None where nobody looks.
    """
    rename = history.rename if history is not None else None
    people: dict[str, Person] = {}
    reachable: list[tuple[Author, Person]] = []
    names: list[tuple[str, Person]] = []
    accounts: list[tuple[tuple[str, str], Person]] = []
    for register in registers:
        logins = {row.index: row.texts("accounts") for row in register.rows}
        for person in register.people:
            people.setdefault(person.id, person)
            written = [parse_identity(text) for text in person.identities]
            names.extend((_normal(name), person) for name in (person.name, *(one.name for one in written)))
            reachable.extend((one, person) for one in written if one.email)
            accounts.extend((key, person) for one in written for key in _accounts_of(one.email))
            accounts.extend((parse_account(text), person) for text in logins.get(person.index, ()))
    if rename is not None and reachable:
        renamed = rename([one for one, _ in reachable])
        reachable += [(one, person) for one, (_, person) in zip(renamed, reachable, strict=True)]
    addresses = [(one.email.casefold(), person) for one, person in reachable]
    known = _unambiguous(addresses)
    owned = _unambiguous(accounts)
    return Identities(
        people={name: person for name, person in people.items() if name},
        addresses=known,
        ambiguous=frozenset(address for address, _ in addresses if address not in known),
        names={name: person for name, person in _unambiguous(names).items() if name},
        accounts=owned,
        shared=frozenset(key for key, _ in accounts if key not in owned),
        rename=rename,
    )


def parse_account(text: str) -> tuple[str, str]:
    """Return forge and login of `github:login`."""
    forge, _, login = text.partition(":")
    return forge.strip().casefold(), login.strip().casefold()


def _accounts_of(address: str) -> Iterable[tuple[str, str]]:
    found = _NOREPLY.fullmatch(address.casefold())
    if found and (found["host"] == "github.com" or found["sign"]):
        github = found["host"] == "github.com" or found["sign"] == "+"
        yield "github" if github else "gitlab", found["login"]


def _unambiguous(pairs: Iterable[tuple[Key, Person]]) -> dict[Key, Person]:
    """Return what names one person; what names two names nobody."""
    found: dict[Key, Person | None] = {}
    for key, person in pairs:
        same = found.setdefault(key, person)
        if same is not None and same is not person:
            found[key] = None
    return {key: person for key, person in found.items() if person is not None}


def _normal(name: str) -> str:
    """Return a name as it is compared."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())
