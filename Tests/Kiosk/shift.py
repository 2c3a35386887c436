"""The kiosk's pages in Chromium, while a shift is worked at a table of the shipping station with fake devices.

    python3 Tests/Kiosk/shift.py --scansim .build/release/scansim [--shots FOLDER]

`scansim` stands beside the `scanstation` whose pages are tested. Needs what `browser.py` needs, and zbarimg. Every act is a
scan, a plug or a fault; what is asserted is what somebody sees who looks at the screen. One line for each scenario; exit 1 on
failure, with a picture of each browser in the folder. About a minute and a half on two cores.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request

from browser import (
    SIZES, attribute, attributes, axe, console_errors, explain, link, open_view, overflows, resize, screenshot, start, text,
    texts, wait_for,
)

ANSWER = 20  # s until an act at the table is answered
SEEN = 4  # s until a page shows what was said; it takes a tenth of that where two cores are free
SILENCE = 2  # s after which a page says that the station is lost
MARGIN = 1  # s for a slow machine

SCANNERS = ("collect", "pack")


class Failure(Exception):
    """Something was seen that is wrong, or was not seen."""


def check(holds, message):
    if not holds:
        raise Failure(message)


def same(came, expected, what):
    check(came == expected, f"{what}: expected {expected!r}, came {came!r}")


# MARK: The table


class Table:
    """`scansim table`: each line is an act, each answer a line of JSON."""

    def __init__(self, scansim, folder, language="en"):
        self.port = free_port()
        self.process = subprocess.Popen(
            [scansim, "table", "--keep", folder, "--port", str(self.port), "--language", language],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        try:
            self.base = self.answer("start")["screen"].rstrip("/")
        except Failure:
            self.close()
            raise

    def answer(self, line):
        """The next line of the output, in good time."""
        overdue = threading.Timer(ANSWER, self.process.kill)
        overdue.start()
        said = self.process.stdout.readline()
        overdue.cancel()
        check(said, f"the table ended, or said nothing for {ANSWER} s, at: {line}")
        return json.loads(said)

    def do(self, line):
        """One act. What went wrong at the table is a failure."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.answer(line)
        check("error" not in answer, f"{line}: {answer.get('error')}")
        return answer

    def scan(self, code, heard, scanner="collect"):
        """Until the station's screen has it too, which is after it was heard."""
        before = self.number
        same(self.do(f"scan {scanner} {code}").get("heard"), heard, f"heard after {scanner} has read {code}")
        if before:
            check(wait_for(None, lambda: self.number != before, SEEN), f"{code} was heard, and the screen does not have it")

    @property
    def number(self):
        """Of the desk's last verdict; None while a shift is closed."""
        return self.lane.get("last", {}).get("n")

    def type(self, digits):
        """With DIGIT cards; the same card again counts when it was out of sight."""
        for before, digit in zip(" " + digits, digits):
            if before == digit:
                time.sleep(0.35)
            self.do(f"scan collect card:DIGIT-{digit}")

    def ask(self, path):
        with urllib.request.urlopen(self.base + path, timeout=5) as answer:
            return json.load(answer)

    @property
    def screen(self):
        return self.ask("/api/v1/state")["screen"]

    @property
    def lane(self):
        return self.screen["lanes"][0]

    def close(self):
        """The table ends its station; what does not end is ended, each by its id."""
        begun = descendants(self.process.pid)
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        for end in (lambda: None, self.process.terminate, self.process.kill):
            end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
                break
        for process in begun:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def descendants(process):
    """What this process has begun, and what that has."""
    found = []
    for task in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
    return found


def free_port():
    """One that stays the station's over its restarts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


# MARK: What is looked at


class Watch:
    """Two operators' browsers in two languages, one that goes where it is needed, and the table they watch."""

    def __init__(self, table, shots):
        self.table = table
        self.shots = shots
        self.en, self.zh, self.side = None, None, None

    def open(self):
        self.en, self.zh, self.side = start(1024, 600), start(1024, 600), start(1024, 600)
        for driver, language in self.operators:
            self.go(driver, f"/?lang={language}")

    def close(self):
        for driver in (self.en, self.zh, self.side):
            if driver:
                with contextlib.suppress(Exception):
                    driver.quit()

    @property
    def operators(self):
        return ((self.en, "en"), (self.zh, "zh"))

    def go(self, driver, path):
        check(open_view(driver, self.table.base, path, 8), f"{path} does not reach the station")

    def shows(self, driver, css, name, expected, seconds=SEEN):
        """The attribute becomes this; words where the name is `text`."""
        def came():
            return text(driver, css) if name == "text" else attribute(driver, css, name)

        wait_for(driver, lambda: came() == expected, seconds)
        same(came(), expected, f"{css} {name}")

    def both(self, css, name, expected):
        for driver, _ in self.operators:
            self.shows(driver, css, name, expected)

    def words(self, css):
        """Of both operators: there, and each in its own language."""
        en, zh = text(self.en, css), text(self.zh, css)
        check(en and re.search("[A-Za-z]{2}", en) and not is_chinese(en), f"{css} is not English: {en!r}")
        check(zh and is_chinese(zh), f"{css} is not Chinese: {zh!r}")
        return en, zh

    def told(self, kind, name="accepted"):
        """Both show the desk's last verdict, in words. Returns its number."""
        last = self.table.lane["last"]
        same((last["kind"], last["name"]), (kind, name), "the last verdict")
        for key, expected in (("data-verdict-n", str(last["n"])), ("data-kind", kind), ("data-name", name)):
            self.both("#verdict", key, expected)
        self.words("#verdict-kind")
        self.words("#verdict-what")
        return last["n"]

    def picture(self, name):
        """Of both operators, and nothing of it leaves a screen of any size."""
        faults = []
        for driver, language in self.operators:
            screenshot(driver, f"operator-{name}-{language}", self.shots)
            faults += [f"{name} {language} {each}" for each in crowded(driver, f"phone-{name}-{language}", self.shots)]
        check(not faults, "\n".join(faults))

    def side_pictures(self, view, name):
        for language in ("en", "zh"):
            self.go(self.side, f"/{view}?lang={language}")
            time.sleep(0.3)
            screenshot(self.side, f"{view}-{name}-{language}", self.shots)

    def axe(self, driver, name):
        found = axe(driver)
        check(not found, f"{name}:\n{explain(found)}")

    def verdicts(self):
        """The numbers in the supervisor's list, newest first."""
        return [int(number) for number in attributes(self.side, "#lately li", "data-verdict-n")]

    def quiet(self, name, is_gone=False):
        """No page complained; of a station that is gone, the browser itself does."""
        for driver in (self.en, self.zh, self.side):
            errors = console_errors(driver)
            if is_gone:
                errors = [each for each in errors if not re.search(r"/api/v1/\w+ - Failed to load", each)]
            check(not errors, f"{name}, console: {errors}")


def is_chinese(words):
    return bool(re.search("[\u4e00-\u9fff]", words))


def crowded(driver, name=None, shots=None):
    """What does not fit at each size, with a picture of the narrowest. The page is left as it was."""
    found = []
    for width, height in SIZES:
        resize(driver, width, height)
        # Words are fitted in the frame after the next.
        wait_for(driver, lambda: not overflows(driver), 1.5)
        found += [f"{width}x{height}: {each}" for each in overflows(driver)]
        if name and (width, height) == SIZES[-1]:
            screenshot(driver, name, shots)
    resize(driver, 1024, 600)
    return found


# MARK: Scenarios

scenarios = []


def scenario(function):
    scenarios.append(function)
    return function


@scenario
def morning(watch):
    """A shift that was closed: the report, MORNING, what it looked at, and one green word."""
    table = watch.table
    table.scan("card:REPORT", "attention")
    table.scan("card:CONFIRM", "accepted")
    watch.both("body", "data-shift", "closed")
    table.scan("card:MORNING", "accepted")
    watch.both("body", "data-report", "false")
    watch.both("#now", "data-from", "check")
    watch.both("#now", "data-sign", "attention")
    well = ["false" if "fix" in each else "true" for each in table.screen["check"]]
    same(attributes(watch.en, "#check li", "data-well"), well, "ticks")
    watch.words("#check [data-well=false]")
    watch.words("#now-next")
    watch.picture("check")
    table.scan("card:CATEGORY-1", "accepted")
    watch.both("#category", "data-chosen", "true")
    same(text(watch.en, "#category"), "whole population", "category")
    same(text(watch.zh, "#category"), "全员筛查", "category")
    # The fake world's clock is trusted when it was set.
    if any("Clock" in each["what"]["en"] for each in table.screen["check"] if "fix" in each):
        table.scan("card:TIME", "accepted")
        watch.both("#check", "hidden", None)
        table.type(time.strftime("%Y%m%d%H%M"))
        table.scan("card:ENTER", "attention")
        watch.both("#now", "data-sign", "question")
        watch.picture("question")
        table.scan("card:CONFIRM", "accepted")
    watch.both("#now", "data-sign", "accepted")
    same((text(watch.en, "#now-next"), text(watch.zh, "#now-next")), ("Ready", "就绪"), "the one word")
    same(attributes(watch.zh, "#check [data-well=false]", "data-well"), [], "things to fix")
    watch.picture("ready")
    watch.axe(watch.en, "check")


@scenario
def shift_by_scans(watch):
    """A pool and a bag by scans alone: signs, places, verdicts, bag and the sign for the queue follow."""
    table = watch.table
    watch.go(watch.side, "/subject")

    def step(scanner, code, kind, expected):
        table.scan(code, kind, scanner)
        for css, name, value in expected:
            watch.both(css, name, value)
        if not any(css == "#verdict" for css, _, _ in expected):
            watch.told(kind)

    def subject(sign):
        watch.shows(watch.side, "#sign", "data-sign", sign)

    now, tube, also = ("#now", "data-sign"), "#tube", ("#also [data-from=packing]", "data-sign")
    bag = "[data-tile=bag]"
    step("collect", "card:MODE-2", "accepted", [(*now, "accepted"), (tube, "hidden", "")])
    subject("show")
    step("collect", "person:1", "accepted", [(*now, "tube"), ("#now", "data-from", "now"), (tube, "data-count", "0")])
    same(attributes(watch.en, "#check li", "data-well"), [], "the check after the first person")
    for driver, language in watch.operators:
        check("18" in text(driver, "#waiting b"), f"the one who waits in {language}: {text(driver, '#waiting b')}")
        check("310" not in text(driver, "#waiting b"), "the one who waits is masked")
    subject("sampled")
    if "subject" not in table.lane["last"]:
        print("    (this station does not tell verdict.subject: it is put in)")
        tell_subjects(watch.side)
    watch.picture("tube")
    step("collect", "tube:1", "accepted", [(*now, "person"), (tube, "data-count", "1"), (tube, "data-code", "T0000000018")])
    subject("done")
    for person in (2, 3):
        step("collect", f"person:{person}", "accepted", [(*now, "tube")])
        step("collect", "tube:1", "accepted", [(tube, "data-count", str(person))])
    same(attributes(watch.zh, "#tube li", "data-taken"), ["true"] * 3 + ["false"] * 7, "the tube's places")
    subject("show")
    watch.picture("person")
    step("collect", "card:SHORT", "accepted", [(*now, "close-tube")])
    watch.picture("close-tube")
    subject("wait")
    step("collect", "tube:1", "sealed", [(tube, "data-code", "")])
    watch.picture("sealed")
    step("pack", "bag:1", "accepted", [(bag, "data-phase", "open"), (bag, "data-code", "B00000001")])
    step("pack", "tube:1", "accepted", [])
    watch.both(bag + " b", "text", "1/20")
    step("pack", "bag:1", "accepted", [(bag, "data-phase", "closed"), (*also, "count")])
    watch.picture("count")
    step("pack", "card:COUNT-1", "accepted", [(bag, "data-phase", "counted"), (*also, "seal")])
    watch.picture("seal")
    step("pack", "seal:1", "sealed", [(*also, None), (bag, "data-phase", None)])
    # A full tube while the next person waits.
    for person in range(11, 21):
        table.scan(f"person:{person}", "accepted")
        table.scan("tube:2", "accepted")
    watch.told("accepted")
    watch.both("#now", "data-sign", table.lane["now"]["sign"])
    watch.both("#parked b", "data-parked", "T0000000026")
    watch.picture("full")
    table.scan("tube:2", "sealed")
    watch.both("#parked b", "data-parked", None)


def tell_subjects(driver):
    """For a station that does not yet tell whom a verdict is about."""
    driver.execute_script(
        """
        const parse = JSON.parse;
        JSON.parse = (text) => {
            const told = parse(text);
            for (const verdict of told.verdicts || []) {
                if (/ waits$/.test(verdict.what.en)) verdict.subject = 'came';
                else if (/: place \\d/.test(verdict.what.en)) verdict.subject = 'sampled';
            }
            return told;
        };
        """
    )


@scenario
def wrong_scans(watch):
    """Refused in words of both languages, and nothing has changed."""
    table = watch.table
    table.scan("person:21", "accepted")
    table.scan("tube:4", "accepted")
    wrong = [
        ("bag:1", "wrong-class"), ("tube:1", "tube-used"), ("tube:5", "no-person"), ("T0000000019", "check-digit"),
        ("https://example.org/lunch", "unknown-code"), ("person:21", "dup-here"),
    ]
    for code, reason in wrong:
        unchanged(watch, code, reason)
    watch.picture("refused")
    watch.axe(watch.zh, "refused")
    table.scan("person:22", "accepted")
    for code, reason in (("tube:1", "tube-used"), ("tube:5", "open-tube"), ("person:23", "person-waits")):
        unchanged(watch, code, reason)
    table.scan("tube:4", "accepted")
    watch.both("#tube", "data-count", "2")


def unchanged(watch, code, reason):
    def work():
        lane = {key: value for key, value in watch.table.lane.items() if key != "last"}
        # Milliseconds of two clocks; a rounding apart from one time to the next.
        lane.get("waiting", {}).pop("since", None)
        return lane

    def seen(driver):
        return driver.execute_script(
            "return ['#tube', '#now'].map((each) => ({...document.querySelector(each).dataset}))"
        )

    last = watch.table.lane["last"]
    before = (work(), watch.told(last["kind"], last["name"]), seen(watch.en), seen(watch.zh))
    watch.table.scan(code, "refused")
    number = watch.told("refused", reason)
    watch.words("#verdict-next")
    check(number > before[1], f"{reason}: the same verdict")
    same((work(), seen(watch.en), seen(watch.zh)), (before[0], *before[2:]), f"the work after {reason}")


@scenario
def devices(watch):
    """A scanner unplugged, both, and plugged again: the tile and the desk say so."""
    table = watch.table
    tile = "[data-tile=devices]"
    table.do("unplug collect")
    # Lost, or in trouble where the kernel has not yet said that it is gone: somebody has to plug it in either way.
    watch.both(tile, "data-state", "warning")
    same({attribute(driver, tile, "data-device") for driver, _ in watch.operators}, {"05e0:1701/21094B0F11"}, "the device")
    watch.words(tile)
    check(table.lane["open"], "the other scanner still works")
    watch.picture("scanner-lost")
    table.do("unplug pack")
    watch.both("#now", "data-from", "lane")
    watch.both("#now", "data-sign", "plug")
    watch.words("#now-next")
    watch.picture("no-scanner")
    for scanner in SCANNERS:
        table.do(f"plug {scanner}")
    watch.both("#now", "data-from", "now")
    watch.both(tile, "data-state", "fine")
    table.scan("person:24", "accepted")
    table.scan("tube:4", "accepted")
    watch.both("#tube", "data-count", "3")


@scenario
def printer(watch):
    """Out of paper when a bag's label is due: said in words, owed, printed when it is mended."""
    table = watch.table
    table.do("fault printer paper-out")
    table.scan("bag:2", "accepted", "pack")
    table.scan("tube:2", "accepted", "pack")
    table.scan("bag:2", "accepted", "pack")
    table.scan("card:COUNT-1", "accepted", "pack")
    table.scan("seal:2", "sealed", "pack")
    watch.shows(watch.en, "[data-tile=labels]", "data-count", "1", 10)
    watch.both("[data-tile=labels]", "data-count", "1")
    watch.both("[data-tile=devices]", "data-device-state", "trouble")
    watch.words("[data-tile=labels]")
    watch.words("[data-tile=devices]")
    watch.picture("no-paper")
    table.do("fault printer reload")
    watch.shows(watch.en, "[data-tile=labels]", "data-count", None, 15)
    watch.shows(watch.zh, "[data-tile=devices]", "data-state", "fine", 10)


@scenario
def reload(watch):
    """A page that is loaded again in the middle of the work shows the same, and nothing twice."""
    table = watch.table
    table.scan("person:25", "accepted")
    number = watch.told("accepted")
    before = seen_of_all(watch.en)
    wait_for(watch.en, lambda: attribute(watch.en, "#verdict", "data-fresh") == "false", 6)
    watch.en.refresh()
    check(wait_for(watch.en, lambda: link(watch.en) == "ok", 8), "the page that was loaded again does not reach the station")
    watch.shows(watch.en, "#verdict", "data-verdict-n", str(number))
    watch.shows(watch.en, "#verdict", "data-fresh", "false")
    same(seen_of_all(watch.en), before, "the page that was loaded again")
    watch.go(watch.side, "/supervisor?lang=en")
    check(wait_for(watch.side, lambda: number in watch.verdicts(), SEEN), "the supervisor's list lacks the last verdict")
    before = watch.verdicts()
    watch.side.refresh()
    wait_for(watch.side, lambda: watch.verdicts() == before, 8)
    same(watch.verdicts(), before, "the list after a reload")
    same(len(set(before)), len(before), "verdicts in the list, each once")
    table.scan("tube:4", "accepted")


def seen_of_all(driver):
    """What a desk's page shows, but for what passes with time."""
    return driver.execute_script(
        """
        const of = (css) => { const each = document.querySelector(css); return each ? {...each.dataset} : null; };
        const {fresh, turn, ...verdict} = of('#verdict');
        return {
            verdict, body: of('body'), now: of('#now'), tube: of('#tube'),
            next: document.querySelector('#now-next').textContent,
            tiles: [...document.querySelectorAll('.tile')].map((each) => ({...each.dataset})),
            places: [...document.querySelectorAll('#tube li')].map((each) => each.dataset.taken),
        };
        """
    )


@scenario
def two_languages(watch):
    """Two browsers in two languages see the same."""
    for driver, _ in watch.operators:
        wait_for(driver, lambda: attribute(driver, "#verdict", "data-fresh") == "false", 5)
    en, zh = seen_of_all(watch.en), seen_of_all(watch.zh)
    for seen in (en, zh):
        check(seen["next"], "nothing says what to do")
        seen["body"].pop("lang")
    check(en.pop("next") != zh.pop("next"), "both say it in one language")
    same(zh, en, "what the Chinese browser shows")


@scenario
def buttons(watch):
    """Language and light change at once, without a reload."""
    driver = watch.en
    driver.execute_script("window.stays = true")
    turns = (("language", "body", "data-lang", ("zh", "en")), ("theme", "html", "data-theme", ("night", "day")))
    for name, css, key, both in turns:
        for expected in both:
            before = text(driver, "#now-next")
            driver.find_element("css selector", f"#{name}").click()
            watch.shows(driver, css, key, expected, 1)
            if name == "language":
                wait_for(driver, lambda: text(driver, "#now-next") != before, 1)
                same(is_chinese(text(driver, "#now-next")), expected == "zh", "whether the words are Chinese")
            elif expected == "night":
                screenshot(driver, "operator-night-en", watch.shots)
    check(driver.execute_script("return window.stays === true"), "the page was loaded again")


@scenario
def hung(watch):
    """A station that hangs is told as lost within two seconds, over the whole screen, and is back by itself."""
    table = watch.table
    watch.go(watch.side, "/subject")
    table.do("hang")
    begun = time.monotonic()
    lost(watch, begun + SILENCE + MARGIN)
    for driver, language in watch.operators:
        screenshot(driver, f"operator-lost-{language}", watch.shots)
        box = driver.execute_script(
            "const box = document.querySelector('#lost').getBoundingClientRect(); return [box.x, box.y, box.width, box.height]"
        )
        same(box, [0, 0, 1024, 600], "where it says that the station is lost")
        same(text(driver, "#now"), None, "the last instruction")
    watch.words("#lost h1")
    watch.shows(watch.side, "#sign", "data-sign", "wait")
    watch.axe(watch.en, "lost")
    faults = crowded(watch.zh)
    check(not faults, "\n".join(faults))
    table.do("go")
    for driver, _ in watch.operators:
        check(wait_for(driver, lambda: link(driver) == "ok", 6), "the page does not come back")
    table.scan("person:27", "accepted")
    watch.told("accepted")
    watch.quiet("hung", is_gone=True)


def lost(watch, until):
    for driver, language in watch.operators:
        check(
            wait_for(driver, lambda: link(driver) == "lost", max(0.05, until - time.monotonic())),
            f"the page in {language} shows a state that is older than {SILENCE + MARGIN} s",
        )


@scenario
def killed(watch):
    """A station that is killed is lost, and back by itself; what it said last is said again."""
    table = watch.table
    before, boot = seen_of_all(watch.en), table.ask("/api/v1/state")["boot"]
    watch.go(watch.side, "/supervisor?lang=en")
    table.do("kill")
    lost(watch, time.monotonic() + SILENCE + MARGIN)
    table.do("start")
    for driver in (watch.en, watch.zh, watch.side):
        check(wait_for(driver, lambda: link(driver) == "ok", 8), "the page does not come back")
    check(table.ask("/api/v1/state")["boot"] != boot, "the same start")
    # The last verdict of before, and then what was open.
    said = "#lately li[data-kind=accepted][data-name=accepted]"
    check(wait_for(watch.side, lambda: attribute(watch.side, said, "data-verdict-n"), 6), "the last verdict is not repeated")
    same(len(attributes(watch.side, said, "data-kind")), 1, "how often the last verdict is repeated")
    same(len(set(watch.verdicts())), len(watch.verdicts()), "verdicts in the list, each once")
    after = seen_of_all(watch.en)
    for key in ("now", "tube", "places", "next"):
        same(after[key], before[key], f"{key} after the restart")
    table.scan("tube:4", "accepted")
    watch.told("accepted")
    watch.quiet("killed", is_gone=True)


@scenario
def sleep(watch):
    """A page is put to sleep during two scans: it wakes as lost, and then has told both, each once."""
    # Of a start that has said little: the list would cut off what it shows twice.
    table = watch.table
    watch.go(watch.side, "/supervisor?lang=en")
    first = table.lane["last"]["n"]
    check(wait_for(watch.side, lambda: first in watch.verdicts(), SEEN), "the list does not begin")
    for driver in (watch.side, watch.zh):
        driver.execute_script(
            """
            window.links = [];
            new MutationObserver(() => window.links.push(document.body.dataset.link))
                .observe(document.body, {attributes: true, attributeFilter: ['data-link']});
            """
        )
        driver.execute_cdp_cmd("Page.setWebLifecycleState", {"state": "frozen"})
    table.scan("person:26", "accepted")
    table.scan("tube:4", "accepted")
    time.sleep(SILENCE + 1)
    for driver in (watch.side, watch.zh):
        driver.execute_cdp_cmd("Page.setWebLifecycleState", {"state": "active"})
    for driver in (watch.side, watch.zh):
        check(wait_for(driver, lambda: link(driver) == "ok", 8), "the page does not wake")
        links = driver.execute_script("return window.links")
        same(links[:1], ["lost"], f"what the woken page said first, of {links}")
        same(links[-1], "ok", "what the woken page said last")
    wait_for(watch.side, lambda: first + 2 in watch.verdicts(), SEEN)
    same(watch.verdicts()[:3], [first + 2, first + 1, first], "the verdicts of a page that slept")
    same(len(set(watch.verdicts())), len(watch.verdicts()), "verdicts in the list, each once")
    watch.told("accepted")


@scenario
def report(watch):
    """REPORT and CONFIRM: the QR on the screen is what stands beside it; MORNING takes it away."""
    table = watch.table
    table.scan("card:SHORT", "accepted")
    table.scan("tube:4", "sealed")
    table.scan("card:REPORT", "attention")
    watch.both("body", "data-report", "true")
    watch.both("#also p", "data-from", "question")
    watch.words("#also b")
    watch.picture("report")
    table.scan("card:CONFIRM", "accepted")
    watch.both("body", "data-shift", "closed")
    watch.both("#also p", "data-from", "shift")
    for driver, language in watch.operators:
        wait_for(driver, lambda: attribute(driver, "#verdict", "data-fresh") == "false", 6)
        lines = texts(driver, "#report h1, #report li")
        check(is_chinese(lines[0]) == (language == "zh"), f"the report in {language}: {lines[0]}")
        same("\n".join(lines), table.screen["report"]["text"][language], "the report beside the picture")
        for width, height in SIZES:
            resize(driver, width, height)
            time.sleep(0.3)
            seen = screenshot(driver, f"report-{width}-{language}", watch.shots)
            same(decoded(seen), "\n".join(lines), f"the QR at {width}x{height}")
        resize(driver, 1024, 600)
        hints = texts(driver, "#report p")
        same([is_chinese(each) for each in hints], [True, False], f"what to do with it: {hints}")
    watch.picture("closed")
    for driver, language in watch.operators:
        watch.axe(driver, f"report {language}")
    table.scan("person:30", "refused")
    watch.both("#verdict", "data-name", "shift-closed")
    check(text(watch.en, "#verdict-next"), "a refusal is not seen beside the report")
    watch.picture("report-refused")
    table.scan("card:MORNING", "accepted")
    watch.both("body", "data-report", "false")


def decoded(picture):
    """What a phone would read in the picture."""
    read = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, timeout=20)
    return read.stdout.rstrip("\n")


@scenario
def pace(watch):
    """People an hour, which a station tells after ten minutes: on the supervisor's view, and small at the desk."""
    watch.go(watch.side, "/supervisor?lang=en")
    for driver in (watch.side, watch.en):
        driver.execute_script(
            """
            const parse = JSON.parse;
            JSON.parse = (text) => {
                const told = parse(text);
                if (told.screen) told.screen.pace = {now: 96, best: 132};
                return told;
            };
            """
        )
    watch.table.scan("person:31", "accepted")
    watch.table.scan("tube:9", "accepted")
    watch.shows(watch.side, "[data-total=pace]", "data-value", "96")
    watch.shows(watch.side, "[data-total=pace]", "data-best", "132")
    watch.shows(watch.en, "[data-tile=pace]", "data-now", "96")
    check("132" in text(watch.side, "[data-total=pace]") and "96" in text(watch.en, "[data-tile=pace]"), "the pace in words")
    screenshot(watch.side, "supervisor-pace-en", watch.shots)
    screenshot(watch.en, "operator-pace-en", watch.shots)
    faults = crowded(watch.en)
    check(not faults, "\n".join(faults))
    watch.en.refresh()


@scenario
def every_view(watch):
    """Each view in both languages and both lights: nothing that axe finds, and figures that are the station's."""
    # The station counts anew every two seconds.
    figures = wait_for(watch.en, lambda: figures_of_now(watch.table), 6)
    check(figures, "the figures are not those of the screen")
    for theme in ("day", "night"):
        for language in ("en", "zh"):
            for view in ("", "supervisor"):
                watch.go(watch.side, f"/{view}?lang={language}&theme={theme}")
                if view:
                    watch.shows(watch.side, "[data-total=people]", "data-value", str(figures["people"]))
                    found = re.findall("NaN|undefined|null", text(watch.side, "main"))
                    check(not found, f"a field that is left out is shown: {found}")
                    watch.shows(watch.side, "#reasons li", "data-reason", figures["reasons"][0]["name"])
                    screenshot(watch.side, f"supervisor-{theme}-{language}", watch.shots)
                else:
                    watch.shows(watch.side, "#now", "data-from", "now")
                    screenshot(watch.side, f"operator-{theme}-{language}", watch.shots)
                watch.axe(watch.side, f"/{view} {language} {theme}")
        watch.go(watch.side, f"/subject?theme={theme}")
        watch.axe(watch.side, f"/subject {theme}")
        screenshot(watch.side, f"subject-{theme}", watch.shots)


def figures_of_now(table):
    figures = table.ask("/api/v1/figures")
    return figures if figures["people"] == table.screen["totals"]["people"] else None


# MARK: All of it


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--scansim", required=True, help="the built simulator; scanstation lies beside it")
    arguments.add_argument("--shots", help="the folder for pictures; default: a temporary one")
    arguments.add_argument("--only", help="names of scenarios, with commas; they build on those before them")
    asked = arguments.parse_args()
    only = asked.only.split(",") if asked.only else None
    # Whoever ends this test ends what it has begun.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
        shots = asked.shots or folder + "/shots"
        table, watch = None, None
        try:
            table = Table(asked.scansim, folder + "/table")
            watch = Watch(table, shots)
            watch.open()
            failed = run(watch, only)
        finally:
            if watch:
                watch.close()
            if table:
                table.close()
    print(f"{'FAILED' if failed else 'all well'} in {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


def run(watch, only):
    """Whether one failed: what follows it would fail for the same reason."""
    for function in scenarios:
        name = function.__name__
        if only and name not in only:
            continue
        begun = time.monotonic()
        try:
            function(watch)
            watch.quiet(name)
        except Exception as error:
            for key in ("en", "zh", "side"):
                with contextlib.suppress(Exception):
                    screenshot(getattr(watch, key), f"failed-{name}-{key}", watch.shots)
            print(f"FAILED {name}: {error}", flush=True)
            if not isinstance(error, Failure):
                traceback.print_exc()
            return True
        print(f"ok {time.monotonic() - begun:5.1f} s  {name}: {function.__doc__}", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
