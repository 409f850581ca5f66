"""Data packed into one text of a link: JSON by field names, compressed, in the letters of URLs.

Whatever is unpacked is bounded before it is looked at, and says one thing only: a name given twice,
or anything after the end, is a fault.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from model.scenario import InvalidScenario, once

LONGEST = 16_000
"""Characters of one packed text that are read; what we write stays under half of it."""
UNPACKED = 60_000
"""Bytes that are unpacked, several times what we write."""
CONTAINERS = 2_000
"""Brackets and braces that are read: data of ours have a few dozen, and perhaps some in names."""

WORDS = (
    b'{"name":"start":"2027-01","currency":"USDEUR","months":36,"opening_customers":"opening_mrr":"opening_contacts":'
    b'"opening_pipeline":"opening_cash":"arpu":"repriced_share":0,"expansion_rate":0.0"contraction_rate":0.00'
    b'"churn_rate":0.0"marketing_spend":"marketing_spend_growth":0.0"spend_elasticity":0.8,"marketing_people":'
    b'"marketing_tools":"marketing_overhead":"sales_people":"commission_rate":0,"organic_growth":0.01'
    b'"visitor_to_contact":0.01"unsubscribe_rate":0.0"contact_to_lead":0.00"visitor_to_lead":0.0"lead_to_mql":0.'
    b'"mql_to_sal":0."sal_to_sql":0."win_rate":0.2"sales_cycle":"support_cost":"infrastructure_cost":'
    b'"retention_cost":"payment_fee_rate":0.0"product_cost":"admin_cost":"cost_growth":0.00"discount_rate":0.1,'
    b'"ltv_months":60,"channels":{"name":["Organic search","Social","Paid search","Newsletter","Referral","Events",'
    b'"Outbound"],"motion":["inbound","inbound","outbound"],"spend_share":[0,0."reference_spend":[0,'
    b'"cost_per_visitor":[0,"organic_visitors":[0,"click_through_rate":[0,0.0"bounce_rate":[0,0."lead_index":[1,1,'
    b'"win_index":[1,1,"arpu_index":[1,1,"churn_index":[1,1,1]}}'
)
"""What packed text of format 1 is likely to say, so that saying it costs little. A part of the format:
it never changes, and names it lacks are merely longer."""


def pack(data: Any) -> str:
    """Data as a text that `unpack` reads.

    >>> unpack(pack({"name": "Own", "arpu": 70.0}))
    {'name': 'Own', 'arpu': 70}
    """
    return pack_text(as_json(data))


def as_json(data: Any) -> str:
    """Data as they are before they are compressed, with whole numbers as integers, which are shorter to write."""
    return json.dumps(_whole(data), separators=(",", ":"), ensure_ascii=False)


def pack_text(text: str) -> str:
    """A JSON text, compressed."""
    packing = zlib.compressobj(9, zdict=WORDS)
    packed = packing.compress(text.encode()) + packing.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _whole(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _whole(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_whole(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def is_packed(text: str) -> bool:
    """Whether a text is in the letters of packed data."""
    return text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def unpack(text: str) -> dict[str, Any]:
    """The object that was packed; InvalidScenario saying how the text is damaged."""
    if len(text) > LONGEST:
        raise _damaged(f"it is {len(text):,} characters long; at most {LONGEST:,} are read")
    letters = text.rstrip("=")
    if not is_packed(letters):  # else the letters + and / would count as - and _
        raise _damaged("it is damaged or was cut off on the way")
    unpacking = zlib.decompressobj(zdict=WORDS)
    try:
        packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        data = unpacking.decompress(packed, UNPACKED).decode()
    except (binascii.Error, zlib.error, ValueError):
        raise _damaged("it is damaged or was cut off on the way") from None
    if not unpacking.eof or sum(map(data.count, "[{")) > CONTAINERS:
        raise _damaged("it is damaged or was cut off on the way")
    if unpacking.unused_data:
        raise _damaged("something follows after its end")
    try:
        made = json.loads(data, object_pairs_hook=once)
    except InvalidScenario:
        raise
    except (ValueError, RecursionError):
        raise _damaged("it is damaged or was cut off on the way") from None
    if not isinstance(made, dict):
        raise _damaged("it is damaged")
    return made


def _damaged(how: str) -> InvalidScenario:
    return InvalidScenario([("link", how)])
