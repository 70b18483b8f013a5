"""How the Deployments page says things."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from modelyard.core import clock
from modelyard.domain.deployments import Backend, Deployment, DeploymentState, EngineStatus, ServerStats
from modelyard.ui import texts

CHIPS = {
    DeploymentState.STARTING: "run", DeploymentState.RUNNING: "ok", DeploymentState.UNHEALTHY: "warn",
    DeploymentState.STOPPED: "neutral", DeploymentState.FAILED: "bad",
}  # fmt: skip
DOTS = CHIPS | {DeploymentState.STOPPED: "off"}


def tr(text: str) -> str:
    """Translate a text of the page."""
    return QCoreApplication.translate("DeploymentsPage", text)


def state(found: DeploymentState) -> str:
    """A state as a chip says it."""
    return {
        DeploymentState.STARTING: tr("Starting"),
        DeploymentState.RUNNING: tr("Running"),
        DeploymentState.UNHEALTHY: tr("Does not answer"),
        DeploymentState.STOPPED: tr("Stopped"),
        DeploymentState.FAILED: tr("Failed"),
    }[found]


def model(deployment: Deployment) -> str:
    """late-arrival v3."""
    return f"{deployment.model_name} v{deployment.model_version}"


def uptime(deployment: Deployment) -> str:
    """Up 3 h; empty while it does not run."""
    if deployment.started_at is None or deployment.state is not DeploymentState.RUNNING:
        return ""
    since = texts.ago(deployment.started_at)
    return tr("up {time}").format(time=tr("less than a minute") if since == tr("now") else since)


def up(deployment: Deployment) -> str:
    """3 h; a dash while it does not run."""
    if deployment.started_at is None or deployment.state is not DeploymentState.RUNNING:
        return texts.MISSING
    seconds = int((clock.now() - deployment.started_at).total_seconds())
    if seconds < 3600:
        return texts.duration(seconds if seconds < 60 else seconds // 60 * 60)
    return texts.ago(deployment.started_at)


def memory(bytes_: int) -> str:
    """428 MB, in the powers of 1024 that limits are set in."""
    mega = bytes_ / 1024**2
    if mega < 1000:
        return f"{mega:.0f}\u00a0MB"
    return f"{mega / 1024:.1f}".removesuffix(".0") + "\u00a0GB"


def use(stats: ServerStats | None) -> str:
    """CPU 12 %, 428 MB."""
    if stats is None:
        return ""
    return tr("CPU {cpu} %, {memory}").format(cpu=f"{stats.cpu_percent:.0f}", memory=memory(stats.memory))


def runs_as(deployment: Deployment) -> str:
    """What runs the server."""
    return tr("1 container") if deployment.backend is Backend.DOCKER else tr("Local process")


def limits(deployment: Deployment) -> str:
    """1 core, 512 MB."""
    if deployment.backend is Backend.PROCESS:
        return tr("none, a local process uses what it needs")
    cores = f"{deployment.limits.cpus:g}"
    word = tr("core") if deployment.limits.cpus == 1 else tr("cores")
    return f"{cores} {word}, {memory(deployment.limits.memory)}"


def engine(status: EngineStatus) -> str:
    """Docker 27.4 is running; or that it is not, and what that means."""
    if status.available:
        return tr("Docker {version} is running").format(version=status.version)
    return tr("Docker is not running, so models run as local processes")


def port_taken(deployment: Deployment) -> bool:
    """Whether it failed because somebody else holds its port."""
    return f"Port {deployment.port}" in deployment.error


def milliseconds(seconds: float | None) -> str:
    """4.3 ms, 21 ms."""
    if seconds is None:
        return texts.MISSING
    return f"{1000 * seconds:.2g}\u00a0ms" if seconds < 0.01 else f"{1000 * seconds:,.0f}\u00a0ms"
