"""The generic format: what is refused names the field and the mend; what is accepted can always be read and stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import alerts
from bot.desk.models import Mention
from bot.sources import counter, find, generic
from bot.sources.base import BadRequest
from tests.conftest import TUESDAY, alert_body, examples

SECRET = "s3cret"
FIELDS = ["id", "network", "url", "author", "text", "posted_at", "language", "title", "rating", "reach", "sentiment",
          "in_reply_to", "media", "kind"]  # fmt: skip
REQUIRED = {"id", "network", "text", "posted_at"}


def parsed(body: Any) -> list[alerts.Incoming]:
    return generic.parse("generic", body if isinstance(body, bytes) else json.dumps(body).encode())


def one(**fields: Any) -> alerts.Incoming:
    (incoming,) = parsed(alert_body(**fields))
    return incoming


# ---------------------------------------------------------------------------------------- signature


def headers(body: bytes = b"{}", secret: str = SECRET, at: datetime = TUESDAY, **changed: str) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    return {
        "x-amends-timestamp": timestamp, "x-amends-signature": generic.signature(secret, timestamp, body),
    } | {name.replace("_", "-"): value for name, value in changed.items()}  # fmt: skip


@pytest.mark.parametrize("off", [0, 299, 300, -300])
def test_a_fresh_signature_is_believed(off):
    generic.verify(headers(at=TUESDAY + timedelta(seconds=off)), b"{}", SECRET, TUESDAY)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "X-Amends-Timestamp"),
        ({"x-amends-timestamp": str(int(TUESDAY.timestamp()))}, "X-Amends-Signature"),
        (headers(secret="another"), "X-Amends-Signature"),
        (headers(body=b"{ }"), "X-Amends-Signature"),
        (headers(x_amends_signature=""), "X-Amends-Signature"),
        (headers(x_amends_signature="sha256=" + "é" * 64), "X-Amends-Signature"),
        (headers(x_amends_signature="sha256=\udcff"), "X-Amends-Signature"),
        (headers()["x-amends-signature"] and headers(x_amends_signature="0" * 64), "X-Amends-Signature"),
        (headers(x_amends_timestamp="²"), "X-Amends-Timestamp"),
        (headers(x_amends_timestamp="٣٣٣"), "X-Amends-Timestamp"),
        (headers(x_amends_timestamp="-1"), "X-Amends-Timestamp"),
        (headers(x_amends_timestamp="1e9"), "X-Amends-Timestamp"),
        (headers(x_amends_timestamp="9" * 400), "X-Amends-Timestamp"),
        (headers(x_amends_timestamp="2026-11-24T09:00:00Z"), "X-Amends-Timestamp"),
        (headers(at=TUESDAY - timedelta(seconds=301)), "five minutes"),
        (headers(at=TUESDAY + timedelta(seconds=301)), "five minutes"),
    ],
)
def test_anything_else_is_refused_and_the_header_named(given, named):
    with pytest.raises(BadRequest, match=named) as refusal:
        generic.verify(given, b"{}", SECRET, TUESDAY)
    assert refusal.value.status == 401
    assert SECRET not in str(refusal.value)


def test_the_timestamp_is_part_of_what_is_signed():
    moved = headers() | {"x-amends-timestamp": str(int(TUESDAY.timestamp()) + 1)}
    with pytest.raises(BadRequest, match="does not match"):
        generic.verify(moved, b"{}", SECRET, TUESDAY)


# ---------------------------------------------------------------------------------------- the body


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b'{"a":NaN}', b"[" * 100_000, b'{"a":' * 100_000]
)
def test_what_is_no_alert_at_all(body):
    with pytest.raises(BadRequest, match="the body") as refusal:
        parsed(body)
    assert refusal.value.status == 400


@pytest.mark.parametrize("count", [1, 1000])
def test_a_batch(count):
    found = parsed({"alerts": [alert_body(id=f"n{n}") for n in range(count)]})
    assert [item.external_id for item in found] == [f"n{n}" for n in range(count)]
    assert not any(item.errors for item in found)


@pytest.mark.parametrize("items", [[], [1] * 1001, None, {}, "x", 5])
def test_no_batch(items):
    with pytest.raises(BadRequest, match="alerts: send a list of 1 to 1000 alerts; split a longer one"):
        parsed({"alerts": items})


def test_a_bad_one_does_not_touch_its_neighbours():
    found = parsed({"alerts": [alert_body(id="a"), {"id": "b"}, 7, None, [], alert_body(id="c")]})
    assert [bool(item.errors) for item in found] == [False, True, True, True, True, False]
    assert "network: is missing" in found[1].errors
    assert all(item.payload for item in found), "what could not be read is kept all the same"


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_left_out(field):
    body = alert_body(
        language="fr", title="t", rating=1, reach=2, sentiment=-1, in_reply_to="x", media=[], kind="created"
    )
    del body[field]
    (incoming,) = parsed(body)
    if field in REQUIRED:
        assert incoming.errors == f"{field}: is missing, it must be there"
    else:
        assert incoming.errors is None
        assert generic.read(incoming.payload).external_id == body["id"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_null(field):
    incoming = one(**{field: None})
    if field in REQUIRED:
        assert incoming.errors.startswith(f"{field}: ")
    else:
        assert incoming.errors is None
        generic.read(incoming.payload)


WRONG: list[Any] = [True, -1, 1.5, 10**30, "x" * 30_000, "", [], [[]], {}, {"a": {}}, "\x00", "\u202e", -0.0, 1e308]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", WRONG, ids=[repr(value)[:12] for value in WRONG])
def test_a_field_of_another_kind_is_read_or_named(field, value):
    incoming = one(**{field: value})
    if incoming.errors:
        assert all(problem.startswith(field) for problem in incoming.errors.split("; ")), incoming.errors
        assert "x" * 50 not in incoming.errors, "what the customer wrote is not repeated"
        assert len(incoming.errors) < 500
    else:
        json.dumps(generic.read(incoming.payload).__dict__, default=str, allow_nan=False)


@pytest.mark.parametrize("name", ["handle", "name", "followers", "verified", "url"])
@pytest.mark.parametrize("value", WRONG, ids=[repr(value)[:12] for value in WRONG])
def test_an_authors_field_of_another_kind_is_read_or_named(name, value):
    incoming = one(author={name: value})
    if incoming.errors:
        assert incoming.errors.startswith(f"author.{name}")
    else:
        generic.read(incoming.payload)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_there_twice_counts_once(field):
    body = json.dumps(alert_body(id="first"))
    doubled = body[:-1] + f', "{field}": {json.dumps(alert_body(id="second").get(field))}}}'
    (incoming,) = parsed(doubled.encode())
    if not incoming.errors:
        assert incoming.external_id == ("second" if field == "id" else "first")
        generic.read(incoming.payload)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4), st.booleans())
def test_whatever_comes_is_named_or_can_be_read_and_stored(fields, batch):
    body = alert_body(**fields)
    (incoming,) = parsed({"alerts": [body]} if batch else body)
    row = alerts.row(incoming, TUESDAY)
    json.dumps(row).encode()
    assert "\x00" not in row["external_id"] + row["payload"]
    if incoming.errors:
        named = {problem.split(":")[0].split(".")[0] for problem in incoming.errors.split("; ")}
        assert named <= set(FIELDS)
    else:
        reading = generic.read(incoming.payload)
        stored = json.dumps([reading.author, reading.media, reading.hints], allow_nan=False)
        assert "\\u0000" not in stored
        assert "\x00" not in reading.text + reading.title + reading.external_id + reading.author_name


@settings(max_examples=examples(60), deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_body_breaks_the_reader(body):
    try:
        for incoming in parsed(body):
            assert incoming.errors
    except BadRequest as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-24T08:00:00Z", "2026-11-24T08:00:00+00:00"),
        ("2026-11-24t08:00:00z", "2026-11-24T08:00:00+00:00"),
        ("2026-11-24T09:00:00+01:00", "2026-11-24T08:00:00+00:00"),
        ("2026-11-24T08:00:00.1Z", "2026-11-24T08:00:00.100000+00:00"),
        ("2026-11-24T08:00:00.1234567Z", "2026-11-24T08:00:00.123456+00:00"),
        ("2026-11-24T08:00:00.12345678+00:00", "2026-11-24T08:00:00.123456+00:00"),
        ("2026-11-24T08:00:00.123456789-05:30", "2026-11-24T13:30:00.123456+00:00"),
        ("2028-02-29T23:59:59Z", "2028-02-29T23:59:59+00:00"),
    ],
)
def test_times(written, instant):
    assert generic.read(one(posted_at=written).payload).posted_at == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    "written",
    ["yesterday", "2026-11-24", "2026-11-24T08:00:00", "2026-02-30T08:00:00Z", "0001-01-01T00:00:00+14:00",
     "9999-12-31T23:59:59-14:00", "1969-12-31T23:59:59Z", 0, 1e300, "24/11/2026 08:00"],
)  # fmt: skip
def test_no_times(written):
    assert one(posted_at=written).errors.startswith("posted_at: ")


def test_numbers_as_ids_and_the_rest_of_a_good_alert():
    incoming = one(
        id=4711, in_reply_to=4710, network=" X ", language="fr-FR", url="HTTPS://x.example/1", reach="120",
        author={"handle": "@nadia", "name": None, "followers": "", "verified": True}, text="\ud83d coupé" "\x00",
    )  # fmt: skip
    assert incoming.errors is None
    reading = generic.read(incoming.payload)
    assert (reading.external_id, reading.in_reply_to, reading.network) == ("4711", "4710", "x")
    assert (reading.language, reading.author_handle, reading.author_name, reading.reach) == ("fr", "nadia", "", 120)
    assert reading.text == "\ufffd coupé\ufffd"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//x.example", "x.example", "ftp://x.example", "data:,x"])
def test_only_web_addresses(url):
    assert "url: use an address that begins with https://" in one(url=url).errors


def test_the_same_item_is_the_same_mention_and_a_revision_a_new_alert():
    created, again = one(id="a", text="x"), one(id="a", text="x")
    edited, other = one(id="a", text="y", kind="edited"), one(id="a", text="z", kind="edited")
    assert created.key == again.key
    assert len({created.key, edited.key, other.key, one(id="a", kind="deleted").key}) == 4
    assert len({item.mention_id for item in (created, edited, other)}) == 1
    assert generic.parse("another", json.dumps(alert_body(id="a")).encode())[0].mention_id != created.mention_id


def test_everything_accepted_can_be_stored_as_a_mention(take, store):
    """On PostgreSQL too, which takes neither NUL nor Infinity."""
    take(
        id="n\x00l",
        text="a\x00b\ud83d",
        title="\x00",
        media=[{"k\x00": "v\x00"}],
        author={"name": "\x00", "handle": "h"},
    )
    body = json.dumps(alert_body(id="big")).replace('"id"', '"media": [1e999, -1e999], "id"')
    store.write(lambda s: alerts.store(s.connection(), [alerts.row(i, TUESDAY) for i in parsed(body.encode())]))
    assert generic.read(parsed(body.encode())[0].payload).media == [None, None]
    with store.read() as session:
        mention = session.query(Mention).one()
    assert (mention.external_id, mention.text, mention.title) == ("n\ufffdl", "a\ufffdb\ufffd", "\ufffd")


# ---------------------------------------------------------------------------------------- other sources


@pytest.mark.parametrize("name", ["generic", "mention_tool", "counter", "a", "x" * 40])
def test_a_source_is_found_by_its_name(name):
    assert find(name) is (counter if name == "counter" else generic)


@pytest.mark.parametrize("name", ["", "A", "a-b", "é", "../x", "x" * 41, "a b", "a\n"])
def test_no_name_of_a_source(name):
    assert find(name) is None


def test_nothing_comes_to_the_counter_over_http():
    with pytest.raises(BadRequest) as refusal:
        counter.verify(headers(), b"{}", SECRET, TUESDAY)
    assert refusal.value.status == 404


def test_an_entry_of_the_counter_reads_like_any_alert():
    entry = counter.entry(
        text="Théière ébréchée", network="shop", name="Mme Ferrand", url="", language="", at=TUESDAY, logged_by="U0NOE"
    )
    reading = counter.read(entry.payload)
    assert (reading.text, reading.network, reading.author_name) == ("Théière ébréchée", "shop", "Mme Ferrand")
    assert (reading.logged_by, reading.posted_at) == ("U0NOE", TUESDAY.astimezone(UTC))
    again = counter.entry(text="x", network="shop", name="", url="", language="", at=TUESDAY, logged_by="U", key="k")
    assert again.external_id == "k"


def test_a_deletion_needs_no_words():
    body = {"id": "1", "network": "x", "posted_at": "2026-11-24T09:00:00Z", "kind": "deleted"}
    assert generic.parse("generic", json.dumps(body).encode())[0].errors is None
    created = {**body, "kind": "created"}
    assert "text" in generic.parse("generic", json.dumps(created).encode())[0].errors
