#!/usr/bin/env python3
"""A model host that misbehaves: model_host.py FOLDER PORT_FILE LOG. Serves FOLDER/MODEL/FILE under
/somebody/FAULT.MODEL/resolve/REVISION/FILE, with the fault named in the path; writes a line to LOG for each request."""
import http.server
import os
import sys
import time

folder, port_file, log = sys.argv[1:4]
seen = {}


class Host(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=(), announced=None, sent=None):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        self.end_headers()
        self.wfile.write(body if sent is None else body[:sent])
        if sent is not None:
            self.close_connection = True

    def do_GET(self):
        range_header = self.headers.get("Range", "")
        with open(log, "a") as out:
            out.write(f"{self.path} range={range_header} auth={self.headers.get('Authorization', '')}\n")
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts[0] == "cdn":
            parts = parts[1:]
            fault, model = "plain", parts[1].split(".", 1)[1]
        else:
            fault, model = parts[1].split(".", 1)
        name, revision = parts[4], parts[3]
        path = os.path.join(folder, model, name)
        count = seen[self.path] = seen.get(self.path, 0) + 1
        is_weights = name == "model.safetensors"
        if fault == "gone" or not os.path.exists(path) or (fault == "weightless" and is_weights):
            return self.answer(404, b"Entry not found")
        with open(path, "rb") as file:
            body = file.read()
        tag = [("ETag", '"%d-%s"' % (len(body), name)), ("X-Repo-Commit", revision)]
        if fault == "busy" and count <= 2:
            return self.answer(503, b"busy", [("Retry-After", "0")] if count == 1 else [])
        if fault == "moved":
            port = self.server.server_address[1]
            return self.answer(302, b"", [("Location", f"http://localhost:{port}/cdn{self.path}?signature=secret")])
        if fault == "commit":
            tag[1] = ("X-Repo-Commit", "f" * 40)
        if fault == "announced" and is_weights:
            tag.append(("X-Linked-Etag", '"' + "0" * 64 + '"'))
        if fault == "html" and name == "config.json":
            body = b"<html>Please log in</html>"
        if fault == "short" and is_weights:
            return self.answer(200, body[:len(body) // 2], tag)
        if is_weights and (fault == "broken" or (fault == "cut" and count == 1)):
            return self.answer(200, body, tag, sent=len(body) // 3)
        if range_header and self.headers.get("If-Range") == tag[0][1] and fault != "broken":
            start = int(range_header[len("bytes="):-1])
            if start >= len(body):
                return self.answer(416, b"")
            return self.answer(206, body[start:], tag + [("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")])
        if fault == "slow" and is_weights:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for at in range(0, len(body), len(body) // 8):
                self.wfile.write(body[at:at + len(body) // 8])
                time.sleep(0.05)
            return None
        return self.answer(200, body, tag)


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *arguments):
        pass  # a client that hangs up is none of a test's business


server = Quiet(("127.0.0.1", 0), Host)
with open(port_file + ".new", "w") as out:
    out.write(str(server.server_address[1]))
os.rename(port_file + ".new", port_file)
server.serve_forever()
