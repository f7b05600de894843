"""The agenda packet of a case conference as one page to print: why, the situation, the way, what is to be decided."""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from agecare import __version__
from agecare.cases.conferences import Evidence, Packet, TimelineEntry
from agecare.model import Decision, Register
from agecare.model.caseloads import sector_of
from agecare.report.page import render_page, write_page
from agecare.report.privacy import Names, Privacy
from agecare.report.words import Words


def write_packet(
    path: str | os.PathLike[str],
    register: Register,
    packet: Packet,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> Path:
    """Write the page of `render_packet` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_packet(register, packet, language=language, privacy=privacy))


def render_packet(
    register: Register,
    packet: Packet,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> str:
    """The packet of a conference as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    register
        What the packet was made from.
    packet
        Of `agecare.cases.packet`.
    language
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    privacy
        ``coordinator`` sees names and what was written; ``anonymous`` ids and codes only.

    Raises
    ------
    ValueError
        For a language or privacy level that does not exist, or the level ``worker``: the page is nobody's own.
    """
    words = Words(language or register.centre.language, "conference")
    page = _Page(register, packet, Names(register, Privacy(privacy)), words)
    return render_page(
        "conference.html.j2",
        **page.content(),
        styles=("board.css", "coverage.css", "team.css"),
    )


def evidence_text(evidence: Evidence, words: Words) -> str:
    """Why a conference should be called, in words."""
    return words(f"evidence-{evidence.reason}", number=evidence.amount, records=", ".join(evidence.records))


@attrs.frozen
class _Page:
    """Puts the parts of the page together."""

    register: Register
    packet: Packet
    names: Names
    words: Words

    def content(self) -> dict[str, Any]:
        """Everything that the template asks for."""
        words, packet = self.words, self.packet
        met = packet.conference
        day = words.date(met.on if met else packet.on)
        return {
            "t": words,
            "version": __version__,
            "centre": self.register.centre.name,
            "heading": words("title", client=self.names.client_label(packet.file.case.client)),
            "subtitle": [words("for-conference", conference=met.id, day=day) if met else words("not-booked", day=day)],
            "parts": [(each, words(each)) for each in ("why", "situation", "chain", "timeline", "decisions")],
            "reasons": list(self.reasons()),
            "facts": list(self.facts()),
            "needs": [
                [
                    words.code(f"NeedDomain.{need.domain}"),
                    words.code(f"Severity.{need.severity}"),
                    words.date(need.since) if need.since else "–",
                    self.text(need.note),
                ]
                for need in packet.needs
            ],
            "plans": [
                [
                    plan.id,
                    words.code(f"CarePlanStatus.{plan.status}"),
                    self.person(plan.author),
                    self.person(plan.approved_by),
                ]
                for plan in packet.plans
            ],
            "goals": [
                [
                    self.text(goal.text) or goal.id,
                    words.code(f"GoalStatus.{goal.status}"),
                    words.code(f"Achievement.{goal.achievement}") if goal.achievement else "–",
                    words.date(goal.due) if goal.due else "–",
                ]
                for goal in packet.goals
            ],
            "tasks": [
                [
                    self.text(task.text) or task.id,
                    self.person(task.owner),
                    words.date(task.due) if task.due else "–",
                    words.code(f"TaskStatus.{task.status}"),
                ]
                for task in packet.tasks
            ],
            "chain": list(self.chain()),
            "timeline": [self.entry(each) for each in packet.timeline],
            "open": [
                [*self.decision(each.decision, late=each.is_overdue), words.date(each.made)]
                for each in packet.decisions
            ],
            "unmet": [words.code(f"NeedDomain.{need.domain}") for need in packet.unmet],
            "invited": list(self.invited()),
            "made": [self.decision(each) for each in (self.register.decisions_of.get(met.id, ()) if met else ())],
        }

    def text(self, text: str) -> str:
        """What somebody wrote; nothing where people are not to be known."""
        return text if self.names.shown else ""

    def person(self, id_: str | None) -> str:
        """The name of a worker or an organization, else the id."""
        if id_ is None:
            return "–"
        if not self.names.shown:
            return id_
        return self.people.get(id_) or id_

    @cached_property
    def people(self) -> dict[str, str]:
        """Names of workers and organizations by id."""
        named = {each.id: each.name for each in self.register.organizations}
        return named | {each.id: each.name for each in self.register.workers}

    def reasons(self) -> Iterator[str]:
        """Why it was called, and what the records say about it today."""
        said = {evidence.reason for evidence in self.packet.evidence}
        for evidence in self.packet.evidence:
            yield f"{self.words.code(f'CallReason.{evidence.reason}')}: {evidence_text(evidence, self.words)}"
        for reason in self.packet.conference.reasons if self.packet.conference else ():
            if reason not in said:
                yield self.words.code(f"CallReason.{reason}")

    def facts(self) -> Iterator[tuple[str, str]]:
        """The case in short."""
        words, case = self.words, self.packet.file.case
        client = self.register.client(case.client)
        yield words("case"), case.id
        yield words("client"), self.names.client_label(client.id)
        yield words("group"), words.code(f"PopulationGroup.{client.group}")
        if client.risk:
            yield words("risk"), words.code(f"RiskLevel.{client.risk}")
        if client.area:
            yield words("area"), self.register.area(client.area).name
        yield words("stage"), words.code(f"CaseStage.{case.stage}")
        yield words("opened"), words.date(case.since)
        yield words("case-manager"), self.person(case.case_manager)
        met = self.packet.conference
        if met and met.team:
            yield words("team"), self.register.team(met.team).name or met.team
        if met and met.chair:
            yield words("chair"), self.person(met.chair)

    def chain(self) -> Iterator[dict[str, Any]]:
        """The client's referrals in order, moved in by how often the person was passed on."""
        for step in self.packet.chains:
            referral = step.referral
            status = self.words.code(f"ReferralStatus.{referral.status}")
            if referral.reason:
                status += f" · {self.words.code(f'RefusalReason.{referral.reason}')}"
            yield {
                "id": referral.id,
                "hops": step.hops,
                "on": self.words.date(referral.authored.date()),
                "way": f"{self.person(referral.requester)} → {self.person(referral.performer)}",
                "wanted": self.wanted(referral.service, referral.service_type, referral.need),
                "status": status,
            }

    def wanted(self, service: str | None, kind: str | None, need: str | None) -> str:
        """The service asked for by name, else its type, else the need."""
        names = {each.id: each.name for each in self.register.services}
        if service is not None:
            return names.get(service) or service
        if kind is not None:
            return kind
        domains = {each.id: each.domain for each in self.register.needs}
        return self.words.code(f"NeedDomain.{domains[need]}") if need in domains else need or "–"

    def entry(self, entry: TimelineEntry) -> list[str]:
        """One line of the timeline."""
        state = self.words.code(f"{entry.coded}.{entry.state}") if entry.coded and entry.state else entry.state or "–"
        kind = self.words(f"kind-{entry.kind}")
        return [self.words.date(entry.on), kind, entry.record, state, self.person(entry.actor)]

    def decision(self, decision: Decision, *, late: bool = False) -> list[str]:
        """What was decided, who does it, and by when."""
        kind = self.words.code(f"DecisionKind.{decision.kind}")
        text = self.text(decision.text)
        due = self.words.date(decision.due) if decision.due else "–"
        return [
            f"{kind}: {text}" if text else kind,
            self.person(decision.owner),
            f"{due} · {self.words('overdue')}" if late else due,
        ]

    def invited(self) -> Iterator[tuple[str, str]]:
        """Who is invited, else the team, each with the sector."""
        met = self.packet.conference
        members = self.register.members_of.get(met.team or "", ()) if met else ()
        asked = met.invited if met and met.invited else tuple(each.worker for each in members)
        sectors = {each.id: each.sector for each in self.register.organizations}
        sectors |= {each.id: sector_of(self.register, each) for each in self.register.workers}
        sectors |= {each.worker: each.sector for each in members if each.sector}
        for id_ in dict.fromkeys(asked):
            sector = sectors.get(id_)
            yield self.person(id_), self.words.code(f"Sector.{sector}") if sector else ""
