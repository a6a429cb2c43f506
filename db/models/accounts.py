"""The tables of people: accounts, what they may do, where they are signed in, what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Account(Base):
    """A person who can sign in, by a password or through the organisation's own provider.

    `name` is what is typed to sign in, `display` what others see. `subject` is the provider's
    address and the person's key there. Accounts are disabled, never deleted: what a person
    wrote keeps its author.
    """

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    display: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None]
    subject: Mapped[str | None] = mapped_column(String(400), unique=True)
    active: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(DateTime)


class AccountRole(Base):
    """A role that an account has."""

    __tablename__ = "account_roles"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class AccountCouncil(Base):
    """The council that an account sends figures for, by its key; an account has one at most."""

    __tablename__ = "account_councils"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    council: Mapped[str] = mapped_column(String(80))


class AccountGroup(Base):
    """A named group that an account belongs to, which figures may be shared with."""

    __tablename__ = "account_groups"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)


class SignIn(Base):
    """One browser in which an account is signed in; the row's end is the session's end.

    Only the hash of the session's key is kept: who reads the table cannot take a session over.
    """

    __tablename__ = "sign_ins"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(DateTime)
    seen_at: Mapped[datetime] = mapped_column(DateTime)


class AccountLink(Base):
    """A link by which a person sets a password, once; an account has one at most.

    Only the hash of its key is kept, as of a session's.
    """

    __tablename__ = "account_links"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime)


class AuditEntry(Base):
    """A line of the audit log: who did what, when; rows are only ever added."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str]
    detail: Mapped[str]
