"""A network that counts what it was asked to make, with faults on order, and an adapter that speaks to it."""

import json
import threading
import urllib.error
import urllib.request
from collections import deque
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from portal.channels.adapter_api import Capabilities, Failed, Failure, FailureKind, Idempotency, Phase, Remote

CUT = Failure(FailureKind.UNKNOWN, "cut")
DROP_BEFORE, DROP_AFTER, STATUS_AFTER = "drop-before", "drop-after", "status-after"


class Network:
    """Posts and uploads as the other side has them. `faults[operation]` are taken one for each call.

    A fault is DROP_BEFORE, DROP_AFTER, STATUS_AFTER, a Failure, or a function that is called first (a slow server, or
    something that happens meanwhile).
    """

    def __init__(self):
        self.posts, self.uploads, self.calls = [], [], []
        self.faults = {name: deque() for name in ("upload", "ready", "publish", "find", "delete")}
        self._lock = threading.Lock()

    def _fault(self, operation):
        self.calls.append(operation)
        fault = self.faults[operation].popleft() if self.faults[operation] else None
        if callable(fault):
            fault = fault()
        if isinstance(fault, Failure):
            raise Failed(fault)
        if fault == DROP_BEFORE:
            raise Failed(CUT)
        return fault

    def upload(self, name, data):
        self._fault("upload")
        self.uploads.append((name, data))
        return f"upload-{len(self.uploads)}"

    def ready(self):
        return self._fault("ready")

    def publish(self, key, text, media=()):
        fault = self._fault("publish")
        with self._lock:
            number = f"p{len(self.posts) + 1}"
            self.posts.append({"id": number, "key": key, "text": text, "media": list(media), "live": True})
        if fault == DROP_AFTER:
            raise Failed(CUT)
        if fault == STATUS_AFTER:
            raise Failed(Failure(FailureKind.UNKNOWN, "server_error", status=500))
        return number

    def find(self, key):
        self._fault("find")
        found = [post for post in self.posts if post["key"] == key]
        return found[0] if found else None

    def delete(self, number):
        self._fault("delete")
        if not any(post["id"] == number for post in self.posts):
            raise Failed(Failure(FailureKind.GONE, "removed_there"))
        self.posts = [post for post in self.posts if post["id"] != number]

    def keys(self):
        return sorted(post["key"] for post in self.posts)


class FakeAdapter:
    """Uploads each picture once, then publishes."""

    def __init__(self, network, idempotency=Idempotency.LOOKUP, url="https://kanal.test/{}"):
        self.network, self.url = network, url
        self.capabilities = Capabilities(idempotency, delete=True)

    def test(self, http, account):
        raise NotImplementedError

    def prepare(self, http, account, parcel, step, keep):
        done = dict(step)
        for media in parcel.media:
            if media.name not in done:
                done[media.name] = self.network.upload(media.name, media.alt)
                keep(dict(done))

    def ready(self, http, account, parcel, step):
        return self.network.ready()

    def publish(self, http, account, parcel, step):
        number = self.network.publish(parcel.key, parcel.text, [step[media.name] for media in parcel.media])
        return Remote(number, self.url.format(number) if self.url else "")

    def find(self, http, account, parcel, step):
        if self.capabilities.idempotency is Idempotency.NONE:
            raise Failed(Failure(FailureKind.UNKNOWN, "cannot_ask"))
        found = self.network.find(parcel.key)
        return found and Remote(found["id"], self.url.format(found["id"]), live=found["live"])

    def delete(self, http, account, remote):
        self.network.delete(remote.id)


# ---- the same over HTTP, for workers in processes of their own ------------------------------------------------------


class Server:
    """A Network behind a socket: what was made outlives the worker that asked for it."""

    def __init__(self, delay=0.0):
        self.network, self.delay = Network(), delay
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if outer.delay:
                    threading.Event().wait(outer.delay)
                try:
                    answer = getattr(outer.network, self.path.strip("/"))(*asked)
                except Failed as error:
                    if error.failure.status is None:
                        self.close_connection = True
                        self.connection.close()
                        return
                    self.send_response(error.failure.status)
                    answer = None
                else:
                    self.send_response(200)
                body = json.dumps(answer).encode()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()


class Client:
    """Speaks to a Server like an adapter's own client: whatever is cut is unknown when something was to be made."""

    def __init__(self, url):
        self.url = url

    def _ask(self, operation, phase, *asked):
        request = urllib.request.Request(f"{self.url}/{operation}", json.dumps(asked).encode(), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())
        except (urllib.error.URLError, OSError) as error:
            status = getattr(error, "code", None)
            kind = FailureKind.UNKNOWN if phase is Phase.PUBLISH else FailureKind.RETRY
            raise Failed(Failure(kind, "cut", status=status)) from None

    def upload(self, name, data):
        return self._ask("upload", Phase.PREPARE, name, data)

    def ready(self):
        wait = self._ask("ready", Phase.READY)
        return wait and timedelta(seconds=wait)

    def publish(self, key, text, media=()):
        return self._ask("publish", Phase.PUBLISH, key, text, media)

    def find(self, key):
        return self._ask("find", Phase.FIND, key)

    def delete(self, number):
        return self._ask("delete", Phase.DELETE, number)
