"""What every record shares: frozen, closed, trimmed, and silent about personal data in its ``repr``."""

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError


class Record(BaseModel):
    """A frozen record that a person or another system writes.

    Unknown fields are refused, texts are trimmed, and fields marked as personal stay out of ``repr``; so do the values
    that do not fit, since what was meant for one field may be personal whatever the field.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True, hide_input_in_errors=True
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The JSON Schema with the docstrings of the fields as descriptions.

        Pydantic's ``use_attribute_docstrings`` reads the source of every record on import, which takes half of it.
        """
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, text in _field_docstrings(cls).items():
            place = properties.get(name, properties.get(cls.model_fields[name].alias))
            if place is not None:
                place["description"] = text
        return schema


def _field_docstrings(record: type[Record]) -> dict[str, str]:
    found: dict[str, str] = {}
    for cls in reversed(record.__mro__):
        if not (issubclass(cls, Record) and cls is not Record):
            continue
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
        assert isinstance(definition, ast.ClassDef)
        for field, text in pairwise(definition.body):
            match field, text:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                    found[name] = inspect.cleandoc(words)
    return found


Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\W_][\w.\-]*$")]
"""An identifier: letters (of any alphabet), digits, ``. - _``; begins with a letter or digit; at most 64 characters."""

ShortText = Annotated[str, StringConstraints(max_length=200)]
LongText = Annotated[str, StringConstraints(max_length=2000)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


def _some(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not values:
        raise PydanticKnownError("too_short", {"field_type": "Tuple", "min_length": 1, "actual_length": 0})
    return values


AtLeastOne = AfterValidator(_some)
"""A tuple with something in it. ``Field(min_length=1)`` counts the good items only, and so blames a tuple whose only
item is wrong for a second fault, being empty."""

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639 code: ``mn``, ``kk``, ``ky``, ``ru``, ``uz``, ``en`` …"""


CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217 code: ``MNT``, ``KGS`` …"""

Money = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""An amount in whole units of a currency."""


def personal(default: Any = ..., **kwargs: Any) -> Any:
    """A field with personal data: kept out of ``repr`` and so out of logs and tracebacks."""
    return Field(default, repr=False, **kwargs)
