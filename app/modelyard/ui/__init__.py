"""The window: the only importer of PySide6."""

import sys


def _keep_singletons() -> None:
    """Keep None, True and False from being freed under PySide6.

    WORKAROUND: PySide6 6.12 returns them without taking a reference (harmless from Python 3.12 on, where they are
    immortal, https://peps.python.org/pep-0683/); on 3.11 every call of a method without a result takes one away from
    None, and after some thousand calls the process aborts with "none_dealloc: deallocating None".
    """
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    import ctypes

    spare = 1 << (40 if sys.maxsize > 1 << 32 else 28)
    for kept in (None, True, False, NotImplemented, ...):
        ctypes.c_ssize_t.from_address(id(kept)).value += spare


_keep_singletons()
