"""Read who leads an action: one or several, by initials and role, or a post or body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.importers.intake.names import is_name, is_reversed
from portal.importers.intake.people import People
from portal.importers.intake.words import is_english, phrases, words

_LABEL = re.compile(
    r"\s*(?:(?:exec(?:utive)?|strategic|operational|delivery|overall|joint|co)\W)?"
    r"(?:leads?(?: officer)?|(?:co-?)?owner|sponsor|support(?:ed by)?|accountable|responsible"
    r"|(?:by )?whom?|sro)\s*(?P<sign>:|[–—-]\s)\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+")
_HARD = re.compile(r"\s*[;\n]\s*|\s+/\s+|\s+\+\s+|\s*•\s*|\s*\|\s*")
_SQUARE = str.maketrans("[]", "()")
# What a post is of follows its comma: `Service Manager, MASH`.
_OPEN_POST = re.compile(
    r"\b(?:head of service|(?:service|team|group|area) manager|assistant director|ad|hos"
    r"|(?:designated|named) (?:nurse|doctor)|inspector|superintendent)$",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset("and for in of the".split())
# Words that end a post less often than another one follows them: `Principal | Social Worker`.
_ADJECTIVES = frozenset("principal assistant deputy associate chief executive designated".split())
# A post and the body that it is in: `Group Manager, Court Team`.
_BODY_OF_POST = re.compile(r"\b(?:team|panel)s?$", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z](?:\.?\s?[A-Z]){1,3}\.?")


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead: initials of a person, and the role or body; one of them may be empty."""

    initials: str
    role: str


def written(lead: Lead) -> str:
    """A lead in the words that `leads_of` reads it from again: `JB (Head of Service)`."""
    initials = lead.initials
    if initials.lower() in words("role_letters"):
        initials = "".join(f"{letter}." for letter in initials)
    return f"{initials} ({lead.role})" if initials and lead.role else initials or lead.role


def leads_of(text: str, people: People, wraps: Sequence[int] = ()) -> list[Lead]:
    """Split a cell into its leads; names are learnt and replaced by initials.

    `wraps` are the places where a line of a PDF's cell ended, which may part two leads.
    """
    text = text.translate(_SQUARE)
    text = _parted_at(re.sub(r"\b(of|and|for|the|to)\n", r"\1 ", text), wraps)
    leads = []
    for part in _with_their_posts(_parts(text)):
        part = _without_label(_NUMBER.sub("", part, 1)).strip(" ,.–-")
        for lead in _softly_split(part):
            if lead.strip():
                leads.append(_lead(lead.strip(" ,"), people))
    return [
        lead if lead.role else replace(lead, role=people.posts.get(lead.initials, ""))
        for lead in dict.fromkeys(leads)
    ]


def _parts(text: str) -> list[str]:
    """Split a cell where no bracket is open; each part keeps the sign before it."""
    parts, start = [], 0
    for match in _HARD.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if before.count("(") <= before.count(")") or ")" not in after:
            parts.append(text[start : match.start()])
            start = match.start()
    return [*parts, text[start:]]


def _with_their_posts(parts: Sequence[str]) -> list[str]:
    """Join a name with the post on the line below it; take the signs off all parts."""
    joined: list[str] = []
    for part in parts:
        text = _HARD.sub("", part, 1) if _HARD.match(part) else part
        below = part.startswith("\n") and joined and is_name(joined[-1], surely_person=True)
        if below and is_post(text) and not _has_person(text):
            joined[-1] = f"{joined[-1]}, {text}"
        else:
            joined.append(text)
    return joined


def _without_label(text: str) -> str:
    match = _LABEL.match(text)
    if match is None:
        return text
    rest = text[match.end() :]
    # `Lead – Early Help` is a post, `Lead – Head of Early Help` a label and a post.
    return rest if match["sign"] == ":" or _is_whole(rest) else text


def _parted_at(text: str, wraps: Sequence[int]) -> str:
    """Part a text at the ends of lines where a whole lead stands before and a post after."""
    for at in sorted(wraps, reverse=True):
        before, after = text[:at], text[at:].strip()
        last = re.split(r"[;\n/]", before)[-1].strip()
        following = re.split(r"[;\n/,]", after)[0].strip()
        if last.endswith((",", "-", "–")) or re.search(r"\b(?:of|and|for|the|&|to)$", last):
            continue
        unfinished = last.split()[-1:] and last.split()[-1].lower() in _ADJECTIVES
        posts = _is_whole_post(last) and _ends_in_role(following) and len(following.split()) > 1
        next_person = is_name(re.split(r"[(–]", following)[0].strip(), surely_person=True)
        if (posts and not unfinished) or (next_person and _has_person(last)):
            text = f"{before.rstrip()}\n{after}"
    return text


def _holds_post(text: str) -> bool:
    return any(_is_role_noun(word) for word in text.split())


def _is_whole_post(text: str) -> bool:
    """Tell if what stands before a comma is a post to its last word, or begins as one."""
    parts = [part.strip() for part in re.split(r"[,(]", text)]
    whole = any(len(part.split()) > 1 and _ends_in_role(part) for part in parts)
    return whole or bool(re.match(r"(?:heads?|directors?) of \w", text.lower()))


def _is_role_noun(word: str) -> bool:
    lower = word.lower().strip("(),.’'")
    nouns = words("role_nouns")
    return lower in nouns or (lower.endswith("s") and lower[:-1] in nouns)


def _ends_in_role(text: str) -> bool:
    without = re.sub(r"\s*\([^)]*\)\s*$", "", text).split()
    return bool(without) and _is_role_noun(without[-1])


def is_post(text: str) -> bool:
    """Tell if a text is a post: by how it begins or ends, or as letters that stand for one."""
    lower = " ".join(text.lower().split())
    if lower.removesuffix("s") in words("role_letters") or lower in words("role_letters"):
        return True
    begins = any(re.match(rf"{re.escape(p)}\b", lower) for p in phrases("role_beginnings"))
    # `ICB Director of Nursing`: a body, a post, and what it is of.
    of_body = re.match(r"(?:\S+ ){1,3}?(\S+) (?:of|for) \w", lower)
    return begins or _ends_in_role(text) or bool(of_body and _is_role_noun(of_body[1]))


def _softly_split(text: str) -> list[str]:
    """Split at commas, `and` and slashes where a whole lead stands on both sides."""
    pieces = re.split(r"(\s*,\s*|\s+and\s+|\s*&\s*|/)(?![^(]*\))", text)
    if all(piece.lower() in words("partners") for piece in pieces[::2]):
        return pieces[::2]
    leads = [pieces[0]]
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        before = leads[-1]
        person = is_name(before, surely_person=True)
        if is_reversed(before + sign + piece):
            leads[-1] = before + sign + piece
            continue
        comma = sign.strip() == ","
        of_person = person and not is_name(piece, surely_person=True) and bool(piece.strip())
        of_post = bool(_BODY_OF_POST.search(piece.strip())) and _ends_in_role(before)
        if (comma and (of_person or of_post)) or _goes_on(before, piece, comma):
            leads[-1] = before + sign + piece
        elif _has_person(piece) and "(" in piece and (_is_whole(before) or _has_person(before)):
            leads.append(piece)
        elif _is_whole(before) and (is_post(piece) or is_name(piece, surely_person=True)):
            if is_name(piece, surely_person=True) and comma and not _has_person(before):
                # `Head of Service, Jane Brown` is one lead: a post and who holds it.
                leads[-1] = before + sign + piece
            else:
                leads.append(piece)
        elif (
            (sign == "/" and person and is_name(piece, surely_person=True))
            or (_INITIALS.fullmatch(before.strip()) and _INITIALS.fullmatch(piece.strip()))
            or (not comma and _ends_in_role(before) and _is_body(piece))
            or (before.endswith(")") and _has_person(before) and _is_body(piece))
        ):
            leads.append(piece)
        else:
            leads[-1] = before + sign + piece
    return leads


def _goes_on(before: str, piece: str, comma: bool) -> bool:
    """Tell if a piece says what the post before is of: `Service Manager, MASH`, `MASH/EDT`."""
    body, *more = [*piece.lower().split(), ""]
    if body.strip("(),") not in words("body_letters"):
        return False
    if comma:
        return bool(_OPEN_POST.search(before.strip()))
    *post, last = before.lower().split()
    return bool(post) and last in words("body_letters") and more == [""]


def _is_body(text: str) -> bool:
    """Tell if a text is words of bodies alone: `Police`, `Children in Care Council`."""
    names = [word for word in text.lower().split() if word not in _SMALL_WORDS]
    return bool(names) and all(word in words("not_names") for word in names)


def _is_whole(text: str) -> bool:
    """Tell if a text is a lead: a name, or a post; a name with half a post is none."""
    return is_name(text, surely_person=True) or _holds_post(text) or is_post(text)


def _has_person(text: str) -> bool:
    head = re.split(r"[,(–]", text)[0]
    return is_name(head, surely_person=True)


def _lead(text: str, people: People) -> Lead:
    text = " ".join(text.split())
    # The last bracket, or all from the first one: posts have brackets of their own.
    for form in (
        r"(?P<before>.+?)\s*\((?P<inside>[^()]*)\)",
        r"(?P<before>[^(]+?)\s*\((?P<inside>.*)\)",
    ):
        bracket = re.fullmatch(form, text)
        if not bracket:
            continue
        before, inside = bracket["before"], bracket["inside"]
        if is_name(before, surely_person=True):
            return Lead(people.learn(before), people.scrub(inside))
        if is_name(inside, surely_person=True):
            return Lead(people.learn(inside), people.scrub(before))
        if _are_initials(inside):
            return Lead(_bare(inside), people.scrub(before))
        if _are_initials(before):
            return Lead(_bare(before), people.scrub(inside))
    for sign in (r"\s*,\s*", r"\s+[–—-]\s+", r"\s*:\s*"):
        parts = re.split(sign, text, maxsplit=1)
        if len(parts) == 2:
            if is_name(parts[0], surely_person=True):
                return Lead(people.learn(parts[0]), people.scrub(parts[1]))
            if is_name(parts[1], surely_person=True) and (
                _holds_post(parts[0]) or is_post(parts[0])
            ):
                return Lead(people.learn(parts[1]), people.scrub(parts[0]))
            if _are_initials(parts[0]):
                return Lead(_bare(parts[0]), people.scrub(parts[1]))
            if _are_initials(parts[1]):
                return Lead(_bare(parts[1]), people.scrub(parts[0]))
    if is_name(text, surely_person=True):
        return Lead(people.learn(text), "")
    if _are_initials(text):
        return Lead(_bare(text), "")
    return _name_beside_role(text, people)


def _are_initials(text: str) -> bool:
    written_apart = "." in text  # `H.R.` is a person where `HR` is a department
    return bool(_INITIALS.fullmatch(text)) and (
        written_apart or _bare(text).lower() not in words("role_letters")
    )


def _bare(text: str) -> str:
    return re.sub(r"[\s.]", "", text)


def _name_beside_role(text: str, people: People) -> Lead:
    """A name before or after a post without any sign between: `Jane Brown Head of Service`."""
    tokens = text.split()
    for size in (3, 2):
        if len(tokens) <= size:
            continue
        for name, role in (
            (tokens[:size], tokens[size:]),
            (tokens[-size:], tokens[:-size]),
        ):
            strange = not is_english(name[-1]) or not is_english(name[0])
            if is_name(" ".join(name)) and strange and is_post(" ".join(role)):
                return Lead(people.learn(" ".join(name)), people.scrub(" ".join(role)))
    return Lead("", people.scrub(text))
