"""Scenarios of work: a morning, a shift by scans alone, wrong scans, and devices in trouble."""

import time

from browser import attribute, attributes, text, wait_for
from watch import check, same, scenario, SCANNERS, SEEN


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
    # The label that MORNING has printed is read back.
    name = "Test label of lane 1"
    check(wait_for(None, lambda: fix_of(table, name) == "scan it", SEEN + 4), f"{name}: {fix_of(table, name)}")
    table.read_label("accepted")
    check(wait_for(None, lambda: fix_of(table, name) is None, SEEN), f"{name}: {fix_of(table, name)}")
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
    # And heard: each thing to fix as it became the first, and at last that all is ready.
    check(wait_for(None, lambda: table.voice.has_said("all-ready"), 10), "nobody says that all is ready")
    watch.picture("ready")
    watch.axe(watch.en, "check")


def fix_of(table, name):
    """What is to be done about this; None where it is well. `missing` where it is not looked at."""
    looked = {each["what"]["en"]: each.get("fix", {}).get("en") for each in table.screen.get("check", [])}
    return looked.get(name, "missing")


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
    # By what it is and where it works, not by its number.
    gone = {"en": "The scanner of desk 1 is gone", "zh": "1号台扫码枪已断开"}
    wait_for(None, lambda: table.lane["last"]["what"] == gone, SEEN)
    same(table.lane["last"]["what"], gone, "what is said of the device")
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
