#!/usr/bin/env python3
"""The practice shift of `scansim trainer`, played to its end in a browser, with some mistakes on purpose.

    Tests/Kiosk/trainer.py --bin .build/release [--shots FOLDER]

Ends with 0 and "training completed" when the tasks, the mistakes, the score and the summary are as they should be, no page breaks
WCAG 2.2 AA, and no page complains.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import browser
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

#: What is scanned instead, at the beginning of these tasks, and the name of the verdict that comes of it.
SLIPS = {
    "category": ("card:CATEGORY-1", "wrong-category"),
    "person": ("tube:1", "no-person"),
    "wrong-category": ("person:5", "accepted"),
    "pack": ("tube:8", "not-sealed"),
}
SCORE = 100 - 10 - 5 - 10 - 5


class Trainer:
    """The program, as long as its input stays open."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [str(folder / "scansim"), "trainer", "--port", "0", "--lang", "en"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = self.line("trainer")
        self.screen = self.line("station's screen")
        self.base = self.address.split("?")[0].rstrip("/")

    def line(self, name):
        found = re.match(rf"{name}: (http://\S+)", self.process.stdout.readline())
        assert found, f"scansim does not say its {name}"
        return found.group(1)

    def lesson(self):
        with urllib.request.urlopen(self.base + "/lesson", timeout=10) as answer:
            return json.load(answer)

    def status(self, path="/", method="GET", body=None, **headers):
        names = {key.replace("_", "-"): value for key, value in headers.items()}
        request = urllib.request.Request(self.base + path, data=body, method=method, headers=names)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers

    def close(self):
        self.process.stdin.close()
        return self.process.wait(timeout=20)


class Page:
    def __init__(self, driver, shots):
        self.driver = driver
        self.shots = shots
        self.faults = []

    def body(self, name):
        return browser.attribute(self.driver, "body", name)

    def scan(self, item):
        """Clicks, and waits until the station's answer is shown."""
        before = self.body("data-scans")
        self.driver.find_element(By.CSS_SELECTOR, f'button[data-item="{item}"]').click()
        self.answered(before, item)

    def answered(self, before, what):
        is_told = browser.wait_for(
            self.driver, lambda: self.body("data-busy") == "false" and self.body("data-scans") != before, 10)
        assert is_told, f"{what}: no answer; {browser.text(self.driver, '#trouble')}"

    def look(self, name, is_checked=True):
        if self.shots:
            browser.screenshot(self.driver, name, self.shots)
        if is_checked:
            self.faults += [f"{name}: {line}" for line in browser.explain(browser.axe(self.driver)).splitlines()]
            self.faults += [f"{name}: {line}" for line in small_targets(self.driver)]

    def in_both_languages(self, name):
        self.look(name + "-en")
        self.driver.find_element(By.ID, "language").click()
        assert self.driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "zh-CN"
        self.look(name + "-zh")
        self.driver.find_element(By.ID, "language").click()


def small_targets(driver):
    """Buttons that a glove would miss."""
    return driver.execute_script(
        """return [...document.querySelectorAll('button, a')].filter((each) => each.getClientRects().length)
            .filter((each) => { const box = each.getBoundingClientRect(); return box.width < 48 || box.height < 48; })
            .map((each) => (each.id || each.dataset.item) + ' is smaller than 48 px');""")


def check_gate(trainer):
    json_type = {"Content_Type": "application/json"}
    status, headers = trainer.status()
    policy = headers["Content-Security-Policy"]
    assert status == 200 and "default-src 'none'" in policy and "unsafe" not in policy, policy
    assert trainer.status(Host="example.org")[0] == 421
    assert trainer.status("/lesson", Origin="http://example.org")[0] == 403
    assert trainer.status("/scan", "POST", b'{"item":"person:1"}', Content_Type="text/plain")[0] == 415
    assert trainer.status("/scan", "POST", b'{"item":"\\u4eba"}', **json_type)[0] == 400
    assert trainer.status("/scan", "POST", b'{"item":"' + b"x" * 5000 + b'"}', **json_type)[0] == 413
    assert trainer.status("/lesson", "DELETE")[0] == 405


def play(trainer, page):
    """All tasks, in their order. Returns their names."""
    tasks, slips = [], dict(SLIPS)
    while (task := page.body("data-task")) != "score":
        if not tasks or tasks[-1] != task:
            tasks.append(task)
            page.look(f"task-{len(tasks):02}-{task}", is_checked=False)
        if task in slips:
            item, name = slips.pop(task)
            page.scan(item)
            assert browser.attribute(page.driver, "#verdict", "data-name") == name, (task, name)
            assert browser.text(page.driver, "#hint"), f"no hint in {task}"
            page.look(f"slip-{task}", is_checked=False)
            if task == "person":
                page.in_both_languages("middle")
            continue
        right = trainer.lesson()["right"]
        if task == "used-tube" and right[0].startswith("person:"):
            # By keys alone.
            before = page.body("data-scans")
            page.driver.find_element(By.CSS_SELECTOR, f'button[data-item="{right[0]}"]').send_keys(Keys.ENTER)
            page.answered(before, right[0])
            continue
        page.scan(right[0])
    return tasks


def check_typing(page):
    """What a scanner types is a scan: here something that is none of the site's codes."""
    before = page.body("data-scans")
    page.driver.execute_script(
        """for (const key of [...arguments[0], 'Enter']) document.body.dispatchEvent(
            new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));""", "LUNCH-42")
    page.answered(before, "a typed reading")
    assert browser.attribute(page.driver, "#verdict", "data-kind") == "refused"
    assert browser.attribute(page.driver, "#verdict", "data-name") == "unknown-code"


def check_score(page, typed):
    score = page.driver.find_element(By.ID, "score")
    expected = SCORE - 5 * typed
    lines = browser.attributes(page.driver, "#lines [data-line]", "data-line")
    points = int(score.get_attribute("data-score"))
    # A machine that is busy costs time, which is counted as it says.
    seconds = browser.attribute(page.driver, '[data-figure="time"]', "data-value").split(":")
    late = max(0, int(seconds[0]) * 60 + int(seconds[1]) - 300)
    expected -= min(10, -(-late // 15))
    assert points == expected < 100, f"{points} points, expected {expected}"
    assert set(lines) == set(SLIPS), lines
    for line in SLIPS:
        words = browser.text(page.driver, f'#lines [data-line="{line}"] .instead')
        assert words and len(words) > 20, line
    assert browser.text(page.driver, "#rule")


def run(folder, shots):
    trainer = Trainer(folder)
    try:
        check_gate(trainer)
        driver = browser.start(1280, 800)
        try:
            page = Page(driver, shots)
            driver.get(trainer.address)
            assert browser.wait_for(driver, lambda: page.body("data-task") == "start", 10), "no page"
            page.in_both_languages("start")
            driver.find_element(By.ID, "begin").click()
            assert browser.wait_for(driver, lambda: page.body("data-task") == "category", 10), "no first task"
            check_typing(page)
            tasks = play(trainer, page)
            assert len(tasks) == int(page.body("data-tasks")) == int(page.body("data-done")), tasks
            check_score(page, typed=1)
            page.in_both_languages("end")
            for width, height in ((1920, 1080), (390, 800)):
                browser.resize(driver, width, height)
                page.look(f"end-{width}")
            browser.resize(driver, 1280, 800)
            driver.find_element(By.ID, "again").click()
            assert browser.wait_for(driver, lambda: page.body("data-task") == "start", 20), "no second shift"
            driver.find_element(By.ID, "begin").click()
            assert browser.wait_for(driver, lambda: page.body("data-task") == "category", 10), "no second first task"
            for width, height in ((1920, 1080), (1024, 768), (390, 800)):
                browser.resize(driver, width, height)
                page.look(f"category-{width}")
                wide = driver.execute_script("return document.scrollingElement.scrollWidth > innerWidth")
                assert not wide, f"the page is wider than {width}"
            page.faults += browser.console_errors(driver)
        finally:
            driver.quit()
    finally:
        code = trainer.close()
    assert not page.faults, "\n".join(page.faults)
    assert code == 0, f"scansim ended with {code}"
    return len(tasks)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path(".build/release"))
    parser.add_argument("--shots", type=pathlib.Path)
    words = parser.parse_args()
    begun = time.monotonic()
    tasks = run(words.bin.resolve(), words.shots)
    print(f"training completed: {tasks} tasks, {SCORE - 5} points as expected, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
