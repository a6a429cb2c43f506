"""Accounts, sessions and the audit log, on both databases: what ends, what counts, who may."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import portal.auth.passwords
from db.models import Account, Council, SignIn
from db.session import make_sessions
from portal.auth.accounts import AccountService
from portal.auth.attempts import MOST_ANYWHERE, MOST_FAILURES, WITHIN
from portal.auth.audit import AuditLog
from portal.auth.directory import IDLE, LONGEST
from portal.domain.access import (
    ADMINISTRATOR,
    EDITOR,
    PARTNER,
    REVIEWER,
    SUBMITTER,
    Actor,
    NotAllowed,
    NotSignedIn,
)
from portal.domain.accounts import (
    AccountProblem,
    AuditFilter,
    TooManyAttempts,
    operator,
    password_problem,
    subject_key,
)

PASSWORD, OTHER = "seven green bottles", "eight brown bottles"
HERE = operator("tests")


class Clock:
    """A time that tests move on."""

    def __init__(self) -> None:
        self.time = datetime.fromisoformat("2026-03-01T09:00")

    def __call__(self) -> datetime:
        return self.time

    def later(self, **by: float) -> None:
        self.time += timedelta(**by)


class CountingHasher(PasswordHasher):
    """Counts what it is asked to verify; quick, since tests hash often."""

    def __init__(self, **more: int) -> None:
        super().__init__(**{"time_cost": 1, "memory_cost": 64, "parallelism": 1, **more})
        self.verified: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        self.verified.append(str(hash))
        return bool(super().verify(hash, password))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture
def accounts(empty_engine: Engine, clock: Clock, hasher: CountingHasher) -> AccountService:
    made = AccountService(make_sessions(empty_engine), clock, hasher)
    made.add(HERE, "Ann@Example.org", [REVIEWER], display="Ann", password=PASSWORD)
    return made


@pytest.fixture
def audit(empty_engine: Engine) -> AuditLog:
    return AuditLog(make_sessions(empty_engine))


def logged(audit: AuditLog) -> list[tuple[str, str, str]]:
    return [(row.actor, row.action, row.subject) for row in reversed(audit.newest(HERE))]


def fail(accounts: AccountService, name: str, times: int) -> None:
    for _ in range(times):
        assert accounts.sign_in(name, "wrong and long enough") is None


def test_a_session_says_who_asks(accounts: AccountService) -> None:
    key = accounts.sign_in(" ann@example.ORG ", PASSWORD)
    assert key is not None
    assert len(key) >= 43
    actor = accounts.actor_of(key)
    assert actor is not None
    assert (actor.name, actor.display, actor.roles) == ("ann@example.org", "Ann", {REVIEWER})
    assert accounts.sign_in("ann@example.org", PASSWORD) != key
    assert accounts.actor_of(key + "x") is None
    assert accounts.actor_of("") is None


def test_a_hash_is_costly_where_nobody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal.auth.passwords, "PasswordHasher", PasswordHasher)
    hasher = AccountService(make_sessions(create_engine("sqlite://")))._passwords._hasher
    assert hasher.memory_cost >= 65_536
    assert hasher.time_cost >= 3


def test_only_hashes_are_stored(accounts: AccountService, empty_engine: Engine) -> None:
    key = accounts.sign_in("ann@example.org", PASSWORD)
    with Session(empty_engine) as session:
        (row,) = session.query(SignIn).all()
        (account,) = session.query(Account).all()
    assert len(row.key_hash) == 64
    assert key not in (row.key_hash, account.password_hash)
    assert account.password_hash.startswith("$argon2id$")


def test_a_session_ends_an_hour_after_its_last_use(accounts: AccountService, clock: Clock) -> None:
    key = accounts.sign_in("ann@example.org", PASSWORD) or ""
    for _ in range(3):
        clock.later(minutes=59)
        assert accounts.actor_of(key) is not None
    clock.time += IDLE
    assert accounts.actor_of(key) is None


def test_a_session_ends_twelve_hours_after_it_began(accounts: AccountService, clock: Clock) -> None:
    key = accounts.sign_in("ann@example.org", PASSWORD) or ""
    began = clock.time
    while clock.time + timedelta(minutes=30) < began + LONGEST:
        clock.later(minutes=30)
        assert accounts.actor_of(key) is not None
    clock.time = began + LONGEST
    assert accounts.actor_of(key) is None


def test_the_last_use_is_written_once_a_minute(
    accounts: AccountService, clock: Clock, empty_engine: Engine
) -> None:
    key = accounts.sign_in("ann@example.org", PASSWORD) or ""
    seen = []
    for seconds in (30, 29, 10, 10, 51):
        clock.later(seconds=seconds)
        accounts.actor_of(key)
        with Session(empty_engine) as session:
            seen.append(session.query(SignIn).one().seen_at.strftime("%M:%S"))
    assert seen == ["00:00", "00:00", "01:09", "01:09", "02:10"]


def test_sessions_that_ended_are_forgotten(
    accounts: AccountService, clock: Clock, empty_engine: Engine
) -> None:
    for _ in range(3):
        accounts.sign_in("ann@example.org", PASSWORD)
    clock.later(hours=2)
    accounts.sign_in("ann@example.org", PASSWORD)
    with Session(empty_engine) as session:
        assert session.query(SignIn).count() == 1


@pytest.mark.parametrize("end", ["disable", "reset", "everywhere", "password"])
def test_every_session_ends_at_once(accounts: AccountService, end: str) -> None:
    keys = [accounts.sign_in("ann@example.org", PASSWORD) or "" for _ in range(3)]
    actor = accounts.actor_of(keys[0])
    fresh = ""
    if end == "disable":
        accounts.disable(HERE, "ann@example.org")
    elif end == "reset":
        accounts.reset(HERE, "ann@example.org", OTHER)
    elif end == "everywhere":
        accounts.sign_out_everywhere(actor)
    else:
        fresh = accounts.change_password(actor, PASSWORD, OTHER)
    assert [accounts.actor_of(key) for key in keys] == [None] * 3
    assert not fresh or accounts.actor_of(fresh) == actor


def test_signing_out_ends_one_session(accounts: AccountService) -> None:
    first, two = (accounts.sign_in("ann@example.org", PASSWORD) or "" for _ in range(2))
    assert [place.here for place in accounts.places(accounts.actor_of(first), first)].count(
        True
    ) == 1
    accounts.sign_out(first)
    assert accounts.actor_of(first) is None
    actor = accounts.actor_of(two)
    assert len(accounts.places(actor, two)) == 1


def test_a_disabled_account_can_be_enabled_again(accounts: AccountService) -> None:
    accounts.disable(HERE, "ann@example.org")
    assert accounts.sign_in("ann@example.org", PASSWORD) is None
    accounts.enable(HERE, "ann@example.org")
    assert accounts.sign_in("ann@example.org", PASSWORD) is not None


@pytest.mark.parametrize(
    "name", ["ann@example.org", "off", "nobody", "linked", "\0' or 1=1 --", ""]
)
def test_whatever_is_wrong_takes_one_verification(
    accounts: AccountService, hasher: CountingHasher, name: str
) -> None:
    accounts.add(HERE, "off", [], password=PASSWORD)
    accounts.disable(HERE, "off")
    accounts.add(HERE, "linked", [], subject="https://id.example 7")
    for password in ("wrong and long enough", "", "x" * 100_000):
        hasher.verified.clear()
        assert accounts.sign_in(name, password) is None
        assert len(hasher.verified) == 1
        assert hasher.verified[0].partition("p=")[0].endswith("m=64,t=1,")
    if name == "off":
        hasher.verified.clear()
        assert accounts.sign_in(name, PASSWORD) is None
        assert len(hasher.verified) == 1


@pytest.mark.parametrize("name", ["ann@example.org", "nobody"])
def test_guessing_stops_whether_or_not_the_name_exists(
    accounts: AccountService, clock: Clock, hasher: CountingHasher, name: str
) -> None:
    fail(accounts, name, MOST_FAILURES)
    hasher.verified.clear()
    with pytest.raises(TooManyAttempts) as shut:
        accounts.sign_in(name, PASSWORD)
    assert shut.value.until == clock.time + WITHIN
    assert hasher.verified == []
    fail(accounts, "somebody-else", 1)
    clock.time += WITHIN
    assert (accounts.sign_in(name, PASSWORD) is not None) == (name != "nobody")


def test_what_succeeds_does_not_count_and_forgives_nothing(accounts: AccountService) -> None:
    for _ in range(MOST_FAILURES * 2):
        assert accounts.sign_in("ann@example.org", PASSWORD)
    fail(accounts, "ann@example.org", MOST_FAILURES - 1)
    assert accounts.sign_in("ann@example.org", PASSWORD)
    fail(accounts, "ann@example.org", 1)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("ann@example.org", PASSWORD)


def test_a_stranger_who_guesses_shuts_out_himself_before_the_person(
    accounts: AccountService, clock: Clock
) -> None:
    name, wrong = "ann@example.org", "wrong and long enough"

    def guess(place: str) -> None:
        for _ in range(MOST_FAILURES):
            assert accounts.sign_in(name, wrong, place) is None
        with pytest.raises(TooManyAttempts):
            accounts.sign_in(name, wrong, place)

    guess("192.0.2.1")
    assert accounts.sign_in(name, PASSWORD, "198.51.100.7")
    with pytest.raises(TooManyAttempts):
        accounts.sign_in(name, PASSWORD, "192.0.2.1")
    # From many places at once it is the name that is guarded.
    for number in range(2, MOST_ANYWHERE // MOST_FAILURES + 1):
        guess(f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts):
        accounts.sign_in(name, PASSWORD, "198.51.100.7")
    clock.time += WITHIN
    assert accounts.sign_in(name, PASSWORD, "198.51.100.7")


def test_processes_that_are_asked_at_once_count_together(
    accounts: AccountService, empty_engine: Engine, clock: Clock
) -> None:
    hashers = [CountingHasher() for _ in range(4)]
    others = [AccountService(make_sessions(empty_engine), clock, hasher) for hasher in hashers]

    def guess(number: int) -> None:
        with suppress(TooManyAttempts):
            others[number % 4].sign_in("ann@example.org", "wrong and long enough")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(40)))
    assert sum(len(hasher.verified) for hasher in hashers) <= MOST_FAILURES


def test_a_hash_is_renewed_when_its_parameters_change(
    accounts: AccountService, empty_engine: Engine, clock: Clock
) -> None:
    stronger = AccountService(make_sessions(empty_engine), clock, CountingHasher(time_cost=2))
    assert stronger.sign_in("ann@example.org", PASSWORD)
    with Session(empty_engine) as session:
        assert "t=2" in (session.query(Account).one().password_hash or "")
    assert stronger.sign_in("ann@example.org", PASSWORD)


def test_one_changes_ones_own_password_with_the_present_one(accounts: AccountService) -> None:
    actor = accounts.actor_of(accounts.sign_in("ann@example.org", PASSWORD) or "")
    with pytest.raises(AccountProblem, match="present password is not right"):
        accounts.change_password(actor, OTHER, OTHER)
    with pytest.raises(AccountProblem, match="at least 12"):
        accounts.change_password(actor, PASSWORD, "short")
    assert accounts.change_password(actor, PASSWORD, OTHER)
    assert accounts.sign_in("ann@example.org", PASSWORD) is None
    assert accounts.sign_in("ann@example.org", OTHER)


def test_the_provider_signs_in_who_is_linked(accounts: AccountService) -> None:
    subject = subject_key("https://id.example/", "7")
    assert subject == "https://id.example 7"
    assert accounts.sign_in_by_subject(subject) is None
    assert accounts.sign_in_by_subject(subject, "bob@example.org") is None
    key = accounts.sign_in_by_subject(subject, "Ann@Example.org")
    assert accounts.actor_of(key or "") is not None
    # From now on the key counts and the address does not.
    assert accounts.sign_in_by_subject(subject) is not None
    assert accounts.sign_in_by_subject("https://id.example 8", "ann@example.org") is None
    accounts.disable(HERE, "ann@example.org")
    assert accounts.sign_in_by_subject(subject) is None
    assert accounts.sign_in_by_subject("\0") is None
    assert accounts.sign_in_by_subject("x" * 500) is None


def test_the_provider_links_no_disabled_account(accounts: AccountService) -> None:
    accounts.disable(HERE, "ann@example.org")
    assert accounts.sign_in_by_subject("https://id.example 7", "ann@example.org") is None
    assert accounts.list(HERE)[0].subject == ""


def test_a_sign_in_by_the_provider_gives_no_more_guesses(accounts: AccountService) -> None:
    for _ in range(3):
        accounts.sign_in_by_subject("https://id.example 7", "ann@example.org")
    fail(accounts, "ann@example.org", MOST_FAILURES)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("ann@example.org", PASSWORD)


def test_a_submitter_is_of_one_council_that_exists(empty_engine: Engine) -> None:
    sessions = make_sessions(empty_engine)
    accounts = AccountService(sessions, hasher=CountingHasher())
    with sessions.begin() as session:
        for key, name in (
            ("torbay", "Torbay"), ("plymouth", "Plymouth"), ("bath-town", "Bath Town"),
            ("bath-county", "Bath County"), ("redcar-and-cleveland", "Redcar and Cleveland"),
        ):  # fmt: skip
            session.add(
                Council(
                    key=key, name=name, kind="council", area_code="", region="", la_number="",
                    note="", origin="tests",
                )
            )  # fmt: skip
    unknown = [(name, f"no council “{name}”") for name in ("Atlantis", "Bath", "Red")]
    for council, problem in (("", "name that council"), *unknown):
        with pytest.raises(AccountProblem, match=problem):
            accounts.add(HERE, "cat", [SUBMITTER], password=PASSWORD, council=council)
    assert accounts.list(HERE) == ()
    made = accounts.add(HERE, "cat", [SUBMITTER], password=PASSWORD, council="Torbay")
    assert made.council == "torbay"
    actor = accounts.actor_of(accounts.sign_in("cat", PASSWORD) or "")
    assert actor is not None
    assert (actor.council, actor.groups) == ("torbay", frozenset())
    accounts.set_groups(HERE, "cat", [" Directors ", "Directors", ""])
    accounts.set_roles(HERE, "cat", [SUBMITTER, PARTNER])  # the council stays
    accounts.set_roles(HERE, "cat", [SUBMITTER], council="redcar")  # begins so alone
    redcar = accounts.numbered(HERE, made.id)
    assert redcar is not None
    assert redcar.council == "redcar-and-cleveland"
    accounts.set_roles(HERE, "cat", [SUBMITTER], council="plymouth")
    changed = accounts.numbered(HERE, made.id)
    assert changed is not None
    assert (changed.council, changed.groups) == ("plymouth", ("Directors",))
    accounts.set_roles(HERE, "cat", [PARTNER])
    actor = accounts.actor_of(accounts.sign_in("cat", PASSWORD) or "")
    assert actor is not None
    assert (actor.council, actor.groups) == ("", {"Directors"})
    details = [row.detail for row in AuditLog(sessions).newest(HERE) if "changed" in row.action]
    assert details == [
        "submitter of plymouth → partner",
        "submitter of redcar-and-cleveland → submitter of plymouth",
        "partner, submitter of torbay → submitter of redcar-and-cleveland",
        "submitter of torbay → partner, submitter of torbay",
        "none → Directors",
    ]
    for name in ("partners", "Public", "x" * 81):
        with pytest.raises(AccountProblem):
            accounts.set_groups(HERE, "cat", [name])


def test_everything_is_in_the_audit_log(accounts: AccountService, audit: AuditLog) -> None:
    me, who = "ann@example.org", HERE.name
    key = accounts.sign_in(me, PASSWORD) or ""
    accounts.sign_in(me, "wrong and long enough")
    accounts.sign_in("my password in the wrong box", "x")
    accounts.sign_out(key)
    accounts.set_roles(HERE, me, [PARTNER, EDITOR])
    accounts.reset(HERE, me, OTHER)
    accounts.disable(HERE, me)
    accounts.disable(HERE, me)
    accounts.enable(HERE, me)
    rows = logged(audit)
    unknown = rows[-6][2] if rows[-6][1] != "sign-out" else rows[-7][2]
    assert unknown.startswith("unknown name ")
    assert rows == [
        (who, "account added", me),
        ("", "sign-in attempt", me),
        (me, "sign-in", me),
        ("", "sign-in attempt", me),
        ("", "sign-in failed", me),
        ("", "sign-in attempt", unknown),
        ("", "sign-in failed", unknown),
        (me, "sign-out", me),
        (who, "roles changed", me),
        (who, "password reset", me),
        (who, "account disabled", me),
        (who, "account enabled", me),
    ]
    details = " ".join(row.detail + row.subject for row in audit.newest(HERE))
    assert PASSWORD not in details
    assert OTHER not in details
    assert "wrong box" not in details
    assert [row.detail for row in audit.newest(HERE, AuditFilter(action="roles changed"))] == [
        "reviewer → editor, partner"
    ]
    assert {row.subject for row in audit.newest(HERE, AuditFilter(me))} == {me}
    assert len(audit.newest(HERE, most=2)) == 2
    assert "sign-in failed" in audit.actions(HERE)


ADMINISTRATIVE: tuple[Callable[[AccountService, AuditLog, Any], Any], ...] = (
    lambda accounts, _audit, who: accounts.add(who, "new", []),
    lambda accounts, _audit, who: accounts.list(who),
    lambda accounts, _audit, who: accounts.page(who, "", 1),
    lambda accounts, _audit, who: accounts.numbered(who, 1),
    lambda accounts, _audit, who: accounts.disable(who, "ann@example.org"),
    lambda accounts, _audit, who: accounts.enable(who, "ann@example.org"),
    lambda accounts, _audit, who: accounts.reset(who, "ann@example.org", OTHER),
    lambda accounts, _audit, who: accounts.set_roles(who, "ann@example.org", [ADMINISTRATOR]),
    lambda accounts, _audit, who: accounts.invite(who, "new", []),
    lambda accounts, _audit, who: accounts.make_link(who, "ann@example.org"),
    lambda accounts, _audit, who: accounts.unlock(who, "ann@example.org"),
    lambda _accounts, audit, who: audit.newest(who),
    lambda _accounts, audit, who: audit.page(who, AuditFilter(), 1),
    lambda _accounts, audit, who: audit.rows(who, AuditFilter()),
    lambda _accounts, audit, who: audit.actions(who),
)


def test_only_administrators_look_after_accounts(accounts: AccountService, audit: AuditLog) -> None:
    before = logged(audit)
    for number, ask in enumerate(ADMINISTRATIVE):
        with pytest.raises(NotSignedIn):
            ask(accounts, audit, None)
        for role in (PARTNER, REVIEWER, EDITOR):
            who = Actor(1, "ann@example.org", "Ann", frozenset([role]))
            with pytest.raises(NotAllowed):
                ask(accounts, audit, who)
            assert logged(audit) == before, number


def test_nobody_has_no_account_of_their_own(accounts: AccountService) -> None:
    for ask in (accounts.own_account, accounts.sign_out_everywhere):
        with pytest.raises(NotSignedIn):
            ask(None)
    with pytest.raises(NotSignedIn):
        accounts.places(None, "")
    with pytest.raises(NotSignedIn):
        accounts.change_password(None, PASSWORD, OTHER)


def test_an_administrator_cannot_shut_themselves_out(accounts: AccountService) -> None:
    made = accounts.add(HERE, "chief", [ADMINISTRATOR], password=PASSWORD)
    chief = Actor(made.id, made.name, made.display, frozenset(made.roles))
    with pytest.raises(AccountProblem, match="your own account"):
        accounts.disable(chief, "chief")
    with pytest.raises(AccountProblem, match="stop being administrator"):
        accounts.set_roles(chief, "chief", [EDITOR])
    accounts.set_roles(chief, "chief", [EDITOR, ADMINISTRATOR])
    accounts.disable(chief, "ann@example.org")


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        ("ann@example.org", {}, "There is an account “ann@example.org” already"),
        ("ANN@example.org ", {}, "There is an account “ann@example.org” already"),
        ("two words", {}, "cannot be used"),
        ("x", {}, "cannot be used"),
        ("x" * 121, {}, "cannot be used"),
        ("bob", {"roles": ["king"]}, "There is no role king; the roles are partner, reviewer"),
        ("bob", {"password": "short"}, "has 5 characters; it needs at least 12"),
        ("bob", {"display": "B" * 121}, "more than 120"),
        ("bob", {"subject": "s" * 401}, "too long"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_the_reason(
    accounts: AccountService, name: str, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(AccountProblem) as caught:
        accounts.add(HERE, name, **{"roles": [], "password": PASSWORD, **more})
    assert message in str(caught.value)
    assert [account.name for account in accounts.list(HERE)] == ["ann@example.org"]


def test_two_accounts_are_not_linked_to_one_person(accounts: AccountService) -> None:
    accounts.add(HERE, "bob", [], subject="https://id.example 7")
    with pytest.raises(AccountProblem, match="linked to the same person"):
        accounts.add(HERE, "eve", [], subject="https://id.example 7")


@pytest.mark.parametrize("change", ["disable", "enable"])
def test_an_account_that_is_not_there_is_said(accounts: AccountService, change: str) -> None:
    with pytest.raises(AccountProblem, match="There is no account “bob”"):
        getattr(accounts, change)(HERE, "bob")


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "0 characters"),
        ("elevenchars", "11 characters"),
        ("a" * 12, "repeats"),
        ("abcabcabcabc", "repeats"),
        ("Ann@Example.Org", "is the name"),
        ("ann@example.organn@example.org", "is the name"),
        ("x" * 1_001, "longer than"),
        ("a tab\tin the middle", "cannot be typed"),
        ("seven green bottles", ""),
        ("пароль из пяти слов", ""),
    ],
)
def test_a_password_is_refused_with_the_reason(password: str, message: str) -> None:
    problem = password_problem("ann@example.org", password)
    assert message in problem if message else problem == ""
