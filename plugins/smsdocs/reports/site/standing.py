"""What git proves of a document, for the box above its text: evidence, approval, doubts, and the text that counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.proof import find_proofs
from smsdocs.model.approval import Grade
from smsdocs.model.proof import Evidence
from smsdocs.model.register import Record
from smsdocs.reports.site.former import find_formers
from smsdocs.reports.site.history import build_line
from smsdocs.reports.site.untrusted import NAME, PATH, PHRASE, SUBJECT, clean
from smsdocs.reports.site.words import EVIDENCE, EVIDENCE_MEANING, GRADE, GRADE_MEANING, Word

if TYPE_CHECKING:
    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Revision
    from smsdocs.model.proof import Suspect
    from smsdocs.model.register import Holder
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.former import Former
    from smsdocs.reports.site.history import Line

SUSPECTS = 20
"""Parents that changed, which a header lists; the others are counted."""
_NOTES = 4
_ADDRESS = re.compile(r" ?<[^<>\s]*@[^<>\s]*>")
"""Of people; the register's `git` stays off every page, and so does whom a commit names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A word with what it means here."""

    word: Word
    meaning: str
    detail: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """Something the document rests on that changed.

    Attributes:
        chain: title and page (empty where there is none) from the direct parent to the one that changed.
    """

    chain: tuple[tuple[str, str], ...]
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What git proves of one document.

    Attributes:
        former: the version that counts, where it is not the present text.
        view: that version on the forge; empty without one.
        changed: the newest change after the approval.
        unreviewed: the newest change after the review.
    """

    evidence: Told
    approval: Told | None
    former: Former | None
    view: str
    changed: Line | None
    set_back: str
    unreviewed: Line | None
    suspects: tuple[Doubted, ...]
    more_suspects: int


def build_standing(desk: Desk, holder: Holder) -> Standing | None:
    """Return what git proves; None without history, for records, and where no commit holds the file."""
    proof = find_proofs(desk.snapshot).get(holder.path)
    if proof is None or isinstance(holder, Record):
        return None
    former = find_formers(desk.snapshot).get(holder.path)
    approval = find_approvals(desk.snapshot).get(holder.path)
    return Standing(
        evidence=tell_evidence(proof.evidence, approval),
        approval=_tell_approval(approval) if approval else None,
        former=former,
        view=former.view(desk.snapshot) if former else "",
        changed=_line(desk, proof.changed_after_approval),
        set_back=proof.set_back.day.isoformat() if proof.set_back and proof.set_back.day else "",
        unreviewed=_line(desk, proof.changed_after_review),
        suspects=tuple(_doubt(desk, one) for one in proof.suspects[:SUSPECTS]),
        more_suspects=max(0, len(proof.suspects) - SUSPECTS),
    )


def tell_evidence(evidence: Evidence, approval: ApprovalEvidence | None) -> Told:
    """Return what stands behind the review date; where only the text itself says that it was approved, that too."""
    word, meaning = EVIDENCE[evidence], EVIDENCE_MEANING[evidence]
    if evidence is Evidence.APPROVED and (approval is None or approval.best.grade is Grade.FRONT_MATTER):
        word = Word("◔", word.text, "fair")
        meaning = f"{meaning}; that it was approved, only its front matter says"
    return Told(word=word, meaning=meaning)


def _line(desk: Desk, revision: Revision | None) -> Line | None:
    return build_line(desk, revision) if revision else None


def _tell_approval(found: ApprovalEvidence) -> Told:
    best = found.best
    notes = [
        f"{clean(one.name or one.person or one.detail, NAME)} {why.words}, so that approval does not count"
        for one, why in found.rejected
    ]
    notes += [clean(_ADDRESS.sub("", note), PHRASE) for note in found.notes]
    return Told(
        word=GRADE[best.grade],
        meaning=GRADE_MEANING[best.grade],
        detail=clean(best.name or best.person, NAME),
        url=best.url if best.url.startswith(("https://", "http://")) else "",
        notes=tuple(dict.fromkeys(notes))[:_NOTES],
    )


def _doubt(desk: Desk, suspect: Suspect) -> Doubted:
    chain = [_name(desk, name) for name in suspect.chain[:-1]]
    changed = desk.holders.get(suspect.path)
    title = changed.title if changed else suspect.parent
    chain.append((clean(title, SUBJECT), desk.pages.get(suspect.path, "")))
    return Doubted(chain=tuple(chain), line=build_line(desk, suspect.revision))


def _name(desk: Desk, name: str) -> tuple[str, str]:
    """Return title and page of a document that is named by its id, or by its path where it has none."""
    holder = desk.by_id.get(name) or desk.holders.get(name)
    title, path = (holder.title, holder.path) if holder else (name, name)
    return clean(title, PATH), desk.pages.get(path, "")
