"""Councils' returns for those who send, check and see them; each step is one transaction, logged.

What may not be seen is answered as what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session, sessionmaker

from db.models import SharedDataSet
from db.queries import accounts as account_queries
from db.queries import shared as queries
from db.queries.reports import ended_councils
from db.writes import shared as writes
from db.writes.accounts import record
from db.writes.import_lock import take_turn
from portal.domain.access import EDITOR, EVERYBODY, PARTNERS, Actor, NotAllowed, require
from portal.domain.shared import (
    CHECKED,
    DRAFT,
    MAX_REASON,
    MAX_TITLE,
    PUBLIC,
    SHARED,
    WITHDRAWN,
    CannotShare,
    DataSet,
    Definition,
    Figure,
    Seen,
    day_of,
    embargo_of,
    figure_of,
    seen_by,
    sends_for,
)
from portal.importers.council_returns.publish import publish
from portal.importers.council_returns.reading import read_return
from portal.importers.council_returns.results import Due, Listing, Shown, Uploaded
from portal.importers.council_returns.template import write_template
from portal.importers.council_returns.vocabulary import Vocabulary, definitions, measures_chosen
from portal.importers.intake.opening import MAX_MEGABYTES
from portal.importers.intake.paper import RefusedPaper
from portal.importers.intake.reader_process import open_apart
from portal.importers.plan_review.draft import from_json
from portal.importers.plan_review.sharing import publish_shared
from portal.importers.statistics.files import safe_name

_GONE = "Somebody else changed it meanwhile; look at what it is now."


class ReturnDesk:
    """Returns and draft plans of councils on their way to partners and to the public."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None),
    ) -> None:
        self._sessions = sessions
        self._now = now

    # Seeing ------------------------------------------------------------------------------------

    def listing(self, actor: Actor | None) -> Listing:
        """The returns that somebody may see, the newest first.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks may see none, whatever there is.
        """
        person, seen = _who(actor)
        with self._sessions() as session:
            names = queries.council_names(session)
            councils = {key: name for key, name in names.items() if sends_for(person, key)}
            return Listing(
                data_sets=tuple(_view(row) for row in queries.data_sets(session, seen)),
                councils=councils,
                groups=tuple(account_queries.every_group(session)) if councils else (),
                measures=tuple(d.name for d in definitions(session).values()) if councils else (),
            )

    def shown(self, actor: Actor | None, number: int) -> Shown | None:
        """A return with its figures; None where there is none that may be seen."""
        _person, seen = _who(actor)
        with self._sessions() as session:
            row = queries.data_set(session, seen, number)
            if row is None:
                return None
            known_measures = definitions(session)
            figures = [figure_of(each) for each in queries.figures(session, number)]
            plan = queries.plan_of(session, number)
        return Shown(
            _view(row),
            tuple(
                (figure, known_measures.get(figure.measure) or _unnamed(figure.measure))
                for figure in figures
            ),
            from_json(plan.draft) if plan is not None and plan.draft else None,
        )

    def template(self, actor: Actor | None, council: str) -> bytes:
        """Write the template of a council that somebody sends for.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks does not.
        """
        person = require(actor)
        with self._sessions() as session:
            names = queries.council_names(session)
            if council not in names or not sends_for(person, council):
                raise NotAllowed
            lead = [each for each in definitions(session).values() if each.lead]
        return write_template(names[council], lead, self.today())

    def today(self) -> date:
        """The day by which embargoes end."""
        return day_of(self._now())

    # Sending -----------------------------------------------------------------------------------

    def upload(
        self,
        actor: Actor | None,
        council: str,
        name: str,
        save: Callable[[Path], object],
        *,
        title: str,
        audience: str,
        embargo: str,
        names: Mapping[str, str] | None = None,
    ) -> Uploaded:
        """Read a council's return and keep it as a draft.

        Args:
            actor: an editor, or a submitter of this very council.
            council: whose return it is, by its key.
            name: the file's name; whoever sends it can call it anything.
            save: puts the file where it is told to; it is stored no longer than this takes.
            title: what partners read, such as `Quarter 1, 2026/27`.
            audience: `partners`, the name of a group that some account is in, or `public`, which
                is nobody before it is.
            embargo: the day on which it becomes public by itself, as 2026-09-30; "" for never.
            names: measures, by name or key, that names in the file stand for, or `LEAVE_OUT`;
                remembered for the council's next return.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks may not send figures of this council.
            CannotShare: if a field of the form or the file as a whole cannot be taken.
            UnknownNames: with the names in the file that nobody has said the measure of.
            BadCatalogue: with every fault of the file; nothing is then kept.
        """
        person, today = require(actor), self.today()
        if not sends_for(person, council):
            raise NotAllowed
        title = _line(title, MAX_TITLE, "title")
        if not title:
            raise CannotShare("Give the return a title, such as: Quarter 1, 2026/27.")
        day = embargo_of(embargo, today)
        with TemporaryDirectory(prefix="portal-return-") as folder:
            file = Path(folder) / safe_name(name)
            save(file)
            raw = file.read_bytes()
        if len(raw) > MAX_MEGABYTES * 1_000_000:
            raise CannotShare(f"The file is larger than {MAX_MEGABYTES} MB.")
        with self._sessions() as session:
            defined = definitions(session)
            learned = queries.return_names(session, council)
            last_days = {key: end.day for key, end in ended_councils(session).items()}
            councils = queries.council_names(session)
            vocabulary = Vocabulary(councils, defined, learned, last_days)
            groups = account_queries.every_group(session)
        if council not in vocabulary.councils:
            raise CannotShare("The portal has no such council; choose it from the list.")
        if audience not in (PARTNERS, EVERYBODY, *groups):
            raise CannotShare("Choose from the list who may see it.")
        try:
            paper = open_apart(raw, file.name)
        except RefusedPaper as refused:
            raise CannotShare(f"{file.name}: {refused}.") from None
        chosen = measures_chosen(names or {}, vocabulary)
        vocabulary = replace(vocabulary, learned={**learned, **chosen})
        read = read_return(paper, council, vocabulary, today)
        digest = sha256(raw).hexdigest()
        values = {
            "council": council,
            "title": title,
            "audience": audience,
            "embargo": day,
            "state": DRAFT,
            "file": file.name[:200],
            "sha256": digest,
            "made_by": person.id,
            "made_at": self._now(),
            "ended_by": "",
            "reason": "",
        }
        with self._sessions.begin() as session:
            writes.one_at_a_time(session)
            same = queries.same_file(session, council, digest)
            if same is not None:
                raise CannotShare(f"Return {same} was read from the very same file.")
            number = writes.add_data_set(session, values, [_row(each) for each in read.figures])
            writes.put_names(session, council, chosen)
            self._record(session, person, "return uploaded", number, council)
        return Uploaded(number, left_out=len(read.left_out))

    def step(self, actor: Actor | None, number: int, to: str, reason: str = "") -> None:
        """Take a return on to another state.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks may not see it.
            CannotShare: if this step cannot be taken by this person now.
        """
        person, seen = _who(actor)
        reason = _line(reason, MAX_REASON, "reason")
        with self._sessions.begin() as session:
            if to == PUBLIC:
                take_turn(session)
            writes.one_at_a_time(session)
            stored = queries.locked(session, number)
            row = queries.data_set(session, seen, number)
            if stored is None or row is None:
                raise NotAllowed
            data_set = _view(row)
            if to not in data_set.steps(person):
                raise CannotShare(_why_not(data_set, person, to))
            if to == CHECKED:
                stored.checked_by, stored.checked_at = person.id, self._now()
            elif to == SHARED:
                if not data_set.is_plan:
                    self._refuse_overlap(session, data_set)
                stored.shared_by, stored.shared_at = person.id, self._now()
            else:
                if to == WITHDRAWN and not reason:
                    raise CannotShare(f"Say why the {data_set.kind} is withdrawn.")
                stored.ended_by, stored.ended_at = person.name[:120], self._now()
                stored.reason = reason
            if to == PUBLIC:
                self._publish(session, stored, data_set, person.name, "Made public by an editor")
            if to == WITHDRAWN:
                writes.remove_figures(session, number)
            stored.state = to
            detail = f"{data_set.council}. {reason}" if reason else data_set.council
            self._record(session, person, f"{data_set.kind} {to}", number, detail)

    def publish_due(self, wait: bool = True) -> Due:
        """Make public the shared returns whose embargo has ended.

        Each is a transaction of its own, so that one which cannot be published holds up no other.
        With `wait` an import that is running is waited for; without, it is left for later.
        """
        with self._sessions() as session:
            numbers = queries.due(session, self.today())
        done, problems = [], []
        for number in numbers:
            try:
                if self._publish_one(number, wait):
                    done.append(number)
            except _ImportIsRunning:
                break
            except CannotShare as problem:
                problems.append(f"Return {number}: {problem}")
        return Due(tuple(done), tuple(problems))

    def _publish_one(self, number: int, wait: bool) -> bool:
        """Make one return public whose embargo has ended; False where somebody was quicker."""
        with self._sessions.begin() as session:
            take_turn(session, _wait if wait else _leave)
            writes.one_at_a_time(session)
            stored = queries.locked(session, number)
            row = queries.data_set(session, _ALL, number)
            if stored is None or row is None or stored.state != SHARED:
                return False
            stored.ended_by, stored.ended_at = BY_ITSELF, self._now()
            self._publish(session, stored, _view(row), BY_ITSELF, "Its embargo ended")
            stored.state = PUBLIC
            self._record(session, None, f"{_view(row).kind} public", number, stored.council)
        return True

    def _publish(
        self, session: Session, stored: SharedDataSet, data_set: DataSet, by: str, reason: str
    ) -> None:
        if data_set.is_plan:
            stored.import_id = publish_shared(session, data_set, by)
            return
        figures = [figure_of(each) for each in queries.figures(session, data_set.id)]
        stored.import_id = publish(session, data_set, figures, by, reason)

    def _refuse_overlap(self, session: Session, data_set: DataSet) -> None:
        other = queries.overlapping(session, data_set.id)
        if other is not None:
            raise CannotShare(
                f"Return {other.id} of {data_set.council_name} is shared and holds "
                f"{other.measure} of {other.period} already; withdraw it first, and say why."
            )

    def _record(
        self, session: Session, actor: Actor | None, action: str, number: int, detail: str
    ) -> None:
        record(session, actor, action, f"return {number}", detail, at=self._now())


BY_ITSELF = "the end of its embargo"
_ALL = Seen(every=True, council="", audiences=frozenset())


class _ImportIsRunning(Exception):
    """Somebody else has the turn to write."""


def _wait(_text: str) -> None:
    """Wait for an import that is running."""


def _leave(text: str) -> None:
    """Wait for nobody."""
    raise _ImportIsRunning(text)


def _who(actor: Actor | None) -> tuple[Actor, Seen]:
    """Whoever asks, and what may be seen; a refusal where that is nothing at all."""
    person = require(actor)
    seen = seen_by(person)
    if seen.nothing:
        raise NotAllowed
    return person, seen


def _view(row: object) -> DataSet:
    return DataSet(**row._mapping)  # type: ignore[attr-defined]


def _row(figure: Figure) -> dict[str, object]:
    values = asdict(figure)
    return {**values, "period_start": values.pop("start"), "period_end": values.pop("end")}


def _unnamed(measure: str) -> Definition:
    """Stand for a definition that has left the portal since."""
    return Definition(
        measure, name=measure, unit="ratio", unit_text="", decimals=None, polarity="none"
    )


def _why_not(data_set: DataSet, person: Actor, to: str) -> str:
    if to == CHECKED and data_set.state == DRAFT and person.id == data_set.made_by:
        return f"You uploaded this {data_set.kind}; somebody else must check it."
    if to == PUBLIC and data_set.state == SHARED and EDITOR not in person.roles:
        return f"Only an editor makes a {data_set.kind} public before its day."
    if not sends_for(person, data_set.council):
        return f"Only editors and submitters of {data_set.council_name} may do this."
    return f"This {data_set.kind} is {data_set.stands} by now: {_GONE.lower()}"


def _line(text: str, most: int, what: str) -> str:
    line = " ".join(text.replace("\0", " ").split())
    if len(line) > most:
        raise CannotShare(f"The {what} has {len(line)} characters; at most {most} are kept.")
    return line
