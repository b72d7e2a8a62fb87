from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.admin.views.blueprint import bp, page
from portal.kernel import clock
from portal.kernel.db import db
from portal.stories import retention as kept


@bp.get("/admin/masa-simpan")
@guards.admin
def retention() -> ResponseReturnValue:
    """How long what is kept of pictures, what the last runs did, and what waits."""
    return page("retention", terms=kept.terms(), seen=kept.overview(db.session(), clock.now()), most=kept.COUNTED)
