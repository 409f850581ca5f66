"""Parameters that others append to an address: counters of clicks, mails and shares. They are none of ours, and no fault.

Gathered from what the makers of analytics, advertisements, newsletters and messengers document. They
are left unread; the next link that is written no longer has them, so nobody passes them on.
"""

from __future__ import annotations

import re

STREAMLITS = ("embed", "embed_options")
"""How Streamlit shows the app within another page: left alone, and kept in the address."""

_CAMPAIGNS = (
    "utm",
    "mtm",
    "pk",
    "piwik",
    "matomo",
    "hsa",
    "mc",
    "gad",
    "ga",
    "vero",
    "oly",
    "trk",
    "cm_mmc",
    "fb",
    "__hs",
    "_hs",
    "_gcl",
    "_branch",
    "_bta",
    "_x_tr",
    "__cf_chl",
)
"""What stands before an underscore, or at once before the rest where it begins with one itself."""

_CLICKS = """
_ga _ga_.* _gac_.* _gl _gid _ke _kx _openstat _up campaignid adgroupid adid cjevent cvid dclid dm_i ef_id elqtrackid epik fbclid
gbraid gclid gclsrc hsctatracking igsh igshid irclickid irgwc li_fat_id li_gc mibextid mkt_tok mkwid msclkid msockid ncid
nb_klid rb_clickid rdt_cid ref ref_src ref_url referer referrer s_cid s_kwcid sc_cid sccid scid share_id si sfmc_id
source spm srsltid sms_click sms_source sms_uph tblci trackingid ttclid tw_source twclid usqp wbraid wickedid
wickedsource wt_mc ysclid yclid zanpid
"""

_FOREIGN = re.compile(
    "|".join([*(f"{head}{'' if head.startswith('_') else '_'}.*" for head in _CAMPAIGNS), *_CLICKS.split()]),
    re.IGNORECASE | re.ASCII | re.DOTALL,
)


def is_foreign(name: str) -> bool:
    """Whether a parameter is one that others append, or Streamlit's own.

    >>> [name for name in ("utm_source", "fbclid", "embed", "churn_rate", "churn_rat") if is_foreign(name)]
    ['utm_source', 'fbclid', 'embed']
    """
    return name in STREAMLITS or _FOREIGN.fullmatch(name) is not None
