from tests.server.conftest import bundles, flights, pipelines  # noqa: F401 - the same models and bundles
