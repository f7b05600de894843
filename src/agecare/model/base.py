"""What every record shares: frozen, closed, trimmed, and silent about personal data in its ``repr``."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Record(BaseModel):
    """A frozen record that a person or another system writes.

    Unknown fields are refused, texts are trimmed, and fields marked as personal stay out of ``repr``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)


Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\W_][\w.\-]*$")]
"""An identifier: letters (of any alphabet), digits, ``. - _``; begins with a letter or digit; at most 64 characters."""

ShortText = Annotated[str, StringConstraints(max_length=200)]
LongText = Annotated[str, StringConstraints(max_length=2000)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639 code: ``mn``, ``kk``, ``ky``, ``ru``, ``uz``, ``en`` …"""


def personal(default: Any = ..., **kwargs: Any) -> Any:
    """A field with personal data: kept out of ``repr`` and so out of logs and tracebacks."""
    return Field(default, repr=False, **kwargs)
