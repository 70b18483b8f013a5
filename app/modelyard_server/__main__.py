"""`python -m modelyard_server --bundle DIR --host H --port P --log-dir DIR`: serve one model until SIGTERM."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from modelyard_server import __version__

DIGEST_VARIABLE = "MODELYARD_BUNDLE_DIGEST"
DRAIN_SECONDS = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return 0 then, 1 when the server cannot start, 2 for wrong arguments."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    from modelyard_server.errors import ServerError

    try:
        return _serve(arguments)
    except ServerError as error:
        logging.getLogger("modelyard_server").error("%s", error)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="modelyard_server", description="Serve one model bundle.")
    parser.add_argument("--bundle", type=Path, required=True, help="the folder of the model bundle")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8080, help="the port to listen on")
    parser.add_argument("--log-dir", type=Path, required=True, help="the folder of the prediction log")
    parser.add_argument("--token-file", type=Path, help="a file with the bearer token, instead of MODELYARD_TOKEN")
    parser.add_argument("--log-limit-mb", type=int, default=1024, help="the largest size of the prediction log")
    parser.add_argument("--max-body-mb", type=int, default=16, help="the largest body of a request")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _serve(arguments: argparse.Namespace) -> int:
    from modelyard_server.asgi import Application
    from modelyard_server.auth import read_token
    from modelyard_server.body import BodyReader
    from modelyard_server.bundle import open_bundle
    from modelyard_server.prediction_log import PredictionLog
    from modelyard_server.predictor import load_predictor

    token = read_token(arguments.token_file)
    listener = _bind(arguments.host, arguments.port)
    bundle = open_bundle(arguments.bundle, os.environ.get(DIGEST_VARIABLE) or None)
    predictor = load_predictor(bundle)
    log = PredictionLog(arguments.log_dir, limit=arguments.log_limit_mb * 1024 * 1024)
    application = Application(predictor, log, token, BodyReader(arguments.max_body_mb * 1024 * 1024))
    manifest = bundle.manifest
    serving = "%s v%s answers on %s:%s with the %s scorer"
    logging.getLogger(__package__).info(
        serving, manifest.name, manifest.version, arguments.host, arguments.port, manifest.scorer
    )
    try:
        return _run(application, listener)
    finally:
        log.close()


def _bind(host: str, port: int) -> socket.socket:
    """Claim the port, without listening yet: until the model is loaded a connection is refused."""
    from modelyard_server.errors import ServerError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Alone first: a port that is claimed with this flag can be claimed by others, too, until somebody listens. With it
    # then, for what is left of an earlier server's connections. On Windows it would let two programs share the port.
    for shared in (False,) if os.name == "nt" else (False, True):
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(shared))
        try:
            listener.bind((host, port))
        except OSError as error:
            listener.close()
            problem = error
        else:
            return listener
    if problem.errno == errno.EADDRINUSE:
        raise ServerError(f"Port {port} is taken by another program. Choose another port.") from problem
    raise ServerError(f"The address {host}:{port} cannot be used: {problem.strerror}.") from problem


def _run(application: object, listener: socket.socket) -> int:
    import uvicorn

    if os.name != "nt":  # connections take this over: what is left of them must not keep the next server from the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    config = uvicorn.Config(
        application,  # type: ignore[arg-type]
        lifespan="on",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    server = uvicorn.Server(config)
    # uvicorn raises the signal again once it has drained; it has done its work by then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    server.run(sockets=[listener])
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
