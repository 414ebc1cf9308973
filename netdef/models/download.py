"""Downloads models of the Caffe2 model zoo; as caffe2.python.models.download.

    python -m netdef.models.download squeezenet

The server these models were on is gone; a copy of it is used where the environment variable CAFFE2_MODEL_URL names one.
"""

from urllib.error import HTTPError, URLError

from netdef._impl.models.download import (
    DOWNLOAD_BASE_URL,
    DOWNLOAD_COLUMNS,
    ModelDownloader,
    deleteDirectory,
    downloadFromURLToFile,
    downloadModel,
    getURLFromName,
    main,
    progressBar,
    signalHandler,
    validModelName,
)
from netdef.proto import caffe2_pb2

if __name__ == "__main__":
    main()
