"""``python -m gui``: the app, or one of its commands without a window."""
from __future__ import annotations

import sys


def main() -> int:
    """Dispatch on the first argument; what is not a command is a document to open."""
    arguments = sys.argv[1:]
    if arguments:
        from gui.command_line import COMMANDS, document_to_open

        if arguments[0] in COMMANDS:
            return COMMANDS[arguments[0]](arguments[1:])
        # Before Qt is there, so that a usage is printed even without a display.
        document_to_open(arguments)
    from gui.app import main as app

    return app(arguments)


if __name__ == "__main__":
    sys.exit(main())
