"""Queueing work, for the ledger and what stands above it (`accounts.jobs`)."""

from accounts.jobs import enqueue

__all__ = ["enqueue"]
