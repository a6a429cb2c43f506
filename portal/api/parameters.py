"""The parameters of the API: pydantic types that check what is given and describe themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from werkzeug.datastructures import MultiDict

from portal.api.paging import LONGEST
from portal.domain.filters import CODE, FilterSpec, short
from portal.domain.view_state import State
from portal.exports.contract import PERIOD, Column, Table
from portal.services.tables import Names
from portal.services.view_spec import ViewSpec
from portal.web.problem_details import Fault

USUAL, MOST = 100, 1_000
# More values of one filter is no question any more.
MOST_VALUES, LONGEST_TEXT = 50, 80
# Which keys of the data, by `Names.keys` ("" for none), and further choices.
Keys = tuple[str, tuple[str, ...]]
FORMATS = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Parameter:
    """A parameter of the API.

    Attributes:
        help: its meaning.
        type: checks one value, or the list of all of them, and makes the JSON Schema.
        expected: ends the sentence “x” is not …, about one value.
        whole: says what is wrong with a list as a whole.
        many: may be given several times; else once.
        commas: holds several values, separated by commas.
        keys: what a value is one of, for those that are.
    """

    name: str
    help: str
    type: Any
    expected: str = "known here."
    whole: str = ""
    many: bool = False
    commas: bool = False
    required: bool = False
    keys: Keys = ("", ())

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.type)

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema; lists of keys stand among the document's components."""
        schema = self._adapter.json_schema()
        if "items" in schema:
            schema["items"] = _referred(schema["items"])
        return _referred(schema)

    def check(self, values: list[str], names: Names) -> tuple[Any, list[Fault]]:
        """Check what is given; without faults, also the value in its type."""
        faults = []
        if len(values) > 1 and not self.many:
            once = "; separate values by commas." if self.commas else "."
            faults.append(Fault(self.name, f"It can be given once{once}"))
        raw: Any = values[0].split(",") if self.commas else values if self.many else values[0]
        try:
            return self._adapter.validate_python(raw, context=names), faults
        except ValidationError as error:
            errors = error.errors(include_url=False)
            for wrong in errors[:1] if self.commas else errors:
                value = wrong["input"] if wrong["loc"] else values[0]
                detail = f"“{short(value)}” is not {self.expected}"
                if (self.many or self.commas) and not wrong["loc"]:
                    detail = self.whole
                faults.append(Fault(self.name, detail, wrong.get("ctx", {}).get("allowed", ())))
            return None, faults


def _referred(schema: dict[str, Any]) -> dict[str, Any]:
    keys = schema.get("x-keys")
    return {"$ref": f"#/components/schemas/{keys}"} if keys else schema


def known_keys(keys: Keys, names: Names) -> tuple[str, ...]:
    """List every word that a value may be, of those that the data hold and of the choices."""
    name, choices = keys
    return (*(names.keys[name] if name else ()), *choices)


def key_schema_name(keys: Keys) -> str:
    """Name the list of such keys among the document's components."""
    return f"{'-or-'.join((keys[0], *keys[1]))}-key"


def _one_of(keys: Keys) -> Any:
    def check(value: str, info: ValidationInfo) -> str:
        allowed = known_keys(keys, cast(Names, info.context))
        if value not in allowed:
            raise PydanticCustomError("unknown", "not known", {"allowed": allowed})
        return value

    described = {"x-keys": key_schema_name(keys)} if keys[0] else {"enum": list(keys[1])}
    return Annotated[str, AfterValidator(check), WithJsonSchema({"type": "string", **described})]


def _text(longest: int) -> Any:
    shape = StringConstraints(min_length=1, max_length=longest, pattern=r"^[^\x00-\x1f\x7f]+$")
    return Annotated[str, shape]


def _whole_number(least: int, most: int) -> Any:
    digits = TypeAdapter(Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,5})$")])
    return Annotated[int, Field(ge=least, le=most), BeforeValidator(digits.validate_python)]


def _is_day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _each_once(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise PydanticCustomError("twice", "not unique")
    return values


_DAY = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_is_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
_PERIOD = Annotated[str, StringConstraints(pattern=f"^{PERIOD.pattern}$")]
FORMAT = Parameter(
    "format",
    "JSON or CSV; counts more than the Accept header",
    _one_of(("", tuple(FORMATS))),
    "a format.",
)
LIMIT = Parameter(
    "limit",
    f"Rows of a page; JSON has {USUAL} by default, CSV all",
    _whole_number(1, MOST),
    f"a whole number from 1 to {MOST}.",
)
CURSOR = Parameter(
    "cursor",
    "Where the page begins: `cursor` of the page before, as it is",
    Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]+$", max_length=LONGEST)],
    "a cursor; take `next` of the page before as it is.",
)
PAGING = (FORMAT, LIMIT, CURSOR)


def _of_filter(spec: FilterSpec) -> Parameter:
    keys = (spec.names, (*spec.choices, "none") if spec.kind == "several" else spec.choices)
    type_: Any = _one_of(keys)
    expected, whole = "known here.", ""
    match spec.kind:
        case "councils" | "keys" | "several":
            whole = f"Name at most {spec.most} of them, each once."
            shape = Field(
                min_length=1, max_length=spec.most, json_schema_extra={"uniqueItems": True}
            )
            type_ = Annotated[list[type_], shape, AfterValidator(_each_once)]
        case "words":
            type_, expected = _text(spec.most), f"a text of 1 to {spec.most} printable characters."
        case "code":
            code = StringConstraints(pattern=f"^{CODE.pattern}$", max_length=spec.most)
            type_ = Annotated[str, code]
            expected = "a key in small letters, digits, dots and hyphens."
        case "number":
            type_ = _whole_number(spec.least, spec.most)
            expected = f"a whole number from {spec.least} to {spec.most}."
    return Parameter(
        spec.name,
        spec.help,
        type_,
        expected,
        whole,
        commas=bool(whole),
        required=spec.required,
        keys=keys,
    )


def _of_column(column: Column) -> Parameter:
    keys: Keys = (column.names, ()) if column.names else ("", column.choices)
    item: Any
    if any(keys):
        item, expected = _one_of(keys), "known here."
    elif column.kind == "date":
        item, expected = _DAY, "a date such as 2012-07-18."
    elif column.kind == "period":
        item, expected = _PERIOD, "a date such as 2012, 2012-07 or 2012-07-18."
    else:
        item = _text(LONGEST_TEXT)
        expected = f"a text of 1 to {LONGEST_TEXT} printable characters."
    return Parameter(
        column.name,
        f"{column.help}. May be given several times: any of the values fits.",
        Annotated[list[item], Field(min_length=1, max_length=MOST_VALUES)],
        expected,
        f"At most {MOST_VALUES} values can be asked for at once.",
        many=True,
        keys=keys,
    )


@cache
def of_table(table: Table) -> tuple[Parameter, ...]:
    """List the filters of a table."""
    return tuple(_of_column(column) for column in table.filters)


def of_view(view: ViewSpec[State]) -> tuple[Parameter, ...]:
    """List the filters of a view, and what it took once."""
    return _of_filters((*view.filters, *view.retired))


@cache
def _of_filters(specs: tuple[FilterSpec, ...]) -> tuple[Parameter, ...]:
    return tuple(_of_filter(spec) for spec in specs)


def read(
    parameters: Sequence[Parameter], args: MultiDict[str, str], names: Names
) -> tuple[Mapping[str, Any], list[Fault]]:
    """Read the parameters of a request: their values, or every fault at once."""
    every = (*parameters, *PAGING)
    allowed = tuple(parameter.name for parameter in every)
    values: dict[str, Any] = {}
    faults = [
        Fault(name[:LONGEST_TEXT], f"There is no parameter “{short(name)}”.", allowed)
        for name in args
        if name not in allowed
    ]
    for parameter in every:
        given = args.getlist(parameter.name)
        if given:
            values[parameter.name], wrong = parameter.check(given, names)
            faults += wrong
        elif parameter.required:
            faults.append(Fault(parameter.name, f"The parameter {parameter.name} is missing."))
    return values, faults
