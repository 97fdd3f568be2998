"""How a good answer is made a bad one: broken off, without an end, or with garbage inside.

What cannot be spoiled in the wanted way (no list in it, not XML or JSON) comes back unchanged.
"""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

from demo.fault_proxy.call import Call

TOKEN = "repeated-token-0001"
"""The name of the page that follows itself."""

# Every usual spelling at once: a client reads the member that its model has and skips the rest.
_TOKEN_NAMES = (
    "NextToken",
    "nextToken",
    "NextMarker",
    "Marker",
    "NextContinuationToken",
    "ContinuationToken",
    "NextRecordName",
    "LastEvaluatedTableName",
    "position",
)
_MORE_NAMES = ("IsTruncated", "Truncated")
_XML_TOKENS = re.compile(
    rf"<({'|'.join(_TOKEN_NAMES + _MORE_NAMES)})(?:\s*/>|>[^<]*</\1>)".encode()
)
_GARBAGE = 7


def truncate(body: bytes) -> bytes:
    """Return the first half of a body."""
    return body[: len(body) // 2]


def repeat_token(call: Call, body: bytes) -> bytes:
    """Return a page that says: the next page is `TOKEN`."""
    if call.protocol in {"json", "rest-json"}:
        return _edit_json(body, _add_tokens)
    if call.protocol in {"ec2", "query", "rest-xml"}:
        return _add_xml_tokens(call, body)
    return body


def malform_item(call: Call, body: bytes) -> bytes:
    """Return a page whose first item is not what the model says.

    In JSON its strings are numbers, and what is no string is gone; in XML it is a text where a
    structure should be. An SDK lets both through, so they reach whoever reads the items.
    """
    if call.protocol in {"json", "rest-json"}:
        return _edit_json(body, _spoil_json_item)
    if call.protocol in {"ec2", "query", "rest-xml"}:
        return _spoil_xml_item(body)
    return body


def _edit_json(body: bytes, edit: Any) -> bytes:
    try:
        document = json.loads(body)
    except ValueError:
        return body
    if not isinstance(document, dict):
        return body
    edit(document)
    return json.dumps(document).encode()


def _add_tokens(document: dict[str, Any]) -> None:
    document |= dict.fromkeys(_TOKEN_NAMES, TOKEN) | dict.fromkeys(_MORE_NAMES, True)


def _add_xml_tokens(call: Call, body: bytes) -> bytes:
    body = _XML_TOKENS.sub(b"", body)
    end = body.rfind(f"</{call.action}Result>".encode())
    end = end if end >= 0 else body.rfind(b"</")
    if end < 0:
        return body
    tokens = "".join(f"<{name}>{TOKEN}</{name}>" for name in _TOKEN_NAMES)
    more = "".join(f"<{name}>true</{name}>" for name in _MORE_NAMES)
    return body[:end] + (tokens + more).encode() + body[end:]


def _spoil_json_item(document: dict[str, Any]) -> None:
    waiting: list[Any] = [document]
    for value in waiting:
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list) and value:
            item = value[0]
            if isinstance(item, dict):
                texts = [name for name, member in item.items() if isinstance(member, str)]
                value[0] = dict.fromkeys(texts, _GARBAGE)
            else:
                value[0] = _GARBAGE
            return


def _spoil_xml_item(body: bytes) -> bytes:
    try:
        # Not a stranger's document: it comes from moto, on this machine.
        root = ET.fromstring(body)  # noqa: S314
    except ET.ParseError:
        return body
    items = _xml_items(root)
    if not items:
        return body
    item, tail = items[0], items[0].tail
    item.clear()
    item.text, item.tail = "garbage", tail
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _xml_items(root: ET.Element) -> list[ET.Element]:
    """Return the items of a page: named item or member, else alike, else merely structured."""
    nodes = list(root.iter())
    named = [list(node) for node in nodes if {_tag(child) for child in node} & {"item", "member"}]
    alike = [list(node) for node in nodes if len({_tag(c) for c in node}) == 1 and len(node[0])]
    structured = [node for node in root if len(node)]
    return next(iter(named or alike), structured)


def _tag(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]
