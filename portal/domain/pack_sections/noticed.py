"""The list of findings as a pack: how many of each kind, then each with both values and places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from portal.domain.formatting import FINDING_KINDS, plural
from portal.domain.pack_model import Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.findings import TITLE, sources_of
from portal.domain.pack_sections.ledger import Ledger, first_lower
from portal.domain.pack_sections.rows import A_PAGE, in_pages
from portal.domain.view_models import FindingsView

_LINK = "These findings in the portal"
# Findings that stand on a slide, with their sources.
_A_PAGE = 6
# Councils that have a column each; of more of them each has a row.
_MOST_COLUMNS = 6


def noticed(view: FindingsView, ledger: Ledger, link: str) -> Part:
    """Build the part.

    Args:
        view: with every finding that fits.
    """
    if not view.total:
        gap = Text("The rules of the portal noticed nothing that fits these filters.", "gap")
        return Part("findings", TITLE, pages=(Page(TITLE, (gap,), link=link, link_text=_LINK),))
    councils = view.vocabulary.councils
    counts = Counter(
        (group.rule.kind, finding.council) for group in view.groups for finding in group.findings
    )
    there = sorted({council for _kind, council in counts}, key=lambda key: councils[key].name)
    kinds = [kind for kind in FINDING_KINDS if any(counts[kind, key] for key in there)]
    overview = _overview(counts, kinds, {key: councils[key].name for key in there})
    most = max(kinds, key=lambda kind: sum(counts[kind, key] for key in there))
    of_kind = sum(counts[most, key] for key in there)
    title = f"{plural(view.total, 'finding')}, {of_kind} of them {first_lower(FINDING_KINDS[most])}"
    note = Text("A finding says that two statements do not agree; it judges nobody.", "note")
    if len(there) <= _MOST_COLUMNS:
        pages = [Page(title, (overview, note), link=link, link_text=_LINK)]
    else:
        first = replace(overview, rows=overview.rows[:A_PAGE])
        pages = [Page(title, (first, note), link=link, link_text=_LINK)]
        rest = replace(overview, rows=overview.rows[A_PAGE:])
        pages += in_pages("Further councils", rest, link, _LINK) if rest.rows else []
    for place, group in enumerate(view.groups, start=1):
        for start in range(0, len(group.findings), _A_PAGE):
            points = Points(
                tuple(
                    Point(
                        finding.message,
                        sources_of(finding, ledger),
                        strong=f"{councils[finding.council].name}: {finding.subject}"
                        if finding.council in councils
                        else finding.subject,
                    )
                    for finding in group.findings[start : start + _A_PAGE]
                )
            )
            named = f"{group.rule.title}: {plural(len(group.findings), 'finding')}"
            # One page of each rule before a second.
            weight = 1 + place + 30 * (start // _A_PAGE)
            pages.append(Page(named, (points,), link=link, link_text=_LINK, weight=min(weight, 99)))
    return Part("findings", TITLE, pages=tuple(pages))


def _overview(
    counts: Mapping[tuple[str, str], int], kinds: Sequence[str], names: Mapping[str, str]
) -> Table:
    """Count findings by kind and council: a column a council, or a row each where they are many."""
    across = {key: FINDING_KINDS[key] for key in kinds}
    lines, heads = (across, names) if len(names) <= _MOST_COLUMNS else (names, across)

    def count(line: str, head: str) -> int:
        return counts.get((line, head) if lines is across else (head, line), 0)

    rows = [(name, [count(line, head) for head in heads]) for line, name in lines.items()]
    if lines is names:
        rows.sort(key=lambda row: -sum(row[1]))
    return Table(
        "Findings by kind and council",
        ("Kind" if lines is across else "Council", *heads.values(), "Together"),
        rows=tuple((name, *(n or "none" for n in cells), sum(cells)) for name, cells in rows),
        widths=(3.4, *([1.2] * len(heads)), 1.1),
        numeric=tuple(range(1, len(heads) + 2)),
        source="The portal’s rules, over the councils’ papers and reports",
    )
