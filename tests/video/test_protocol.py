"""Whatever comes through the socket is a command or a refusal, never an exception."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video import protocol
from video.protocol import FIELDS, Refused

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = sorted({name for fields in FIELDS.values() for name in fields} | {"type", "resume", "ref"})


def read_or_refuse(text):
    try:
        command = protocol.read(text)
    except Refused as refused:
        assert refused.code in {"malformed", "unknown"}
        assert refused.message.endswith(".")
        return None
    for name, wanted in FIELDS[command.type].items():
        assert type(command.fields[name]) is wanted
    return command


@given(st.none() | st.text(max_size=300))
def test_any_text(text):
    read_or_refuse(text)


@given(ANY_JSON)
def test_any_json(value):
    read_or_refuse(json.dumps(value))


@given(
    st.sampled_from(sorted(FIELDS)), st.dictionaries(st.sampled_from(NAMES), ANY_JSON, max_size=6)
)
def test_known_types_with_any_fields(kind, fields):
    read_or_refuse(json.dumps({**fields, "type": kind}))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"type":"mic","on":1}',
        '{"type":"hello","version":true,"token":"x"}',
        '{"type":"chat","text":"' + "x" * protocol.LONGEST_MESSAGE + '"}',
        '{"type":"answer","peer":"1","seq":1,"sdp":"' + "x" * protocol.LONGEST_WITH_ANSWER + '"}',
        '{"type":["mic"]}',
    ],
)
def test_traps(text):
    assert read_or_refuse(text) is None


def test_a_long_answer_is_read():
    text = json.dumps({"type": "answer", "peer": "1", "seq": 2, "sdp": "x" * 30_000})
    assert protocol.read(text).fields["seq"] == 2
