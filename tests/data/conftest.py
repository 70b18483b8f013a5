"""The fixtures of the stage's tests; those of single files stand there."""

from tests.data.prepare_support import frame, table  # noqa: F401 - fixtures
from tests.data.sources_support import children, no_ring, ring, share_children, shop, workspace  # noqa: F401 - fixtures
