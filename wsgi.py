"""`flask --app wsgi …` and the server find the portal here."""

import sys

from portal import create_app
from portal.kernel import garbage, instance, logs, modes, page_layer
from portal.settings import SettingsError, from_env
from portal.wards.city import CityDataError

modes.keep_private()
logs.begin()
SERVES = "granian" in sys.argv[0]  # started by its own command; `flask up` and `flask serve` see to this themselves
if SERVES:
    instance.die_with_parent()
try:
    app = create_app(instance.prepare(from_env()))
except (SettingsError, instance.InstanceError, CityDataError) as fault:
    print(fault, file=sys.stderr)
    sys.exit(1)
if SERVES:
    page_layer.begin(app)
    garbage.settle()
