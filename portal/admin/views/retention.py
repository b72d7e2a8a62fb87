from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.admin.views.blueprint import bp, page
from portal.kernel import clock
from portal.kernel.db import db
from portal.stories import retention as kept


@bp.get("/admin/masa-simpan")
@guards.admin
def retention() -> ResponseReturnValue:
    """Show retention periods of pictures, the last runs and what is due."""
    return page("retention", terms=kept.terms(), seen=kept.overview(db.session(), clock.now()), most=kept.COUNTED)
