"""Add or change a connection to a database, and test it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelyard.core.errors import AppError, PasswordNeededError
from modelyard.domain.data.sources import Connection, DatabaseKind
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing.fields import FileBox
from modelyard.ui.shell import Confirm, ConfirmItem
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, NumberBox
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.segment import Segment

PORTS = {DatabaseKind.POSTGRESQL: 5432, DatabaseKind.MYSQL: 3306}


class ConnectionDialog(Dialog):
    """`saved` carries the connection."""

    saved = Signal(object)

    def __init__(self, bridge: Bridge, workspace: Any, keyring: str, connection: Connection | None = None,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        title = self_title(connection)
        super().__init__(title, parent, width=480)
        self.bridge, self.workspace, self.connection = bridge, workspace, connection
        self._busy = False
        self._build(keyring)
        if connection is not None:
            self._take(connection)
        self._show_kind()

    # --- building -----------------------------------------------------------------------------------------------
    def _build(self, keyring: str) -> None:
        self.kind = Segment([
            (DatabaseKind.SQLITE.value, "SQLite"), (DatabaseKind.POSTGRESQL.value, "PostgreSQL"),
            (DatabaseKind.MYSQL.value, self.tr("MySQL or MariaDB")),
        ], self.tr("Kind of database"), self.content)  # fmt: skip
        self.kind.chosen.connect(self._kind_chosen)
        self.body.addWidget(self.kind)
        self.name = self._edit(80)
        self.name_field = FormField(self.tr("Name in this workspace"), self.name, parent=self.content)
        self.body.addWidget(self.name_field)
        self.file = FileBox(self.content)
        self.file.choose.connect(self._choose_file)
        self.file.entered.connect(self._file_entered)
        self.file.set_path("")
        self.file_field = FormField(self.tr("Database file"), self.file, parent=self.content)
        self.body.addWidget(self.file_field)
        self.server = QWidget(self.content)
        self._build_server(keyring)
        self.body.addWidget(self.server)
        self.note = Note("", "plain", self.content)
        self.note.set("")
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.test = Button(self.tr("Test connection"), "link", parent=self)
        self.test.clicked.connect(self._test)
        self.foot.insertWidget(0, self.test)
        self.set_primary(self.tr("Save connection"))

    def _build_server(self, keyring: str) -> None:
        column = QVBoxLayout(self.server)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.host, self.database, self.user = self._edit(255), self._edit(128), self._edit(128)
        self.host.setPlaceholderText(self.tr("db.example.org"))
        self.port = NumberBox(PORTS[DatabaseKind.POSTGRESQL], 1, 65535, self.server)
        self.password = self._edit(500)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.port.valueChanged.connect(self._changed)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(12)
            column.addLayout(row)
        self.host_field = FormField(self.tr("Host"), self.host, parent=self.server)
        first.addWidget(self.host_field, 3)
        first.addWidget(FormField(self.tr("Port"), self.port, parent=self.server), 1)
        self.database_field = FormField(self.tr("Database"), self.database, parent=self.server)
        second.addWidget(self.database_field, 1)
        second.addWidget(FormField(self.tr("User"), self.user, parent=self.server), 1)
        kept = self.tr("Kept in this system's keyring, never in the workspace.")
        asked = self.tr("{reason} It is asked for again when Modelyard is started anew.").format(reason=keyring)
        self.password_field = FormField(self.tr("Password"), self.password, asked if keyring else kept, self.server)
        column.addWidget(self.password_field)
        read_only = self.tr("Modelyard only reads: every query runs in a transaction that cannot write.")
        column.addWidget(Label(read_only, "small", "text3", self.server, wrap=True))

    def _edit(self, longest: int) -> QLineEdit:
        edit = QLineEdit(self.content)
        edit.setMaxLength(longest)
        edit.textEdited.connect(self._changed)
        return edit

    def _take(self, connection: Connection) -> None:
        parts = urlsplit(connection.url)
        kind = next((k for k in DatabaseKind if parts.scheme.startswith(k.value)), DatabaseKind.MYSQL)
        self.kind.set_key(kind.value)
        self.name.setText(connection.name)
        if kind is DatabaseKind.SQLITE:
            self.file.set_path(unquote(connection.url.split(":///", 1)[-1]))
            return
        self.host.setText(parts.hostname or "")
        self.port.setValue(parts.port or PORTS[kind])
        self.database.setText(unquote(parts.path.lstrip("/")))
        self.user.setText(unquote(parts.username or ""))
        self.password.setPlaceholderText(self.tr("unchanged"))

    # --- state --------------------------------------------------------------------------------------------------
    def database_kind(self) -> DatabaseKind:
        """The kind that is chosen."""
        return DatabaseKind(self.kind.key())

    @Slot(object)
    def _kind_chosen(self, _key: object) -> None:
        if (port := PORTS.get(self.database_kind())) is not None:
            self.port.setValue(port)
        self._show_kind()

    def _show_kind(self) -> None:
        lite = self.database_kind() is DatabaseKind.SQLITE
        self.file_field.setVisible(lite)
        self.server.setVisible(not lite)
        self._changed()
        if self.scrim is not None:
            self.scrim.place()

    @Slot()
    def _changed(self) -> None:
        self.note.set("")
        lite = self.database_kind() is DatabaseKind.SQLITE
        reason = ""
        if lite and not self.file.name.path:
            reason = self.tr("Choose the database file.")
        elif not lite and not self.host.text().strip():
            reason = self.tr("Give the host.")
        self.test.set_reason(reason)
        if not reason and not self.name.text().strip():
            reason = self.tr("Give the connection a name.")
        self.set_reason(reason)

    @Slot()
    def _choose_file(self) -> None:
        filters = self.tr("SQLite databases (*.db *.sqlite *.sqlite3);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a database file"), "", filters)
        if name:
            self._file_entered(name)

    @Slot(str)
    def _file_entered(self, path: str) -> None:
        self.file.set_path(path)
        if not self.name.text().strip():
            self.name.setText(Path(path).stem[:80])
        self._changed()

    def url(self) -> str:
        """The address, without the password. Raises `InputError`."""
        from modelyard.services.data import sources as data_sources

        kind = self.database_kind()
        if kind is DatabaseKind.SQLITE:
            return data_sources.connection_url(kind, database=self.file.name.path)
        host, database, user = (edit.text().strip() for edit in (self.host, self.database, self.user))
        return data_sources.connection_url(kind, host=host, port=self.port.value(), database=database, user=user)

    # --- testing and saving -------------------------------------------------------------------------------------
    @Slot()
    def _test(self) -> None:
        try:
            url = self.url()
        except AppError as error:
            self.note.set(str(error), "bad")
            return
        self.note.set(self.tr("Connecting"), "plain")
        self.test.setEnabled(False)
        password, kept = self.password.text(), self.connection
        self.bridge.query(partial(_test, url, password, kept), self._tested, self._not_tested, self,
                          key="test")  # fmt: skip

    @Slot(object)
    def _tested(self, version: str) -> None:
        self.test.setEnabled(True)
        self.note.set(self.tr("Connected: {version}").format(version=version), "ok")
        self._place()

    @Slot(object)
    def _not_tested(self, error: AppError) -> None:
        self.test.setEnabled(True)
        if isinstance(error, PasswordNeededError):
            self.password.setFocus()
        self.note.set(str(error), "bad")
        self._place()

    def _place(self) -> None:
        if self.scrim is not None:
            self.scrim.place()

    def submit(self) -> None:
        """Save the connection; the database is not asked."""
        if self._busy:
            return
        try:
            url = self.url()
        except AppError as error:
            self.note.set(str(error), "bad")
            return
        self._busy = True
        password = self.password.text() or None
        call = partial(_save, self.workspace, self.connection, self.name.text().strip(), url, password)
        self.bridge.perform(call, self._was_saved, self._not_saved, self)

    @Slot(object)
    def _was_saved(self, connection: Connection) -> None:
        self.saved.emit(connection)
        self.accept()

    @Slot(object)
    def _not_saved(self, error: AppError) -> None:
        self._busy = False
        self.note.set(str(error), "bad")
        self._place()

    def first_focus(self) -> QWidget | None:
        return self.name


def self_title(connection: Connection | None) -> str:
    """The dialog's title."""
    translate = QCoreApplication.translate
    if connection is None:
        return translate("ConnectionDialog", "Add a connection")
    return translate("ConnectionDialog", "Change the connection {name}").format(name=connection.name)


def _test(url: str, password: str, kept: Connection | None) -> str:
    """Runs in a worker thread; a connection that is changed is tested with the password it has."""
    from modelyard.services.data import secrets as data_secrets
    from modelyard.services.data import sources as data_sources

    known = data_secrets.find(replace(kept, url=url)) if kept is not None and not password else None
    return data_sources.test_connection(url, password or known)


def _save(workspace: Any, before: Connection | None, name: str, url: str, password: str | None) -> Any:
    from modelyard.services.data import sources as data_sources

    if before is not None:
        return data_sources.update_connection(workspace, before.id, name, url, password)
    return data_sources.add_connection(workspace, name, url, password)


def remove_question(workspace: Any, found: Connection) -> Confirm:
    """What is asked before a connection is removed. Runs in a worker thread."""
    from modelyard.services.data import sources as data_sources

    translate = QCoreApplication.translate
    used = data_sources.datasets_of(workspace, found.id)
    stays = [ConfirmItem("data", n, translate("ConnectionDialog", "can no longer be refreshed")) for n in used[:6]]
    if len(used) > 6:
        stays.append(ConfirmItem("data", translate("ConnectionDialog", "{n} more datasets").format(n=len(used) - 6)))
    return Confirm(
        translate("ConnectionDialog", "Remove the connection {name}?").format(name=found.name),
        translate("ConnectionDialog", "The database itself is not touched."),
        translate("ConnectionDialog", "Remove connection"),
        translate("ConnectionDialog", "Keep connection"),
        [ConfirmItem("link", found.name, translate("ConnectionDialog", "and its password in the keyring"))],
        stays,
    )
