"""Where the frozen application starts. Every worker process runs this too, so it imports nothing heavy."""

import sys

from modelyard.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
