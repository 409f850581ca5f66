"""Every KPI that was asked for has its page and its measure there."""

import json

import pyarrow as pa
import pytest

from model import MEASURES
from model.levers import LEVERS
from tests.ui.figures import figures
from tests.ui.pages import first_run
from ui import frame

KPIS = [
    ("unique visitors", "Funnel", "visitors"),
    ("contacts", "Funnel", "contacts"),
    ("leads", "Funnel", "leads"),
    ("MQL", "Funnel", "mqls"),
    ("SAL", "Funnel", "sals"),
    ("SQL", "Funnel", "sqls"),
    ("visitor to lead, traffic-to-lead", "Funnel", "visitors_to_leads"),
    ("MQL to SQL", "Funnel", "mqls_to_sqls"),
    ("lead to customer", "Funnel", "leads_to_customers"),
    ("close rate", "Funnel", "close_rate"),
    ("lead velocity", "Funnel", "lead_velocity"),
    ("cost per lead", "Funnel", "cost_per_lead"),
    ("cost per lead, inbound", "Channels", "inbound_cost_per_lead"),
    ("cost per lead, outbound", "Channels", "outbound_cost_per_lead"),
    ("cost per deal", "Funnel", "customer_acquisition_cost"),
    ("customer churn", "Unit economics", "customer_churn"),
    ("MRR", "Explore", "mrr"),
    ("ARPU", "Unit economics", "average_revenue"),
    ("LTV", "Unit economics", "ltv"),
    ("CAC", "Unit economics", "cac"),
    ("LTV:CAC", "Unit economics", "ltv_to_cac"),
    ("payback", "Unit economics", "payback"),
    ("cost to serve", "Unit economics", "account_cost"),
    ("cost to serve: support", "Cash", "support"),
    ("cost to serve: infrastructure", "Cash", "infrastructure"),
    ("cost to serve: retention", "Cash", "retention"),
    ("cost to serve: payment fees", "Cash", "payment_fees"),
    ("revenue without inbound", "Channels", "other_revenue"),
    ("inbound ROI", "Channels", "inbound_roi"),
    ("marketing ROI", "Channels", "marketing_roi"),
    ("organic traffic", "Channels", "organic_visitors"),
    ("social traffic", "Channels", "social_visitors"),
    ("impressions", "Channels", "impressions"),
    ("clicks", "Channels", "clicks"),
    ("visits", "Channels", "visitors"),
    ("bounce", "Channels", "bounces"),
    ("subscribers", "Funnel", "contacts"),
    ("burn", "Cash", "burn"),
    ("runway", "Cash", "runway"),
]


def everything_on(page):
    """All text of a page as it is sent: figures, tables, charts with their data's column names, prose."""
    file = next(file for file, title in frame.PAGES if title == page)
    app = first_run(file)
    texts = [text for figure in figures(app) for text in (figure.label, figure.help)]
    texts += [text.value for text in app.markdown]
    texts += [column for table in app.dataframe for column in map(str, table.value.columns)]
    texts += [str(cell) for table in app.dataframe for cell in table.value.to_numpy().ravel()]
    for chart in app.get("vega_lite_chart"):
        texts.append(json.dumps(json.loads(chart.proto.spec)))
        data = pa.ipc.open_stream(chart.proto.datasets[0].data.data).read_all()
        texts += [
            str(text) for column in data.columns if pa.types.is_string(column.type) for text in column.to_pylist()
        ]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def pages():
    """The text of every page, run once."""
    return {page: everything_on(page) for page in {page for _, page, _ in KPIS}}


@pytest.mark.parametrize(("kpi", "page", "measure"), KPIS)
def test_every_kpi_is_on_its_page(kpi, page, measure, pages):
    """The KPI's measure is shown on the page under its label, and Definitions knows it."""
    label = (MEASURES.get(measure) or LEVERS[measure]).label
    assert label in pages[page], f"{kpi}: {label} is not on {page}"
