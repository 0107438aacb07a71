"""A person's path in a real browser: by mouse and keyboard, at a desk and on a phone."""

import json
import shutil
import time
from importlib import resources
from pathlib import Path

import pytest

webdriver = pytest.importorskip("selenium.webdriver")
By = pytest.importorskip("selenium.webdriver.common.by").By
Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
WebDriverWait = pytest.importorskip("selenium.webdriver.support.wait").WebDriverWait
expected = pytest.importorskip("selenium.webdriver.support.expected_conditions")

ROOT = Path(__file__).parent.parent
DRIVER = shutil.which("chromedriver")
BROWSER = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (DRIVER and BROWSER), reason="no Chromium with its driver here"),
]
# No address but our own is ever found: a page that needs another one shows it.
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
WIDTHS = {"desk": 1280, "phone": 375}
# One page of each kind.
PAGES = (
    "/",
    "/browse/Organisation",
    "/id/instrument/paris-call",
    "/id/instrument/unga-73-266",
    "/id/norm/supply-chain-kept-sound",
    "/id/provision/paris-call.principle-6",
    "/id/state/france",
    "/id/organisation/eu",
    "/id/person/emmanuel-macron",
    "/id/regime/ihl",
    "/id/document/moulin-2019-paris-call",
    "/id/claim/moulin-2019-paris-call.019202af359c",
    "/id/conduct/hack-back",
    "/id/disagreement/airbus-seat",
    "/ontology",
    "/graph/provisions",
    "/id/nothing",
    "/queries/",
    "/queries/states-that-refused-the-paris-call",
    "/data/",
    "/sparql",
    "/search?q=paris",
    "/search?q=paris&kind=State&lang=fr",
    "/see",
    "/see/support",
    "/see/map?lang=fr",
    "/see/timeline",
    "/see/neighbourhood",
    "/see/norms",
    "/same-as?iri=Q142",
    "/reconcile/about",
    "/api",
    "/id/state/france.html?lang=ar",
)


def start(folder, width, *, scripts, dark=False):
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={folder}", "--window-size=1300,1100"):
        options.add_argument(flag)
    if not scripts:
        options.add_experimental_option(
            "prefs", {"profile.managed_default_content_settings.javascript": 2}
        )
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    if dark:
        scheme = {"name": "prefers-color-scheme", "value": "dark"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    return driver


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def browser(request, tmp_path):
    # No page needs JavaScript: it is switched off for all of them.
    driver = start(tmp_path, request.param, scripts=False)
    driver.wide = request.param
    yield driver
    driver.quit()


def main(browser):
    return browser.find_element(By.TAG_NAME, "main").text


def arrived(browser, address):
    WebDriverWait(browser, 20).until(expected.url_contains(address))


def test_from_the_front_page_to_a_claim(browser, service):
    browser.get(service + "/")
    assert "norms of behaviour" in main(browser)
    browser.find_element(By.PARTIAL_LINK_TEXT, "refused to endorse the Paris Call").click()
    arrived(browser, "/queries/states-that-refused-the-paris-call")
    browser.find_element(By.LINK_TEXT, "Israel").click()
    arrived(browser, "/id/state/israel")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Israel"
    row = browser.find_element(By.XPATH, "//tr[.//span[text()='refuses']]")
    row.find_element(By.PARTIAL_LINK_TEXT, "evidence").click()
    arrived(browser, "/id/claim/")
    assert "has refused" in browser.find_element(By.TAG_NAME, "h1").text
    assert "characters" in main(browser)


def tab_to(browser, words):
    """Press the tabulator until the link with these words has the focus."""
    for _ in range(120):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        reached = browser.switch_to.active_element
        if reached.tag_name == "a" and words in reached.text:
            return reached
    raise AssertionError(f"no key leads to {words}")


def test_the_same_path_by_keyboard_alone(browser, service):
    browser.get(service + "/")
    skip = tab_to(browser, "Skip to the content")
    assert skip.is_displayed()
    skip.send_keys(Keys.ENTER)
    tab_to(browser, "refused to endorse the Paris Call").send_keys(Keys.ENTER)
    arrived(browser, "/queries/")
    tab_to(browser, "Iran").send_keys(Keys.ENTER)
    arrived(browser, "/id/state/iran")
    tab_to(browser, "evidence").send_keys(Keys.ENTER)
    arrived(browser, "/id/claim/")


def test_a_question_of_ones_own(browser, service):
    browser.get(service + "/")
    box = browser.find_element(By.NAME, "query")
    box.clear()
    box.send_keys('SELECT ?s { ?s <https://w3id.org/cybernorms/ontology#isoAlpha3> "FRA" }')
    browser.find_element(By.CSS_SELECTOR, "form.query button").click()
    found = expected.text_to_be_present_in_element((By.TAG_NAME, "main"), "France")
    WebDriverWait(browser, 20).until(found)


def test_no_page_is_wider_than_the_window(browser, service):
    wide = []
    for path in PAGES:
        browser.get(service + path)
        if not settled(lambda: fits(browser)):
            wide.append(path)
    assert not wide


def fits(browser):
    sizes = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})
    return sizes["cssContentSize"]["width"] <= browser.wide


def settled(condition, tries=50):
    """Tell whether a condition comes true; a phone lays out a page twice."""
    return any(condition() or time.sleep(0.1) for _ in range(tries))


def axe():
    """Find axe-core: the newest that npm has put beside the checkout, else the one from Python."""
    newest = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if newest.is_file():
        return newest.read_text("utf-8")
    pytest.importorskip("axe_core_python", reason="axe-core is not installed")
    return (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")


FAULTS = """
const done = arguments[0];
axe.run(document, {resultTypes: ["violations"]}).then(result => done(
  result.violations.filter(v => ["serious", "critical"].includes(v.impact)).map(
    v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "))));
"""


@pytest.mark.parametrize(("width", "dark"), [("desk", False), ("phone", True)])
def test_axe_finds_no_serious_fault(tmp_path, service, width, dark):
    text = axe()
    browser = start(tmp_path, WIDTHS[width], scripts=True, dark=dark)
    browser.set_script_timeout(180)
    found = {}
    try:
        for path in PAGES:
            browser.get(service + path)
            browser.execute_script(text)
            found[path] = browser.execute_async_script(FAULTS)
    finally:
        browser.quit()
    assert not {path: faults for path, faults in found.items() if faults}


def test_the_record_for_search_engines_is_no_script(browser, service):
    browser.get(service + "/")
    (block,) = browser.find_elements(By.CSS_SELECTOR, 'script[type="application/ld+json"]')
    record = json.loads(block.get_attribute("textContent"))
    assert (record["@type"], record["name"]) == ("Dataset", "CyberNorms")
    faults = [one["message"] for one in browser.get_log("browser") if one["level"] == "SEVERE"]
    assert [one for one in faults if "Content Security Policy" in one] == []
