"""Using a document in every way there is without a window: whatever goes wrong must be said in a sentence."""
from __future__ import annotations

import json
import re
import warnings
from itertools import chain

import numpy as np

from engine import files
from engine.document import Document
from engine.inquiry.gradient_check import GradientCheck
from engine.moment import GRANULARITIES, Moment
from engine.records.trace import Trace
from engine.saying.health import Checkup
from engine.saying.sentences import say_latest
from engine.session import Session


def use(document: Document) -> str:
    """Save, open, step, go back, train, evaluate, check and trace it; gives what became of it, for counting.

    A warning is an error: what is wrong with numbers is said where it is shown, not on the console.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert opened(document, None).document == document
        session = Session(document)
        step_and_back(session)
        outcome = train(session)
        evaluate(session)
        check(session)
        trace(session)
        go_on(session)
    return outcome


def opened(document: Document, session: Session | None) -> files.Opened:
    """The document written and read again, with the training of a session."""
    trained = session.trained() if session is not None else None
    return files.from_json(json.loads(json.dumps(files.to_json(document, trained), allow_nan=False)))


def step_and_back(session: Session) -> None:
    """A step of each size, and back again."""
    start = session.weights.everything.tobytes()
    for by in GRANULARITIES:
        if session.why_not_step:
            is_sentence(session.why_not_step)
            break
        session.step(by)
        look(session)
    for by in GRANULARITIES:
        session.back(by)
    session.goto(Moment(session.history.first_iteration))
    assert session.weights.everything.tobytes() == start


def train(session: Session) -> str:
    """Some iterations, or the reason why not."""
    if session.why_not_train:
        is_sentence(session.why_not_train)
        return "nothing to train"
    made = session.train(5)
    look(session)
    assert np.isfinite(session.history.losses).all()
    if not session.trouble:
        assert made == 5
        return "trained"
    session.back("equation")
    assert not session.trouble
    return "trouble"


def look(session: Session) -> None:
    """What is said is said in sentences. Trouble names its place and its iteration; without it, numbers are finite."""
    for said in (*say_latest(session), *chain(*Checkup(session).findings(session).values())):
        is_sentence(str(said))
    if not session.trouble:
        return
    is_sentence(session.trouble)
    equation = session.equations[session.latest]
    assert not all(np.isfinite(term.array).all() for term in equation.results)
    node = session.document.graph.by_id.get(equation.node)
    assert session.trouble.startswith(node.name if node else "The update")
    assert f"in iteration {session.run.shown + 1}" in session.trouble


def evaluate(session: Session) -> None:
    """Scores, and predictions of points far and near."""
    session.measure()
    for part in ("train", "test"):
        score = session.score(part)
        assert score is None or score.accuracy is None or 0 <= score.accuracy <= 1
    features = len(session.data.header.features)
    points = np.array([[0.0, 1.0, -1e3, 1e300]] * features).reshape(features, 4)
    said = session.predict(points)
    assert said is None or said.shape[-1] == 4


def check(session: Session) -> None:
    """The gradients of a few parameters."""
    found = GradientCheck(session, most=5)
    found.go_on(found.total)
    is_sentence(found.why_not or found.finding().sentence)


def trace(session: Session) -> None:
    """The first iterations once more, as they are written down: every number until the trouble, if there is any."""
    begun = session.history.first_iteration
    wanted = Trace(session, begun + 1, begun + 2)
    *_, last = [None, *wanted.steps()]
    if last is not None and not session.why_not_train:
        is_whole = (last.iteration, last.number) == (begun + 2, len(session.run.equations_of(begun + 1)))
        assert is_whole or not all(np.isfinite(array).all() for role, _, array in last.terms if role == "result")


def go_on(session: Session) -> None:
    """Save with the training and go on from there, to the same bits."""
    session.goto(session.savable)
    again = Session(session.document, opened(session.document, session).trained)
    assert again.weights.everything.tobytes() == session.weights.everything.tobytes()
    assert session.train(2) == again.train(2)
    if not session.trouble:
        assert again.weights.everything.tobytes() == session.weights.everything.tobytes()


def is_sentence(said: str, longest: int = 1500) -> None:
    """It is for a person: of one piece, not too long, with an end, and without the words of a program."""
    assert said.endswith((".", ").")) and len(said) < longest, said
    words_of_a_program = r"Traceback|Error[:(]|object at|\b(is|given|not|version|says) (None|True|False|nan)\b"
    assert not re.search(words_of_a_program, said), said
