"""The SPARQL page and the catalogue in a real browser, with JavaScript and without."""

import shutil

import pytest

from server import editor

webdriver = pytest.importorskip("selenium.webdriver")
By = pytest.importorskip("selenium.webdriver.common.by").By
ActionChains = pytest.importorskip("selenium.webdriver.common.action_chains").ActionChains
Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
Select = pytest.importorskip("selenium.webdriver.support.select").Select
WebDriverWait = pytest.importorskip("selenium.webdriver.support.wait").WebDriverWait

DRIVER = shutil.which("chromedriver")
BROWSER = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (DRIVER and BROWSER), reason="no Chromium with its driver here"),
]
with_editor = pytest.mark.skipif(not editor.installed(), reason="the editor is not installed")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def started(folder, width=1200, *, script=True):
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={folder}", f"--window-size={width},900"):
        options.add_argument(flag)
    if not script:
        settings = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", settings)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))


@pytest.fixture
def browser(tmp_path):
    driver = started(tmp_path)
    yield driver
    # A breach of the page's policy would stand here.
    said = [one["message"] for one in driver.get_log("browser") if "favicon" not in one["message"]]
    driver.quit()
    assert [one for one in said if "status of 4" not in one] == []


@pytest.fixture(params=[1200, 380], ids=["desk", "phone"])
def plain(request, tmp_path):
    driver = started(tmp_path, request.param, script=False)
    yield driver
    driver.quit()


def patient(driver):
    """Wait for what a page will show; while one page follows another, all on it is stale."""
    stale = [selenium_exceptions().StaleElementReferenceException]
    return WebDriverWait(driver, 20, ignored_exceptions=stale)


def selenium_exceptions():
    return pytest.importorskip("selenium.common.exceptions")


def said(browser, words, seconds=30):
    WebDriverWait(browser, seconds).until(
        lambda driver: words in driver.find_element(By.ID, "state").text
    )


def write(browser, text):
    """Put a query into the editor, or into the plain field where there is none."""
    code = """const place = document.querySelector(".CodeMirror");
        if (place) place.CodeMirror.setValue(arguments[0]);
        else document.getElementById("query").value = arguments[0];"""
    browser.execute_script(code, text)


def press(browser, keys, held=None):
    """Press keys where the focus is."""
    actions = ActionChains(browser)
    actions = (
        actions.key_down(held).send_keys(keys).key_up(held) if held else actions.send_keys(keys)
    )
    actions.perform()


def opened(browser, service, path="/sparql"):
    browser.get(service + path)
    if editor.installed():
        WebDriverWait(browser, 30).until(
            lambda driver: driver.find_elements(By.CSS_SELECTOR, ".CodeMirror")
        )


def test_a_query_is_answered_in_the_page_with_labels_and_a_permalink(browser, service):
    opened(browser, service)
    write(browser, 'SELECT ?s { ?s <https://w3id.org/cybernorms/ontology#isoAlpha3> "FRA" }')
    browser.find_element(By.CSS_SELECTOR, ".go").click()
    said(browser, "1 row in ")
    assert browser.find_element(By.CSS_SELECTOR, "#result td").text == "France"
    downloads = browser.find_elements(By.CSS_SELECTOR, "#result .downloads a[download]")
    assert {link.get_attribute("download") for link in downloads} >= {"answer.csv", "answer.srj"}
    assert "query=SELECT" in browser.current_url
    browser.refresh()
    assert browser.find_element(By.CSS_SELECTOR, "#result td").text == "France"


def test_a_fault_is_told_and_the_query_stays(browser, service):
    opened(browser, service)
    write(browser, "SELECT ?s { ?s ?p }")
    browser.find_element(By.CSS_SELECTOR, ".go").click()
    said(browser, "status 400")
    assert "line 1" in browser.find_element(By.CSS_SELECTOR, "#result .error").text


def test_the_stop_button_stops(browser, service):
    opened(browser, service)
    stop = browser.find_element(By.CSS_SELECTOR, ".stop")
    assert not stop.is_displayed()
    write(browser, PRODUCT)
    browser.find_element(By.CSS_SELECTOR, ".go").click()
    said(browser, "Running for")
    stop.click()
    said(browser, "Stopped after")
    assert not stop.is_displayed()


def test_an_example_is_taken(browser, service):
    opened(browser, service)
    Select(browser.find_element(By.ID, "example")).select_by_value("state-by-iso-code")
    browser.find_element(By.CSS_SELECTOR, "#examples button").click()
    WebDriverWait(browser, 30).until(
        lambda driver: "isoAlpha2" in driver.execute_script(
            """const place = document.querySelector(".CodeMirror");
            return place ? place.CodeMirror.getValue() : document.getElementById("query").value"""
        )
    )  # fmt: skip
    browser.find_element(By.CSS_SELECTOR, ".go").click()
    said(browser, "in ")
    assert "New Zealand" in browser.find_element(By.ID, "result").text


@with_editor
def test_the_editor_completes_from_our_own_terms(browser, service):
    opened(browser, service)
    write(browser, "SELECT ?s WHERE {\n  ?s \n}")
    browser.execute_script(
        """const c = document.querySelector(".CodeMirror").CodeMirror;
        c.focus(); c.setCursor({ line: 1, ch: 5 });"""
    )
    press(browser, "cn:supp")
    value = 'return document.querySelector(".CodeMirror").CodeMirror.getValue()'
    WebDriverWait(browser, 10).until(
        lambda driver: driver.execute_script(value).startswith("PREFIX cn: <https://w3id.org/")
    )
    press(browser, " ", held=Keys.CONTROL)
    WebDriverWait(browser, 10).until(
        lambda driver: driver.find_elements(By.CSS_SELECTOR, ".CodeMirror-hint")
    )
    first = browser.find_element(By.CSS_SELECTOR, ".CodeMirror-hint")
    assert first.text.startswith("cn:supports — supports (")
    press(browser, Keys.ENTER)
    assert "?s cn:supports" in browser.execute_script(value)


@with_editor
def test_the_keyboard_alone_is_enough(browser, service):
    opened(browser, service)
    browser.execute_script('document.querySelector(".CodeMirror").CodeMirror.focus()')
    press(browser, Keys.ENTER, held=Keys.CONTROL)
    said(browser, "50 rows in ")
    press(browser, Keys.TAB)
    assert browser.switch_to.active_element.text == "Run"


def test_the_form_does_without_javascript(plain, service):
    plain.get(service + "/sparql")
    assert not plain.find_elements(By.CSS_SELECTOR, ".CodeMirror")
    assert not plain.find_element(By.CSS_SELECTOR, ".stop").is_displayed()
    Select(plain.find_element(By.ID, "example")).select_by_value("state-by-iso-code")
    plain.find_element(By.CSS_SELECTOR, "#examples button").click()
    patient(plain).until(
        lambda driver: "isoAlpha2" in driver.find_element(By.ID, "query").get_attribute("value")
    )
    plain.find_element(By.CSS_SELECTOR, ".go").click()
    patient(plain).until(lambda driver: "New Zealand" in driver.find_element(By.ID, "result").text)
    assert "1 row" in plain.find_element(By.CSS_SELECTOR, ".figures").text


def test_a_question_is_asked_for_another_value_without_javascript(plain, service):
    plain.get(service + "/queries/?q=nato&tag=memberships")
    name = "Which members of NATO do not support the Paris Call?"
    plain.find_element(By.LINK_TEXT, name).click()
    patient(plain).until(lambda driver: driver.find_elements(By.NAME, "organisation"))
    Select(plain.find_element(By.NAME, "organisation")).select_by_visible_text("BRICS")
    plain.find_element(By.CSS_SELECTOR, ".values button").click()
    patient(plain).until(lambda driver: "China" in driver.page_source)
    assert "BRICS" in plain.find_element(By.TAG_NAME, "h1").text
    for path in ("/queries/", "/queries/texts-of-2018", "/sparql", "/api"):
        plain.get(service + path)
        body = plain.find_element(By.TAG_NAME, "body")
        assert body.size["width"] <= plain.get_window_size()["width"]
