"""Scenarios of a day as a whole: what runs out, what has not left, and how far the buildings of a roster are."""

import os
import subprocess
import tempfile

from browser import attributes, screenshot, texts, wait_for
from watch import SEEN, Failure, Table, check, same, scenario

# Two buildings; nobody's number is known, so that everybody is known by their line.
ROSTER = """building,unit,door,name,number,phone,single,note,household,line
3,1,101,Household One,,,,,H000001,L00000101
3,1,101,Household One,,,,,H000001,L00000102
3,1,102,Household Two,,,,,H000002,L00000201
4,1,101,Household Three,,,,,H000003,L00000301
"""


@scenario
def from_door_to_door(watch):
    """A station with a roster: tubes that are left, people who have not been exported, buildings as they are done."""
    with tempfile.TemporaryDirectory(prefix="kiosk-doors-") as folder:
        roster = folder + "/roster.csv"
        with open(roster, "w", encoding="utf-8") as file:
            file.write(ROSTER)
        table = Table(watch.table.scansim, folder + "/table", more=("--roster", roster))
        try:
            work(watch, table, folder)
        finally:
            table.close()


def work(watch, table, folder):
    desk, side = watch.zh, watch.side
    watch.go(side, "/supervisor?lang=en", table)
    watch.go(desk, "/?lang=zh", table)
    try:
        for code in ("CATEGORY-1", "MODE-1"):
            table.scan("card:" + code, "accepted")
        table.scan("card:STOCK", "accepted")
        table.type("40")
        table.scan("card:ENTER", "accepted")
        watch.shows(desk, "[data-tile=stock]", "data-tubes", "40")
        table.scan("L00000101", "accepted")
        table.scan("tube:1", "sealed")
        watch.shows(desk, "[data-tile=stock]", "data-tubes", "39")
        table.scan("H000003", "accepted")
        table.scan("card:ABSENT", "accepted")
        watch.shows(desk, "[data-tile=outbox]", "data-people", "1")
        # It is read again after ten seconds.
        watch.shows(side, "[data-building='3']", "data-sampled", "1", SEEN + 20)
        wait_for(None, lambda: attributes(side, "[data-building]", "data-open") == ["2", "1"], SEEN + 20)
        same(attributes(side, "[data-building]", "data-building"), ["3", "4"], "those with most doors to go to first")
        absent = lambda: "absent 1" in " ".join(texts(side, "[data-building='4'] small"))  # noqa: E731
        check(wait_for(None, absent, SEEN + 20), "who was not at home is not said")
        watch.shows(side, "[data-unexported]", "data-unexported", "1")
        watch.axe(side, "/supervisor of a roster")
        side.execute_script("document.querySelector('#roster').scrollIntoView()")
        screenshot(side, "supervisor-roster-en", watch.shots)
        screenshot(desk, "operator-roster-zh", watch.shots)
        # All that was recorded of a tube, for who has asked at the desk.
        table.scan("card:ASK", "accepted")
        table.scan("tube:1", "attention")
        check(wait_for(None, lambda: len(texts(side, "#rows li")) == 1, SEEN + 6), "the tube's one row is not there")
        check("sealed" in texts(side, "#rows li")[0], "what was done to it is not said")
        side.execute_script("document.querySelector('#history').scrollIntoView()")
        watch.axe(side, "/supervisor with a history")
        screenshot(side, "supervisor-history-en", watch.shots)
        export(table, folder)
        watch.shows(side, "[data-unexported]", "data-unexported", "0", SEEN + 6)
        check(wait_for(None, lambda: "CSV" in "".join(texts(side, "[data-export]")), SEEN + 6), "the export is not listed")
        wait_for(None, lambda: not texts(desk, "[data-tile=outbox]"), SEEN)
        same(texts(desk, "[data-tile=outbox]"), [], "what has left is no matter of the desk")
        screenshot(side, "supervisor-exported-en", watch.shots)
    finally:
        # Before the station ends, whose page would miss it.
        watch.go(desk, "/?lang=zh")
        watch.go(side, "/supervisor?lang=en")


def export(table, folder):
    """As somebody does it on the box, while the station works."""
    station = os.path.join(os.path.dirname(table.scansim), "scanstation")
    subprocess.run(
        [station, "export", "--journal", folder + "/table/journal.sqlite", "--output", folder + "/day.csv"],
        check=True, timeout=30)


@scenario
def full_disk(watch):
    """A disk that fills in the middle of the work: nothing is taken, both languages say why, and it goes on with room."""
    with tempfile.TemporaryDirectory(prefix="kiosk-disk-") as folder:
        disk = folder + "/disk"
        os.mkdir(disk)
        # A disk of its own, in a mount namespace of its own.
        mount = ("sh", "-c", 'mount -t tmpfs -o size=40m tmpfs "$0" && exec "$@"', disk)
        table = Table(watch.table.scansim, disk + "/table", within=namespace(folder) + mount)
        try:
            fill(watch, table, f"/proc/{table.process.pid}/root{disk}/filling")
        finally:
            table.close()


def namespace(folder):
    """How a mount of one's own is had here: as root, or as root of a user namespace."""
    for words in (("unshare", "--mount"), ("unshare", "--mount", "--map-root-user")):
        if subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, timeout=20).returncode == 0:
            return words
    raise Failure("no mount namespace can be had, neither as root nor by user namespaces")


def fill(watch, table, filling):
    try:
        for driver, language in watch.operators:
            watch.go(driver, f"/?lang={language}", table)
        table.scan("card:CATEGORY-1", "accepted")
        with open(filling, "wb", buffering=0) as file:
            while True:
                try:
                    file.write(bytes(65536))
                except OSError:
                    break
        # What was written before and is not needed any more makes room for some rows.
        for number in range(1, 500):
            heard = table.do(f"scan collect person:{number}")["heard"]
            if heard == "refused" and "trouble" in table.screen:
                break
            table.do(f"scan collect tube:{number}")
        check("disk is full" in table.screen["trouble"]["en"], f"trouble: {table.screen.get('trouble')}")
        watch.both("#now", "data-from", "trouble")
        watch.words("#now-next")
        for driver, _ in watch.operators:
            same(texts(driver, "#verdict-next"), [""], "what is asked for while nothing is taken")
        watch.picture("disk-full")
        watch.axe(watch.en, "a full disk")
        os.remove(filling)
        table.do("scan collect person:600")
        wait_for(None, lambda: "trouble" not in table.screen, SEEN)
        check("trouble" not in table.screen, "there is room, and the screen says that there is none")
        watch.both("#now", "data-from", "now")
    finally:
        for driver, language in watch.operators:
            watch.go(driver, f"/?lang={language}")
