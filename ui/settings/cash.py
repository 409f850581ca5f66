"""What Cash keeps: the MRR goal that is drawn beside the ceiling."""

from __future__ import annotations

from ui.settings.declared import Setting, between

SETTINGS = (Setting("mrr_goal", "decision", "an amount from 0 to 1,000,000,000,000", between(0, 1e12)),)
