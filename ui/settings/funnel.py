"""What Funnel keeps: the month its picture is about."""

from __future__ import annotations

from ui.settings.declared import Setting, between

SETTINGS = (Setting("funnel_month", "view", "a month of the horizon, 1 to 120", between(1, 120, whole=True)),)
