"""Point d'entrée de `python -m observatoire`."""

import sys

from observatoire.cli import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
