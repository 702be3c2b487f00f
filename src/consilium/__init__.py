"""Consilium: from a person's own cancer records to an independent expert opinion, and back.

The library is values in, values out: no network, no clock, no keys. See `docs/architecture.md`.
"""
