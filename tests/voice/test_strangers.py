"""The blind sets that were read and learnt from: what was reached is kept, and other words of their kinds are seen."""

from __future__ import annotations

import pytest

from bot.voice.request import read
from bot.voice.rubric import judge
from tests import quick_yaml
from tests.voice.sets import pairs, strangers

KINDS = {
    which: quick_yaml.load((pairs.HERE / f"{which}-kinds.yaml").read_text(encoding="utf-8")) for which in strangers.SETS
}


def said(which: str, kind: dict, language: str, sentence: str):
    """What the rubric says about the frame of a set with ``sentence`` in it."""
    frame = KINDS[which]["frames"][language]
    line = {
        "reply": frame["reply"].replace("{said}", sentence),
        "complaint": frame["complaint"],
        "language": language,
        "approver": "Tess",
        "facts": kind.get("facts", {}).get(language),
    }
    request = read(line)
    return judge(request.reply, request.situation)


def each(how: str):
    for which, found in KINDS.items():
        for name, kind in found["kinds"].items():
            for language in ("en", "fr"):
                for sentence in kind.get(how, {}).get(language, ()):
                    yield pytest.param(which, kind, language, sentence, id=f"{name}-{language}-{sentence[:40]}")


@pytest.mark.parametrize(("which", "honest", "seen"), [("strangers", 0.02, 0.96), ("newcomers", 0.02, 0.97)])
def test_the_set_keeps_what_was_reached(which, honest, seen):
    assert strangers.share_seen(which) >= seen
    assert strangers.refused("honest", which) <= honest
    assert strangers.refused("templates", which) >= 0.99


@pytest.mark.parametrize(("which", "most"), [("one", 2), ("two", 1), ("three", 2)])
def test_honest_letters_are_let_through(which, most):
    assert sum(not judgement.passes for _line, judgement in strangers.judged(which, "letters")) <= most


@pytest.mark.parametrize("which", strangers.SETS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_frame_alone_has_no_fault(which, language):
    assert said(which, {}, language, "").passes


@pytest.mark.parametrize(("which", "kind", "language", "sentence"), each("faults"))
def test_other_words_of_the_same_kind_are_seen(which, kind, language, sentence):
    assert not said(which, kind, language, sentence).check(kind["check"]).ok


@pytest.mark.parametrize(("which", "kind", "language", "sentence"), each("honest"))
def test_what_comes_near_blocks_nothing(which, kind, language, sentence):
    judgement = said(which, kind, language, sentence)
    assert judgement.passes and judgement.check(kind["check"]).ok
