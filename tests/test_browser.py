"""A person's path in a real browser: from the front page to an answer and its evidence."""

import json
import shutil

import pytest

webdriver = pytest.importorskip("selenium.webdriver")
By = pytest.importorskip("selenium.webdriver.common.by").By
WebDriverWait = pytest.importorskip("selenium.webdriver.support.wait").WebDriverWait
expected = pytest.importorskip("selenium.webdriver.support.expected_conditions")

DRIVER = shutil.which("chromedriver")
BROWSER = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (DRIVER and BROWSER), reason="no Chromium with its driver here"),
]
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(params=[1200, 380], ids=["desk", "phone"])
def browser(request, tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={tmp_path}", f"--window-size={request.param},900"):
        options.add_argument(flag)
    # No page needs JavaScript: it is switched off for all of them.
    options.add_experimental_option(
        "prefs", {"profile.managed_default_content_settings.javascript": 2}
    )
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def test_from_the_front_page_to_a_claim(browser, service):
    browser.get(service + "/")
    assert "norms of behaviour" in browser.find_element(By.TAG_NAME, "main").text
    browser.get(service + "/queries/states-that-refused-the-paris-call")
    link = browser.find_element(By.LINK_TEXT, "Israel")
    link.click()
    WebDriverWait(browser, 20).until(expected.url_contains("/id/state/israel"))
    assert "Israel" in browser.find_element(By.TAG_NAME, "h1").text
    assert "has refused" in browser.find_element(By.TAG_NAME, "main").text


def test_a_question_of_ones_own(browser, service):
    browser.get(service + "/")
    box = browser.find_element(By.NAME, "query")
    box.clear()
    box.send_keys('SELECT ?s { ?s <https://w3id.org/cybernorms/ontology#isoAlpha3> "FRA" }')
    browser.find_element(By.CSS_SELECTOR, "form button").click()
    found = expected.text_to_be_present_in_element((By.TAG_NAME, "main"), "France")
    WebDriverWait(browser, 20).until(found)


def test_no_page_is_wider_than_the_window(browser, service):
    for path in ("/", "/queries/", "/id/instrument/paris-call", "/ontology", "/data/"):
        browser.get(service + path)
        body = browser.find_element(By.TAG_NAME, "body")
        assert body.size["width"] <= browser.get_window_size()["width"]


def test_the_record_for_search_engines_is_no_script(browser, service):
    browser.get(service + "/")
    (block,) = browser.find_elements(By.CSS_SELECTOR, 'script[type="application/ld+json"]')
    record = json.loads(block.get_attribute("textContent"))
    assert (record["@type"], record["name"]) == ("Dataset", "CyberNorms")
    faults = [one["message"] for one in browser.get_log("browser") if one["level"] == "SEVERE"]
    assert [one for one in faults if "Content Security Policy" in one] == []
