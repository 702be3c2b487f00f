"""Rows: ids, states, times and links in plain columns; everything clinical sealed (see `crypto`)."""

from consilium_web.models.people import Role, User

__all__ = ["Role", "User"]
