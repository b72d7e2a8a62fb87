from flask import request
from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.admin import queries, words
from portal.admin.views.blueprint import bp, listed, page
from portal.kernel.db import db
from portal.kernel.text import clean_line


@bp.get("/admin/audit")
@guards.admin
def audit() -> ResponseReturnValue:
    """Every act of staff, latest first; `objek` narrows it to one story, person, ward or day."""
    about = clean_line(request.args.get("objek", ""))[:120]
    rows, older = listed(lambda before: queries.audit(db.session(), about, before))
    actors = queries.names(db.session(), {row.actor_id for row in rows.items if row.actor_id is not None})
    return page("audit", entries=rows.items, older=older, about=about, actors=actors, said=words)
