"""The pictures of the real data: what is drawn is what the saved queries answer; how it looks."""

import csv
import io
import re
import shutil
import time
from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.server.test_see import overlapping, texts

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = ("support", "map", "timeline", "neighbourhood", "norms")
CALL = "https://w3id.org/cybernorms/id/instrument/christchurch-call"


@pytest.fixture(scope="module")
def answer(get):
    """Answer a saved query by rows."""
    return lambda name: list(csv.DictReader(io.StringIO(get(f"/queries/{name}", "text/csv"))))


@pytest.fixture(scope="module")
def picture(get):
    """Draw a picture."""
    return lambda name, **more: ElementTree.fromstring(get(f"/see/{name}", "image/svg+xml", **more))


@pytest.fixture(scope="module")
def table(get):
    """Give the table of a picture."""
    return lambda name, **more: list(
        csv.DictReader(io.StringIO(get(f"/see/{name}", "text/csv", **more)))
    )


def titles(svg):
    return [title.text or "" for title in svg.iter(f"{SVG}title")]


def test_the_last_step_is_all_who_came_less_those_who_went(answer, picture, table):
    moves = Counter()
    for row in answer("support-of-an-instrument-over-time"):
        moves[row["change"]] += int(row["actors"])
    steps = [row for row in table("support") if row["states"]]
    assert int(steps[-1]["number"]) == moves["came"] - moves["went"]
    label = next(t for t in texts(picture("support")) if t.startswith("states "))
    assert label == f"states {steps[-1]['states']}"


def test_the_steps_come_near_the_totals_counted_by_others(table):
    """The list gave its number on these days; ours is read from its records one by one."""
    found, near = 0, []
    for row in table("support"):
        if row["states"]:
            found = int(row["number"])
        elif row["sourceLabel"].startswith("Paris Call") and "more" not in row["basis"]:
            near.append(abs(int(row["number"]) - found))
    assert len(near) >= 8
    assert max(near) <= 5


def test_each_dot_is_a_total(answer, picture):
    counts = {
        row["count"]: row for row in answer("dated-totals-of-the-supporters-of-an-instrument")
    }
    dots = [t for t in titles(picture("support")) if re.match(r"\d{4}", t)]
    assert len(dots) == len(counts)


def test_the_legend_counts_each_state_once(answer, picture):
    rows = answer("positions-of-all-states-towards-an-instrument")
    supporters = {r["state"] for r in rows if r["position"].endswith("/supports")}
    svg = picture("map")
    said = texts(svg)
    assert f"supports {len(supporters)}" in said
    codes = [t for t in said if re.fullmatch("[A-Z]{3}", t)]
    assert sorted(codes) == sorted({r["code"] for r in rows})
    drawn = [a for a in svg.iter(f"{SVG}a") if a.find(f"{SVG}rect[@class='supports']") is not None]
    assert {a.get("href") for a in drawn} == supporters


def test_the_time_line_has_every_dated_instrument(answer, picture):
    dated = {row["instrument"] for row in answer("instruments-on-a-time-line") if row["day"]}
    for width in ("wide", "narrow"):
        links = [a.get("href") for a in picture("timeline", width=width).iter(f"{SVG}a")]
        assert sorted(links) == sorted(dated)


def test_the_neighbourhood_is_bounded_and_counts_the_rest(picture, table):
    rows = table("neighbourhood")
    svg = picture("neighbourhood")
    nodes = {a.get("href") for a in svg.iter(f"{SVG}a") if a.find(f"{SVG}circle") is not None}
    assert 0 < len(nodes) <= 40
    assert nodes <= {row["neighbour"] for row in rows}
    left = sum(int(t.split()[1].replace(",", "")) for t in texts(svg) if t.startswith("and "))
    circles = [a for a in svg.iter(f"{SVG}a") if a.find(f"{SVG}circle") is not None]
    assert len(circles) + left == len(rows)


@pytest.mark.parametrize("least", [1, 2, 4])
def test_the_matrix_has_every_norm_of_so_many_texts(answer, picture, least):
    texts_of = {}
    for row in answer("norms-and-the-provisions-of-each-instrument"):
        texts_of.setdefault(row["norm"], set()).add(row["instrument"])
    cells = sum(len(found) for found in texts_of.values() if len(found) >= least)
    svg = picture("norms", least=least)
    filled = [a for a in svg.iter(f"{SVG}a") if a.find(f"{SVG}rect") is not None]
    assert len(filled) == cells


@pytest.mark.parametrize("name", ["support", "map", "timeline", "neighbourhood"])
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_two_labels_of_the_real_pictures_meet(picture, name, lang, width):
    assert not overlapping(picture(name, lang=lang, width=width))


def test_another_instrument_can_be_asked_for(table):
    assert {row["shown_as"] for row in table("map", instrument=CALL)} == {"supports", "not found"}


BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    prefs = {"profile.managed_default_content_settings.javascript": 2}
    options.add_experimental_option("prefs", prefs)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def shown(browser):
    """Give the texts that stand in visible drawings with their places, and the drawing's own."""
    found = browser.execute_cdp_cmd("DOMSnapshot.captureSnapshot", {"computedStyles": []})
    strings, document = found["strings"], found["documents"][0]
    nodes, layout = document["nodes"], document["layout"]
    frame, placed = None, []
    for node, bounds, said in zip(
        layout["nodeIndex"], layout["bounds"], layout["text"], strict=True
    ):
        if strings[nodes["nodeName"][node]] == "svg":
            frame = bounds
        elif said >= 0 and strings[nodes["nodeName"][nodes["parentIndex"][node]]] == "text":
            placed.append((strings[said], bounds))
    return frame, placed


def meet(one, other):
    """Tell whether two texts overlap by more than the room around their letters."""
    (a, b, c, d), (e, f, g, h) = one, other
    return a < e + g - 1 and e < a + c - 1 and b + 2 < f + h - 2 and f + 2 < b + d - 2


def wider(browser):
    """Give the pixels by which a page is wider than the window."""
    metrics = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})
    return metrics["cssContentSize"]["width"] - metrics["cssLayoutViewport"]["clientWidth"]


@pytest.mark.browser
@pytest.mark.skipif(not (DRIVER and BROWSER), reason="no Chromium with its driver here")
@pytest.mark.parametrize("width", [1200, 768, 390, 320])
@pytest.mark.parametrize("name", ["", *PICTURES])
def test_nothing_scrolls_sideways_or_overlaps(browser, service, name, width):
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(f"{service}/see/{name}")
    # A page is laid out again when the window has changed.
    last = time.monotonic() + 10
    while (width := wider(browser)) > 0 and time.monotonic() < last:
        time.sleep(0.1)
    assert width <= 0
    frame, placed = shown(browser)
    for n, (said, bounds) in enumerate(placed):
        assert bounds[0] >= frame[0] - 1, said
        assert bounds[0] + bounds[2] <= frame[0] + frame[2] + 1, said
        assert bounds[3] >= 10.5, f"{said} is too small to read"
        for other, more in placed[n + 1 :]:
            assert not meet(bounds, more), (said, other)
    assert (frame is not None) == (name not in {"", "norms"})
