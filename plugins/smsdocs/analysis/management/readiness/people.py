"""Checks of the way: who has learnt what, and who is in the team (S03, S04, S05, S09)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.common import find_records, find_rows
from smsdocs.analysis.management.people import find_members, find_tenures
from smsdocs.analysis.management.readiness.verdict import Verdict, answers, count, find_absent, name_some, say
from smsdocs.analysis.management.training import find_attendances, find_learnings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.analysis.management.people import Member
    from smsdocs.model.snapshot import Snapshot

TEAM, AUDITOR = "implementation-team-member", "internal-auditor"
AUDITORS = 2
"""Internal auditors that it takes, so that none audits their own work."""
_OVER = frozenset({"closed", "done", "declined", "dropped"})


def find_holders(snapshot: Snapshot, role: str) -> list[str]:
    """Return the ids of those who hold a role today."""
    tenure = find_tenures(snapshot).get(role)
    if tenure is None:
        return []
    members = tenure.find_holders(snapshot.today)
    return [one.person.id for one in members]


@lru_cache(maxsize=4)
def find_staff(snapshot: Snapshot) -> Mapping[str, Member]:
    """Return everybody who holds a role today, by id; who has left is out."""
    today = snapshot.today
    return {
        one.person.id: one
        for one in find_members(snapshot)
        if not one.has_left(today)
        and any(one.person.holds(held.role, today) for held in one.person.assignments)
    }


@lru_cache(maxsize=4)
def find_aware(snapshot: Snapshot) -> frozenset[str]:
    """Return who took part in an awareness training that still holds, or in an awareness session."""
    wanted = {row.id for _, row, _ in find_rows(snapshot, "training") if row.text("kind") == "awareness"}
    found = {
        one.person.id
        for one in find_learnings(snapshot)
        if one.need.id in wanted and one.holds(snapshot.today)
    }
    if wanted:
        return frozenset(found)
    found |= {
        person
        for record in find_records(snapshot, "awareness-session")
        for _, person in find_entries(record.fields, "attendees")
        if record.date is None or record.date <= snapshot.today
    }
    return frozenset(found)


@lru_cache(maxsize=4)
def find_lapsed(snapshot: Snapshot) -> Mapping[str, date]:
    """Return whose awareness training has run out, with the last day on which it held."""
    wanted = {row.id for _, row, _ in find_rows(snapshot, "training") if row.text("kind") == "awareness"}
    aware = find_aware(snapshot)
    found: dict[str, date] = {}
    for one in find_learnings(snapshot):
        if one.need.id in wanted and one.until is not None and one.person.id not in aware:
            found[one.person.id] = max(one.until, found.get(one.person.id, one.until))
    return found


@answers("S03.1")
def judge_awareness(snapshot: Snapshot) -> Verdict:
    """Everybody who holds a role has an awareness training on record."""
    staff = find_staff(snapshot)
    if not staff:
        return find_absent(snapshot, "people with roles", "awareness-records")
    lapsed = {person: day for person, day in find_lapsed(snapshot).items() if person in staff}
    never = [person for person in staff if person not in find_aware(snapshot) and person not in lapsed]
    bad = [f"not on record for {name_some(never)}, {len(never)} of {len(staff)}"] if never else []
    if lapsed:
        told = f"run out for {name_some(lapsed)}, {len(lapsed)} of {len(staff)}"
        bad.append(f"{told}; the last held until {max(lapsed.values())}")
    return say(not bad, f"all {len(staff)} who hold a role took part", "; ".join(bad), "training")


@answers("S03.2")
def judge_departments(snapshot: Snapshot) -> Verdict:
    """Awareness can be shown by department."""
    staff = find_staff(snapshot)
    if not staff:
        return find_absent(snapshot, "people with roles")
    placed = find_departments(snapshot)
    lacking = [person for person in staff if not placed.get(person)]
    if lacking:
        return say(
            holds=False, good="", bad=f"no department is stated for {name_some(lacking)}", page="roles"
        )
    aware = find_aware(snapshot)
    teams: dict[str, list[str]] = {}
    for person in staff:
        teams.setdefault(placed[person], []).append(person)
    shares = (
        f"{name} {sum(one in aware for one in team)} of {len(team)}" for name, team in sorted(teams.items())
    )
    lapsed = find_lapsed(snapshot)
    bad = (
        f"every awareness training has run out, the last held until {max(lapsed.values())}"
        if lapsed
        else "nobody took part in an awareness training yet"
    )
    return say(bool(aware), name_some(shares), bad, "training")


@lru_cache(maxsize=4)
def find_departments(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the department of each person, by id."""
    return {row.id: row.text("department") for _, row, _ in find_rows(snapshot, "people")}


@answers("S04.1")
def judge_team(snapshot: Snapshot) -> Verdict:
    """Every department has a member of the implementation team."""
    staff, placed = find_staff(snapshot), find_departments(snapshot)
    ours = (name for name, one in staff.items() if not one.person.external)
    wanted = dict.fromkeys(placed.get(person, "") for person in ours)
    wanted.pop("", None)
    if not wanted:
        return say(holds=False, good="", bad="the people register states no departments", page="roles")
    have = {placed.get(person, "") for person in find_holders(snapshot, TEAM)}
    lacking = [one for one in wanted if one not in have]
    good = f"a member from each of {count(len(wanted), 'department')}"
    return say(not lacking, good, f"nobody holds {TEAM} in {name_some(lacking)}", "roles")


@answers("S04.2")
def judge_risk_owners(snapshot: Snapshot) -> Verdict:
    """Every open risk has an owner."""
    if snapshot.register_of("risks") is None:
        return find_absent(snapshot, "risks", "risk-register")
    open_rows = [
        row for _, row, _ in find_rows(snapshot, "risks") if row.text("state").casefold() not in _OVER
    ]
    lacking = [row.id for row in open_rows if not row.text("owner")]
    good = f"all {len(open_rows)} have an owner"
    return say(
        bool(open_rows) and not lacking,
        good,
        f"without owner: {name_some(lacking) or 'there are none'}",
        "risks",
    )


@answers("S05.1")
def judge_workshop(snapshot: Snapshot) -> Verdict:
    """Every member of the team has an implementation training on record."""
    team = find_holders(snapshot, TEAM)
    if not team:
        return say(holds=False, good="", bad=f"nobody holds the role {TEAM}", page="roles")
    wanted = {row.id for _, row, _ in find_rows(snapshot, "training") if TEAM in row.texts("roles")}
    if not wanted:
        return say(
            holds=False, good="", bad=f"the training register asks for nothing from {TEAM}", page="training"
        )
    trained = {one.person for one in find_attendances(snapshot) if one.training in wanted}
    lacking = [person for person in team if person not in trained]
    good = f"all {len(team)} of the team took part"
    return say(not lacking, good, f"not on record for {name_some(lacking)}", "training")


@answers("S09.1")
def judge_auditors(snapshot: Snapshot) -> Verdict:
    """At least two people hold the role of internal auditor, with evidence that they can audit."""
    held = find_holders(snapshot, AUDITOR)
    if not held:
        return say(holds=False, good="", bad=f"nobody holds the role {AUDITOR}", page="roles")
    wanted = {row.id for _, row, _ in find_rows(snapshot, "training") if AUDITOR in row.texts("roles")}
    trained = {one.person for one in find_attendances(snapshot) if one.training in wanted}
    today = snapshot.today
    able = {
        one.person.id
        for one in find_members(snapshot)
        if any("audit" in each.name.casefold() and each.period.holds(today) for each in one.competences)
    }
    good = [person for person in held if person in trained or person in able]
    words = f"{count(len(good), 'auditor')} with evidence of competence ({name_some(good) or 'none'})"
    return say(len(good) >= AUDITORS, words, f"{words}; {AUDITORS} are needed", "roles")
