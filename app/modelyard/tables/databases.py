"""A database of somebody else's, opened for reading only: who answers, what tables it has, what its errors mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelyard.domain.data_sources import TableName

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is: its URL without the password, the password (None: not known), and its name for people."""

    url: str
    password: str | None = field(default=None, repr=False)
    name: str = ""


def server_version(address: Address) -> str:
    """The server's name and version. Raises `InputError` with cause and remedy, `PasswordNeededError`."""
    raise NotImplementedError


def tables(address: Address) -> tuple[TableName, ...]:
    """The tables and views that the user may see, by schema and name."""
    raise NotImplementedError
