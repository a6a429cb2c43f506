"""Posting a callback as a browser would."""

from __future__ import annotations

from typing import Any


def callback_body(
    client: Any, output: str, values: dict[str, Any], **changes: Any
) -> dict[str, Any]:
    """The body for the callback whose outputs hold `output`, with values by `id.property`."""
    dependencies = client.get("/_dash-dependencies").json
    answered = [d for d in dependencies if not d.get("clientside_function")]
    found = next(d for d in answered if output in d["output"])
    names = [part.rpartition(".") for part in found["output"].strip(".").split("...")]
    outputs: Any = [{"id": a, "property": b} for a, _, b in names]
    if not found["output"].startswith(".."):
        outputs = outputs[0]

    def filled(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"id": p["id"], "property": p["property"], "value": values.get(_name(p))} for p in parts
        ]

    return {
        "output": found["output"],
        "outputs": outputs,
        "inputs": filled(found["inputs"]),
        "state": filled(found["state"]),
        "changedPropIds": [_name(p) for p in found["inputs"]],
        **changes,
    }


def _name(part: dict[str, Any]) -> str:
    return f"{part['id']}.{part['property']}"


def ask(client: Any, output: str, values: dict[str, Any], **changes: Any) -> Any:
    """Post the callback and give the response."""
    body = callback_body(client, output, values, **changes)
    return client.post("/_dash-update-component", json=body)
