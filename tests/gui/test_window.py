"""The window around the panes: what can be put away, what fits, what may be dropped in, and what is said."""
from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from engine import files
from engine.layer import layer_kinds
from engine.resources import resource
from gui.actions import COMMANDS
from gui.app import make_window
from gui.data.csv_dialog import CsvDialog
from gui.examples import examples
from gui.gallery import Gallery
from gui.help import CommandList, KeyList, SaidList
from gui.inspector.document_settings import DocumentSettings
from gui.panes import NAMES
from gui.settings import Settings
from gui.theme import Look


def again(window, qtbot):
    """The window as the next start makes it, after this one was closed."""
    window.files.take_as_saved()
    assert window.close()
    other = make_window(Look("light"), Settings())
    qtbot.addWidget(other, before_close_func=lambda w: w.files.take_as_saved())
    other.resize(1280, 800)
    other.show()
    return other


def drop(window, *paths):
    """Drop these files on the window, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    # Qt asks the innermost widget that takes drops; over the canvas that must be the window.
    under = window.view.viewport()
    while not under.acceptDrops():
        under = under.parentWidget()
    assert under is window
    enter = QDragEnterEvent(QPoint(400, 300), action, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), action, data, left, none))
    QApplication.processEvents()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "map"])
def test_each_pane_can_be_put_away_and_back_and_stays_so(window, qtbot, name):
    pane, command = window.panes.by_name[name], window.actions_.by_id[f"pane-{name}"]
    shown = window.view.size()
    assert pane.isVisible() and command.isChecked()
    command.trigger()
    assert not pane.isVisible() and not command.isChecked()
    other = again(window, qtbot)
    assert not other.panes.by_name[name].isVisible()
    other.actions_.by_id[f"pane-{name}"].trigger()
    assert other.panes.by_name[name].isVisible()
    qtbot.waitUntil(lambda: other.view.size() == shown)


def test_a_picture_with_nothing_to_draw_gives_its_room_to_the_pages_until_there_is_something(window, qtbot):
    pages = window.right_tabs.height()
    command = next(each for each in COMMANDS if each.id == "pane-picture")
    window.files.open_example(resource("examples") / "02-chain-rule.undertow")
    qtbot.waitUntil(lambda: window.right_tabs.height() > 1.3 * pages)
    assert not window.data_picture.isVisible() and "reads no data" in command.why_not(window)
    window.files.open_example(resource("examples") / "01-linear-regression.undertow")
    qtbot.waitUntil(lambda: window.right_tabs.height() < 1.1 * pages)
    assert window.data_picture.isVisible() and not command.why_not(window)


@pytest.mark.parametrize("height", [700, 800, 1050])
def test_the_canvas_has_most_of_the_height(window, qtbot, height):
    window.files.take_as_saved()
    assert window.close()
    other = make_window(Look("light"), Settings())
    other.settings.set("window_state", b"")
    qtbot.addWidget(other, before_close_func=lambda w: w.files.take_as_saved())
    other.resize(1280, height)
    other.show()
    canvas, transport, plots = other.panes.middle.sizes()
    assert canvas > 1.5 * (transport + plots)
    assert plots >= 140


def test_the_map_can_be_put_away(window, qtbot):
    window.resize(1600, 1000)
    window.view.zoom_to(2.0)
    qtbot.waitUntil(window.view.minimap.isVisible)
    window.actions_.by_id["pane-map"].trigger()
    assert not window.view.minimap.isVisible()
    window.actions_.by_id["pane-map"].trigger()
    assert window.view.minimap.isVisible()


def test_sizes_given_by_hand_stay_through_colours_and_the_next_start(window, qtbot):
    window.panes.columns.setSizes([300, 600, 380])
    window.panes.columns.moveSplitter(310, 1)
    sizes = window.panes.columns.sizes()
    window.settings.set("theme_mode", "dark")
    assert window.panes.columns.sizes() == sizes
    assert again(window, qtbot).panes.columns.sizes() == sizes


def test_another_size_of_the_window_is_the_canvas_own_affair(window, qtbot):
    sides = window.panes.columns.sizes()[::2]
    window.resize(1500, 900)
    qtbot.waitUntil(lambda: sum(window.panes.columns.sizes()) > 1400)
    assert window.panes.columns.sizes()[::2] == sides


def test_every_pane_grows_with_the_text_and_comes_back(window):
    sizes = window.panes.columns.sizes()
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    larger = window.panes.columns.sizes()
    assert larger[0] > sizes[0] and larger[2] > sizes[2]
    QTest.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert all(abs(now - before) <= 2 for now, before in zip(window.panes.columns.sizes(), sizes, strict=True))


def test_a_network_in_view_stays_in_view_at_another_scale(window, qtbot):
    window.view.fit()
    for command in ("larger", "larger", "normal-size"):
        window.actions_.by_id[command].trigger()
        qtbot.waitUntil(lambda: window.view.visible_rect().contains(window.view.canvas.content_rect()))


def test_the_longest_name_of_a_layer_fits_into_the_palette(window):
    metrics = QFontMetrics(window.look.theme.font("text"))
    longest = max(metrics.horizontalAdvance(kind.title) for kind in layer_kinds().values())
    assert window.palette_pane.list.viewport().width() >= longest + window.look.theme.px(40)


@pytest.mark.parametrize(("width", "height"), [(900, 600), (1280, 720)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_of_the_transport_is_cut_off(window, qtbot, width, height, scale):
    window.look.set_scale(scale)
    window.resize(width, height)
    transport = window.transport
    shown = [button for button in transport.findChildren(QPushButton) if button.isVisible()]
    assert len(shown) >= 5

    def all_fit():
        return all(
            transport.rect().contains(button.geometry()) and button.width() >= button.sizeHint().width()
            for button in transport.findChildren(QPushButton)
            if button.isVisible()
        )

    qtbot.waitUntil(all_fit)
    for granularity in ("iteration", "equation"):
        window.settings.set("step_granularity", granularity)
        qtbot.waitUntil(all_fit)


def test_where_it_is_narrow_the_step_sizes_are_a_menu(window, qtbot):
    transport = window.transport
    assert transport.sizes.buttons()[0].isVisible() and not transport.by_button.isVisible()
    window.resize(900, 600)
    qtbot.waitUntil(transport.by_button.isVisible)
    assert not transport.sizes.buttons()[0].isVisible()
    phase = next(action for action in transport.by_button.menu().actions() if action.text() == "Phase")
    phase.trigger()
    assert window.player.granularity == "phase"
    assert transport.by_button.text() == "by phase"


def test_full_screen_and_back(window):
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not window.isFullScreen()


# dropped files


def test_what_was_refused_before_is_not_said_of_the_document_opened_after(window):
    window.files.failed.emit("photo.png can't be opened.")
    drop(window, resource("examples/03-xor.undertow"))
    assert window.statusBar().currentMessage() == ""


def test_a_document_that_is_dropped_is_opened(window):
    path = resource("examples/03-xor.undertow")
    drop(window, path)
    assert window.editor.document == files.read(path).document
    assert window.files.path == path


def test_a_table_that_is_dropped_asks_for_its_columns(window, tmp_path, qtbot):
    path = tmp_path / "heights.csv"
    path.write_text("age,height\n1,80\n2,90\n3,97\n", encoding="utf-8")
    window.panes.toggle("left")
    drop(window, path)
    qtbot.waitUntil(lambda: bool(window.data_page.findChildren(CsvDialog)))
    (dialog,) = window.data_page.findChildren(CsvDialog)
    assert window.data_page.isVisible()
    dialog.accept()
    assert window.editor.document.data.dataset.source == "heights.csv"


def test_a_text_that_is_dropped_is_learned_character_by_character(window, tmp_path, qtbot):
    path = tmp_path / "spell.txt"
    path.write_text("abracadabra, " * 9, encoding="utf-8")
    drop(window, path)
    qtbot.waitUntil(lambda: type(window.editor.document.data.dataset).__name__ == "OwnText")
    assert window.data_page.isVisible()
    assert window.data_page.list.currentItem().text() == "Own text"
    assert window.data_page.source.text() == "From spell.txt"
    document = files.from_json(files.to_json(window.editor.document)).document
    path.unlink()
    assert document == window.editor.document
    assert document.header.class_names("next") == ("↵", "␣", ",", "a", "b", "c", "d", "r")


def test_a_text_that_can_not_be_read_is_a_sentence_and_changes_nothing(window, tmp_path):
    path = tmp_path / "spell.txt"
    path.write_bytes("Müller ".encode("latin-1") * 9)
    before = window.editor.document
    drop(window, path)
    assert window.data_page.sentence.text().startswith("spell.txt is not in UTF-8 (line 1)")
    assert window.data_page.sentence.isVisible()
    assert window.editor.document is before


@pytest.mark.parametrize(
    ("names", "part"),
    [
        (["photo.png"], "photo.png can't be opened; drop a document"),
        (["a.undertow", "b.undertow"], "one document, table or text at a time"),
        (["a-folder"], "no file on this computer"),
        (["damaged.undertow"], "is not an Undertow document"),
    ],
)
def test_anything_else_that_is_dropped_is_a_sentence(window, tmp_path, names, part):
    for name in names:
        if name == "a-folder":
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name).write_bytes(b"\x89PNG\r\n" + bytes(99))
    before = window.editor.document
    drop(window, *(tmp_path / name for name in names))
    assert part in window.statusBar().currentMessage()
    assert window.editor.document == before


# examples


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_gallery_has_a_picture_of_every_example_and_opens_one_by_keys(window, qtbot, look):
    window.settings.set("theme_mode", look)
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (gallery,) = window.findChildren(Gallery)
    items = [gallery.list.item(row) for row in range(gallery.list.count())]
    assert len(items) == len(examples())
    pictures = [item.icon().pixmap(gallery.list.iconSize()).toImage() for item in items]
    for picture in pictures:
        colours = {picture.pixel(x, y) for x in range(picture.width()) for y in range(0, picture.height(), 3)}
        assert len(colours) > 3, "something is drawn"
    assert all(one != other for one, other in pairwise(pictures))
    qtbot.waitUntil(gallery.list.hasFocus)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(gallery.list, key)
    assert window.files.title == "xor"
    assert window.files.path is None, "a copy, so that the example stays as it is"
    assert not gallery.isVisible()


# help


def test_the_list_of_keys_has_every_key_and_closes_with_escape(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_F1)
    (keys,) = window.findChildren(KeyList)
    groups = [keys.list.topLevelItem(row) for row in range(keys.list.topLevelItemCount())]
    told = {group.child(row).text(0) for group in groups for row in range(group.childCount())}
    assert {command.words.rstrip("…") for command in COMMANDS if command.keys} <= told
    assert all(group.childCount() for group in groups)
    QTest.keyClick(keys.list, Qt.Key.Key_Escape)
    assert not keys.isVisible()


def test_a_command_is_found_by_a_few_letters_and_run_by_enter(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (commands,) = window.findChildren(CommandList)
    qtbot.waitUntil(commands.search.hasFocus)
    QTest.keyClicks(commands.search, "next iter")
    assert commands.list.count() == 1
    QTest.keyClick(commands.search, Qt.Key.Key_Return)
    assert window.player.session.run.iteration == 1
    assert not commands.isVisible()


# what is said


def test_trouble_stays_in_sight_as_long_as_it_holds(window, qtbot):
    document = window.editor.document
    wild = replace(document.optimizer, rate=1e300)
    window.editor.edit(replace(document, optimizer=wild), "Change the learning rate")
    window.player.train()
    qtbot.waitUntil(lambda: bool(window.player.session.trouble))
    window.statusBar().clearMessage()
    assert window.status_line.network_words.text() == window.player.session.trouble
    assert window.explain_page.trouble.isVisible()
    window.say(window.player.session.trouble)
    window.player.back()
    assert "parameters" in window.status_line.network_words.text()
    assert window.statusBar().currentMessage() == "", "what holds no more is not said any more"


def test_the_size_of_the_network_is_counted_in_words(window):
    assert window.status_line.network_words.text() == "9 layers · 105 parameters"
    window.files.open(resource("examples/02-chain-rule.undertow"))
    assert window.status_line.network_words.text() == "7 layers · 1 parameter"


def test_what_was_said_can_be_read_again(window):
    command = window.actions_.by_id["said"]
    assert command.toolTip() == "Nothing was said yet."
    window.say("The first sentence.")
    window.say("The second sentence.")
    window.actions_.refresh()
    command.trigger()
    (list_,) = window.findChildren(SaidList)
    assert [list_.list.item(row).text() for row in range(list_.list.count())] == [
        "The second sentence.",
        "The first sentence.",
    ]
    QTest.keyClick(list_, Qt.Key.Key_Escape)
    assert not list_.isVisible()


def test_explain_parts_the_thousands(window):
    window.player.session.train(1234)
    window.player.step()
    assert "iteration 1,235" in window.explain_page.place.text()


def test_the_test_curve_starts_where_the_run_does(window):
    window.player.step("iteration")
    (start, loss), *_ = window.player.session.history.tests
    assert start == 0
    window.player.to_start()
    assert loss == window.player.session.score("test").loss


def test_how_often_weights_were_drawn_is_not_a_setting(window):
    assert "weight_draw" not in window.settings_page.findChild(DocumentSettings).form.rows


def test_a_sentence_too_long_for_the_status_line_is_shown_in_full(window, qtbot):
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.width() == max(900, window.minimumSizeHint().width()))
    notice = window.status_line.notice
    window.say("Short.")
    assert not notice.isVisible()
    sentence = "A sentence that names what was wanted and what was given takes more room than is there. " * 3
    window.say(sentence)
    assert notice.isVisible() and notice.text() == sentence
    assert window.rect().contains(notice.geometry())
    assert notice.height() >= notice.heightForWidth(notice.width())
    assert not window.status_line.network_words.isVisible(), "nothing shines through the sentence"
    QTest.mouseClick(notice, Qt.MouseButton.LeftButton)
    assert not notice.isVisible()
    assert window.status_line.network_words.isVisible()
    assert window.said[-1] == sentence


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_the_window_fits_a_small_screen_at_larger_scales(window, scale):
    window.look.set_scale(scale)
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= 1264
    assert window.minimumSizeHint().height() <= 670
