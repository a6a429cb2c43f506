"""`portal users` and `portal audit`: accounts, their roles and passwords; who did what."""

from __future__ import annotations

import getpass
import secrets
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from portal.cli.opening import read_settings, ready_sessions
from portal.domain.access import ROLES, Actor
from portal.domain.accounts import (
    MOST_AUDIT,
    AccountProblem,
    AuditFilter,
    NewLink,
    operator,
    password_problem,
    subject_key,
    tidy_name,
)
from portal.urls import link_url

if TYPE_CHECKING:
    from portal.auth.accounts import AccountService
    from portal.auth.audit import AuditLog

NAME = click.argument("name")
ROLE = click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(list(ROLES)),
    help="A role; may be given several times.",
)
COUNCIL = click.option("--council", default="", help="The council of a submitter, by name or key.")
STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from a line.")
DAY = click.DateTime(["%Y-%m-%d"])
GENERATE = click.option("--generate", is_flag=True, help="Make a password and print it once.")


@click.group("users")
def users_group() -> None:
    """Look after the accounts of those who sign in; every change is in `portal audit`.

    \b
    partner         sees the notes and groups of the partnership, and shared figures
    submitter       sends the returns of one council (--council), for it alone
    reviewer        works on the visits whose team lists them
    editor          imports data, resolves findings, looks after returns of councils
    administrator   looks after accounts and reads the audit log
    """


@users_group.command("add")
@NAME
@ROLE
@COUNCIL
@click.option("--display", default="", help="What others see (default: NAME).")
@click.option("--oidc", "subject", default=None, help="The person's key (sub) at the provider.")
@click.option("--no-password", is_flag=True, help="Sign in with the provider only.")
@STDIN
@GENERATE
def add(
    name: str,
    roles: tuple[str, ...],
    council: str,
    display: str,
    subject: str | None,
    no_password: bool,
    password_stdin: bool,
    generate: bool,
) -> None:
    """Add the account NAME, best an e-mail address.

    The password is asked for twice, unless --password-stdin or --generate says otherwise. With
    --oidc or --no-password the account has none: whoever the provider (PORTAL_OIDC_ISSUER) knows
    under that key, or under the verified e-mail address NAME, signs in with the provider.
    """
    settings = read_settings()
    if subject is not None:
        if not settings.oidc_issuer:
            raise click.ClickException("Set PORTAL_OIDC_ISSUER first: --oidc is a key at it.")
        subject = subject_key(settings.oidc_issuer, subject)
    without = (no_password or subject is not None) and not (password_stdin or generate)
    password = None if without else _password(name, password_stdin, generate)
    accounts, actor = _accounts(), this_operator()
    done = _try(
        lambda: accounts.add(
            actor,
            name,
            roles,
            display=display,
            password=password,
            subject=subject,
            council=council,
        )
    )
    role_text = f"with the roles {', '.join(done.roles)}" if done.roles else "with no role"
    click.echo(f"Account {done.name} is added, {role_text}.")
    _say_once(password, generate)


@users_group.command("list")
def show() -> None:
    """List the accounts: name, state, roles, how they sign in, what others see."""
    accounts = _accounts().list(this_operator())
    if not accounts:
        click.echo("There are no accounts; `portal users add NAME --role ROLE` makes one.")
    for account in accounts:
        ways = ["password"] * account.password + ["provider"] * bool(account.subject)
        click.echo(
            f"{account.name:<32}{'active' if account.active else 'disabled':<10}"
            f"{', '.join(account.roles) or 'no role':<36}"
            f"{', '.join(ways) or '-':<20}{account.display}"
        )


@users_group.command("disable")
@NAME
def disable(name: str) -> None:
    """Disable NAME: signed out everywhere at once; what was written stays."""
    accounts, actor = _accounts(), this_operator()
    _try(lambda: accounts.disable(actor, name))
    click.echo(f"Account {tidy_name(name)} is disabled and signed out everywhere.")


@users_group.command("enable")
@NAME
def enable(name: str) -> None:
    """Let NAME sign in again."""
    accounts, actor = _accounts(), this_operator()
    _try(lambda: accounts.enable(actor, name))
    click.echo(f"Account {tidy_name(name)} is active.")


@users_group.command("reset")
@NAME
@STDIN
@GENERATE
def reset(name: str, password_stdin: bool, generate: bool) -> None:
    """Set a new password for NAME, who is signed out everywhere at once."""
    accounts, actor = _accounts(), this_operator()
    password = _password(name, password_stdin, generate)
    _try(lambda: accounts.reset(actor, name, password))
    click.echo(f"Account {tidy_name(name)} has a new password and is signed out everywhere.")
    _say_once(password, generate)


@users_group.command("roles")
@NAME
@ROLE
@COUNCIL
@click.option("--none", "no_roles", is_flag=True, help="Take every role away.")
def set_roles(name: str, roles: tuple[str, ...], council: str, no_roles: bool) -> None:
    """Give NAME exactly the roles named by --role."""
    if bool(roles) == no_roles:
        raise click.UsageError("Name the roles with --role, or take all away with --none.")
    accounts, actor = _accounts(), this_operator()
    _try(lambda: accounts.set_roles(actor, name, roles, council=council))
    click.echo(f"Account {tidy_name(name)} has {', '.join(sorted(set(roles))) or 'no role'}.")


@users_group.command("groups")
@NAME
@click.option("--group", "groups", multiple=True, help="A group; may be given several times.")
@click.option("--none", "no_groups", is_flag=True, help="Take the account out of every group.")
def set_groups(name: str, groups: tuple[str, ...], no_groups: bool) -> None:
    """Put NAME into exactly the groups named by --group, which figures may be shared with."""
    if bool(groups) == no_groups:
        raise click.UsageError("Name the groups with --group, or leave all with --none.")
    accounts, actor = _accounts(), this_operator()
    _try(lambda: accounts.set_groups(actor, name, groups))
    click.echo(f"Account {tidy_name(name)} is in {', '.join(sorted(set(groups))) or 'no group'}.")


@users_group.command("invite")
@NAME
@ROLE
@COUNCIL
@click.option("--display", default="", help="What others see (default: NAME).")
def invite(name: str, roles: tuple[str, ...], council: str, display: str) -> None:
    """Add the account NAME and print a link by which its person sets a password, once."""
    accounts, actor = _accounts(), this_operator()
    _print_link(_try(lambda: accounts.invite(actor, name, roles, display=display, council=council)))


@users_group.command("link")
@NAME
def link(name: str) -> None:
    """Print a link by which NAME sets a new password, once; the present one ends now."""
    accounts, actor = _accounts(), this_operator()
    _print_link(_try(lambda: accounts.make_link(actor, name)))


@users_group.command("unlock")
@NAME
def unlock(name: str) -> None:
    """Let NAME try to sign in again at once after too many failures."""
    accounts, actor = _accounts(), this_operator()
    _try(lambda: accounts.unlock(actor, name))
    click.echo(f"Account {tidy_name(name)} is unlocked.")


@click.command("audit")
@click.option("--account", default="", help="Only what this account did, or was done to it.")
@click.option("--action", default="", help="Only this action, such as `sign-in failed`.")
@click.option("--since", type=DAY, help="Only from this day on, as 2026-03-01.")
@click.option("--until", type=DAY, help="Only up to this day and its end.")
@click.option("--most", type=click.IntRange(1, 1_000_000), default=MOST_AUDIT, show_default=True)
def show_audit(
    account: str, action: str, since: datetime | None, until: datetime | None, most: int
) -> None:
    """List who did what and when (UTC), the newest first."""
    first, last = (day.date() if day else None for day in (since, until))
    wanted = AuditFilter(account=account, action=action, since=first, until=last)
    for row in _audit_log().newest(this_operator(), wanted, most):
        detail = f": {row.detail}" if row.detail else ""
        who = row.actor or "nobody signed in"
        click.echo(f"{row.at:%Y-%m-%d %H:%M:%S}  {who}  {row.action}  {row.subject}{detail}")


def _accounts() -> AccountService:
    from portal.auth.accounts import AccountService

    return AccountService(ready_sessions())


def _audit_log() -> AuditLog:
    from portal.auth.audit import AuditLog

    return AuditLog(ready_sessions())


def _print_link(link: NewLink) -> None:
    settings = read_settings()
    address = settings.base_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"{address}{link_url(link.key)}")
    click.echo(
        f"It is for {link.name}, works once, until {link.until:%Y-%m-%d %H:%M} UTC, and is not "
        "shown again.",
        err=True,
    )


def this_operator() -> Actor:
    """Make the actor of whoever runs the command."""
    try:
        return operator(getpass.getuser())
    except (KeyError, OSError):
        return operator("unknown user")


def _try(change: Callable[[], Any]) -> Any:
    try:
        return change()
    except AccountProblem as problem:
        raise click.ClickException(str(problem)) from None


def _password(name: str, stdin: bool, generate: bool) -> str:
    """A password from wherever the call says; refused at once if the rule is broken."""
    if stdin and generate:
        raise click.UsageError("Give --password-stdin or --generate, not both.")
    if generate:
        return secrets.token_urlsafe(18)
    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise click.UsageError(
            "Nobody is there to type a password; give --password-stdin or --generate."
        )
    problem = password_problem(tidy_name(name), password)
    if problem:
        raise click.ClickException(problem)
    return str(password)


def _say_once(password: str | None, generated: bool) -> None:
    if generated:
        click.echo(f"Password: {password}")
        click.echo(
            "It is not shown again; the person can change it on the page My account.", err=True
        )
