"""What SQLite means to do: whether a statement is looked up in an index or goes through everything."""

import sqlalchemy as sa


def planned(session, look):
    """The lines of its plan for each SELECT of `look(session)`, in order."""
    asked = []
    connection = session.connection().connection.driver_connection
    listen = lambda _c, _cursor, statement, values, _context, _many: asked.append((statement, values))  # noqa: E731
    sa.event.listen(session.get_bind(), "before_cursor_execute", listen)
    try:
        look(session)
    finally:
        sa.event.remove(session.get_bind(), "before_cursor_execute", listen)
    selects = [(statement, values) for statement, values in asked if statement.lstrip().startswith("SELECT")]
    return [row[3] for each in selects for row in connection.execute(f"EXPLAIN QUERY PLAN {each[0]}", each[1])]
