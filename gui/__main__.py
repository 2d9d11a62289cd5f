"""``python -m gui``: the app, or one of its commands without a window."""
from __future__ import annotations

import sys


def main() -> int:
    """Dispatch on the first argument; what is not a command is a document to open."""
    if sys.argv[1:2] == ["train"]:
        from gui.command_line import train

        return train(sys.argv[2:])
    from gui.app import main as app

    return app()


if __name__ == "__main__":
    sys.exit(main())
