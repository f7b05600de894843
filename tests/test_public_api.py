"""The public names are what they say, sorted, and documented."""

import importlib
import importlib.metadata
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import agecare
import agecare.matching
import agecare.visits

ROOMS = sorted(info.name for info in pkgutil.iter_modules(agecare.__path__) if not info.name.startswith("_"))


def public_modules() -> Iterator[ModuleType]:
    """agecare and every module of it whose dotted name has no underscore part."""
    yield agecare
    for info in pkgutil.walk_packages(agecare.__path__, "agecare."):
        if not any(part.startswith("_") for part in info.name.split(".")):
            yield importlib.import_module(info.name)


MODULES = list(public_modules())


def undocumented(module: ModuleType) -> list[str]:
    """Public functions and classes defined in a module that say nothing about themselves."""
    return [
        f"{module.__name__}.{name}"
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == module.__name__
        and not (value.__doc__ if inspect.isfunction(value) else vars(value).get("__doc__"))
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_public_module_function_and_class_is_documented(module: ModuleType) -> None:
    assert module.__doc__, f"{module.__name__} has no docstring"
    assert undocumented(module) == []


@pytest.mark.parametrize(
    "module", [module for module in MODULES if hasattr(module, "__all__")], ids=lambda module: module.__name__
)
def test_the_listed_names_exist_once(module: ModuleType) -> None:
    assert len(set(module.__all__)) == len(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_what_agecare_offers_is_documented() -> None:
    nouns = [getattr(agecare, name) for name in agecare.__all__ if name != "__version__"]
    assert nouns
    assert [noun.__name__ for noun in nouns if not vars(noun).get("__doc__")] == []


@pytest.mark.parametrize("module", [agecare, agecare.matching, agecare.visits], ids=lambda module: module.__name__)
def test_nothing_public_is_offered_unlisted(module: ModuleType) -> None:
    offered = {name for name, value in vars(module).items() if not name.startswith("_") and not inspect.ismodule(value)}
    assert offered <= set(module.__all__)


def test_the_ways_to_plan_are_offered_by_one_module() -> None:
    assert {"Processes", "problem_for", "replan", "solve", "solve_by_territory"} <= set(agecare.visits.__all__)
    assert list(agecare.visits.__all__) == sorted(agecare.visits.__all__)


def test_the_ways_to_match_are_offered_by_one_module() -> None:
    assert {"candidates", "directory_of", "explain", "match", "visit_requests_for"} <= set(agecare.matching.__all__)
    assert list(agecare.matching.__all__) == sorted(agecare.matching.__all__)


def test_the_version_is_the_installed_one() -> None:
    assert agecare.__version__ == importlib.metadata.version("agecare")


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_is_empty(room: str) -> None:
    module = importlib.import_module(f"agecare.{room}")
    assert [name for name in vars(module) if not name.startswith("_")]
