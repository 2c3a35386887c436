"""The kiosk's pages in Chromium, while a shift is worked at a table of the shipping station with fake devices.

    python3 Tests/Kiosk/shift.py --scansim .build/release/scansim [--shots FOLDER]

`scansim` stands beside the `scanstation` whose pages are tested. Needs what `browser.py` needs, and zbarimg. Every act is a
scan, a plug or a fault; what is asserted is what somebody sees who looks at the screen. One line for each scenario; exit 1 on
failure, with a picture of each browser in the folder. About a minute and a half on two cores.
"""

import argparse
import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import work  # noqa: F401 (its scenarios come first)
from browser import SIZES, attribute, attributes, link, resize, screenshot, text, texts, wait_for
from watch import Failure, check, same, Table, Watch, is_chinese, crowded, scenario, SEEN, SILENCE, MARGIN, scenarios


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


import day  # noqa: E402, F401 (its scenarios come last)


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
