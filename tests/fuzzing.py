"""How long the fuzz tests try: seconds in `make test`, minutes in `make bench`."""

import os
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("FUZZ_FACTOR", "1"))  # the bench tries this many times as many inputs
Test = TypeVar("Test", bound=Callable[..., None])


def fuzz(examples: int) -> Callable[[Test], Test]:
    """Mark a test that feeds hostile input to a parser, and try `examples` inputs, times FUZZ_FACTOR.

    Fixtures of the test are shared by all its inputs.
    """
    tried = settings(
        max_examples=examples * FACTOR,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )

    def mark(test: Test) -> Test:
        return pytest.mark.fuzz(tried(test))

    return mark
