"""The model's file: read as it was stored, refused in words, and never the reason why alerts are not read."""

from __future__ import annotations

import gzip
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.triage import fitted
from bot.triage.features import Said, features


def stored(path, labels=("kind:complaint", "abusive")):
    columns = {"w:late": struct.pack("<H2b", 128, 127, -127), "w:thanks": struct.pack("<H2b", 64, -100, 0)}
    head = {
        "labels": list(labels), "bias": [-1.0, -2.0], "scale": [0.05, 0.05], "thresholds": {"doubt": 0.2},
        "made_of": {"mentions": 2},
    }  # fmt: skip
    fitted.store(path, head, columns)
    return path


def test_what_is_stored_is_what_is_read(tmp_path):
    model = fitted.load(stored(tmp_path / "one.gz"))
    late, thanks = (model.probabilities(model.looked_up(words, (), ())) for words in (["late", "unheard"], ["thanks"]))
    # One known feature: its weight over its own norm (its idf, 128 / 64 = 2), plus the bias.
    assert late["kind:complaint"] == pytest.approx(1 / (1 + 2.718281828 ** -(-1 + 127 * 0.05 / 2)))
    assert late["kind:complaint"] > 0.5 > thanks["kind:complaint"]
    assert late["abusive"] < thanks["abusive"]
    assert model.words_for("kind:complaint", model.looked_up(["late", "thanks"], (), ())) == ["late"]


def test_nothing_known_is_the_bias_alone(tmp_path):
    model = fitted.load(stored(tmp_path / "one.gz"))
    assert model.probabilities(model.found(Said("")))["kind:complaint"] == pytest.approx(1 / (1 + 2.718281828))


def test_many_features_at_once_are_added_up_without_running_over(tmp_path):
    words = [f"{number:x}z" for number in range(700)]
    columns = {f"w:{word}": struct.pack("<H2b", 64, 127, -127) for word in words}
    head = {"labels": ["yes", "no"], "bias": [0.0, 0.0], "scale": [0.001, 0.001], "thresholds": {}, "made_of": {}}
    fitted.store(tmp_path / "one.gz", head, columns)
    model = fitted.load(tmp_path / "one.gz")
    likely = model.probabilities(model.looked_up(words, (), ()))
    score = 700 * 127 * 0.001 / math.sqrt(700)
    assert likely["yes"] == pytest.approx(1 / (1 + math.exp(-score)))
    assert likely["no"] == pytest.approx(1 / (1 + math.exp(score)))


@given(st.sets(st.text(min_size=1, max_size=6), max_size=60), st.text(min_size=1, max_size=6))
def test_every_feature_is_found_again_and_no_other(names, other):
    known, rows = fitted._table([hash(name) for name in names], range(1, len(names) + 1))
    model = fitted.Model((), (), (), {}, known, rows, {})
    assert dict(model._places([*names, other])).keys() == names | ({other} & names)
    assert len({place for _name, place in model._places(names)}) == len(names)


def test_a_word_brings_the_same_along_as_all_features_say():
    model, said = fitted.shipped(), Said("Toujours RIEN reçu !!! @colvane 40 € @colvane rien", network="x")
    named = {place for _name, place in model._places(features(said))}
    for _time in range(2):  # then from memory
        assert model.found(said).rows == named


def test_the_same_model_gives_the_same_bytes(tmp_path):
    assert stored(tmp_path / "one.gz").read_bytes() == stored(tmp_path / "two.gz").read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"{}\n[]\n"), gzip.compress(b'{"format": 1}\n[]\n')],
    ids=["empty", "not gzip", "no header", "no lanes"],  # gzip writes the time: ids made of it differ by worker
)
def test_a_file_that_cannot_be_used_says_what_to_do(tmp_path, content):
    path = tmp_path / "broken.gz"
    path.write_bytes(content)
    with pytest.raises(fitted.ModelError, match="amends triage fit"):
        fitted.load(path)


def test_an_installation_uses_its_own_model_and_goes_on_without_a_broken_one(tmp_path):
    own, broken = tmp_path / "own", tmp_path / "broken"
    own.mkdir()
    broken.mkdir()
    stored(own / fitted.SHIPPED.name)
    (broken / fitted.SHIPPED.name).write_bytes(b"half a file")
    assert app._model(own).made_of == {"mentions": 2}
    assert app._model(broken) is fitted.shipped()
    assert app._model(tmp_path) is fitted.shipped()
