"""What a run says at its end: CI fails when a test was skipped, and the last line names the browser journeys
that were left out for want of a browser."""

import os

import pytest

KEY = "journeys_left_out"


class EndOfRun:
    """Registered once per process. With xdist, the workers collect and the first process reports."""

    def __init__(self, config):
        self.config = config
        self.in_ci = os.environ.get("CI") == "true"
        self.journeys_left_out = []
        self.skipped = []

    def pytest_runtest_logreport(self, report):
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report):
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.journeys_left_out = getattr(node, "workeroutput", {}).get(KEY) or self.journeys_left_out

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput[KEY] = self.journeys_left_out
        elif self.in_ci and self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.in_ci and self.skipped:
            terminalreporter.section("skipped tests fail CI: deselect by marker instead")
            for name in self.skipped:
                terminalreporter.line(name)

    def pytest_unconfigure(self):
        if self.journeys_left_out and not hasattr(self.config, "workeroutput"):
            names = ", ".join(name.rpartition("/")[2] for name in self.journeys_left_out)
            print(f"Left out, no Chromium here: {len(self.journeys_left_out)} browser journeys: {names}")
