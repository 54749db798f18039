# SPDX-License-Identifier: MIT
"""Packs the package: PEP 517 for pip, which then needs nothing from the network, and a command for `make wheel`.

The files are packed as they are; there is nothing to compile. Where EC2ACCESS_BUNDLE names the C library, it goes into
the wheel, which is then one for this kind of machine.
"""
import argparse
import base64
import hashlib
import io
import os
import re
import sysconfig
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "ec2access"
VERSION = re.search(r'^__version__ = "(.*)"$', (PACKAGE / "_load.py").read_text(encoding="utf-8"), re.M)[1]
NAME = f"ec2access-{VERSION}"
LIBRARY = "libec2access.so.0"
DATE = (1980, 1, 1, 0, 0, 0)  # the same sources give the same bytes


def metadata():
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    return f"""\
Metadata-Version: 2.1
Name: ec2access
Version: {VERSION}
Summary: Who got onto which EC2 instance, when, from where, by which method, and what proves it
License: MIT
Requires-Python: >=3.9
Classifier: Programming Language :: Python :: 3
Classifier: License :: OSI Approved :: MIT License
Classifier: Topic :: Security
Classifier: Typing :: Typed
Description-Content-Type: text/markdown

{readme}"""


def modules():
    files = [path for path in PACKAGE.iterdir() if path.suffix == ".py" or path.name == "py.typed"]
    return sorted(files, key=lambda path: path.name)


def tag(library):
    platform = re.sub(r"[-.]", "_", sysconfig.get_platform()) if library else "any"
    return f"py3-none-{platform}"


class Wheel:
    """A zip file that lists what is in it."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.record = []

    def add(self, name, data, mode=0o644):
        info = zipfile.ZipInfo(name, DATE)
        info.external_attr = (0o100000 | mode) << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(info, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(data)}")

    def close(self, name):
        lines = [*self.record, f"{name},,"]
        self.zip.writestr(zipfile.ZipInfo(name, DATE), "\n".join(lines) + "\n")
        self.zip.close()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    library = os.environ.get("EC2ACCESS_BUNDLE")
    name = f"{NAME}-{tag(library)}.whl"
    wheel = Wheel(Path(wheel_directory) / name)
    for path in modules():
        wheel.add(f"ec2access/{path.name}", path.read_bytes())
    if library:
        wheel.add(f"ec2access/{LIBRARY}", Path(library).read_bytes(), 0o755)
    about = f"Wheel-Version: 1.0\nGenerator: libec2access\nRoot-Is-Purelib: {str(not library).lower()}\n"
    wheel.add(f"{NAME}.dist-info/METADATA", metadata().encode())
    wheel.add(f"{NAME}.dist-info/WHEEL", f"{about}Tag: {tag(library)}\n".encode())
    wheel.close(f"{NAME}.dist-info/RECORD")
    return name


def build_sdist(sdist_directory, config_settings=None):
    name = f"{NAME}.tar.gz"
    files = [*modules(), HERE / "README.md", HERE / "build_backend.py", HERE / "pyproject.toml"]
    with tarfile.open(Path(sdist_directory) / name, "w:gz", format=tarfile.PAX_FORMAT) as tar:
        for path in files:
            tar.add(path, f"{NAME}/{path.relative_to(HERE)}")
        info = tarfile.TarInfo(f"{NAME}/PKG-INFO")
        info.size = len(metadata().encode())
        tar.addfile(info, io.BytesIO(metadata().encode()))
    return name


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default=".", help="folder for the wheel")
    Path(parser.parse_args().output).mkdir(parents=True, exist_ok=True)
    print(build_wheel(parser.parse_args().output))
