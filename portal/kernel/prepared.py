"""Statements that are made once and said by the thousand, straight to the driver.

SQLAlchemy compiles, binds and reads as ever; what is left out is the apparatus of each execution, which costs six
times as much as SQLite needs for the answer. Faults have SQLAlchemy's names, and whoever listens to statements hears
these too. Statements go to the session's connection at once, as `connection.execute` would send them.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Executable, Insert, Integer, Table, bindparam, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, make_transient_to_detached

from portal.kernel.db import Source, connection_of

Convert = Callable[[Any], Any] | None
Model = TypeVar("Model")


class Prepared:
    """One statement in the words of one database. Values are given by the names of its bindparams."""

    def __init__(self, statement: Any, compiled: Any, dialect: Dialect) -> None:
        columns = list(statement.exported_columns)
        self.required = {name for each, name in compiled.bind_names.items() if each.required}
        binders = {name: _binder(each.type, dialect) for each, name in compiled.bind_names.items()}
        if compiled.post_compile_params:  # lists of ours that never change are written out once
            expanded = compiled.construct_expanded_state(dict.fromkeys(self.required))
            self.text: str = expanded.statement
            self.names: list[str] | None = expanded.positiontup
            self.known: dict[str, Any] = dict(expanded.parameters)
            binders = {name: binders.get(name) for name in self.known} | dict(expanded.processors)
        else:
            self.text, self.names, self.known = compiled.string, compiled.positiontup, compiled.params
        self.binders = [(name, convert) for name, convert in binders.items() if convert]
        readers = enumerate(_reader(column.type, dialect) for column in columns)
        self.readers = [(place, convert) for place, convert in readers if convert]
        self.make = _shape(columns)

    def all(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        """Every row, with the names of the columns. Raises sqlalchemy.exc.DBAPIError as SQLAlchemy would."""
        return self._said(connection, self.given(values), many=False)

    def each(self, connection: Connection, several: Sequence[dict[str, Any]]) -> None:
        """Said once for each of several values, whose rows nobody reads. Raises as `all`."""
        self._said(connection, [self.given(values) for values in several], many=True)

    def _said(self, connection: Connection, given: Any, *, many: bool) -> list[Any]:
        if not connection.in_transaction():
            connection.begin()
        cursor = connection.connection.cursor()
        try:
            for heard in connection.dispatch.before_cursor_execute:
                heard(connection, cursor, self.text, given, None, many)
            (cursor.executemany if many else cursor.execute)(self.text, given)
            found = cursor.fetchall() if cursor.description and not many else ()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _fault(error, connection, cursor, self.text, given) from error
        finally:
            cursor.close()
        return self.read(found)

    def given(self, values: dict[str, Any]) -> Any:
        """The values as the driver wants them. Raises TypeError for one that is unknown or missing."""
        whole = self.known | values
        if len(whole) > len(self.known) or not self.required <= values.keys():
            raise TypeError(f"{sorted(values)} given, {sorted(self.required)} wanted: {self.text}")
        for name, convert in self.binders:
            whole[name] = convert(whole[name])
        return whole if self.names is None else [whole[name] for name in self.names]

    def read(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        """The driver's rows with values of ours."""
        make, readers = self.make, self.readers
        if not readers:
            return [make(row) for row in found]
        rows = []
        for row in found:
            values = list(row)
            for place, convert in readers:
                values[place] = convert(values[place])
            rows.append(make(values))
        return rows


def _shape(columns: Sequence[Any]) -> Callable[[Sequence[Any]], Any]:
    """What makes a named tuple of a row."""
    names = [str(column.key) for column in columns]
    shape: Any = namedtuple("Row", names)  # type: ignore[misc]  # the names are known here only
    make: Callable[[Sequence[Any]], Any] = shape._make
    return make


def _binder(kind: Any, dialect: Dialect) -> Convert:
    found: Convert = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _reader(kind: Any, dialect: Dialect) -> Convert:
    # no driver of ours tells the type of a column beforehand: the second argument is for others
    found: Convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


def _fault(error: Exception, connection: Connection, cursor: Any, text: str, given: Any) -> BaseException:
    """The driver's fault under SQLAlchemy's name; a connection that is lost is given up."""
    dialect, driver = connection.dialect, connection.connection.dbapi_connection
    lost = dialect.is_disconnect(error, driver, cursor)  # type: ignore[arg-type]  # any error of the driver
    base: Any = dialect.loaded_dbapi.Error
    found = DBAPIError.instance(text, given, error, base, connection_invalidated=lost, dialect=dialect)
    if lost:
        connection.invalidate(error)
    return found


def listed(name: str, number: int) -> list[Any]:
    """Values of their own for a list of whole numbers of known length, so that its statement can be made once."""
    return [bindparam(f"{name}_{n}", type_=Integer()) for n in range(number)]


def filled(name: str, values: Iterable[int]) -> dict[str, int]:
    """What `listed` left to fill in."""
    return {f"{name}_{n}": value for n, value in enumerate(values)}


@lru_cache(maxsize=256)
def _prepared(statement: Any, dialect: Dialect) -> Prepared | None:
    compiled: Any = statement.compile(dialect=dialect)
    # a list that is given makes another statement each time: SQLAlchemy asks those
    given = any(each.required or each.callable for each in compiled.post_compile_params)
    return None if given else Prepared(statement, compiled, dialect)


@lru_cache(maxsize=256)
def _inserting(table: Table, names: tuple[str, ...]) -> Insert:
    """An INSERT of these columns; others get their constant defaults."""
    given = {name: bindparam(name, type_=table.c[name].type) for name in names}
    for column in table.c:
        if column.default is not None and column.key not in given:
            default: Any = column.default
            if not default.is_scalar:
                raise TypeError(f"{column} is computed: say what it is")
            given[column.key] = bindparam(column.key, default.arg, type_=column.type)
    return table.insert().values(given)


@lru_cache(maxsize=256)
def _numbering(table: Table, names: tuple[str, ...]) -> Executable:
    return _inserting(table, names).returning(table.c.id)


def insert(source: Source, table: Any, row: dict[str, Any]) -> int:
    """Add a row to a table whose key is `id`, and say which number it got. Raises sqlalchemy.exc.IntegrityError."""
    (added,) = rows(source, _numbering(table, tuple(row)), **row)
    return int(added.id)


def insert_all(source: Source, table: Any, several: Sequence[dict[str, Any]]) -> None:
    """Add rows with the same columns, in one go; none for none. Raises sqlalchemy.exc.IntegrityError."""
    if not several:
        return
    connection, statement = connection_of(source), _inserting(table, tuple(several[0]))
    if prepared := _prepared(statement, connection.dialect):
        prepared.each(connection, several)
    else:
        connection.execute(statement, several)


def rows(source: Source, statement: Executable, /, **values: Any) -> Sequence[Any]:
    """Plain rows, beside the ORM; of a session in its transaction. What changes rows returns those it is told to.

    The statement must be the same object each time.
    """
    connection = connection_of(source)
    prepared = _prepared(statement, connection.dialect)
    return prepared.all(connection, values) if prepared else connection.execute(statement, values).all()


def fitting(source: Source, statement: Executable, values: dict[str, Any]) -> Sequence[Any]:
    """`rows` of a statement that is put together of parts: values that only other parts ask for are left out."""
    connection = connection_of(source)
    if prepared := _prepared(statement, connection.dialect):
        return prepared.all(connection, {name: values[name] for name in prepared.known.keys() & values.keys()})
    return connection.execute(statement, values).all()


def held(session: Session, model: type[Model], values: dict[str, Any]) -> Model:
    """The object of a row that was just read; the one the session holds already stays as it is.

    `values` are the row's, by the names of the model's attributes, its key `id` among them.
    """
    known: Model | None = session.identity_map.get(session.identity_key(model, values["id"]))
    if known is not None:
        return known
    made: Model = inspect(model).class_manager.new_instance()
    inspect(made).dict.update(values)
    return hold(session, made)


def hold(session: Session, made: Model) -> Model:
    """The session holds an object as if it had loaded it from its row, of which the object has every column."""
    make_transient_to_detached(made)
    session.add(made)
    return made
