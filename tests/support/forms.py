"""The form of a page of review, as a browser would send it."""

from __future__ import annotations

import re
from typing import Any


def form_of(page: str) -> dict[str, Any]:
    """The fields of the form of a page of review as a browser would send them."""
    form = page[page.index('class="review"') : page.index("</form>", page.index('class="review"'))]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r' name="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            fields.setdefault(name[1], []).append(value[1] if value else "")
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = [chosen[1] if chosen else ""]
    for name, words in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S
    ):
        fields[name] = [words]
    return fields
