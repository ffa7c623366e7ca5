"""The worker: it does the effects that the store says must still happen."""

from xidmet.jobs.worker import Worker

__all__ = ["Worker"]
