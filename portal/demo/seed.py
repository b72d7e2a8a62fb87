"""Turns the demo's people and stories into rows, through the same services that residents use."""

from collections.abc import Callable

from flask import Flask


def fill(app: Flask, say: Callable[[str], None]) -> None:
    """Fill an empty database; does nothing on one that has people."""
