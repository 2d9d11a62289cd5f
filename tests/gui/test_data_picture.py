"""The data picture: which picture the data get, what it says of them, and that it follows the network."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtTest import QTest

from engine.dataset import dataset_kinds
from engine.document import Document
from engine.optimizer import optimizer_kinds
from engine.tables.data import DataRecipe
from gui.data.curve import Curve
from gui.data.gallery import Gallery, picture_shape
from gui.data.passages import Passages
from gui.data.picture import DataPicture
from gui.data.points import prediction_words
from gui.data.regions import Regions
from gui.data.scatter import Scatter, telling
from gui.editor import Editor
from gui.playback.player import Player
from gui.plots.axes import span, ticks
from tests.engine.networks import KINDS, chain, moons
from tests.gui.panes import show

DATA = dataset_kinds()
LINEAR, ADAM = KINDS["Linear"], optimizer_kinds()["Adam"]


def document(data: str, *layers: object, **changes: object) -> Document:
    return Document(chain(KINDS["Input"](), *layers), DataRecipe(DATA[data](**changes)), ADAM(), batch_size=32)


def line() -> Document:
    return document("NoisyLine", LINEAR(1), KINDS["MeanSquaredError"]())


def blobs() -> Document:
    return document("Blobs", LINEAR(3), KINDS["Softmax"](), KINDS["CrossEntropy"](), classes=3)


def digits() -> Document:
    return document("Digits", LINEAR(10), KINDS["Softmax"](), KINDS["CrossEntropy"]())


def iris() -> Document:
    return document("Iris", LINEAR(3), KINDS["Softmax"](), KINDS["CrossEntropy"]())


def poem() -> Document:
    layers = KINDS["Embedding"](45, 8), KINDS["Flatten"](), LINEAR(45), KINDS["CrossEntropy"](input="logits")
    return replace(document("Poem", *layers), optimizer=ADAM(0.01))


@pytest.fixture
def open_picture(qtbot, open_desk):
    def opened(shown: Document) -> tuple[Editor, Player, DataPicture]:
        desk = open_desk(shown)
        picture = DataPicture(desk.editor, desk.player, desk.look)
        show(qtbot, picture, 326, 270)
        return desk.editor, desk.player, picture

    return opened


def hover(picture: DataPicture, x: float, y: float) -> str:
    """What the read-out says at data coordinates."""
    sheet = picture.sheet
    axes = sheet.drawing._axes
    inner = axes.inner(QRectF(sheet.rect()), picture._look.theme)
    at = QPointF(float(axes.across(np.array(x), inner)), float(axes.down(np.array(y), inner)))
    QTest.mouseMove(sheet, at.toPoint())
    return sheet.read_out()


def colour(picture: DataPicture, column: int, row: int):
    """The colour at a place of the field of what the network says, 48 by 36."""
    return picture.sheet.drawing.image(picture._look.theme).pixelColor(column, row)


def test_one_input_gives_a_curve_that_fits_once_it_is_trained(open_picture):
    _, player, picture = open_picture(line())
    assert isinstance(picture.sheet.drawing, Curve)
    player.session.train(3000)
    player.moved.emit()
    table = player.session.data.train
    x, y = table.column("x"), table.column("y")
    slope, offset = np.polyfit(x, y, 1)
    said = picture.sheet.drawing._said[0]
    assert np.abs(said[240:] - (slope * picture.sheet.drawing._x + offset)).max() < 0.05


def test_two_inputs_give_regions_in_the_colours_of_the_classes(open_picture):
    _, player, picture = open_picture(moons())
    assert isinstance(picture.sheet.drawing, Regions)
    player.session.train(800)
    player.moved.emit()
    upper, lower = colour(picture, 18, 5), colour(picture, 34, 30)
    assert upper.red() > upper.blue() and lower.blue() > lower.red()


def test_the_read_out_names_an_example_its_truth_and_the_prediction(open_picture):
    _, player, picture = open_picture(moons())
    player.session.train(800)
    player.moved.emit()
    table = player.session.data.train
    x1, x2 = table.column("x1"), table.column("x2")
    far = int(x2.argmax())
    words = hover(picture, x1[far], x2[far])
    assert "class: upper (train)" in words and "prediction: upper" in words
    assert hover(picture, *(span(each, 0.09)[0] for each in (x1, x2))).startswith("x1 = ")
    QTest.mouseMove(picture, QPoint(2, 2))
    picture.sheet.leaveEvent(None)
    assert picture.sheet.read_out() == ""


def test_the_read_out_of_a_curve_gives_the_prediction_between_the_examples(open_picture):
    _, player, picture = open_picture(line())
    x = player.session.data.train.column("x")
    at = float(x.min()) - 0.05 * float(np.ptp(x))
    words = hover(picture, at, span(player.session.data.train.column("y"), 0.08)[1])
    assert words.startswith("x = ") and "prediction: " in words and "y:" not in words


def test_three_classes_have_three_colours_and_an_accuracy(open_picture):
    _, player, picture = open_picture(blobs())
    player.session.train(2000)
    player.moved.emit()
    kinds, _ = picture.sheet.drawing._kinds(picture.sheet.drawing._said)
    assert set(kinds.tolist()) == {0, 1, 2}
    share = player.session.score("train").accuracy
    assert f"train {100 * share:.1f} %" in picture.scores.text() and "test" in picture.scores.text()


def test_digits_are_shown_with_what_they_are_taken_for(open_picture):
    _, player, picture = open_picture(digits())
    drawing = picture.sheet.drawing
    assert isinstance(drawing, Gallery)
    player.session.train(300)
    player.moved.emit()
    table = player.session.data.test
    said = player.session.predict(table.rows(table.features)).argmax(axis=0)
    captions = [drawing._caption(example) for example in range(len(drawing._truth))]
    assert captions[0] == (str(said[0]) if said[0] == table.column("digit")[0] else f"{said[0]}, not {captions[0][-1]}")
    cell, _ = drawing._cell(0, QRectF(picture.sheet.rect()), picture._look.theme)
    QTest.mouseMove(picture.sheet, cell.center().toPoint())
    assert picture.sheet.read_out().startswith(f"true: {int(table.column('digit')[0])}\nprediction: {said[0]} (")


def test_the_pictures_are_as_far_from_the_upper_edge_as_from_the_lower(open_picture):
    _, _, picture = open_picture(digits())
    drawing, sheet = picture.sheet.drawing, QRectF(0, 0, 264, 240)
    first, last = (drawing._cell(place, sheet, picture._look.theme)[0] for place in (0, len(drawing._truth) - 1))
    assert sheet.contains(first) and sheet.contains(last)
    assert first.top() - sheet.top() == pytest.approx(sheet.bottom() - last.bottom())


def test_a_character_network_learns_and_is_shown_in_passages_and_a_line_of_its_own(open_picture):
    _, player, picture = open_picture(poem())
    drawing = picture.sheet.drawing
    assert isinstance(drawing, Passages)
    loss = player.session.score("train").loss
    assert loss == pytest.approx(np.log(45), abs=1)
    noise = drawing.written
    player.session.train(600)
    player.moved.emit()
    assert player.session.score("train").loss < loss / 2
    table = player.session.data.test
    said = player.session.predict(table.rows(table.features)[:, :1])[:, 0]
    cell = drawing._cells(QRectF(picture.sheet.rect()), picture._look.theme)[0]
    QTest.mouseMove(picture.sheet, cell.center().toPoint())
    true, best = (drawing.alphabet[int(each)] for each in (table.column("next")[0], said.argmax()))
    assert picture.sheet.read_out().startswith(f"'Tw: true {true}\nprediction: {best} (")
    assert len(drawing.written) == len(noise) == 40 and drawing.written != noise
    assert set(drawing.written) <= set(drawing.alphabet)


def test_a_text_shows_its_passages_while_the_network_says_nothing_of_it(open_picture):
    _, _, picture = open_picture(Document(data=DataRecipe(DATA["Poem"]())))
    drawing = picture.sheet.drawing
    assert isinstance(drawing, Passages) and drawing.written == ""
    assert not picture.sheet.grab().isNull()
    cell = drawing._cells(QRectF(picture.sheet.rect()), picture._look.theme)[1]
    QTest.mouseMove(picture.sheet, cell.center().toPoint())
    assert picture.sheet.read_out() == f"{drawing.before(1)}: true {drawing.alphabet[drawing._truth[1]]}"


def test_a_text_network_that_diverges_writes_nothing(open_picture):
    _, player, picture = open_picture(poem())
    player.session.weights.parameters[:] = np.nan
    player.moved.emit()
    assert picture.sheet.drawing.written == ""
    assert not picture.sheet.grab().isNull()


@pytest.mark.parametrize("as_images", [False, True])
def test_a_wrong_digit_says_what_it_is(open_picture, as_images):
    layers = KINDS["Flatten"](), LINEAR(10), KINDS["Softmax"](), KINDS["CrossEntropy"]()
    _, _player, picture = open_picture(document("Digits", *layers, as_images=as_images))
    drawing = picture.sheet.drawing
    captions = [drawing._caption(example) for example in range(len(drawing._truth))]
    assert any(", not " in caption for caption in captions)


def test_without_data_a_sentence_says_why(open_picture):
    editor, _, picture = open_picture(Document())
    assert "no data" in picture.why_nothing() and picture.reason.isVisible() and not picture.sheet.isVisible()
    editor.open(moons())
    assert picture.why_nothing() == "" and picture.sheet.isVisible() and not picture.reason.isVisible()


@pytest.mark.parametrize(
    ("said", "classes", "words"),
    [
        ([0.43], ("upper", "lower"), "upper (0.57)"),
        ([0.88], ("upper", "lower"), "lower (0.88)"),
        ([-1.5], ("upper", "lower"), "upper (−1.50)"),
        ([0.2, 0.7, 0.1], ("a", "b", "c"), "b (0.70)"),
        ([0.2, 0.7, 0.1], ("a",), "1 (0.70)"),
        ([-1.5], (), "−1.50"),
    ],
)
def test_a_prediction_is_told_as_the_class_and_how_likely_it_is(said, classes, words):
    assert prediction_words(np.array(said), classes) == words


def test_many_inputs_are_drawn_by_the_two_that_say_most(open_picture):
    _, player, picture = open_picture(iris())
    drawing = picture.sheet.drawing
    assert isinstance(drawing, Scatter)
    assert drawing._axes.names == ("petal length", "petal width")
    before = len(drawing.wrong())
    player.session.train(300)
    player.moved.emit()
    shares = [player.session.score(part).accuracy for part in ("train", "test")]
    assert len(drawing.wrong()) == 150 - round(120 * shares[0] + 30 * shares[1]) < before
    example = int(drawing.wrong()[0])
    words = hover(picture, drawing._x[example], drawing._y[example])
    assert words.startswith("petal length = ") and "petal width = " in words and "sepal" not in words
    assert "\nprediction: v" in words


def test_a_wrong_example_is_ringed(open_picture):
    _, _, picture = open_picture(iris())
    drawing, theme = picture.sheet.drawing, picture._look.theme

    def has_rings() -> bool:
        image = picture.sheet.grab().toImage()
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return any(image.pixelColor(*place) == theme.error for place in places)

    assert len(drawing.wrong()) > 0 and has_rings()
    drawing._said = (np.arange(3)[:, None] == drawing._points.target).astype(float)
    assert len(drawing.wrong()) == 0 and not has_rings()


def test_the_inputs_that_say_most_about_a_number_or_a_class():
    rng = np.random.default_rng(0)
    target = rng.standard_normal(200)
    features = np.stack([rng.standard_normal(200), np.zeros(200), -target, target + rng.standard_normal(200)])
    assert telling(features, target, has_classes=False) == [2, 3]
    assert telling(features, (target > 0).astype(float), has_classes=True) == [2, 3]
    assert telling(np.zeros((3, 5)), np.zeros(5), has_classes=False) == [0, 1]


def test_other_data_give_another_picture_and_undo_the_first(open_picture):
    editor, _, picture = open_picture(moons())
    editor.edit(replace(editor.document, data=DataRecipe(DATA["Sine"]())), "Choose data")
    assert isinstance(picture.sheet.drawing, Curve)
    editor.undo_stack.undo()
    assert isinstance(picture.sheet.drawing, Regions)


def test_points_alone_are_drawn_while_the_network_says_nothing(open_picture):
    _, _, picture = open_picture(Document(data=DataRecipe(DATA["TwoMoons"]())))
    before = picture.sheet.grab().toImage()
    colours = {before.pixelColor(x, y).name() for x in range(before.width()) for y in range(before.height())}
    theme = picture._look.theme
    assert theme.value_positive.name() in colours and theme.value_negative.name() in colours
    assert "prediction" not in hover(picture, 0.0, 0.0)


def test_it_follows_training_without_being_asked(open_picture, qtbot):
    _, player, picture = open_picture(moons())
    before = picture.sheet.drawing._said.copy()
    player.train()
    qtbot.waitUntil(lambda: np.abs(picture.sheet.drawing._said - before).max() > 0.2)
    player.pause()
    asked = picture.sheet.drawing._asked
    assert (picture.sheet.drawing._said == player.session.predict(asked).reshape(1, -1)).all()


def test_the_network_is_asked_again_only_when_it_is_another(open_picture, monkeypatch):
    _, player, picture = open_picture(blobs())
    asked = []
    monkeypatch.setattr(picture.sheet, "refresh", asked.append)
    while player.session.equations[player.session.moment.done].phase != "update":
        player.step("equation")
    assert asked == []
    player.step("iteration")
    assert asked == [player.session]


def test_the_scores_are_those_of_the_last_iteration_after_a_pause(open_picture, qtbot):
    _, player, picture = open_picture(blobs())
    player.train()
    qtbot.waitUntil(lambda: player.session.moment.iteration > 20)
    player.pause()
    accuracy = player.session.score("train").accuracy
    assert f"train {accuracy:.1%}".replace("%", " %") in picture.scores.text()


def test_the_curve_of_a_network_that_diverges_is_left_out(open_picture):
    _, player, picture = open_picture(line())
    player.session.weights.parameters[:] = np.nan
    player.moved.emit()
    assert not picture.sheet.grab().isNull()
    assert "NaN" in hover(picture, 0.0, 0.0)


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        (("pixel 0 0", "pixel 0 1", "pixel 1 0", "pixel 1 1"), (2, 2)),
        (("pixel 0 0", "pixel 1 0", "pixel 0 1", "pixel 1 1"), None),
        (("pixel 0 0", "width", "height"), None),
        ((), None),
    ],
)
def test_pictures_are_known_by_the_names_of_their_columns(names, shape):
    assert picture_shape(names) == shape


def test_ticks_are_round_and_lie_within():
    assert ticks(-1.13, 1.2, 4) == [-1.0, 0.0, 1.0]
    assert ticks(0, 0.31, 4) == [0.0, 0.1, 0.2, 0.3]
    assert ticks(12, 1900, 3) == [1000.0]
    assert span(np.array([3.0, 3.0])) == (2.7, 3.3)
    assert span(np.array([np.nan])) == (-0.1, 1.1)
