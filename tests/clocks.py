"""The moment every test begins at: the portal's clock stands there, in this process and in those a test starts.

`pytest --clock NAME` or `--clock 2026-11-29T09:00+07:00` chooses another; with several, a comma between them, each test
marked `dated` runs at each. No test depends on the machine's date.
"""

from datetime import datetime, timedelta

from portal.kernel import clock

DEFAULT = "weekday"
CLOCKS = {  # WIB, in their order; all of them after the stories of the factories
    "weekday": "2026-11-24T11:00+07:00",
    "midnight": "2026-11-25T23:58+07:00",
    "sunday": "2026-11-29T09:00+07:00",
    "holiday": "2026-12-24T10:00+07:00",  # joint leave, then Christmas, then a weekend: four free days
    "new-year": "2026-12-31T18:00+07:00",
    "ramadan": "2027-02-15T04:30+07:00",  # before sunrise: in UTC it is still the day before
    "leap-day": "2028-02-29T10:00+07:00",
}
OUTSIDE = ("sunday", "leap-day")  # a browser or a server at every clock would take longer than all other tests
_moment = datetime.fromisoformat(CLOCKS[DEFAULT])
_began = timedelta(0)


def chosen(names: str) -> dict[str, datetime]:
    """What `--clock` names: names above, or moments. Raises ValueError."""
    found = {name: datetime.fromisoformat(CLOCKS.get(name, name)) for name in names.split(",")}
    if bare := [name for name, moment in found.items() if moment.tzinfo is None]:
        raise ValueError(f"{bare[0]} has no offset")
    return found


def start(moment: datetime | None = None) -> None:
    """A test begins, at that moment or where the last one began."""
    global _moment, _began
    _moment = moment or _moment
    at(_moment)
    _began = clock.shift()


def at(moment: datetime) -> None:
    """The portal's clock stands at this moment, and runs on."""
    clock.set_shift(moment - clock.real_now())


def later(delta: timedelta) -> None:
    """The portal's clock stands so long after the time it would show had nobody moved it."""
    clock.set_shift(_began + delta)


def environ() -> dict[str, str]:
    """What a process of the portal needs to show the time of this one."""
    return {"PORTAL_NOW": clock.now().isoformat()} if clock.shift() else {}
