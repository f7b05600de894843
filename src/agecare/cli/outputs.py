"""What ``agecare plan`` writes, all of it or nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from agecare.cli.options import Privacy
from agecare.model import Register
from agecare.visits import Change, Result, VisitProblem

OWN_FILES = ("calendars/*.ics", "boards/*.html")
"""Files, one per worker, of which those of an earlier plan are taken away."""


def write_plan(
    out: Path,
    register: Register,
    problem: VisitProblem,
    result: Result,
    *,
    language: str,
    privacy: Privacy,
    revision: int,
    changes: Sequence[Change] | None = None,
) -> tuple[str, ...]:
    """Write ``schedule.json``, ``schedule.xlsx``, ``board.html`` and ``calendars/`` into a folder.

    Everything is written beside the folder first and moved into place at the end: when the disk is full, an
    earlier plan stays whole. What an earlier plan wrote for a worker who is no longer there is taken away; other
    files stay. With the privacy ``worker`` the files for everybody hold ids only, and ``boards/`` has a page for
    each worker with the own visits. ``changes`` are what differs from the published plan, where there is one.

    Returns
    -------
    tuple of str
        What was written, as it is shown to people.

    Raises
    ------
    OSError
        When something cannot be written.
    """
    from agecare.io.files import atomic_folder
    from agecare.io.ical import write_calendars
    from agecare.io.json import input_hash, write_schedule
    from agecare.io.schedule_xlsx import write_schedule_workbook
    from agecare.report import certify, write_board

    hash_ = input_hash(register)
    proof = certify(problem, result, hash_)
    everybody = Privacy.ANONYMOUS if privacy is Privacy.WORKER else privacy
    out.parent.mkdir(parents=True, exist_ok=True)
    with atomic_folder(out) as draft:
        write_schedule(
            draft / "schedule.json",
            register,
            problem,
            result,
            input_hash=hash_,
            revision=revision,
            changes=changes or (),
        )
        write_schedule_workbook(
            draft / "schedule.xlsx", register, problem, result, language, privacy=privacy.value, changes=changes
        )
        write_board(
            draft / "board.html",
            register,
            problem,
            result,
            language=language,
            privacy=everybody.value,
            changes=changes,
            certificate=proof,
        )
        if privacy is Privacy.WORKER:
            (draft / "boards").mkdir()
            for worker in _visiting(problem, result):
                write_board(
                    draft / "boards" / f"{worker}.html",
                    register,
                    problem,
                    result,
                    language=language,
                    privacy=privacy.value,
                    worker=worker,
                    changes=changes,
                    certificate=proof,
                )
        write_calendars(
            draft / "calendars",
            register,
            problem,
            result,
            privacy=privacy.value,
            language=language,
            revision=revision,
        )
        current = {file.relative_to(draft) for pattern in OWN_FILES for file in draft.glob(pattern)}
    for pattern in OWN_FILES:
        for file in out.glob(pattern):
            if file.relative_to(out) not in current:
                file.unlink()
    names = ["schedule.json", "schedule.xlsx", "board.html", "calendars/*.ics"]
    return (*names, "boards/*.html") if privacy is Privacy.WORKER else tuple(names)


def _visiting(problem: VisitProblem, result: Result) -> Iterator[str]:
    """Workers who visit somebody, in the order of the problem."""
    routes = result.schedule.task_route
    busy = {int(problem.route_worker[route]) for route in routes[routes >= 0]}
    yield from (id_ for index, id_ in enumerate(problem.worker_ids) if index in busy)
