"""Every field of every record has been decided on; each role sees what it may, and what it may not is a refusal."""

import datetime as dt
from typing import Any, get_args

import pytest

from agecare import Register
from agecare.io.tables import example_register
from agecare.model import Consent, access, confidentiality
from agecare.model.access import Looking, Reader, Refused, tally, view
from agecare.model.base import Record
from agecare.model.confidentiality import Confidentiality, Privacy, Role, levels, may_see, right_of
from agecare.model.discretion import more_to_hide, shown_part
from agecare.model.pseudonyms import Pseudonyms

ON = dt.date(2026, 4, 6)


def model_of(kind: str) -> type[Record]:
    annotation: Any = Register.model_fields[kind].annotation
    return annotation if isinstance(annotation, type) else get_args(annotation)[0]


@pytest.fixture(scope="module")
def register() -> Register:
    return example_register()


@pytest.mark.parametrize("kind", Register.model_fields)
def test_somebody_decided_about_every_field_and_about_no_other(kind: str) -> None:
    assert set(levels(kind)) == set(model_of(kind).model_fields)


def test_there_are_levels_for_no_kind_that_does_not_exist() -> None:
    assert set(confidentiality._data()["fields"]) == set(Register.model_fields)


@pytest.mark.parametrize("kind", Register.model_fields)
def test_what_is_personal_is_at_least_moderate(kind: str) -> None:
    personal = [name for name, field in model_of(kind).model_fields.items() if not field.repr]
    assert [name for name in personal if levels(kind)[name].rank < Confidentiality.MODERATE.rank] == []


def test_a_field_that_nobody_decided_about_is_shown_to_nobody(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = {name: level for name, level in levels("clients").items() if name != "gender"}
    monkeypatch.setattr(access, "levels", lambda kind: decided if kind == "clients" else levels(kind))
    seen = Looking(register, Reader("supervisor")).record("clients", register.clients[0])
    assert "gender" not in seen.fields
    assert [(each.reason, each.fields) for each in seen.refusals] == [(Refused.UNDECIDED, ("gender",))]
    assert not may_see(Role.SUPERVISOR, "clients", "soul")
    assert not may_see(Role.SUPERVISOR, "ghosts", "id")


def test_a_supervisor_sees_everything_and_a_ministry_no_record_about_anybody(register: Register) -> None:
    everything = view(register, Reader("supervisor"))
    assert everything.refusals == ()
    assert len(everything.records["clients"]) == len(register.clients)
    for kind, records in view(register, Reader("ministry")).records.items():
        limits = {levels(kind)[name] for each in records for name in each.fields}
        assert limits == {Confidentiality.UNRESTRICTED}


def test_a_coordinator_sees_names_but_no_scores_and_no_petitioner(register: Register) -> None:
    seen = view(register, Reader("coordinator"))
    assert all("name" in each.fields and "income" not in each.fields for each in seen.records["clients"])
    assert all("total" not in each.fields for each in seen.records["assessments"])
    assert all({"petitioner", "text", "answer"}.isdisjoint(each.fields) for each in seen.records["petitions"])


def test_a_case_manager_sees_the_own_cases_and_of_others_that_they_exist(register: Register) -> None:
    seen = {each.record: each.fields for each in view(register, Reader("case-manager", "W-1")).records["clients"]}
    assert "income" in seen["E-001"]
    assert "name" not in seen["E-002"] and "area" in seen["E-002"]
    goals = {each.record: each.fields for each in view(register, Reader("case-manager", "W-1")).records["goals"]}
    assert "text" in goals["G-1"] and "text" not in goals["G-2"]


def test_a_worker_sees_who_is_visited_and_the_own_record(register: Register) -> None:
    seen = view(register, Reader("worker", "W-3", clients=["E-002"]))
    assert "E-002" in [each.record for each in seen.records["clients"]]
    assert [each.record for each in seen.records["workers"]] == ["W-3"]
    assert all("income" not in each.fields for each in seen.records["clients"])


def test_a_provider_sees_whom_it_was_sent_while_the_consent_holds(register: Register) -> None:
    sent = register.referral("R-1")
    reader = Reader("provider", sent.performer, on=ON)
    consent = Consent(id="C-X", client=sent.client, valid_from=dt.date(2026, 1, 1))
    given = register.replace(consents=(consent,))
    seen = view(given, reader).records
    assert [each.record for each in seen["clients"]] == [sent.client]
    assert "phone" in seen["clients"][0].fields
    assert "case_events" not in seen and "goals" not in seen
    taken_back = register.replace(
        consents=(consent.model_copy(update={"status": "inactive", "valid_to": dt.date(2026, 4, 5)}),)
    )
    assert "clients" not in view(taken_back, reader).records
    assert "clients" not in view(register.replace(consents=()), reader).records


def test_every_record_that_is_not_shown_whole_is_a_refusal_without_its_content(register: Register) -> None:
    seen = view(register, Reader("worker", "W-1"))
    whole = sum(len(each) if isinstance(each, tuple) else 1 for _, each in register)
    shown = sum(len(each.fields) for records in seen.records.values() for each in records)
    fields = sum(len(type(record).model_fields) for _, each in register if isinstance(each, tuple) for record in each)
    fields += len(type(register.centre).model_fields)
    refused = sum(len(each.fields) for each in seen.refusals)
    assert whole and shown + refused == fields
    told = repr(seen.refusals)
    assert not [client.name for client in register.clients if client.name in told]


@pytest.mark.parametrize(
    ("role", "more"), [("worker", {}), ("case-manager", {}), ("provider", {"id": "ORG-2"}), ("provider", {"on": ON})]
)
def test_who_looks_after_people_says_who_it_is(role: str, more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs the"):
        Reader(role, **more)


def test_pseudonyms_stand_for_every_id_of_a_person_wherever_it_stands(register: Register) -> None:
    pseudonyms = Pseudonyms(b"sixteen bytes of key")
    seen = view(register, Reader("supervisor"), pseudonyms=pseudonyms)
    people = {each.id for kind in ("clients", "workers", "carers", "cases") for each in getattr(register, kind)}

    def texts(value: Any) -> set[str]:
        if isinstance(value, tuple):
            return {text for each in value for text in texts(each)}
        return {value} if isinstance(value, str) else set()

    shown = [each for records in seen.records.values() for each in records]
    left = {text for each in shown for value in each.fields.values() for text in texts(value)}
    assert not people & left
    assert not people & {each.record for each in shown}
    assert pseudonyms("clients", "E-001") in left
    assert "sixteen" not in repr(pseudonyms)
    assert Pseudonyms(b"another key of sixteen")("clients", "E-001") != pseudonyms("clients", "E-001")
    with pytest.raises(ValueError, match="at least 16 bytes"):
        Pseudonyms(b"short")


def test_what_a_page_may_show_follows_the_same_levels() -> None:
    assert [privacy.role for privacy in Privacy] == [Role.COORDINATOR, Role.WORKER, Role.MINISTRY]
    for privacy in (Privacy.COORDINATOR, Privacy.WORKER):
        assert may_see(privacy.role, "clients", "phone", own=True)
    assert not may_see(Privacy.ANONYMOUS.role, "clients", "name", own=True)
    assert right_of(Role.PROVIDER).kinds


def test_small_counts_are_not_told_nor_what_would_give_them_away(register: Register) -> None:
    def clients(counts: dict[str, int]) -> Register:
        made = [
            {"id": f"{group}-{number}", "group": group} for group, count in counts.items() for number in range(count)
        ]
        return Register.model_validate({"centre": register.centre.model_copy(update={"area": None}), "clients": made})

    def told(counts: dict[str, int]) -> dict[str | None, int | None]:
        return {row.value: row.people for row in tally(clients(counts), "clients", "group")}

    rows = told({"elder": 30, "child-in-hardship": 9, "other": 3})
    assert rows == {"elder": 30, "child-in-hardship": None, "other": None}
    assert told({"elder": 30, "other": 5}) == {"elder": 30, "other": 5}
    assert more_to_hide([2, 2, 50], [False, False, True], (54, True)) == (2,)
    assert shown_part(3, 40) is None


@pytest.mark.parametrize(("kind", "field"), [("clients", "name"), ("clients", "income"), ("clients", "soul")])
def test_no_figures_are_made_of_names_or_of_what_is_restricted(register: Register, kind: str, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        tally(register, kind, field)
