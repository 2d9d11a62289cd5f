"""File: the commands that open, save, draw and export documents."""

from __future__ import annotations

from gui import recording
from gui.actions.command import Command
from gui.export_dialog import export_as, why_not_export


def _export(form: str, words: str, tip: str) -> Command:
    return Command(f"export-{form}", "File/Export", words, export_as(form), tip=tip, why_not=why_not_export(form))


COMMANDS: tuple[Command, ...] = (
    Command("new", "File", "New", lambda w: w.files.new(), ("Ctrl+N",), "An empty canvas."),
    Command("open", "File", "Open…", lambda w: w.files.ask_open(), ("Ctrl+O",), "A document from a file."),
    Command(
        "examples",
        "File",
        "Examples…",
        lambda w: w.files.ask_example(),
        ("Ctrl+Shift+O",),
        "Networks that work, with pictures.",
    ),
    Command(
        "recover",
        "File",
        "Recover unsaved work",
        lambda w: w.say(w.recovery.bring_back()),
        tip="What was open when Undertow last ended without a goodbye.",
        why_not=lambda w: w.recovery.why_not,
    ),
    Command(
        "save", "File", "Save", lambda w: w.files.save(), ("Ctrl+S",), "With the trained parameters, to go on later."
    ),
    Command("save-as", "File", "Save as…", lambda w: w.files.ask_save(), ("Ctrl+Shift+S",)),
    Command(
        "save-untrained",
        "File",
        "Save a copy without training…",
        lambda w: w.files.ask_save(with_training=False),
        tip="The document alone: whoever opens it starts from the start values.",
        ends_group=True,
    ),
    Command(
        "export-parameters",
        "File/Export",
        "Parameters…",
        recording.export_parameters,
        tip="Every weight and bias as it is now, as CSV or NPZ.",
        why_not=recording.no_parameters,
    ),
    Command(
        "export-losses",
        "File/Export",
        "Loss history…",
        recording.export_losses,
        tip="The loss of every iteration so far, as CSV or NPZ.",
        why_not=recording.no_losses,
    ),
    Command(
        "export-trace",
        "File/Export",
        "Step trace of this iteration…",
        recording.export_trace,
        tip="Every equation with its numbers, as CSV or NPZ.",
        why_not=recording.nothing_to_trace,
        ends_group=True,
    ),
    _export("pytorch", "PyTorch script…", "A script that goes on training with PyTorch, in one process or several."),
    _export("numpy", "NumPy script…", "The very calls that train the network here, as a script with NumPy alone."),
    _export("onnx", "ONNX model…", "What the network says, for programs that run models: the forward pass alone."),
    Command(
        "picture",
        "File",
        "Save a picture…",
        lambda w: w.files.ask_picture(),
        tip="The canvas and the loss as PNG or SVG.",
        ends_group=True,
    ),
    Command("quit", "File", "Quit", lambda w: w.close(), ("Ctrl+Q",)),
)
