"""Posting a callback as a browser would."""

from __future__ import annotations

from typing import Any


def callback_body(
    client: Any, output: str, values: dict[str, Any], **changes: Any
) -> dict[str, Any]:
    """The body for the callback whose outputs hold `output`, with values by `id.property`."""
    dependencies = client.get("/_dash-dependencies").json
    answered = [d for d in dependencies if not d.get("clientside_function")]
    callback = next(d for d in answered if output in d["output"])
    names = [part.rpartition(".") for part in callback["output"].strip(".").split("...")]
    outputs: Any = [{"id": a, "property": b} for a, _, b in names]
    if not callback["output"].startswith(".."):
        outputs = outputs[0]

    def filled(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"id": p["id"], "property": p["property"], "value": values.get(_name(p))} for p in parts
        ]

    return {
        "output": callback["output"],
        "outputs": outputs,
        "inputs": filled(callback["inputs"]),
        "state": filled(callback["state"]),
        "changedPropIds": [_name(p) for p in callback["inputs"]],
        **changes,
    }


def _name(part: dict[str, Any]) -> str:
    return f"{part['id']}.{part['property']}"


def ask(client: Any, output: str, values: dict[str, Any], **changes: Any) -> Any:
    """Post the callback and give the response."""
    body = callback_body(client, output, values, **changes)
    return client.post("/_dash-update-component", json=body)
