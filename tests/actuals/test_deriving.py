"""What a scenario learns from a monthly table: each rate comes back, and every valid table is a valid scenario."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from actuals import CHANNEL_COLUMNS, COLUMNS, blank_table, derive, read
from model import Channel, Scenario, project
from tests.actuals.tables import BY_CHANNEL, COMPANY, blank_rows, table_of

FIXED = ("marketing_people", "marketing_tools", "marketing_overhead", "sales_people", "product_cost", "admin_cost")


def table_from(scenario):
    """The monthly table a company would keep that is exactly as the scenario says."""
    p = project(scenario)
    growth = (1 + scenario.cost_growth) ** np.arange(p.months)
    before = np.concatenate([[scenario.opening_contacts], p["contacts"][:-1]])
    columns = {"month": [f"{month:%Y-%m}" for month in p.calendar]}
    for name in COMPANY:
        if name in FIXED:
            columns[name] = getattr(scenario, name) * growth
        elif name == "new_contacts":
            columns[name] = p["visitors"] * scenario.visitor_to_contact
        elif name == "unsubscribed":
            columns[name] = before * scenario.unsubscribe_rate
        elif name == "contact_leads":
            columns[name] = before * scenario.contact_to_lead
        else:
            columns[name] = p[name]
    for channel in scenario.channels:
        series = p.channels[channel.name]
        for name in BY_CHANNEL:
            if name == "impressions":
                columns[f"{channel.name}.{name}"] = series["visitors"] / channel.click_through_rate
            elif name == "bounced_visits":
                columns[f"{channel.name}.{name}"] = series["visitors"] * channel.bounce_rate
            else:
                columns[f"{channel.name}.{name}"] = series[name]
        columns[f"{channel.name}.motion"] = [channel.motion] * p.months
    texts = [[cell if isinstance(cell, str) else repr(float(cell)) for cell in cells] for cells in columns.values()]
    return table_of([list(columns), *zip(*texts, strict=True)])


RATES = (
    "arpu",
    "expansion_rate",
    "contraction_rate",
    "churn_rate",
    "marketing_spend",
    "commission_rate",
    "organic_growth",
    "visitor_to_contact",
    "unsubscribe_rate",
    "contact_to_lead",
    "visitor_to_lead",
    "lead_to_mql",
    "mql_to_sal",
    "sal_to_sql",
    "win_rate",
    "sales_cycle",
    "support_cost",
    "infrastructure_cost",
    "retention_cost",
    "payment_fee_rate",
    "cost_growth",
)


def one_channel():
    """A scenario of constant rates whose one channel spends what it always did."""
    channel = Channel(
        "Paid search",
        "outbound",
        reference_spend=6000,
        cost_per_visitor=2.2,
        organic_visitors=2500,
        click_through_rate=0.04,
        bounce_rate=0.4,
    )
    return Scenario(
        months=24,
        channels=(channel,),
        marketing_spend=6000,
        commission_rate=0.07,
        organic_growth=0.013,
        churn_rate=0.027,
        arpu=63,
        sales_cycle=1.7,
        contact_to_lead=0.004,
        cost_growth=0.004,
    )


@pytest.mark.parametrize("last", [1, 6, 24])
def test_round_trip_of_one_channel(last):
    """A table made by constant rates gives them back, whichever months count.

    Not there to be found: repricing, spend growth and elasticity (spend never moved), valuation.
    """
    scenario = one_channel()
    back = derive(read(table_from(scenario)), last).scenario
    for name in RATES:
        assert getattr(back, name) == pytest.approx(getattr(scenario, name), rel=1e-6), name
    grown = (1 + scenario.cost_growth) ** scenario.months
    for name in FIXED:
        assert getattr(back, name) == pytest.approx(getattr(scenario, name) * grown, rel=1e-6), name
    (channel,), (own,) = scenario.channels, back.channels
    assert own.motion == "outbound"
    for name in (
        "spend_share",
        "reference_spend",
        "cost_per_visitor",
        "click_through_rate",
        "bounce_rate",
        "lead_index",
        "win_index",
        "arpu_index",
        "churn_index",
    ):
        assert getattr(own, name) == pytest.approx(getattr(channel, name), rel=1e-6), name
    organic = channel.organic_visitors * (1 + scenario.organic_growth) ** 24
    assert own.organic_visitors == pytest.approx(organic, rel=1e-6)


def test_projection_goes_on_where_the_table_ends():
    """The derived scenario's months are the months the table's own scenario would have had next."""
    scenario = one_channel()
    back = derive(read(table_from(scenario))).scenario
    longer, rest = project(scenario.replace(months=36)), project(back.replace(months=12))
    assert back.start == "2029-01"
    for name in ("mrr", "customers", "contacts", "pipeline", "leads", "new_customers", "net_cash_flow", "cash"):
        assert rest[name] == pytest.approx(longer[name][24:], rel=1e-6), name


def test_round_trip_of_channels_gives_each_its_own_rates():
    """With channels that differ, lever × index gives back each channel's own rate.

    Lever and index alone cannot be found: any split of the product makes the same table. The churn
    lever is the company's mean, not that of customers who belong to no channel. Win rates by channel
    rest on the pipeline by channel, which the table's first months know only roughly: hence 60 months.
    """
    channels = (
        Channel(
            "Search",
            spend_share=0.5,
            reference_spend=3000,
            cost_per_visitor=2,
            organic_visitors=3000,
            click_through_rate=0.03,
            lead_index=0.6,
            win_index=1.3,
            arpu_index=0.8,
            churn_index=1.4,
        ),
        Channel(
            "Social",
            spend_share=0.2,
            reference_spend=1200,
            cost_per_visitor=1,
            organic_visitors=900,
            click_through_rate=0.02,
            lead_index=0.3,
            win_index=0.7,
            arpu_index=0.5,
            churn_index=2.0,
        ),
        Channel(
            "Outbound",
            "outbound",
            spend_share=0.3,
            reference_spend=1800,
            cost_per_visitor=9,
            organic_visitors=0,
            click_through_rate=0.5,
            lead_index=4.0,
            win_index=1.1,
            arpu_index=3.0,
            churn_index=0.5,
        ),
    )
    scenario = Scenario(months=60, channels=channels, marketing_spend=6000, contact_to_lead=0)
    back = derive(read(table_from(scenario))).scenario
    levers = {
        "lead_index": "visitor_to_lead",
        "win_index": "win_rate",
        "arpu_index": "arpu",
        "churn_index": "churn_rate",
    }
    for channel, own in zip(scenario.channels, back.channels, strict=True):
        for index, lever in levers.items():
            rate = getattr(scenario, lever) * getattr(channel, index)
            assert getattr(back, lever) * getattr(own, index) == pytest.approx(rate, rel=1e-6), (channel.name, index)
        for name in ("spend_share", "reference_spend", "cost_per_visitor"):
            assert getattr(own, name) == pytest.approx(getattr(channel, name), rel=1e-6)


def test_rate_beyond_ten_times_the_mean_raises_the_lever():
    """A channel more than ten times as good as the mean keeps its own rate: the lever gives way, and says so."""
    rows = blank_rows()
    for row in rows[1:]:
        row[rows[0].index("Paid search.organic_visitors")] = "900000"
    derived = derive(read(table_of(rows)))
    by_name = {found.name: found for found in derived.found}
    assert derived.scenario.channels[1].lead_index == 10
    assert "raised to a tenth of Outbound's" in by_name["visitor_to_lead"].how
    leads = project(derived.scenario).channels["Outbound"]["leads"][0]
    assert leads == pytest.approx(25, rel=0.1)


def test_found_says_how():
    """Each number comes with the sums behind it, or with what stands in and why."""
    by_name = {found.name: found for found in derive(read(blank_table().encode())).found}
    assert by_name["churn_rate"].how == "churned customers / customers at the start, the last 2 months: 12 / 483"
    assert by_name["churn_rate"].measured
    assert by_name["ltv_months"].how == "no table can tell; the declared default stands here"
    assert not by_name["ltv_months"].measured


def test_options_of_derive():
    """The currency is the caller's, and fewer than one month is refused."""
    monthly = read(blank_table().encode())
    assert derive(monthly, currency="EUR").scenario.currency == "EUR"
    with pytest.raises(ValueError, match="last is 0"):
        derive(monthly, last=0)


def _numbers(maximum):
    corners = st.sampled_from([0.0, 1.0, 1e-12, 5e-324, maximum])
    return st.one_of(corners, st.floats(0, maximum), st.integers(0, 500).map(float))


@st.composite
def tables(draw):
    """Valid tables: 1 to 24 channels, optional columns left out or not, any mixture of nothing, small and huge."""
    channels = draw(st.sampled_from([1, 2, 3, 24]))
    months = draw(st.integers(3, 8))
    titles = [(name, COLUMNS[name]) for name in COMPANY]
    titles += [(f"c{k}.{name}", CHANNEL_COLUMNS[name]) for k in range(channels) for name in BY_CHANNEL]
    left_out = draw(st.sets(st.sampled_from([title for title, column in titles if not column.required])))
    fill = st.just(0.0) if draw(st.booleans()) else st.nothing()
    small = draw(st.booleans())
    unit = draw(hnp.arrays(float, (months, len(titles)), elements=_numbers(100.0 if small else 1e9), fill=fill))
    head = ["month", *(title for title, _ in titles)]
    blank = np.array([title in left_out for title, _ in titles])
    rows = [
        [f"2026-{t + 1:02d}", *("" if no else repr(float(cell)) for no, cell in zip(blank, unit[t], strict=True))]
        for t in range(months)
    ]
    return table_of([head, *rows])


@settings(max_examples=120, deadline=None)
@given(tables(), st.integers(1, 300))
def test_every_valid_table_gives_a_valid_scenario(content, last):
    """Whatever a valid table holds, a valid scenario results, told number by number, with shares that sum to 1."""
    monthly = read(content)
    derived = derive(monthly, last)
    assert {found.name: found.value for found in derived.found} == derived.scenario.numbers()
    assert all(found.how for found in derived.found)
    shares = [channel.spend_share for channel in derived.scenario.channels]
    assert sum(shares) == math.fsum(shares) == 1
    assert Scenario.from_json(derived.scenario.to_json()) == derived.scenario
    project(derived.scenario)["cash"]


@pytest.mark.parametrize("channels", [1, 24])
def test_nothing_at_all_is_a_table(channels):
    """A table of zeros gives a valid scenario: defaults and neutral values, and zeros as opening facts."""
    names = [f"c{k}.{name}" for k in range(channels) for name in BY_CHANNEL]
    rows = [[f"2026-0{t}", *["0"] * (len(COMPANY) + len(names))] for t in (1, 2, 3)]
    derived = derive(read(table_of([["month", *COMPANY, *names], *rows])))
    assert derived.scenario.opening_mrr == 0
    assert derived.scenario.churn_rate == Scenario().churn_rate
    assert derived.scenario.organic_growth == 0
    assert len(derived.scenario.channels) == channels
