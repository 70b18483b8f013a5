"""The Database source: a connection, and one of its tables or a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from modelyard.core.errors import AppError, PasswordNeededError
from modelyard.domain.data.datasets import ImportPreview, ReadOptions
from modelyard.domain.data.sources import Connection, DatabaseRequest, Source, SourceKind, TableName
from modelyard.ui import texts
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing import reading
from modelyard.ui.pages.data.importing.connection_dialog import ConnectionDialog, remove_question
from modelyard.ui.pages.data.importing.source_panel import Order, SourcePanel, Start
from modelyard.ui.pages.data.importing.target import clean_name
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton, LinkButton
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.nav_list import NavList, NavRow
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.segment import Segment

TABLE, QUERY = "table", "query"
MOST = 500
PAUSE_MS = 600


class DatabasePanel(SourcePanel):
    """Reads the connections when it first comes to the front. `confirm` asks the window a question."""

    key = "database"
    confirm = Signal(object, object)

    def __init__(self, bridge: Bridge, workspace: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge, self.workspace = bridge, workspace
        self.connections: list[Connection] = []
        self.found: tuple[TableName, ...] = ()
        self.table = self._wanted = ""
        self.keyring = ""
        self._loaded = self._reading = False
        self._problem = ""
        self.column.setSpacing(12)
        self._build_connection()
        self._build_password()
        self._build_what()
        note = self.tr("The database is only read; nothing in it is changed.")
        self.column.addWidget(Label(note, "small", "text3", self, wrap=True))
        self.column.addStretch(1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._query_paused)
        self._show()

    # --- building -----------------------------------------------------------------------------------------------
    def _build_connection(self) -> None:
        self.connection = Select(parent=self)
        self.connection.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.connection.activated.connect(self._connection_chosen)
        self.connection_field = FormField(self.tr("Connection"), self.connection, parent=self)
        self.add = IconButton("plus", self.tr("Add a connection"), self.connection_field)
        self.add.clicked.connect(self._add)
        self.edit = IconButton("edit", self.tr("Change the connection"), self.connection_field)
        self.edit.clicked.connect(self._edit)
        self.remove = IconButton("trash", self.tr("Remove the connection"), self.connection_field)
        self.remove.clicked.connect(self._remove)
        self.connection_field.head.setSpacing(0)
        for button in (self.remove, self.edit, self.add):
            self.connection_field.head.addWidget(button)
        self.column.addWidget(self.connection_field)

    def _build_password(self) -> None:
        self.password_part = QWidget(self)
        column = QVBoxLayout(self.password_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.password = QLineEdit(self.password_part)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._unlock)
        self.password_field = FormField(self.tr("Password"), self.password, parent=self.password_part)
        column.addWidget(self.password_field)
        self.unlock = Button(self.tr("Connect"), "link", "secondary", self.password_part, small=True)
        self.unlock.clicked.connect(self._unlock)
        column.addWidget(self.unlock)
        self.password_part.hide()
        self.column.addWidget(self.password_part)

    def _build_what(self) -> None:
        self.what_part = QWidget(self)
        column = QVBoxLayout(self.what_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.what = Segment([(TABLE, self.tr("Table")), (QUERY, self.tr("Query"))], self.tr("What is read"),
                            self.what_part, small=True)  # fmt: skip
        self.what.chosen.connect(self._what_chosen)
        column.addWidget(self.what)
        self.search = SearchField(self.tr("Filter tables"), self.what_part, small=True)
        self.search.filtered.connect(self._list_tables)
        column.addWidget(self.search)
        self.tables = NavList(self.tr("Tables"), self.what_part)
        self.tables.setMinimumHeight(theme().px(156))
        self.tables.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.tables.chosen.connect(self._table_chosen)
        column.addWidget(self.tables, 100)
        self.tables_note = Label("", "small", "text3", self.what_part, wrap=True)
        column.addWidget(self.tables_note)
        self.retry = LinkButton(self.tr("Try again"), self.what_part, small=True)
        self.retry.clicked.connect(self._read_tables)
        column.addWidget(self.retry)
        self.other_password = LinkButton(self.tr("Type the password again"), self.what_part, small=True)
        self.other_password.clicked.connect(self._type_again)
        column.addWidget(self.other_password)
        self.query = QPlainTextEdit(self.what_part)
        self.query.setFont(theme().font(11.5, mono=True))
        self.query.setAccessibleName(self.tr("Query"))
        self.query.setPlaceholderText(self.tr("SELECT carrier, dep_delay\nFROM flights\nWHERE month = 1"))
        self.query.setFixedHeight(theme().px(180))
        self.query.setTabChangesFocus(True)
        self.query.textChanged.connect(self._query_typed)
        column.addWidget(self.query)
        column.addStretch(1)
        self.column.addWidget(self.what_part, 100)

    # --- connections --------------------------------------------------------------------------------------------
    def wake(self) -> None:
        if not self._loaded:
            self._load("")

    def _load(self, wanted: str) -> None:
        self._loaded = True
        self.bridge.query(partial(reading.connections, self.workspace), partial(self._got_connections, wanted),
                          self._failed, self, key="connections")  # fmt: skip

    def _got_connections(self, wanted: str, found: tuple[list[Connection], str]) -> None:
        before = self.connection.key()
        self.connections, self.keyring = found
        self.connection.set_choices([(c.id, c.name) for c in self.connections])
        if wanted:
            self.connection.set_key(wanted)
        if self.connection.key() and (self.connection.key() != before or wanted):
            self._connection_chosen()
        else:
            self._show()
            self.changed.emit()

    def choose_table(self, connection_id: str, table: str) -> None:
        """Choose a table of a connection, as soon as both are known."""
        self._wanted = table
        self._load(connection_id)

    def chosen(self) -> Connection | None:
        """The chosen connection."""
        return next((c for c in self.connections if c.id == self.connection.key()), None)

    @Slot()
    def _connection_chosen(self) -> None:
        self.table, self.found = "", ()
        self.choices.clear()
        self.password_part.hide()
        self.password.clear()
        self._read_tables()

    @Slot()
    def _read_tables(self) -> None:
        found = self.chosen()
        if found is None:
            return
        self._reading, self._problem = True, ""
        self.bridge.query(partial(reading.tables, self.workspace, found.id), self._got_tables, self._failed, self,
                          key="tables")  # fmt: skip
        self._show()
        self.changed.emit()

    @Slot(object)
    def _got_tables(self, found: tuple[TableName, ...]) -> None:
        self._reading, self.found = False, found
        self.password_part.hide()
        if self._wanted in {t.text for t in found}:
            self.table, self._wanted = self._wanted, ""
            self.renamed.emit()
        self._list_tables()
        self._show()
        self.changed.emit()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._reading = False
        if isinstance(error, PasswordNeededError):
            self.ask_password()
        else:
            self._problem = str(error)
        self._show()
        self.changed.emit()

    def ask_password(self) -> None:
        """The database wants a password that is not known here."""
        where = self.keyring or self.tr("It goes to this system's keyring, not into the workspace.")
        self.password_field.set_hint(where)
        self.password_part.show()
        self.password.setFocus()

    @Slot()
    def _type_again(self) -> None:
        self.ask_password()
        self._show()
        self.changed.emit()

    @Slot()
    def _unlock(self) -> None:
        found = self.chosen()
        if found is None or not self.password.text():
            return
        from modelyard.services.data import sources as data_sources

        call = partial(data_sources.set_password, self.workspace, found.id, self.password.text())
        self.password.clear()
        self.bridge.perform(call, self._unlocked, self._failed, self)

    @Slot(object)
    def _unlocked(self, _kept: object) -> None:
        self.password_part.hide()
        self._read_tables()

    @Slot()
    def _add(self) -> None:
        self._open(ConnectionDialog(self.bridge, self.workspace, self.keyring))

    @Slot()
    def _edit(self) -> None:
        if (found := self.chosen()) is not None:
            self._open(ConnectionDialog(self.bridge, self.workspace, self.keyring, found))

    def _open(self, dialog: ConnectionDialog) -> None:
        dialog.saved.connect(self._saved)
        dialog.open_in(self.window())

    @Slot(object)
    def _saved(self, connection: Connection) -> None:
        self._load(connection.id)

    @Slot()
    def _remove(self) -> None:
        if (found := self.chosen()) is not None:
            self.bridge.query(partial(remove_question, self.workspace, found),
                              partial(self._ask_to_remove, found), None, self)  # fmt: skip

    def _ask_to_remove(self, found: Connection, question: object) -> None:
        self.confirm.emit(question, partial(self._remove_now, found.id))

    def _remove_now(self, connection_id: str) -> None:
        from modelyard.services.data import sources as data_sources

        call = partial(data_sources.remove_connection, self.workspace, connection_id, force=True)
        self.bridge.perform(call, self._removed, None, self)

    @Slot(object)
    def _removed(self, _nothing: object) -> None:
        self.table, self.found = "", ()
        self._load("")

    # --- tables and queries -------------------------------------------------------------------------------------
    @Slot()
    def _list_tables(self) -> None:
        wanted = self.search.text().strip().casefold()
        shown = [t for t in self.found if wanted in t.text.casefold()]
        rows = [NavRow(t.text, t.name, self._fact(t), "eye" if t.kind == "view" else "table") for t in shown[:MOST]]
        self.tables.set_rows(rows)
        self.tables.set_key(self.table)
        self._say_tables(len(shown))

    def _fact(self, table: TableName) -> str:
        schema = f"{table.schema}, " if table.schema else ""
        if table.kind == "view":
            return schema + self.tr("view")
        return schema + (self.tr("table") if table.rows is None else self.tr("about {n} rows").format(
            n=f"{table.rows:,}"))  # fmt: skip

    def _say_tables(self, shown: int) -> None:
        text = ""
        if self._reading:
            text = self.tr("Reading the list of tables")
        elif self._problem:
            text = self._problem
        elif not self.found and not self.password_part.isVisibleTo(self):
            text = self.tr("There are no tables that this user may see.")
        elif not shown and self.found:
            text = self.tr("No table is named like “{text}”.").format(text=self.search.text())
        elif shown > MOST:
            text = self.tr("{n} of {all} tables; type a part of the name.").format(n=MOST, all=f"{shown:,}")
        self.tables_note.setText(text)
        self.tables_note.set_tone("bad-text" if self._problem else "text3")
        self.tables_note.setVisible(bool(text) and self.what.key() == TABLE)
        self.retry.setVisible(bool(self._problem) and self.what.key() == TABLE)
        found = self.chosen()
        server = found is not None and not found.url.startswith("sqlite")
        self.other_password.setVisible(server and not self.retry.isHidden())

    def _show(self) -> None:
        some, locked = self.chosen() is not None, not self.password_part.isHidden()
        hint = "" if some or not self._loaded else self.tr("Add a connection to a database first.")
        self.connection_field.set_hint(hint)
        self.connection.setEnabled(some)
        self.edit.setVisible(some)
        self.remove.setVisible(some)
        self.what_part.setVisible(some and not locked)
        is_table = self.what.key() == TABLE
        self.search.setVisible(is_table)
        self.tables.setVisible(is_table and bool(self.found))
        self.query.setVisible(not is_table)
        wanted = self.search.text().strip().casefold()
        self._say_tables(sum(wanted in t.text.casefold() for t in self.found))

    @Slot(object)
    def _what_chosen(self, _key: object) -> None:
        self.choices.clear()
        self._show()
        self.renamed.emit()
        self.changed.emit()

    @Slot(object)
    def _table_chosen(self, key: object) -> None:
        self.table = str(key)
        self.choices.clear()
        self.renamed.emit()
        self.changed.emit()

    @Slot()
    def _query_typed(self) -> None:
        self._pause.start()

    @Slot()
    def _query_paused(self) -> None:
        self.choices.clear()
        self.renamed.emit()
        self.changed.emit()

    # --- the source ---------------------------------------------------------------------------------------------
    def source(self) -> Source:
        """What is chosen, to be read again and again."""
        is_table = self.what.key() == TABLE
        return Source(SourceKind.DATABASE, options=self.choices.applied(ReadOptions()),
                      connection_id=self.connection.key(), table=self.table if is_table else "",
                      query="" if is_table else self.query.toPlainText().strip())  # fmt: skip

    def missing(self) -> str:
        if self.chosen() is None:
            return self.tr("Add a connection first.")
        if not self.password_part.isHidden():
            return self.tr("Give the password first.")
        source = self.source()
        if self.what.key() == TABLE and not source.table:
            return self.tr("Choose a table first.")
        if self.what.key() == QUERY and not source.query:
            return self.tr("Write a query first.")
        return ""

    def read(self, limit: int) -> Callable[[], ImportPreview] | None:
        return None if self.missing() else partial(reading.database_preview, self.workspace, self.source(), limit)

    def starts(self, workspace: Any, order: Order) -> list[Start]:
        request = DatabaseRequest(self.source(), order.dataset, order.note, order.max_rejected)
        return [partial(reading.start_database, workspace, replace(request))]

    def proposal(self) -> str:
        if self.what.key() == QUERY:
            found = self.chosen()
            return clean_name(found.name) if found is not None and self.query.toPlainText().strip() else ""
        name = next((t.name for t in self.found if t.text == self.table), "")
        return clean_name(name) if name else ""

    def label(self) -> str:
        found = self.chosen()
        return self.table or (found.name if found else texts.MISSING)
