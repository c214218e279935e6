"""Release builds of what is measured and of what it is measured against."""

import os
import shutil
import subprocess

BENCHMARKS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(BENCHMARKS)


class Binaries:
    """Where the executables are."""

    def __init__(self):
        self.sallyport = self._build(ROOT, "sallyport")
        self._pin()
        self.bare_route = self._build(BENCHMARKS, "BareRoute")
        self.connection_reuse = self._build(BENCHMARKS, "ConnectionReuse")
        self.drivers = self._build(ROOT, "DriverBenchmark")
        self.delivery_sender = self._build(ROOT, "DeliverySender")

    @staticmethod
    def _pin():
        """The bare route is built with the versions that sallyport was built with."""
        pins, copy = (os.path.join(place, "Package.resolved") for place in (ROOT, BENCHMARKS))
        if not os.path.exists(copy) or os.path.getmtime(copy) < os.path.getmtime(pins):
            shutil.copyfile(pins, copy)

    @staticmethod
    def _build(package, product):
        command = [os.path.join(ROOT, "Scripts", "build-release"), product, package]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
