"""Keeps one LibreOffice running and turns Word files into PDF on request.

Runs under the Python that has LibreOffice's `uno` module, not under ours: it imports nothing of
the worker. It leads a process group that holds LibreOffice as well; when its standard input ends,
because the worker has gone or wants it gone, its folder is cleared and the whole group ends.

A request is a line of JSON: {"source": path, "target": path}, with "title": text where the file
lacks the title that the PDF must have. The answer is a line: {"done": true}, or {"refused": reason}
for a file that LibreOffice will not have, or {"broken": reason} when LibreOffice itself has gone.
The first line, once LibreOffice answers, is {"ready": version}.
"""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.awt.WindowClass import TOP
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException, IllegalArgumentException
from com.sun.star.uno import Exception as UnoException

# css.document.MacroExecMode.NEVER_EXECUTE and css.document.UpdateDocMode.NO_UPDATE
_NEVER_EXECUTE = 0
_NO_UPDATE = 0
_PDF_A_2B = 2


def main() -> None:
    """Start LibreOffice, say so, then answer requests until standard input ends."""
    soffice, folder = sys.argv[1], Path(sys.argv[2])
    requests = _requests(folder)
    process = _start(soffice, folder)
    context = _connect(process, folder)
    manager = context.ServiceManager
    frame = _frame(manager, context)
    _say({"ready": _version(manager, context)})
    while True:
        request = requests.get()
        _say(_answer(frame, request))


def _requests(folder: Path) -> "queue.SimpleQueue[dict[str, str]]":
    """Read requests in a thread of their own, so that the end of input is seen while one hangs."""
    waiting: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            waiting.put(json.loads(line))
        # A worker that was killed cannot clear up, and the folder may hold a letter. Once it has
        # gone nothing new can come into it; the second time takes what came in between.
        for _ in range(2):
            shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=read, daemon=True).start()
    return waiting


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _start(soffice: str, folder: Path) -> "subprocess.Popen[bytes]":
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        f"--accept=pipe,name={_pipe_name(folder)};urp",
        "--headless",
        "--invisible",
        "--nologo",
        "--nodefault",
        "--norestore",
        "--nolockcheck",
        "--nofirststartwizard",
    ]
    return subprocess.Popen(  # noqa: S603 - our own arguments, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def _pipe_name(folder: Path) -> str:
    return f"letters{folder.name}"


def _connect(process: "subprocess.Popen[bytes]", folder: Path) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:pipe,name={_pipe_name(folder)};urp;StarOffice.ComponentContext"
    while True:
        try:
            return resolver.resolve(address)
        except NoConnectException:
            if process.poll() is not None:
                _say({"broken": f"LibreOffice ended with status {process.returncode}"})
                raise SystemExit(1) from None
            time.sleep(0.02)


def _version(manager: Any, context: Any) -> str:
    provider = manager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    product = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess",
        (_property("nodepath", "/org.openoffice.Setup/Product"),),
    )
    return f"LibreOffice {product.ooSetupVersionAboutBox}"


def _frame(manager: Any, context: Any) -> Any:
    """Make the empty frame into which one letter after the other is loaded.

    LibreOffice would make a new one for each letter, with menus and toolbars: a tenth of the time.
    """
    window = uno.createUnoStruct("com.sun.star.awt.WindowDescriptor")
    window.Type, window.ParentIndex = TOP, -1
    window.Bounds = uno.createUnoStruct("com.sun.star.awt.Rectangle")
    window.Bounds.Width = window.Bounds.Height = 400
    toolkit = manager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    frame = manager.createInstanceWithContext("com.sun.star.frame.Frame", context)
    frame.initialize(toolkit.createWindow(window))
    frame.LayoutManager = None
    return frame


def _answer(frame: Any, request: "dict[str, str]") -> "dict[str, object]":
    try:
        _convert(frame, request)
    except DisposedException as gone:
        return {"broken": str(gone)}
    except (UnoException, IllegalArgumentException, RuntimeError, ValueError) as problem:
        return {"refused": str(problem) or type(problem).__name__}
    return {"done": True}


def _convert(frame: Any, request: "dict[str, str]") -> None:
    document = frame.loadComponentFromURL(
        uno.systemPathToFileUrl(request["source"]), "_self", 0, _LOADING
    )
    if document is None:
        raise ValueError("LibreOffice could not read the file")
    try:
        if "title" in request:
            document.DocumentProperties.Title = request["title"]
        document.storeToURL(uno.systemPathToFileUrl(request["target"]), _STORING)
    finally:
        frame.setComponent(None, None)
        document.close(True)


def _property(name: str, value: Any) -> PropertyValue:
    entry = PropertyValue()
    entry.Name, entry.Value = name, value
    return entry


_LOADING = (
    _property("Hidden", True),
    # Named, so that a file which is no Word file is refused, not guessed at.
    _property("FilterName", "MS Word 2007 XML"),
    _property("MacroExecutionMode", _NEVER_EXECUTE),
    _property("UpdateDocMode", _NO_UPDATE),
)
_STORING = (
    _property("FilterName", "writer_pdf_Export"),
    _property(
        "FilterData",
        uno.Any(
            "[]com.sun.star.beans.PropertyValue",
            (
                _property("UseTaggedPDF", True),
                _property("PDFUACompliance", True),
                _property("SelectPdfVersion", _PDF_A_2B),
                _property("DisplayPDFDocumentTitle", True),
                _property("ExportFormFields", False),
                _property("ExportNotes", False),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main()
