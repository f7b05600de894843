"""The commands and what they share."""

import logging
from typing import Annotated

import typer

import agecare
from agecare.cli.allocate import allocate
from agecare.cli.caseload import caseload
from agecare.cli.check import check
from agecare.cli.coaching import coaching
from agecare.cli.conference import conference
from agecare.cli.coverage import coverage
from agecare.cli.due import due
from agecare.cli.exits import LastResort
from agecare.cli.files import files
from agecare.cli.lint_referrals import lint_referrals
from agecare.cli.match import match
from agecare.cli.outcomes import outcomes
from agecare.cli.petitions import petitions
from agecare.cli.plan import plan
from agecare.cli.referrals import referrals
from agecare.cli.sample import sample
from agecare.cli.template import template
from agecare.cli.trace import trace
from agecare.cli.verify import verify

EXIT_CODES = (
    "Exit codes: 0 fine · 1 lint-referrals found errors · 2 wrong usage · 3 the input has faults · "
    "4 a mandatory visit is not in the plan · 5 no plan · 6 the checker rejected the plan · "
    "70 something went wrong inside, or a file could not be written · 130 interrupted with nothing to show."
)

app = typer.Typer(
    name="agecare",
    help="Long-term care from needs to visits and back: match, refer, follow cases, plan home visits.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS = (
    template, check, sample, match, allocate, trace, lint_referrals, referrals, coverage,
    due, petitions, files, conference, coaching, caseload, plan, verify, outcomes,
)  # fmt: skip
for command in COMMANDS:
    app.command()(command)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"agecare {agecare.__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
    debug: Annotated[
        bool,
        typer.Option("--debug", envvar="AGECARE_DEBUG", help="Show tracebacks and the log (ids only, no names)."),
    ] = False,
) -> None:
    """Long-term care from needs to visits and back: match, refer, follow cases, plan home visits."""
    if debug:
        context.obj.debug = True
        logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(message)s")


def main() -> int:
    """Run the command line; the console script ``agecare``. Ends by `SystemExit`."""
    with LastResort() as guard:
        app(obj=guard, prog_name="agecare")
    return 0
