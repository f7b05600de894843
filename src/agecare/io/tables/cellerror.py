"""What a cell's reader raises when the cell cannot be read; it does not know yet where the cell is."""


class CellError(Exception):
    """A fault code, the part of the cell it is about (the whole, when ``None``), and a suggestion."""

    def __init__(self, code: str, *, value: str | None = None, suggestion: str | None = None, **params: str) -> None:
        super().__init__(code)
        self.code, self.value, self.suggestion, self.params = code, value, suggestion, params
