"""Plain tables on the terminal."""

from collections.abc import Sequence

import typer


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> None:
    """Print a table; the first ``texts`` columns hold texts, the others figures. Nothing where there are no rows."""
    if not rows:
        return
    every = [headings, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(headings))]
    typer.echo(f"\n{title}")
    for row in every:
        cells = [
            cell.ljust(width) if column < texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        typer.echo("  " + "  ".join(cells).rstrip())
