"""Controls of filter bars as plain HTML: what React makes of them, for a document without scripts.

Elements and classes are those that dash-bootstrap-components draws, so that nothing moves when it
takes over; beside them each control has the name of its filter and the form that sends it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from layouts.ids import form_of
from layouts.markup import Part, element

Props = Mapping[str, Any]


def of_form(props: Props) -> dict[str, str]:
    """Name the form that a control goes with, and the control's name in an address.

    A control's id is `<page>-<filter>`; one that has a name already stands in a form of its own.
    """
    page, _, name = str(props.get("id", "")).partition("-")
    if "name" in props or not name:
        return {}
    return {"name": name, "form": form_of(page)}


def _input(props: Props) -> Part:
    given = {k: v for k, v in props.items() if k not in ("debounce", "className")}
    classes = f"{props.get('className', '')} form-control".strip()
    attributes = {**given, "className": classes, "step": "any", **of_form(props)}
    return element("Input", None, **attributes)


def _select(props: Props) -> Part:
    # The first option is what React leaves where nothing is chosen.
    options: list[Part] = [element("Option", value="", disabled=True, hidden=True)]
    for option in props.get("options") or ():
        value = option["value"]
        chosen = value == props.get("value")
        options.append(element("Option", option["label"], value=value, selected=chosen))
    return element(
        "Select",
        options,
        "form-select",
        id=props["id"],
        autoComplete="off",
        **of_form(props),
    )


def _chips(kind: str, type_: str, props: Props) -> Part:
    chosen = props.get("value")
    on = set(chosen or ()) if type_ == "checkbox" else {chosen}
    boxes: list[Part] = []
    for option in props.get("options") or ():
        value = option["value"]
        id_ = f"_dbcprivate_{kind}_{props['id']}_input_{value}"
        checked = value in on
        label = "form-check-label chip chip-on" if checked else "form-check-label chip"
        box = element(
            "Input",
            None,
            "form-check-input chip-input",
            id=id_,
            type=type_,
            value=value,
            autoComplete="off",
            checked=checked,
            disabled=bool(option.get("disabled")),
            **of_form(props),
        )
        text = element("Label", option["label"], label, htmlFor=id_)
        boxes.append(element("Div", [box, text], "form-check form-check-inline"))
    return element("Div", boxes, id=props["id"])


def _checklist(props: Props) -> Part:
    return _chips("checklist", "checkbox", props)


def _radio_items(props: Props) -> Part:
    return _chips("radioitems", "radio", props)


# By the name of the component in dash-bootstrap-components.
CONTROLS: Mapping[str, Callable[[Props], Part]] = {
    "Input": _input,
    "Select": _select,
    "Checklist": _checklist,
    "RadioItems": _radio_items,
}
