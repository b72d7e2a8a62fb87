"""A small WSGI layer in front of Flask that answers kept public pages (the stub: everything passes)."""

from flask import Flask


def init_app(app: Flask) -> None:
    pass
