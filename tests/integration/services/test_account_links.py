"""Links that set a password, unlocking, the last administrator, days of the audit log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.models import AccountLink
from db.session import make_sessions
from portal.auth.accounts import AccountService
from portal.auth.administration import LINK_LASTS
from portal.auth.attempts import MOST_FAILURES, WITHIN
from portal.auth.audit import AuditLog
from portal.domain.access import ADMINISTRATOR, EDITOR, REVIEWER, Actor
from portal.domain.accounts import AccountProblem, AuditFilter, LinkEnded, TooManyAttempts, operator
from tests.integration.services.test_accounts import OTHER, PASSWORD, Clock, CountingHasher

HERE, ANN = operator("tests"), "ann@example.org"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(empty_engine: Engine, clock: Clock) -> AccountService:
    return AccountService(make_sessions(empty_engine), clock, CountingHasher())


def actor(accounts: AccountService, name: str) -> Actor:
    """Sign somebody in."""
    signed_in = accounts.actor_of(accounts.sign_in(name, PASSWORD) or "")
    assert signed_in is not None
    return signed_in


def test_a_link_sets_a_password_once(accounts: AccountService, empty_engine: Engine) -> None:
    link = accounts.invite(HERE, "Ann@Example.org", [REVIEWER], display="Ann")
    assert link.name == ANN
    with Session(empty_engine) as session:
        assert link.key not in str(session.query(AccountLink).one().key_hash)
    assert accounts.sign_in(ANN, PASSWORD) is None
    with pytest.raises(AccountProblem, match="at least 12"):
        accounts.use_link(link.key, "short")
    linked = accounts.linked(link.key)
    assert linked is not None
    assert (linked.name, linked.roles) == (ANN, (REVIEWER,))
    key = accounts.use_link(link.key, PASSWORD, "from here")
    signed_in = accounts.actor_of(key)
    assert signed_in is not None
    assert signed_in.name == ANN
    assert accounts.linked(link.key) is None
    with pytest.raises(LinkEnded):
        accounts.use_link(link.key, OTHER)
    assert accounts.sign_in(ANN, PASSWORD)
    log = AuditLog(make_sessions(empty_engine)).newest(HERE)
    assert not any(link.key in f"{row.subject} {row.detail}" for row in log)
    assert [row.action for row in reversed(log)][:5] == [
        "account added",
        "invitation made",
        "sign-in attempt",
        "sign-in failed",
        "password set",
    ]


def test_of_two_browsers_one_uses_a_link(accounts: AccountService) -> None:
    link = accounts.invite(HERE, ANN, [])

    def use(password: str) -> str:
        try:
            accounts.use_link(link.key, password)
        except LinkEnded:
            return ""
        return password

    with ThreadPoolExecutor(4) as pool:
        used = list(pool.map(use, [f"{PASSWORD} {n}" for n in range(4)]))
    (password,) = filter(None, used)
    assert accounts.sign_in(ANN, password)


@pytest.mark.parametrize("ends", ["time", "another", "disabled", "password"])
def test_a_link_ends(accounts: AccountService, clock: Clock, ends: str) -> None:
    link = accounts.invite(HERE, ANN, [])
    if ends == "time":
        clock.time += LINK_LASTS - timedelta(seconds=1)
        assert accounts.linked(link.key) is not None
        clock.later(seconds=1)
    elif ends == "another":
        assert accounts.linked(accounts.make_link(HERE, ANN).key) is not None
    elif ends == "password":
        accounts.reset(HERE, ANN, PASSWORD)
    else:
        accounts.disable(HERE, ANN)
        accounts.enable(HERE, ANN)
    assert accounts.linked(link.key) is None
    with pytest.raises(LinkEnded):
        accounts.use_link(link.key, PASSWORD)
    view = accounts.numbered(HERE, accounts.list(HERE)[0].id)
    assert view is not None
    assert (view.link_until is None) == (ends != "another")


def test_a_link_ends_password_and_sessions_at_once(accounts: AccountService) -> None:
    accounts.add(HERE, ANN, [], password=PASSWORD)
    key = accounts.sign_in(ANN, PASSWORD) or ""
    link = accounts.make_link(HERE, ANN)
    assert accounts.actor_of(key) is None
    assert accounts.sign_in(ANN, PASSWORD) is None
    accounts.use_link(link.key, OTHER)
    assert accounts.sign_in(ANN, OTHER)


def test_some_accounts_get_no_link(accounts: AccountService) -> None:
    accounts.add(HERE, "linked", [], subject="https://id.example 7")
    accounts.add(HERE, "off", [], password=PASSWORD)
    accounts.disable(HERE, "off")
    accounts.add(HERE, "chief", [ADMINISTRATOR], password=PASSWORD)
    for who, name, reason in (
        (HERE, "linked", "signs in with the provider"),
        (HERE, "off", "is disabled"),
        (actor(accounts, "chief"), "chief", "on the page My account"),
        (HERE, "chief", "only administrator"),
        (HERE, "nobody", "There is no account"),
    ):
        with pytest.raises(AccountProblem, match=reason):
            accounts.make_link(who, name)
    assert accounts.sign_in("chief", PASSWORD)


def test_the_last_administrator_stays(accounts: AccountService) -> None:
    accounts.add(HERE, "chief", [ADMINISTRATOR], password=PASSWORD)
    # Somebody who was invited cannot sign in yet, and does not count.
    link = accounts.invite(HERE, "deputy", [ADMINISTRATOR])
    for change in (
        lambda: accounts.disable(HERE, "chief"),
        lambda: accounts.set_roles(HERE, "chief", [EDITOR]),
    ):
        with pytest.raises(AccountProblem, match="only administrator"):
            change()
    assert ADMINISTRATOR in actor(accounts, "chief").roles
    accounts.use_link(link.key, PASSWORD)
    chief, deputy = actor(accounts, "chief"), actor(accounts, "deputy")

    def disable(pair: tuple[Actor, str]) -> bool:
        try:
            accounts.disable(*pair)
        except AccountProblem:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:  # each the other, at once
        done = list(pool.map(disable, [(chief, "deputy"), (deputy, "chief")]))
    assert sorted(done) == [False, True]
    assert [account.active for account in accounts.list(HERE)].count(True) == 1


def test_a_lock_says_its_end_and_is_lifted(accounts: AccountService, clock: Clock) -> None:
    accounts.add(HERE, ANN, [], password=PASSWORD)
    number, start = accounts.list(HERE)[0].id, clock.time
    for _ in range(MOST_FAILURES):
        accounts.sign_in(ANN, "wrong and long enough", "from a desk")
        clock.later(minutes=1)
    with pytest.raises(TooManyAttempts) as shut:
        accounts.sign_in(ANN, PASSWORD, "from a desk")
    assert shut.value.until == start + WITHIN
    view = accounts.numbered(HERE, number)
    assert view is not None
    assert view.shut_until == start + WITHIN
    accounts.unlock(HERE, ANN)
    assert accounts.sign_in(ANN, PASSWORD, "from a desk")
    view = accounts.numbered(HERE, number)
    assert view is not None
    assert view.shut_until is None


def test_accounts_are_searched(accounts: AccountService) -> None:
    for name, display in (("ann", "Ann Example"), ("bob", "Bob 50%"), ("eve_1", "Eve")):
        accounts.add(HERE, name, [], display=display)
    for text, names in (
        ("", ["ann", "bob", "eve_1"]),
        ("EXAMPLE", ["ann"]),
        ("%", ["bob"]),
        ("_", ["eve_1"]),
        ("nobody\0", []),
    ):
        listed = accounts.page(HERE, text, 1)
        assert ([one_of.name for one_of in listed.entries], listed.total) == (names, len(names))


def test_the_log_is_asked_for_by_day(
    accounts: AccountService, clock: Clock, empty_engine: Engine
) -> None:
    audit, first = AuditLog(make_sessions(empty_engine)), clock.time.date()
    for number in range(3):
        accounts.add(HERE, f"name{number}", [])
        clock.later(hours=15, seconds=-1)  # to the last second of the first day, then the third
    for wanted, names in (
        (AuditFilter(), ["name2", "name1", "name0"]),
        (AuditFilter(since=first, until=first), ["name1", "name0"]),
        (AuditFilter(since=first + timedelta(days=1)), ["name2"]),
        (AuditFilter(until=date.max), ["name2", "name1", "name0"]),
        (AuditFilter(account="name1"), ["name1"]),
        (AuditFilter(action="nothing"), []),
    ):
        assert [row.subject for row in audit.newest(HERE, wanted)] == names
        assert [row.subject for row in audit.page(HERE, wanted, 1).entries] == names
        assert [row["subject"] for row in audit.rows(HERE, wanted)] == names
    assert next(audit.rows(HERE, AuditFilter()))["at"] == "2026-03-02T14:59:58Z"
