"""`python -m consilium` is the `consilium` command."""

import sys

from consilium.cli import main

if __name__ == "__main__":
    sys.exit(main())
