"""What pages keep in the plan: each page declares its own in the file of its name, found here by being there."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from ui.settings.declared import Setting

_PAGES = [page.name for page in pkgutil.iter_modules(__path__, f"{__name__}.") if not page.name.endswith(".declared")]

SETTINGS: dict[str, Setting] = {setting.name: setting for page in _PAGES for setting in import_module(page).SETTINGS}
"""Every setting by name: what `state.page_value` asks for, and what a link may hold beside the model's names."""
