"""Pages of the administration, and the one page where humas lets a person back in."""

from portal.admin.views import appointments, city, log, people, retention, returns
from portal.admin.views.blueprint import bp

__all__ = ["appointments", "bp", "city", "log", "people", "retention", "returns"]
