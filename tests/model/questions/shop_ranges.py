"""What is uncertain about the shop of `tests.companies`."""

from __future__ import annotations

from model.questions.ranges import Range

RANGES = (
    Range("churn_rate", 0.025, 0.045),
    Range("visitor_to_lead", 0.02, 0.036),
    Range("win_rate", 0.22, 0.38),
    Range("arpu", 55, 72),
    Range("organic_growth", -0.005, 0.025),
    Range("marketing_spend", 11_000, 18_000),
)
