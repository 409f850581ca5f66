"""Levers: an interactive what-if explorer for SaaS businesses. Start with `streamlit run app.py`."""

from ui import frame

frame.open_app()
