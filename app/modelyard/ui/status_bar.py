"""The status bar: running jobs, the queue, CPU, memory, Docker, the workspace; each part opens its page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from modelyard.domain.jobs import Job, JobState
from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import paint_dot
from modelyard.ui.widgets.keys import KeyButton
from modelyard.ui.widgets.progress import paint_bar


class StatusPart(KeyButton):
    """A clickable part: icon or dot, text, perhaps a bar and a second text."""

    outer_ring = False

    def __init__(self, parent: QWidget, *, page: str, target: object = None, divider: str = "left") -> None:
        super().__init__(parent)
        self.page, self.target, self.divider = page, target, divider
        self.icon_name = self.dot = self.after = ""
        self.tone = "text2"
        self.bar: float | None = None
        self.bar_width = 0
        self.max_text = 260
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set(self, text: str, *, icon: str = "", dot: str = "", bar: float | None = None, bar_width: int = 0,
            after: str = "", tone: str = "text2", tip: str = "") -> None:  # fmt: skip
        """Change what is shown; an empty text hides the part."""
        self.setText(text)
        self.icon_name, self.dot, self.bar, self.bar_width = icon, dot, bar, bar_width
        self.after, self.tone = after, tone
        self.setAccessibleName(f"{text} {after}".strip() or self.page)
        self.setToolTip(tip)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def _text_width(self, text: str) -> int:
        return QFontMetrics(theme().font("small")).horizontalAdvance(text)

    def sizeHint(self) -> QSize:
        width = 20 + min(self.max_text, self._text_width(self.text())) + 1
        width += 21 if self.icon_name else 0
        width += 15 if self.dot else 0
        width += self.bar_width + 7 if self.bar_width else 0
        width += self._text_width(self.after) + 7 if self.after else 0
        return QSize(width, 27)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        c = theme().color
        if self.underMouse():
            painter.fillRect(self.rect(), c("pressed" if not theme().dark else "hover"))
        if self.divider:
            painter.fillRect(0 if self.divider == "left" else self.width() - 1, 0, 1, self.height(), c("border"))
        if self.hasFocus():
            painter.setPen(c("focus"))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        x, middle = 10.0, self.height() / 2
        if self.icon_name:
            paint_icon(painter, self.icon_name, "text3", QRectF(x, round(middle - 7), 14, 14))
            x += 21
        if self.dot:
            paint_dot(painter, QRectF(x, middle - 4, 8, 8), self.dot)
            x += 15
        font = theme().font("small")
        painter.setFont(font)
        painter.setPen(c(self.tone))
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.max_text)
        width = self._text_width(shown)
        painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        x += width + 7
        if self.bar_width:
            paint_bar(painter, QRectF(x, middle - 2, self.bar_width, 4), self.bar if self.bar is not None else 0.0)
            x += self.bar_width + 7
        if self.after:
            painter.drawText(QRectF(x, 0, self.width() - x, self.height()), Qt.AlignmentFlag.AlignVCenter, self.after)


class StatusBar(QWidget):
    """28 px at the foot of the window. `go` carries (page, target)."""

    go = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(28)
        self.setAccessibleName(self.tr("Status"))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 1, 10, 0)
        row.setSpacing(0)
        self.jobs = [StatusPart(self, page="activity", divider="" if i == 0 else "left") for i in range(2)]
        self.queue = StatusPart(self, page="activity")
        self.cpu = StatusPart(self, page="settings", target="resources")
        self.memory = StatusPart(self, page="settings", target="resources")
        self.docker = StatusPart(self, page="settings", target="docker")
        self.folder = StatusPart(self, page="settings", target="general")
        for part in (*self.jobs, self.queue):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.cpu, self.memory, self.docker, self.folder):
            row.addWidget(part)
        for part in self.findChildren(StatusPart):
            part.clicked.connect(self._clicked)
        self._known: dict[str, Job] = {}
        self._narrow = False
        self.set_narrow(False)
        self.set_use("", "")
        self.docker.set("")

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, StatusPart):
            self.go.emit((sender.page, sender.target))

    # --- jobs ---------------------------------------------------------------------------------------------------
    def running(self) -> list[Job]:
        """Jobs at work, oldest first."""
        return sorted((j for j in self._known.values() if j.state is JobState.RUNNING), key=lambda j: j.id)

    def active(self) -> int:
        """How many jobs run or wait."""
        return len(self._known)

    def set_jobs(self, jobs: list[Job]) -> None:
        """Replace what is known of the jobs."""
        self._known = {j.id: j for j in jobs if not j.state.ended}
        self.show_jobs()

    def on_job(self, job: Job) -> None:
        """One job changed."""
        if job.state.ended:
            self._known.pop(job.id, None)
        else:
            self._known[job.id] = job
        self.show_jobs()

    def show_jobs(self) -> None:
        """Draw up to two running jobs and the number that wait."""
        running = self.running()
        queued = sum(1 for j in self._known.values() if j.state is JobState.QUEUED)
        for index, part in enumerate(self.jobs):
            if index >= len(running) or (index and self._narrow):
                part.set("")
                continue
            job = running[index]
            after = "" if job.fraction is None else f"{100 * job.fraction:.0f}\u00a0%"
            text = f"{job.title}: {job.text}" if job.text else job.title
            part.target = job.id
            part.set(text, icon="activity" if index == 0 else "", bar=job.fraction, bar_width=96 if index == 0 else 64,
                     after=after, tip=text)  # fmt: skip
        more = len(running) - (1 if self._narrow else len(self.jobs))
        words = []
        if more > 0:
            words.append(self.tr("{n} more running").format(n=more))
        if queued:
            words.append(self.tr("{n} queued").format(n=queued))
        self.queue.set(", ".join(words), tone="text3")
        if not running and not queued:
            self.queue.divider = ""
            self.queue.set(self.tr("No jobs running"), tone="text3")
        else:
            self.queue.divider = "left" if running else ""

    # --- the machine --------------------------------------------------------------------------------------------
    def set_use(self, cpu: str, memory: str) -> None:
        """Show "34 %" and "5.2 of 16 GB"."""
        self.cpu.set(self.tr("CPU {value}").format(value=cpu) if cpu else "")
        self.memory.set(self.tr("Memory {value}").format(value=memory) if memory else "")

    def set_engine(self, text: str, dot: str, tip: str = "") -> None:
        """Show the container engine's state; dot: ok, warn, bad or off."""
        self.docker.set(text, dot=dot, tip=tip)

    def set_folder(self, text: str, tip: str = "") -> None:
        """Show the workspace's folder."""
        self.folder.set(text, icon="folder", tip=tip, tone="text2" if tip else "text3")

    def set_narrow(self, narrow: bool) -> None:
        """Shorten the texts where the window is narrow."""
        for part, room in zip(self.jobs, (120, 90) if narrow else (210, 130), strict=True):
            part.max_text = room
        self.folder.max_text = 140 if narrow else 260
        self._narrow = narrow
        self.show_jobs()
        self.updateGeometry()
