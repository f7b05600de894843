"""Every rule between records, in one list."""

from collections.abc import Callable, Iterator

from agecare.errors import Fault
from agecare.model.register.cases import (
    event_of_nothing,
    events_lead_elsewhere,
    of_other_case,
    two_open_cases,
    two_review_intervals,
)
from agecare.model.register.outcomes import two_file_rules, two_outcomes
from agecare.model.register.places import addresses_at_once, circular_areas, clients_without_address
from agecare.model.register.references import (
    duplicate_ids,
    ids_of_two_kinds,
    unknown_authors,
    unknown_providers,
    unknown_references,
    unknown_service_types,
)
from agecare.model.register.rows import Records
from agecare.model.register.services import (
    asked_twice,
    more_taken_than_there_is,
    of_other_client,
    overlapping_need_rules,
    overlapping_validity,
    placed_twice,
    quota_for_excluded_group,
    quotas_above_capacity,
    rules_nobody_meets,
    service_for_other_need,
)
from agecare.model.register.teams import (
    decided_before_held,
    due_before_decided,
    member_twice,
    movements_alternate,
    movements_fit_period,
    scored_twice,
    unknown_competencies,
)
from agecare.model.register.visits import (
    after_fits,
    care_plan_of_other_client,
    circular_after,
    locks_fit,
    overlapping_shifts,
    preferred_and_refused,
    skill_nobody_has,
    too_many_visits,
    window_too_short,
)

REGISTER_RULES: tuple[Callable[[Records], Iterator[Fault]], ...] = (
    duplicate_ids,
    unknown_references,
    unknown_authors,
    unknown_providers,
    unknown_service_types,
    ids_of_two_kinds,
    circular_areas,
    circular_after,
    after_fits,
    addresses_at_once,
    clients_without_address,
    care_plan_of_other_client,
    too_many_visits,
    window_too_short,
    preferred_and_refused,
    skill_nobody_has,
    overlapping_shifts,
    locks_fit,
    overlapping_validity,
    overlapping_need_rules,
    quotas_above_capacity,
    rules_nobody_meets,
    quota_for_excluded_group,
    more_taken_than_there_is,
    of_other_client,
    service_for_other_need,
    placed_twice,
    asked_twice,
    member_twice,
    decided_before_held,
    due_before_decided,
    scored_twice,
    unknown_competencies,
    movements_alternate,
    movements_fit_period,
    two_open_cases,
    of_other_case,
    event_of_nothing,
    events_lead_elsewhere,
    two_review_intervals,
    two_outcomes,
    two_file_rules,
)


def register_faults(records: Records) -> list[Fault]:
    """Every fault between records: duplicates, unknown ids, contradictions.

    ``records`` maps the field names of `Register` to sequences of records (``centre`` to one record). Kinds that
    could not be read may be missing; references to them are then not judged.
    """
    return [found for rule in REGISTER_RULES for found in rule(records)]
