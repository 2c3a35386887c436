"""A table of the shipping station with fake devices, and three browsers that watch its screen: what the scenarios share."""

import array
import contextlib
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
import wave

from browser import (
    SIZES, attribute, attributes, axe, console_errors, explain, open_view, overflows, resize, screenshot, start, text,
    wait_for,
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

    def __init__(self, scansim, folder, language="en", more=(), within=()):
        self.scansim = scansim
        self.port = free_port()
        self.voice = Voice(folder + "/sound", language)
        self.process = subprocess.Popen(
            [
                *within, scansim, "table", "--keep", folder, "--port", str(self.port), "--language", language,
                "--more", self.voice.configuration, *more,
            ],
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

    def read_label(self, heard):
        """The bars of the last label that the printer has printed, once it is out."""
        wait_for(None, lambda: not self.screen["labels"], SEEN + 4)
        same(self.do("read collect printer").get("heard"), heard, "heard after the label was read")

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


class Voice:
    """The station's sound in a WAV file, with recordings of noise, each of its own."""

    RATE = 22_050

    def __init__(self, folder, language):
        self.file = folder + "/heard.wav"
        self.phrases = folder + "/phrases"
        os.makedirs(f"{self.phrases}/{language}")
        self.recordings = {}
        for name in ("all-ready", "do-set-clock", "do-choose-category", "do-test-label"):
            noise = random.Random(name)
            samples = array.array("h", (noise.randrange(-20_000, 20_000) for _ in range(self.RATE // 4)))
            self.recordings[name] = samples.tobytes()
            with wave.open(f"{self.phrases}/{language}/{name}.wav", "wb") as recording:
                recording.setnchannels(1)
                recording.setsampwidth(2)
                recording.setframerate(self.RATE)
                recording.writeframes(samples.tobytes())

    @property
    def configuration(self):
        return f"sound: {{device: 'file:FILE={self.file},FORMAT=wav', phrases: '{self.phrases}', volume: 100}}"

    def has_said(self, name):
        """Whether this recording was played, by all but its ends, which are faded."""
        with open(self.file, "rb") as heard:
            return self.recordings[name][2000:-2000] in heard.read()


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

    def go(self, driver, path, table=None):
        check(open_view(driver, (table or self.table).base, path, 8), f"{path} does not reach the station")

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
