"""The front door of the samples."""

import pytest

from agecare.errors import UnknownIdError
from agecare.io.samples import SAMPLES, SIZED, sample
from builders import sample_of


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_sample_is_a_register_without_errors(name: str) -> None:
    register = sample_of(name)
    assert register.visit_requests
    assert register.centre.id == name
    assert {fault.code for fault in register.warnings} <= {"AC3014"}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_is_always_the_same(name: str) -> None:
    assert sample(name) == sample_of(name)


def test_another_seed_makes_another_register() -> None:
    one, two = (sample("jalal-abad", clients=60, workers=6, seed=seed) for seed in (1, 2))
    assert one != two
    assert one.centre == two.centre


def test_the_sizes_asked_for() -> None:
    register = sample("jalal-abad", clients=37, workers=5)
    assert (len(register.clients), len(register.workers)) == (37, 5)


def test_an_unknown_name_is_refused_with_a_near_one() -> None:
    with pytest.raises(UnknownIdError) as caught:
        sample("jalalabad")
    assert caught.value.near == ("jalal-abad",)


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - SIZED))
def test_a_fixed_centre_takes_no_size(name: str) -> None:
    with pytest.raises(ValueError, match="clients, seed"):
        sample(name, clients=10, seed=2)


@pytest.mark.parametrize(("clients", "workers"), [(0, 1), (1, 0), (-1, 5)])
def test_an_empty_service_is_refused(clients: int, workers: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        sample("jalal-abad", clients=clients, workers=workers)
