"""What the tests of the site share."""

from walking import people, sign_in, walk

__all__ = ["people", "sign_in", "walk"]
