"""Writes `monthly.csv`: 18 months of an invented B2B software company, month by month.

    python sample_data/make_sample.py

A self-serve product with a few mid-market deals: 240 customers at about 90 a month when the table
opens, growing a few per cent a month, on money raised. Every month follows the model's order
(spend, visitors, leads, funnel, customers, MRR, costs, cash) with seeded noise on each rate; people
and visits are whole numbers, money has cents, and stocks move exactly by their flows.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))  # run as a script, only this folder is on the path

from actuals import CHANNEL_COLUMNS, COLUMNS  # noqa: E402

SEED = 20261231
MONTHS = [f"{2025 + (6 + t) // 12}-{(6 + t) % 12 + 1:02d}" for t in range(18)]

CHANNELS: dict[str, dict[str, float]] = {
    "Organic search": {
        "spend": 0,
        "cost_per_visitor": 0,
        "organic": 5200,
        "visitor_to_lead": 0.018,
        "win_rate": 0.30,
        "arpu": 84,
        "churn": 0.022,
        "click_through": 0.035,
        "bounce": 0.46,
        "customers": 104,
    },
    "Social": {
        "spend": 1200,
        "cost_per_visitor": 1.6,
        "organic": 1500,
        "visitor_to_lead": 0.009,
        "win_rate": 0.22,
        "arpu": 72,
        "churn": 0.032,
        "click_through": 0.011,
        "bounce": 0.61,
        "customers": 22,
    },
    "Paid search": {
        "spend": 4200,
        "cost_per_visitor": 2.9,
        "organic": 0,
        "visitor_to_lead": 0.031,
        "win_rate": 0.28,
        "arpu": 88,
        "churn": 0.026,
        "click_through": 0.042,
        "bounce": 0.44,
        "customers": 58,
    },
    "Newsletter": {
        "spend": 300,
        "cost_per_visitor": 1.2,
        "organic": 900,
        "visitor_to_lead": 0.026,
        "win_rate": 0.34,
        "arpu": 90,
        "churn": 0.018,
        "click_through": 0.028,
        "bounce": 0.33,
        "customers": 30,
    },
    "Outbound": {
        "spend": 1300,
        "cost_per_visitor": 4.0,
        "organic": 0,
        "visitor_to_lead": 0.062,
        "win_rate": 0.33,
        "arpu": 165,
        "churn": 0.015,
        "click_through": 0.0,
        "bounce": 0.25,
        "customers": 26,
    },
}

Row = dict[str, int | float | str]


def make_rows() -> list[Row]:
    """The months as rows of the table, by column; the same at every call."""
    dice = random.Random(SEED)

    def about(amount: float, spread: float = 0.08) -> float:
        return amount * (1 + spread * (2 * dice.random() - 1))

    def whole(amount: float) -> int:
        return int(amount + dice.random())  # right on average, however small the amount

    contacts, pipeline, cash = 1850, 34, 1_250_000.0
    base = {name: int(facts["customers"]) for name, facts in CHANNELS.items()}
    waiting = {name: 34 * share for name, share in zip(CHANNELS, (0.44, 0.06, 0.30, 0.12, 0.08), strict=True)}
    mrr = round(sum(base.values()) * 90.0, 2)
    rows = []
    for t, month in enumerate(MONTHS):
        row: Row = {"month": month}
        row["contact_leads"] = from_contacts = whole(about(contacts * 0.006))
        customers_before, mrr_before = sum(base.values()), mrr
        visitors_now: dict[str, int] = {}
        for name, facts in CHANNELS.items():
            spend = round(about(facts["spend"] * 1.015**t, 0.05), 2)
            paid = round(about(spend / facts["cost_per_visitor"], 0.04)) if spend else 0
            organic = round(about(facts["organic"] * 1.02**t, 0.03))
            visitors_now[name] = visitors = paid + organic
            row |= {f"{name}.spend": spend, f"{name}.paid_visitors": paid, f"{name}.organic_visitors": organic}
            seen = round(about(visitors / facts["click_through"], 0.05)) if facts["click_through"] else ""
            bounced = round(about(visitors * facts["bounce"], 0.04))
            row |= {f"{name}.impressions": seen, f"{name}.bounced_visits": bounced}
        leads = {}
        for name, facts in CHANNELS.items():
            by_contacts = from_contacts * visitors_now[name] / sum(visitors_now.values())
            leads[name] = whole(about(visitors_now[name] * facts["visitor_to_lead"]) + by_contacts)
            row[f"{name}.leads"] = leads[name]

        row["mqls"] = mqls = whole(about(sum(leads.values()) * 0.34, 0.05))
        row["sals"] = sals = whole(about(mqls * 0.76, 0.04))
        row["sqls"] = sqls = whole(about(sals * 0.78, 0.04))
        at_hand = pipeline + sqls
        row["resolved"] = resolved = whole(about(at_hand / 1.9, 0.04))
        pipeline = at_hand - resolved
        row["pipeline"] = pipeline

        new_mrr = 0.0
        churned = 0
        for name, facts in CHANNELS.items():
            here = waiting[name] + sqls * leads[name] / sum(leads.values())
            decided = here * resolved / at_hand
            waiting[name] = here - decided
            won = whole(decided * facts["win_rate"])
            lost = whole(about(base[name] * facts["churn"], 0.2))
            base[name] += won - lost
            churned += lost
            paying = round(about(won * facts["arpu"], 0.06), 2)
            new_mrr += paying
            row |= {f"{name}.new_customers": won, f"{name}.new_mrr": paying, f"{name}.churned_customers": lost}
            row |= {f"{name}.customers": base[name], f"{name}.motion": "outbound" if name == "Outbound" else "inbound"}
        row |= {"churned_customers": churned, "customers": sum(base.values())}

        row["churned_mrr"] = churned_mrr = round(about(churned * mrr_before / customers_before, 0.1), 2)
        row["expansion_mrr"] = expansion = round(about((mrr_before - churned_mrr) * 0.008, 0.2), 2)
        row["contraction_mrr"] = contraction = round(about((mrr_before - churned_mrr) * 0.003, 0.2), 2)
        mrr = round(mrr_before + new_mrr + expansion - contraction - churned_mrr, 2)
        row["mrr"] = mrr

        row["new_contacts"] = subscribed = whole(about(sum(visitors_now.values()) * 0.012))
        row["unsubscribed"] = left = whole(about(contacts * 0.019))
        contacts += subscribed - left
        row["contacts"] = contacts

        accounts, dearer = sum(base.values()), 1.006**t
        costs = {
            "marketing_people": about(6200 * dearer, 0.01),
            "marketing_tools": about(1100 * dearer, 0.03),
            "marketing_overhead": about(600 * dearer, 0.03),
            "sales_people": about(5200 * dearer, 0.01),
            "commissions": new_mrr * 12 * 0.08,
            "support": about(accounts * 6.2, 0.03),
            "infrastructure": about(accounts * 5.1, 0.03),
            "retention": about(accounts * 0.8, 0.05),
            "payment_fees": mrr * 0.029,
            "product_cost": about(24500 * dearer, 0.01),
            "admin_cost": about(6800 * dearer, 0.02),
        }
        paid_out = {name: round(cost, 2) for name, cost in costs.items()}
        spent = sum(float(row[f"{name}.spend"]) for name in CHANNELS)
        cash = round(cash + mrr - spent - sum(paid_out.values()), 2)
        rows.append(row | paid_out | {"cash": cash})
    return rows


def main() -> None:
    """Write the table beside this script."""
    columns = [*COLUMNS, *(f"{channel}.{name}" for channel in CHANNELS for name in CHANNEL_COLUMNS)]
    with open(HERE / "monthly.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in make_rows():
            writer.writerow({title: f"{cell:.2f}" if isinstance(cell, float) else cell for title, cell in row.items()})


if __name__ == "__main__":
    main()
