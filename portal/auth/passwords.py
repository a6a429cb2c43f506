"""Passwords: hashing, verifying, and refusing those that are too weak."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.domain.accounts import LONGEST_PASSWORD, AccountProblem, password_problem


class Passwords:
    """Hashes of passwords, by Argon2."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys = ""

    def hash_of_nobody(self) -> str:
        """Make a hash like any other, that no password fits; once, at the first attempt of all."""
        if not self._nobodys:
            self._nobodys = self._hasher.hash(secrets.token_urlsafe(32))
        return self._nobodys

    def verify(self, stored: str, password: str) -> bool:
        """Tell if a password, cut off where none may go on, fits a hash."""
        try:
            return self._hasher.verify(stored, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False

    def renewed(self, stored: str, password: str) -> str:
        """Hash a right password anew where its hash is weaker than today's."""
        return self._hasher.hash(password) if self._hasher.check_needs_rehash(stored) else stored

    def accept(self, name: str, password: str) -> str:
        """Hash a new password.

        Raises:
            AccountProblem: if the account of this name may not have it.
        """
        problem = password_problem(name, password)
        if problem:
            raise AccountProblem(problem)
        return self._hasher.hash(password)
