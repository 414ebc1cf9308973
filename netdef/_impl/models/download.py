"""Models from the model zoo: kept in a folder, fetched from a server where they are not there yet."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import urllib.error
import urllib.request
from typing import Any

from netdef.proto import caffe2_pb2

DOWNLOAD_BASE_URL = "https://s3.amazonaws.com/download.caffe2.ai/models/"
DOWNLOAD_COLUMNS = 70
_FILES = ("predict_net.pb", "init_net.pb")


def signalHandler(signal: int, frame: Any) -> None:
    """Ends the program on an interrupt."""
    print("Killing download...")
    sys.exit(0)


def deleteDirectory(top_dir: str) -> None:
    """Removes a folder of files; the root folder never."""
    if os.path.realpath(top_dir) == os.path.sep:
        raise ValueError("the root folder is not removed")
    shutil.rmtree(top_dir)


def progressBar(percentage: float) -> str:
    """A line of DOWNLOAD_COLUMNS characters: `Progress: [####   ] 40%`."""
    full = int(DOWNLOAD_COLUMNS * percentage / 100)
    return f"Progress: [{'#' * full}{' ' * (DOWNLOAD_COLUMNS - full)}] {percentage:.0f}%"


def downloadFromURLToFile(url: str, filename: str, show_progress: bool = True) -> None:
    """Fetches a file; an incomplete one leaves nothing behind.

    Raises:
        RuntimeError: the server cannot be reached, or does not have the file.
    """
    print(f"Downloading from {url}")
    part = filename + ".part"
    try:
        with urllib.request.urlopen(url, timeout=30) as response, open(part, "wb") as file:
            size = int(response.headers.get("Content-Length") or 0)
            got = 0
            while chunk := response.read(1 << 16):
                file.write(chunk)
                got += len(chunk)
                if show_progress and size:
                    print(f"\r{progressBar(100 * got / size)}", end="", flush=True)
            if show_progress and size:
                print()
            if size and got != size:
                raise RuntimeError(f"{url} ended after {got} of {size} bytes")
        os.replace(part, filename)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{url}: the server does not have this file ({error.code} {error.reason})") from error
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise RuntimeError(
            f"{url} cannot be reached ({getattr(error, 'reason', error)}). Put the model's files {' and '.join(_FILES)} into a folder of its "
            "name yourself, or set CAFFE2_MODEL_URL to a server that has them.") from error
    finally:
        if os.path.exists(part):
            os.remove(part)


def getURLFromName(name: str, filename: str) -> str:
    """Where a model's file is."""
    base = os.environ.get("CAFFE2_MODEL_URL", DOWNLOAD_BASE_URL)
    return f"{base.rstrip('/')}/{name}/{filename}"


def validModelName(name: str) -> bool:
    """Whether a name can be a model's: letters, digits, `_`, `-` and single slashes between them."""
    return re.fullmatch(r"[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)*", name) is not None


def downloadModel(model: str, args: Any) -> None:
    """Fetches a model's files into a folder of its name, or into that of the installed package with args.install.

    args: the options of the command line: install, force (replaces what is there), yes (does not ask).

    Raises:
        RuntimeError: see downloadFromURLToFile.
    """
    folder = os.path.join(_package_folder() if args.install else os.getcwd(), model)
    if os.path.exists(folder) and not args.force:
        if args.yes or input(f"Folder {folder} already exists. Overwrite? [y/N] ").strip().lower() not in ("y", "yes"):
            print(f"{folder} is there already; --force replaces it")
            return
    existed = os.path.exists(folder)
    os.makedirs(folder, exist_ok=True)
    try:
        for name in _FILES:
            downloadFromURLToFile(getURLFromName(model, name), os.path.join(folder, name))
        if args.install and not os.path.exists(os.path.join(folder, "__init__.py")):
            open(os.path.join(folder, "__init__.py"), "w").close()
    except RuntimeError:
        if not existed:
            deleteDirectory(folder)
        raise


def _package_folder() -> str:
    import netdef

    return os.path.join(os.path.dirname(netdef.__file__), "models")


class ModelDownloader:
    """Models in a folder: the one the environment variable `model_env_name` names, else ~/.caffe2/models."""

    def __init__(self, model_env_name: str = "CAFFE2_MODELS"):
        self.model_env_name = model_env_name

    def _model_dir(self, model: str) -> str:
        root = os.getenv(self.model_env_name) or os.path.join(os.path.expanduser("~"), ".caffe2", "models")
        return os.path.join(root, model)

    def get_c2_model(self, model_name: str) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef, dict]:
        """(init net, predict net, {input: (dtype, shape)}) of a model, fetched first where it is not in the folder.

        Raises:
            ValueError: no name of a model. RuntimeError: it is not there and cannot be fetched.
        """
        folder = self._fetched(model_name)
        nets = []
        for name in ("init_net.pb", "predict_net.pb"):
            with open(os.path.join(folder, name), "rb") as file:
                nets.append(caffe2_pb2.NetDef.FromString(file.read()))
        info = {}
        if os.path.exists(os.path.join(folder, "value_info.json")):
            with open(os.path.join(folder, "value_info.json")) as file:
                info = json.load(file)
        return nets[0], nets[1], info

    def get_c2_model_dbg(self, model_name: str) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef, dict]:
        """get_c2_model of what is in the folder already, without fetching.

        Raises:
            FileNotFoundError: the model is not in the folder.
        """
        folder = self._model_dir(model_name)
        for name in _FILES:
            if not os.path.exists(os.path.join(folder, name)):
                raise FileNotFoundError(os.path.join(folder, name))
        return self.get_c2_model(model_name)

    def _fetched(self, model_name: str) -> str:
        if not validModelName(model_name):
            raise ValueError(f"not the name of a model: {model_name!r}")
        folder = self._model_dir(model_name)
        if all(os.path.exists(os.path.join(folder, name)) for name in _FILES):
            return folder
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        fetched = tempfile.mkdtemp(dir=os.path.dirname(folder))
        try:
            for name in _FILES:
                downloadFromURLToFile(getURLFromName(model_name, name), os.path.join(fetched, name), show_progress=False)
            if os.path.exists(folder):
                deleteDirectory(folder)
            os.replace(fetched, folder)
        finally:
            if os.path.exists(fetched):
                deleteDirectory(fetched)
        return folder


def main() -> None:
    """The command line: model names and -i (install), -f (force), -y (no questions)."""
    parser = argparse.ArgumentParser(description="Download or install pretrained models.")
    parser.add_argument("model", nargs="+", help="Model to download/install.")
    parser.add_argument("-i", "--install", action="store_true", help="Install the model.")
    parser.add_argument("-f", "--force", action="store_true", help="Force a download/installation.")
    parser.add_argument("-y", "--yes", action="store_true", help="Ask no questions.")
    args = parser.parse_args()
    signal.signal(signal.SIGINT, signalHandler)
    for model in args.model:
        if not validModelName(model):
            sys.exit(f"'{model}' is not a valid model name.")
        try:
            downloadModel(model, args)
        except RuntimeError as error:
            sys.exit(str(error))
