"""Debian's Chromium, headless, for tests of the kiosk's pages.

Needs chromium and chromium-driver (Debian), selenium and axe-playwright-python (pip; only its axe.min.js is used).

What tests read in the pages. All words are in the language of `body[data-lang]`; words are for people and may change, these
attributes do not:

  all views
    html[data-theme]              day | night
    body[data-view]               operator | subject | supervisor
    body[data-link]               wait (never heard the station) | ok | lost
    body[data-lang]               en | zh (not on the subject's sign, which has both)
    body[data-lane]               the desk's number, empty where the station has no such desk (operator, subject)
    body[data-training]           true | false (operator, supervisor)
    #lost                         over everything while data-link is not ok; #content is hidden then
    #language, #theme             the two buttons (operator, supervisor)

  operator, /
    body[data-shift]              working | asleep | closed
    #now[data-sign]               the picture: a sign of API.md, or question, refused, attention, plug, sleep
    #now[data-from]               why it stands there: now | question | check | trouble | shift | lane; of a check the data-sign
                                  is attention (the first thing to fix) or accepted (the one word that all is well)
    #now-what, #now-next          its words
    #also > p[data-from]          further rows: packing, and now while a question or a check stands; each with data-sign. Beside
                                  a report the instruction itself, data-from as that of #now
    #check li[data-well]          true | false: what MORNING looked at
    body[data-report]             true | false; #report has the picture, its text in h1 and li, and what to do with it in p
    #verdict[data-kind]           accepted | refused | attention | sealed | silent; hidden before the first
    #verdict[data-name]           accepted, no-person, ...
    #verdict[data-verdict-n]      its number since the station's start
    #verdict[data-fresh]          true for 4 s after it was told
    #verdict-kind, -what, -next   its words
    #category[data-chosen], #mode, #place
    #tube[data-code|data-count|data-capacity]    the open tube; data-code is empty without one
    #tube li[data-place][data-taken]             each place: true | false
    #waiting                      the person who waits: masked name and time
    #parked b[data-parked]        codes of full tubes that are not sealed
    .tile[data-tile]              bag (data-code, data-phase), box (data-code, data-closed), swab (data-state: fine | warning |
                                  alarm), labels (data-count, data-doubtful), devices (data-state: fine | warning; data-device,
                                  data-device-state), crew, unsigned, pace (data-now, data-best)
    #pick, #lanes button[data-pick]              the desks to choose from, where there are several

  subject, /subject
    #sign[data-sign]              wait | show | sampled | done

  supervisor, /supervisor
    body[data-figures]            ok | old
    #state[data-shift]            working | asleep | closed
    .total[data-total][data-value]               people, pace (with data-best), tubes, bags, boxes, refusals
    #hours rect[data-hour][data-people]          the bars
    #reasons li[data-reason][data-count]
    #desks tr[data-lane]          people, tubes, refusals, seconds in its cells
    #here li[data-here]           trouble, swab, bag, box, label, device (data-device, data-state)
    #unsigned li[data-unsigned]
    #lately li[data-kind][data-name][data-verdict-n]    newest first, at most 30
"""

import importlib.util
import json
import os
import pathlib
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

CHROMIUM = "/usr/bin/chromium"
CHROMEDRIVER = "/usr/bin/chromedriver"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Sizes the operator's view has to fit without scrolling: boards, a large screen, a phone upright.
SIZES = [(1024, 600), (800, 480), (1920, 1080), (360, 640)]


def start(width, height):
    """A browser whose page has exactly this size. `stop` it, or use it in a `with`."""
    options = Options()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
        "--force-device-scale-factor=1", f"--window-size={width},{height}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service(CHROMEDRIVER), options=options)
    resize(driver, width, height)
    return driver


def resize(driver, width, height):
    """Gives the page exactly this size; a window cannot be as narrow as a phone, so that the page is told."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )


def open_view(driver, base, path="/", seconds=5):
    """Opens a view, and waits until the station has answered it. Returns whether it did."""
    driver.get(base.rstrip("/") + path)
    return wait_for(driver, lambda: link(driver) == "ok", seconds)


def link(driver):
    """`wait`, `ok` or `lost`."""
    return attribute(driver, "body", "data-link")


def wait_for(driver, predicate, seconds=5, every=0.05):
    """Asks until the predicate holds. Returns its last answer, so that it can be asserted on."""
    end = time.monotonic() + seconds
    while True:
        answer = predicate()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(every)


def text(driver, css):
    """What can be read there; None where there is no such element, or it is not displayed."""
    return driver.execute_script(
        "const found = document.querySelector(arguments[0]);"
        "return found && found.getClientRects().length ? found.innerText.trim() : null;", css
    )


def texts(driver, css):
    """Of all elements that match, in their order."""
    return driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map((each) => each.innerText.trim());", css
    )


def attribute(driver, css, name):
    """As it is written; None where there is no such element or attribute."""
    found = attributes(driver, css, name)
    return found[0] if found else None


def attributes(driver, css, name):
    """Of all elements that match, in their order. One script: a page that draws meanwhile is seen before or after."""
    return driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map((each) => each.getAttribute(arguments[1]));", css, name
    )


def screenshot(driver, name, folder=None):
    """Writes NAME.png into a folder: by default that of KIOSK_SHOTS, or .build/kiosk-shots. Returns its path."""
    folder = pathlib.Path(folder or os.environ.get("KIOSK_SHOTS", ".build/kiosk-shots"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    driver.save_screenshot(str(path))
    return path


def axe_script():
    """The text of axe.min.js, out of the installed package."""
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None:
        raise RuntimeError("axe-playwright-python is not installed")
    return (pathlib.Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def axe(driver):
    """What axe finds against WCAG 2.2 A and AA, and its best practices: a list, empty when nothing is wrong."""
    if not driver.execute_script("return typeof axe === 'object'"):
        driver.execute_script(axe_script())
    driver.set_script_timeout(60)
    found = driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']})"
        ".then((result) => done(JSON.stringify(result.violations)), (error) => done(JSON.stringify([{id: String(error)}])));",
        WCAG,
    )
    return json.loads(found)


def explain(violations):
    """Violations as lines a person can act on."""
    return "\n".join(
        f"{each.get('id')}: {each.get('help', '')} at " + ", ".join(str(node["target"]) for node in each.get("nodes", []))
        for each in violations
    )


def overflows(driver):
    """Where a page that has to fit is larger than its screen, or cuts its words: a list of what."""
    return driver.execute_script(
        """
        const faults = [];
        const page = document.scrollingElement;
        if (page.scrollHeight > innerHeight + 1) faults.push('page is ' + page.scrollHeight + ' high');
        if (page.scrollWidth > innerWidth + 1) faults.push('page is ' + page.scrollWidth + ' wide');
        const main = document.querySelector('main');
        if (main.scrollHeight > main.clientHeight + 1) faults.push('main runs over what is below it');
        for (const element of document.querySelectorAll('header *, main *, footer *, main, footer, header')) {
            if (element.closest('svg, .heard') || !element.getClientRects().length) continue;
            const name = element.id || element.className || element.tagName;
            const box = element.getBoundingClientRect();
            if (box.right > innerWidth + 1 || box.left < -1) faults.push(name + ' leaves the screen sideways');
            if (box.bottom > innerHeight + 1 || box.top < -1) faults.push(name + ' leaves the screen');
            const panel = element.closest('#now, #tube, #verdict, #report, #also p, #check li, .tile');
            const edge = panel && element.id !== 'verdict-sign' ? panel.getBoundingClientRect() : box;
            if (box.bottom > edge.bottom + 1 || box.top < edge.top - 1) faults.push(name + ' leaves its panel');
            const isCut = getComputedStyle(element).overflowX === 'hidden';
            if (isCut && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)) {
                faults.push(name + ' cuts its words');
            }
        }
        return faults;
        """
    )


def console_errors(driver):
    """What the page complained of since the last call: refused by its policy, or a script that failed."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
