"""Make Qt unimportable in this process and its children: `PYTHONPATH=tests/no_qt` does it.

`packaging/dev.py test` runs the layers below `ui/` a second time this way: whatever imports Qt there fails.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType


class _NoQt(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError(f"{fullname} is made unimportable for this run (tests/no_qt).", name=fullname)
        return None


sys.meta_path.insert(0, _NoQt())
